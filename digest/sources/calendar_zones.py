"""Time zones as calendars name them: a TZID in, a zone with a public name out (RFC 5545 section 3.2.19).

Known are the names of the IANA database, also at the end of a longer name, and those of Windows. A zone that the file
describes itself is recognised by its hours: the letter speaks of places, and "Custom 1" is none.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta, tzinfo
from functools import cache
from io import StringIO
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from dateutil.tz import tzical
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

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
