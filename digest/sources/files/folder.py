"""Folders of our own texts: every file in them, each read by its kind; a broken one is a problem, the others go on.

With `fetch` the only module here that touches something outside: the disk. Hidden files are left, links are followed
only inside the folder, and what is neither file nor folder (a pipe, a device) is never opened: it may never answer.
"""

import os
import stat
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType

from digest.locale import _
from digest.locale.reasons import say_reason
from digest.model import Problem, SourceResult
from digest.sources.calendar.reader import read_calendar
from digest.sources.encoding import decode_text
from digest.sources.feed.reader import read_feed
from digest.sources.files.csv_events import read_csv_agenda
from digest.sources.files.markdown import read_markdown
from digest.sources.files.pdf import read_portable
from digest.sources.files.text import read_text_document
from digest.sources.page.reader import read_webfile
from digest.sources.portal.items import distinguish_items, problem_at
from digest.sources.types import ReadContext

_AT_MOST_OCTETS = 20_000_000
_AT_MOST_FILES = 5_000
_AT_MOST_DEPTH = 20
_ELSEWHERE = {
    ".docx",
    ".doc",
    ".odt",
    ".rtf",
    ".pages",
    ".xlsx",
    ".xls",
    ".ods",
    ".pptx",
    ".ppt",
    ".odp",
    ".eml",
    ".epub",
}


def read_text_file(raw: bytes, reading: ReadContext) -> SourceResult:
    """Read a plain text file of whatever kind it is."""
    text = decode_text(raw)
    if text is None:
        return _failed(reading, _("it is no text"), _("Take it out of the folder, or give it its right ending."))
    return read_text_document(text, reading)


_READERS: Mapping[str, Callable[[bytes, ReadContext], SourceResult]] = MappingProxyType(
    {
        ".md": read_markdown,
        ".markdown": read_markdown,
        ".txt": read_text_file,
        ".text": read_text_file,
        ".html": read_webfile,
        ".htm": read_webfile,
        ".xhtml": read_webfile,
        ".pdf": read_portable,
        ".ics": read_calendar,
        ".csv": read_csv_agenda,
        ".tsv": read_csv_agenda,
        ".xml": read_feed,
        ".rss": read_feed,
        ".atom": read_feed,
        ".rdf": read_feed,
        ".json": read_feed,
    }
)
# What was saved from elsewhere speaks of the day it was saved; our own texts and live calendars speak of today.
_SAVED = frozenset({".txt", ".text", ".html", ".htm", ".xhtml", ".pdf"})


def read_folder(reading: ReadContext) -> SourceResult:
    """Read the file or folder of a source, whole, in the order of the files' names.

    Args:
        reading: `where` is the path as it is shown, relative to feeds.yaml; files' places are made from it.
    """
    root = reading.source.path
    if root is None or not _exists(root):
        hint = _("Make it, or correct `path` in feeds.yaml.")
        return _failed(reading, _("there is no such file or folder"), hint)
    parts: list[SourceResult] = []
    try:
        parts.extend(_read_path(path, root, reading) for path in _walk(root))
    except _TooManyError:
        parts.append(
            _failed(reading, _("the folder holds more than {count} files").format(count=_AT_MOST_FILES), _("Split it."))
        )
    parts.append(_elsewhere(root, reading))
    parts.extend(_closed(root, reading))
    return SourceResult(
        source=reading.source.name,
        articles=tuple({a.id: a for part in parts for a in part.articles}.values()),
        events=distinguish_items(event for part in parts for event in part.events),
        problems=tuple(problem for part in parts for problem in part.problems),
        # What a file that cannot be read today told yesterday is not withdrawn.
        is_complete=not any(part.failed for part in parts),
    )


class _TooManyError(Exception):
    """The folder holds more files than are read."""


class _UnreadError(Exception):
    """A file that is not read; its text says why."""


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError, RuntimeError):
        return False


def _walk(root: Path) -> Iterator[Path]:
    """Return the paths to read in the order of their names; folders are walked, and none twice."""
    if not root.is_dir():
        yield root
        return
    count = 0
    for path in _listing(root):
        if path.suffix.lower() not in _READERS:
            continue
        count += 1
        if count > _AT_MOST_FILES:
            raise _TooManyError
        yield path


def _listing(root: Path) -> Iterator[Path]:
    """Return every path below a folder but hidden ones, in the order of their names."""
    for place, folders, files in os.walk(root, followlinks=False):
        depth = len(Path(place).relative_to(root).parts)
        folders[:] = sorted(name for name in folders if not name.startswith(".")) if depth < _AT_MOST_DEPTH else []
        yield from (Path(place) / name for name in sorted(files) if not name.startswith((".", "~$")))


def _read_path(path: Path, root: Path, reading: ReadContext) -> SourceResult:
    place = _place(path, root, reading)
    reading = replace(reading, where=place)
    try:
        raw, saved = _octets(path, root, reading)
    except _UnreadError as error:
        return _failed(reading, str(error), _("Take it out of the folder, or make it readable."))
    except (OSError, ValueError, RuntimeError) as error:  # RuntimeError: a loop of links, until Python 3.12
        reason = say_reason(error) if isinstance(error, OSError) else _("its name leads nowhere")
        return _failed(reading, _("it cannot be read: {reason}").format(reason=reason), _("Check its permissions."))
    suffix = path.suffix.lower()
    reader = _READERS.get(suffix, read_text_file)
    if suffix in _SAVED:
        reading = replace(reading, today=min(saved, reading.today))
    return _guarded(reader, raw, reading)


def _guarded(reader: Callable[[bytes, ReadContext], SourceResult], raw: bytes, reading: ReadContext) -> SourceResult:
    """Read a file's octets; whatever a library does on octets that nobody foresaw, the other files go on."""
    try:
        return reader(raw, reading)
    except Exception as error:  # noqa: BLE001, RUF100 - foreign octets through foreign parsers: one file never stops the letter
        message = _("it cannot be read: {reason}").format(reason=type(error).__name__)
        return _failed(reading, message, _("Open it and save it again; if that does not help, report it."))


def _octets(path: Path, root: Path, reading: ReadContext) -> tuple[bytes, date]:
    """Return a file's octets and the day it was last changed; a pipe or a device is never opened."""
    if path != root and not path.resolve().is_relative_to(root.resolve()):
        raise _UnreadError(_("the link leads out of the folder"))
    about = path.stat()
    if not stat.S_ISREG(about.st_mode):
        raise _UnreadError(_("it is no regular file"))
    if about.st_size > _AT_MOST_OCTETS:
        raise _UnreadError(_("it is larger than {count} MB").format(count=_AT_MOST_OCTETS // 1_000_000))
    # Between stat and open a file may have become a pipe: without O_NONBLOCK the opening would wait for ever.
    opened = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(opened, "rb") as file:
        raw = file.read(_AT_MOST_OCTETS)
    return raw, _day(about.st_mtime, reading)


def _day(seconds: float, reading: ReadContext) -> date:
    try:
        return datetime.fromtimestamp(seconds, tz=reading.zone).date()
    except (ValueError, OverflowError, OSError):
        return reading.today


def _place(path: Path, root: Path, reading: ReadContext) -> str:
    """Return a path as it is shown: relative to feeds.yaml, octets that are no UTF-8 and controls made visible."""
    if path == root:
        return _shown(reading.where)
    inside = path.relative_to(root).as_posix()
    folder = reading.where.rstrip("/")
    return _shown(inside if folder in ("", ".") else f"{folder}/{inside}")


def _shown(path: str) -> str:
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return "".join(_visible(c) for c in unicodedata.normalize("NFC", text))


def _visible(sign: str) -> str:
    if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"):
        return sign.encode("unicode_escape").decode("ascii")
    return sign


def _elsewhere(root: Path, reading: ReadContext) -> SourceResult:
    """Mention, once, the texts that only another program can open."""
    if not root.is_dir():
        return SourceResult(source=reading.source.name)
    names = [_place(path, root, reading) for path in _listing(root) if path.suffix.lower() in _ELSEWHERE]
    if not names:
        return SourceResult(source=reading.source.name)
    shown = ", ".join(names[:3]) + (" …" if len(names) > 3 else "")
    problem = Problem(
        source=reading.source.name,
        where=_shown(reading.where),
        message=_("not read, because their format is not known: {names}").format(names=shown),
        hint=_("Save them as PDF, text (.txt) or Markdown (.md)."),
    )
    return SourceResult(source=reading.source.name, problems=(problem,))


def _closed(root: Path, reading: ReadContext) -> Iterator[SourceResult]:
    """Return of the folders that may not be opened; their files would be missing without a word."""
    closed: list[OSError] = []
    for _folder, folders, _files in os.walk(root, onerror=closed.append) if root.is_dir() else ():
        folders[:] = [name for name in folders if not name.startswith(".")]
    for error in closed:
        place = replace(reading, where=_place(Path(str(error.filename)), root, reading))
        yield _failed(
            place,
            _("the folder cannot be opened: {reason}").format(reason=say_reason(error)),
            _("Check its permissions."),
        )


def _failed(reading: ReadContext, message: str, hint: str) -> SourceResult:
    return SourceResult(source=reading.source.name, problems=(problem_at(reading, message, hint=hint),), failed=True)
