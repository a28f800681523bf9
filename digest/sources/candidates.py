"""Addresses at which a site may keep its feed or calendar: what its page says, then what its system is known to use.

Pure: the page's text goes in. Whether an address holds anything is `discovery`'s business.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import lxml.etree
import lxml.html

from digest.sources.furniture import Fragment
from digest.text.addresses import join_address, safe_address
from digest.text.cleaning import clean_line

_AT_MOST = 5_000_000
_MOST_LINKS = 8
_FEEDS = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json")
_TYPES = (*_FEEDS, "text/calendar")
_FEED_ADDRESS = re.compile(r"(?i)page=(?:backend|ical)|(?:\.rss|\.ics|/(?:rss|atom|feed)\.xml|/feed|/rss)/?$")
_SIDE_FEED = re.compile(r"(?i)/comments?/feed|commentaires? |comments? (?:feed|on)|page=(?:backend|rss)\w*forum")
_SPIP, _WORDPRESS, _DRUPAL = "spip.php?page=backend", "feed/", "rss.xml"
_COMMON = ("atom.xml", "feed.xml", "index.xml", "rss", "rss/", "backend.php", "agenda.ics")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a page says of itself.

    Attributes:
        title: The words of its `title`; empty where it has none.
        generator: The program that says it made it.
        links: Addresses of feeds and calendars, in the page's order, those of comments last.
    """

    title: str = ""
    generator: str = ""
    links: tuple[str, ...] = ()


def read_links(text: str, *, base: str) -> Page:
    """Find what a page links to as its feeds and calendars; a text that is no page has none."""
    page = _parse(text)
    if page is None:
        return Page()
    hrefs = page.xpath("//base/@href")[:1]
    base = join_address(base, str(hrefs[0])) if hrefs else base
    links = [(address, title) for href, title in _links(page) if (address := _web(href, base))]
    links.sort(key=lambda link: _SIDE_FEED.search(" ".join(link)) is not None)
    generator = page.xpath("string(//meta[@name='generator']/@content)")
    return Page(
        title=clean_line(str(page.xpath("string(//head/title)"))[:300]),
        generator=str(generator)[:200],
        links=tuple(dict.fromkeys(address for address, _title in links))[:_MOST_LINKS],
    )


def guess_addresses(address: str, *, generator: str = "") -> tuple[str, ...]:
    """Give where SPIP, WordPress, Drupal and others keep a feed, near an address first, then at the site's top.

    The system that the page says it is made with comes first.
    """
    systems = {"spip": _SPIP, "wordpress": _WORDPRESS, "drupal": _DRUPAL}
    names = sorted(systems, key=lambda name: name not in generator.lower())
    parts = urlsplit(address)
    folders = dict.fromkeys((parts.path.rpartition("/")[0] + "/", "/"))
    known = [_at(address, folder, systems[name]) for folder in folders for name in names]
    return tuple(dict.fromkeys((*known, *(_at(address, "/", name) for name in _COMMON))))


def _at(address: str, folder: str, name: str) -> str:
    parts = urlsplit(address)
    path, _mark, query = name.partition("?")
    return urlunsplit((parts.scheme, parts.netloc, folder + path, query, ""))


def _parse(text: str) -> Fragment | None:
    text = re.sub("[\x00\ud800-\udfff]", "", re.sub(r"^\s{0,99}<\?xml[^>]{0,200}\?>", "", text[:_AT_MOST]))
    try:
        return lxml.html.document_fromstring(text, parser=lxml.html.HTMLParser(no_network=True, remove_comments=True))
    except (lxml.etree.LxmlError, ValueError, AssertionError):
        return None


def _links(page: Fragment) -> Iterator[tuple[str, str]]:
    """Give what the head declares, with its title, then what the body links to by an address like a feed's."""
    for link in page.xpath("//link[@href]"):
        kind = (link.get("type") or "").partition(";")[0].strip().lower()
        if "alternate" in (link.get("rel") or "").lower().split() and kind in _TYPES:
            yield link.get("href"), (link.get("title") or "")[:300]
    for link in page.xpath("//a[@href]")[:5000]:
        href = link.get("href").strip()
        if href.lower().startswith("webcal:") or _FEED_ADDRESS.search(href.partition("#")[0]):
            yield href, ""


def _web(link: str, base: str) -> str:
    href = re.sub(r"^(?i:webcals?):", "https:", link.strip())
    address = (safe_address(href, base=base) or "").partition("#")[0]
    return address if urlsplit(address).scheme in ("http", "https") else ""
