"""A harvest written down: each article and event once, with the instant it was first seen.

An edit changes what an item says and not when it was first seen. What a source that shows all it has no longer shows is
withdrawn, and comes back with its first day when shown again. All of a harvest is written, or nothing.
"""

import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from digest.model import Article, Event, Harvest, Yield
from digest.store.codec import article_text, event_text, read_article
from digest.store.identity import address_key, is_another_text, is_same_article, own_keys, shared_keys
from digest.store.lines import Lines
from digest.store.words import forget_words
from digest.text.addresses import short_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What a harvest changed in the store: how many articles and events.

    Attributes:
        new_articles: Never seen before.
        new_events: Never seen before.
        changed: Known, and saying something else than last time.
        withdrawn: No longer shown by a source that shows all it has.
    """

    new_articles: int = 0
    new_events: int = 0
    changed: int = 0
    withdrawn: int = 0


class Recorder:
    """Writes one harvest inside a transaction of the caller's.

    Args:
        connection: The store.
        now: The instant of the harvest.
    """

    def __init__(self, connection: sqlite3.Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now.isoformat()
        self._lines = Lines(connection)
        self.new = {"article": 0, "event": 0}
        self.changed: set[str] = set()
        self.withdrawn = 0

    def record(self, harvest: Harvest) -> Recorded:
        """Write what the sources gave; what they remembered and how they are goes elsewhere."""
        for one in harvest.yields:
            shown = [*self._record_all("article", one.articles, one), *self._record_all("event", one.events, one)]
            self._lines.write()
            if one.is_complete and not (one.failed or one.is_unchanged):
                self._withdraw_all_but(one.source, shown)
        return Recorded(
            new_articles=self.new["article"],
            new_events=self.new["event"],
            changed=len(self.changed),
            withdrawn=self.withdrawn,
        )

    def _record_all(self, kind: str, items: Sequence[Article | Event], one: Yield) -> list[str]:
        """Write the articles or the events of one source; the first of two that are the same stands."""
        all_keys = [own_keys(item) for item in items]
        shared = shared_keys(zip((item.id for item in items), all_keys, strict=True))
        self._lines.look_up({key for keys in all_keys for key in keys})
        held = self._lines.held(kind)
        written: dict[str, None] = {}
        # What the reading shows under its own id is not found by the mere GUID of another item.
        taken = {held[item.id] for item in items if item.id in held}
        for item, its_keys in zip(items, all_keys, strict=True):
            keys = [key for key in its_keys if key == item.id or key not in shared]
            known = self._find(item, [(key, held[key]) for key in keys if key in held], taken)
            taken.add(known)
            if known not in written:
                written[known] = None
                self._write(item if known == item.id else replace(item, id=known), source=one.source)
            self._lines.add_keys(kind, keys, known)
        return list(written)

    def _find(self, item: Article | Event, held: list[tuple[str, str]], taken: Collection[str]) -> str:
        """Give the id under which the store has the item; its own id where it is new, and then it is written first.

        What the reading shows otherwise is not found a second time by a mere GUID.

        Args:
            item: The item.
            held: Those of its keys that the store has, the soundest first, each with the id it belongs to.
            taken: The ids that the reading shows already.
        """
        for key, known in held:
            if key == item.id:
                return self._same_or_next(item, known)
            if self._agrees(item, key, known, taken):
                return known
        return self._begin(item, item.id)

    def _same_or_next(self, item: Article | Event, known: str) -> str:
        """Give the known id, or the next one where an edition dealt with what the same file held before.

        Each text that was dealt with leads to the next, so that the twelfth édito of a file is found by its eleven.
        """
        while isinstance(item, Article) and self._is_overwritten(item, known):
            known = short_id("a", known, "written over")
            if not self._lines.read("SELECT id FROM items WHERE id = ?", known):
                return self._begin(item, known)
        return known

    def _is_overwritten(self, item: Article, known: str) -> bool:
        rows = self._lines.read(
            "SELECT copies.content FROM copies JOIN dealt USING (item) WHERE copies.item = ? AND copies.source = ?",
            known,
            item.provenance.source,
        )
        return any(is_another_text(item, read_article(content)) for (content,) in rows)

    def _begin(self, item: Article | Event, fresh: str) -> str:
        """Write that an item was first seen now."""
        self._lines.add_item(fresh, _kind(item), self._now)
        self.new[_kind(item)] += 1
        return fresh

    def _agrees(self, item: Article | Event, key: str, known: str, taken: Collection[str]) -> bool:
        if not isinstance(item, Article):
            return known not in taken
        if item.url and key == address_key(item.url):
            return True
        rows = self._lines.read("SELECT content FROM copies WHERE item = ? ORDER BY source", known)
        return known not in taken and all(is_same_article(item, read_article(content)) for (content,) in rows)

    def _write(self, item: Article | Event, *, source: str) -> None:
        content = article_text(item) if isinstance(item, Article) else event_text(item)
        if self._lines.is_new(item.id):
            self._lines.add_copy(item.id, source, content, self._now)
            return
        rows = self._lines.read("SELECT content, is_shown FROM copies WHERE item = ? AND source = ?", item.id, source)
        if rows == [(content, 1)]:
            return
        self._lines.add_copy(item.id, source, content, self._now)
        if rows:
            self.changed.add(item.id)
            forget_words(self._connection, item.id, source=source)

    def _withdraw_all_but(self, source: str, shown: list[str]) -> None:
        rows = self._connection.execute(
            "SELECT item FROM copies WHERE source = ? AND is_shown ORDER BY item", (source,)
        ).fetchall()
        gone = sorted({str(item) for (item,) in rows} - set(shown))
        self._connection.executemany(
            "UPDATE copies SET is_shown = 0, changed = ? WHERE source = ? AND item = ?",
            [(self._now, source, item) for item in gone],
        )
        self.withdrawn += len(gone)


def _kind(item: Article | Event) -> str:
    return "article" if isinstance(item, Article) else "event"
