"""Incremental reading of a feed: only items that are new, and not older than the horizon, are parsed.

Most of a feed that changed is what it was: one article came, or only the date of its making. One expat pass finds where
each item begins and ends. An item whose octets are known is cut out; a plain article dated before the horizon is set
aside in a feed of its own, which waits unread in the store until an edition asks for its days. The rest is a smaller
feed with the same head and tail, read in the one way there is. Measured on 50 articles of 2.5 kB: nothing new costs
0.5 ms of CPU (as much as `lxml.etree.fromstring`) where the whole takes 45.

What is not well-formed, or declares entities of its own, goes whole. So does a feed in which a new item shares its
title, address or identifier with a known one (`ItemDelta.is_apart`), for what they mean depends on each other.
"""

import hashlib
import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from xml.parsers import expat
from zoneinfo import ZoneInfo

from digest.model import FIRST_WEB_PAGE, day_of
from digest.sources.feed.parse import AT_MOST
from digest.sources.identity import parse_feed_date
from digest.text.dates.normalize import may_hold_a_day

_ITEMS = frozenset({"item", "entry", "rss:item", "atom:entry"})
_OCTETS_AT_MOST = 2_000_000
"""Of a feed that is looked into, ten times the usual: one element may be all attributes, and cost ten times that."""
_DEEPEST = 3
"""rss > channel > item; deeper is an item inside an item."""
_SIZE = 8
"""Octets of a digest; two of a thousand items are alike by chance once in 10^13 feeds."""
_MARKS = 3
_RECORD = _SIZE * (1 + _MARKS)
_UTC = ZoneInfo("UTC")
_DATES = re.compile(rb"<(?:pubDate|published|updated|modified|issued|created|dc:date)\b[^>]*>([^<]*)</")
_TITLE = re.compile(rb"<title\b[^>]*>(.*?)</title>", re.DOTALL)
# Namespaces of events (RSS's module, xCal, Modern Events Calendar): what has dates of its own is never set aside.
_EVENT = re.compile(rb"<\w+:(?:start|dtstart)", re.IGNORECASE)

Place = tuple[int, int]
"""Where an item begins and ends in the octets of its feed."""
Marks = tuple[str, str, str]
"""What may tie an item to another of its feed: its title, its address, its identifier; empty where it has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDelta:
    """A feed without what was read before and what need not be read yet.

    Attributes:
        raw: The octets left: head, new items, tail.
        fresh: The digest of each item left, in order; empty where the feed is not well-formed.
        kept: What to remember of the items that were cut out.
        old: The feed of the items that were set aside; empty where there are none.
        last_day: The newest day among these.
        old_items: What to remember of these.
    """

    raw: bytes
    fresh: tuple[bytes, ...] = ()
    kept: bytes = b""
    old: bytes = b""
    last_day: date = date.min
    old_items: bytes = b""

    @property
    def is_empty(self) -> bool:
        """Whether nothing of it has to be parsed now."""
        return bool(self.kept) and not self.fresh

    def is_apart(self, marks: Sequence[Marks]) -> bool:
        """Whether the new items have nothing in common with the known ones, and are as many as were left in."""
        if not self.kept:
            return True
        known = {part for record in _records(self.kept) for part in _parts(record)[1:]}
        return len(marks) == len(self.fresh) and known.isdisjoint(part for item in marks for part in _digests(item))

    def remember(self, marks: Sequence[Marks]) -> bytes:
        """Return what to hand to `find_new_items` next time; nothing where it is not certain which item is which."""
        if len(marks) != len(self.fresh):
            return b""
        pairs = zip(self.fresh, marks, strict=True)
        return self.kept + b"".join(digest + _record_of(item) for digest, item in pairs)


def find_new_items(raw: bytes, known: bytes, *, horizon: date | None = None, zone: ZoneInfo = _UTC) -> ItemDelta:
    """Cut the items that are known out of a feed, and set those aside that are dated before the horizon.

    Args:
        raw: The octets of a feed, or of anything else: then they are all left.
        known: What `ItemDelta.remember` returned the last time; empty for none.
        horizon: The first day whose articles are read now; None where all are.
        zone: The letter's zone.
    """
    places = _find_items(raw) if len(raw) <= _OCTETS_AT_MOST else []
    if not places:
        return ItemDelta(raw=raw)
    digests = [hashlib.sha256(raw[start:end]).digest()[:_SIZE] for start, end in places]
    records = {record[:_SIZE]: record for record in _records(known)}
    # Whether a feed of SPIP is an agenda is told from all its items at once.
    horizon = None if b"spip" in raw[: places[0][0]].lower() else horizon
    days = {
        digest: day
        for place, digest in zip(places, digests, strict=True)
        if horizon and digest not in records and (day := _old_day(raw[slice(*place)], horizon, zone))
    }
    records |= {digest: digest + _record_of(("", "", "")) for digest in days}
    kept = b"".join(records[digest] for digest in dict.fromkeys(digests) if digest in records)
    fresh = tuple(digest for digest in digests if digest not in records)
    return ItemDelta(
        raw=_cut(raw, places, [digest in records for digest in digests]),
        fresh=fresh,
        kept=kept,
        old=_cut(raw, places, [digest not in days for digest in digests]) if days else b"",
        last_day=max(days.values(), default=date.min),
        old_items=b"".join(records[digest] for digest in days),
    )


def _old_day(item: bytes, horizon: date, zone: ZoneInfo) -> date | None:
    """Return the day of a plain article before the horizon; None for one that has to be read now.

    A title that may announce a day to come is read, however old; so is what has no date, or one that nobody can mean.
    """
    moments = [parse_feed_date(text.decode("utf-8", "replace"), zone=zone) for text in _DATES.findall(item)]
    days = [day_of(moment) for moment in moments if moment]
    if not days or len(days) < len(moments) or min(days) < FIRST_WEB_PAGE or max(days) >= horizon:
        return None
    title = b" ".join(_TITLE.findall(item)).decode("utf-8", "replace")
    return None if _EVENT.search(item) or may_hold_a_day(html.unescape(title)) else max(days)


class _WholeError(Exception):
    """The feed is one that is better read whole."""


def _find_items(raw: bytes) -> list[Place]:
    """Return where each item begins and ends; nothing where that is not certain."""
    finder = _Finder(raw)
    try:
        finder.parser.Parse(raw, True)
    except (expat.ExpatError, _WholeError, ValueError):
        return []
    return finder.places


class _Finder:
    """One pass of expat over a feed; it only looks where elements begin and end."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._depth = 0
        self._start = -1
        self.places: list[Place] = []
        # What is valid UTF-8 is read as such, whatever it declares (see `encoding`); the rest ends the pass.
        self.parser = expat.ParserCreate("utf-8")
        self.parser.ordered_attributes = True  # a list is made quicker than a dictionary
        self.parser.StartElementHandler = self._begin
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._refuse

    def _begin(self, name: str, _attributes: list[str]) -> None:
        self._depth += 1
        if name in _ITEMS:
            if self._depth > _DEEPEST or self._start >= 0 or len(self.places) >= AT_MOST:
                raise _WholeError
            self._start = self.parser.CurrentByteIndex

    def _end(self, name: str) -> None:
        self._depth -= 1
        if name in _ITEMS:
            place = self.parser.CurrentByteIndex
            if not self._raw.startswith(b"</" + name.encode(), place):  # `<item/>`, and expat is past it already
                raise _WholeError
            self.places.append((self._start, self._raw.index(b">", place) + 1))
            self._start = -1

    def _refuse(self, *_declared: object) -> None:
        raise _WholeError


def _cut(raw: bytes, places: Sequence[Place], is_cut: Sequence[bool]) -> bytes:
    left, last = [], 0
    for (start, end), cut in zip(places, is_cut, strict=True):
        if cut:
            left.append(raw[last:start])
            last = end
    return b"".join([*left, raw[last:]]) if left else raw


def _record_of(item: Marks) -> bytes:
    return b"".join(_mark(kind, words) for kind, words in enumerate(item))


def _digests(item: Marks) -> Iterator[bytes]:
    return (_mark(kind, words) for kind, words in enumerate(item) if words)


def _mark(kind: int, words: str) -> bytes:
    if not words:
        return bytes(_SIZE)
    return hashlib.sha256(f"{kind} {words}".encode("utf-8", "replace")).digest()[:_SIZE]


def _records(known: bytes) -> Iterator[bytes]:
    return (known[start : start + _RECORD] for start in range(0, len(known) - _RECORD + 1, _RECORD))


def _parts(record: bytes) -> list[bytes]:
    return [record[start : start + _SIZE] for start in range(0, _RECORD, _SIZE)]
