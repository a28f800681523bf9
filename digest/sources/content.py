"""What stands around the words of an article in a feed, and is none of them: tails, buttons, share bars.

SPIP's `backend` repeats section and keywords as links after the summary, and ends it with "(…)"; WordPress signs each
text with "… est apparu en premier sur …"; Drupal repeats title, author and day before it. All of it is cut here, on a
parsed fragment (lxml), before anything is cleaned.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any
from urllib.parse import unquote, urlsplit

import lxml.etree
import lxml.html

from digest.model import Image, Link
from digest.sources.types import RawArticle, RawFile
from digest.text.sanitize import clean_line, cut_at_word, excerpt, plain_text
from digest.text.urls import safe_address

Fragment = Any
"""An lxml.html element; lxml ships no types."""

_HIDDEN = lxml.etree.XPath(
    "//button[not(.//h1|.//h2|.//h3|.//h4)]|//a[contains(@class,'ouvrir_fermer')]|//script|//style|//noscript|//form"
    "|//*[contains(@class,'sharedaddy') or contains(@class,'addtoany') or contains(@class,'addthis')"
    " or contains(@class,'share-') or contains(@class,'partage') or contains(@class,'social-')"
    " or contains(@class,'field--name-title') or contains(@class,'field--name-uid')"
    " or contains(@class,'field--name-created') or contains(@class,'field--name-node-post-date')"
    " or contains(@class,'spip_note_ref') or contains(@class,'screen-reader') or @hidden or @aria-hidden='true']"
)
_MAY_HIDE = re.compile(r"class\s*=|hidden|<(?:button|script|style|noscript|form)", re.IGNORECASE)
_NODE_DATE = re.compile(r"(?:\w{2,9}\.?,? )?\d{1,2}/\d{1,2}/\d{4}(?: - \d{1,2}[:h]\d{2})?")
_SECTION_RELS = {"directory", "tag"}
_JOIN = re.compile(r"[\s\-–/,;|·:]{0,200}\Z")
_SIGNATURE = re.compile(
    r"(?:the post|l.article|cet article|le billet|la entrada|el artículo)\b.{0,400}"
    r"\b(?:appeared first on|est apparu en premier sur|a été publié en premier sur"
    r"|is a post from|apareció primero en|se publicó primero en)\b",
    re.IGNORECASE | re.DOTALL,
)
_MORE = re.compile(
    r"(?:\s|^)(?:\[?\s?(?:lire (?:la suite|plus|l.article)(?: de l.article)?|en savoir plus|voir plus"
    r"|continuer la lecture|continue reading|read more)\b[^.!?\n]{0,120})\Z",
    re.IGNORECASE,
)
_CUT = re.compile(r"(?:\s{0,9}(?:[\[(]\s?(?:…|\.\.\.)\s?[\])]|…|\.\.\.|→|»(?=\Z)(?<! »)))+\Z")
_AT_MOST = 500_000
_PARSER = lxml.html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)


def parse_fragment(markup: str) -> Fragment:
    """Parse foreign HTML into one `div`; any string gives one, the empty one an empty `div`."""
    wrapped = (
        "<div>" + re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", markup[:_AT_MOST]) + "</div>"
    )
    try:
        body = lxml.html.document_fromstring(wrapped, parser=_PARSER).find("body")
    except (lxml.etree.LxmlError, ValueError, AssertionError):
        body = None
    root = lxml.html.Element("div") if body is None else body
    if _MAY_HIDE.search(wrapped):  # the XPath alone takes a fifth of the time of an article
        for hidden in _HIDDEN(root):
            _drop(hidden)
    for link in root.iter("a"):
        # lxml would write a tab inside an address as %09, and "java\tscript:" as a harmless-looking relative one.
        if link.get("href"):
            link.set("href", re.sub(r"[\t\r\n]+", "", link.get("href")))
    return root


def cut_sections(root: Fragment) -> tuple[str, ...]:
    """Cut the links to section and keywords that SPIP puts after the words; return their names, in their order."""
    names: list[str] = []
    box = _last_box(root)
    while len(box) and _is_section_link(box[-1]) and _JOIN.fullmatch(box[-1].tail or ""):
        link = box[-1]
        names.append(" ".join(link.text_content().split()))
        box.remove(link)
        _strip_joins(box)
    return tuple(reversed([name for name in names if name]))


def cut_byline(root: Fragment) -> None:
    """Cut what a bare node of Drupal has before its text: a span with the login, one with "Thu, 04/04/2024 - 10:15"."""
    spans = list(islice(root.iter("span"), 5))
    for rank, span in enumerate(spans):
        if _NODE_DATE.fullmatch(" ".join(span.text_content().split())) and "p" not in ancestors_of(span):
            for byline in spans[: rank + 1]:
                _drop(byline)
            return


def cut_signature(root: Fragment) -> None:
    """Cut WordPress' last paragraph, "L’article … est apparu en premier sur …"."""
    for last in list(root.iter("p", "div"))[-3:]:
        words = " ".join(last.text_content().split())
        if len(words) < 600 and _SIGNATURE.match(words) and last is not root:
            _drop(last)


def cut_tail(text: str) -> tuple[str, bool]:
    """Cut "(…)", "[…]", "Lire la suite" from the end of a plain text; return whether the text had been cut there."""
    signature = _SIGNATURE.search(text[-700:])
    if signature:
        text = text[: len(text) - len(text[-700:]) + signature.start()].rstrip()
    was_cut = False
    for _more in range(3):
        head, tail = text[:-200] if len(text) > 200 else "", text[-200:]
        shorter = head + _CUT.sub("", _MORE.sub("", tail)).rstrip()
        if shorter == text:
            break
        text, was_cut = shorter, True
    return text.rstrip(" -–/,;:"), was_cut


def markup_of(root: Fragment) -> str:
    """Return the fragment's HTML again."""
    return str(lxml.html.tostring(root, encoding="unicode"))


def ancestors_of(node: Fragment) -> Iterator[str]:
    """Return the names of the elements around a node, the nearest first."""
    return (str(parent.tag) for parent in node.iterancestors())


def _last_box(root: Fragment) -> Fragment:
    box = root
    for _depth in range(9):
        if not len(box) or _is_section_link(box[-1]) or not _JOIN.fullmatch(box[-1].tail or ""):
            break
        box = box[-1]
    return box


def _is_section_link(node: Fragment) -> bool:
    return node.tag == "a" and bool(_SECTION_RELS & set((node.get("rel") or "").lower().split()))


def _strip_joins(box: Fragment) -> None:
    # Only a stretch of joins that holds "-", "/" or "," of its own goes; the words before it stay whole.
    if len(box):
        box[-1].tail = _JOIN.sub("", box[-1].tail or "")
    else:
        box.text = _JOIN.sub("", box.text or "")


def _drop(node: Fragment) -> None:
    if node.getparent() is not None:
        node.drop_tree()


# The summary of an article: the source's own where it is whole, else the first paragraphs of the text.

_ENOUGH = 60
"""Characters that make a summary; less is a heading or a caption."""
_PARAGRAPHS_AT_MOST = 300
"""Paragraphs that are looked at for a summary; the first five nearly always make it."""
_ENDS = (".", "!", "?", "…", ":", ";", ",", "»", "–", "-")


def summarise(description: Fragment, content: Fragment) -> str:
    """Return the summary of an article: chapô, description, or first paragraphs, the one in whole sentences."""
    lead = " ".join(visible_words(part) for part in content.find_class("rss_chapo"))
    if len(lead) >= _ENOUGH:
        return excerpt(lead)
    said, was_cut = cut_tail(visible_words(description))
    if said and not was_cut:
        return excerpt(said)
    paragraphs = _paragraphs(content)
    if paragraphs and len(paragraphs) >= min(len(said), _ENOUGH):
        return excerpt(cut_tail(paragraphs)[0])
    if said:
        return excerpt(said if said.endswith((".", "!", "?", "»")) else f"{said} …")
    return excerpt(cut_tail(visible_words(content))[0])


def is_whole(description: Fragment) -> bool:
    """Whether a description has words and does not break off with "(…)" or "Lire la suite"."""
    said, was_cut = cut_tail(visible_words(description))
    return bool(said) and not was_cut


def visible_words(root: Fragment) -> str:
    """Return a fragment's words as one line; a heading and what follows are kept apart by a dash."""
    line = ""
    for part in plain_text(markup_of(root)).split("\n"):
        joined = " " if not line or line.endswith(_ENDS) or not part[:1].isupper() or len(part) < 3 else " – "
        line = (line + joined + part).strip()
        if len(line) > 5000:
            break
    return clean_line(line)


def _paragraphs(content: Fragment) -> str:
    said = ""
    for paragraph in islice(content.iter("p"), _PARAGRAPHS_AT_MOST):
        words = clean_line(plain_text(markup_of(paragraph)))
        if _is_running_text(paragraph, words) and (said or len(words) >= _ENOUGH // 2):
            said = f"{said} {words}".strip()
        if len(said) > 600:
            break
    return said


def _is_running_text(paragraph: Fragment, words: str) -> bool:
    if set(ancestors_of(paragraph)) & {"table", "figure", "figcaption", "nav", "aside", "footer", "li"}:
        return False
    linked = sum(len(clean_line(link.text_content())) for link in paragraph.iter("a"))
    return bool(re.search(r"\w", words)) and linked < 0.7 * len(words)


# The picture and the files of an article: which of its addresses are worth keeping, and which only count readers.

_SMALLEST = 32
"""Pixels; below it is a bullet, a smiley or a tracking pixel."""
_COUNTERS = re.compile(
    r"pixel|/piwik|/matomo|stats?\.wordpress|feedburner\.com|feedsportal|/emoji|/smileys?/|doubleclick|/b\.gif|/puce|1x1|blank\.gif|spacer",
    re.IGNORECASE,
)
_DOCUMENTS = re.compile(r"\.(pdf|docx?|xlsx?|pptx?|od[tsp]|rtf|zip|ics|mp3|mp4)\Z", re.IGNORECASE)
_FILES_AT_MOST = 10


def choose_image(raw: RawArticle, content: Fragment, *, base: str) -> Image | None:
    """Return the picture of an article: its logo in SPIP, else the one the source names, else the first in its text."""
    logos = _drawn(content.find_class("spip_logo"))
    for file in (*logos, *(file for file in raw.files if file.is_image), *_drawn(content.iter("img"))):
        url = safe_address(file.url, base=base)
        width, height = _pixels(file.width), _pixels(file.height)
        too_small = any(size is not None and size < _SMALLEST for size in (width, height))
        if url and url.startswith("http") and not too_small and not _COUNTERS.search(url):
            return Image(url=url, alt=cut_at_word(clean_line(file.title), limit=300), width=width, height=height)
    return None


def choose_links(raw: RawArticle, content: Fragment, *, base: str) -> tuple[Link, ...]:
    """Return the documents that come with an article, each with words for it: the text's own, else the file's name."""
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
