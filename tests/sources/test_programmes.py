"""Programmes as PDF files: running headers, letters spaced apart, a day alone on its line."""

from datetime import date
from pathlib import Path

import pytest

from digest.model import SourceResult
from tests.sources.folders import read_one

TODAY = date(2026, 11, 20)


def pdf_of(*pages: list[str]) -> bytes:
    """Return a PDF with one line of text below the other on each page (ISO 32000-1, 9.4)."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    kids = []
    for lines in pages:
        words = [line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") for line in lines]
        shown = "BT /F1 11 Tf 14 TL 50 800 Td " + " ".join(f"({line}) Tj T*" for line in words) + " ET"
        objects.append(f"<< /Length {len(shown.encode('cp1252'))} >>\nstream\n{shown}\nendstream")
        kids.append(len(objects) + 1)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>"
        )
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] >>"
    body, places = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\n"
    )
    return body + f"{end}startxref\n{len(body)}\n%%EOF".encode()


def read(folder: Path, *pages: list[str]) -> SourceResult:
    return read_one(folder, "programme.pdf", pdf_of(*pages), today=TODAY)


def test_a_day_alone_on_its_line_is_the_day_of_the_programme(tmp_path: Path) -> None:
    found = read(
        tmp_path, ["Journée des jumelages", "Jeudi 10 décembre 2026", "9h30 Accueil", "10h00 Débat", "12h00 Fin"]
    )

    assert [(one.title, str(one.start), "10h00 Débat" in one.summary) for one in found.events] == [
        ("Journée des jumelages", "2026-12-10", True)
    ]


def test_lines_repeated_on_the_pages_are_no_title(tmp_path: Path) -> None:
    text = ["La rencontre réunit les villes du réseau.", "Elle parle de l’eau et du climat."]
    pages = [
        ["Réseau des villes – Lettre n° 4", "Colloque sur l’eau", "Les 3 et 4 décembre 2026 à Nantes", *text, "1 / 3"],
        ["Réseau des villes – Lettre n° 4", *text, "2 / 3"],
        ["Réseau des villes – Lettre n° 4", *text, "3 / 3"],
    ]
    found = read(tmp_path, *pages)

    assert [(one.title, str(one.start), str(one.end), one.place) for one in found.events] == [
        ("Colloque sur l’eau", "2026-12-03", "2026-12-04", "Nantes")
    ]


@pytest.mark.parametrize("title", ["F O R U M   D E S   É L U S", "FORUM DES ÉLUS"])
def test_letters_spaced_apart_are_words(tmp_path: Path, title: str) -> None:
    found = read(tmp_path, ["P R O G R A M M E", title, "Vendredi 4 décembre 2026", "9h00 Accueil", "9h30 Ouverture"])

    assert [(one.title, str(one.start)) for one in found.events] == [("Forum des élus", "2026-12-04")]


def test_a_text_dated_at_its_head_stays_an_article(tmp_path: Path) -> None:
    found = read(tmp_path, ["Une convention est signée", "Paris, le 3 novembre 2026", "Les deux villes ont signé."])

    assert ([one.title for one in found.articles], found.events) == (["Une convention est signée"], ())


def test_a_past_day_without_hours_is_no_event(tmp_path: Path) -> None:
    found = read(tmp_path, ["Un colloque s’est tenu", "Les 3 et 4 mars 2025 à Nantes", "Il a réuni les villes."])

    assert (len(found.articles), found.events) == (1, ())
