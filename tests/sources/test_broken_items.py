"""One bad item never takes its neighbours along: hostile items among good ones, and an item whose reading fails."""

import random

import pytest

from digest.model import Article, Event
from digest.sources.article import read_each
from digest.sources.feed.reader import read_feed
from digest.sources.types import RawArticle
from tests.sources.readings import reading_of

HOSTILE = (
    "&#11;", "&#x1F;", "\u202e", "&#xFFFE;", "\u2028", "&lt;script&gt;", "]]&gt;", "%00", "{{ 7*7 }}", "http://[::1",
    "http://exa mple", "http://[bad]/", "https://u:p@h:99999/", "http://h:port/", "javascript:1", "http://\u2100.example/",
    "//h", "?", "http://a.example/&#11;b", "http://a.example/&#10;b", "http://a..b/", "Thu, 99 Foo 2026", "2026-02-30",
    "9999-12-31T23:59:59+14:00", "0001-01-01", "1e400", "10000000000000000000", "2026-11-31T25:61",
)  # fmt: skip
FIELDS = ("title", "link", "guid", "pubDate", "description", "category", "author", "dc:date", "content:encoded")


def hostile_item(chance: random.Random) -> str:
    fields = [name for name in FIELDS if chance.random() < 0.7]
    return "".join(f"<{name}>{chance.choice(HOSTILE)}mot{chance.choice(HOSTILE)}</{name}>" for name in fields)


@pytest.mark.parametrize("seed", range(12))
def test_every_good_item_among_hostile_ones_is_read(seed: int) -> None:
    chance = random.Random(seed)
    good = [f"<title>Bon {n}</title><link>http://a.example/bon{n}</link><guid>g{n}</guid>" for n in range(30)]
    items = "".join(f"<item>{one}</item><item>{hostile_item(chance)}</item>" for one in good)
    feed = (
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        f' xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>{items}</channel></rss>'
    )
    titles = [one.title for one in read_feed(feed.encode(), reading_of()).articles]

    assert [title for title in titles if title.startswith("Bon ")] == [f"Bon {n}" for n in range(30)]


def test_an_item_whose_reading_fails_keeps_its_title_and_link_and_is_named() -> None:
    def read(raw: RawArticle) -> Article | Event | None:
        raise ValueError(raw.guid)

    made, problems = read_each(
        [RawArticle(title="Un atelier", url="https://a.example/1", guid="g1")], read, reading_of()
    )

    assert [(one.title, one.url) for one in made if isinstance(one, Article)] == [("Un atelier", "https://a.example/1")]
    assert [str(one).partition(": ")[2] for one in problems] == [
        '"Un atelier" cannot be read whole (ValueError: g1); its title and link stay'
    ]
