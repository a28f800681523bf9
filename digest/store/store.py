"""The store of one letter: what was seen, what was composed, what was sent.

A `Store` is one SQLite file in the letter's state folder. Whoever writes holds the letter's lock; reading needs none.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from digest.model import CollectionResult, DeferredFeed, Problem, SeenArticle, SeenEvent, SourceState, Window
from digest.store.codec import decode_event, read_article
from digest.store.database import FILE_NAME, PATIENCE, close_database, damaged, open_database, unwritable
from digest.store.editions import (
    ApprovalRepository,
    SentEdition,
    keep_draft,
    last_sent,
    mark_sent,
    open_number,
    read_draft,
)
from digest.store.items import (
    ItemRecorder,
    RecordResult,
    close_deferred,
    deferred_feeds,
    deferred_items,
    forget_deferred,
    keep_deferred,
)
from digest.store.link_keys import LinkKeyRepository
from digest.store.lock import lock_letter
from digest.store.members import MemberRepository
from digest.store.notifications import SentMarkerRepository, SentNotifications
from digest.store.outbox import OutboxRepository
from digest.store.source_state import (
    SourceStatus,
    count_items,
    note_reading,
    read_health,
    read_problems,
    read_remembered,
)

_COPIES = """
    SELECT copies.source, items.first_seen, copies.content, copies.is_shown, dealt.number
    FROM items JOIN copies ON copies.item = items.id LEFT JOIN dealt ON dealt.item = items.id
    WHERE items.kind = ? ORDER BY items.number, copies.source
"""


class Store:
    """What one letter remembers; closed at the end of a `with`."""

    def __init__(self, connection: sqlite3.Connection, folder: Path) -> None:
        self._connection = connection
        self.folder = folder

    @classmethod
    def open(cls, folder: Path, *, is_checked: bool = False, patience: float = PATIENCE) -> Self:
        """Open the store in a folder; both are made where they are missing.

        Args:
            folder: The folder.
            is_checked: Whether this process has found this very file whole before.
            patience: How long another process that writes is waited for, in seconds.

        Raises:
            DigestError: The store is damaged, written by a newer digest, or cannot be opened.
        """
        return cls(open_database(folder, is_checked=is_checked, patience=patience), folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; from then on a copy of it alone is a backup."""
        close_database(self._connection)

    def erase_leftovers(self) -> None:
        """Rewrite the file without what was deleted from it, its write-ahead log and free pages included."""
        self._connection.execute("PRAGMA secure_delete = ON")
        self._connection.execute("VACUUM")
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def lock(self, *, now: datetime) -> AbstractContextManager[None]:
        """Keep the letter's lock during a `with`.

        Raises:
            LockedError: Another run holds it.
        """
        return lock_letter(self.folder, now=now)

    def record(self, harvest: CollectionResult, *, now: datetime) -> RecordResult:
        """Write a harvest down, whole or not at all; a failed source changes nothing but its health."""
        with self._writing():
            recorded = ItemRecorder(self._connection, now).record(harvest)
            keep_deferred(self._connection, (found.deferred for found in harvest.yields if found.deferred))
            for one in harvest.yields:
                note_reading(self._connection, one, now=now)
        return recorded

    def articles(self, *, sources: Sequence[str] | None = None) -> tuple[SeenArticle, ...]:
        """Return every article that is shown, one for each source that has it, in the order of the sources.

        Copies of one article have the same id; `selection` makes one of them.

        Args:
            sources: The names of the sources of today's feeds.yaml, in its order; None for all that ever were.
        """
        return tuple(
            SeenArticle(article=read_article(content), first_seen=datetime.fromisoformat(seen), number=number)
            for seen, content, number in self._shown("article", sources)
        )

    def deferred(self, *, since: date) -> tuple[DeferredFeed, ...]:
        """Return the old articles that wait unread, of a day or later."""
        with self._trusting():
            return deferred_feeds(self._connection, since=since)

    def record_deferred(self, harvest: CollectionResult, *, since: date, now: datetime) -> None:
        """Write down what was read of `deferred(since)`, which then waits no more."""
        with self._writing():
            ItemRecorder(self._connection, now).record(harvest)
            forget_deferred(self._connection, since=since)

    def events(self, *, sources: Sequence[str] | None = None) -> tuple[SeenEvent, ...]:
        """Return every event that is shown, one for each source that has it, in the order of the sources."""
        return tuple(
            SeenEvent(event=decode_event(content), first_seen=datetime.fromisoformat(seen))
            for seen, content, _number in self._shown("event", sources)
        )

    def remembered(self) -> dict[str, SourceState]:
        """Return what each source left for its next reading, by its name."""
        with self._trusting():
            deferred = deferred_items(self._connection)
            return {
                name: replace(state, deferred=deferred.get(name, b""))
                for name, state in read_remembered(self._connection).items()
            }

    def problems(self, *, sources: Sequence[str]) -> tuple[Problem, ...]:
        """Return what was wrong with these sources when they were read last, in their order."""
        with self._trusting():
            found = read_problems(self._connection)
        return tuple(problem for name in dict.fromkeys(sources) for problem in found.get(name, ()))

    def health(self) -> tuple[SourceStatus, ...]:
        """Return how each source ever read is, in the order of names."""
        with self._trusting():
            return read_health(self._connection)

    def counts(self) -> dict[str, tuple[int, int]]:
        """Return how many articles and events are known of each source, by its name."""
        with self._trusting():
            return count_items(self._connection)

    def open_number(self) -> int:
        """Return the number of the open edition: the newest one not sent, or the one after the last sent."""
        with self._trusting():
            return open_number(self._connection)

    def last_sent(self, *, before: int | None = None) -> SentEdition | None:
        """Return the newest edition that was sent; of those before a number, where one is given."""
        with self._trusting():
            return last_sent(self._connection, before=before)

    def draft(self, number: int) -> str | None:
        """Give what the machine composed last for an edition: the common ancestor of its file and a new composition."""
        with self._trusting():
            return read_draft(self._connection, number)

    def keep_draft(self, number: int, text: str) -> None:
        """Write what the machine composed for an edition, after its file was written.

        The file may be ahead of the draft, never behind: what a draft has and the file lacks was left out by hand.
        """
        with self._writing():
            keep_draft(self._connection, number, text)

    def mark_sent(self, number: int, ids: Iterable[str], *, window: Window, now: datetime) -> None:
        """Write that an edition went out, and what it dealt with: printed, left out by hand or by the horizon."""
        with self._writing():
            mark_sent(self._connection, SentEdition(number=number, window=window, sent=now), ids)
            close_deferred(self._connection, until=window.last_day)

    def roll(self) -> MemberRepository:
        """Return the members; changing them needs no lock."""
        return MemberRepository(self._connection, reading=self._trusting, writing=self._writing)

    def link_keys(self) -> LinkKeyRepository:
        """Return the keys that members' personal links are signed with."""
        return LinkKeyRepository(self._connection, reading=self._trusting, writing=self._writing)

    def approvals(self) -> ApprovalRepository:
        """Return what was approved, and by whom."""
        return ApprovalRepository(self._connection, reading=self._trusting, writing=self._writing)

    def outbox(self) -> OutboxRepository:
        """Return what is to be sent and what became of it; changing it needs the lock."""
        return OutboxRepository(self._connection, self.folder, reading=self._trusting, writing=self._writing)

    def witnesses(self) -> SentMarkerRepository:
        """Return what is known of the witnesses beside the editions."""
        return SentMarkerRepository(self._connection, reading=self._trusting, writing=self._writing)

    def told(self) -> SentNotifications:
        """Return what unattended runs have told already."""
        return SentNotifications(self._connection, reading=self._trusting, writing=self._writing)

    def _shown(self, kind: str, sources: Sequence[str] | None) -> list[tuple[str, str, int | None]]:
        rows = self._rows(kind)
        if sources is None:
            return [(seen, content, number) for _source, seen, content, is_shown, number in rows if is_shown]
        rank = {name: place for place, name in enumerate(sources)}
        kept = sorted((row for row in rows if row[3] and row[0] in rank), key=lambda row: rank[row[0]])
        return [(seen, content, number) for _source, seen, content, _is_shown, number in kept]

    def _rows(self, kind: str) -> list[tuple[str, str, str, int, int | None]]:
        with self._trusting():
            return self._connection.execute(_COPIES, (kind,)).fetchall()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Write all that is inside, or nothing of it."""
        with self._trusting():
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                yield
                self._connection.execute("COMMIT")
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")

    @contextmanager
    def _trusting(self) -> Iterator[None]:
        """Report in words what the system refuses, and that the file is damaged where it shows only now.

        Raises:
            DigestError: The disk is full, the file may not be written, another process holds it, it is damaged.
        """
        try:
            yield
        except sqlite3.OperationalError as error:
            raise unwritable(self.folder / FILE_NAME, error) from error
        except sqlite3.DatabaseError as error:
            if type(error) is not sqlite3.DatabaseError:  # its subclasses are faults of this program
                raise
            raise damaged(self.folder / FILE_NAME) from error
