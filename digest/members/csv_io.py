"""Octets to numbered lines, a piece at a time: whatever encoding Excel chose, and however long somebody's line is."""

import csv
import io
import re
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from digest.locale import _
from digest.members.columns import column_meaning
from digest.model import Member, MemberStatus
from digest.text.normalize import UTF8_OR_WINDOWS

_SAMPLE = 4096
_LONGEST = 65_536
"""Characters of a line; what goes past them belongs to no list of members."""
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)

_FORMATS = {b"PK\x03\x04": ".xlsx, .ods", b"\xd0\xcf\x11\xe0": ".xls", b"%PDF": ".pdf", b"Rar!": ".rar"}

Line = tuple[int, str]
"""Its number, from 1, and its text with its end."""


def read_lines(stream: io.BufferedReader) -> Iterator[Line]:
    """Return the lines of a file: UTF-8, UTF-16, UTF-32 or Windows-1252; never fails on what they hold.

    A line that is too long is cut and the rest of it passed over.

    Args:
        stream: At its beginning; a pipe will do, for nothing is read twice.
    """
    encoding = _encoding(stream.peek(_SAMPLE)[:_SAMPLE])
    errors = UTF8_OR_WINDOWS if encoding.startswith("utf-8") else "replace"
    text = io.TextIOWrapper(stream, encoding, errors, newline="")
    try:
        yield from _numbered(text)
    finally:
        text.detach()  # who opened the file closes it


def _numbered(text: io.TextIOWrapper) -> Iterator[Line]:
    number = 0
    while line := text.readline(_LONGEST):
        number += 1
        yield number, line.replace("\x00", "")
        while len(line) == _LONGEST and line[-1] not in "\r\n":
            line = text.readline(_LONGEST)


def foreign_format(stream: io.BufferedReader) -> str:
    """Name the endings of a file that is no text at all (a workbook, a PDF) by how it begins; nothing of a text."""
    return _FORMATS.get(stream.peek(_SAMPLE)[:4], "")


def _encoding(head: bytes) -> str:
    """Return the encoding by its mark; else NULs at every other place are what UTF-16 makes of Latin letters."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    if _is_mac(head):
        return "mac-roman"
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) * 4 > len(head) > 1:
        return "utf-16-be" if even > odd else "utf-16-le"
    return "utf-8"


# É à â é è ê ë î ô ù û ç in Mac Roman, at octets that Windows-1252 uses for signs; the same in Windows-1252.
_MAC_LETTERS = frozenset("Éàâçéèêëîôùû".encode("mac-roman"))
_WINDOWS_LETTERS = frozenset("Éàâçéèêëîôùû".encode("windows-1252"))


def _is_mac(head: bytes) -> bool:
    """Whether a text is Mac Roman: no UTF-8, with French letters where old Macs had them, none where Windows has."""
    if head.decode("utf-8", "ignore").encode() == head:
        return False
    octets = set(head)
    return bool(octets & _MAC_LETTERS) and not octets & _WINDOWS_LETTERS


# Lines to records, as Excel and others write tables: `;`, `,` or tabs, line ends inside quotes, comments.

Record = tuple[int, list[str]]
"""The line it begins on, from 1, and its cells."""

_DELIMITERS = ";\t,|"
_SAMPLE_LINES = 30
_MOST_LINES = 100
"""Lines of one record; a quotation mark open for longer was never meant to open anything."""
_LONGEST_ADDRESS = 400
_ADDRESS = re.compile(r"(?:[^@<>]*<)?\s*[^\s@<>;,|]+@[^\s@<>;,|]+\s*>?")


def read_records(lines: Iterable[Line]) -> Iterator[Record]:
    """Return the records that hold something, each with the line it begins on; comments begin with #."""
    stream = iter(lines)
    sample = list(islice(stream, _SAMPLE_LINES))
    delimiter = _named_delimiter(sample)
    if delimiter:
        sample = sample[1:]
    for number, cells in _parse(chain(sample, stream), delimiter or _delimiter(sample)):
        first = next((cell for cell in cells if cell.strip()), "#")
        if not first.lstrip().startswith("#"):
            yield number, cells


def looks_like_address(cell: str) -> bool:
    """Whether a cell holds one address and at most a name before it."""
    return cell.count("@") == 1 and len(cell) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(cell.strip()) is not None


def _named_delimiter(sample: list[Line]) -> str:
    """Return the sign of Excel's own first line, `sep=;`."""
    found = re.match(r"[\ufeff\"]{0,2}sep=([;,\t|])", sample[0][1], re.IGNORECASE) if sample else None
    return found[1] if found else ""


def _delimiter(sample: list[Line]) -> str:
    """Choose the sign that leaves addresses and headings alone in their cells on most lines, then the most frequent."""
    return max(_DELIMITERS, key=lambda delimiter: _fit(delimiter, sample))


def _fit(delimiter: str, sample: list[Line]) -> tuple[int, int]:
    rows = [cells for _number, cells in _parse(sample, delimiter)]
    good = sum(any(looks_like_address(cell) or column_meaning(cell) for cell in cells) for cells in rows)
    return good, sum(map(len, rows))


def _parse(lines: Iterable[Line], delimiter: str) -> Iterator[Record]:
    feed = _Feed(lines)
    reader = csv.reader(feed, delimiter=delimiter, strict=True)
    while True:
        feed.record.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (_UnclosedError, csv.Error):
            cells = _lax_cells(feed.give_back(), delimiter)
        yield feed.record[0][0], cells


def _lax_cells(line: str, delimiter: str) -> list[str]:
    """Take apart a line with stray quotation marks: as Excel does where they come in pairs."""
    line = line.rstrip("\r\n")
    if line.count('"') % 2 == 0:
        return next(csv.reader([line], delimiter=delimiter), [])
    return [cell.strip().strip('"') for cell in line.split(delimiter)]


class _UnclosedError(Exception):
    """A quotation mark is still open at the end of the file or after too many lines."""


class _Feed:
    """Hands lines to the csv module and remembers those of the record it is reading."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._lines = iter(lines)
        self._again: deque[Line] = deque()
        self.record: list[Line] = []

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        if len(self.record) >= _MOST_LINES:
            raise _UnclosedError
        line = self._next_line()
        while not self.record and line[1].lstrip("\ufeff ").startswith("#"):
            line = self._next_line()
        self.record.append(line)
        return line[1]

    def _next_line(self) -> Line:
        if self._again:
            return self._again.popleft()
        try:
            return next(self._lines)
        except StopIteration:
            if self.record:
                raise _UnclosedError from None
            raise

    def give_back(self) -> str:
        """Keep the first line of a record that went wrong, and hand out the others again."""
        first, *others = self.record
        self._again.extendleft(reversed(others))
        self.record = [first]
        return first[1]


# Cells that a spreadsheet would compute, made harmless, and given back as they were.

_RISKY = re.compile(r"'*[=+\-@#\t\r\n\uff0b\uff0d\uff1d\uff20]")


def shield(cell: str) -> str:
    """Keep a spreadsheet from computing a cell."""
    return f"'{cell}" if _RISKY.match(cell) else cell


def unshield(cell: str) -> str:
    """Return what was shielded; any other cell as it is."""
    return cell[1:] if cell.startswith("'") and _RISKY.match(cell) else cell


# The members as a table for Excel, which the import reads back as it was.


def write_list(members: Iterable[Member]) -> Iterator[str]:
    """Return the table line by line: a header in the person's language, then one row a member, in their order."""
    yield "\ufeff" + _line(headings())
    words = say_standings()
    for member in members:
        yield _line(_cells(member, words))


def headings() -> list[str]:
    """Name the columns as the import knows them again."""
    return [
        _("e-mail"),
        _("name"),
        _("language"),
        _("themes"),
        _("status"),
        _("paused until"),
        _("consent date"),
        _("consent how"),
        _("consent text"),
    ]


def say_standings() -> dict[MemberStatus, str]:
    """Return in words each standing in one word."""
    return {
        MemberStatus.ACTIVE: _("active"),
        MemberStatus.UNSUBSCRIBED: _("unsubscribed"),
        MemberStatus.BOUNCED: _("bounced"),
    }


def _cells(member: Member, words: dict[MemberStatus, str]) -> list[str]:
    consent = member.consent
    return [
        member.address,
        member.name,
        member.language,
        " | ".join(member.themes),
        words[member.standing],
        member.paused_until.isoformat() if member.paused_until else "",
        consent.given.isoformat() if consent.given else "",
        consent.how,
        consent.text,
    ]


def _line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, delimiter=";", lineterminator="\r\n").writerow([shield(cell) for cell in cells])
    return line.getvalue()
