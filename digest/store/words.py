"""The words of articles that came without them: what stood around these in their feed, and the words once read.

A feed's new form takes them away again: they were read from octets that no longer hold.
"""

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager

from digest.model import Article
from digest.store.codec import article_text

_Doing = Callable[[], AbstractContextManager[object]]


class Words:
    """The words that are read late.

    Args:
        connection: The store.
        reading: A `with` in which to read.
        writing: A `with` in which to write.
    """

    def __init__(self, connection: sqlite3.Connection, *, reading: _Doing, writing: _Doing) -> None:
        self._connection = connection
        self._reading = reading
        self._writing = writing

    def frame(self, name: str) -> str | None:
        """Give what stood around an article (`Article.frame`); None where it is not known."""
        with self._reading():
            row = self._connection.execute("SELECT octets FROM frames WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else None

    def keep(self, articles: Iterable[Article]) -> None:
        """Keep articles with their words, beside what their sources gave."""
        rows = [(one.id, one.provenance.source, article_text(one)) for one in articles]
        with self._writing():
            self._connection.executemany("INSERT OR REPLACE INTO words (item, source, content) VALUES (?, ?, ?)", rows)


def keep_frames(connection: sqlite3.Connection, frames: Iterable[tuple[str, str]]) -> None:
    """Keep what stands around articles, by name."""
    connection.executemany("INSERT OR IGNORE INTO frames (name, octets) VALUES (?, ?)", frames)


def forget_words(connection: sqlite3.Connection, item: str, *, source: str) -> None:
    """Forget the words of an article that says something else by now."""
    connection.execute("DELETE FROM words WHERE item = ? AND source = ?", (item, source))
