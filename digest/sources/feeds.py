"""Feeds as the world publishes them: octets in, articles and explicit events out.

Here is only what a feed without anything new costs: `ranges` finds out, and `feed_news` reads what is new.
"""

from dataclasses import replace

from digest.model import Remembered, Yield
from digest.sources.ranges import find_news
from digest.sources.reading import Reading


def read_feed(raw: bytes, reading: Reading) -> Yield:
    """Read RSS, RDF, Atom or JSON Feed; any octets at all give a yield, with problems where they are no feed.

    Items that are known (`reading.known`) and did not change are left out, as if they were not there. Which items to
    know the next time is left in the yield's `remembered`.
    """
    if reading.may_wait and not reading.known:
        from digest.sources.feed_news import read_plain

        plain = read_plain(raw, reading)
        if plain:
            return plain
        reading = replace(reading, may_wait=False)  # it would not be plain the second time either
    news = find_news(raw, reading.known)
    if news.is_empty:
        return Yield(source=reading.source.name, is_unchanged=True, remembered=Remembered(items=news.kept))
    from digest.sources.feed_news import read_news  # lxml, nh3 and the grammar of dates, only where something is new

    found, marks = read_news(news, reading)
    if not news.is_apart(marks):
        news = find_news(raw, b"")
        found, marks = read_news(news, reading)
    items = news.remember(marks)
    return replace(found, remembered=Remembered(items=items) if items else None)
