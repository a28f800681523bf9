"""From any address of a site to its feed or calendar, asking nothing of the person.

The address itself may be one; else its page is asked for its links (`link rel=alternate`, calendars), then the
addresses that SPIP, WordPress, Drupal and others use. The first that can be read is it. Everything goes through the one
client: a page cannot send us into a private network.
"""

import io
import json
import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit, urlunsplit

import lxml.etree
import lxml.html

from digest.config.model import Config, Source, SourceType
from digest.errors import DigestError
from digest.locale import _
from digest.model import SourceResult, Window
from digest.sources.collect import agent_of, reader_of
from digest.sources.content import Fragment
from digest.sources.encoding import decode_document
from digest.sources.http.client import FetchFailure, HttpClient, HttpResponse, request_url
from digest.sources.http.errors import FailureCause
from digest.sources.http.guard import ConnectionPool
from digest.sources.types import ReadContext
from digest.text.sanitize import clean_line, cut_at_word
from digest.text.urls import join_address, safe_address

# Addresses at which a site may keep its feed or calendar: what its page says, then what its system is known to use.

_AT_MOST = 5_000_000
_MOST_LINKS = 8
_FEEDS = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json")
_TYPES = (*_FEEDS, "text/calendar")
_FEED_ADDRESS = re.compile(r"(?i)page=(?:backend|ical)|(?:\.rss|\.ics|/(?:rss|atom|feed)\.xml|/feed|/rss)/?$")
_SIDE_FEED = re.compile(r"(?i)/comments?/feed|commentaires? |comments? (?:feed|on)|page=(?:backend|rss)\w*forum")
_SPIP, _WORDPRESS, _DRUPAL = "spip.php?page=backend", "feed/", "rss.xml"
_COMMON = ("atom.xml", "feed.xml", "index.xml", "rss", "rss/", "backend.php", "agenda.ics")


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscoveredPage:
    """What a page says of itself.

    Attributes:
        title: The words of its `title`; empty where it has none.
        generator: The program that says it made it.
        links: Addresses of feeds and calendars, in the page's order, those of comments last.
    """

    title: str = ""
    generator: str = ""
    links: tuple[str, ...] = ()


def read_links(text: str, *, base: str) -> DiscoveredPage:
    """Find what a page links to as its feeds and calendars; a text that is no page has none."""
    page = _parse(text)
    if page is None:
        return DiscoveredPage()
    hrefs = page.xpath("//base/@href")[:1]
    base = join_address(base, str(hrefs[0])) if hrefs else base
    links = [(address, title) for href, title in _links(page) if (address := _web(href, base))]
    links.sort(key=lambda link: _SIDE_FEED.search(" ".join(link)) is not None)
    generator = page.xpath("string(//meta[@name='generator']/@content)")
    return DiscoveredPage(
        title=clean_line(str(page.xpath("string(//head/title)"))[:300]),
        generator=str(generator)[:200],
        links=tuple(dict.fromkeys(address for address, _title in links))[:_MOST_LINKS],
    )


def guess_addresses(address: str, *, generator: str = "") -> tuple[str, ...]:
    """Return where SPIP, WordPress, Drupal and others keep a feed, near an address first, then at the site's top.

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
    """Return what the head declares, with its title, then what the body links to by an address like a feed's."""
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


_MOST_ASKED = 16
_DEADLINES = 3
"""Of `fetch: deadline:`, for one search; a person is waiting."""
_HEAD = 100_000
_LONGEST_TITLE = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """A feed or calendar that was found.

    Attributes:
        url: Its address.
        title: What it calls itself; its page's title or its host where it does not. One line, never empty.
        articles: How many it holds now.
        events: How many it holds now.
        others: Further addresses the page links to, not tried.
    """

    url: str
    type: SourceType
    title: str
    articles: int = 0
    events: int = 0
    others: tuple[str, ...] = ()


def discover_source(address: str, *, config: Config, now: datetime) -> Discovery:
    """Find the feed or calendar of a site; `https://` may be left out.

    Raises:
        DigestError: The address cannot be read, or no feed was found.
    """
    with ConnectionPool(allow=config.fetch.allow) as connections:
        client = HttpClient(limits=config.fetch, agent=agent_of(config), connections=connections)
        end = time.monotonic() + _DEADLINES * config.fetch.deadline.total_seconds()
        return _Search(client=client, config=config, now=now, end=end).find(address.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Search:
    """One search: who asks, what a reader of octets must know, and the instant (monotonic) that ends it."""

    client: HttpClient
    config: Config
    now: datetime
    end: float

    def find(self, address: str) -> Discovery:
        asked, answer = self._open(address)
        found = self._read(answer, asked=asked)
        if found:
            return found
        page = read_links(decode_document(answer.body, answer.headers), base=answer.url)
        found = self._first((*page.links, *guess_addresses(answer.url, generator=page.generator)), page)
        if found:
            return replace(found, others=tuple(link for link in page.links if link != found.url))
        raise DigestError(
            _("no feed and no calendar was found there"),
            where=address,
            hint=_(
                'Look on the site for "RSS" or "iCal" and give that address. A page without a feed can be read as it '
                'is: write it in feeds.yaml with "type: page".'
            ),
        )

    def _open(self, address: str) -> tuple[str, HttpResponse]:
        """Query the address that was given; without a scheme, https first and http where nobody answers there."""
        if not address:
            hint = _("Give the address of a site, of its feed or of its calendar.")
            raise DigestError(_("this is no web address"), hint=hint)
        has_scheme = re.match(r"[A-Za-z][A-Za-z0-9+.-]*:(?!\d)", address)
        tried = [address] if has_scheme else [f"https://{address}", f"http://{address}"]
        asked, answer = tried[0], self._ask(tried[0])
        if isinstance(answer, FetchFailure) and answer.cause is FailureCause.CONNECTION:
            asked, answer = tried[-1], self._ask(tried[-1])
        if isinstance(answer, FetchFailure):
            raise DigestError(answer.message, where=answer.where, hint=_hint(answer))
        return request_url(asked), answer

    def _ask(self, address: str) -> HttpResponse | FetchFailure:
        return self.client.get(Source(name="", type=SourceType.FEED, url=address))

    def _first(self, addresses: Iterable[str], page: DiscoveredPage) -> Discovery | None:
        for address in tuple(dict.fromkeys(addresses))[:_MOST_ASKED]:
            answer = self._ask(address)
            if isinstance(answer, HttpResponse):
                found = self._read(answer, title=page.title, asked=address)
                if found:
                    return found
            elif answer.cause is FailureCause.LATE:
                break  # a site that lets us wait once will do so at each further guess
            if time.monotonic() > self.end:
                break
        return None

    def _read(self, answer: HttpResponse, *, asked: str, title: str = "") -> Discovery | None:
        """Read an answer as what it looks like; None where that is no feed and no calendar."""
        kind = sniff(answer.body)
        if kind is None:
            return None
        url = answer.moved_to or asked
        found = self._yield(answer, kind, url)
        if found.failed:
            return None
        named = own_title(answer, kind) or title or urlsplit(url).hostname or url
        return Discovery(
            url=url,
            type=kind,
            title=cut_at_word(named, limit=_LONGEST_TITLE),
            articles=len(found.articles),
            events=len(found.events),
        )

    def _yield(self, answer: HttpResponse, kind: SourceType, url: str) -> SourceResult:
        today = self.now.astimezone(self.config.letter.timezone).date()
        reading = ReadContext(
            source=Source(name=urlsplit(url).hostname or url, type=kind, url=url),
            where=answer.url,
            today=today,
            zone=self.config.letter.timezone,
            agenda=Window(first_day=today, last_day=today + self.config.window.agenda),
            headers=answer.headers,
        )
        return reader_of(kind)(answer.body, reading)


def sniff(body: bytes) -> SourceType | None:
    """Return what octets look like: a calendar, a feed, or neither."""
    head = body[:4000].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if head.startswith(b"begin:vcalendar"):
        return SourceType.CALENDAR
    if b"<html" in head.partition(b"<rss")[0].partition(b"<feed")[0]:
        return None
    is_json = head.startswith(b"{") and b"jsonfeed.org" in head
    return SourceType.FEED if is_json or re.search(rb"<(?:rss|feed|rdf:rdf)[\s>]", head) else None


def own_title(answer: HttpResponse, kind: SourceType) -> str:
    """Return what a feed or calendar calls itself; empty where it does not say."""
    text = decode_document(answer.body[:_HEAD], answer.headers)
    if kind is SourceType.CALENDAR:
        named = re.search(r"(?im)^(?:X-WR-CALNAME|NAME)(?:;[^:\r\n]{0,200})?:([^\r\n]{1,300})", text)
        return clean_line(named[1].replace("\\,", ",").replace("\\;", ";")) if named else ""
    if text.lstrip("\ufeff \t\r\n").startswith("{"):
        return _json_title(answer.body)
    import feedparser  # its import costs 60 ms, and only a new source needs a title

    parsed = feedparser.parse(io.BytesIO(text.encode()), response_headers={"content-type": "text/xml; charset=utf-8"})
    return clean_line(str(parsed.feed.get("title", "")))


def _json_title(body: bytes) -> str:
    try:
        feed = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    return clean_line(str(feed.get("title") or "")) if isinstance(feed, dict) else ""


def _hint(answer: FetchFailure) -> str:
    """Return in words what to do about an address that is not in feeds.yaml yet."""
    if answer.cause is FailureCause.PRIVATE:
        return answer.hint
    if answer.cause is FailureCause.NO_HOST:
        return _("Check how it is spelt, and the connection to the internet.")
    return _("Open the address in a browser, and give the one that shows there.")
