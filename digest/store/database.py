"""The file itself: one SQLite database in WAL mode, its tables, and the steps from an older form to this one.

The file appears whole or not at all, and once closed it is all there is: a copy of it is a backup. `PRAGMA
user_version` counts the steps already taken. A file from a newer digest is refused, for this one would not know what it
must not touch; a damaged one is refused, for nothing may be sent on its word.
"""

import os
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager, closing, suppress
from pathlib import Path

from digest.errors import DigestError
from digest.locale import _
from digest.store.migrations import STEPS

FILE_NAME = "digest.db"
PATIENCE = 30.0
"""Seconds that are waited for another process which is writing."""
_APPLICATION = 0x64676573  # "dges", in the header of the file (PRAGMA application_id)
_PAGE = 16_384
"""Octets of a page of a new store. An article takes 3 kB; of SQLite's usual 4096 each leaves a quarter empty. Five
thousand articles take 19 MB instead of 23, and writing them 3 % less CPU."""


def open_database(folder: Path, *, is_checked: bool = False, patience: float = PATIENCE) -> sqlite3.Connection:
    """Open the store's file, made or brought up to date where needed.

    Args:
        folder: Where it lies.
        is_checked: Whether this process has found this very file whole before and need not read all of it again.
        patience: How long another process that writes is waited for, in seconds.

    Raises:
        DigestError: The folder cannot be written, or the file is damaged, foreign, or newer than this digest.
    """
    file = folder / FILE_NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            _create(file)
        if not file.stat().st_size:
            raise damaged(file, _("the store is empty, and a new one never is"))
        connection = _connect(file, patience)
    except (OSError, sqlite3.OperationalError) as error:
        raise unwritable(file, error) from error
    try:
        _prepare(connection, file, is_checked=is_checked)
    except BaseException:
        connection.close()
        raise
    return connection


def close_database(connection: sqlite3.Connection) -> None:
    """Close the file, with all that was written in the one file and nothing in the log beside it.

    SQLite does so itself where nobody else has it open; beside an open preview it is asked to, and does not wait.
    """
    with suppress(sqlite3.Error):  # a disk that is full now: what was committed is in the log, and is read from there
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
    connection.close()


def _create(file: Path) -> None:
    """Make a new store beside its place and put it there whole; one that another process was faster with stands.

    An empty file is never our work, then, and can be told from a new store: SQLite itself would take it for one, and
    the letter would forget all it has printed.
    """
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    beside.unlink(missing_ok=True)
    try:
        beside.touch(mode=0o600)  # it holds members' addresses and the keys of their links: its owner's alone
        with closing(sqlite3.connect(beside, isolation_level=None)) as connection:
            connection.execute(f"PRAGMA page_size = {_PAGE}")
            _migrate(connection)
        _put(beside, file)
    finally:
        beside.unlink(missing_ok=True)


def _put(beside: Path, file: Path) -> None:
    """Return a file its name unless another one has it."""
    try:
        file.hardlink_to(beside)
    except FileExistsError:
        return
    except OSError:  # no hard links there, as on the FAT file system
        if not file.exists():
            beside.replace(file)


def _connect(file: Path, patience: float) -> sqlite3.Connection:
    """Connect to a file that exists; `mode=rw` never makes one."""
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=rw", uri=True, timeout=patience, isolation_level=None)


def _prepare(connection: sqlite3.Connection, file: Path, *, is_checked: bool) -> None:
    try:
        _check_version(connection, file)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        _migrate(connection)
        if not is_checked:
            _check_health(connection, file)
    except sqlite3.OperationalError as error:
        raise unwritable(file, error) from error
    except sqlite3.DatabaseError as error:
        raise damaged(file) from error


def _check_version(connection: sqlite3.Connection, file: Path) -> None:
    version = _version(connection)
    owner: int = connection.execute("PRAGMA application_id").fetchone()[0]
    tables: int = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if owner != _APPLICATION and (tables or version or owner):
        raise DigestError(
            _("this database was not made by digest"),
            where=str(file),
            hint=_("Move it elsewhere, or choose another folder with --state."),
        )
    if version > len(STEPS):
        raise DigestError(
            _("this store was written by a newer digest (its form is {theirs}, this one knows up to {ours})").format(
                theirs=version, ours=len(STEPS)
            ),
            where=str(file),
            hint=_("Upgrade digest, or go back to the copy of the store you made before."),
        )


def _migrate(connection: sqlite3.Connection) -> None:
    """Take the missing steps in one transaction, number included: a crash leaves the form before or the form after.

    The version is read again inside it, for another process may have been faster.
    """
    if _version(connection) == len(STEPS):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for step in STEPS[_version(connection) :]:
            for statement in step.split(";"):
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {_APPLICATION}")
        connection.execute(f"PRAGMA user_version = {len(STEPS)}")
        connection.execute("COMMIT")
    except sqlite3.Error:
        connection.execute("ROLLBACK")
        raise


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def _check_health(connection: sqlite3.Connection, file: Path) -> None:
    """Look the whole file over, through SQLite alone.

    Nothing else in this process may open and close the file: the system would drop the locks that SQLite holds on it,
    and another process that closes the store would take the log away under this one (sqlite.org/howtocorrupt.html,
    section 2.2).
    """
    verdict: str = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if verdict != "ok":
        raise damaged(file)


def damaged(file: Path, problem: str = "") -> DigestError:
    """Make the error of a store that cannot be trusted."""
    return DigestError(
        problem or _("the store is damaged"),
        where=str(file),
        hint=_(
            "Put a copy from your backup in its place. Without one, move the file away and collect again: digest then "
            "no longer knows what earlier editions printed."
        ),
    )


def unwritable(file: Path, error: Exception) -> DigestError:
    """Make the error of a store that the system does not let us use: rights, a full disk, another process."""
    if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
        return DigestError(
            _("another run has been writing in the store for a while, and has not ended"),
            where=str(file),
            hint=_("Try again when it has ended: an import of many members takes a minute or two."),
        )
    return DigestError(
        _("the store cannot be used: {reason}").format(reason=error),
        where=str(file),
        hint=_("Check that its folder exists, may be written by you and has room, or choose another with --state."),
    )


# What every part of the store is made of: the one connection, and how it is read and written.

Guard = Callable[[], AbstractContextManager[None]]


class Repository:
    """A part of the store, with tables of its own.

    Args:
        connection: The store's.
        reading: Says in words what the system refuses.
        writing: The same around a transaction: all or nothing.
    """

    def __init__(self, connection: sqlite3.Connection, *, reading: Guard, writing: Guard) -> None:
        self._connection = connection
        self._reading = reading
        self._writing = writing


# A store copied while others may write to it: for looking at what a run would do, without doing it.


def copy_store(folder: Path, into: Path) -> None:
    """Copy the store of a folder into another one; nothing is written where it comes from.

    What lies beside the store is led to, not copied. Where there is no store, none is made.

    Raises:
        DigestError: It cannot be read, or the copy cannot be written.
    """
    for file in folder.iterdir() if folder.is_dir() else ():
        if not file.name.startswith(FILE_NAME) and file.name != "lock":
            (into / file.name).symlink_to(file.absolute())
    source = folder / FILE_NAME
    if not source.is_file():
        return
    try:
        with (
            closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as old,
            closing(sqlite3.connect(into / FILE_NAME)) as new,
        ):
            old.backup(new)
    except (OSError, sqlite3.Error) as error:
        raise unwritable(source, error) from error
