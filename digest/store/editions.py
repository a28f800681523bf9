"""The editions as the store knows them: what the machine composed last for each, and which were sent with what."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from digest.model import Window
from digest.store.database import Repository
from digest.text.normalize import fold_for_search


@dataclass(frozen=True, slots=True, kw_only=True)
class SentEdition:
    """An edition that went out."""

    number: int
    window: Window
    sent: datetime


def open_number(connection: sqlite3.Connection) -> int:
    """Give the number of the open edition: the newest one not sent, or the one after the last sent; the first is 1."""
    newest, sent = connection.execute(
        "SELECT max(number), max(CASE WHEN sent IS NOT NULL THEN number END) FROM editions"
    ).fetchone()
    return int(newest) if newest is not None and newest != sent else (sent or 0) + 1


def last_sent(connection: sqlite3.Connection, *, before: int | None) -> SentEdition | None:
    """Return the newest edition that was sent; of those before a number, where one is given."""
    row = connection.execute(
        "SELECT number, first_day, last_day, sent FROM editions WHERE sent IS NOT NULL"
        " AND (:before IS NULL OR number < :before) ORDER BY number DESC LIMIT 1",
        {"before": before},
    ).fetchone()
    if row is None:
        return None
    window = Window(first_day=date.fromisoformat(row[1]), last_day=date.fromisoformat(row[2]))
    return SentEdition(number=row[0], window=window, sent=datetime.fromisoformat(row[3]))


def read_draft(connection: sqlite3.Connection, number: int) -> str | None:
    """Return what the machine composed last for an edition; None where it composed nothing yet."""
    row = connection.execute("SELECT draft FROM editions WHERE number = ?", (number,)).fetchone()
    return row[0] if row else None


def keep_draft(connection: sqlite3.Connection, number: int, text: str) -> None:
    """Write what the machine composed for an edition."""
    connection.execute(
        "INSERT INTO editions (number, draft) VALUES (?, ?) ON CONFLICT DO UPDATE SET draft = excluded.draft",
        (number, text),
    )


def mark_sent(connection: sqlite3.Connection, edition: SentEdition, ids: Iterable[str]) -> None:
    """Write that an edition was sent, and all it dealt with; what an earlier one dealt with stays with that one."""
    connection.execute(
        "INSERT INTO editions (number, first_day, last_day, sent) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
        " first_day = excluded.first_day, last_day = excluded.last_day, sent = coalesce(sent, excluded.sent)",
        (
            edition.number,
            edition.window.first_day.isoformat(),
            edition.window.last_day.isoformat(),
            edition.sent.isoformat(),
        ),
    )
    connection.executemany(
        "INSERT OR IGNORE INTO dealt (item, number) VALUES (?, ?)", [(one, edition.number) for one in sorted(set(ids))]
    )


# Who approved which edition, when, and what exactly: a name bound to a fingerprint.


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """One person's word for one edition.

    Attributes:
        number: The edition.
        name: As the person wrote it.
        fingerprint: Of all that was approved.
        parts: The fingerprints of what it is made of, by their names, to say later what changed.
        given: When.
    """

    number: int
    name: str
    fingerprint: str
    given: datetime
    parts: Mapping[str, str] = field(default_factory=dict)


class ApprovalRepository(Repository):
    """The approvals of one letter."""

    def of(self, number: int) -> tuple[Approval, ...]:
        """Return all approvals of an edition, the oldest first."""
        with self._reading():
            rows = self._connection.execute(
                "SELECT name, fingerprint, parts, given FROM approvals WHERE number = ? ORDER BY given, key", (number,)
            ).fetchall()
        return tuple(
            Approval(
                number=number,
                name=name,
                fingerprint=fingerprint,
                parts=json.loads(parts),
                given=datetime.fromisoformat(given),
            )
            for name, fingerprint, parts, given in rows
        )

    def keep(self, approval: Approval) -> None:
        """Write an approval down, in the place of what the same person said before; case and accents make no other."""
        row = (
            approval.number,
            fold_for_search(approval.name),
            approval.name,
            approval.fingerprint,
            json.dumps(dict(approval.parts)),
            approval.given.isoformat(),
        )
        with self._writing():
            self._connection.execute(
                "INSERT OR REPLACE INTO approvals (number, key, name, fingerprint, parts, given)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                row,
            )
