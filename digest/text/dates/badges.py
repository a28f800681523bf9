"""What findings tell each other: the year of a badge, June or July, a year written once for a list.

The agenda's badge ("25" over "avr") carries no year; the title beside it often does, and then the title decides.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from digest.locale import _
from digest.text.dates.data import Context, Day
from digest.text.dates.findings import Finding
from digest.text.dates.moments import Resolved, resolve
from digest.text.dates.resolution import ImpossibleDayError, make_day

LIST_GAP = 10
"""Tokens from one item of a list to the next, at most."""
_MOST = 50
"""Dates that are asked what a badge means, at most."""
_LISTED_PARTS = frozenset(("event", "cue"))


def resolve_all(found: Sequence[Finding], context: Context) -> tuple[list[Resolved], dict[int, str]]:
    """Resolve findings; the second value says, by place, why some have no day."""
    resolved: list[Resolved] = []
    failed: dict[int, str] = {}
    for one in found:
        if not one.days.spans:
            continue
        try:
            resolved.append(resolve(one, context))
        except ImpossibleDayError as impossible:
            failed[one.place] = str(impossible)
    return resolved, failed


def settle_badges(found: Sequence[Finding], context: Context) -> list[Finding]:
    """Give days without a year, and "jui", what another date of the text says; "jui" alone stays unread."""
    written = [one for one in found if one.days.spans and not _is_badge(one) and not _is_doubtful(one)]
    spans = [span for one in resolve_all(written[:_MOST], context)[0] for span in one.days]
    settled = [_settled(one, spans) for one in found]
    return [_with_year_ahead(one, settled[place + 1 : place + 4], context) for place, one in enumerate(settled)]


def _with_year_ahead(one: Finding, following: Sequence[Finding], context: Context) -> Finding:
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


def _is_reckoned(one: Finding) -> bool:
    """Tell days whose year was not written but reckoned: "demain", "Mardi gras"."""
    return one.days.kind == "relative" or one.days.rule == "holiday_without_year"


def _in_year(day: Day, later: Day) -> Day:
    before = (day.month or 0, day.day or 0) <= (later.month or 0, later.day or 0)
    return replace(day, year=(later.year or 0) - (0 if before else 1))


def _is_badge(one: Finding) -> bool:
    """Tell whether it is one day without a year."""
    if len(one.days.spans) != 1:
        return False
    first, last = one.days.spans[0]
    return first is last and first.year is None and not first.pointing


def _is_doubtful(one: Finding) -> bool:
    return any(day.other_month for span in one.days.spans for day in span)


def _settled(one: Finding, spans: Sequence[tuple[date, date]]) -> Finding:
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


def _days_of(badge: Day, span: tuple[date, date]) -> Iterator[date]:
    """Give the days of a span that a badge may mean."""
    first, last = span
    for month in (badge.month, badge.other_month):
        for year in sorted({first.year, last.year}) if month else ():
            day = make_day(replace(badge, month=month), year)
            if day and first <= day <= last and badge.year in (None, year):
                yield day
