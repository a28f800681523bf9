"""The picture and the files of an article: which of its addresses are worth keeping, and which only count readers."""

import re
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

from digest.model import Image, Link
from digest.sources.furniture import Fragment
from digest.sources.raw import RawArticle, RawFile
from digest.text.addresses import safe_address
from digest.text.cleaning import clean_line, cut_at_word

_SMALLEST = 32
"""Pixels; below it is a bullet, a smiley or a tracking pixel."""
_COUNTERS = re.compile(
    r"pixel|/piwik|/matomo|stats?\.wordpress|feedburner\.com|feedsportal|/emoji|/smileys?/|doubleclick|/b\.gif|/puce|1x1|blank\.gif|spacer",
    re.IGNORECASE,
)
_DOCUMENTS = re.compile(r"\.(pdf|docx?|xlsx?|pptx?|od[tsp]|rtf|zip|ics|mp3|mp4)\Z", re.IGNORECASE)
_FILES_AT_MOST = 10


def choose_image(raw: RawArticle, content: Fragment, *, base: str) -> Image | None:
    """Give the picture of an article: its logo in SPIP, else the one the source names, else the first in its text."""
    logos = _drawn(content.find_class("spip_logo"))
    for file in (*logos, *(file for file in raw.files if file.is_image), *_drawn(content.iter("img"))):
        url = safe_address(file.url, base=base)
        width, height = _pixels(file.width), _pixels(file.height)
        too_small = any(size is not None and size < _SMALLEST for size in (width, height))
        if url and url.startswith("http") and not too_small and not _COUNTERS.search(url):
            return Image(url=url, alt=cut_at_word(clean_line(file.title), limit=300), width=width, height=height)
    return None


def choose_links(raw: RawArticle, content: Fragment, *, base: str) -> tuple[Link, ...]:
    """Give the documents that come with an article, each with words for it: the text's own, else the file's name."""
    if all(file.is_image for file in raw.files):
        return ()
    words = {safe_address(a.get("href") or "", base=base): clean_line(a.text_content()) for a in _links(content)}
    links: dict[str, Link] = {}
    for file in raw.files:
        url = safe_address(file.url, base=base)
        if (
            url
            and url.startswith("http")
            and not file.is_image
            and (file.type or _DOCUMENTS.search(urlsplit(url).path))
        ):
            title = clean_line(file.title) or words.get(url) or _file_name(url)
            links.setdefault(url, Link(url=url, title=cut_at_word(title, limit=150)))
    return tuple(links.values())[:_FILES_AT_MOST]


def _links(content: Fragment) -> Iterable[Fragment]:
    return (link for link in content.iter("a") if link.get("href"))


def _drawn(images: Iterable[Fragment]) -> Iterable[RawFile]:
    return (
        RawFile(
            url=image.get("src") or "",
            type="image",
            title=image.get("alt") or "",
            width=image.get("width") or "",
            height=image.get("height") or "",
        )
        for image in images
        if image.tag == "img"
    )


def _pixels(size: str) -> int | None:
    found = re.fullmatch(r"\s*(\d{1,5})(?:\.\d+)?(?:px)?\s*", size)
    return int(found[1]) if found else None


def _file_name(url: str) -> str:
    name = clean_line(unquote(urlsplit(url).path.rpartition("/")[2]))
    stem, _dot, ending = name.rpartition(".")
    words = clean_line(re.sub(r"[_\-+]+", " ", stem or name))
    return f"{words[:1].upper()}{words[1:]} ({ending.upper()})" if stem else words
