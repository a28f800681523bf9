"""Plain texts of every kind: saved portal pages, session documents, and the rest."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.sources.encoding import decode_text
from digest.sources.files.text import read_text_document
from tests.sources.folders import EXHIBITS, exhibits_of, expected_of, outline, reading_at, things_in

_ALL = [*exhibits_of("portal"), *exhibits_of("sessions"), *exhibits_of("texts")]
_FURNITURE = (
    "Facebook",
    "Imprimer",
    "image par defaut",
    "CENTRE DE RESSOURCES",
    "Sur ces thèmes",
    "Site web",
    "portail",
)


@pytest.mark.parametrize("exhibit", [pytest.param(path, id=path.stem) for path in _ALL])
def test_a_document_gives_what_lies_beside_it(exhibit: Path) -> None:
    expected = expected_of(exhibit)
    text = decode_text(exhibit.read_bytes()) or ""
    today = date.fromisoformat(expected.pop("today"))

    actual = outline(read_text_document(text, reading_at(exhibit, where="page.txt", today=today)))

    assert actual == expected


@pytest.mark.parametrize("exhibit", [pytest.param(path, id=path.stem) for path in exhibits_of("portal")])
def test_no_furniture_of_a_portal_page_is_left_in_its_article(exhibit: Path) -> None:
    text = decode_text(exhibit.read_bytes()) or ""
    article = read_text_document(text, reading_at(exhibit)).articles[0]

    left = [words for words in _FURNITURE if words in f"{article.title} {article.body} {article.tags}"]

    assert left == []


@pytest.mark.parametrize("exhibit", [pytest.param(path, id=path.stem) for path in exhibits_of("sessions")])
def test_no_running_header_is_left_in_a_session_document(exhibit: Path) -> None:
    text = decode_text(exhibit.read_bytes()) or ""
    first = next(line for line in text.split("\n") if line.strip())
    is_header = text.count(first.split("  ")[0]) > 1
    body = read_text_document(text, reading_at(exhibit)).articles[0].body

    assert not (is_header and first.split("  ")[0].strip() in body)


def test_a_page_break_inside_a_sentence_is_mended() -> None:
    text = decode_text((EXHIBITS / "sessions" / "hard_wrapped.txt").read_bytes()) or ""

    body = read_text_document(text, reading_at(EXHIBITS)).articles[0].body

    assert "la session veut toujours partir de cas concrets, présentés par celles et ceux qui les conduisent." in body


def test_the_same_file_keeps_its_ids() -> None:
    text = decode_text((EXHIBITS / "portal" / "several_themes.txt").read_bytes()) or ""
    reading = reading_at(EXHIBITS)
    later = replace(reading, today=date(2024, 4, 11))

    first, second = (read_text_document(text, at) for at in (reading, later))

    assert [one.id for one in things_in(first)] == [one.id for one in things_in(second)]


def test_a_text_without_words_is_a_problem() -> None:
    found = read_text_document(" \n\f--\n", reading_at(EXHIBITS, where="vide.txt"))

    assert outline(found) == {"problems": ["vide.txt: there is no text in it"]}


_LINES = st.sampled_from(
    [
        "",
        "",
        "Agenda",
        "Actualités",
        "25",
        "avr",
        "29",
        "fév",
        "Publié le 20 mai 2021",
        "Publié le 32 mai 2021",
        "Facebook twitter Imprimer",
        "Sur ces thèmes",
        "jeudi 20 mai 2021",
        "Du 18/11/2024 au 21/11/2024",
        "Un titre : le 12 avril 2024",
        "18 MAI 2021",
        "12:00-13:30 (CEST)",
        "SESSION THEMATIQUE",
        "Contexte et objectifs",
        "➢ Un point",
        "https://example.org/a-",
        "\f",
        "Un paragraphe qui parle longuement de coopération entre collectivités, et qui se termine par un point final.",
    ]
)


@given(st.lists(st.one_of(_LINES, st.text(max_size=40)), max_size=40))
def test_any_order_of_a_documents_parts_gives_a_yield(lines: list[str]) -> None:
    found = read_text_document("\n".join(lines), reading_at(EXHIBITS))

    assert found.articles or found.events or found.problems


@pytest.mark.parametrize(
    "line",
    [
        "tou-\n",
        "18 mai 2021, 12h00\n",
        "www.example.org ",
        "25\navr\nTitre le 25 avril 2024\n",
        "\f",
        "x\u00a0",
        "mot ",
    ],
)
def test_a_hostile_document_costs_seconds_at_most(line: str) -> None:
    started = process_time()
    read_text_document(line * (200_000 // len(line)), reading_at(EXHIBITS))

    assert process_time() - started < 15
