"""Articles whose words are read late: what an edition may print is whole, the rest keeps its title, address and day."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from digest.app.build import EditionService
from digest.app.deferred_text import due_for
from digest.config import Config, Fetch, Source, SourceType
from digest.model import SeenArticle, Window
from digest.selection.window import frame_days
from digest.store import Store
from tests.makers import make_config
from tests.servers import Reply, Site

NOW = datetime(2024, 4, 28, 10, tzinfo=UTC)
OLD, NEW = "01 Mar 2024", "26 Apr 2024"


def feed(*articles: tuple[str, str, str]) -> Reply:
    """Serve articles of a title, a day and a text."""
    items = "".join(
        f"<item><title>{title}</title><link>https://portail.exemple.org/{title}</link>"
        f"<pubDate>{day} 08:00:00 GMT</pubDate><description>{text}</description></item>"
        for title, day, text in articles
    )
    return Reply(body=f"<rss version='2.0'><channel><title>Portail</title>{items}</channel></rss>".encode())


@pytest.fixture
def site() -> Iterator[Site]:
    with Site({"/feed": feed(("Climat", NEW, "Mots du climat"), ("Eau", OLD, "Mots de l'eau"))}) as running:
        yield running


@pytest.fixture
def room(site: Site, tmp_path: Path) -> EditionService:
    source = Source(name="Portail", type=SourceType.FEED, url=site.url("/feed"))
    config: Config = replace(
        make_config(path=tmp_path / "feeds.yaml"), sources=(source,), fetch=Fetch(allow=("127.0.0.1",))
    )
    return EditionService(config, state=tmp_path / ".digest", now=NOW)


def printed(room: EditionService) -> dict[str, str]:
    """Give the titles and summaries that the edition prints."""
    edition = room.edition()
    chapters = [*(chapter.articles for chapter in edition.chapters), edition.unclassified]
    return {placed.article.title: placed.article.summary for articles in chapters for placed in articles}


def known(room: EditionService) -> dict[str, SeenArticle]:
    with Store.open(room.state) as store:
        return {one.article.title: one for one in store.articles()}


def test_an_edition_prints_the_words_of_its_articles(room: EditionService) -> None:
    room.build()

    assert printed(room) == {"Climat": "Mots du climat"}


def test_what_the_horizon_leaves_out_is_said_with_its_day_and_its_words_are_not_read(room: EditionService) -> None:
    edition = room.build().edition

    left = [(one.title, one.reason) for one in edition.left_out]
    assert (left, {title: bool(one.article.unread) for title, one in known(room).items()}) == (
        [("Eau", "dated 2024-03-01, before 2024-04-21")],
        {"Climat": False, "Eau": True},
    )


def test_an_earlier_window_finds_the_words_of_what_it_asks_for(room: EditionService) -> None:
    room.build()

    room.build(window=Window(first_day=date(2024, 2, 1), last_day=date(2024, 3, 31)), collect=False)

    assert printed(room) == {"Eau": "Mots de l'eau"}


def test_an_article_that_a_person_names_gets_its_words(room: EditionService) -> None:
    room.build()
    file = room.edition_file()
    head, _left_out, entry = file.read_text(encoding="utf-8").partition("left_out:\n")

    file.write_text(head.replace("unclassified: []", f"unclassified:\n{entry}") + "left_out: []\n", encoding="utf-8")

    assert printed(room)["Eau"] == "Mots de l'eau"


def test_an_article_that_was_edited_is_printed_with_its_new_words(room: EditionService, site: Site) -> None:
    room.build()
    site.replies["/feed"] = feed(("Climat", NEW, "D'autres mots"))

    room.build()

    assert printed(room) == {"Climat": "D'autres mots"}


def test_words_that_were_read_are_kept_whatever_the_feed_says_later(room: EditionService, site: Site) -> None:
    room.build()
    site.replies["/feed"] = feed(("Jumelage", NEW, "Mots du jumelage"))

    room.build()

    assert printed(room) == {"Climat": "Mots du climat", "Jumelage": "Mots du jumelage"}


def test_a_person_who_explains_an_old_article_gets_its_home(room: EditionService) -> None:
    room.build()

    (found,) = room.explain("Eau")

    assert (found.title, found.is_printed, found.reasons[0]) == (
        "Eau",
        False,
        "out: dated 2024-03-01, before 2024-04-21",
    )


def test_what_is_left_out_in_an_editions_file_is_not_named_in_it(room: EditionService) -> None:
    room.collect()
    frame = frame_days(
        Window(first_day=NOW.date() - timedelta(days=7), last_day=NOW.date()), number=1, today=NOW.date()
    )
    old = known(room)["Eau"]
    zone = room.config.letter.timezone

    told = [
        due_for(frame, zone=zone, named=text.format(old.article.id))(old)
        for text in (
            "themes:\n  - id: {}\n",
            "left_out:\n  - id: {}\n    title: Eau\n",
            "left_out: []\nagenda:\n- id: {}\n",
        )
    ]

    assert told == [True, False, True]
