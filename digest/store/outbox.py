"""The outbox: each edition's frozen list, one row for each member, and what became of it.

A row is in exactly one state (`digest.model.State`). The rows of a mailing are written once, in one transaction, before
anything leaves; from then on they only change their state. Here is what needs no haste: freezing, counting, naming, and
what is decided about answers that were lost. `digest.store.books` claims and marks rows while messages leave.

*In doubt* means that the server may have the message and its answer was lost. Such a row is open until somebody
decides (`resolve`): `resend` makes it one to send again; `skip` leaves it in doubt for good and closes it. A closed row
stays in doubt in every count and is named in every report, for nobody knows more of it; it is only never asked about
again. So the counts add up to the list whatever was decided, and a mailing is done when no row is open.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from digest.errors import DigestError
from digest.locale import _
from digest.model import Delivery, State
from digest.store.books import FIELDS, OPEN, Books, delivery_of, moment_text, send_again
from digest.store.drawers import Drawer, Guard

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


class Outbox(Drawer):
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
        """Give an edition's mailing; None where its list was never frozen."""
        with self._reading():
            row = self._row(number)
        return _mailing_of(row) if row else None

    def mailings(self) -> tuple[Mailing, ...]:
        """Give every mailing, oldest edition first."""
        with self._reading():
            rows = self._connection.execute(
                "SELECT number, fingerprint, frozen, finished, record FROM mailings ORDER BY number"
            ).fetchall()
        return tuple(map(_mailing_of, rows))

    def moulds(self, number: int) -> dict[int, bytes]:
        """Give what the messages are made of, by variant."""
        with self._reading():
            rows = self._connection.execute("SELECT variant, mould FROM variants WHERE number = ?", (number,))
            return dict(rows.fetchall())

    def counts(self, number: int) -> dict[State, int]:
        """Count the members in each state; every state is there, and together they are the list."""
        with self._reading():
            rows = self._connection.execute(
                "SELECT state, count(*) FROM outbox WHERE number = ? GROUP BY state", (number,)
            ).fetchall()
        return {state: dict(rows).get(state.value, 0) for state in State}

    def deliveries(self, number: int, *states: State) -> Iterator[Delivery]:
        """Give the deliveries in some states, or all, in the order of the list; streamed."""
        wanted = [state.value for state in states or State]
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
            count: int = self._connection.execute(query, (number, State.IN_DOUBT.value)).fetchone()[0]
        return count

    def recover(self, number: int, *, now: datetime) -> int:
        """Put in doubt what a run that died left in flight; give how many. Only under the lock of the letter."""
        words = _("the run that sent it was cut short before the answer came")
        with self._writing():
            done = self._connection.execute(
                "UPDATE outbox SET state = ?, words = ?, changed = ? WHERE number = ? AND state = ?",
                (State.IN_DOUBT.value, words, moment_text(now), number, State.IN_FLIGHT.value),
            )
        return done.rowcount

    def resolve(self, number: int, how: str, *, now: datetime) -> int:
        """Decide about what is in doubt and was not decided yet; give how many rows that changed.

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
        """Write that a mailing is over, if nothing of it is open any more; tell whether it is over."""
        query = (
            "UPDATE mailings SET finished = coalesce(finished, ?) WHERE number = ?"  # noqa: S608 - written beside it
            f" AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.number = mailings.number AND {OPEN})"
        )
        with self._writing():
            return self._connection.execute(query, (moment_text(now), number)).rowcount > 0

    def open_books(self, number: int) -> Books:
        """Open the books of a mailing for the thread that calls: a connection of its own to the same file.

        Raises:
            DigestError: The store cannot be opened.
        """
        return Books(self._folder, number)

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
        mend=_("Its list and its text are fixed. `digest send {number}` goes on with it.").format(number=number),
    )


def _twice(number: int) -> DigestError:
    return DigestError(
        _("the list of edition {number} names somebody twice").format(number=number),
        mend=_("Nothing was written. Look at the list with `digest members list`."),
    )
