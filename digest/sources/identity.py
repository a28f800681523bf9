"""What an article is called and known by: its title, its address, what identifies it. No library for its words.

A feed read for the first time asks for nothing else; without lxml and what reads words it starts 12 ms sooner.
"""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from digest.locale import _
from digest.model import FIRST_WEB_PAGE, Moment, day_of
from digest.sources.encoding import undo_mojibake
from digest.sources.types import RawArticle, ReadContext
from digest.text import dates
from digest.text.sanitize import clean_line, cut_at_word, plain_text
from digest.text.urls import host_of, page_key, safe_address, without_tracking

# The dates that machines and people write into the date fields of feeds and pages, in the letter's zone.

# What nearly every feed writes, whole and with an offset. Read here it takes 6 µs; the grammar of dates, which reads it
# to the same result (a test says so), takes 300.
_ISO = re.compile(r"(?:19[7-9]\d|20\d\d)-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d)")
_RFC_5322 = re.compile(
    r"(?:[A-Z][a-z]{2}, )?(\d{1,2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (19[7-9]\d|20\d\d)"
    r" (\d\d:\d\d:\d\d) (?:GMT|([+-](?:0\d|1[0-3]))([0-5]\d))"
)
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
_UNIX_TIME = re.compile(r"1\d{9}(?:\d{3})?")
# "mar" may be March.
_WEEKDAY = re.compile(r"(mon|tue|wed|thu|fri|sat|sun|lun|mardi|mer|jeu|ven|sam|dim)[a-z]{0,8}\b")
_WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun", "lun", "mar", "mer", "jeu", "ven", "sam", "dim"]
_MARCH = re.compile(r"Mar\.? (?=\d{1,2},? \d{4}\b)")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
# RFC 850 ("Wednesday, 10-Apr-24 08:00:00 GMT") and RFC 822 itself, whose years have two digits.
_SHORT_YEAR = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3})[ -](\d{2})(?= \d{1,2}:)")
# C's asctime ("Wed Apr 10 08:00:00 2024"), with a zone before the year where `date` wrote it.
_ASCTIME = re.compile(r"[A-Za-z]{3} ([A-Za-z]{3}) {1,2}(\d{1,2}) (\d{2}:\d{2}:\d{2}) ([A-Z]{3,4} )?(\d{4})")


def parse_feed_date(text: str, *, zone: ZoneInfo) -> Moment | None:
    """Read the date of a feed; without an hour it is a day, without a zone it is in the letter's.

    A named zone (CET, CEST) is obeyed; a date that does not exist is none.
    """
    moment = _parse_as_written(" ".join(text[:200].split()), zone)
    return _in_zone(moment, zone) if isinstance(moment, datetime) else moment


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedDate:
    """The date of publication that a source states, as far as it can be used.

    Attributes:
        moment: None where none is stated, or it cannot be used.
        problem: Why a stated one cannot be used, with `{title}` for its article; else empty.
    """

    moment: Moment | None = None
    problem: str = ""


def read_published(text: str, reading: ReadContext) -> StatedDate:
    """Read when an article was published; a day to come is a slip, or the day of an event, but no publication."""
    words = " ".join(text[:200].split())
    moment = _parse_as_written(words, reading.zone) if words else None
    weekday = _WEEKDAY.match(words.casefold())
    if moment is not None and weekday and day_of(moment).weekday() != _WEEKDAYS.index(weekday[1][:3]) % 7:
        problem = _('"{title}" appears without its date: "{words}" is another day of the week')
        return StatedDate(problem=problem.replace("{words}", words[:40]))
    if isinstance(moment, datetime):
        moment = _in_zone(moment, reading.zone)
    if moment is not None and FIRST_WEB_PAGE <= day_of(moment) <= reading.today:
        return StatedDate(moment=moment)
    if not words:
        return StatedDate()
    if moment is not None and day_of(moment) > reading.today:
        problem = _('"{title}" appears without its date: "{words}" lies ahead')
    else:
        problem = _('"{title}" appears without its date: "{words}" cannot be read')
    return StatedDate(problem=problem.replace("{words}", words[:40]))


def _parse_as_written(text: str, zone: ZoneInfo) -> Moment | None:
    """Read a date in the zone that it names itself."""
    instant = _read_instant(text)
    if instant is not None:
        return instant
    if _UNIX_TIME.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), UTC)
    if found := _COMPACT.fullmatch(text):
        text = "-".join(found.groups())
    elif found := _ASCTIME.fullmatch(text):
        text = f"{found[2]} {found[1]} {found[5]} {found[3]} {found[4] or ''}".strip()
    else:
        text = _MARCH.sub("March ", text)  # and not mardi
        text = _SHORT_YEAR.sub(_with_century, text, count=1)
    return dates.parse_timestamp(text, zone=zone)


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


_TITLE_AT_MOST = 300
_NUMBERED = re.compile(r"&(?:amp;){0,9}#(\d{1,7}|[xX][0-9a-fA-F]{1,6});")
_STILL_MARKUP = re.compile(
    r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,31}\d{0,2});"
    r"|</?(?:abbr|a|big|br|b|cite|code|div|em|font|h[1-6]|iframe|img|ins|i|li|mark|p|q|script|small|span|strong|style"
    r"|sub|sup|svg|s|ul|u)(?:\s[^<>]{0,500})?/?>",
    re.IGNORECASE,
)


def clean_title(title: str) -> str:
    """Return a title as one plain line, however often it was escaped; cut after about 300 characters."""
    text = title[:20_000]
    for _escaped in range(3):
        text = clean_line(plain_text(text)) if "<" in text else clean_line(html.unescape(text))
        if ("&" not in text and "<" not in text) or not _STILL_MARKUP.search(text):
            break
    return cut_at_word(text, limit=_TITLE_AT_MOST)


def article_address(address: str, *, base: str) -> str | None:
    """Return the http(s) address of an article without what only counts clicks; None where it has none."""
    # A control may hide behind an entity, and one entity behind another.
    address = clean_line(_NUMBERED.sub(lambda found: html.unescape(f"&#{found[1]};"), address))
    safe = safe_address(address, base=base) if address.strip() else None
    return without_tracking(safe) if safe and safe.startswith("http") else None


def key_of_page(address: str, reading: ReadContext) -> str:
    """Return the key of a page of a source, the same on all mirrors of its host."""
    mirrors = reading.source.same_as
    if not mirrors:
        return page_key(address)
    return page_key(address, same_as=mirrors, host=host_of(reading.source.url or reading.where) or mirrors[0])


def identity_of(raw: RawArticle, url: str | None, title: str, reading: ReadContext) -> tuple[str, ...]:
    """Return what the id of an article is made of: its page, or else its identifiers, or else its title."""
    if url and raw.own_address:
        return (key_of_page(url, reading),)
    return item_keys(raw, reading) or (reading.source.name, url or "", title)


def item_keys(raw: RawArticle, reading: ReadContext) -> tuple[str, ...]:
    """Return what identifies an article beside its address."""
    guid = clean_line(raw.guid[:1000])
    if not guid:
        return ()
    if guid.startswith(("http:", "https:")):
        return (key_of_page(guid, reading),)
    # A bare number is an identifier in its own feed only.
    return (guid,) if guid.startswith(("urn:", "tag:")) else (f"{reading.source.name} {guid}",)


def mended(text: str, faults: Mapping[str, str]) -> str:
    """Return a text without mojibake and without the source's own known faults."""
    text = undo_mojibake(text)
    for fault, right in faults.items():
        text = text.replace(fault, right)
    return text
