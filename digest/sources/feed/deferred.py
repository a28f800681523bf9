"""Which articles a plain feed holds: title, address, identifier, date of each; their words wait for a letter.

A feed of fifty articles has ten of this week, and of these a letter prints some. To tell which ones they are takes a
title and a date, and one expat pass gives both; reading the words takes feedparser and the cleaning, thirty times as
long (30 µs and 1 ms of CPU an article). So an article comes with its octets instead of its words, and `waiting` reads
them, by the very way all feeds take, when an edition asks.

Only what says the same to feedparser beyond doubt is outlined here: known elements in their usual places, none twice,
no markup and no entity in a title, whole addresses. A feed with anything else is read at once. Tests hold
both ways to the same result on every feed at hand.
"""

import hashlib
import html
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from xml.parsers import expat

from digest.model import Article, Event
from digest.sources.encoding import decode_document
from digest.sources.feed.events import announced_event, may_announce
from digest.sources.feed.incremental import DEEPEST, ITEMS, OCTETS_AT_MOST, Place, end_of
from digest.sources.feed.parse import AT_MOST
from digest.sources.identity import outline_article
from digest.sources.types import RawArticle, ReadContext

_ATOM, _RSS_1 = "http://www.w3.org/2005/Atom", "http://purl.org/rss/1.0/"
_NAMESPACES = {
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
    "xmlns:wfw": "http://wellformedweb.org/CommentAPI/",
    "xmlns:slash": "http://purl.org/rss/1.0/modules/slash/",
    "xmlns:media": "http://search.yahoo.com/mrss/",
}
_DATES = frozenset({"pubDate", "dc:date", "published", "updated"})
_TOLD = {
    "rss": frozenset({"title", "link", "guid", "pubDate", "dc:date"}),
    "rdf:RDF": frozenset({"title", "link", "dc:date"}),
    "feed": frozenset({"title", "link", "id", "published", "updated"}),
}
"""What is read of an article here, by the root of its feed."""
_WORDS = frozenset(
    re.findall(
        r"\S+",
        "description content:encoded category dc:subject dc:creator author comments enclosure wfw:commentRss summary"
        " slash:comments slash:section slash:department wfw:comment media:thumbnail media:content post-id content"
        " contributor rights",
    )
)
"""What may stand beside it and says nothing of which article it is."""
_OUTER = frozenset({"author", "contributor", "content", "summary"})
"""What may hold elements of its own: persons, and XHTML."""
_ITEM_OF = {"rss": "item", "rdf:RDF": "item", "feed": "entry"}
# Feedparser reads a text again that looks like UTF-8 taken for Latin-1, and takes controls for Windows' signs.
_ODD_TEXT = re.compile("[<>\x7f-\x9f]|[\xc2-\xf4][\xa0-\xbf]|&[#\\w]")
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.:-]+(?:[/?][!#-%'-;=?-~]*)?(?:&[!#-%'-:=?-~]*)*")
# Joined to a base, an address loses what it announces and does not have: "https://a.example/?#".
_UNENDED = re.compile(r"[?#;](?:[?#;]|\Z)")
_ABSOLUTE = ("http://", "https://", "urn:", "tag:")
_PLAIN = re.compile(r"[ !-%'-;=?-~]*")
# A feed that only says that it was made anew has the same frame.
_MADE = re.compile(r"<(lastBuildDate|pubDate|updated|dc:date)>[^<>]{0,100}</\1>")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeferredItem:
    """One article of a feed whose words are not read yet: what is known of it, and its octets."""

    raw: RawArticle
    octets: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEnvelope:
    """What stands around the articles of a feed: to be read, each needs its namespaces, its site, its language."""

    head: str
    tail: str
    language: str = ""

    @property
    def text(self) -> str:
        """Give it as one text."""
        return json.dumps([self.head, self.tail, self.language], ensure_ascii=False)

    @property
    def name(self) -> str:
        """Give what stands for it: 16 hexadecimal digits of its digest."""
        return hashlib.sha256(self.text.encode("utf-8", "replace")).hexdigest()[:16]

    def around(self, octets: Sequence[str]) -> bytes:
        """Give the feed that holds only these articles."""
        return "".join((self.head, *octets, self.tail)).encode("utf-8")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSkeleton:
    """A feed whose words are not read yet.

    Attributes:
        articles: All its articles, in order.
        places: Where each begins and ends in its octets, as `ranges` finds them.
        frame: What stands around them.
    """

    articles: tuple[DeferredItem, ...]
    places: tuple[Place, ...]
    frame: FeedEnvelope


def read_frame(text: str) -> FeedEnvelope:
    """Give back the frame of a text that `FeedEnvelope.text` gave."""
    head, tail, language = json.loads(text)
    return FeedEnvelope(head=head, tail=tail, language=language)


def find_outlines(raw: bytes, *, language: str) -> FeedSkeleton | None:
    """Outline all articles of a feed; None where one of them, or the feed, has to be read at once.

    Args:
        raw: The octets of a feed, or of anything else.
        language: What the response's headers say.
    """
    if len(raw) > OCTETS_AT_MOST:
        return None
    outliner = _Outliner(raw)
    try:
        outliner.parser.Parse(raw, True)
    except (expat.ExpatError, _NotPlainError, ValueError):
        return None
    told, places = outliner.articles, outliner.places
    declared = raw.count(b"xmlns"), raw.count(b"base=")
    if not places or declared != (outliner.namespaces, outliner.bases):
        return None
    frame = _frame_of(raw, places, language)
    if "spip" in frame.text.lower():  # whether it is an agenda is told from all its articles at once
        return None
    octets = [raw[start:end].decode("utf-8") for start, end in places]
    articles = tuple(DeferredItem(raw=one, octets=text) for one, text in zip(told, octets, strict=True))
    return FeedSkeleton(articles=articles, places=tuple(places), frame=frame)


def _frame_of(raw: bytes, places: Sequence[Place], language: str) -> FeedEnvelope:
    ends = [end for _start, end in places]
    starts = [*(start for start, _end in places[1:]), len(raw)]
    gaps = (raw[end:start].decode("utf-8").strip() for end, start in zip(ends, starts, strict=True))
    head = raw[: places[0][0]].decode("utf-8-sig")
    return FeedEnvelope(head=_MADE.sub("", head), tail="".join(gaps), language=language)


class _NotPlainError(Exception):
    """Something says more than is understood here."""


class _Outliner:
    """One pass of expat over a feed that takes down what each article says of itself, and where it stands.

    Inside of an article other handlers are called: to ask at each element where it is took a tenth of the pass.
    """

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self.parser = expat.ParserCreate("utf-8")
        self.parser.ordered_attributes = True
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._begin
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.articles: list[RawArticle] = []
        self.places: list[Place] = []
        self.namespaces = 0
        self.bases = 0
        self._told: frozenset[str] = frozenset()
        self._item = ""
        self._depth = 0
        self._at = 0
        self._start = 0
        self._inside = ""
        self._fields: dict[str, str] = {}
        self._text: list[str] = []
        self._is_text = False

    def _begin(self, name: str, attributes: list[str]) -> None:
        self._depth += 1
        if name == self._item:
            self._begin_item(attributes)
        elif self._depth == 1:
            self._begin_feed(name, attributes)
        elif name in ITEMS:
            raise _NotPlainError

    def _begin_inside(self, name: str, attributes: list[str]) -> None:
        self._depth += 1
        if self._depth == self._at + 1:
            self._inside = name
            if name in self._told:
                self._begin_field(name, attributes)
            elif name not in _WORDS:
                raise _NotPlainError
        elif self._inside not in _OUTER or name in ITEMS:
            raise _NotPlainError

    def _begin_item(self, attributes: list[str]) -> None:
        if self._depth > DEEPEST or len(self.places) >= AT_MOST:
            raise _NotPlainError
        self._at, self._fields = self._depth, _about(attributes)
        self._start = self.parser.CurrentByteIndex
        self.parser.StartElementHandler, self.parser.EndElementHandler = self._begin_inside, self._end_inside

    def _begin_feed(self, name: str, attributes: list[str]) -> None:
        said = dict(zip(attributes[::2], attributes[1::2], strict=True))
        default = said.get("xmlns", "")
        if name not in _TOLD or default != {"feed": _ATOM, "rdf:RDF": _RSS_1}.get(name, ""):
            raise _NotPlainError
        if any(said.get(prefix, address) != address for prefix, address in _NAMESPACES.items()):
            raise _NotPlainError
        if any(address in _NAMESPACES.values() and prefix not in _NAMESPACES for prefix, address in said.items()):
            raise _NotPlainError
        self.namespaces = sum(prefix.startswith("xmlns") for prefix in said)
        self.bases = int("xml:base" in said)
        self._told, self._item = _TOLD[name], _ITEM_OF[name]

    def _begin_field(self, name: str, attributes: list[str]) -> None:
        if name == "link" and self._item == "entry":
            self._link(attributes)
            return
        if name in self._fields or (attributes and not _is_usual(name, attributes)):
            raise _NotPlainError
        if attributes:  # `isPermaLink` of a guid, `type` of a title
            self._fields[attributes[0]] = attributes[1]
        self._text, self._is_text = [], True
        self.parser.CharacterDataHandler = self._text.append

    def _link(self, attributes: list[str]) -> None:
        said = dict(zip(attributes[::2], attributes[1::2], strict=True))
        if said.get("rel", "alternate") != "alternate":
            return
        if "link" in self._fields or said.get("type", "text/html") != "text/html":
            raise _NotPlainError
        self._fields["link"] = said.get("href", "")

    def _end(self, _name: str) -> None:
        self._depth -= 1

    def _end_inside(self, name: str) -> None:
        self._depth -= 1
        if self._depth == self._at:
            if self._is_text:
                self._is_text, self.parser.CharacterDataHandler = False, None
                self._fields[name] = "".join(self._text).strip()
        elif self._depth < self._at:
            self.parser.StartElementHandler, self.parser.EndElementHandler = self._begin, self._end
            end = end_of(self._raw, name, self.parser.CurrentByteIndex)
            if end is None:
                raise _NotPlainError
            self.places.append((self._start, end))
            self.articles.append(_article(self._fields, is_based=bool(self.bases)))

    def _refuse(self, *_declared: object) -> None:
        raise _NotPlainError


def _about(attributes: list[str]) -> dict[str, str]:
    """Give what the start of an item says: in RDF its identifier (RSS 1.0 section 5.5)."""
    if not attributes:
        return {}
    if attributes[0] != "rdf:about" or len(attributes) > 2:
        raise _NotPlainError
    return {"id": attributes[1]}


def _is_usual(name: str, attributes: list[str]) -> bool:
    if name == "guid":
        return attributes[0] == "isPermaLink" and len(attributes) == 2
    return name == "title" and len(attributes) == 2 and attributes[0] == "type" and attributes[1] in ("text", "html")


def _article(fields: dict[str, str], *, is_based: bool) -> RawArticle:
    title, url = fields.get("title", ""), fields.get("link", "")
    guid = fields.get("guid") or fields.get("id", "")
    published = fields.get("pubDate") or fields.get("published") or fields.get("dc:date") or fields.get("updated", "")
    if not title or _ODD_TEXT.search(title) or not _ADDRESS.fullmatch(url) or _UNENDED.search(url):
        raise _NotPlainError
    if not (_PLAIN.fullmatch(published) and (guid == url or _PLAIN.fullmatch(guid))):
        raise _NotPlainError
    if is_based and guid and fields.get("isPermaLink") != "false" and not guid.startswith(_ABSOLUTE):
        raise _NotPlainError
    markup = title if fields.get("type") == "html" else html.escape(title, quote=False)
    return RawArticle(title=markup, url=url, guid=guid, published=published)


# Articles whose words are not read yet: made of outlines, and read, by the one way there is, once a letter asks.

__all__ = ["DeferredArticles", "outline_all", "read_frame", "read_words"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeferredArticles:
    """What a feed holds whose words wait.

    Attributes:
        articles: All its articles, in its order.
        events: What their titles announce; the words of these have been read.
    """

    articles: tuple[Article, ...]
    events: tuple[Event, ...]


def outline_all(
    outlines: Sequence[tuple[DeferredItem, RawArticle]], frame: FeedEnvelope, reading: ReadContext
) -> DeferredArticles | None:
    """Make articles of outlines; None where one of them has to be read at once after all.

    Args:
        outlines: The outlines, each with what of it identifies it among the others.
        frame: What stands around them.
        reading: The reading of their feed.
    """
    made: list[Article] = []
    events: list[Event] = []
    taken: set[str] = set()
    name = frame.name
    for outline, raw in outlines:
        article = outline_article(raw, reading, octets=outline.octets, frame=name)
        if article is None:
            return None
        if article.id not in taken and may_announce(article) and announced_event(article, reading):
            (article,) = read_words((article,), frame, reading)
            event = announced_event(article, reading)
            events += [event] if event else []
        taken.add(article.id)  # of two that are the same the first stands, and announces
        made.append(article)
    return DeferredArticles(articles=tuple(made), events=tuple(events))


def read_words(articles: Sequence[Article], frame: FeedEnvelope, reading: ReadContext) -> tuple[Article, ...]:
    """Read the words of articles that stood in one frame; one that cannot be read stays as it is.

    Args:
        articles: Articles with their octets.
        frame: What stood around them in their feed.
        reading: A reading of that feed.
    """
    from digest.sources.feed.parse import parse_feed

    raw = frame.around([one.unread for one in articles])
    headers = {"content-language": frame.language} if frame.language else {}
    feed = parse_feed(decode_document(raw, {}), where=reading.where, language=frame.language)
    told = feed.articles
    if len(told) != len(articles):
        if len(articles) == 1:
            return tuple(articles)
        return tuple(read for one in articles for read in read_words((one,), frame, reading))
    reading = replace(reading, headers=headers)
    return tuple(_with_words(one, raw, reading) for one, raw in zip(articles, told, strict=True))


def _with_words(article: Article, raw: RawArticle, reading: ReadContext) -> Article:
    from digest.sources.article import make_article

    read = make_article(raw, reading)
    return replace(read, id=article.id, keys=article.keys) if read else article
