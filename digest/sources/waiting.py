"""Articles whose words are not read yet: made of outlines, and read, by the one way there is, once a letter asks.

Feedparser gets the articles in question with what stood around them in their feed. Which article it is, its id and its
keys, was decided with the whole feed in view, and stays.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from digest.model import Article, Event
from digest.sources.encoding import decode_document
from digest.sources.feed_events import announced_event, may_announce
from digest.sources.naming import outline_article
from digest.sources.outlines import Frame, Outline, read_frame
from digest.sources.raw import RawArticle
from digest.sources.reading import Reading

__all__ = ["Waiting", "outline_all", "read_frame", "read_words"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What a feed holds whose words wait.

    Attributes:
        articles: All its articles, in its order.
        events: What their titles announce; the words of these have been read.
    """

    articles: tuple[Article, ...]
    events: tuple[Event, ...]


def outline_all(outlines: Sequence[tuple[Outline, RawArticle]], frame: Frame, reading: Reading) -> Waiting | None:
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
    return Waiting(articles=tuple(made), events=tuple(events))


def read_words(articles: Sequence[Article], frame: Frame, reading: Reading) -> tuple[Article, ...]:
    """Read the words of articles that stood in one frame; one that cannot be read stays as it is.

    Args:
        articles: Articles with their octets.
        frame: What stood around them in their feed.
        reading: A reading of that feed.
    """
    from digest.sources.feed_xml import parse_feed  # feedparser, only where words are read

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


def _with_words(article: Article, raw: RawArticle, reading: Reading) -> Article:
    from digest.sources.articles import make_article

    read = make_article(raw, reading)
    return replace(read, id=article.id, keys=article.keys) if read else article
