"""Findings to moments: days and hours become dates and date-times with a zone.

Hours given once serve all days; a few of them on days told one by one ("les 20 et 21 mai de 10h à 12h") are a sitting
a day, while "les 14 et 15 mai de 9h à 17h" is one meeting of two days. "de 20h à minuit" ends on the next day at 0:00;
a second zone ("9h (Paris) / 17h (Tokyo)") is the same instant told twice and dropped.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, tzinfo

from digest.locale import _
from digest.text.dates.calendar_math import ImpossibleDayError, join_adjacent, make_day, resolve_spans, shift_day
from digest.text.dates.interpret import DateMatch
from digest.text.dates.types import ClockPart, DateContext, DayPart, HoursPart, Moment, Occurrence

_LATE = 6
"""Up to this hour an end before the start belongs to the next day, if the start is in the evening."""
_EVENING = 17


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedDates:
    """A finding with its moments, and what is wrong with them."""

    finding: DateMatch
    occurrences: tuple[Occurrence, ...]
    days: tuple[tuple[date, date], ...]
    problem: str | None = None
    precision: str = "day"


def resolve(finding: DateMatch, context: DateContext) -> ResolvedDates:
    """Give a finding its moments; a day that does not exist leaves it empty, with a problem.

    Raises:
        ImpossibleDayError: There is no such day.
    """
    pairs, problem = resolve_spans(finding.days.spans, context)
    days = join_adjacent(pairs)
    sittings = _sittings(finding.hours, days, context)
    each = sorted(set(pairs)) if _are_sittings(sittings, pairs) else days
    made = [_occurrence(finding, pair, one, context) for pair in each for one in (sittings or (None,))]
    if len(sittings) > 1 and each is days and any(first != last for first, last in days):
        whole = HoursPart(start=sittings[0].start, end=sittings[-1].end, zone=sittings[0].zone)
        made = [_occurrence(finding, pair, whole, context) for pair in days]
    return ResolvedDates(
        finding=finding,
        occurrences=tuple(made),
        days=days,
        problem=finding.days.problem or problem,
        precision=_precision(finding, made, sittings),
    )


_SHORT = 5 * 60
"""Minutes: shorter hours on days in a row are a sitting a day, longer ones one meeting of several days."""


def _are_sittings(hours: Sequence[HoursPart], pairs: Sequence[tuple[date, date]]) -> bool:
    if not hours or any(first != last for first, last in pairs):
        return False
    return all(one.start and one.end and 0 < _minutes(one.end) - _minutes(one.start) < _SHORT for one in hours)


def _minutes(clock: ClockPart) -> int:
    return clock.hour * 60 + clock.minute


def _precision(finding: DateMatch, made: Sequence[Occurrence], sittings: Sequence[HoursPart]) -> str:
    if made and isinstance(made[0].start or made[0].end, datetime):
        return "about" if any(one.role == "about" for one in sittings) else "minute"
    return finding.days.precision


def _occurrence(
    finding: DateMatch, pair: tuple[date, date], hours: HoursPart | None, context: DateContext
) -> Occurrence:
    if finding.part == "deadline":
        return Occurrence(end=_closing(pair[1], hours, context))
    start, end = _timed(pair, hours, context) if hours else pair
    from_then_on = finding.part == "open" and (pair[0] == pair[1] or finding.days.precision != "day")
    return Occurrence(start=start) if from_then_on else Occurrence(start=start, end=end)


def _closing(day: date, hours: HoursPart | None, context: DateContext) -> Moment:
    clock = (hours.end or hours.start) if hours else None
    return _at(day, clock, (hours.zone if hours else None) or context.zone) if clock else day


def _timed(pair: tuple[date, date], hours: HoursPart, context: DateContext) -> tuple[Moment, Moment | None]:
    first, last = pair
    start, end = hours.start, hours.end
    if start is None or (start.hour == 24 and end is None) or (first != last and end is None):
        return pair
    zone = hours.zone or context.zone
    opening = _at(first, replace(start, hour=0) if start.hour == 24 and end else start, zone)
    if end is None:
        return opening, None
    return opening, _end(opening, last, end, zone)


def _end(opening: datetime, day: date, end: ClockPart, zone: tzinfo) -> datetime | None:
    closing = _at(day, end, zone)
    if closing > opening:
        return closing
    if end.hour <= _LATE and opening.hour == 12:  # "de midi à deux heures"
        return _at(day, replace(end, hour=end.hour + 12), zone)
    return _at(shift_day(day, days=1), end, zone) if end.hour <= _LATE and opening.hour >= _EVENING else None


def _at(day: date, clock: ClockPart, zone: tzinfo) -> datetime:
    if clock.hour == 24:
        day, clock = shift_day(day, days=1), replace(clock, hour=0)
    return datetime.combine(day, time(clock.hour, clock.minute, clock.second), tzinfo=zone)


def _sittings(
    hours: Sequence[HoursPart], days: Sequence[tuple[date, date]], context: DateContext
) -> tuple[HoursPart, ...]:
    """Make sittings of the hours beside some days: starts with their ends, lengths and second zones taken in."""
    starts = [one for one in hours if one.role in ("start", "about")]
    welcomes = [one for one in hours if one.role == "welcome"]
    ends = [one for one in hours if one.role == "end"]
    lengths = [one for one in hours if one.role == "length"]
    if not starts:
        return tuple(replace(one, role="start") for one in welcomes[:1]) or tuple(ends[:1])
    sittings = _distinct(starts, days[0][0] if days else context.reference, context)
    if len(sittings) == 1 and sittings[0].end is None:
        sittings = [_with_end(sittings[0], ends, lengths)]
    if sittings[0].then and len(sittings) == 1:
        return (replace(sittings[0], end=None), *sittings[0].then)
    # Two hours with no end may be a programme: only the first is the event's.
    return tuple(sittings) if all(one.end for one in sittings) else tuple(sittings[:1])


def _with_end(sitting: HoursPart, ends: Sequence[HoursPart], lengths: Sequence[HoursPart]) -> HoursPart:
    if ends:
        return replace(sitting, end=ends[0].end)
    if lengths and sitting.start and lengths[0].start:
        total = sitting.start.hour * 60 + sitting.start.minute + lengths[0].start.hour * 60 + lengths[0].start.minute
        return replace(sitting, end=ClockPart(hour=total // 60 % 24, minute=total % 60))
    return sitting


def _distinct(starts: Sequence[HoursPart], day: date, context: DateContext) -> list[HoursPart]:
    """Drop what tells an instant a second time, in another zone."""
    kept: list[HoursPart] = []
    seen: set[datetime] = set()
    zones = {one.zone for one in starts if one.zone}
    for one in starts:
        if one.start is None:
            continue
        instant = _at(day, one.start, one.zone or context.zone)
        if instant in seen or (kept and zones and one.zone != kept[0].zone):
            continue
        seen.add(instant)
        kept.append(one)
    return kept


# What findings tell each other: the year of a badge, June or July, a year written once for a list.

LIST_GAP = 10
"""Tokens from one item of a list to the next, at most."""
_MOST = 50
"""Dates that are asked what a badge means, at most."""
_LISTED_PARTS = frozenset(("event", "cue"))


def resolve_all(found: Sequence[DateMatch], context: DateContext) -> tuple[list[ResolvedDates], dict[int, str]]:
    """Resolve findings; the second value says, by place, why some have no day."""
    resolved: list[ResolvedDates] = []
    failed: dict[int, str] = {}
    for one in found:
        if not one.days.spans:
            continue
        try:
            resolved.append(resolve(one, context))
        except ImpossibleDayError as impossible:
            failed[one.place] = str(impossible)
    return resolved, failed


def settle_badges(found: Sequence[DateMatch], context: DateContext) -> list[DateMatch]:
    """Give days without a year, and "jui", what another date of the text says; "jui" alone stays unread."""
    written = [one for one in found if one.days.spans and not _is_badge(one) and not _is_doubtful(one)]
    spans = [span for one in resolve_all(written[:_MOST], context)[0] for span in one.days]
    settled = [_settled(one, spans) for one in found]
    return [_with_year_ahead(one, settled[place + 1 : place + 4], context) for place, one in enumerate(settled)]


def _with_year_ahead(one: DateMatch, following: Sequence[DateMatch], context: DateContext) -> DateMatch:
    """Give days without a year the one written soon after: "le 30 mai à 10h et le 6 juin 2026 à 14h"."""
    days = [day for span in one.days.spans for day in span]
    if one.part not in _LISTED_PARTS or not days or any(day.year or day.pointing or day.other_month for day in days):
        return one
    for other in following:
        if other.place - one.place > LIST_GAP or other.part not in _LISTED_PARTS or _is_reckoned(other):
            return one
        later = other.days.spans[0][0] if other.days.spans else None
        if later and later.year and later.year >= context.reference.year:
            spans = tuple((_in_year(first, later), _in_year(last, later)) for first, last in one.days.spans)
            return replace(one, days=replace(one.days, spans=spans))
    return one


def _is_reckoned(one: DateMatch) -> bool:
    """Tell days whose year was not written but reckoned: "demain", "Mardi gras"."""
    return one.days.kind == "relative" or one.days.rule == "holiday_without_year"


def _in_year(day: DayPart, later: DayPart) -> DayPart:
    before = (day.month or 0, day.day or 0) <= (later.month or 0, later.day or 0)
    return replace(day, year=(later.year or 0) - (0 if before else 1))


def _is_badge(one: DateMatch) -> bool:
    """Tell whether it is one day without a year."""
    if len(one.days.spans) != 1:
        return False
    first, last = one.days.spans[0]
    return first is last and first.year is None and not first.pointing


def _is_doubtful(one: DateMatch) -> bool:
    return any(day.other_month for span in one.days.spans for day in span)


def _settled(one: DateMatch, spans: Sequence[tuple[date, date]]) -> DateMatch:
    if _is_badge(one) or (_is_doubtful(one) and len(one.days.spans) == 1):
        badge, last = one.days.spans[0]
        day = next((day for span in spans for day in _days_of(badge, span)), None) if badge is last else None
        if day:
            certain = replace(badge, month=day.month, other_month=None, year=day.year)
            return replace(one, days=replace(one.days, spans=((certain, certain),)))
    if not _is_doubtful(one):
        return one
    days = replace(one.days, spans=(), kind="ambiguous", problem=_('"jui" may be June or July'), rule="june_or_july")
    return replace(one, days=days)


def _days_of(badge: DayPart, span: tuple[date, date]) -> Iterator[date]:
    """Give the days of a span that a badge may mean."""
    first, last = span
    for month in (badge.month, badge.other_month):
        for year in sorted({first.year, last.year}) if month else ():
            day = make_day(replace(badge, month=month), year)
            if day and first <= day <= last and badge.year in (None, year):
                yield day
