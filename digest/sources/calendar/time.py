"""The moments of a calendar: DTSTART and its like in, days and instants with their zone out (RFC 5545 section 3.3).

A calendar's last day is the day after the last one, and ours the last one; a whole day is often written from midnight
to midnight. Both are set right here, and nowhere else.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import cache
from io import StringIO
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from dateutil.tz import tzical
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from digest.locale import _
from digest.model import Moment, day_of
from digest.sources.calendar.parser import CalendarHeader, ContentLine, ParseFault
from digest.sources.types import ReadContext

# Time zones as calendars name them: a TZID in, a zone with a public name out (RFC 5545 section 3.2.19).

_NAME = re.compile(r"[A-Za-z0-9_+-]+(?:/[A-Za-z0-9_+-]+){0,2}")
_OFFSET = re.compile(r"\(?(?:UTC|GMT)\s?([+-])(\d{1,2}):?(\d\d)?\)?\s{0,3}([^()]*)", re.ASCII)
_COMMON = (
    *(
        "Europe/Paris",
        "Europe/London",
        "Europe/Athens",
        "UTC",
        "Africa/Algiers",
        "Africa/Johannesburg",
        "Africa/Nairobi",
    ),
    *("Asia/Beirut", "Asia/Yerevan", "Asia/Tokyo", "Asia/Shanghai", "Asia/Ho_Chi_Minh", "Asia/Kolkata"),
    *("America/New_York", "America/Toronto", "America/Guadeloupe", "America/Cayenne", "America/Port-au-Prince"),
    *("America/Sao_Paulo", "America/Bogota", "America/Mexico_City", "America/Los_Angeles"),
    *("Indian/Reunion", "Indian/Mayotte", "Pacific/Noumea", "Pacific/Tahiti"),
)
_MOST_PARTS = 10
_TAME_RULE = re.compile(
    r"FREQ=YEARLY|BYMONTH=\d{1,2}|BYDAY=[+-]?[1-5](?:MO|TU|WE|TH|FR|SA|SU)|INTERVAL=1|WKST=\w\w|UNTIL=\w{8,16}"
)


def find_zone(name: str, *, described: str = "", day: date, likely: ZoneInfo) -> ZoneInfo | None:
    """Find the zone that a calendar means.

    Args:
        name: The TZID.
        described: The inside of its VTIMEZONE, where the file has one.
        day: A day around which the described hours are compared.
        likely: The zone that is tried first: the letter's.

    Returns:
        The zone; None where nobody can tell.
    """
    name = name.strip().strip('"').strip()
    by_name = _zone_by_name(name) or _zone_by_name(WINDOWS_TO_OLSON.get(name, "")) or _zone_by_offset(name)
    if by_name is not None or not described:
        return by_name or _zone_by_end(name)
    located = re.search(r"^X-LIC-LOCATION[^:\r\n]*:([^\r\n]+)", described, re.IGNORECASE | re.MULTILINE)
    return (
        (_zone_by_name(located[1].strip()) if located else None)
        or _zone_by_end(name)
        or _zone_by_hours(described, day, [likely, *map(ZoneInfo, _COMMON)])
    )


def _zone_by_name(name: str) -> ZoneInfo | None:
    if not _NAME.fullmatch(name) or len(name) > 60:  # the longest IANA name has 32 characters
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _zone_by_end(name: str) -> ZoneInfo | None:
    """Read `/freeassociation.sourceforge.net/Europe/Paris`, as Evolution and Mozilla have written."""
    parts = name[:200].split("/")
    ends = ("/".join(parts[-size:]) for size in (3, 2) if len(parts) > size - 1)
    return next((zone for zone in map(_zone_by_name, ends) if zone is not None), None)


def _zone_by_offset(name: str) -> ZoneInfo | None:
    """Read `(UTC+01:00) Brussels, Copenhagen, Madrid, Paris`, as Windows shows zones, and `GMT+0200`.

    Of the cities, one decides whose clock shows that offset in winter, north or south.
    """
    told = _OFFSET.fullmatch(name[:200])
    if told is None:
        return None
    minutes = (int(told[2]) * 60 + int(told[3] or "0")) * (-1 if told[1] == "-" else 1)
    if not told[4]:
        return _zone_by_name(f"Etc/GMT{-minutes // 60:+d}") if minutes % 60 == 0 else None
    zones = (_zone_by_name(_cities().get(city.strip().replace(" ", "_"), "")) for city in told[4].split(","))
    return next(
        (zone for zone in zones if zone is not None and _winter_offset(zone) == timedelta(minutes=minutes)), None
    )


def _winter_offset(zone: ZoneInfo) -> timedelta | None:
    months = (datetime(2024, month, 1, tzinfo=zone).utcoffset() for month in (1, 7))
    return min(offset for offset in months if offset is not None)


@cache
def _cities() -> dict[str, str]:
    return {name.rpartition("/")[2]: name for name in sorted(available_timezones(), reverse=True) if "/" in name}


def _zone_by_hours(described: str, day: date, candidates: Iterable[ZoneInfo]) -> ZoneInfo | None:
    told = _read_description(described)
    if told is None:
        return None
    noons = [datetime(day.year, 1, 1, 12) + timedelta(days=5 * step) for step in range(74)]  # noqa: DTZ001 - wall-clock hours, whose zone is the question
    try:
        offsets = [told.utcoffset(noon) for noon in noons]
    except (ValueError, OverflowError):
        return None
    return next((zone for zone in candidates if [zone.utcoffset(noon) for noon in noons] == offsets), None)


def _is_tame(rule: str) -> bool:
    return "FREQ=YEARLY" in rule and "BYDAY" in rule and all(map(_TAME_RULE.fullmatch, rule.split(";")))


def _read_description(described: str) -> tzinfo | None:
    """Read a VTIMEZONE if its rules say "the last Sunday of March" or the like; others may be searched for for ever."""
    rules = re.findall(r"(?im)^RRULE[^:\r\n]*:([^\r\n]*)", described)
    if described.count("BEGIN:") > _MOST_PARTS or not all(_is_tame(rule.strip().upper()) for rule in rules):
        return None
    try:
        zones = tzical(StringIO(f"BEGIN:VTIMEZONE\n{described.replace(chr(13), '').strip()}\nEND:VTIMEZONE\n"))
        return zones.get()
    except (ValueError, TypeError, LookupError, OverflowError):
        return None


_DAY = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)", re.ASCII)
_INSTANT = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)[T ](\d\d):?(\d\d):?(\d\d)?(Z|[+-]\d\d:?\d\d)?", re.ASCII | re.IGNORECASE
)
_DURATION = re.compile(
    r"([+-]?)P(?:(\d{1,5})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,9})S)?)?",
    re.ASCII | re.IGNORECASE,
)
_EARLIEST, _LATEST = 1900, 2200
_UTC_NAMES = frozenset({"UTC", "Etc/UTC", "GMT", "Etc/GMT", "Zulu", "Etc/UCT"})
_LAST_MINUTE = time(23, 59)
_MOST_DESCRIBED = 8


class CalendarTimeError(Exception):
    """A date or duration that cannot be read; says so in words."""


@dataclass(slots=True)
class CalendarClock:
    """The zones that the calendars of one file name, each looked up and complained of once."""

    reading: ReadContext
    report: Callable[[ParseFault], None]
    known: dict[tuple[int, str], ZoneInfo] = field(default_factory=dict)
    described: int = 0

    def moments(self, one: ContentLine, header: CalendarHeader) -> tuple[Moment, ...]:
        """Read the days and instants of a property, most often one; of a period, its start.

        Raises:
            MomentError: If one of them is none.
        """
        return tuple(self._moment(text, one, header) for text in one.value.split(",") if text.strip())

    def moment(self, one: ContentLine, header: CalendarHeader) -> Moment:
        """Read the one moment of a property.

        Raises:
            MomentError: If there is none.
        """
        found = self.moments(one, header)
        if not found:
            raise CalendarTimeError(_("{name} is empty").format(name=one.name))
        return found[0]

    def _moment(self, text: str, one: ContentLine, header: CalendarHeader) -> Moment:
        text = text.strip().partition("/")[0]
        try:
            if found := _DAY.fullmatch(text):
                return _sane(date(int(found[1]), int(found[2]), int(found[3])))
            if instant := _INSTANT.fullmatch(text):
                year, month, day, hour, minute, second = (int(part or "0") for part in instant.groups()[:6])
                zone = _written_zone(instant[7]) if instant[7] else self._zone(one, header)
                # A leap second is written 60.
                return _sane(datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone))
        except (ValueError, OverflowError):
            pass
        raise CalendarTimeError(_('{name} "{text}" is no date').format(name=one.name, text=text[:40]))

    def on_the_calendars_clock(self, moment: Moment, one: ContentLine, header: CalendarHeader) -> Moment:
        """Return an instant told in UTC on the clock of its calendar, where that has one.

        A meeting each Tuesday at 17:00Z is meant to stay at six in the evening when summer comes (X-WR-TIMEZONE is no
        standard; Google, who made it, means it so).
        """
        if isinstance(moment, datetime) and moment.tzinfo is UTC and header.zone:
            return moment.astimezone(self._zone(one, header))
        return moment

    def _zone(self, one: ContentLine, header: CalendarHeader) -> ZoneInfo:
        name = one.parameters.get("TZID") or header.zone
        key = (id(header), name)
        if key not in self.known:
            self.known[key] = self._find_zone(name, header, one.line) if name else self.reading.zone
        return self.known[key]

    def _find_zone(self, name: str, header: CalendarHeader, line: int) -> ZoneInfo:
        described = header.zones.get(name, "") if self.described < _MOST_DESCRIBED else ""
        self.described += bool(described)
        letter = self.reading.zone
        found = find_zone(name, described=described, day=self.reading.today, likely=letter) if len(name) < 200 else None
        if found is None:
            message = _('the time zone "{name}" is unknown; its hours were read in {zone}')
            hint = _("Look whether the hours are right, and ask for a name such as Europe/Paris.")
            self.report(ParseFault(line=line, message=message.format(name=name[:60], zone=letter.key), hint=hint))
        return found or letter


def parse_ical_duration(one: ContentLine) -> timedelta:
    """Read a DURATION (RFC 5545 section 3.3.6).

    Raises:
        MomentError: If it is none, or goes backwards.
    """
    parts = _DURATION.fullmatch(one.value.strip())
    if parts is None or parts[1] == "-" or not any(parts.groups()[1:]):
        raise CalendarTimeError(_('{name} "{text}" is no duration').format(name=one.name, text=one.value[:40]))
    weeks, days, hours, minutes, seconds = (int(part or "0") for part in parts.groups()[1:])
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)


def printed_span(start: Moment, end: Moment | None, zone: ZoneInfo) -> tuple[Moment, Moment | None]:
    """Turn a calendar's span into ours: the last day included, whole days without hours, hours in the letter's zone.

    Args:
        start: As the calendar has it.
        end: Exclusive, as the calendar has it; None where it says nothing.
        zone: The letter's; a zone whose hours differ from it stays as it is.
    """
    if not isinstance(start, datetime):
        last = day_of(end) - timedelta(days=1) if end is not None and not isinstance(end, datetime) else start
        return start, max(start, last)
    close = end if isinstance(end, datetime) and end > start else None
    for one in (zone, start.tzinfo):
        whole = _whole_days(start.astimezone(one), close.astimezone(one) if close else None)
        if whole:
            return whole
    return _in_letters_zone(start, zone), _in_letters_zone(close, zone) if close else None


def _whole_days(start: datetime, end: datetime | None) -> tuple[date, date] | None:
    """Return the days that a span from midnight to midnight (or to the last minute) stands for."""
    if start.time() != time() or (end is None and start.tzinfo is UTC):
        return None
    if end is None:
        return start.date(), start.date()
    if end.time().replace(second=0) == _LAST_MINUTE:
        return start.date(), end.date()
    if end.time() == time() and end.date() > start.date():
        return start.date(), end.date() - timedelta(days=1)
    return None


def _written_zone(text: str) -> tzinfo:
    """Read the `Z` or the offset behind an hour; an offset is ISO 8601 and no iCalendar, but is met."""
    if text in "Zz":
        return UTC
    offset = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    return timezone(-offset if text.startswith("-") else offset)


def _in_letters_zone(moment: datetime, zone: ZoneInfo) -> datetime:
    local = moment.astimezone(zone)
    return local if str(moment.tzinfo) in _UTC_NAMES or moment.utcoffset() == local.utcoffset() else moment


def _sane(moment: Moment) -> Moment:
    if not _EARLIEST <= moment.year <= _LATEST:
        raise ValueError("no year of an agenda")
    return moment
