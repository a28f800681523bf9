"""What the other files of this room hand each other: readings, and the parts of a date before it is resolved.

A `DayPart` may lack its month or its year; `resolution` fills them in against the reference day. Nothing is computed
here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

Moment = date | datetime
"""A day, or an instant with its zone; the same as `digest.model.Moment`, which stands a storey above."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One time something takes place: first to last day (included), or instants; None where it is not said."""

    start: Moment | None = None
    end: Moment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DateReading:
    """How an expression was read.

    Attributes:
        words: The words that were read, as they stand in the text; empty where nothing was found.
        occurrences: In order of time; empty where nothing can safely be read.
        kind: deadline, open, multiple, cancelled, postponed, relative, imprecise, ambiguous, recurring or publication;
            None for a plain date.
        precision: What the words are exact to: minute, about, day, halfday, week, fortnight, month, quarter, semester.
        problem: What a person should look at, in words; None where all is well.
        rule: The name of the rule that read it.
        position: Where the words stand in the text given: first character, and one past the last.
    """

    words: str = ""
    occurrences: tuple[Occurrence, ...] = ()
    kind: str | None = None
    precision: str = "day"
    problem: str | None = None
    rule: str = ""
    position: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class DateContext:
    """What an expression is read against: the reference day, the zone of hours without one, agenda or running text."""

    reference: date
    zone: tzinfo
    agenda: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPart:
    """A day as it is written: whatever is missing is None.

    Attributes:
        weekday: Monday is 0; it never decides, it only confirms.
        day: From 1; 31 with `clip` means the last day of the month.
        other_month: The second month an abbreviation may mean ("jui": 6, then 7).
        pointing: +1 for "prochain", -1 for "dernier", 0 without.
        is_badge: Whether it may be the small date beside a title ("25" over "avr").
    """

    weekday: int | None = None
    day: int | None = None
    month: int | None = None
    year: int | None = None
    other_month: int | None = None
    clip: bool = False
    pointing: int = 0
    is_badge: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockPart:
    """A time of day; hour 24 is the midnight that ends the day, `is_midnight` says it was called "minuit".

    `is_afternoon` says that "de l'après-midi" or "du soir" moved it to the second half of the day.
    """

    hour: int
    minute: int = 0
    second: int = 0
    is_midnight: bool = False
    is_afternoon: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursPart:
    """The hours of one sitting; `role` is start, end, welcome, about or length (then `start` is how long it lasts).

    `then` holds further sittings of the same days: "à 14h et à 18h".
    """

    start: ClockPart | None = None
    end: ClockPart | None = None
    zone: tzinfo | None = None
    role: str = "start"
    then: "tuple[HoursPart, ...]" = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysPart:
    """One or several spans of days, each with a first and a last day as written, perhaps with hours of their own."""

    spans: tuple[tuple[DayPart, DayPart], ...] = ()
    kind: str | None = None
    precision: str = "day"
    problem: str | None = None
    rule: str = ""
    hours: tuple[HoursPart, ...] = ()


def one_day(written: DayPart, *, rule: str) -> DaysPart:
    """Make the days of a single day."""
    return DaysPart(spans=((written, written),), rule=rule)


def fixed(day: date) -> DayPart:
    """Make a day that is already known in full."""
    return DayPart(day=day.day, month=day.month, year=day.year)


def fixed_span(first: date, last: date, *, rule: str, precision: str = "day", kind: str | None = None) -> DaysPart:
    """Make the days from a first to a last day that are already known in full."""
    return DaysPart(spans=((fixed(first), fixed(last)),), rule=rule, precision=precision, kind=kind)


def fixed_days(days: Iterable[date], *, rule: str, kind: str | None = None) -> DaysPart:
    """Make several separate days that are already known in full."""
    return DaysPart(spans=tuple((fixed(day), fixed(day)) for day in days), rule=rule, kind=kind)


def nothing(kind: str | None, problem: str | None, *, rule: str) -> DaysPart:
    """Make the days of an expression that cannot safely be read, and say why."""
    return DaysPart(kind=kind, problem=problem, rule=rule)
