"""The books of one mailing while its messages leave: rows claimed in pieces, changes written for good.

One thread holds them, with a connection of its own. Claiming goes by the place in the list and changes nothing, for the
lock of the letter keeps every other run out; what is written is on the disk when `write` returns (WAL, synchronous
FULL).
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from digest.locale import _
from digest.model import MOST_TRIES, Delivery, State
from digest.store.database import FILE_NAME, close_database, damaged, open_database, unwritable

FIELDS = "place, member, address, name, variant, state, tries, again, words"
OPEN = "(state IN ('to send', 'in flight', 'deferred') OR (state = 'in doubt' AND is_closed = 0))"

_CLAIM = """
    SELECT outbox.place, outbox.member, outbox.address, outbox.name, outbox.variant, outbox.state, outbox.tries,
        outbox.again, outbox.words, members.standing, members.paused_until
    FROM outbox LEFT JOIN members ON members.id = outbox.member
    WHERE outbox.number = ? AND outbox.place > ?
        AND (outbox.state = 'to send' OR (outbox.state = 'deferred' AND outbox.again <= ?))
    ORDER BY outbox.place LIMIT ?
"""
# One statement for a whole batch: the rows are all there, so nothing is ever inserted. A statement for each row hands
# the interpreter to another thread and takes it back each time; with eight connections that cost more than the disk.
_WRITE = (
    "INSERT INTO outbox (number, place, member, key, address, state, tries, again, words, changed) VALUES {rows}"
    " ON CONFLICT (number, place) DO UPDATE SET state = excluded.state, tries = excluded.tries,"
    " again = excluded.again, words = excluded.words, changed = excluded.changed"
)
_ROW = "(?, ?, '', '', '', ?, ?, ?, ?, ?)"
_AT_ONCE = 1000
_RESEND = (
    "UPDATE outbox SET state = 'to send', again = NULL, changed = ?"
    " WHERE number = ? AND state = 'in doubt' AND is_closed = 0 AND tries < ?"
)


class Books:
    """The rows of one mailing, as one thread sees them.

    Args:
        folder: The letter's state folder.
        number: The edition.
    """

    def __init__(self, folder: Path, number: int) -> None:
        self._file = folder / FILE_NAME
        self._number = number
        self._connection = open_database(folder, is_checked=True)

    def claim(self, after: int, *, limit: int, now: datetime) -> list[Delivery]:
        """Give the next deliveries that are to be tried now, in the order of the list.

        Whoever left, paused or was removed since the list was frozen comes as `EXCLUDED`, with the reason; that is
        for the caller to write down.

        Args:
            after: Behind which place; 0 for the beginning.
            limit: How many at most; fewer mean that the end is reached.
            now: The instant; what was deferred comes only once its time has come.
        """
        with self._trusting():
            rows = self._connection.execute(_CLAIM, (self._number, after, moment_text(now), limit)).fetchall()
        return [_claimed(row, now.date()) for row in rows]

    def excuse(self, member: str, *, now: datetime) -> str:
        """Say why nothing is to be sent to a member any more; "" where nothing speaks against it."""
        query = "SELECT standing, paused_until FROM members WHERE id = ?"
        with self._trusting():
            row = self._connection.execute(query, (member,)).fetchone()
        standing, paused_until = row or (None, None)
        return _excuse(standing, paused_until, now.date())

    def write(self, deliveries: Sequence[Delivery], *, now: datetime) -> None:
        """Write what became of some deliveries, later ones over earlier ones; lasting once it returns.

        Raises:
            DigestError: The disk refuses; nothing of it is written.
        """
        instant = moment_text(now)
        pieces = [deliveries[at : at + _AT_ONCE] for at in range(0, len(deliveries), _AT_ONCE)]
        with self._trusting():
            try:
                if len(pieces) > 1:
                    self._connection.execute("BEGIN IMMEDIATE")
                for piece in pieces:
                    self._write_piece(piece, instant)
                if len(pieces) > 1:
                    self._connection.execute("COMMIT")
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")

    def _write_piece(self, deliveries: Sequence[Delivery], instant: str) -> None:
        values: list[object] = []
        for one in deliveries:
            again = moment_text(one.again) if one.again else None
            values += (self._number, one.place, one.state.value, one.tries, again, one.words, instant)
        self._connection.execute(_WRITE.format(rows=", ".join([_ROW] * len(deliveries))), values)

    def resend(self, *, now: datetime) -> int:
        """Make what is in doubt, and was not left at that, something to send again; give how many."""
        with self._trusting():
            return send_again(self._connection, self._number, now=now)

    def close(self) -> None:
        """Close the connection."""
        close_database(self._connection)

    @contextmanager
    def _trusting(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            raise unwritable(self._file, error) from error
        except sqlite3.DatabaseError as error:
            if type(error) is not sqlite3.DatabaseError:  # its subclasses are faults of this program
                raise
            raise damaged(self._file) from error


def send_again(connection: sqlite3.Connection, number: int, *, now: datetime) -> int:
    """Make what is in doubt, was not left at that and not tried too often, something to send again; give how many."""
    return connection.execute(_RESEND, (moment_text(now), number, MOST_TRIES)).rowcount


def moment_text(moment: datetime) -> str:
    """Write an instant so that texts compare as instants do: UTC, to the second."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def delivery_of(row: tuple[Any, ...]) -> Delivery:
    """Read a row of `FIELDS`."""
    place, member, address, name, variant, state, tries, again, words = row
    return Delivery(
        place=place,
        member=member,
        address=address,
        name=name,
        variant=variant,
        state=State(state),
        tries=tries,
        again=datetime.fromisoformat(again) if again else None,
        words=words,
    )


def _claimed(row: tuple[Any, ...], today: date) -> Delivery:
    standing, paused_until = row[-2:]
    delivery = delivery_of(row[:-2])
    reason = _excuse(standing, paused_until, today)
    return replace(delivery, state=State.EXCLUDED, again=None, words=reason) if reason else delivery


def _excuse(standing: str | None, paused_until: str | None, today: date) -> str:
    if standing == "active":
        return _("paused since the list was frozen") if (paused_until or "") >= today.isoformat() else ""
    if standing is None:
        return _("removed since the list was frozen")
    if standing == "bounced":
        return _("bounced since the list was frozen")
    return _("unsubscribed since the list was frozen")
