"""Written days against the reference day: the missing month and year are found, impossible days refused.

The year that is missing puts the day in the twelve months that begin three months before the reference; in an agenda,
where nothing is past, it is the first such day on or after the reference. A year written once belongs to the end.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import MAXYEAR, MINYEAR, date

from dateutil.relativedelta import relativedelta

from digest.locale import _
from digest.text.dates.types import DateContext, DayPart

Span = tuple[DayPart, DayPart]


class ImpossibleDayError(ValueError):
    """There is no such day; the argument says so in words."""


def make_day(written: DayPart, year: int) -> date | None:
    """Give the day in this year; None where the calendar has none."""
    assert written.month is not None  # noqa: S101 - callers filled it in
    try:
        last = monthrange(year, written.month)[1]
        return date(year, written.month, last if written.clip else written.day or 1)
    except (ValueError, IndexError):
        return None


def resolve_spans(spans: Sequence[Span], context: DateContext) -> tuple[tuple[tuple[date, date], ...], str | None]:
    """Find the days of spans, in order, and the warning of a weekday that contradicts.

    Raises:
        ImpossibleDayError: One of them is not in the calendar, or a span ends before it begins.
    """
    written = [day for span in spans for day in span]
    days = _resolve_chain(written, context)
    pairs = list(zip(days[::2], days[1::2], strict=True))
    for first, last in pairs:
        if last < first:
            raise ImpossibleDayError(_("it ends before it begins"))
    return tuple(pairs), _mismatch(zip(written, days, strict=True))


def _resolve_chain(written: Sequence[DayPart], context: DateContext) -> list[date]:
    """Give days their years: one written later also serves what stands before it, one written before what follows."""
    years: list[int | None] = [day.year for day in written]
    if not any(years):
        anchor = len(written) - 1 if context.agenda else 0
        years[anchor] = _missing_year(written[anchor], context)
    for place in range(len(written) - 2, -1, -1):
        if years[place] is None and years[place + 1] is not None:
            years[place] = _year_before(written[place], written[place + 1], years[place + 1] or 0)
    for place in range(1, len(written)):
        if years[place] is None:
            years[place] = _year_after(written[place], written[place - 1], years[place - 1] or 0)
    return [_certain(day, year or 0) for day, year in zip(written, years, strict=True)]


def _order(day: DayPart) -> tuple[int, int]:
    return day.month or 0, 99 if day.clip else day.day or 0


def _year_before(day: DayPart, later: DayPart, year: int) -> int:
    return year if _order(day) <= _order(later) else year - 1


def _year_after(day: DayPart, earlier: DayPart, year: int) -> int:
    return year if _order(day) >= _order(earlier) else year + 1


def _certain(written: DayPart, year: int) -> date:
    day = make_day(written, year)
    if day is None:
        raise ImpossibleDayError(_('there is no day "{day}"').format(day=_spell(written, year)))
    return day


def _spell(written: DayPart, year: int) -> str:
    return f"{written.day:02}/{written.month:02}/{year}" if year else f"{written.day:02}/{written.month:02}"


def _missing_year(written: DayPart, context: DateContext) -> int:
    reference = context.reference
    candidates = [
        day
        for year in range(max(MINYEAR, reference.year - 8), min(MAXYEAR, reference.year + 8) + 1)
        if (day := make_day(written, year))
    ]
    if not candidates:
        raise ImpossibleDayError(_('there is no day "{day}"').format(day=_spell(written, 0)))
    return _choose_year(written, candidates, context).year


def _choose_year(written: DayPart, candidates: Sequence[date], context: DateContext) -> date:
    reference = context.reference
    if written.pointing < 0:
        return max((day for day in candidates if day < reference), default=candidates[0])
    if written.pointing > 0 or context.agenda:
        late_enough = [day for day in candidates if day > reference or (day == reference and not written.pointing)]
        return min(late_enough, default=candidates[-1])
    first = shift_day(reference, months=-3)
    within = [day for day in candidates if first <= day < shift_day(first, months=12)]
    if not within:
        raise ImpossibleDayError(
            _('there is no day "{day}" around {reference}').format(
                day=_spell(written, 0), reference=reference.isoformat()
            )
        )
    return within[0]


def shift_day(day: date, *, months: int = 0, days: int = 0) -> date:
    """Move a day, never past the calendar's ends."""
    try:
        return day + relativedelta(months=months, days=days)
    except (ValueError, OverflowError):
        return date.max if months + days > 0 else date.min


def _mismatch(days: Iterable[tuple[DayPart, date]]) -> str | None:
    for written, day in days:
        if written.weekday is not None and written.weekday != day.weekday():
            return _("{day} is a {actual}, not a {written}").format(
                day=day.isoformat(), actual=weekday_name(day.weekday()), written=weekday_name(written.weekday)
            )
    return None


def weekday_name(weekday: int) -> str:
    """Name a day of the week; Monday is 0."""
    return (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))[weekday]


def week_of(day: date) -> tuple[date, date]:
    """Give Monday and Sunday of the week a day is in."""
    monday = shift_day(day, days=-day.weekday())
    return monday, shift_day(monday, days=6)


def join_adjacent(pairs: Iterable[tuple[date, date]]) -> tuple[tuple[date, date], ...]:
    """Make one span of single days and spans that follow each other without a gap; the same ones count once."""
    joined: list[tuple[date, date]] = []
    for first, last in sorted(set(pairs)):
        if joined and first <= shift_day(joined[-1][1], days=1):
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return tuple(joined)


def without_year(day: DayPart) -> DayPart:
    """Give the day as if no year had been written."""
    return replace(day, year=None)


def next_weekday(reference: date, weekday: int, *, same_day: bool) -> date:
    """Give the first such weekday after the reference, or on it where the same day counts."""
    ahead = (weekday - reference.weekday()) % 7
    return shift_day(reference, days=ahead if ahead or same_day else 7)


def last_weekday(reference: date, weekday: int) -> date:
    """Give the latest such weekday before the reference."""
    return shift_day(reference, days=-((reference.weekday() - weekday - 1) % 7 + 1))
