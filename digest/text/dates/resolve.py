"""Written days and hours to dates and instants.

The year that is missing puts the day in the twelve months that begin three months before the reference; in an agenda,
where nothing is past, it is the first such day on or after the reference. A year written once belongs to the end.

Hours given once serve all days; a few of them on days told one by one ("les 20 et 21 mai de 10h à 12h") are a sitting
a day, while "les 14 et 15 mai de 9h à 17h" is one meeting of two days. "de 20h à minuit" ends on the next day at 0:00;
a second zone ("9h (Paris) / 17h (Tokyo)") is the same instant told twice and dropped.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import MAXYEAR, MINYEAR, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

from dateutil.relativedelta import relativedelta

from digest.locale import _
from digest.text.dates.grammar import ClockPart, DateContext, DateMatch, DayPart, HoursPart, Moment, Occurrence

Span = tuple[DayPart, DayPart]


class ImpossibleDayError(ValueError):
    """There is no such day; the argument says so in words."""


def make_day(written: DayPart, year: int) -> date | None:
    """Return the day in this year; None where the calendar has none."""
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
    """Return days their years: one written later also serves what stands before it, one written before what follows."""
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


@lru_cache(maxsize=1024)
def shift_day(day: date, *, months: int = 0, days: int = 0) -> date:
    """Move a day, never past the calendar's ends."""
    try:
        return day + (relativedelta(months=months, days=days) if months else timedelta(days=days))
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
    """Return Monday and Sunday of the week a day is in."""
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


def next_weekday(reference: date, weekday: int, *, same_day: bool) -> date:
    """Return the first such weekday after the reference, or on it where the same day counts."""
    ahead = (weekday - reference.weekday()) % 7
    return shift_day(reference, days=ahead if ahead or same_day else 7)


def last_weekday(reference: date, weekday: int) -> date:
    """Return the latest such weekday before the reference."""
    return shift_day(reference, days=-((reference.weekday() - weekday - 1) % 7 + 1))


_LATE = 6
"""Up to this hour an end before the start belongs to the next day, if the start is in the evening."""
_EVENING = 17


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedDates:
    """A finding with its moments, and what is wrong with them."""

    match: DateMatch
    occurrences: tuple[Occurrence, ...]
    days: tuple[tuple[date, date], ...]
    slots: tuple[Occurrence, ...] = ()
    problem: str | None = None
    precision: str = "day"


def resolve(match: DateMatch, context: DateContext) -> ResolvedDates:
    """Return a finding its moments; a day that does not exist leaves it empty, with a problem.

    Raises:
        ImpossibleDayError: There is no such day.
    """
    pairs, problem = resolve_spans(match.days.spans, context)
    days = join_adjacent(pairs)
    sittings = _sittings(match.hours, days, context)
    each = sorted(set(pairs)) if _are_sittings(sittings, pairs) else days
    made = [_occurrence(match, pair, hours, context) for pair in each for hours in (sittings or (None,))]
    if len(sittings) > 1 and each is days and any(first != last for first, last in days):
        whole = HoursPart(start=sittings[0].start, end=sittings[-1].end, zone=sittings[0].zone)
        made = [_occurrence(match, pair, whole, context) for pair in days]
    return ResolvedDates(
        match=match,
        occurrences=tuple(made),
        days=days,
        slots=_slots(match, days, sittings, context) or tuple(made),
        problem=match.days.problem or problem,
        precision=_precision(match, made, sittings),
    )


_CONTINUOUS = frozenset(("from_hour_of_day", "iso_instant"))
_MOST_SLOTS = 62


def _slots(
    match: DateMatch, days: Sequence[tuple[date, date]], sittings: Sequence[HoursPart], context: DateContext
) -> tuple[Occurrence, ...]:
    """Return a sitting for each day of spans with hours; none for other shapes."""
    length = sum((last - first).days + 1 for first, last in days)
    spans = any(first != last for first, last in days) and match.part != "deadline" and match.days.precision == "day"
    timed = bool(sittings) and all(sitting.start and _EARLIEST <= sitting.start.hour < 24 for sitting in sittings)
    if not (spans and timed) or match.days.rule in _CONTINUOUS or length > _MOST_SLOTS:
        return ()
    each = [shift_day(first, days=step) for first, last in days for step in range((last - first).days + 1)]
    return tuple(_occurrence(match, (day, day), sitting, context) for day in each for sitting in sittings)


_EARLIEST = 7
_SHORT = 5 * 60
"""Minutes: shorter hours on days in a row are a sitting a day, longer ones one meeting of several days."""


def _are_sittings(hours: Sequence[HoursPart], pairs: Sequence[tuple[date, date]]) -> bool:
    if not hours or any(first != last for first, last in pairs):
        return False
    return all(map(_is_short, hours))


def _is_short(sitting: HoursPart) -> bool:
    """Whether it is a sitting a day: some hours, or a beginning at a time when meetings begin."""
    if sitting.start is None:
        return False
    if sitting.end is None:
        return _EARLIEST <= sitting.start.hour < 24
    return 0 < _minutes(sitting.end) - _minutes(sitting.start) < _SHORT


def _minutes(clock: ClockPart) -> int:
    return clock.hour * 60 + clock.minute


def _precision(match: DateMatch, made: Sequence[Occurrence], sittings: Sequence[HoursPart]) -> str:
    if made and isinstance(made[0].start or made[0].end, datetime):
        return "about" if any(sitting.role == "about" for sitting in sittings) else "minute"
    return match.days.precision


def _occurrence(match: DateMatch, pair: tuple[date, date], hours: HoursPart | None, context: DateContext) -> Occurrence:
    if match.part == "deadline":
        return Occurrence(end=_closing(pair[1], hours, context))
    start, end = _timed(pair, hours, context) if hours else pair
    from_then_on = match.part == "open" and (pair[0] == pair[1] or match.days.precision != "day")
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
    starts = [part for part in hours if part.role in ("start", "about")]
    welcomes = [part for part in hours if part.role == "welcome"]
    ends = [part for part in hours if part.role == "end"]
    lengths = [part for part in hours if part.role == "length"]
    if not starts:
        return tuple(replace(part, role="start") for part in welcomes[:1]) or tuple(ends[:1])
    sittings = _distinct(starts, days[0][0] if days else context.reference, context)
    if len(sittings) == 1 and sittings[0].end is None:
        sittings = [_with_end(sittings[0], ends, lengths)]
    if sittings[0].then and len(sittings) == 1:
        return (replace(sittings[0], end=None), *sittings[0].then)
    # Two hours with no end may be a programme: only the first is the event's.
    return tuple(sittings) if all(part.end for part in sittings) else tuple(sittings[:1])


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
    zones = {part.zone for part in starts if part.zone}
    for part in starts:
        if part.start is None:
            continue
        instant = _at(day, part.start, part.zone or context.zone)
        if instant in seen or (kept and zones and part.zone != kept[0].zone):
            continue
        seen.add(instant)
        kept.append(part)
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
    for match in found:
        if not match.days.spans:
            continue
        try:
            resolved.append(resolve(match, context))
        except ImpossibleDayError as impossible:
            failed[match.place] = str(impossible)
    return resolved, failed


def settle_badges(found: Sequence[DateMatch], context: DateContext) -> list[DateMatch]:
    """Return days without a year, and "jui", what another date of the text says; "jui" alone stays unread."""
    written = [match for match in found if match.days.spans and not _is_badge(match) and not _is_doubtful(match)]
    spans = [span for match in resolve_all(written[:_MOST], context)[0] for span in match.days]
    settled = [_in_title_year(_settled(match, spans), context) for match in found]
    return [_with_year_ahead(match, settled[place + 1 : place + 4], context) for place, match in enumerate(settled)]


def _in_title_year(match: DateMatch, context: DateContext) -> DateMatch:
    """Put days without a year in that of the title before them, where it is later than the one they would have."""
    written = [day for span in match.days.spans for day in span]
    if not match.title_year or not written or match.days.kind or any(day.year or day.pointing for day in written):
        return match
    try:
        pairs, _problem = resolve_spans(match.days.spans, context)
    except ImpossibleDayError:
        return match
    gone = pairs[-1][1] < context.reference
    if not pairs[0][0].year < match.title_year <= pairs[0][0].year + 5 or not (match.is_titled or gone):
        return match
    anchored = (replace(match.days.spans[0][0], year=match.title_year), match.days.spans[0][1])
    return replace(match, days=replace(match.days, spans=(anchored, *match.days.spans[1:])))


def _with_year_ahead(match: DateMatch, following: Sequence[DateMatch], context: DateContext) -> DateMatch:
    """Return days without a year the one written soon after: "le 30 mai à 10h et le 6 juin 2026 à 14h"."""
    days = [day for span in match.days.spans for day in span]
    if match.part not in _LISTED_PARTS or not days or any(day.year or day.pointing or day.other_month for day in days):
        return match
    for other in following:
        if other.place - match.place > LIST_GAP or other.part not in _LISTED_PARTS or _is_reckoned(other):
            return match
        later = other.days.spans[0][0] if other.days.spans else None
        if later and later.year and later.year >= context.reference.year:
            spans = tuple((_in_year(first, later), _in_year(last, later)) for first, last in match.days.spans)
            return replace(match, days=replace(match.days, spans=spans))
    return match


def _is_reckoned(match: DateMatch) -> bool:
    """Return days whose year was not written but reckoned: "demain", "Mardi gras"."""
    return match.days.kind == "relative" or match.days.rule == "holiday_without_year"


def _in_year(day: DayPart, later: DayPart) -> DayPart:
    before = (day.month or 0, day.day or 0) <= (later.month or 0, later.day or 0)
    return replace(day, year=(later.year or 0) - (0 if before else 1))


def _is_badge(match: DateMatch) -> bool:
    """Whether it is one day without a year."""
    if len(match.days.spans) != 1:
        return False
    first, last = match.days.spans[0]
    return first is last and first.year is None and not first.pointing


def _is_doubtful(match: DateMatch) -> bool:
    return any(day.other_month for span in match.days.spans for day in span)


def _settled(match: DateMatch, spans: Sequence[tuple[date, date]]) -> DateMatch:
    if _is_badge(match) or (_is_doubtful(match) and len(match.days.spans) == 1):
        badge, last = match.days.spans[0]
        day = next((day for span in spans for day in _days_of(badge, span)), None) if badge is last else None
        if day:
            certain = replace(badge, month=day.month, other_month=None, year=day.year)
            return replace(match, days=replace(match.days, spans=((certain, certain),)))
    if not _is_doubtful(match):
        return match
    days = replace(match.days, spans=(), kind="ambiguous", problem=_('"jui" may be June or July'), rule="june_or_july")
    return replace(match, days=days)


def _days_of(badge: DayPart, span: tuple[date, date]) -> Iterator[date]:
    """Return the days of a span that a badge may mean."""
    first, last = span
    for month in (badge.month, badge.other_month):
        for year in sorted({first.year, last.year}) if month else ():
            day = make_day(replace(badge, month=month), year)
            if day and first <= day <= last and badge.year in (None, year):
                yield day
