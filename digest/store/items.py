"""A harvest written down: each article and event once, with the instant it was first seen.

An edit changes what an item says and not when it was first seen. What a source that shows all it has no longer shows is
withdrawn, and comes back with its first day when shown again. All of a harvest is written, or nothing.
"""

import difflib
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from digest.model import Article, CollectionResult, DeferredFeed, Event, SourceResult, day_of
from digest.store.codec import article_text, event_text, read_article
from digest.text.normalize import fold_for_search, is_near_text
from digest.text.urls import page_key, short_id

# What a harvest writes, line by line, gathered and written by the hundred; what it looks up, by the hundred too.

_AT_ONCE = 500
"""Values of one statement; SQLite takes 999 at least."""


class ItemBatch:
    """The lines of the store that a harvest reads and writes, inside a transaction of the caller's."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._held: dict[str, dict[str, str]] = {}
        self._fresh: set[str] = set()
        self._items: list[tuple[str, str, str]] = []
        self._copies: list[tuple[str, str, str, str]] = []
        self._keys: list[tuple[str, str, str]] = []

    def look_up(self, keys: Collection[str]) -> None:
        """Find out what these keys belong to; `held` answers for no others."""
        wanted = sorted(keys)
        self.write()
        self._held = {"article": {}, "event": {}}
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            marks = ",".join("?" * len(some))
            query = f"SELECT kind, key, item FROM keys WHERE key IN ({marks}) AND kind IN ('article', 'event')"  # noqa: S608 - marks only
            for kind, key, item in self._connection.execute(query, some):
                self._held[kind][key] = item

    def held(self, kind: str) -> Mapping[str, str]:
        """Return the ids of what has the keys that were looked up, by key; keys that are added are in it at once."""
        return self._held[kind]

    def is_new(self, item: str) -> bool:
        """Whether an item was added and has no copy yet."""
        return item in self._fresh

    def add_item(self, item: str, kind: str, first_seen: str) -> None:
        """Write that an item was first seen."""
        self._items.append((item, kind, first_seen))
        self._fresh.add(item)

    def add_copy(self, item: str, source: str, content: str, changed: str) -> None:
        """Write what a source says of an item, in the place of what it said before."""
        self._copies.append((item, source, content, changed))
        self._fresh.discard(item)

    def add_keys(self, kind: str, keys: Iterable[str], item: str) -> None:
        """Write what identifies an item; a key that belongs to another stays with it."""
        held = self._held[kind]
        for key in keys:
            if key not in held:
                held[key] = item
                self._keys.append((kind, key, item))

    def read(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        """Read lines, with all that was added so far."""
        self.write()
        return self._connection.execute(query, values).fetchall()

    def write(self) -> None:
        """Write what was added."""
        self._write("INSERT INTO items (id, kind, first_seen) VALUES (?, ?, ?)", self._items)
        self._write(
            "INSERT INTO copies (item, source, content, changed) VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET content = excluded.content, changed = excluded.changed, is_shown = 1",
            self._copies,
        )
        self._write("INSERT OR IGNORE INTO keys (kind, key, item) VALUES (?, ?, ?)", self._keys)

    def _write(self, query: str, lines: list[Any]) -> None:
        if lines:
            self._connection.executemany(query, lines)
            lines.clear()


# When something a source shows is something the store already has: by its id, its address, or another key.


def own_keys(item: Article | Event) -> tuple[str, ...]:
    """Return the keys of an article or event, the soundest first: its id, its address, then the others.

    A key that is an address or another URI means the same everywhere; any other only means something to its source.
    An event's address is no key: an agenda page tells of many events.
    """
    address = (url_key(item.url),) if isinstance(item, Article) and item.url else ()
    others = (_spread(key, item.provenance.source) for key in item.keys if key)
    return tuple(dict.fromkeys((item.id, *address, *others, *_title_and_time(item))))


def _title_and_time(item: Article | Event) -> tuple[str, ...]:
    """Return the key by which a page is found again that was moved to another path."""
    if not isinstance(item, Article) or item.published is None or not item.url:
        return ()
    moment = item.published
    time = moment.astimezone(UTC) if isinstance(moment, datetime) else moment
    return (f"{item.provenance.source}\n{time.isoformat()} {fold_for_search(item.title)}",)


def url_key(address: str) -> str:
    """Return a page's key, without scheme, tracking and the like; addresses nobody can read stay as they are."""
    try:
        return page_key(address)
    except ValueError:
        return address


def shared_keys(keyed: Iterable[tuple[str, Iterable[str]]]) -> frozenset[str]:
    """Return the keys that different items of one reading have in common, each given as its id with its keys."""
    holders = {(key, name) for name, keys in keyed for key in keys}
    return frozenset(key for key, count in Counter(key for key, _id in holders).items() if count > 1)


def is_same_article(new: Article, old: Article) -> bool:
    """Whether two articles that share a GUID are one article.

    Some feeds number their items afresh each time, so a GUID alone does not make a new page an old one: where both
    have an address, and not the same, their titles must be near and their days the same as well. "La lettre de mars" is
    near "La lettre de mai"; a page that was moved keeps its day.
    """
    if new.url is None or old.url is None or url_key(new.url) == url_key(old.url):
        return True
    return is_near_duplicate(new.title, old.title) and _days_agree(new, old)


def _days_agree(new: Article, old: Article) -> bool:
    """Whether two articles are of the same day, or of the next by another clock; no day contradicts none."""
    if new.published is None or old.published is None:
        return True
    return abs(day_of(new.published) - day_of(old.published)) <= timedelta(days=1)


def is_another_text(new: Article, old: Article) -> bool:
    """Whether a file or page that keeps its name holds another article than before: another title and a later day.

    `breves.md` is written over every month, and so is a bulletin at its one address; what it says in June is not an
    edit of May. A page may keep its title and tell by a new identifier that it is another. An édito is its text: its
    title is often the same, and a person who writes the next one does not always think of the day.
    """
    if new.is_edito and old.is_edito:
        return not is_near_text(new.summary, old.summary)
    is_edit = is_near_duplicate(new.title, old.title)
    if new.url and old.url:
        mine, theirs = _own_identifiers(new), _own_identifiers(old)
        if mine and theirs:
            is_edit = not mine.isdisjoint(theirs)
        elif new.published is None or old.published is None:
            return not is_edit
    if new.published is None or old.published is None or is_edit:
        return False
    return day_of(new.published) > day_of(old.published)


def _own_identifiers(article: Article) -> frozenset[str]:
    """Return the identifiers of an article that say more than its address."""
    address = url_key(article.url) if article.url else ""
    return frozenset(key for key in article.keys if key not in (address, article.url))


def is_near_duplicate(one: str, other: str) -> bool:
    """Whether one title may be an edit of the other: four fifths of the letters stay, and all the digits."""
    first, second = fold_for_search(one)[:300], fold_for_search(other)[:300]
    digits = [[c for c in text if c.isdigit()] for text in (first, second)]
    return digits[0] == digits[1] and difflib.SequenceMatcher(None, first, second, autojunk=False).ratio() >= 0.8


def _spread(key: str, source: str) -> str:
    if key.lower().startswith(("http://", "https://")):
        return url_key(key)
    is_worldwide = ":" in key and len(key) >= 12 and " " not in key
    is_own_text = key.startswith("text ")  # by its content, whatever its source is called by now
    return key if is_worldwide or is_own_text else f"{source}\n{key}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordResult:
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


class ItemRecorder:
    """Writes one harvest inside a transaction of the caller's.

    Args:
        connection: The store.
        now: The instant of the harvest.
    """

    def __init__(self, connection: sqlite3.Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now.isoformat()
        self._lines = ItemBatch(connection)
        self.new = {"article": 0, "event": 0}
        self.changed: set[str] = set()
        self.withdrawn = 0

    def record(self, harvest: CollectionResult) -> RecordResult:
        """Write what the sources gave; what they remembered and how they are goes elsewhere."""
        for one in harvest.yields:
            shown = [*self._record_all("article", one.articles, one), *self._record_all("event", one.events, one)]
            self._lines.write()
            if one.is_complete and not (one.failed or one.is_unchanged):
                self._withdraw_all_but(one.source, shown)
        return RecordResult(
            new_articles=self.new["article"],
            new_events=self.new["event"],
            changed=len(self.changed),
            withdrawn=self.withdrawn,
        )

    def _record_all(self, kind: str, items: Sequence[Article | Event], one: SourceResult) -> list[str]:
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
        """Return the id under which the store has the item; its own id where it is new, and then it is written first.

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
        """Return the known id, or the next one where an edition dealt with what the same file held before.

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
        if item.url and key == url_key(item.url):
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


# Articles older than an edition prints, as feeds that wait unread until one asks for their days.


def keep_deferred(connection: sqlite3.Connection, feeds: Iterable[DeferredFeed]) -> None:
    """Keep feeds of old articles."""
    connection.executemany(
        "INSERT INTO deferred (source, place, language, last_day, octets, items) VALUES (?, ?, ?, ?, ?, ?)",
        [
            (feed.source, feed.where, feed.language, feed.last_day.isoformat(), feed.octets, feed.items)
            for feed in feeds
        ],
    )


def deferred_feeds(connection: sqlite3.Connection, *, since: date) -> tuple[DeferredFeed, ...]:
    """Return the feeds with an article of a day or later, in the order they came."""
    rows = connection.execute(
        "SELECT source, place, language, last_day, octets FROM deferred WHERE last_day >= ? ORDER BY rowid",
        (since.isoformat(),),
    )
    return tuple(
        DeferredFeed(source=source, where=where, language=language, last_day=date.fromisoformat(day), octets=octets)
        for source, where, language, day, octets in rows
    )


def forget_deferred(connection: sqlite3.Connection, *, since: date) -> None:
    """Forget the feeds that `deferred_feeds` returns."""
    connection.execute("DELETE FROM deferred WHERE last_day >= ?", (since.isoformat(),))


def close_deferred(connection: sqlite3.Connection, *, until: date) -> None:
    """Leave the feeds up to a day unread for good; their articles are known, and do not come back as new ones."""
    connection.execute("UPDATE deferred SET octets = x'', last_day = '' WHERE last_day <= ?", (until.isoformat(),))


def deferred_items(connection: sqlite3.Connection) -> dict[str, bytes]:
    """Return what tells the articles that were never read, by source."""
    found: dict[str, bytes] = {}
    for source, items in connection.execute("SELECT source, items FROM deferred ORDER BY rowid"):
        found[source] = found.get(source, b"") + items
    return found
