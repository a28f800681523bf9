"""The one thread that writes down what becomes of messages: many connections share one commit.

While it writes one batch, the next one gathers; whoever waits for a mark waits for the batch it is in. A mark that
nobody waits for is written with the next one that somebody waits for, or after a tenth of a second. Where several
connections are at work it waits half a millisecond for more of them: that takes a quarter off what marks cost the
processor (`benchmarks/outbox.py`), and nobody is held up, for the others use the time.

Once the disk refused, nothing is written any more but for one last try at the end; what that cannot write either is
named.
"""

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Protocol

from digest.errors import DigestError
from digest.model import Delivery, DeliveryState

_PATIENCE = 0.1
_GATHER = 0.0005


class OutboxRows(Protocol):
    """The rows of one mailing, held by one thread (`digest.store.outbox`)."""

    def claim(self, after: int, *, limit: int, now: datetime) -> Sequence[Delivery]:
        """Return the next deliveries to be tried now; those that need not be any more are `EXCLUDED`."""

    def excuse(self, member: str, *, now: datetime) -> str:
        """Return in words why nothing is to be sent to a member any more; "" where nothing speaks against it."""

    def write(self, deliveries: Sequence[Delivery], *, now: datetime) -> None:
        """Write changes down; lasting once it returns."""

    def resend(self, *, now: datetime) -> int:
        """Make what is in doubt something to send again."""

    def close(self) -> None:
        """Let go of the file."""


class _CommitBatch:
    """What is written in one go, what is asked for after it, and who waits for it."""

    __slots__ = ("asked", "done", "is_awaited", "marks")

    def __init__(self) -> None:
        self.marks: list[Delivery] = []
        self.asked: list[Callable[[OutboxRows], None]] = []
        self.done = threading.Event()
        self.is_awaited = False


class StateJournal:
    """Writes marks in the order they are given.

    Args:
        open_books: Opens the books; called in the thread that will use them.
        clock: Gives the instant.
        on_failure: Called, by the writing thread, once the disk refused.
    """

    def __init__(
        self, open_books: Callable[[], OutboxRows], clock: Callable[[], datetime], on_failure: Callable[[], None]
    ) -> None:
        self._open_books = open_books
        self._clock = clock
        self._on_failure = on_failure
        self._changed = threading.Condition()
        self._batch = _CommitBatch()
        self._is_closing = False
        self._unwritten: list[Delivery] = []
        self.error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    def note(self, delivery: Delivery) -> None:
        """Have a mark written soon."""
        with self._changed:
            self._batch.marks.append(delivery)

    def write(self, delivery: Delivery) -> None:
        """Have a mark written, and all that was noted before; lasting once it returns.

        Raises:
            DigestError: The disk refused, now or before.
        """
        with self._changed:
            batch = self._batch
            batch.marks.append(delivery)
            self._wake(batch)
        batch.done.wait()
        if batch.marks:
            raise DigestError(str(self.error)) from self.error

    def ask(self, act: Callable[[OutboxRows], None]) -> None:
        """Have something read, after all that was noted before is written."""
        with self._changed:
            self._batch.asked.append(act)
            self._wake(self._batch)

    def read(self, act: Callable[[OutboxRows], str]) -> str:
        """Return what the books say, after all that was noted before is written.

        Raises:
            DigestError: The disk refused, now or before.
        """
        found: list[str] = []
        with self._changed:
            batch = self._batch
            batch.asked.append(lambda books: found.append(act(books)))
            self._wake(batch)
        batch.done.wait()
        if not found:
            raise DigestError(str(self.error)) from self.error
        return found[0]

    def close(self) -> tuple[Delivery, ...]:
        """Write what is left and end the thread; return what could not be written, in order.

        The error, if there was one, is in `error`.
        """
        with self._changed:
            self._is_closing = True
            self._changed.notify()
        self._thread.join()
        return tuple(self._unwritten)

    def _wake(self, batch: _CommitBatch) -> None:
        if not batch.is_awaited:
            batch.is_awaited = True
            self._changed.notify()

    def _run(self) -> None:
        try:
            books = self._open_books()
        except BaseException as error:
            self._fail(error)
            self._refuse_all()
            return
        try:
            while (batch := self._next()) is not None:
                self._serve(books, batch)
            self._try_again(books)
        finally:
            books.close()

    def _next(self) -> _CommitBatch | None:
        """Wait for the next batch; None at the end."""
        if self._batch.is_awaited:  # somebody came while we wrote: several connections are at work
            time.sleep(_GATHER)
        with self._changed:
            while not (self._batch.is_awaited or self._is_closing):
                if not self._changed.wait(_PATIENCE) and self._batch.marks:
                    break
            batch = self._batch
            if self._is_closing and not (batch.marks or batch.asked):
                return None
            self._batch = _CommitBatch()
        return batch

    def _serve(self, books: OutboxRows, batch: _CommitBatch) -> None:
        try:
            if self.error is None:
                if batch.marks:
                    books.write(batch.marks, now=self._clock())
                    batch.marks = []
                for act in batch.asked:
                    act(books)
        except BaseException as error:
            self._fail(error)
        finally:
            self._unwritten.extend(batch.marks)
            batch.done.set()

    def _fail(self, error: BaseException) -> None:
        self.error = error
        self._on_failure()

    def _refuse_all(self) -> None:
        while (batch := self._next()) is not None:
            self._unwritten.extend(batch.marks)
            batch.done.set()

    def _try_again(self, books: OutboxRows) -> None:
        """Try once more to write what came of messages; that one is to leave matters no more: none did."""
        last = _last_of_each(self._unwritten)
        if not last:
            return
        self._unwritten = last
        with suppress(Exception):  # `error` says already that the disk refused
            books.write(last, now=self._clock())
            self._unwritten = []


def _last_of_each(marks: Iterable[Delivery]) -> list[Delivery]:
    kept = {mark.place: mark for mark in marks if mark.state is not DeliveryState.IN_FLIGHT}
    return list(kept.values())
