"""French dates: how a text says when something takes place, read against a reference day, and formatted for print.

`normalize` makes letters plain, `lexer` cuts them with the words of `lexicon`, and the rules of `rules` (registered and
applied by `grammar`) make days and hours of the tokens. `interpret` gathers them, `resolve` reckons, `api` chooses and
`format` prints. Whatever is not certain is left unread, with the reason: silence is better than a wrong day. Nothing
here knows the clock, a file or the network.

The grammar's hundred patterns take 45 ms to compile. So a name is imported when it is asked for (PEP 562): a collection
in which no title holds a day (`glance`) does without.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from digest.text.dates.api import find_dates, parse_timestamp, read_date
    from digest.text.dates.format import format_moments
    from digest.text.dates.grammar import DateReading, Moment, Occurrence
    from digest.text.dates.statements import date_record, event_times, find_statements

__all__ = [
    "DateReading",
    "Moment",
    "Occurrence",
    "date_record",
    "event_times",
    "find_dates",
    "find_statements",
    "format_moments",
    "parse_timestamp",
    "read_date",
]

_PLACES = {
    "DateReading": "grammar",
    "Moment": "grammar",
    "Occurrence": "grammar",
    "date_record": "statements",
    "event_times": "statements",
    "find_dates": "api",
    "find_statements": "statements",
    "parse_timestamp": "api",
    "read_date": "api",
    "format_moments": "format",
}


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
