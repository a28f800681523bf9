"""A source that makes composing fail is named and set aside; the letter is composed without it."""

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from digest.app.build import EditionService
from digest.config import Source, SourceType
from digest.model import CollectionResult, SourceResult
from digest.store import Store
from digest.store.database import FILE_NAME
from tests.makers import make_article, make_config

NOW = datetime(2026, 11, 20, 11, tzinfo=UTC)


def service(folder: Path) -> EditionService:
    names = ("Bon", "Fautif", "Autre")
    sources = tuple(Source(name=name, type=SourceType.FEED, url=f"https://{name}.example/feed") for name in names)
    config = replace(make_config(path=folder / "feeds.yaml"), sources=sources)
    running = EditionService(config, state=folder / ".digest", now=NOW)
    with Store.open(running.state) as store:
        for name in names:
            article = make_article(name.lower())
            article = replace(article, provenance=replace(article.provenance, source=name), published=NOW)
            store.record(CollectionResult(yields=(SourceResult(source=name, articles=(article,)),)), now=NOW)
    return running


def printed(running: EditionService) -> tuple[list[str], list[str]]:
    edition = running.build(collect=False).edition
    chapters = [*(chapter.articles for chapter in edition.chapters), edition.unclassified]
    named = [problem.source for problem in edition.problems]
    return sorted(placed.article.provenance.source for articles in chapters for placed in articles), named


def test_all_sources_are_composed(tmp_path: Path) -> None:
    assert printed(service(tmp_path)) == (["Autre", "Bon", "Fautif"], [])


@pytest.mark.parametrize("content", ["{", '{"title": 1, "id": []}', "[]"])
def test_a_source_whose_articles_cannot_be_composed_is_set_aside(content: str, tmp_path: Path) -> None:
    running = service(tmp_path)
    connection = sqlite3.connect(running.state / FILE_NAME)
    connection.execute("UPDATE copies SET content = ? WHERE source = 'Fautif'", (content,))
    connection.commit()
    connection.close()

    assert printed(running) == (["Autre", "Bon"], ["Fautif"])
