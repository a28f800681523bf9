"""Links: whether they lead anywhere (as it was answered), and whether they can (as they are written)."""

import re
from collections.abc import Iterator
from email.utils import parseaddr
from urllib.parse import unquote, urldefrag, urlsplit

from digest.checks.base import CheckInput, Flaw, config_place, html_place, places_of_address
from digest.checks.dom import Element, read_markup
from digest.locale import _
from digest.model import LinkCheckResult, LinkStatus
from digest.text.normalize import fold_for_search, is_vague
from digest.text.urls import page_key

_MAIL = re.compile(r"[^@\s<>(),;:\"\[\]\\]+@(?:[\w-]+\.)+[\w-]{2,}")
_NUMBER = re.compile(r"\+?[0-9().\-]{3,25}(?:;[\w=.+-]{1,40})?")


def addresses_to_ask(material: CheckInput) -> tuple[str, ...]:
    """Return the web addresses of links and images worth asking, each once, without the part behind #.

    Pages of the letter itself (`web: address`) are left out: they appear only once it was sent.
    """
    markup = read_markup(material.html)
    written = [element.attributes.get("href", "") for element in markup.named("a")]
    written += [element.attributes.get("src", "") for element in markup.named("img")]
    pages = (urldefrag(address).url for address in written if is_web(address))
    return tuple(dict.fromkeys(page for page in pages if not _is_own(page, material)))


def is_web(address: str) -> bool:
    """Whether an address is http or https."""
    return address.lower().startswith(("http://", "https://"))


def _is_own(address: str, material: CheckInput) -> bool:
    web = material.config.web
    return bool(web) and f"{address}/".startswith(f"{(web or '').rstrip('/')}/")


def find_dead_links(material: CheckInput) -> Iterator[Flaw]:
    """A link or image leads nowhere: its site says so, or there is no such site."""
    for answer in _answers(material, LinkStatus.DEAD, *(() if _is_offline(material) else (LinkStatus.NO_HOST,))):
        hint = _("Open it in a browser; write the right address in the edition's file, or take the link out.")
        yield from _at_links(answer, material, hint)


def find_unsure_links(material: CheckInput) -> Iterator[Flaw]:
    """A link or image could not be checked: refused, too slow, an error of the site."""
    if _is_offline(material):
        what = _("no link could be checked: not one site was found")
        yield Flaw(place=html_place(), what=what, hint=_("Check the connection to the internet, then check again."))
        return
    for answer in _answers(material, LinkStatus.UNSURE):
        yield from _at_links(answer, material, _("Open it in a browser to be sure."))


def find_private_links(material: CheckInput) -> Iterator[Flaw]:
    """A link or image leads into a private network, where members cannot follow."""
    for answer in _answers(material, LinkStatus.PRIVATE):
        hint = _("Write an address that everybody can open; one on your own network goes under fetch: allow: first.")
        yield from _at_links(answer, material, hint)


def find_moved_links(material: CheckInput) -> Iterator[Flaw]:
    """A link has moved for good."""
    for answer in _answers(material, LinkStatus.ALIVE):
        if answer.moved_to and urldefrag(answer.moved_to).url != answer.url:
            what = _("{address} has moved for good to {target}").format(address=answer.url, target=answer.moved_to)
            for place in _places(answer.url, material):
                yield Flaw(place=place, what=what, hint=_("Write the new address; the old one may stop working."))


def _is_offline(material: CheckInput) -> bool:
    """Whether it is this machine that has no network: several hosts were asked, and none was found."""
    hosts = {urlsplit(url).hostname for url in material.links}
    return len(hosts) > 1 and all(answer.reach is LinkStatus.NO_HOST for answer in material.links.values())


def _answers(material: CheckInput, *reaches: LinkStatus) -> Iterator[LinkCheckResult]:
    return (answer for answer in material.links.values() if answer.reach in reaches)


def _at_links(answer: LinkCheckResult, material: CheckInput, hint: str) -> Iterator[Flaw]:
    what = f"{answer.url}: {answer.words}"
    return (Flaw(place=place, what=what, hint=hint) for place in _places(answer.url, material))


def _places(url: str, material: CheckInput) -> tuple[str, ...]:
    """Return in words where an address stands: in which articles and events, else in feeds.yaml or in the HTML part."""
    found = places_of_address(url, material)
    if found:
        return found
    if url == material.config.letter.brand.logo:
        return (f"{config_place(material.config)} letter.brand.logo",)
    links = read_markup(material.html).named("a", "img")
    heading = next((link.heading for link in links if url in _written(link)), "")
    return (html_place(heading),)


def _written(link: Element) -> str:
    return link.attributes.get("href", "") or link.attributes.get("src", "")


def find_broken_addresses(material: CheckInput) -> Iterator[Flaw]:
    """A link has no address that a mail program can follow: empty, relative, a script, a faulty mailto: or tel:."""
    for link in read_markup(material.html).named("a"):
        address = link.attributes.get("href")
        if address is not None and not _can_be_followed(address.strip()):
            what = _('the link "{words}" has an address that cannot be followed: "{address}"').format(
                words=link.words, address=address[:200]
            )
            hint = _("Write https://…, mailto:name@example.org or tel:+33123456789.")
            yield Flaw(place=html_place(link.heading), what=what, hint=hint)


def _can_be_followed(address: str) -> bool:
    scheme, _colon, rest = address.partition(":")
    if scheme.lower() == "mailto":
        people = unquote(rest.partition("?")[0]).split(",")
        return all(_MAIL.fullmatch(parseaddr(person)[1]) for person in people)
    if scheme.lower() == "tel":
        return bool(_NUMBER.fullmatch(rest))
    if address.startswith("#"):
        return len(address) > 1
    return is_web(address) and bool(_host(address))


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def find_lost_anchors(material: CheckInput) -> Iterator[Flaw]:
    """A link inside the letter points at a place that is not there."""
    markup = read_markup(material.html)
    known = {element.attributes.get("id") for element in markup.elements}
    known |= {element.attributes.get("name") for element in markup.named("a")}
    for link in markup.named("a"):
        target = link.attributes.get("href", "")
        if target.startswith("#") and len(target) > 1 and unquote(target[1:]) not in known:
            what = _('the link "{words}" points at "{target}", which is not in the letter').format(
                words=link.words, target=target
            )
            yield Flaw(place=html_place(link.heading), what=what, hint=_("Mend the template letter.html.j2."))


# The words of links: heard one after the other, each says where it leads (WCAG 2.2, 2.4.4 and 2.4.9).

_BARE = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)


def find_vague_words(material: CheckInput) -> Iterator[Flaw]:
    """A link's words do not say where it leads: "cliquez ici", "lire la suite"."""
    for link in _links(material):
        if is_vague(link.words):
            what = _('a link says only "{words}" ({address})').format(words=link.words, address=_address(link))
            hint = _("Give it words that say where it leads, like the title of the page.")
            yield Flaw(place=html_place(link.heading), what=what, hint=hint)


def find_bare_addresses(material: CheckInput) -> Iterator[Flaw]:
    """A link's words are a web address, which is read aloud sign by sign."""
    for link in _links(material):
        if _BARE.fullmatch(link.words):
            what = _('a link has the bare address "{address}" for words').format(address=link.words[:100])
            yield Flaw(place=html_place(link.heading), what=what, hint=_("Write what stands behind the address."))


def find_empty_links(material: CheckInput) -> Iterator[Flaw]:
    """A link has no words at all."""
    for link in _links(material):
        if not link.words.strip():
            what = _("a link has no words ({address})").format(address=_address(link))
            hint = _("Give it words; where it is a picture, an alt text.")
            yield Flaw(place=html_place(link.heading), what=what, hint=hint)


def find_same_words(material: CheckInput) -> Iterator[Flaw]:
    """The same words lead to different addresses."""
    first: dict[str, Element] = {}
    said: set[str] = set()
    for link in _links(material):
        words = fold_for_search(link.words)
        before = first.setdefault(words, link)
        if words and words not in said and not is_vague(words) and _key(before) != _key(link):
            said.add(words)
            what = _('"{words}" leads to {one} and to {other}').format(
                words=link.words, one=_address(before), other=_address(link)
            )
            hint = _("Give each link words of its own.")
            yield Flaw(place=html_place(link.heading), what=what, hint=hint)


def _links(material: CheckInput) -> Iterator[Element]:
    links = read_markup(material.html).named("a")
    return (link for link in links if link.attributes.get("href", "").strip())


def _address(link: Element) -> str:
    return link.attributes.get("href", "").strip()[:200]


def _key(link: Element) -> str:
    address = _address(link)
    return page_key(address) if is_web(address) else address
