"""The dates that machines and people write into the date fields of feeds and pages, in the letter's zone.

Reading them is `digest.text.dates`' business; here are only the old forms of machines that no text would hold.
"""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from digest.model import Moment
from digest.text.dates import parse_timestamp

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
    if found := _COMPACT.fullmatch(text):
        text = "-".join(found.groups())
    elif found := _ASCTIME.fullmatch(text):
        text = f"{found[2]} {found[1]} {found[5]} {found[3]} {found[4] or ''}".strip()
    else:
        text = _SHORT_YEAR.sub(_with_century, text, count=1)
    moment = parse_timestamp(text, zone=zone)
    return _in_zone(moment, zone) if isinstance(moment, datetime) else moment


def _in_zone(moment: datetime, zone: ZoneInfo) -> datetime | None:
    try:
        return moment.astimezone(zone)
    except OverflowError:
        return None


def _with_century(found: re.Match[str]) -> str:
    century = "20" if int(found[3]) < 70 else "19"
    return f"{found[1]} {found[2]} {century}{found[3]}"
