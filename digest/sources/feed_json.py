"""JSON Feed 1.0 and 1.1 (jsonfeed.org): text in, raw articles out; feedparser reads XML only."""

import html
import json
from typing import Any

from digest.sources.feed_text import AT_MOST, CHARACTERS_AT_MOST
from digest.sources.raw import RawArticle, RawFeed, RawFile


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
    language = _text(feed, "language")
    return RawFeed(
        articles=tuple(_article(item, language) for item in items[:AT_MOST] if isinstance(item, dict)),
        left_over=max(0, len(items) - AT_MOST),
    )


def _article(item: dict[str, Any], language: str) -> RawArticle:
    return RawArticle(
        title=html.escape(_text(item, "title"), quote=False),
        url=_text(item, "url") or _text(item, "external_url"),
        guid=_text(item, "id"),
        published=_text(item, "date_published") or _text(item, "date_modified"),
        summary=html.escape(_text(item, "summary"), quote=False),
        content=_text(item, "content_html") or _paragraphs(_text(item, "content_text")),
        tags=tuple(tag for tag in _list(item, "tags") if isinstance(tag, str)),
        author=", ".join(
            filter(None, (_text(author, "name") for author in (*_list(item, "authors"), item.get("author"))))
        ),
        files=_files(item),
        language=_text(item, "language") or language,
        base=_text(item, "url"),
    )


def _files(item: dict[str, Any]) -> tuple[RawFile, ...]:
    pictures = [RawFile(url=_text(item, key), type="image") for key in ("image", "banner_image") if _text(item, key)]
    attached = [
        RawFile(url=_text(file, "url"), type=_text(file, "mime_type"), title=_text(file, "title"))
        for file in _list(item, "attachments")
    ]
    return (*pictures, *(file for file in attached if file.url))


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{html.escape(part, quote=False)}</p>" for part in text.split("\n\n") if part.strip())


def _text(holder: object, name: str) -> str:
    value = holder.get(name) if isinstance(holder, dict) else None
    return str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""


def _list(holder: dict[str, Any], name: str) -> list[Any]:
    value = holder.get(name)
    return value if isinstance(value, list) else []
