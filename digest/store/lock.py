"""One run per letter: an advisory lock on a file in the state folder, which the kernel drops when its owner dies."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO

from digest.errors import DigestError, LockedError
from digest.locale import _
from digest.locale.reasons import say_reason
from digest.text.dates.format import format_instant

if sys.platform == "win32":  # Windows locks bytes by msvcrt, the same way
    import msvcrt
else:
    import fcntl

FILE_NAME = "lock"
RUN_FILE_NAME = "run.lock"
"""Held by a whole unattended run, whose steps take the letter's own lock one after the other."""
# Far behind what is written: Windows refuses to read a locked byte, and the words must stay readable.
_LOCKED_BYTE = 1 << 30


@contextmanager
def lock_letter(folder: Path, *, now: datetime, name: str = FILE_NAME) -> Iterator[None]:
    """Keep the lock of the letter whose state folder this is, or another lock beside it.

    Raises:
        LockedError: Another run holds it; the message says which process, and since when.
    """
    file = folder / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = file.open("a+", encoding="utf-8")
    except OSError as error:
        raise DigestError(
            _("the lock cannot be opened: {reason}").format(reason=say_reason(error)),
            where=str(file),
            hint=_("Check that you may write in this folder."),
        ) from error
    with handle:
        if not _take(handle):
            raise _locked(file, handle)
        _sign(handle, now)
        yield


def _take(handle: IO[str]) -> bool:
    try:
        if sys.platform == "win32":
            handle.seek(_LOCKED_BYTE)
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _sign(handle: IO[str], now: datetime) -> None:
    """Write who holds the lock; a disk that refuses costs only the words, for the lock itself is the kernel's."""
    with suppress(OSError):
        handle.truncate(0)
        os.write(handle.fileno(), f"{os.getpid()} {now.isoformat(timespec='seconds')}\n".encode())


def _say(since: str) -> str:
    """Return in words what stands in the lock as an instant; as it stands where it is none."""
    try:
        instant = datetime.fromisoformat(since)
    except ValueError:
        return since or "?"
    return format_instant(instant, instant.tzinfo) if instant.tzinfo else since


def _locked(file: Path, handle: IO[str]) -> LockedError:
    handle.seek(0)
    process, _space, since = handle.read(200).strip().partition(" ")
    return LockedError(
        _("another run of this letter is under way: process {process}, since {since}").format(
            process=process or "?", since=_say(since)
        ),
        where=str(file),
        hint=_("Wait until it has ended. The lock goes with the process that holds it: there is no file to delete."),
    )
