"""The dates that machines and people write into the date fields of feeds and pages, in the letter's zone.

Reading them is `digest.text.dates`' business; here are only the old forms of machines that no text would hold.
"""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from digest.model import Moment
from digest.text import dates

# What nearly every feed writes, whole and with an offset. Read here it takes 6 µs; the grammar of dates, which reads it
# to the same result (a test says so), takes 300.
_ISO = re.compile(r"(?:19[7-9]\d|20\d\d)-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d)")
_RFC_5322 = re.compile(
    r"(?:[A-Z][a-z]{2}, )?(\d{1,2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (19[7-9]\d|20\d\d)"
    r" (\d\d:\d\d:\d\d) (?:GMT|([+-](?:0\d|1[0-3]))([0-5]\d))"
)
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
# RFC 850 ("Wednesday, 10-Apr-24 08:00:00 GMT") and RFC 822 itself, whose years have two digits.
_SHORT_YEAR = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3})[ -](\d{2})(?= \d{1,2}:)")
# C's asctime ("Wed Apr 10 08:00:00 2024"), with a zone before the year where `date` wrote it.
_ASCTIME = re.compile(r"[A-Za-z]{3} ([A-Za-z]{3}) {1,2}(\d{1,2}) (\d{2}:\d{2}:\d{2}) ([A-Z]{3,4} )?(\d{4})")


def read_stamp(text: str, *, zone: ZoneInfo) -> Moment | None:
    """Read the date of a feed; without an hour it is a day, without a zone it is in the letter's.

    A named zone (CET, CEST) is obeyed; a date that does not exist is none.
    """
    text = " ".join(text[:200].split())
    instant = _read_instant(text)
    if instant is not None:
        return _in_zone(instant, zone)
    if found := _COMPACT.fullmatch(text):
        text = "-".join(found.groups())
    elif found := _ASCTIME.fullmatch(text):
        text = f"{found[2]} {found[1]} {found[5]} {found[3]} {found[4] or ''}".strip()
    else:
        text = _SHORT_YEAR.sub(_with_century, text, count=1)
    moment = dates.parse_timestamp(text, zone=zone)
    return _in_zone(moment, zone) if isinstance(moment, datetime) else moment


def _read_instant(text: str) -> datetime | None:
    if found := _RFC_5322.fullmatch(text):
        day, month, year, clock, hours, minutes = found.groups()
        offset = f"{hours}:{minutes}" if hours else "Z"
        text = f"{year}-{_MONTHS.index(month) // 4 + 1:02d}-{int(day):02d}T{clock}{offset}"
    elif not _ISO.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _in_zone(moment: datetime, zone: ZoneInfo) -> datetime | None:
    try:
        return moment.astimezone(zone)
    except OverflowError:
        return None


def _with_century(found: re.Match[str]) -> str:
    century = "20" if int(found[3]) < 70 else "19"
    return f"{found[1]} {found[2]} {century}{found[3]}"
