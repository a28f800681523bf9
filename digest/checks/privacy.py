"""No tracking of any kind: pixels, addresses that count readers, hosts that live on it."""

import re
from collections.abc import Iterator

from digest.checks.data import Flaw, Material
from digest.checks.links import is_web
from digest.checks.markup import Element, read_markup
from digest.checks.places import html_place, places_of_address
from digest.locale import _
from digest.text.addresses import host_of, without_tracking

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


def find_pixels(material: Material) -> Iterator[Flaw]:
    """An image is one point large or hidden: it counts who opens the letter."""
    for image in read_markup(material.html).named("img"):
        if _is_pixel(image):
            what = _("an image that nobody can see counts who opens the letter ({address})").format(
                address=image.attributes.get("src", "")[:200]
            )
            yield Flaw(place=html_place(image.heading), what=what, mend=_("Take it out."))


def _is_pixel(image: Element) -> bool:
    sizes = [image.attributes.get(name, "") or image.style.get(name, "") for name in ("width", "height")]
    hidden = image.style.get("display") == "none" or image.style.get("visibility") == "hidden"
    return hidden or any(_SMALL.fullmatch(size) for size in sizes)


def find_counted_links(material: Material) -> Iterator[Flaw]:
    """An address carries what counts its readers: utm_source, xtor, fbclid."""
    for element, address in _addresses(material):
        plain = without_tracking(address)
        if plain != address:
            what = _("{address} counts its readers").format(address=address[:200])
            for place in _places(element, address, material):
                yield Flaw(place=place, what=what, mend=_("Write {plain} instead.").format(plain=plain))


def find_trackers(material: Material) -> Iterator[Flaw]:
    """A link or image belongs to a host that counts readers or hides where it leads."""
    for element, address in _addresses(material):
        host = host_of(address)
        if any(host == tracker or host.endswith(f".{tracker}") for tracker in _TRACKERS):
            what = _("{host} counts readers or hides where it leads ({address})").format(
                host=host, address=address[:200]
            )
            for place in _places(element, address, material):
                yield Flaw(place=place, what=what, mend=_("Write the address it leads to in the end."))


def _places(element: Element, address: str, material: Material) -> tuple[str, ...]:
    return places_of_address(address, material) or (html_place(element.heading),)


def _addresses(material: Material) -> Iterator[tuple[Element, str]]:
    """Give every web address of a link or image, each once."""
    seen: set[str] = set()
    for element in read_markup(material.html).named("a", "img"):
        address = element.attributes.get("href") or element.attributes.get("src") or ""
        if is_web(address) and address not in seen:
            seen.add(address)
            yield element, address
