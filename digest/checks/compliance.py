"""What the letter owes its readers: a way out in the header and in both parts, who writes and from where, and why.

RFC 2369 and 8058 for the header; the postal address and the reason are law in most countries (LCEN, CAN-SPAM).
"""

import re
from collections.abc import Iterator
from email.parser import BytesHeaderParser
from urllib.parse import unquote

from digest.checks.base import CheckInput, Flaw, config_place, html_place, places_of_address
from digest.checks.dom import Element, read_markup
from digest.checks.links import is_web
from digest.locale import _
from digest.text.normalize import fold_for_search
from digest.text.urls import host_of, without_tracking

_BRACKETS = re.compile(r"<([^<>]{1,2000})>")


def find_no_unsubscribe_header(material: CheckInput) -> Iterator[Flaw]:
    """The message has no List-Unsubscribe header that mail programs make their button of."""
    if not _ways_out(material):
        what = _("the message has no List-Unsubscribe header")
        hint = _("Please report this fault: every letter has one.")
        yield Flaw(place=_("the head of the message"), what=what, hint=hint)


def find_no_way_out(material: CheckInput) -> Iterator[Flaw]:
    """A part of the letter does not show how to unsubscribe."""
    ways = [_bare(way) for way in _ways_out(material)]
    links = {_bare(link.attributes.get("href", "")) for link in read_markup(material.html).named("a")}
    if ways and not links & set(ways):
        hint = _("Keep the link to unsubscribe in your template letter.html.j2.")
        yield Flaw(place=html_place(), what=_("it shows no way to unsubscribe"), hint=hint)
    if ways and not any(way in material.text for way in ways):
        hint = _("Keep the way to unsubscribe in your template letter.txt.j2.")
        yield Flaw(place=_("the text part"), what=_("it shows no way to unsubscribe"), hint=hint)


def _ways_out(material: CheckInput) -> tuple[str, ...]:
    header = BytesHeaderParser().parsebytes(material.message).get("List-Unsubscribe", "")
    return tuple(_BRACKETS.findall(str(header)))


def _bare(address: str) -> str:
    """Return an address as a person sees it: a mailto: without its scheme and subject."""
    if address.lower().startswith("mailto:"):
        return unquote(address[len("mailto:") :].partition("?")[0])
    return address


def find_no_postal_address(material: CheckInput) -> Iterator[Flaw]:
    """The letter has no postal address."""
    address = material.config.letter.address
    if not address.strip():
        hint = _("Write letter: address: in feeds.yaml.")
        yield Flaw(place=f"{config_place(material.config)} letter", what=_("there is no postal address"), hint=hint)
        return
    parts = ((html_place(), _words_of(material)), (_("the text part"), material.text))
    for place, words in parts:
        if fold_for_search(address) not in fold_for_search(words):
            what = _("the postal address is not printed")
            yield Flaw(place=place, what=what, hint=_("Keep it in your template: {{ letter.address }}."))


def _words_of(material: CheckInput) -> str:
    return " ".join(element.own for element in read_markup(material.html).elements)


def find_no_reason(material: CheckInput) -> Iterator[Flaw]:
    """The letter does not say why it is received."""
    if not material.config.letter.why.strip():
        hint = _("Write letter: why: in feeds.yaml, like: You receive this letter as a member of the network.")
        what = _("the letter does not say why it is received")
        yield Flaw(place=f"{config_place(material.config)} letter", what=what, hint=hint)


# No tracking of any kind: pixels, addresses that count readers, hosts that live on it.

_TRACKERS = (
    "list-manage.com", "mailchi.mp", "mandrillapp.com", "sendgrid.net", "sendinblue.com", "sibautomation.com",
    "sendibt1.com", "sendibt2.com", "sendibt3.com", "mailjet.com", "mjt.lu", "mailgun.org", "sparkpostmail.com",
    "hubspotemail.net", "hs-analytics.net", "hubspot.com", "google-analytics.com", "googletagmanager.com",
    "doubleclick.net", "facebook.net", "pixel.wp.com", "stats.wp.com", "xiti.com", "at-internet.com", "matomo.cloud",
    "piwik.pro", "createsend.com", "cmail19.com", "cmail20.com", "constantcontact.com", "rs6.net", "exacttarget.com",
    "mailtrack.io", "yesware.com", "bananatag.com", "getresponse.com", "klaviyo.com", "customeriomail.com",
    "bit.ly", "tinyurl.com", "lnkd.in", "ow.ly", "buff.ly", "trk.email",
)  # fmt: skip
_SMALL = re.compile(r"\s*[01](?:\.\d+)?\s*(?:px)?\s*")


def find_pixels(material: CheckInput) -> Iterator[Flaw]:
    """An image is one point large or hidden: it counts who opens the letter."""
    for image in read_markup(material.html).named("img"):
        if _is_pixel(image):
            what = _("an image that nobody can see counts who opens the letter ({address})").format(
                address=image.attributes.get("src", "")[:200]
            )
            yield Flaw(place=html_place(image.heading), what=what, hint=_("Take it out."))


def _is_pixel(image: Element) -> bool:
    sizes = [image.attributes.get(name, "") or image.style.get(name, "") for name in ("width", "height")]
    hidden = image.style.get("display") == "none" or image.style.get("visibility") == "hidden"
    return hidden or any(_SMALL.fullmatch(size) for size in sizes)


def find_counted_links(material: CheckInput) -> Iterator[Flaw]:
    """An address carries what counts its readers: utm_source, xtor, fbclid."""
    for element, address in _addresses(material):
        plain = without_tracking(address)
        if plain != address:
            what = _("{address} counts its readers").format(address=address[:200])
            for place in _places(element, address, material):
                yield Flaw(place=place, what=what, hint=_("Write {plain} instead.").format(plain=plain))


def find_trackers(material: CheckInput) -> Iterator[Flaw]:
    """A link or image belongs to a host that counts readers or hides where it leads."""
    for element, address in _addresses(material):
        host = host_of(address)
        if any(host == tracker or host.endswith(f".{tracker}") for tracker in _TRACKERS):
            what = _("{host} counts readers or hides where it leads ({address})").format(
                host=host, address=address[:200]
            )
            for place in _places(element, address, material):
                yield Flaw(place=place, what=what, hint=_("Write the address it leads to in the end."))


def _places(element: Element, address: str, material: CheckInput) -> tuple[str, ...]:
    return places_of_address(address, material) or (html_place(element.heading),)


def _addresses(material: CheckInput) -> Iterator[tuple[Element, str]]:
    """Return every web address of a link or image, each once."""
    seen: set[str] = set()
    for element in read_markup(material.html).named("a", "img"):
        address = element.attributes.get("href") or element.attributes.get("src") or ""
        if is_web(address) and address not in seen:
            seen.add(address)
            yield element, address
