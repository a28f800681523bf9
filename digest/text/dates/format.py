"""Moments said in print, in the current language: "du 28 décembre 2024 au 3 janvier 2025", "de 17 h 30 à 18 h 15".

Whatever is said here in French is read back by `reading` to the same days and hours. Days and hours are tied by
no-break spaces. A zone is named only where the hours are not those of the letter's zone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from digest.locale import current_language
from digest.text.dates.grammar import Moment
from digest.text.dates.timezones import SPOKEN

_NBSP = "\u00a0"
_FRENCH_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip
_FRENCH_WEEKDAYS = (
    "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
)  # fmt: skip
_ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_ENGLISH_WEEKDAYS = (
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Language:
    """How one language says days, hours and what joins them."""

    day: Callable[[date, bool, bool], str]
    """A day with or without its month, with or without its year."""
    weekday: Callable[[date], str]
    hour: Callable[[datetime], str]
    span: str
    two_days: str
    hours: str
    at: str
    long_span: str
    until: str
    until_hour: str
    zone: str
    midnight: str
    month: Callable[[date], str]
    months: str
    quarter: str
    semester: str
    sittings: str
    sitting: str
    about: str
    from_then: str
    before: str
    last: str


def _french_day(day: date, with_month: bool, with_year: bool) -> str:
    number = "1er" if day.day == 1 else str(day.day)
    month = f"{_NBSP}{_FRENCH_MONTHS[day.month - 1]}" if with_month else ""
    return f"{number}{month}{f' {day.year:04}' if with_year else ''}"


def _english_day(day: date, with_month: bool, with_year: bool) -> str:
    month = f"{_NBSP}{_ENGLISH_MONTHS[day.month - 1]}" if with_month else ""
    return f"{day.day}{month}{f' {day.year:04}' if with_year else ''}"


def _french_hour(moment: datetime) -> str:
    minutes = f"{_NBSP}{moment.minute:02}" if moment.minute else ""
    return f"{moment.hour}{_NBSP}h{minutes}"


_FRENCH = _Language(
    day=_french_day,
    weekday=lambda day: _FRENCH_WEEKDAYS[day.weekday()],
    hour=_french_hour,
    span="du {first} au {last}",
    two_days="les {first} et {last}",
    hours="{day}, de {start} à {end}",
    at="{day}, à {start}",
    long_span="du {first} à {start} au {last} à {end}",
    until="jusqu’au {last}",
    until_hour="jusqu’au {last} à {end}",
    zone="heure de {city}",
    midnight="minuit",
    month=lambda day: f"{_FRENCH_MONTHS[day.month - 1]} {day.year:04}",
    months="de {first} à {last}",
    quarter="au {number} trimestre {year}",
    semester="au {number} semestre {year}",
    sittings="{day}, {hours}",
    sitting="de {start} à {end}",
    about="{day}, vers {start}",
    from_then="à partir du {first}",
    before="avant le {last}",
    last=" et ",
)
_ENGLISH = _Language(
    day=_english_day,
    weekday=lambda day: _ENGLISH_WEEKDAYS[day.weekday()],
    hour=lambda moment: f"{moment.hour:02}:{moment.minute:02}",
    span="from {first} to {last}",
    two_days="{first} and {last}",
    hours="{day}, from {start} to {end}",
    at="{day}, at {start}",
    long_span="from {first} at {start} to {last} at {end}",
    until="until {last}",
    until_hour="until {last} at {end}",
    zone="{city} time",
    midnight="midnight",
    month=lambda day: f"{_ENGLISH_MONTHS[day.month - 1]} {day.year:04}",
    months="from {first} to {last}",
    quarter="in quarter {number} of {year}",
    semester="in half-year {number} of {year}",
    sittings="{day}, {hours}",
    sitting="from {start} to {end}",
    about="{day}, at about {start}",
    from_then="from {first} on",
    before="before {last}",
    last=" and ",
)


Slot = tuple[Moment, Moment | None]


def format_moments(
    start: Moment | None,
    end: Moment | None,
    *,
    zone: tzinfo,
    year: bool = True,
    slots: Sequence[Slot] = (),
    precision: str = "",
) -> str:
    """Format when something takes place, in the current language.

    Args:
        start: None for a deadline.
        end: The last day, included, or the instant it ends; None where it is not known.
        zone: The letter's zone.
        year: Whether years are said; where the two ends have different years they always are.
        slots: The sittings, where there are several: "du 10 au 12 mars 2026, de 9 h à 17 h".
        precision: month, quarter, semester, about, from or before, where it was said so: "en janvier 2027".
    """
    words = _FRENCH if current_language() == "fr" else _ENGLISH
    if start is None:
        return _say_deadline(words, end, zone, year=year, before=precision == "before") if end is not None else ""
    if len(slots) > 1 and (said := _say_slots(words, slots, zone, year=year)):
        return said
    if not isinstance(start, datetime):
        last = end.date() if isinstance(end, datetime) else end or start
        if precision == "from" and end is None:
            return words.from_then.format(first=words.day(start, True, year))
        return _say_period(words, start, last, precision) or _say_days(words, start, last, year=year)
    if end is not None and not isinstance(end, datetime):
        end = None
    end = end if end and end > start else None
    if precision == "about" and end is None:
        here, name = _local(words, start, zone)
        day = _full_day(words, here.date(), year=year)
        return words.about.format(day=day, start=words.hour(here)) + name
    return _say_hours(words, start, end, zone, year=year)


def _say_period(words: _Language, first: date, last: date, precision: str) -> str:
    """Return a month, a quarter or a half-year by its name; empty where the days are not the whole of it."""
    length = {"month": 1, "quarter": 3, "semester": 6}.get(precision, 0)
    following = last + timedelta(days=1) if last < date.max else last
    if not length or first.day != 1 or following.day != 1 or (first.month - 1) % length:
        return ""
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if length == 1:
        form = "{first}" if months == 1 else words.months
        opening = words.month(first).removesuffix(f" {last.year:04}") if months > 1 else words.month(first)
        said = form.format(first=opening, last=words.month(last))
        return said if months > 1 else _IN[words.midnight].format(month=said)
    number = (first.month - 1) // length + 1
    form = words.quarter if length == 3 else words.semester
    ordinal = _ORDINALS.get((words.midnight, number), str(number))
    return form.format(number=ordinal, year=f"{first.year:04}") if months == length else ""


_IN = {"minuit": "en {month}", "midnight": "in {month}"}
_ORDINALS = {("minuit", number): f"{number}{'er' if number == 1 else 'e'}" for number in range(1, 5)}


def _say_slots(words: _Language, slots: Sequence[Slot], zone: tzinfo, *, year: bool) -> str:
    """Return the days and then the hours of each of them; empty where the days have different hours."""
    hours: dict[date, list[str]] = {}
    names = set()
    for start, end in slots:
        if not isinstance(start, datetime) or (end is not None and not isinstance(end, datetime)):
            return ""
        here, name = _local(words, start, zone, also=end)
        names.add(name)
        closing = end.astimezone(here.tzinfo) if end else None
        hours.setdefault(here.date(), []).append(_say_sitting(words, here, closing))
    days = sorted(hours)
    if len(names) > 1 or len({tuple(said) for said in hours.values()}) > 1:
        return ""
    if len(days) == 1:
        day = _full_day(words, days[0], year=year)
    elif (days[-1] - days[0]).days == len(days) - 1:
        day = _say_days(words, days[0], days[-1], year=year, as_span=True)
    else:
        return ""
    return words.sittings.format(day=day, hours=words.last.join(hours[days[0]])) + names.pop()


def _say_sitting(words: _Language, start: datetime, end: datetime | None) -> str:
    if end is None:
        return words.at.format(day="", start=words.hour(start)).removeprefix(", ")
    is_midnight = (end.hour, end.minute) == (0, 0)
    return words.sitting.format(start=words.hour(start), end=words.midnight if is_midnight else words.hour(end))


def _say_days(words: _Language, first: date, last: date, *, year: bool, as_span: bool = False) -> str:
    year = year or first.year != last.year
    if last <= first:
        return words.day(first, True, year)
    same_month = (first.year, first.month) == (last.year, last.month)
    form = words.two_days if last == first + timedelta(days=1) and same_month and not as_span else words.span
    opening = words.day(first, not same_month, first.year != last.year)
    return form.format(first=opening, last=words.day(last, True, year))


def _full_day(words: _Language, day: date, *, year: bool) -> str:
    return f"{words.weekday(day)} {words.day(day, True, year)}"


def _say_deadline(words: _Language, end: Moment, zone: tzinfo, *, year: bool, before: bool = False) -> str:
    if before and not isinstance(end, datetime):
        return words.before.format(last=words.day(end, True, year))
    if not isinstance(end, datetime):
        return words.until.format(last=words.day(end, True, year))
    end, name = _local(words, end, zone)
    last, hour = end.date(), words.hour(end)
    if (end.hour, end.minute) == (0, 0) and last > date.min:
        last, hour = last - timedelta(days=1), words.midnight
    return words.until_hour.format(last=words.day(last, True, year), end=hour) + name


_EVENING, _LATE = 17, 6
"""What begins in the evening and ends before this hour is said as one night: "de 22 h à 2 h"."""


def _say_hours(words: _Language, start: datetime, end: datetime | None, zone: tzinfo, *, year: bool) -> str:
    start, name = _local(words, start, zone, also=end)
    day = _full_day(words, start.date(), year=year)
    if end is None:
        return words.at.format(day=day, start=words.hour(start)) + name
    end = end.astimezone(start.tzinfo)
    at_midnight = (end.hour, end.minute) == (0, 0) and end.date() == start.date() + timedelta(days=1)
    is_night = end.date() == start.date() + timedelta(days=1) and end.hour <= _LATE and start.hour >= _EVENING
    if end.date() == start.date() or at_midnight or is_night:
        closing = words.midnight if at_midnight else words.hour(end)
        return words.hours.format(day=day, start=words.hour(start), end=closing) + name
    year = year or start.year != end.year
    first = _full_day(words, start.date(), year=start.year != end.year)
    last = _full_day(words, end.date(), year=year)
    return words.long_span.format(first=first, start=words.hour(start), last=last, end=words.hour(end)) + name


def _local(words: _Language, moment: datetime, zone: tzinfo, also: datetime | None = None) -> tuple[datetime, str]:
    """Return an instant on the clock it is told by, and the name of that clock where it is not the letter's."""
    here = moment.astimezone(zone)
    if here.utcoffset() == moment.utcoffset() and not any(_is_repeated(one, zone) for one in (moment, also or moment)):
        return here, ""
    own = moment.tzinfo
    city = SPOKEN.get(own.key, "") if isinstance(own, ZoneInfo) else ""
    if own and city and not any(_is_repeated(one, own) for one in (moment, also or moment)):
        return moment, f" ({words.zone.format(city=city)})"
    offset = moment.utcoffset() or timedelta()
    return moment.astimezone(timezone(offset)), f" ({_offset_name(offset)})"


def _is_repeated(moment: datetime, zone: tzinfo) -> bool:
    """Whether clocks of the zone show this hour twice, or never: the night summer time ends or begins."""
    here = moment.astimezone(zone)
    return here.replace(fold=0).utcoffset() != here.replace(fold=1).utcoffset()


def _offset_name(offset: timedelta) -> str:
    minutes = round(offset.total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else "+"
    return f"UTC{sign}{hours}{f':{rest:02}' if rest else ''}" if minutes else "UTC"


def format_instant(instant: datetime, zone: tzinfo) -> str:
    """Format an instant by the clock of a zone, to the minute: `mercredi 4 mars 2026, à 12 h`."""
    return format_moments(instant.astimezone(zone).replace(second=0, microsecond=0), None, zone=zone)


def format_day(day: date) -> str:
    """Format a day: `4 mars 2026`."""
    return format_moments(day, None, zone=UTC)
