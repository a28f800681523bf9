"""What is the same article, and what is another: by identifier, address, title and time together."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from digest.app.build import EditionService
from digest.config import Fetch, Source, SourceType
from digest.model import Window
from digest.store import Store
from tests.makers import make_config
from tests.servers import Reply, Site

NOW = datetime(2026, 11, 20, 11, tzinfo=UTC)
MON, WED, NEXT = "Mon, 16 Nov 2026", "Wed, 18 Nov 2026", "Wed, 25 Nov 2026"
Item = tuple[str, str, str, str]
"""Title, path, identifier, day; each may be empty."""


def item(title: str, path: str, guid: str, day: str) -> str:
    parts = (
        f"<title>{title}</title>" if title else f"<description>Texte {path} {guid}</description>",
        f"<link>https://mairie.exemple.org{path}</link>" if path else "",
        f"<guid isPermaLink='false'>{guid}</guid>" if guid else "",
        f"<pubDate>{day} 09:00:00 +0100</pubDate>" if day else "",
    )
    return f"<item>{''.join(parts)}</item>"


def feed(*items: Item) -> Reply:
    body = "".join(item(*fields) for fields in items)
    return Reply(body=f"<rss version='2.0'><channel><title>Mairie</title>{body}</channel></rss>".encode())


@pytest.fixture
def site() -> Iterator[Site]:
    with Site({"/feed": feed()}) as running:
        yield running


def room_at(now: datetime, site: Site, folder: Path) -> EditionService:
    source = Source(name="Mairie", type=SourceType.FEED, url=site.url("/feed"))
    config = replace(make_config(path=folder / "feeds.yaml"), sources=(source,), fetch=Fetch(allow=("127.0.0.1",)))
    return EditionService(config, state=folder / ".digest", now=now)


def printed(room: EditionService) -> list[str]:
    """Return the titles that a new letter prints, and count it as sent."""
    edition = room.build().edition
    chapters = [*(chapter.articles for chapter in edition.chapters), edition.unclassified]
    found = [placed.article for articles in chapters for placed in articles]
    with Store.open(room.state) as store:
        window = Window(first_day=date(2026, 11, 1), last_day=room.now.date())
        store.mark_sent(edition.number, [article.id for article in found], window=window, now=room.now)
    return sorted(article.title for article in found)


@pytest.mark.parametrize(
    ("items", "titles"),
    [
        pytest.param(
            [("Travaux rue Haute", "/infos", "T-1", MON), ("Marché de Noël", "/infos", "T-2", WED)],
            ["Marché de Noël", "Travaux rue Haute"],
            id="one address for all, identifiers apart",
        ),
        pytest.param(
            [("Travaux rue Haute", "/infos", "", MON), ("Marché de Noël", "/infos", "", MON)],
            ["Marché de Noël", "Travaux rue Haute"],
            id="one address for all, titles apart",
        ),
        pytest.param(
            [("Travaux rue Haute", "/infos#t1", "", MON), ("Marché de Noël", "/infos#t2", "", MON)],
            ["Marché de Noël", "Travaux rue Haute"],
            id="parts of one page",
        ),
        pytest.param(
            [
                ("Travaux rue Haute", "/infos", "https://mairie.exemple.org/infos#1", MON),
                ("Marché de Noël", "/infos", "https://mairie.exemple.org/infos#2", WED),
            ],
            ["Marché de Noël", "Travaux rue Haute"],
            id="identifiers that are parts of one page",
        ),
        pytest.param(
            [("Bulletin", "/bulletin", "B-46", MON), ("Bulletin", "/bulletin", "B-47", WED)],
            ["Bulletin", "Bulletin"],
            id="another identifier and another day",
        ),
        pytest.param(
            [("Bulletin", "/bulletin", "B-46", MON), ("Bulletin", "/bulletin", "B-47", MON)],
            ["Bulletin"],
            id="another identifier alone",
        ),
        pytest.param(
            [("Bulletin", "/bulletin", "B-46", MON), ("Bulletin", "/archives/46", "B-46", MON)],
            ["Bulletin"],
            id="another address alone",
        ),
        pytest.param(
            [("Travaux rue Haute", "/", "flux", MON), ("Marché de Noël", "/", "flux", MON)],
            ["Marché de Noël", "Travaux rue Haute"],
            id="one address and one identifier for all",
        ),
        pytest.param(
            [("Avis", "/avis/1", "", MON), ("Avis", "/avis/2", "", MON)],
            ["Avis", "Avis"],
            id="one title for two pages",
        ),
        pytest.param(
            [("Avis", "/avis?utm_source=a", "", MON), ("Avis", "/avis?utm_source=b", "", MON)],
            ["Avis"],
            id="the same but for what counts clicks",
        ),
        pytest.param(
            [("", "", "", ""), ("", "/infos", "i", "")],
            ["Texte", "Texte /infos i"],
            id="no titles",
        ),
    ],
)
def test_two_items_of_one_reading_stay_two_unless_nearly_all_agrees(
    items: list[Item], titles: list[str], site: Site, tmp_path: Path
) -> None:
    site.replies["/feed"] = feed(*items)

    assert printed(room_at(NOW, site, tmp_path)) == titles


@pytest.mark.parametrize(
    ("before", "after", "titles"),
    [
        pytest.param(
            ("Bulletin no 46", "/bulletin", "B-46", WED),
            ("Bulletin no 47", "/bulletin", "B-47", NEXT),
            ["Bulletin no 47"],
            id="a page rewritten in place under a new title and identifier",
        ),
        pytest.param(
            ("Bulletin no 46", "/bulletin", "", WED),
            ("Bulletin no 47", "/bulletin", "", NEXT),
            ["Bulletin no 47"],
            id="a page rewritten in place under a new title",
        ),
        pytest.param(
            ("Bulletin", "/bulletin", "B-46", WED),
            ("Bulletin", "/bulletin", "B-47", NEXT),
            ["Bulletin"],
            id="a page rewritten in place under a new identifier",
        ),
        pytest.param(
            ("Marché de Noel", "/marche", "", WED), ("Marché de Noël", "/marche", "", WED), [], id="a corrected title"
        ),
        pytest.param(
            ("Marché de Noël", "/marche", "m", WED),
            ("Le marché ouvre plus tôt", "/marche", "m", NEXT),
            [],
            id="an identifier that stays",
        ),
        pytest.param(
            ("Marché de Noël", "/marche", "", WED), ("Marché de Noël", "/fr/actus/marche", "", WED), [], id="a new path"
        ),
        pytest.param(
            ("Marché de Noël", "/marche", "https://mairie.exemple.org/marche", WED),
            ("Marché de Noël", "/actus/marche", "https://mairie.exemple.org/actus/marche", WED),
            [],
            id="a new path and the identifier with it",
        ),
        pytest.param(
            ("Marché de Noël", "/marche", "", WED),
            ("Marché de Noël", "/marche-2", "", NEXT),
            ["Marché de Noël"],
            id="another page of another day",
        ),
    ],
)
def test_a_letter_repeats_nothing_and_misses_nothing_when_a_page_changes(
    before: Item, after: Item, titles: list[str], site: Site, tmp_path: Path
) -> None:
    site.replies["/feed"] = feed(before)
    printed(room_at(NOW, site, tmp_path))
    site.replies["/feed"] = feed(after)

    assert printed(room_at(NOW + timedelta(days=7), site, tmp_path)) == titles


TEXT = "---\ntitle: Jumelage avec Lviv\ndate: 2026-11-18\n---\nUne délégation prépare les dix ans du jumelage."


def own_texts(folder: Path, *, name: str, now: datetime) -> EditionService:
    source = Source(name=name, type=SourceType.FOLDER, path=folder)
    config = replace(make_config(path=folder.parent / "feeds.yaml"), sources=(source,))
    return EditionService(config, state=folder.parent / ".digest", now=now)


@pytest.mark.parametrize("change", ["folder", "letter", "source", "file"])
def test_an_own_text_is_not_printed_again_where_something_is_renamed(change: str, tmp_path: Path) -> None:
    folder, name = tmp_path / "lettre" / "textes", "Nous"
    folder.mkdir(parents=True)
    (folder / "a.md").write_text(TEXT, encoding="utf-8")
    assert printed(own_texts(folder, name=name, now=NOW)) == ["Jumelage avec Lviv"]

    if change == "folder":
        folder = folder.rename(folder.with_name("articles"))
    elif change == "letter":
        folder = folder.parent.rename(tmp_path / "ailleurs") / "textes"
    elif change == "source":
        name = "Les nôtres"
    else:
        (folder / "a.md").rename(folder / "b.md")

    assert printed(own_texts(folder, name=name, now=NOW + timedelta(days=7))) == []
