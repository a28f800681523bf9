"""Articles from before the horizon wait unread, until an edition asks for their days."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from digest.app.build import EditionService
from digest.config import Config, Fetch, Source, SourceType
from digest.model import SeenArticle, Window
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
    """Return the titles and summaries that the edition prints."""
    edition = room.edition()
    chapters = [*(chapter.articles for chapter in edition.chapters), edition.unclassified]
    return {placed.article.title: placed.article.summary for articles in chapters for placed in articles}


def known(room: EditionService) -> dict[str, SeenArticle]:
    with Store.open(room.state) as store:
        return {one.article.title: one for one in store.articles()}


def waiting(room: EditionService) -> int:
    with Store.open(room.state) as store:
        return len(store.deferred(since=date.min))


def test_what_is_older_than_the_horizon_waits_unread(room: EditionService) -> None:
    room.build()

    assert (printed(room), list(known(room)), waiting(room)) == ({"Climat": "Mots du climat"}, ["Climat"], 1)


def test_an_earlier_window_reads_what_it_asks_for(room: EditionService) -> None:
    room.build()

    room.build(window=Window(first_day=date(2024, 2, 1), last_day=date(2024, 3, 31)), collect=False)

    assert (printed(room), waiting(room)) == ({"Eau": "Mots de l'eau"}, 0)


def test_what_waits_is_not_read_again_when_its_feed_grows(room: EditionService, site: Site) -> None:
    room.build()
    site.replies["/feed"] = feed(
        ("Jumelage", NEW, "Mots du jumelage"), ("Climat", NEW, "Mots du climat"), ("Eau", OLD, "Mots de l'eau")
    )

    room.build()

    assert (sorted(known(room)), waiting(room)) == (["Climat", "Jumelage"], 1)


def test_an_article_that_was_edited_is_printed_with_its_new_words(room: EditionService, site: Site) -> None:
    room.build()
    site.replies["/feed"] = feed(("Climat", NEW, "D'autres mots"))

    room.build()

    assert printed(room) == {"Climat": "D'autres mots"}


def test_a_person_who_explains_an_old_article_is_told_its_day(room: EditionService) -> None:
    room.build()

    (found,) = room.explain("Eau")

    assert (found.title, found.is_printed, found.reasons[0]) == (
        "Eau",
        False,
        "out: dated 2024-03-01, before 2024-04-21",
    )


def test_a_sent_edition_is_done_with_what_was_too_old_for_it(room: EditionService) -> None:
    room.build()

    with Store.open(room.state) as store:
        store.mark_sent(1, (), window=Window(first_day=date(2024, 4, 21), last_day=date(2024, 4, 28)), now=NOW)

    assert waiting(room) == 0


def test_what_was_too_old_once_stays_so_when_its_feed_is_read_anew(room: EditionService) -> None:
    room.build()
    with Store.open(room.state) as store:
        store.mark_sent(1, (), window=Window(first_day=date(2024, 4, 21), last_day=date(2024, 4, 28)), now=NOW)
    (source,) = room.config.sources
    again = EditionService(
        replace(room.config, sources=(replace(source, theme="Eau"),)), state=room.state, now=NOW + timedelta(days=7)
    )

    again.build()

    assert (sorted(known(again)), waiting(again)) == (["Climat"], 0)
