"""What the unattended runs have told already, so that cron and the officer hear of one thing once.

A key stands for what was told and holds no name and no address. What a key means is the pipeline's business.
"""

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import datetime

_Door = Callable[[], AbstractContextManager[None]]


class Told:
    """What was told of one letter.

    Args:
        connection: The store's.
        reading: What is entered to read from it.
        writing: What is entered to write into it, all or nothing.
    """

    def __init__(self, connection: sqlite3.Connection, *, reading: _Door, writing: _Door) -> None:
        self._connection = connection
        self._reading = reading
        self._writing = writing

    def since(self, key: str) -> datetime | None:
        """Give when a key was noted last; None where it never was."""
        with self._reading():
            row = self._connection.execute("SELECT noted FROM told WHERE key = ?", (key,)).fetchone()
        return datetime.fromisoformat(row[0]) if row else None

    def note(self, keys: Iterable[str], *, now: datetime) -> None:
        """Note keys as told now."""
        rows = [(key, now.isoformat()) for key in keys]
        if rows:
            with self._writing():
                self._connection.executemany("INSERT OR REPLACE INTO told (key, noted) VALUES (?, ?)", rows)

    def forget(self, keys: Iterable[str]) -> None:
        """Take keys back: what they stand for was not told after all."""
        with self._writing():
            self._connection.executemany("DELETE FROM told WHERE key = ?", [(key,) for key in keys])
