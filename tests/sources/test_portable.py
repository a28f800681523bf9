"""PDF files: their text is read like any other; scanned, locked and broken ones are told."""

import io
from pathlib import Path

from pypdf import PdfReader, PdfWriter

from tests.sources.folders import EXHIBITS, expected_of, outline, read_one

_SESSION = EXHIBITS / "pdf" / "session.pdf"


def test_a_pdf_is_read_like_a_text_of_its_kind(tmp_path: Path) -> None:
    found = read_one(tmp_path, "session.pdf", _SESSION.read_bytes())

    assert outline(found) == expected_of(_SESSION)


def test_a_pdf_without_words_is_told(tmp_path: Path) -> None:
    found = read_one(tmp_path, "scan.pdf", (EXHIBITS / "pdf" / "empty.pdf").read_bytes())

    assert outline(found) == {"problems": ["contenu/scan.pdf: the PDF holds pictures and no text"]}


def test_a_locked_pdf_is_told(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(_SESSION))
    writer.encrypt("secret", algorithm="RC4-128")
    locked = io.BytesIO()
    writer.write(locked)

    found = read_one(tmp_path, "a.pdf", locked.getvalue())

    assert outline(found) == {"problems": ["contenu/a.pdf: the PDF is locked by a password"]}


def test_a_truncated_pdf_is_told_or_read(tmp_path: Path) -> None:
    whole = _SESSION.read_bytes()

    told = [read_one(tmp_path, "a.pdf", whole[:size]) for size in range(0, len(whole), 97)]

    assert all(found.problems or found.articles for found in told)
