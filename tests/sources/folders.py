"""Folders for the tests of the readers of files, and their exhibits."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from digest.config import Source, SourceType
from digest.model import Article, Event, SourceResult, Status
from digest.sources.files.folder import read_folder
from digest.sources.types import ReadContext
from tests.sources.readings import reading_of

EXHIBITS = Path(__file__).parent.parent / "data" / "folder"


def reading_at(path: Path, *, where: str = "contenu", today: date = date(2024, 4, 10)) -> ReadContext:
    """Return a reader about a folder or file of ours."""
    return reading_of(Source(name="Nos textes", type=SourceType.FOLDER, path=path), where=where, today=today)


def read_one(folder: Path, name: str, content: str | bytes, *, today: date = date(2024, 4, 10)) -> SourceResult:
    """Read a folder that holds one file."""
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return read_folder(reading_at(folder, today=today))


def exhibits_of(kind: str) -> list[Path]:
    """Return the exhibits of a kind: every file with its expected result beside it, in .json."""
    return sorted(path.with_suffix(".txt") for path in (EXHIBITS / kind).glob("*.json"))


def expected_of(exhibit: Path) -> dict[str, Any]:
    """Return what must come out of an exhibit."""
    told = json.loads(exhibit.with_suffix(".json").read_text("utf-8"))
    assert isinstance(told, dict)
    return told


def things_in(found: SourceResult) -> tuple[Article | Event, ...]:
    """Return the articles, then the events."""
    return (*found.articles, *found.events)


def outline(found: SourceResult) -> dict[str, Any]:
    """Return what an exhibit's result is held to: everything but bodies and keys; what is empty is left away."""
    told = {
        "articles": [_article(article) for article in found.articles],
        "events": [_event(event) for event in found.events],
        "problems": [f"{problem.where}: {problem.message}" for problem in found.problems],
    }
    return _filled(told)


def _article(article: Article) -> dict[str, Any]:
    return _filled(
        {
            "title": article.title,
            "url": article.url,
            "published": article.published and article.published.isoformat(),
            "author": article.author,
            "tags": list(article.tags),
            "theme": article.theme,
            "summary": article.summary,
            "links": [link.url for link in article.links],
        }
    )


def _event(event: Event) -> dict[str, Any]:
    return _filled(
        {
            "title": event.title,
            "start": event.start and event.start.isoformat(),
            "end": event.end and event.end.isoformat(),
            "place": event.place,
            "url": event.url,
            "status": "" if event.status is Status.CONFIRMED else event.status.value,
        }
    )


def _filled(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value}
