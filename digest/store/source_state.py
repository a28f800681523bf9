"""How the sources are: what each left for its next reading, and for how long it has been failing."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from digest.model import Problem, SourceResult, SourceState


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStatus:
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


def note_reading(connection: sqlite3.Connection, one: SourceResult, *, now: datetime) -> None:
    """Write how a reading went, and what the source left for the next one; a source not asked is as it was."""
    connection.execute("INSERT OR IGNORE INTO sources (name) VALUES (?)", (one.source,))
    _note_problems(connection, one)
    if not one.is_skipped:
        _count_reading(connection, one, now.isoformat())
    if one.remembered is not None:
        _remember(connection, one.source, one.remembered)


def _count_reading(connection: sqlite3.Connection, one: SourceResult, instant: str) -> None:
    """Count the failures in a row; those of an address that feeds.yaml no longer has do not count."""
    if not one.failed:
        connection.execute(
            "UPDATE sources SET last_read = :now, last_good = :now, failures = 0, failing_since = NULL"
            " WHERE name = :name",
            {"now": instant, "name": one.source},
        )
        return
    if one.remembered is not None:
        connection.execute(
            "UPDATE sources SET failures = 0, failing_since = NULL WHERE name = ? AND address <> ?",
            (one.source, one.remembered.address),
        )
    connection.execute(
        "UPDATE sources SET last_read = :now, failures = failures + 1, failing_since = coalesce(failing_since, :now)"
        " WHERE name = :name",
        {"now": instant, "name": one.source},
    )


def _remember(connection: sqlite3.Connection, source: str, left: SourceState) -> None:
    connection.execute(
        "UPDATE sources SET etag = ?, last_modified = ?, fingerprint = ?, items = ?, body = ?,"
        " address = ?, moved_to = ?, is_gone = ?, wait_until = ? WHERE name = ?",
        (
            *(left.etag, left.last_modified, left.fingerprint, left.items, left.body),
            *(left.address, left.moved_to, left.is_gone, left.wait_until.isoformat() if left.wait_until else None),
            source,
        ),
    )


def _note_problems(connection: sqlite3.Connection, one: SourceResult) -> None:
    """Write what was wrong; what is unchanged has the problems it had, unless those were of a reading that failed."""
    if one.is_unchanged and not one.problems:
        connection.execute("UPDATE sources SET problems = '[]' WHERE name = ? AND failures > 0", (one.source,))
        return
    rows = [[problem.source, problem.where, problem.message, problem.hint, problem.is_item] for problem in one.problems]
    text = json.dumps(rows, ensure_ascii=False)
    connection.execute("UPDATE sources SET problems = ? WHERE name = ?", (text, one.source))


def read_problems(connection: sqlite3.Connection) -> dict[str, tuple[Problem, ...]]:
    """Return what was wrong with each source when it was read last, by its name."""
    rows = connection.execute("SELECT name, problems FROM sources ORDER BY name")
    return {name: tuple(_problem(texts) for texts in json.loads(text)) for name, text in rows}


def _problem(row: list[Any]) -> Problem:
    source, where, message, hint, *is_item = row
    return Problem(source=source, where=where, message=message, hint=hint, is_item=is_item == [True])


def read_remembered(connection: sqlite3.Connection) -> dict[str, SourceState]:
    """Return what each source ever read left, by its name, and how often it failed since."""
    rows = connection.execute(
        "SELECT name, etag, last_modified, body, fingerprint, items, address, moved_to, is_gone,"
        " wait_until, last_read, failures, failing_since FROM sources ORDER BY name"
    )
    return {str(name): _remembered(columns) for name, *columns in rows}


def _remembered(columns: Sequence[Any]) -> SourceState:
    etag, last_modified, body, fingerprint, items, address, moved_to, is_gone, *counted = columns
    wait_until, last_read, failures, failing_since = counted
    return SourceState(
        etag=etag,
        last_modified=last_modified,
        body=body,
        fingerprint=fingerprint,
        items=items,
        address=address,
        moved_to=moved_to,
        is_gone=bool(is_gone),
        wait_until=_instant(wait_until),
        last_read=_instant(last_read),
        failures=failures,
        failing_since=_instant(failing_since),
    )


def read_health(connection: sqlite3.Connection) -> tuple[SourceStatus, ...]:
    """Return how each source is, in the order of names."""
    rows = connection.execute("SELECT name, last_read, last_good, failing_since, failures FROM sources ORDER BY name")
    return tuple(
        SourceStatus(
            source=name,
            last_read=_instant(last_read),
            last_good=_instant(last_good),
            failing_since=_instant(failing_since),
            failures=failures,
        )
        for name, last_read, last_good, failing_since, failures in rows
    )


def count_items(connection: sqlite3.Connection) -> dict[str, tuple[int, int]]:
    """Return how many articles and events each source shows or, as a feed, has shown, by its name."""
    rows = connection.execute(
        "SELECT copies.source, sum(items.kind = 'article'), sum(items.kind = 'event')"
        " FROM copies JOIN items ON items.id = copies.item WHERE copies.is_shown GROUP BY copies.source"
    )
    return {str(source): (articles, events) for source, articles, events in rows}


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
