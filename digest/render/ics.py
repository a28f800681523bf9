"""The agenda as a calendar file: events in, iCalendar bytes out (RFC 5545), for the whole issue or for one event.

Written line by line and not by a library, so that the same edition gives the same octets with every version of it;
`zone_part` writes the VTIMEZONEs. An event keeps its UID from issue to issue, and its SEQUENCE says what is newer.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from digest.config.model import Config
from digest.edition import Edition
from digest.locale import _, in_language
from digest.model import Event, Moment, Status, day_of
from digest.text.sanitize import clean_line, clean_text

# Time zones in a calendar file: a zone and some years in, its VTIMEZONE out (RFC 5545 section 3.6.5).

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
    """Return the yearly rule that these changes follow, one in each year; empty where there is none."""
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


_LONGEST_LINE = 75
_STATUSES = {
    Status.CONFIRMED: "CONFIRMED",
    Status.CANCELLED: "CANCELLED",
    Status.POSTPONED: "TENTATIVE",
    Status.FULL: "CONFIRMED",
}


def write_calendar(events: Iterable[Event], *, edition: Edition, config: Config) -> bytes:
    """Write the calendar of an issue: all its events and deadlines, in their order."""
    sittings = tuple(sitting for event in events for sitting in _sittings(event))
    with in_language(config.letter.language):
        lines = [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            f"PRODID:-//digest//digest-newsletter//{config.letter.language.upper()}",
            "CALSCALE:GREGORIAN",
            "METHOD:PUBLISH",
            f"X-WR-CALNAME:{_escape(clean_line(edition.title))}",
            f"X-WR-TIMEZONE:{config.letter.timezone.key}",
            *_zone_lines(sittings),
            *(line for event in sittings for line in _event_lines(event, edition, config)),
            "END:VCALENDAR",
        ]
    return b"".join(_fold(line) for line in lines)


def _sittings(event: Event) -> Iterator[Event]:
    """Return an event for each of its sittings: three days "de 9 h à 17 h" are not one of 56 hours."""
    for number, (start, end) in enumerate(event.slots, 1):
        name = event.id if number == 1 else f"{event.id}-{number}"
        yield replace(event, id=name, start=start, end=end, slots=())
    if not event.slots:
        yield event


def write_event(event: Event, *, edition: Edition, config: Config) -> bytes:
    """Write the calendar of one event, for its own link in the letter."""
    return write_calendar((event,), edition=edition, config=config)


def _event_lines(event: Event, edition: Edition, config: Config) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.id}@{config.letter.sender.address.rpartition('@')[2] or 'localhost'}"
    yield f"DTSTAMP:{_basic(edition.day)}T000000Z"
    yield from _moment_lines(event)
    yield f"SUMMARY:{_escape(clean_line(_summary(event)))}"
    yield from _optional_lines(event)
    yield f"SEQUENCE:{event.sequence}"
    yield f"STATUS:{_STATUSES[event.status]}"
    if event.is_deadline:
        yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _optional_lines(event: Event) -> Iterator[str]:
    if event.place:
        yield f"LOCATION:{_escape(clean_line(event.place))}"
    if description := _description(event):
        yield f"DESCRIPTION:{_escape(description)}"
    if event.url:
        yield f"URL:{clean_line(event.url)}"
    if event.tags:
        yield f"CATEGORIES:{','.join(_escape(clean_line(tag)) for tag in event.tags)}"


def _summary(event: Event) -> str:
    """Return the title; many calendars show no STATUS, so it is said there, unless the title says it itself."""
    if event.is_deadline:
        return _("Deadline: {title}").format(title=event.title)
    said = {
        Status.CANCELLED: (_("cancelled"), _("Cancelled: {title}")),
        Status.POSTPONED: (_("postponed"), _("Postponed: {title}")),
        Status.FULL: (_("full"), _("Full: {title}")),
    }.get(event.status)
    if said is None or said[0].casefold() in event.title.casefold():
        return event.title
    return said[1].format(title=event.title)


def _description(event: Event) -> str:
    links = [f"{link.title}: {link.url}" if link.title else link.url for link in event.links]
    parts = [event.summary, event.url or "", *links]
    if event.is_deadline and isinstance(event.end, datetime):
        parts.insert(0, _("Until {hour}").format(hour=f"{event.end:%H:%M}"))
    return clean_text("\n\n".join(dict.fromkeys(part for part in parts if part)))


def _moment_lines(event: Event) -> Iterator[str]:
    if event.start is None or not isinstance(event.start, datetime):
        yield f"DTSTART;VALUE=DATE:{_basic(event.first_day)}"
        # Exclusive in a calendar, included with us (RFC 5545 section 3.6.1).
        last = max(event.last_day, event.first_day)
        yield f"DTEND;VALUE=DATE:{_basic(min(last, date.max - timedelta(days=1)) + timedelta(days=1))}"
        return
    yield _instant_line("DTSTART", event.start)
    if event.end is not None:
        yield _instant_line("DTEND", _end_of(event.end, event.start))


def _end_of(end: Moment, start: datetime) -> datetime:
    if not isinstance(end, datetime):
        end = datetime.combine(end + timedelta(days=1), time(), start.tzinfo)
    return max(end, start)


def _instant_line(name: str, moment: datetime) -> str:
    """Write an instant on the clock of its zone; in UTC where the zone has no name or the clock shows it twice."""
    if not _has_clock(moment):
        return f"{name}:{_basic(moment.astimezone(UTC))}Z"
    return f"{name};TZID={moment.tzinfo}:{_basic(moment)}"


def _basic(moment: Moment) -> str:
    """Write a day or an instant as 20241118 or 20241118T140000; strftime writes the year 999 with three digits."""
    return "".join(c for c in moment.isoformat()[:19] if c not in "-:")


def _has_clock(moment: datetime) -> bool:
    zone = moment.tzinfo
    if not isinstance(zone, ZoneInfo) or not zone.key or zone.key in ("UTC", "Etc/UTC"):
        return False
    return moment.replace(fold=0).utcoffset() == moment.replace(fold=1).utcoffset()


def _zone_lines(events: Iterable[Event]) -> Iterator[str]:
    years: dict[str, list[int]] = {}
    zones: dict[str, ZoneInfo] = {}
    for event in events:
        if isinstance(event.start, datetime):
            ends = (one for one in (event.start, event.end) if isinstance(one, datetime) and _has_clock(one))
            for moment in ends:
                zone = moment.tzinfo
                assert isinstance(zone, ZoneInfo)  # noqa: S101 - _has_clock says so
                zones[zone.key] = zone
                years.setdefault(zone.key, []).append(day_of(moment).year)
    for key in sorted(zones):
        yield from write_zone(zones[key], first_year=min(years[key]), last_year=max(years[key]))


def _escape(text: str) -> str:
    """Escape a TEXT value (RFC 5545 section 3.3.11)."""
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(plain, escaped)
    return text


def _fold(line: str) -> bytes:
    """Fold a line at 75 octets without cutting a character (RFC 5545 section 3.1), and end it."""
    folded, width = [], 0
    for character in line:
        octets = character.encode()
        if width + len(octets) > _LONGEST_LINE:
            folded.append(b"\r\n ")
            width = 1
        folded.append(octets)
        width += len(octets)
    return b"".join((*folded, b"\r\n"))
