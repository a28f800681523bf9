"""Feeds that misbehave week after week, and the small driver that marks an edition as sent until `send` does."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from digest.app.build import EditionService
from digest.config import load_config
from digest.edition import Edition
from digest.edition.model import dealt_ids
from digest.store import Store

PARIS = ZoneInfo("Europe/Paris")
START = datetime(2026, 3, 18, 8, 0, tzinfo=PARIS)
"""A Wednesday; the clocks change on the second Sunday after it."""
PER_WEEK = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An item of a feed; `number` is in its title, whatever else of it changes."""

    number: int
    title: str
    link: str
    guid: str
    published: datetime | None

    def __str__(self) -> str:
        parts = {
            "title": self.title,
            "link": self.link.replace("&", "&amp;"),
            "guid": self.guid,
            "pubDate": format_datetime(self.published) if self.published else "",
        }
        inner = "".join(f"<{name}>{value}</{name}>" for name, value in parts.items() if value)
        return f"<item>{inner}<description>Une nouvelle du réseau.</description></item>"


def feed(items: list[Item]) -> bytes:
    """Write a feed."""
    return f"<rss version='2.0'><channel><title>F</title>{''.join(map(str, items))}</channel></rss>".encode()


def publish(source: int, week: int) -> list[Item]:
    """Return what a site really publishes in a week, newest first."""
    return [_item(source, week, rank) for rank in range(PER_WEEK)]


def _item(source: int, week: int, rank: int) -> Item:
    number = 1000 + source * 100 + week * 10 + rank
    link = f"https://site{source}.example/nouvelle-{number}.html"
    published = START + timedelta(weeks=week, days=-rank, hours=-1)
    return Item(number=number, title=f"Nouvelle {number} du réseau", link=link, guid=link, published=published)


Show = Callable[[int, int], list[Item]]
"""What the feed of a source shows in a week."""


def so_far(source: int, week: int) -> list[Item]:
    """Return the items of three weeks, newest first: a feed of nine."""
    return [item for past in range(max(0, week - 2), week + 1)[::-1] for item in publish(source, past)]


def reissued(source: int, week: int) -> list[Item]:
    """Return all items new ids each week."""
    return [replace(item, guid=f"{week}-{rank}") for rank, item in enumerate(so_far(source, week))]


def numbered_afresh(source: int, week: int) -> list[Item]:
    """Number the items from 0 on each week, so that an old id comes with a new page."""
    return [replace(item, guid=str(rank)) for rank, item in enumerate(so_far(source, week))]


def edited(source: int, week: int) -> list[Item]:
    """Change every title each week."""
    return [replace(item, title=f"{item.title} (mise à jour {'i' * week})") for item in so_far(source, week)]


def shuffled(source: int, week: int) -> list[Item]:
    """Turn the order about each week."""
    items = so_far(source, week)
    return items[week % 4 :][::-1] + items[: week % 4]


def vanishing(source: int, week: int) -> list[Item]:
    """Show what is older every other week only."""
    return so_far(source, week) if week % 2 else publish(source, week)


def doubled(source: int, week: int) -> list[Item]:
    """Show every item three times, with other parameters and another scheme."""
    items = so_far(source, week)
    tracked = [
        replace(item, link=f"{item.link}?xtor=RSS-{week}&utm_source=x", guid=f"x{item.number}") for item in items
    ]
    plain = [replace(item, link=item.link.replace("https://", "http://www."), guid="") for item in items]
    return [*items, *tracked, *plain]


def without_ids(source: int, week: int) -> list[Item]:
    """Leave the ids away."""
    return [replace(item, guid="") for item in so_far(source, week)]


def without_links(source: int, week: int) -> list[Item]:
    """Leave the addresses away."""
    return [
        replace(item, link="", guid=f"tag:site{source}.example,2026:{item.number}") for item in so_far(source, week)
    ]


def without_links_and_ids(source: int, week: int) -> list[Item]:
    """Leave nothing but title and date."""
    return [replace(item, link="", guid="") for item in so_far(source, week)]


def without_dates(source: int, week: int) -> list[Item]:
    """Leave the dates away."""
    return [replace(item, published=None) for item in so_far(source, week)]


def without_dates_and_ids(source: int, week: int) -> list[Item]:
    """Leave dates and ids away."""
    return [replace(item, published=None, guid="") for item in so_far(source, week)]


def dated_back(source: int, week: int) -> list[Item]:
    """Date each item three weeks before it is shown; the first issue has no horizon but its window."""
    by = timedelta(weeks=3) if week else timedelta(0)
    return [replace(item, published=item.published and item.published - by) for item in so_far(source, week)]


def dated_anew(source: int, week: int) -> list[Item]:
    """Return each item the day it is shown."""
    return [replace(item, published=START + timedelta(weeks=week, hours=-2)) for item in so_far(source, week)]


def dated_ahead(source: int, week: int) -> list[Item]:
    """Date each item three days ahead of the week it comes in."""
    items = so_far(source, week)
    return [replace(item, published=item.published and item.published + timedelta(days=3)) for item in items]


def dated_absurdly(source: int, week: int) -> list[Item]:
    """Date the items before there was a web, and long after this one."""
    days = (datetime(1970, 1, 1, tzinfo=PARIS), datetime(2062, 3, 18, tzinfo=PARIS))
    return [replace(item, published=days[item.number % 2]) for item in so_far(source, week)]


def growing(source: int, week: int) -> list[Item]:
    """Show everything there ever was."""
    return [item for past in range(week + 1) for item in publish(source, past)]


def renamed(source: int, week: int) -> list[Item]:
    """Change the addresses each week, but not the ids."""
    return [
        replace(item, link=item.link.replace(".html", f"-{week}.html"), guid=f"urn:exemple:{item.number}")
        for item in so_far(source, week)
    ]


SHOWS: Mapping[str, Show] = {
    show.__name__: show
    for show in (
        reissued,
        numbered_afresh,
        edited,
        shuffled,
        vanishing,
        doubled,
        without_ids,
        without_links,
        without_links_and_ids,
        without_dates,
        without_dates_and_ids,
        dated_back,
        dated_anew,
        dated_ahead,
        dated_absurdly,
        growing,
        renamed,
    )
}


def numbers_in(edition: Edition) -> list[int]:
    """Return the numbers of the articles that an edition prints, those without a theme too."""
    placed = [one for chapter in edition.chapters for one in chapter.articles]
    return [
        int(found[0]) for one in (*placed, *edition.unclassified) for found in [re.findall(r"\d+", one.article.title)]
    ]


def mark_sent(folder: Path, now: datetime) -> Edition:
    """Write down that the newest edition went out, and return it."""
    newsroom = EditionService(load_config(folder / "feeds.yaml", environ={}), state=folder / ".digest", now=now)
    edition = newsroom.edition()
    with Store.open(folder / ".digest") as store:
        store.mark_sent(edition.number, dealt_ids(edition), window=edition.window, now=now)
    return edition
