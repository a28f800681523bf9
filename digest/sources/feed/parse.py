"""RSS 0.9x to 2.0, RDF and Atom (RFC 4287) by feedparser: octets in, raw articles out.

feedparser gets UTF-8 from memory, because a `str` would be tried as an address or a file name. It neither cleans nor
resolves inside the words (three quarters of its time): that is done once, at the end. Its `*_parsed` dates lose the
zone (CEST becomes UTC), so its raw dates are read instead.
"""

import html
import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html.entities import html5
from typing import Any

import feedparser

from digest.sources.types import RawArticle, RawDates, RawFeed, RawFile
from digest.text.urls import join_address

# The text of an XML feed made fit for a parser: bounded, and mended where half of the world's feeds are broken.

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
# An element without a word says nothing: `<link></link>` must not hide the address in `guid`.
_EMPTY = re.compile(
    r"<(link|guid|id|title|pubDate|published|updated|dc:date|description|author)>"
    r"\s{0,99}(?:<!\[CDATA\[\s{0,99}\]\]>\s{0,99})?</\1>|<link\s{0,9}/>"
)
# "R&D": a sign of its own outside of CDATA, where it would make the whole feed ill-formed.
_BARE = re.compile(r"(<!\[CDATA\[.*?\]\]>)|&(?!#\d|#[xX][0-9a-fA-F]|(?:amp|lt|gt|quot|apos);)", re.DOTALL)
# feedparser calls every title of RSS text/plain; what Atom says to be text is told from these by a name of its own.
_PLAIN = re.compile(r"(<(?:title|summary|content)\b[^<>]{0,200}?\btype=[\"'])text(?=[\"'])")
_KEPT_ENTITIES = {"amp", "lt", "gt", "quot", "apos"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedDocument:
    """A feed's text, ready to be parsed.

    Attributes:
        left_over: How many articles were cut off because there are more than we take.
        is_truncated: Whether it ends in the middle; an article that is cut is left for the next time.
    """

    text: str
    left_over: int = 0
    is_truncated: bool = False


def prepare_document(text: str) -> FeedDocument:
    """Return the text that can be parsed: at most `AT_MOST` articles and five million characters of it.

    What has no element of a feed at all gives an empty one: five million "<" take the parsers six seconds.
    """
    if not _FEED.search(text):
        return FeedDocument(text="")
    count, last = _count_articles(text)
    root_end = _ROOT_END.search(text, last) if count else None
    was_cut, ends_whole = len(text) > CHARACTERS_AT_MOST, text.rstrip().endswith(">")
    text = text[:CHARACTERS_AT_MOST]
    # The lenient parser takes 700 MB for an element of half a million attributes that never ends.
    text = _mend_markup(text[: text.rfind(">") + 1])
    starts = [found.start() for found in _OPEN.finditer(text)]
    closed = [found.end() for found in _CLOSE.finditer(text)] if was_cut or not root_end else []
    whole = sum(start < closed[-1] for start in starts) if closed else 0
    kept = min(AT_MOST, whole if was_cut else len(starts))
    is_truncated = root_end is None if count else not ends_whole
    if kept == count:
        return FeedDocument(text=text[: closed[-1] if is_truncated and closed else None], is_truncated=is_truncated)
    tail = root_end[0] if root_end else ""
    end = starts[kept] if kept < len(starts) else None
    return FeedDocument(text=text[:end] + tail, left_over=count - kept, is_truncated=is_truncated)


def _count_articles(text: str) -> tuple[int, int]:
    """Return how many articles begin in a text, and where the last of them does."""
    count, last = 0, 0
    for found in _OPEN.finditer(text):
        count, last = count + 1, found.start()
    return count, last


def _mend_markup(text: str) -> str:
    text = _NUMBER.sub(_character, _NOT_XML.sub("", text).lstrip())
    text = _BARE.sub(lambda found: found[1] or "&amp;", _ENTITY.sub(_named, text))
    text = _PLAIN.sub(r"\1text/x-plain", _EMPTY.sub("", text))
    # feedparser's time grows with the square of the attributes of one element: 100,000 of them took 90 s.
    return _MORE_THAN_A_HUNDRED_ATTRIBUTES.sub("", text) if text.count("=") > _MANY else text


def _named(found: re.Match[str]) -> str:
    # HTML's entities are undeclared in XML; the characters they stand for are the same in both.
    return found[0] if found[1] in _KEPT_ENTITIES else html5.get(found[1] + ";", f"&amp;{found[1]};")


def _character(found: re.Match[str]) -> str:
    # `&#146;` is an apostrophe to every browser and a control mark to XML; `&#xD800;` is nothing to anybody.
    code = int(found[1], 16) if found[1] else int(found[2])
    if 0x80 <= code <= 0x9F:
        return bytes([code]).decode("cp1252", "ignore")
    is_character = code < 0x110000 and not _NOT_XML.match(chr(code))
    return found[0] if is_character else ""


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
    kind = _text(part, "type")
    is_text = kind == "text/x-plain" or (kind == "text/plain" and not re.search(r"</?[a-zA-Z]|&\w{1,9};|&#", value))
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


# JSON Feed 1.0 and 1.1 (jsonfeed.org): text in, raw articles out; feedparser reads XML only.


def parse_json_feed(text: str) -> RawFeed:
    """Parse the text of a JSON feed; what is none, or too long to be taken apart, gives an empty feed that says so."""
    if len(text) > CHARACTERS_AT_MOST:
        return RawFeed(is_feed=False)
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError):
        return RawFeed(is_feed=False)
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        return RawFeed(is_feed=False)
    language = _json_text(feed, "language")
    return RawFeed(
        articles=tuple(_json_article(item, language) for item in items[:AT_MOST] if isinstance(item, dict)),
        left_over=max(0, len(items) - AT_MOST),
    )


def _json_article(item: dict[str, Any], language: str) -> RawArticle:
    return RawArticle(
        title=html.escape(_json_text(item, "title"), quote=False),
        url=_json_text(item, "url") or _json_text(item, "external_url"),
        guid=_json_text(item, "id"),
        published=_json_text(item, "date_published") or _json_text(item, "date_modified"),
        summary=html.escape(_json_text(item, "summary"), quote=False),
        content=_json_text(item, "content_html") or _paragraphs(_json_text(item, "content_text")),
        tags=tuple(tag for tag in _list(item, "tags") if isinstance(tag, str)),
        author=", ".join(
            filter(None, (_json_text(author, "name") for author in (*_list(item, "authors"), item.get("author"))))
        ),
        files=_json_files(item),
        language=_json_text(item, "language") or language,
        base=_json_text(item, "url"),
    )


def _json_files(item: dict[str, Any]) -> tuple[RawFile, ...]:
    pictures = [
        RawFile(url=_json_text(item, key), type="image") for key in ("image", "banner_image") if _json_text(item, key)
    ]
    attached = [
        RawFile(
            url=_json_text(file, "url"),
            type=_json_text(file, "mime_type"),
            title=_json_text(file, "title"),
        )
        for file in _list(item, "attachments")
    ]
    return (*pictures, *(file for file in attached if file.url))


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{html.escape(part, quote=False)}</p>" for part in text.split("\n\n") if part.strip())


def _json_text(holder: object, name: str) -> str:
    value = holder.get(name) if isinstance(holder, dict) else None
    return str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""


def _list(holder: dict[str, Any], name: str) -> list[Any]:
    value = holder.get(name)
    return value if isinstance(value, list) else []
