"""Time zones in a calendar file: a zone and some years in, its VTIMEZONE out (RFC 5545 section 3.6.5).

Only the years that are spoken of are described, from the zone's own clock changes; where they follow a rule in these
years ("the last Sunday of March"), the rule is written, because old calendars read nothing else.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_MOST_YEARS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """A change of the clock: when, on the clock before it, and from which offset to which.

    Forward is into summer time: databases disagree on whether Dublin and Casablanca have a negative one in winter.
    """

    wall: datetime
    before: timedelta
    after: timedelta
    is_summer: bool
    name: str


def write_zone(zone: ZoneInfo, *, first_year: int, last_year: int) -> Iterator[str]:
    """Write the VTIMEZONE of a zone for these years, both included; unfolded lines."""
    first_year = max(first_year, 2)
    last_year = min(last_year, first_year + _MOST_YEARS)
    changes = list(_changes(zone, first_year - 1, last_year + 1))
    yield "BEGIN:VTIMEZONE"
    yield f"TZID:{zone.key}"
    yield from _observances(zone, changes, range(first_year - 1, last_year + 2))
    yield "END:VTIMEZONE"


def _observances(zone: ZoneInfo, changes: Sequence[_Change], years: range) -> Iterator[str]:
    kinds: dict[tuple[timedelta, timedelta, bool, str], list[_Change]] = defaultdict(list)
    for change in changes:
        kinds[change.before, change.after, change.is_summer, change.name].append(change)
    rules = [_rule(kind, years) for kind in kinds.values()]
    if len(kinds) == 2 and all(rules):
        for kind, rule in zip(kinds.values(), rules, strict=True):
            yield from _observance(kind[0], rule)
        return
    yield from _observance(_first_state(zone, years[0]))
    for change in changes:
        yield from _observance(change)


def _observance(change: _Change, rule: str = "") -> Iterator[str]:
    name = "DAYLIGHT" if change.is_summer else "STANDARD"
    yield f"BEGIN:{name}"
    yield f"DTSTART:{change.wall:%Y%m%dT%H%M%S}"
    yield f"TZOFFSETFROM:{_offset(change.before)}"
    yield f"TZOFFSETTO:{_offset(change.after)}"
    if change.name:
        yield f"TZNAME:{change.name}"
    if rule:
        yield f"RRULE:{rule}"
    yield f"END:{name}"


def _first_state(zone: ZoneInfo, year: int) -> _Change:
    start = datetime(year, 1, 1, tzinfo=zone)
    offset = start.utcoffset() or timedelta()
    return _Change(wall=start, before=offset, after=offset, is_summer=False, name=start.tzname() or "")


def _changes(zone: ZoneInfo, first_year: int, last_year: int) -> Iterator[_Change]:
    """Find the changes of a clock, to the second; two changes within a week count as one."""
    low = datetime(first_year, 1, 1, tzinfo=UTC)
    while low.year <= min(last_year, 9990):
        high = low + timedelta(days=7)
        if low.astimezone(zone).utcoffset() != high.astimezone(zone).utcoffset():
            yield _change_between(zone, low, high)
        low = high


def _change_between(zone: ZoneInfo, low: datetime, high: datetime) -> _Change:
    before = low.astimezone(zone).utcoffset() or timedelta()
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    local = high.astimezone(zone)
    after = local.utcoffset() or timedelta()
    wall = (high + before).replace(tzinfo=None)
    return _Change(wall=wall, before=before, after=after, is_summer=after > before, name=local.tzname() or "")


def _rule(changes: Sequence[_Change], years: range) -> str:
    """Give the yearly rule that these changes follow, one in each year; empty where there is none."""
    first = changes[0].wall
    is_yearly = [change.wall.year for change in changes] == list(years)
    if not is_yearly or len({(c.wall.month, c.wall.weekday(), c.wall.time()) for c in changes}) > 1:
        return ""
    from_end = {(change.wall + timedelta(days=7)).month != change.wall.month for change in changes}
    ordinals = {(change.wall.day + 6) // 7 for change in changes}
    if from_end == {True}:
        return f"FREQ=YEARLY;BYMONTH={first.month};BYDAY=-1{_WEEKDAYS[first.weekday()]}"
    if len(ordinals) == 1:
        return f"FREQ=YEARLY;BYMONTH={first.month};BYDAY={ordinals.pop()}{_WEEKDAYS[first.weekday()]}"
    return ""


def _offset(offset: timedelta) -> str:
    seconds = int(offset.total_seconds())
    sign, seconds = "-" if seconds < 0 else "+", abs(seconds)
    text = f"{sign}{seconds // 3600:02}{seconds // 60 % 60:02}"
    return f"{text}{seconds % 60:02}" if seconds % 60 else text
