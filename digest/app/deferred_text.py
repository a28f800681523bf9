"""The words of articles that came without them, read for the edition that may print them.

A feed's articles are collected with their octets (`sources.outlines`); here those that an edition asks for get their
words, and the store keeps these from then on. What is before the horizon, is not named in the edition's file and is no
copy of what is, is never read: it has its title, its address and its day, which is all that is said of it.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from digest.config import Config, Source
from digest.model import Article, SeenArticle, Window
from digest.selection.dedupe import page_identity
from digest.selection.window import EditionFrame, article_day, without_impossible_date
from digest.sources.types import ReadContext
from digest.store import Store

# What is left out is named with all that is said of it.
_LEFT_OUT = re.compile(r"^(?:left_out|laissés de côté)\s*:.*?(?=^[A-Za-z]|\Z)", re.MULTILINE | re.DOTALL)
Wanted = Callable[[SeenArticle], bool]
_MARGIN = timedelta(days=1)
"""Before the horizon: titles of neighbouring days are compared, and the longest text is kept."""


def due_for(frame: EditionFrame, also: Wanted | None = None, *, zone: ZoneInfo, named: str = "") -> Wanted:
    """Give the test of what an edition may print.

    Args:
        frame: The edition's frame.
        also: Tells what counts beside it.
        zone: The letter's zone.
        named: The text of the edition's file, in which a person may have named any article by its id.
    """
    since, named = frame.horizon - _MARGIN, _LEFT_OUT.sub("", named)

    def is_due(one: SeenArticle) -> bool:
        is_recent = article_day(without_impossible_date(one), zone) >= since
        return is_recent or one.article.id in named or (also is not None and also(one))

    return is_due


def with_words(
    articles: tuple[SeenArticle, ...], wanted: Wanted, *, config: Config, store: Store, keep: bool
) -> tuple[SeenArticle, ...]:
    """Read the words of those wanted, and of the copies of these in other sources; the others stay as they are.

    Args:
        articles: What the store knows.
        wanted: Tells whether an article is.
        config: What feeds.yaml says of the sources.
        store: The store, for what stood around the articles.
        keep: Whether to keep the words; then the caller holds the letter's lock.
    """
    waiting = [one for one in articles if one.article.unread]
    if not waiting:
        return articles
    ids = {key for one in articles if wanted(one) for key in page_identity(one.article, {})}
    due = [one.article for one in waiting if not ids.isdisjoint(page_identity(one.article, {}))]
    read = _read_all(due, config, store)
    if keep and read:
        store.words().keep(read.values())
    return tuple(_replaced(one, read) for one in articles)


def _replaced(one: SeenArticle, read: Mapping[tuple[str, str], Article]) -> SeenArticle:
    article = read.get(_place(one.article))
    return SeenArticle(article=article, first_seen=one.first_seen, number=one.number) if article else one


def _read_all(due: Iterable[Article], config: Config, store: Store) -> dict[tuple[str, str], Article]:
    """Read articles, those of one frame together; give those that now have words."""
    sources = {source.name: source for source in config.sources}
    together: dict[tuple[str, str, str], list[Article]] = {}
    for one in due:
        together.setdefault((one.frame, one.provenance.source, one.provenance.where), []).append(one)
    read: dict[tuple[str, str], Article] = {}
    for (frame, name, where), articles in together.items():
        text = store.words().frame(frame)
        if text is not None and name in sources:
            found = _read(articles, text, _reading(sources[name], where, config.letter.timezone))
            read |= {_place(one): one for one in found if not one.unread}
    return read


def _read(articles: list[Article], frame: str, reading: ReadContext) -> tuple[Article, ...]:
    from digest.sources.feed.deferred import read_frame, read_words

    return read_words(articles, read_frame(frame), reading)


def _reading(source: Source, where: str, zone: ZoneInfo) -> ReadContext:
    """Give a reading in which no day matters: the events of these articles were found when they came."""
    day = date.min
    return ReadContext(source=source, where=where, today=day, zone=zone, agenda=Window(first_day=day, last_day=day))


def _place(article: Article) -> tuple[str, str]:
    return article.id, article.provenance.source
