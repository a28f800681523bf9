"""The text of an XML feed made fit for a parser: bounded, and mended where half of the world's feeds are broken.

A strict parser is right, quick and safe; the lenient one that takes over otherwise is none of these. So what can be
mended without guessing is mended first: HTML's entities, control characters, white space before the declaration.
"""

import re
from dataclasses import dataclass
from html.entities import html5

AT_MOST = 1000
"""Articles of one feed that are read; a portal's feed holds ten."""

CHARACTERS_AT_MOST = 5_000_000
"""Of one feed; a thousand long articles."""
_MANY = 5000
"""Signs "=" in a whole feed; below it no element can have so many attributes that they cost anything."""
_FEED = re.compile(r"<(?:[A-Za-z0-9]{1,20}:)?(?:rss|rdf|feed|channel|item|entry)[\s>/]", re.IGNORECASE)
_OPEN = re.compile(r"<(?:[A-Za-z0-9]{1,20}:)?(?:item|entry)(?=[\s>/])", re.IGNORECASE)
_CLOSE = re.compile(r"</(?:[A-Za-z0-9]{1,20}:)?(?:item|entry)\s{0,9}>", re.IGNORECASE)
_ROOT_END = re.compile(
    r"(?:</(?:[A-Za-z0-9]{1,20}:)?channel\s{0,9}>\s{0,99})?</(?:[A-Za-z0-9]{1,20}:)?(?:rss|feed|rdf)\s{0,9}>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,30});")
_NUMBER = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,8})|([0-9]{1,9}));")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MORE_THAN_A_HUNDRED_ATTRIBUTES = re.compile(
    r"""(?<![^\s"'])(?>\s*+[^\s=<>"'/]{1,100}+\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'<>]++)){101,}+"""
)
_KEPT_ENTITIES = {"amp", "lt", "gt", "quot", "apos"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A feed's text, ready to be parsed.

    Attributes:
        left_over: How many articles were cut off because there are more than we take.
        is_truncated: Whether it ends in the middle; an article that is cut is left for the next time.
    """

    text: str
    left_over: int = 0
    is_truncated: bool = False


def prepare_document(text: str) -> Document:
    """Give the text that can be parsed: at most `AT_MOST` articles and five million characters of it.

    What has no element of a feed at all gives an empty one: five million "<" take the parsers six seconds.
    """
    if not _FEED.search(text):
        return Document(text="")
    count, last = _count_articles(text)
    root_end = _ROOT_END.search(text, last) if count else None
    was_cut, ends_whole = len(text) > CHARACTERS_AT_MOST, text.rstrip().endswith(">")
    text = text[:CHARACTERS_AT_MOST]
    # The lenient parser takes 700 MB for an element of half a million attributes that never ends.
    text = _mend(text[: text.rfind(">") + 1])
    starts = [found.start() for found in _OPEN.finditer(text)]
    closed = [found.end() for found in _CLOSE.finditer(text)] if was_cut or not root_end else []
    whole = sum(start < closed[-1] for start in starts) if closed else 0
    kept = min(AT_MOST, whole if was_cut else len(starts))
    is_truncated = root_end is None if count else not ends_whole
    if kept == count:
        return Document(text=text[: closed[-1] if is_truncated and closed else None], is_truncated=is_truncated)
    tail = root_end[0] if root_end else ""
    end = starts[kept] if kept < len(starts) else None
    return Document(text=text[:end] + tail, left_over=count - kept, is_truncated=is_truncated)


def _count_articles(text: str) -> tuple[int, int]:
    """Give how many articles begin in a text, and where the last of them does."""
    count, last = 0, 0
    for found in _OPEN.finditer(text):
        count, last = count + 1, found.start()
    return count, last


def _mend(text: str) -> str:
    text = _NUMBER.sub(_character, _NOT_XML.sub("", text).lstrip())
    text = _ENTITY.sub(_named, text)
    # feedparser's time grows with the square of the attributes of one element: 100,000 of them took 90 s.
    return _MORE_THAN_A_HUNDRED_ATTRIBUTES.sub("", text) if text.count("=") > _MANY else text


def _named(found: re.Match[str]) -> str:
    # HTML's entities are undeclared in XML; the characters they stand for are the same in both.
    return found[0] if found[1] in _KEPT_ENTITIES else html5.get(found[1] + ";", found[0])


def _character(found: re.Match[str]) -> str:
    # `&#146;` is an apostrophe to every browser and a control mark to XML; `&#xD800;` is nothing to anybody.
    code = int(found[1], 16) if found[1] else int(found[2])
    if 0x80 <= code <= 0x9F:
        return bytes([code]).decode("cp1252", "ignore")
    is_character = code < 0x110000 and not _NOT_XML.match(chr(code))
    return found[0] if is_character else ""
