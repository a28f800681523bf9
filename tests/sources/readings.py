"""What tests of the readers tell them, and what came out, as plain values for a file beside an exhibit."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from digest.config import Source, SourceType
from digest.model import Article, Event, Moment, SourceResult, Window
from digest.sources.types import ReadContext

PARIS = ZoneInfo("Europe/Paris")


def reading_of(source: Source | None = None, *, where: str = "", today: date = date(2024, 4, 10)) -> ReadContext:
    """Return a reader about a source as of 10 April 2024 in Paris."""
    source = source or Source(name="Essai", type=SourceType.FEED, url="https://source.exemple.org/feed")
    return ReadContext(
        source=source,
        where=where or source.url or "",
        today=today,
        zone=PARIS,
        agenda=Window(first_day=date(2024, 3, 10), last_day=date(2024, 12, 31)),
    )


def plain(found: SourceResult) -> dict[str, Any]:
    """Return a yield as what JSON can hold; what is empty is left away."""
    told = {
        "failed": found.failed,
        "articles": [_article(article) for article in found.articles],
        "events": [_event(event) for event in found.events],
        "problems": [problem.message for problem in found.problems],
    }
    return _filled(told)


def _article(article: Article) -> dict[str, Any]:
    return _filled(
        {
            "title": article.title,
            "url": article.url,
            "published": _moment(article.published),
            "summary": article.summary,
            "body": article.body,
            "tags": list(article.tags),
            "author": article.author,
            "image": article.image and article.image.url,
            "links": {link.url: link.title for link in article.links},
            "language": article.language,
            "keys": list(article.keys),
        }
    )


def _event(event: Event) -> dict[str, Any]:
    return _filled(
        {
            "title": event.title,
            "url": event.url,
            "start": _moment(event.start),
            "end": _moment(event.end),
            "place": event.place,
            "summary": event.summary,
            "tags": list(event.tags),
        }
    )


def _filled(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value}


def _moment(moment: Moment | None) -> str | None:
    return moment.isoformat() if moment else None
