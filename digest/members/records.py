"""Lines to records, as Excel and others write tables: `;`, `,` or tabs, line ends inside quotes, comments.

A quotation mark that is never closed costs its own line and not the rest of the file (else RFC 4180).
"""

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from digest.members.columns import meaning_of
from digest.members.lines import Line

Record = tuple[int, list[str]]
"""The line it begins on, from 1, and its cells."""

_DELIMITERS = ";\t,|"
_SAMPLE = 30
_MOST_LINES = 100
"""Lines of one record; a quotation mark open for longer was never meant to open anything."""
_LONGEST_ADDRESS = 400
_ADDRESS = re.compile(r"(?:[^@<>]*<)?\s*[^\s@<>;,|]+@[^\s@<>;,|]+\s*>?")


def read_records(lines: Iterable[Line]) -> Iterator[Record]:
    """Give the records that hold something, each with the line it begins on; comments begin with #."""
    stream = iter(lines)
    sample = list(islice(stream, _SAMPLE))
    delimiter = _named_delimiter(sample)
    if delimiter:
        sample = sample[1:]
    for number, cells in _parse(chain(sample, stream), delimiter or _delimiter(sample)):
        first = next((cell for cell in cells if cell.strip()), "#")
        if not first.lstrip().startswith("#"):
            yield number, cells


def looks_like_address(cell: str) -> bool:
    """Tell whether a cell holds one address and at most a name before it."""
    return cell.count("@") == 1 and len(cell) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(cell.strip()) is not None


def _named_delimiter(sample: list[Line]) -> str:
    """Give the sign of Excel's own first line, `sep=;`."""
    found = re.match(r"[\ufeff\"]{0,2}sep=([;,\t|])", sample[0][1], re.IGNORECASE) if sample else None
    return found[1] if found else ""


def _delimiter(sample: list[Line]) -> str:
    """Choose the sign that leaves addresses and headings alone in their cells on most lines, then the most frequent."""
    return max(_DELIMITERS, key=lambda delimiter: _fit(delimiter, sample))


def _fit(delimiter: str, sample: list[Line]) -> tuple[int, int]:
    rows = [cells for _number, cells in _parse(sample, delimiter)]
    good = sum(any(looks_like_address(cell) or meaning_of(cell) for cell in cells) for cells in rows)
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
