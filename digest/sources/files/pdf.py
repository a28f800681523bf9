"""PDF files: their text, page by page, then read like every other text (pypdf; ISO 32000).

A PDF is a program for a printer, and may be a hostile one: pages, characters and seconds are bounded. A scanned one
holds pictures and no text, and is a problem that says so.
"""

import io
import logging
import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from time import monotonic
from typing import Any

from pypdf import PdfReader
from pypdf.errors import FileNotDecryptedError

from digest.locale import _
from digest.model import SourceResult
from digest.sources.files.text import read_text_document
from digest.sources.portal.items import problem_at
from digest.sources.types import ReadContext

_AT_MOST_PAGES = 100
_AT_MOST_CHARACTERS = 500_000
_AT_MOST_SECONDS = 10.0
_EDGE = 3
"""Lines at the top and at the bottom of a page among which running headers and page numbers stand."""
_SPACED_LETTERS = 4

# pypdf says every oddity of a file on the error output; ours go into the harvest.
logging.getLogger("pypdf").addHandler(logging.NullHandler())


class _TooLongError(Exception):
    """The page takes longer than a page may."""


def read_portable(raw: bytes, reading: ReadContext) -> SourceResult:
    """Read a PDF: its text as a document of whatever kind it is."""
    try:
        text = _text_of(raw)
    except FileNotDecryptedError:
        return _failed(reading, _("the PDF is locked by a password"), _("Save it without one."))
    except _TooLongError:
        return _failed(
            reading, _("the PDF takes more than {count} seconds to read").format(count=int(_AT_MOST_SECONDS)), ""
        )
    except Exception as error:  # noqa: BLE001, RUF100 - a broken PDF makes pypdf fail in any way: KeyError, RecursionError, its own
        return _failed(
            reading,
            _("the PDF is damaged: {reason}").format(reason=_short(error)),
            _("Save it again as PDF, or as text."),
        )
    if not any(c.isalnum() for c in text):
        return _failed(
            reading, _("the PDF holds pictures and no text"), _("Put the text beside it in a .md or .txt file.")
        )
    return read_text_document(text, reading)


def _text_of(raw: bytes) -> str:
    reader = PdfReader(io.BytesIO(raw), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise FileNotDecryptedError
    check = _stopwatch()
    pages: list[str] = []
    for number in range(min(len(reader.pages), _AT_MOST_PAGES)):
        pages.append(reader.pages[number].extract_text(visitor_operand_before=check))
        check()
        if sum(map(len, pages)) > _AT_MOST_CHARACTERS:
            break
    return "\f".join(_without_running_lines([_mend_page(page) for page in pages]))[:_AT_MOST_CHARACTERS]


def _mend_page(page: str) -> str:
    """Return a page with letter-spaced words closed ("P R O G R A M M E") and accents put on their letters."""
    text = unicodedata.normalize("NFC", re.sub(r"[\u00b4\u02ca]\s?([eE])", "\\1\u0301", page))
    return "\n".join(map(_close_spacing, text.split("\n")))


def _close_spacing(line: str) -> str:
    tokens = line.split()
    single = sum(len(token) == 1 and token.isalnum() for token in tokens)
    if len(tokens) < _SPACED_LETTERS or single < 0.8 * len(tokens):
        return line
    words = re.split(r"\s{2,}", line.strip())
    return " ".join(word.replace(" ", "") for word in words)


def _without_running_lines(pages: list[str]) -> list[str]:
    """Return the pages without the lines at the top or bottom of most of them, numbers set aside.

    A page that holds nothing else stays as it is.
    """
    edges = [_edge_lines(page) for page in pages]
    counts = Counter(line for lines in edges for line in lines)
    running = {line for line, count in counts.items() if len(pages) > 1 and count > 1 and count >= 0.6 * len(pages)}
    return [_drop_lines(page, running) for page in pages]


def _drop_lines(page: str, running: set[str]) -> str:
    kept = [line for line in page.split("\n") if _without_numbers(line) not in running]
    return "\n".join(kept) if any(line.strip() for line in kept) else page


def _edge_lines(page: str) -> set[str]:
    lines = [line for line in map(_without_numbers, page.split("\n")) if line]
    return {*lines[:_EDGE], *lines[-_EDGE:]}


def _without_numbers(line: str) -> str:
    return re.sub(r"\d+", "#", " ".join(line.split()))


def _stopwatch() -> Callable[..., None]:
    """Return a check that pypdf calls before each drawing operation, and that ends a page which never ends."""
    last = monotonic() + _AT_MOST_SECONDS

    def check(*_operation: Any) -> None:
        if monotonic() > last:
            raise _TooLongError

    return check


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__


def _failed(reading: ReadContext, message: str, hint: str) -> SourceResult:
    return SourceResult(source=reading.source.name, problems=(problem_at(reading, message, hint=hint),), failed=True)
