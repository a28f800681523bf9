"""Octets to numbered lines, a piece at a time: whatever encoding Excel chose, and however long somebody's line is."""

import io
from collections.abc import Iterator

from digest.text.octets import UTF8_OR_WINDOWS

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
    """Give the lines of a file: UTF-8, UTF-16, UTF-32 or Windows-1252; never fails on what they hold.

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
    """Tell the encoding by its mark; without one, NULs at every other place are what UTF-16 makes of Latin letters."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) * 4 > len(head) > 1:
        return "utf-16-be" if even > odd else "utf-16-le"
    return "utf-8"
