"""A store copied while others may write to it: for looking at what a run would do, without doing it."""

import sqlite3
from contextlib import closing
from pathlib import Path

from digest.store.database import FILE_NAME, unwritable


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
