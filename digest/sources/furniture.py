"""What stands around the words of an article in a feed, and is none of them: tails, buttons, share bars.

SPIP's `backend` repeats section and keywords as links after the summary, and ends it with "(…)"; WordPress signs each
text with "… est apparu en premier sur …"; Drupal repeats title, author and day before it. All of it is cut here, on a
parsed fragment (lxml), before anything is cleaned.
"""

import re
from collections.abc import Iterator
from typing import Any

import lxml.etree
import lxml.html

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
    for hidden in _HIDDEN(root):
        _drop(hidden)
    for link in root.iter("a"):
        # lxml would write a tab inside an address as %09, and "java\tscript:" as a harmless-looking relative one.
        if link.get("href"):
            link.set("href", re.sub(r"[\t\r\n]+", "", link.get("href")))
    return root


def cut_sections(root: Fragment) -> tuple[str, ...]:
    """Cut the links to section and keywords that SPIP puts after the words; give their names, in their order."""
    names: list[str] = []
    box = _last_box(root)
    while len(box) and _is_section_link(box[-1]) and _JOIN.fullmatch(box[-1].tail or ""):
        link = box[-1]
        names.append(" ".join(link.text_content().split()))
        box.remove(link)
        _strip_joins(box)
    return tuple(reversed([name for name in names if name]))


def cut_signature(root: Fragment) -> None:
    """Cut WordPress' last paragraph, "L’article … est apparu en premier sur …"."""
    for last in list(root.iter("p", "div"))[-3:]:
        words = " ".join(last.text_content().split())
        if len(words) < 600 and _SIGNATURE.match(words) and last is not root:
            _drop(last)


def cut_tail(text: str) -> tuple[str, bool]:
    """Cut "(…)", "[…]", "Lire la suite" from the end of a plain text; tell whether the text had been cut there."""
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
    """Give the fragment's HTML again."""
    return str(lxml.html.tostring(root, encoding="unicode"))


def ancestors_of(node: Fragment) -> Iterator[str]:
    """Give the names of the elements around a node, the nearest first."""
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
