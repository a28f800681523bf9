"""RSS 0.9x to 2.0, RDF and Atom (RFC 4287) by feedparser: octets in, raw articles out.

feedparser gets UTF-8 from memory, because a `str` would be tried as an address or a file name. It neither cleans nor
resolves inside the words (three quarters of its time): that is done once, at the end. Its `*_parsed` dates lose the
zone (CEST becomes UTC), so its raw dates are read instead.
"""

import html
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html.entities import html5
from typing import Any

import feedparser

from digest.sources.raw import RawArticle, RawDates, RawFile
from digest.text.addresses import join_address

AT_MOST = 1000
"""Articles of one feed that are read; a portal's feed holds ten."""

_OPEN = re.compile(r"<(?:[A-Za-z0-9]{1,20}:)?(item|entry)(?=[\s>/])", re.IGNORECASE)
_CLOSE = re.compile(r"</(?:[A-Za-z0-9]{1,20}:)?(?:item|entry)\s{0,9}>", re.IGNORECASE)
_ROOT_END = re.compile(r"</(?:[A-Za-z0-9]{1,20}:)?(?:rss|feed|rdf)\s{0,9}>", re.IGNORECASE)
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,30});")
_NUMBER = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,8})|([0-9]{1,9}));")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# What feedparser's lenient parser has been seen to raise on octets that are no feed at all.
_FAILURES = (ValueError, LookupError, TypeError, AttributeError, AssertionError, ArithmeticError, RecursionError)
# RSS's event module, xCal (TYPO3, Joomla) and The Modern Events Calendar (WordPress).
_STARTS = ("ev_startdate", "xcal_dtstart", "mec_startdate")
_ENDS = ("ev_enddate", "xcal_dtend", "mec_enddate")
_PLACES = ("ev_location", "xcal_location", "mec_location")
_KEPT_ENTITIES = {"amp", "lt", "gt", "quot", "apos"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RawFeed:
    """A feed as it came.

    Attributes:
        articles: At most `AT_MOST` of them, in its order.
        generator: The program that says it wrote it.
        left_over: How many articles were not read, because the feed holds more than we take.
        is_feed: Whether it is a feed at all.
        is_truncated: Whether it ends in the middle; an article that is cut is left for the next time.
    """

    articles: tuple[RawArticle, ...] = ()
    generator: str = ""
    left_over: int = 0
    is_feed: bool = True
    is_truncated: bool = False


def parse_feed(text: str, *, where: str, language: str = "") -> RawFeed:
    """Parse the text of an XML feed; what is no feed gives an empty one that says so."""
    text, left_over, is_truncated = _bounded(_well_formed(text))
    if not text:
        return RawFeed(is_feed=False)
    # No content-location: without it only a stated xml:base is a base, and what is relative to nothing stays so.
    headers = {"content-type": "application/xml; charset=utf-8", "content-language": language}
    try:
        parsed = feedparser.parse(
            io.BytesIO(text.encode("utf-8")),
            response_headers={name: value for name, value in headers.items() if value},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except _FAILURES:
        return RawFeed(is_feed=False)
    channel = dict(parsed.feed)
    site = join_address(where, _text(channel, "link"))
    language = _text(channel, "language") or language
    return RawFeed(
        articles=tuple(_article(dict(entry), site, language) for entry in parsed.entries[:AT_MOST]),
        generator=_text(channel, "generator"),
        left_over=left_over,
        is_feed=bool(parsed.version or parsed.entries),
        is_truncated=is_truncated,
    )


def _well_formed(text: str) -> str:
    # HTML's entities are undeclared in XML; the characters they stand for are the same in both.
    text = _NUMBER.sub(_character, _NOT_XML.sub("", text).lstrip())
    return _ENTITY.sub(
        lambda found: found[0] if found[1] in _KEPT_ENTITIES else html5.get(found[1] + ";", found[0]), text
    )


def _character(found: re.Match[str]) -> str:
    # `&#146;` is an apostrophe to every browser and a control mark to XML; `&#xD800;` is nothing to anybody.
    code = int(found[1], 16) if found[1] else int(found[2])
    if 0x80 <= code <= 0x9F:
        return bytes([code]).decode("cp1252", "ignore")
    is_character = code < 0x110000 and not _NOT_XML.match(chr(code))
    return found[0] if is_character else ""


def _bounded(text: str) -> tuple[str, int, bool]:
    starts = [found.start() for found in _OPEN.finditer(text)]
    ends = [found.end() for found in _CLOSE.finditer(text)]
    is_truncated = bool(starts) and _ROOT_END.search(text, starts[-1]) is None
    if is_truncated and ends:
        text = text[: ends[-1]]
    if len(starts) <= AT_MOST:
        return text, 0, is_truncated
    return text[: starts[AT_MOST]] + text[ends[-1] if ends else len(text) :], len(starts) - AT_MOST, is_truncated


def _article(entry: Mapping[str, Any], site: str, language: str) -> RawArticle:
    content = _content(entry)
    url = join_address(site, _text(entry, "link")) if _text(entry, "link") else ""
    return RawArticle(
        title=_html_of(entry.get("title_detail")) or _text(entry, "title"),
        url=url,
        guid=_text(entry, "id"),
        published=_text(entry, "published") or _text(entry, "created") or _text(entry, "updated"),
        summary=_html_of(entry.get("summary_detail")) or _text(entry, "summary"),
        content=_html_of(content),
        tags=tuple(_text(tag, "label") or _text(tag, "term") for tag in _dicts(entry.get("tags"))),
        author=_text(entry, "author"),
        files=_files(entry),
        language=_text(entry, "language") or _text(_dict(entry.get("title_detail")), "language") or language,
        base=join_address(url or site, _text(_dict(content or entry.get("summary_detail")), "base")),
        dates=RawDates(start=_first(entry, _STARTS), end=_first(entry, _ENDS), place=_first(entry, _PLACES)),
    )


def _content(entry: Mapping[str, Any]) -> Mapping[str, Any] | None:
    parts = _dicts(entry.get("content"))
    marked = [part for part in parts if "html" in _text(part, "type") or not _text(part, "type").startswith("text/")]
    # An entry may carry its text twice, as plain text and as HTML: the longest HTML is the whole one.
    return max(marked or parts, key=lambda part: len(_text(part, "value")), default=None)


def _html_of(detail: Any) -> str:
    part = _dict(detail)
    value = _text(part, "value")
    # feedparser calls RSS titles text/plain, though half of the world writes HTML there; only real text is escaped.
    is_text = _text(part, "type") == "text/plain" and not re.search(r"</?[a-zA-Z]|&\w{1,9};|&#", value)
    return html.escape(value, quote=False) if is_text else value


def _files(entry: Mapping[str, Any]) -> tuple[RawFile, ...]:
    enclosed = (link for link in _dicts(entry.get("links")) if _text(link, "rel") == "enclosure")
    pictures = (*_dicts(entry.get("media_content")), *_dicts(entry.get("media_thumbnail")))
    return tuple(
        RawFile(
            url=_text(file, "href") or _text(file, "url"),
            type=_text(file, "type") or ("image" if _text(file, "medium") == "image" or "rel" not in file else ""),
            title=_text(file, "title"),
            width=_text(file, "width"),
            height=_text(file, "height"),
        )
        for file in (*pictures, *enclosed)
    )


def _first(holder: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return next((words for name in names if (words := _text(holder, name))), "")


def _text(holder: Mapping[str, Any], name: str) -> str:
    # `dict.get`, because feedparser's own dictionary answers `updated` with `published` and a warning.
    value = dict.get(holder, name) if isinstance(holder, dict) else None
    return value.strip() if isinstance(value, str) else ""


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _dicts(value: Any) -> tuple[dict[str, Any], ...]:
    return tuple(part for part in value if isinstance(part, dict)) if isinstance(value, list) else ()
