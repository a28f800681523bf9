"""The dates that machines write into feeds and pages: ISO 8601, RFC 822, and what comes instead of them."""

import re
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from digest.model import Moment

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_OFFSETS = {
    **dict.fromkeys(("Z", "UT", "UTC", "GMT", "WET", "TU"), 0),
    **dict.fromkeys(("CET", "MEZ", "WEST", "BST", "HEC"), 1),
    **dict.fromkeys(("CEST", "MESZ", "EET"), 2),
    "EEST": 3,
    "EDT": -4,
    "EST": -5,
    "CDT": -5,
    "CST": -6,
    "MDT": -6,
    "MST": -7,
    "PDT": -7,
    "PST": -8,
}
_HOUR = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?"
_ZONE = r"(?P<zone>Z|[+-]\d{2}:?\d{2}|[A-Z]{2,4})?"
_ISO = re.compile(
    rf"(?P<year>\d{{4}})-?(?P<month>\d{{2}})-?(?P<day>\d{{2}})(?:[T ]{{1,3}}{_HOUR} ?{_ZONE}(?:\[[\w/]+\])?)?",
    re.IGNORECASE,
)
_RFC = re.compile(
    r"(?:[A-Z]{3,9},? )?(?P<day>\d{1,2})[ -](?P<name>[A-Z]{3,9})[ -](?P<year>\d{4}|\d{2})"
    rf"(?:,? {_HOUR} ?{_ZONE})?",
    re.IGNORECASE,
)


def read_stamp(text: str, *, zone: ZoneInfo) -> Moment | None:
    """Read the date of a feed; without an hour it is a day, without a zone it is in the letter's.

    A named zone (CET, CEST) is obeyed; a date that does not exist is none.
    """
    text = " ".join(text[:100].split())
    found = _ISO.fullmatch(text) or _RFC.fullmatch(text)
    try:
        return _moment(found, zone) if found else None
    except (ValueError, OverflowError):
        return None


def _moment(found: re.Match[str], zone: ZoneInfo) -> Moment:
    parts = found.groupdict()
    month = int(parts["month"]) if "month" in parts else _MONTHS.index(parts["name"][:3].lower()) + 1
    year = int(parts["year"])
    day = date(year + (2000 if year < 70 else 1900) if year < 100 else year, month, int(parts["day"]))
    if parts["hour"] is None:
        return day
    hour, minute, second = int(parts["hour"]), int(parts["minute"]), min(int(parts["second"] or 0), 59)
    naive = datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=zone)
    return naive if parts["zone"] is None else naive.replace(tzinfo=_offset(parts["zone"].upper())).astimezone(zone)


def _offset(name: str) -> timezone:
    if name[0] in "+-":
        size = timedelta(hours=int(name[1:3]), minutes=int(name[-2:]))
        return timezone(size if name[0] == "+" else -size)
    if name not in _OFFSETS:
        raise ValueError(name)
    return timezone(timedelta(hours=_OFFSETS[name]))
