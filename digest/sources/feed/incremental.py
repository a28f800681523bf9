"""What of a feed is new: the octets of each item tell whether it was read before; only the others are parsed.

Most of a feed that changed is what it was: one article came, or only the date of its making. One expat pass finds where
each item begins and ends; an item whose octets are known is cut out, and the rest is a smaller feed with the same head
and tail, read in the one way there is. Measured on 50 articles of 2.5 kB: nothing new costs 0.5 ms of CPU (as much as
`lxml.etree.fromstring`) where the whole takes 45, and five new ones cost 6.

What is not well-formed, or declares entities of its own, goes whole. So does a feed in which a new item shares its
title, address or identifier with a known one (`ItemDelta.is_apart`), for what they mean depends on each other.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.parsers import expat

from digest.sources.feed.parse import AT_MOST

ITEMS = frozenset({"item", "entry", "rss:item", "atom:entry"})
OCTETS_AT_MOST = 2_000_000
"""Of a feed that is looked into, ten times the usual: one element may be all attributes, and cost ten times that."""
DEEPEST = 3
"""rss > channel > item; deeper is an item inside an item."""
_SIZE = 8
"""Octets of a digest; two of a thousand items are alike by chance once in 10^13 feeds."""
_MARKS = 3
_RECORD = _SIZE * (1 + _MARKS)

Place = tuple[int, int]
"""Where an item begins and ends in the octets of its feed."""
Marks = tuple[str, str, str]
"""What may tie an item to another of its feed: its title, its address, its identifier; empty where it has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDelta:
    """A feed without what was read before.

    Attributes:
        raw: The octets left: head, new items, tail.
        fresh: The digest of each item left, in order; empty where the feed is not well-formed.
        kept: What to remember of the items that were cut out.
    """

    raw: bytes
    fresh: tuple[bytes, ...] = ()
    kept: bytes = b""

    @property
    def is_empty(self) -> bool:
        """Tell whether all its items are known."""
        return bool(self.kept) and not self.fresh

    def is_apart(self, marks: Sequence[Marks]) -> bool:
        """Tell whether the new items have nothing in common with the known ones, and are as many as were left in."""
        if not self.kept:
            return True
        known = {one for record in _records(self.kept) for one in _parts(record)[1:]}
        return len(marks) == len(self.fresh) and known.isdisjoint(one for item in marks for one in _digests(item))

    def remember(self, marks: Sequence[Marks]) -> bytes:
        """Give what to hand to `find_news` next time; nothing where it is not certain which item is which."""
        if len(marks) != len(self.fresh):
            return b""
        pairs = zip(self.fresh, marks, strict=True)
        return self.kept + b"".join(digest + _record_of(item) for digest, item in pairs)


def find_news(raw: bytes, known: bytes) -> ItemDelta:
    """Cut out of a feed the items that are known.

    Args:
        raw: The octets of a feed, or of anything else: then they are all left.
        known: What `ItemDelta.remember` gave the last time; empty for none.
    """
    places = _find_items(raw) if len(raw) <= OCTETS_AT_MOST else []
    if not places:
        return ItemDelta(raw=raw)
    digests = _digests_at(raw, places)
    records = {record[:_SIZE]: record for record in _records(known)}
    fresh = tuple(digest for digest in digests if digest not in records)
    kept = b"".join(records[digest] for digest in dict.fromkeys(digests) if digest in records)
    if not kept:
        return ItemDelta(raw=raw, fresh=fresh)
    cut = [place for place, digest in zip(places, digests, strict=True) if digest in records]
    return ItemDelta(raw=_without(raw, cut), fresh=fresh, kept=kept)


def news_at(raw: bytes, places: Sequence[Place]) -> ItemDelta:
    """Give what `find_news` gives of a feed of which nothing is known, by the places that another pass found."""
    return ItemDelta(raw=raw, fresh=tuple(_digests_at(raw, places)))


def end_of(raw: bytes, name: str, place: int) -> int | None:
    """Give where the end tag of an item ends; None where none begins there: `<item/>`, and expat is past it already."""
    return raw.index(b">", place) + 1 if raw.startswith(b"</" + name.encode(), place) else None


def _digests_at(raw: bytes, places: Sequence[Place]) -> list[bytes]:
    return [hashlib.sha256(raw[start:end]).digest()[:_SIZE] for start, end in places]


class _WholeError(Exception):
    """The feed is one that is better read whole."""


def _find_items(raw: bytes) -> list[Place]:
    """Give where each item begins and ends; nothing where that is not certain."""
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
        if name in ITEMS:
            if self._depth > DEEPEST or self._start >= 0 or len(self.places) >= AT_MOST:
                raise _WholeError
            self._start = self.parser.CurrentByteIndex

    def _end(self, name: str) -> None:
        self._depth -= 1
        if name in ITEMS:
            end = end_of(self._raw, name, self.parser.CurrentByteIndex)
            if end is None:
                raise _WholeError
            self.places.append((self._start, end))
            self._start = -1

    def _refuse(self, *_declared: object) -> None:
        raise _WholeError


def _without(raw: bytes, cut: list[Place]) -> bytes:
    left, last = [], 0
    for start, end in cut:
        left.append(raw[last:start])
        last = end
    return b"".join([*left, raw[last:]])


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
