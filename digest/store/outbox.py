"""The outbox: each edition's frozen list, one row for each member, and what became of it.

A row is in exactly one state (`digest.model.State`). The rows of a mailing are written once, in one transaction, before
anything leaves; from then on they only change their state. Here is what needs no haste: freezing, counting, naming, and
what is decided about answers that were lost. `digest.store.outbox` claims and marks rows while messages leave.

*In doubt* means that the server may have the message and its answer was lost. Such a row is open until somebody
decides (`resolve`): `resend` makes it one to send again; `skip` leaves it in doubt for good and closes it. A closed row
stays in doubt in every count and is named in every report, for nobody knows more of it; it is only never asked about
again. So the counts add up to the list whatever was decided, and a mailing is done when no row is open.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from digest.errors import DigestError
from digest.locale import _
from digest.model import MOST_TRIES, Delivery, DeliveryState
from digest.store.database import FILE_NAME, Guard, Repository, close_database, damaged, open_database, unwritable

# The books of one mailing while its messages leave: rows claimed in pieces, changes written for good.

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
_AT_ONCE_of_books = 1000
_RESEND = (
    "UPDATE outbox SET state = 'to send', again = NULL, changed = ?"
    " WHERE number = ? AND state = 'in doubt' AND is_closed = 0 AND tries < ?"
)


class MailingRows:
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
        """Return the next deliveries that are to be tried now, in the order of the list.

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
        """Return in words why nothing is to be sent to a member any more; "" where nothing speaks against it."""
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
        pieces = [deliveries[at : at + _AT_ONCE_of_books] for at in range(0, len(deliveries), _AT_ONCE_of_books)]
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
        """Make what is in doubt, and was not left at that, something to send again; return how many."""
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
    """Make what is in doubt, was not left at that and not tried too often, something to send again; return how many."""
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
        state=DeliveryState(state),
        tries=tries,
        again=datetime.fromisoformat(again) if again else None,
        words=words,
    )


def _claimed(row: tuple[Any, ...], today: date) -> Delivery:
    standing, paused_until = row[-2:]
    delivery = delivery_of(row[:-2])
    reason = _excuse(standing, paused_until, today)
    return replace(delivery, state=DeliveryState.EXCLUDED, again=None, words=reason) if reason else delivery


def _excuse(standing: str | None, paused_until: str | None, today: date) -> str:
    if standing == "active":
        return _("paused since the list was frozen") if (paused_until or "") >= today.isoformat() else ""
    if standing is None:
        return _("removed since the list was frozen")
    if standing == "bounced":
        return _("bounced since the list was frozen")
    return _("unsubscribed since the list was frozen")


_AT_ONCE = 1000
_INSERT = (
    "INSERT INTO outbox (number, place, member, key, address, name, variant, state, tries, words, changed)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?)"
)
_CLOSE = "UPDATE outbox SET is_closed = 1, changed = ? WHERE number = ? AND state = 'in doubt' AND is_closed = 0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailing:
    """An edition whose list is frozen.

    Attributes:
        number: The edition.
        fingerprint: Of all that was approved.
        frozen: When its list was written down.
        finished: When nothing was open any more; None while something is.
        record: What the pipeline wants to find again, as JSON keeps it.
    """

    number: int
    fingerprint: str
    frozen: datetime
    finished: datetime | None
    record: Mapping[str, object]


class OutboxRepository(Repository):
    """What is to be sent, and what became of it.

    Args:
        connection: The store.
        folder: The letter's state folder, for connections of other threads.
        reading: Says in words what the system refuses.
        writing: The same around a transaction: all or nothing.
    """

    def __init__(self, connection: sqlite3.Connection, folder: Path, *, reading: Guard, writing: Guard) -> None:
        super().__init__(connection, reading=reading, writing=writing)
        self._folder = folder

    def freeze(
        self,
        number: int,
        *,
        fingerprint: str,
        record: Mapping[str, object],
        moulds: Mapping[int, bytes],
        rows: Iterable[tuple[Delivery, str]],
        now: datetime,
    ) -> None:
        """Write a mailing down whole: one transaction, in bounded memory however long the list.

        Args:
            number: The edition.
            fingerprint: Of all that was approved.
            record: What is to be found again with it.
            moulds: What the messages are made of, by variant.
            rows: Each member's delivery, `TO_SEND` or `EXCLUDED` with the reason, and the key of their address.
            now: The instant.

        Raises:
            DigestError: The edition is frozen already, or one address is twice on the list.
        """
        instant = moment_text(now)
        with self._writing():
            if self._row(number):
                raise _frozen_already(number)
            head = (number, fingerprint, instant, json.dumps(record, ensure_ascii=False))
            self._connection.execute(
                "INSERT INTO mailings (number, fingerprint, frozen, record) VALUES (?, ?, ?, ?)", head
            )
            self._connection.executemany(
                "INSERT INTO variants (number, variant, mould) VALUES (?, ?, ?)",
                ((number, variant, mould) for variant, mould in moulds.items()),
            )
            try:
                self._connection.executemany(_INSERT, (_values(number, one, key, instant) for one, key in rows))
            except sqlite3.IntegrityError as error:
                raise _twice(number) from error

    def mailing(self, number: int) -> Mailing | None:
        """Return an edition's mailing; None where its list was never frozen."""
        with self._reading():
            row = self._row(number)
        return _mailing_of(row) if row else None

    def mailings(self) -> tuple[Mailing, ...]:
        """Return every mailing, oldest edition first."""
        with self._reading():
            rows = self._connection.execute(
                "SELECT number, fingerprint, frozen, finished, record FROM mailings ORDER BY number"
            ).fetchall()
        return tuple(map(_mailing_of, rows))

    def moulds(self, number: int) -> dict[int, bytes]:
        """Return what the messages are made of, by variant."""
        with self._reading():
            rows = self._connection.execute("SELECT variant, mould FROM variants WHERE number = ?", (number,))
            return dict(rows.fetchall())

    def counts(self, number: int) -> dict[DeliveryState, int]:
        """Count the members in each state; every state is there, and together they are the list."""
        with self._reading():
            rows = self._connection.execute(
                "SELECT state, count(*) FROM outbox WHERE number = ? GROUP BY state", (number,)
            ).fetchall()
        return {state: dict(rows).get(state.value, 0) for state in DeliveryState}

    def deliveries(self, number: int, *states: DeliveryState) -> Iterator[Delivery]:
        """Return the deliveries in some states, or all, in the order of the list; streamed."""
        wanted = [state.value for state in states or DeliveryState]
        marks = ", ".join("?" * len(wanted))
        query = (
            f"SELECT {FIELDS} FROM outbox WHERE number = ? AND place > ? AND state IN ({marks})"  # noqa: S608 - question marks
            " ORDER BY place LIMIT ?"
        )
        last = 0
        while True:
            with self._reading():
                rows = self._connection.execute(query, (number, last, *wanted, _AT_ONCE)).fetchall()
            yield from map(delivery_of, rows)
            if len(rows) < _AT_ONCE:
                return
            last = rows[-1][0]

    def open_count(self, number: int) -> int:
        """Count the members about whom something remains to be done or decided."""
        query = f"SELECT count(*) FROM outbox WHERE number = ? AND {OPEN}"  # noqa: S608 - written beside it
        with self._reading():
            count: int = self._connection.execute(query, (number,)).fetchone()[0]
        return count

    def open_doubts(self, number: int) -> int:
        """Count the members in doubt about whom nobody has decided yet."""
        query = "SELECT count(*) FROM outbox WHERE number = ? AND state = ? AND is_closed = 0"
        with self._reading():
            count: int = self._connection.execute(query, (number, DeliveryState.IN_DOUBT.value)).fetchone()[0]
        return count

    def recover(self, number: int, *, now: datetime) -> int:
        """Put in doubt what a run that died left in flight; return how many. Only under the lock of the letter."""
        words = _("the run that sent it was cut short before the answer came")
        with self._writing():
            done = self._connection.execute(
                "UPDATE outbox SET state = ?, words = ?, changed = ? WHERE number = ? AND state = ?",
                (DeliveryState.IN_DOUBT.value, words, moment_text(now), number, DeliveryState.IN_FLIGHT.value),
            )
        return done.rowcount

    def resolve(self, number: int, how: str, *, now: datetime) -> int:
        """Decide about what is in doubt and was not decided yet; return how many rows that changed.

        Args:
            number: The edition.
            how: `resend` (to send again; what was tried as often as is allowed is left in doubt for good), `skip` (left
                in doubt for good), or `hold` (nothing changes).
            now: The instant.
        """
        if how not in ("resend", "skip"):
            return 0
        with self._writing():
            changed = send_again(self._connection, number, now=now) if how == "resend" else 0
            return changed + self._connection.execute(_CLOSE, (moment_text(now), number)).rowcount

    def finish(self, number: int, *, now: datetime) -> bool:
        """Write that a mailing is over, if nothing of it is open any more; return whether it is over."""
        query = (
            "UPDATE mailings SET finished = coalesce(finished, ?) WHERE number = ?"  # noqa: S608 - written beside it
            f" AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.number = mailings.number AND {OPEN})"
        )
        with self._writing():
            return self._connection.execute(query, (moment_text(now), number)).rowcount > 0

    def open_rows(self, number: int) -> MailingRows:
        """Open the books of a mailing for the thread that calls: a connection of its own to the same file.

        Raises:
            DigestError: The store cannot be opened.
        """
        return MailingRows(self._folder, number)

    def _row(self, number: int) -> tuple[int, str, str, str | None, str] | None:
        query = "SELECT number, fingerprint, frozen, finished, record FROM mailings WHERE number = ?"
        row: tuple[int, str, str, str | None, str] | None = self._connection.execute(query, (number,)).fetchone()
        return row


def _values(number: int, one: Delivery, key: str, instant: str) -> tuple[object, ...]:
    return number, one.place, one.member, key, one.address, one.name, one.variant, one.state.value, one.words, instant


def _mailing_of(row: tuple[int, str, str, str | None, str]) -> Mailing:
    number, fingerprint, frozen, finished, record = row
    return Mailing(
        number=number,
        fingerprint=fingerprint,
        frozen=datetime.fromisoformat(frozen),
        finished=datetime.fromisoformat(finished) if finished else None,
        record=json.loads(record),
    )


def _frozen_already(number: int) -> DigestError:
    return DigestError(
        _("edition {number} is in the outbox already").format(number=number),
        hint=_("Its list and its text are fixed. `digest send {number}` goes on with it.").format(number=number),
    )


def _twice(number: int) -> DigestError:
    return DigestError(
        _("the list of edition {number} names somebody twice").format(number=number),
        hint=_("Nothing was written. Look at the list with `digest members list`."),
    )
