"""What the letter owes its readers: a way out in the header and in both parts, who writes and from where, and why.

RFC 2369 and 8058 for the header; the postal address and the reason are law in most countries (LCEN, CAN-SPAM).
"""

import re
from collections.abc import Iterator
from email.parser import BytesHeaderParser
from urllib.parse import unquote

from digest.checks.data import Flaw, Material
from digest.checks.markup import read_markup
from digest.checks.places import config_place, html_place
from digest.locale import _
from digest.text.folding import fold

_BRACKETS = re.compile(r"<([^<>]{1,2000})>")


def find_no_unsubscribe_header(material: Material) -> Iterator[Flaw]:
    """The message has no List-Unsubscribe header that mail programs make their button of."""
    if not _ways_out(material):
        what = _("the message has no List-Unsubscribe header")
        mend = _("Please report this fault: every letter has one.")
        yield Flaw(place=_("the head of the message"), what=what, mend=mend)


def find_no_way_out(material: Material) -> Iterator[Flaw]:
    """A part of the letter does not show how to unsubscribe."""
    ways = [_bare(way) for way in _ways_out(material)]
    links = {_bare(link.attributes.get("href", "")) for link in read_markup(material.html).named("a")}
    if ways and not links & set(ways):
        mend = _("Keep the link to unsubscribe in your template letter.html.j2.")
        yield Flaw(place=html_place(), what=_("it shows no way to unsubscribe"), mend=mend)
    if ways and not any(way in material.text for way in ways):
        mend = _("Keep the way to unsubscribe in your template letter.txt.j2.")
        yield Flaw(place=_("the text part"), what=_("it shows no way to unsubscribe"), mend=mend)


def _ways_out(material: Material) -> tuple[str, ...]:
    header = BytesHeaderParser().parsebytes(material.message).get("List-Unsubscribe", "")
    return tuple(_BRACKETS.findall(str(header)))


def _bare(address: str) -> str:
    """Give an address as a person sees it: a mailto: without its scheme and subject."""
    if address.lower().startswith("mailto:"):
        return unquote(address[len("mailto:") :].partition("?")[0])
    return address


def find_no_postal_address(material: Material) -> Iterator[Flaw]:
    """The letter has no postal address."""
    address = material.config.letter.address
    if not address.strip():
        mend = _("Write letter: address: in feeds.yaml.")
        yield Flaw(place=f"{config_place(material.config)} letter", what=_("there is no postal address"), mend=mend)
        return
    parts = ((html_place(), _words_of(material)), (_("the text part"), material.text))
    for place, words in parts:
        if fold(address) not in fold(words):
            what = _("the postal address is not printed")
            yield Flaw(place=place, what=what, mend=_("Keep it in your template: {{ letter.address }}."))


def _words_of(material: Material) -> str:
    return " ".join(element.own for element in read_markup(material.html).elements)


def find_no_reason(material: Material) -> Iterator[Flaw]:
    """The letter does not say why it is received."""
    if not material.config.letter.why.strip():
        mend = _("Write letter: why: in feeds.yaml, like: You receive this letter as a member of the network.")
        what = _("the letter does not say why it is received")
        yield Flaw(place=f"{config_place(material.config)} letter", what=what, mend=mend)
