"""How the sources are: what each left for its next reading, and for how long it has been failing."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from digest.model import Remembered, Yield


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How one source is.

    Attributes:
        last_read: When it was last asked.
        last_good: When it last answered well; None if never.
        failing_since: The first of the readings in a row that failed; None while it is well.
        failures: How many readings in a row failed.
    """

    source: str
    last_read: datetime | None = None
    last_good: datetime | None = None
    failing_since: datetime | None = None
    failures: int = 0


def note_reading(connection: sqlite3.Connection, one: Yield, *, now: datetime) -> None:
    """Write how a reading went, and what the source left for the next one."""
    instant = now.isoformat()
    connection.execute("INSERT OR IGNORE INTO sources (name) VALUES (?)", (one.source,))
    if one.failed:
        connection.execute(
            "UPDATE sources SET last_read = ?1, failures = failures + 1,"
            " failing_since = coalesce(failing_since, ?1) WHERE name = ?2",
            (instant, one.source),
        )
        return
    connection.execute(
        "UPDATE sources SET last_read = ?1, last_good = ?1, failures = 0, failing_since = NULL WHERE name = ?2",
        (instant, one.source),
    )
    if one.remembered is not None:
        left = one.remembered
        connection.execute(
            "UPDATE sources SET etag = ?, last_modified = ?, fingerprint = ?, body = ? WHERE name = ?",
            (left.etag, left.last_modified, left.fingerprint, left.body, one.source),
        )


def read_remembered(connection: sqlite3.Connection) -> dict[str, Remembered]:
    """Give what each source left, by its name; sources that left nothing are not there."""
    rows = connection.execute("SELECT name, etag, last_modified, body, fingerprint FROM sources ORDER BY name")
    found = {
        str(name): Remembered(etag=etag, last_modified=last_modified, body=body, fingerprint=fingerprint)
        for name, etag, last_modified, body, fingerprint in rows
    }
    return {name: left for name, left in found.items() if left != Remembered()}


def read_health(connection: sqlite3.Connection) -> tuple[Health, ...]:
    """Give how each source is, in the order of names."""
    rows = connection.execute("SELECT name, last_read, last_good, failing_since, failures FROM sources ORDER BY name")
    return tuple(
        Health(
            source=name,
            last_read=_instant(last_read),
            last_good=_instant(last_good),
            failing_since=_instant(failing_since),
            failures=failures,
        )
        for name, last_read, last_good, failing_since, failures in rows
    )


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
