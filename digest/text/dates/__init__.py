"""French dates: how a text says when something takes place, read against a reference day, and said again in print.

`folding` makes letters plain, `lexemes` and `tokens` cut them, `clocks`, `days`, `periods`, `relative`, `holidays`,
`repeated`, `traps` and `sequences` hold the rules (applied by `grammar`), `findings` gathers, `resolution` and
`moments` reckon, `badges` compares, `choice` chooses; `wording` prints. Whatever is not certain is left unread, with
the reason: silence is better than a wrong day. Nothing here knows the clock, a file or the network.
"""

from digest.text.dates.data import DateReading, Moment, Occurrence
from digest.text.dates.reading import date_record, find_dates, read_date
from digest.text.dates.timestamps import parse_timestamp
from digest.text.dates.wording import say_moments

__all__ = [
    "DateReading",
    "Moment",
    "Occurrence",
    "date_record",
    "find_dates",
    "parse_timestamp",
    "read_date",
    "say_moments",
]
