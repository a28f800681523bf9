"""What a harvest writes, line by line, gathered and written by the hundred; what it looks up, by the hundred too.

A hundred feeds bring five thousand articles at once. One statement a line took 120 µs an article; a few statements a
source take 25. Whoever reads in between gets what was gathered written first, so that nothing is ever read stale.
"""

import sqlite3
from collections.abc import Collection, Iterable, Mapping
from typing import Any

_AT_ONCE = 500
"""Values of one statement; SQLite takes 999 at least."""


class Lines:
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
        """Give the ids of what has the keys that were looked up, by key; keys that are added are in it at once."""
        return self._held[kind]

    def is_new(self, item: str) -> bool:
        """Tell whether an item was added and has no copy yet."""
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
