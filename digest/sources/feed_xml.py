"""RSS 0.9x to 2.0, RDF and Atom (RFC 4287) by feedparser: octets in, raw articles out.

feedparser gets UTF-8 from memory, because a `str` would be tried as an address or a file name. It neither cleans nor
resolves inside the words (three quarters of its time): that is done once, at the end. Its `*_parsed` dates lose the
zone (CEST becomes UTC), so its raw dates are read instead.
"""

import html
import io
import re
from collections.abc import Mapping
from typing import Any

import feedparser

from digest.sources.feed_text import AT_MOST, prepare_document
from digest.sources.raw import RawArticle, RawDates, RawFeed, RawFile
from digest.text.addresses import join_address

# What feedparser's lenient parser has been seen to raise on octets that are no feed at all.
_FAILURES = (ValueError, LookupError, TypeError, AttributeError, AssertionError, ArithmeticError, RecursionError)
# RSS's event module, xCal (TYPO3, Joomla) and The Modern Events Calendar (WordPress).
_STARTS = ("ev_startdate", "xcal_dtstart", "mec_startdate")
_ENDS = ("ev_enddate", "xcal_dtend", "mec_enddate")
_PLACES = ("ev_location", "xcal_location", "mec_location")


def parse_feed(text: str, *, where: str, language: str = "") -> RawFeed:
    """Parse the text of an XML feed; what is no feed gives an empty one that says so."""
    document = prepare_document(text)
    if not document.text:
        return RawFeed(is_feed=False)
    # No content-location: without it only a stated xml:base is a base, and what is relative to nothing stays so.
    headers = {"content-type": "application/xml; charset=utf-8", "content-language": language}
    try:
        parsed = feedparser.parse(
            io.BytesIO(document.text.encode("utf-8")),
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
        left_over=document.left_over,
        is_feed=bool(parsed.version or parsed.entries),
        is_truncated=document.is_truncated,
    )


def _article(entry: Mapping[str, Any], site: str, language: str) -> RawArticle:
    content = _content(entry)
    url = join_address(site, _text(entry, "link")) if _text(entry, "link") else ""
    return RawArticle(
        title=_html_of(_title_of(entry)),
        url=url,
        guid=_text(entry, "id"),
        published=_text(entry, "published") or _text(entry, "created") or _text(entry, "updated"),
        summary=_html_of(entry.get("summary_detail")) or _text(entry, "summary"),
        content=_html_of(content),
        tags=tuple(_text(tag, "label") or _text(tag, "term") for tag in _dicts(entry.get("tags"))),
        author=_author(entry),
        files=_files(entry),
        language=_text(entry, "language") or _text(_dict(entry.get("title_detail")), "language") or language,
        base=join_address(url or site, _text(_dict(content or entry.get("summary_detail")), "base")),
        dates=RawDates(start=_first(entry, _STARTS), end=_first(entry, _ENDS), place=_first(entry, _PLACES)),
    )


def _title_of(entry: Mapping[str, Any]) -> dict[str, Any]:
    # The detail may be that of a picture or a source inside the article; its title is the article's own.
    detail, title = _dict(entry.get("title_detail")), _text(entry, "title")
    return detail if _text(detail, "value") == title or not title else {"value": title, "type": "text/plain"}


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


def _author(entry: Mapping[str, Any]) -> str:
    # RSS wants an e-mail address here; a letter prints names.
    names = [_text(author, "name") for author in _dicts(entry.get("authors"))]
    said = ", ".join(dict.fromkeys(name for name in names if name)) or _text(entry, "author")
    return re.sub(r"[\w.+-]{1,64}@[\w.-]{1,255}", "", said[:1000]).strip(" ()<>,")


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
