"""Weeks of collecting, composing and sending on feeds that misbehave: each article is printed once."""

import random
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from digest.edition.model import Edition, dealt_ids
from digest.model import Article, CollectionResult, SourceResult, Window
from digest.selection.compose import compose_edition, frame_edition
from digest.store import Store
from digest.text.urls import page_key, short_id
from tests.makers import make_article, make_config

PARIS = ZoneInfo("Europe/Paris")
CONFIG = make_config()
WEEKS = 5
START = datetime(2026, 3, 25, 8, 0, tzinfo=PARIS)  # the clocks change on the following Sunday
TOWNS = ("Dunkerque", "Zinguinchor", "Nouakchott", "Agadir", "Medellín", "Bobo-Dioulasso", "Hô-Chi-Minh-Ville")


def publish(week: int, rank: int) -> Article:
    """Make the article that the portal really published: its number is in its title."""
    day = (START + timedelta(weeks=week)).date() - timedelta(days=rank)
    name = f"{week}-{rank}"
    return make_article(name, title=f"{TOWNS[rank]}, nouvelle {week * 10 + rank} du réseau", published=day)


def disguise(article: Article, chance: random.Random) -> Article:
    """Show the article as feeds do: another GUID, another spelling of its address, no date, an edit."""
    spelling = chance.choice(
        ["https://portail.example/{}", "http://www.portail.example/{}/", "https://portail.example/{}?xtor=RSS-{}"]
    )
    url = spelling.format(article.id.removeprefix("a-"), chance.randrange(99))
    return replace(
        article,
        id=short_id("a", page_key(url)),
        url=url,
        title=article.title + chance.choice(["", " !", " (mis à jour)"]),
        published=chance.choice([article.published, article.published, None]),
        keys=(chance.choice(["guid", str(chance.randrange(3)), f"https://portail.example/?p={article.id}"]),),
    )


def show(published: list[Article], chance: random.Random, source: str) -> SourceResult:
    """Return what a feed of the ten newest shows: disguised, shuffled, some twice."""
    newest = [replace(one, provenance=replace(one.provenance, source=source)) for one in published[-10:]]
    shown = [disguise(one, chance) for one in newest + chance.sample(newest, min(3, len(newest)))]
    chance.shuffle(shown)
    return SourceResult(source=source, articles=tuple(shown))


def run_weeks(folder: Path, chance: random.Random) -> tuple[list[Article], list[Edition]]:
    """Collect, compose and send week after week."""
    published: list[Article] = []
    editions: list[Edition] = []
    with Store.open(folder) as store:
        for week in range(WEEKS):
            now = START + timedelta(weeks=week)
            published += [publish(week, rank) for rank in reversed(range(len(TOWNS)))]
            for source in ("Portail", "Miroir"):
                store.record(CollectionResult(yields=(show(published, chance, source),)), now=now)
            editions.append(send(store, now))
    return published, editions


def send(store: Store, now: datetime) -> Edition:
    sent = store.last_sent()
    number, today = store.open_number(), now.date()
    frame = frame_edition(CONFIG.window, number=number, today=today, last_sent=sent.window if sent else None)
    edition = compose_edition(CONFIG, store.articles(sources=("Portail", "Miroir")), (), frame=frame)
    store.mark_sent(number, dealt_ids(edition), window=frame.window, now=now)
    return edition


@settings(max_examples=30)
@given(st.integers(0, 10**9))
def test_whatever_feeds_do_to_their_items_each_article_is_printed_once(seed: int) -> None:
    with TemporaryDirectory() as folder:
        published, editions = run_weeks(Path(folder), random.Random(seed))

    printed = Counter(
        page_key(placed.article.url or "")
        for edition in editions
        for chapter in edition.chapters
        for placed in chapter.articles
    )
    assert printed == Counter(page_key(article.url or "") for article in published)


def test_the_editions_of_five_weeks_touch() -> None:
    with TemporaryDirectory() as folder:
        _published, editions = run_weeks(Path(folder), random.Random(1))

    assert [edition.window for edition in editions[1:3]] == [
        Window(first_day=date(2026, 3, 26), last_day=date(2026, 4, 1)),
        Window(first_day=date(2026, 4, 2), last_day=date(2026, 4, 8)),
    ]
