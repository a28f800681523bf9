"""The words of links: heard one after the other, each says where it leads (WCAG 2.2, 2.4.4 and 2.4.9)."""

import re
from collections.abc import Iterator

from digest.checks.data import Flaw, Material
from digest.checks.links import is_web
from digest.checks.markup import Element, read_markup
from digest.checks.places import html_place
from digest.locale import _
from digest.text.addresses import page_key
from digest.text.folding import fold
from digest.text.vague import is_vague

_BARE = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)


def find_vague_words(material: Material) -> Iterator[Flaw]:
    """A link's words do not say where it leads: "cliquez ici", "lire la suite"."""
    for link in _links(material):
        if is_vague(link.words):
            what = _('a link says only "{words}" ({address})').format(words=link.words, address=_address(link))
            mend = _("Give it words that say where it leads, like the title of the page.")
            yield Flaw(place=html_place(link.heading), what=what, mend=mend)


def find_bare_addresses(material: Material) -> Iterator[Flaw]:
    """A link's words are a web address, which is read aloud sign by sign."""
    for link in _links(material):
        if _BARE.fullmatch(link.words):
            what = _('a link has the bare address "{address}" for words').format(address=link.words[:100])
            yield Flaw(place=html_place(link.heading), what=what, mend=_("Write what stands behind the address."))


def find_empty_links(material: Material) -> Iterator[Flaw]:
    """A link has no words at all."""
    for link in _links(material):
        if not link.words.strip():
            what = _("a link has no words ({address})").format(address=_address(link))
            mend = _("Give it words; where it is a picture, an alt text.")
            yield Flaw(place=html_place(link.heading), what=what, mend=mend)


def find_same_words(material: Material) -> Iterator[Flaw]:
    """The same words lead to different addresses."""
    first: dict[str, Element] = {}
    said: set[str] = set()
    for link in _links(material):
        words = fold(link.words)
        before = first.setdefault(words, link)
        if words and words not in said and not is_vague(words) and _key(before) != _key(link):
            said.add(words)
            what = _('"{words}" leads to {one} and to {other}').format(
                words=link.words, one=_address(before), other=_address(link)
            )
            mend = _("Give each link words of its own.")
            yield Flaw(place=html_place(link.heading), what=what, mend=mend)


def _links(material: Material) -> Iterator[Element]:
    links = read_markup(material.html).named("a")
    return (link for link in links if link.attributes.get("href", "").strip())


def _address(link: Element) -> str:
    return link.attributes.get("href", "").strip()[:200]


def _key(link: Element) -> str:
    address = _address(link)
    return page_key(address) if is_web(address) else address
