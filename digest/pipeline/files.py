"""The letter and the archive on the disk: whole files, and none of anybody else's ever deleted."""

import re
from collections.abc import Mapping
from pathlib import Path

from digest.disk import replace_file
from digest.errors import DigestError
from digest.locale import _
from digest.locale.reasons import say_reason
from digest.render.letter import Rendered

_ARCHIVE_LIST = ".archive-files"
_ARCHIVE_FILE = re.compile(r"(?:\d{1,9}/)?[a-z][a-z0-9-]{0,60}\.(?:html|css|xml|txt|ics|jpg|png)")


def write_letter(rendered: Rendered, folder: Path) -> tuple[Path, ...]:
    """Write the files of a letter into a folder; give those that are there now.

    Raises:
        DigestError: The disk refuses.
    """
    contents = {
        "letter.html": rendered.html.encode(),
        "letter.txt": rendered.text.encode(),
        "letter.eml": rendered.message,
        "agenda.ics": rendered.calendar,
        "edition.json": rendered.record.encode(),
    }
    for name, octets in contents.items():
        if octets:
            write_file(folder / name, octets)
        else:  # an issue without an agenda has no calendar, also where an earlier build left one
            (folder / name).unlink(missing_ok=True)
    return tuple(folder / name for name, octets in contents.items() if octets)


def write_archive(files: Mapping[str, bytes], folder: Path) -> None:
    """Write the pages, then take those away that an earlier run wrote and this one did not: the list says which.

    Only our own files are ever deleted: the folder may be a web server's, with other things in it.
    """
    listed = folder / _ARCHIVE_LIST
    before = listed.read_text(encoding="utf-8", errors="replace").split("\n") if listed.is_file() else []
    gone = [name for name in before if name not in files and _ARCHIVE_FILE.fullmatch(name)]
    write_file(listed, "\n".join((*files, *gone, "")).encode())
    for name, octets in files.items():
        write_file(folder / name, octets)
    for name in gone:
        (folder / name).unlink(missing_ok=True)
    write_file(listed, "\n".join((*files, "")).encode())


def read_archive(folder: Path, name: str) -> bytes | None:
    """Give a file of the archive by its path in it; None for everything that no archive of ours has put there."""
    if not _ARCHIVE_FILE.fullmatch(name):
        return None
    try:
        listed = (folder / _ARCHIVE_LIST).read_text(encoding="utf-8", errors="replace").split("\n")
        return (folder / name).read_bytes() if name in listed else None
    except OSError:
        return None


def write_file(file: Path, octets: bytes) -> None:
    """Write a file whole or not at all: whoever reads it meanwhile sees the old one.

    Raises:
        DigestError: The disk refuses.
    """
    try:
        replace_file(file, octets)
    except OSError as error:
        problem = _("the file cannot be written ({reason})").format(reason=say_reason(error))
        raise DigestError(
            problem, where=str(file), mend=_("Check the rights of its folder and the room left on the disk.")
        ) from error
