"""What the unattended runs have told already, so that cron and the officer hear of one thing once.

A key stands for what was told and holds no name and no address. What a key means is the pipeline's business.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from digest.store.database import Repository


class SentNotifications(Repository):
    """What was told of one letter."""

    def since(self, key: str) -> datetime | None:
        """Return when a key was noted last; None where it never was."""
        with self._reading():
            row = self._connection.execute("SELECT noted FROM told WHERE key = ?", (key,)).fetchone()
        return datetime.fromisoformat(row[0]) if row else None

    def note(self, keys: Iterable[str], *, now: datetime) -> None:
        """Note keys as told now; nothing of them waits any more."""
        self._write((key, now.isoformat(), "") for key in keys)

    def hold(self, words: Mapping[str, str], *, now: datetime) -> None:
        """Keep what could not be told, by its key, for another try."""
        self._write((key, now.isoformat(), one) for key, one in words.items())

    def waiting(self) -> dict[str, str]:
        """Return what is still to be told, by its key, the oldest first."""
        with self._reading():
            rows = self._connection.execute("SELECT key, words FROM told WHERE words != '' ORDER BY noted, key")
            return dict(rows.fetchall())

    def _write(self, rows: Iterable[tuple[str, str, str]]) -> None:
        with self._writing():
            self._connection.executemany("INSERT OR REPLACE INTO told (key, noted, words) VALUES (?, ?, ?)", rows)


# How far this store knows each witness: the file beside an edition that says what a run of `send` was about to do.


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkerVersion:
    """A witness as the store knows it: which mailing it is about, and how often it was written."""

    mailing: str
    generation: int


class SentMarkerRepository(Repository):
    """What one store knows of its letter's witnesses."""

    def known(self) -> dict[int, MarkerVersion]:
        """Return the mark of each edition that has one."""
        with self._reading():
            rows = self._connection.execute("SELECT number, mailing, generation FROM witnesses").fetchall()
        return {number: MarkerVersion(mailing=mailing, generation=generation) for number, mailing, generation in rows}

    def next(self, number: int, mailing: str) -> int:
        """Count one more writing of the witness of an edition, and return its count."""
        last = self.known().get(number)
        generation = last.generation + 1 if last else 1
        self.accept(number, MarkerVersion(mailing=mailing, generation=generation))
        return generation

    def accept(self, number: int, mark: MarkerVersion) -> None:
        """Take a mark as known, whatever was known before."""
        with self._writing():
            self._connection.execute(
                "INSERT OR REPLACE INTO witnesses (number, mailing, generation) VALUES (?, ?, ?)",
                (number, mark.mailing, mark.generation),
            )
