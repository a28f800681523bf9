"""French dates: how a text says when something takes place, read against a reference day, and said again in print.

`folding` makes letters plain, `lexemes` and `tokens` cut them, with the words of `vocabulary`; `numerals` joins numbers
in letters. The rules (applied by `grammar`) stand in `clocks` and `lengths`, `days` and `figures`, `parts`, `weeks` and
`periods`, `relative`, `holidays`, `repeated`, `sequences`; `traps`, `numbering` and `unreadable` keep away what is no
day. `findings` gathers, `roles` tells deadlines from events, `resolution` and `moments` reckon, `badges` compares,
`choice` chooses; `wording` prints. Whatever is not certain is left unread, with
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
