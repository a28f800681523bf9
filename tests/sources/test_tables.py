"""Agendas as tables, as Excel, LibreOffice and calendars export them."""

from pathlib import Path

import pytest

from tests.sources.folders import outline, read_one

_CAFE = {
    "title": "Café des élus",
    "start": "2024-04-25T17:30:00+02:00",
    "end": "2024-04-25T18:15:00+02:00",
    "place": "Paris",
}


@pytest.mark.parametrize(
    "table",
    [
        pytest.param("titre;début;heure;lieu\nCafé des élus;25/04/2024;17h30-18h15;Paris\n", id="semicolons"),
        pytest.param("title,start,end,place\nCafé des élus,2024-04-25 17:30,2024-04-25 18:15,Paris\n", id="commas"),
        pytest.param("Titre\tDate\tHeure\tLieu\nCafé des élus\t25 avril 2024\tde 17h30 à 18h15\tParis\n", id="tabs"),
        pytest.param(
            "Subject,Start Date,Start Time,End Date,End Time,Location\n"
            "Café des élus,25/04/2024,17:30,25/04/2024,18:15,Paris\n",
            id="a calendar's export",
        ),
        pytest.param(
            "Intitulé;Date de début;Heure de début;Heure de fin;Ville;Remarque\n"
            '"Café\ndes élus";25/04/2024;17:30;18:15;Paris;"a; b"\n',
            id="line feed in quotes",
        ),
        pytest.param(
            "Agenda;;;\n;;;\nTITRE;DATE;HORAIRE;LIEU\nCafé des élus;25/04/2024;17h30-18h15;Paris\n", id="late"
        ),
        pytest.param("sep=;\ntitre;début;fin;lieu\nCafé des élus;25/04/2024 17:30;18:15;Paris\n", id="sep line"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_row_is_an_event_whatever_the_table_came_from(tmp_path: Path, table: str, encoding: str) -> None:
    found = read_one(tmp_path, "agenda.csv", table.replace("\n", "\r\n").encode(encoding))

    assert outline(found) == {"events": [_CAFE]}


def test_a_broken_row_is_a_problem_and_the_others_go_on(tmp_path: Path) -> None:
    rows = ("titre;début;fin;statut", "Forum;18/11/2024;21/11/2024;annulé", "Faux;31/02/2024;;", ";1/1/2025;;")
    table = "\n".join((*rows, "Bal;1/6/2024;;flou", ""))

    found = read_one(tmp_path, "agenda.csv", table)

    assert [event.title for event in found.events] == ["Forum", "Bal"]
    assert [problem.where for problem in found.problems] == [f"contenu/agenda.csv:{line}" for line in (3, 4, 5)]


def test_a_row_with_only_a_last_day_is_a_deadline(tmp_path: Path) -> None:
    found = read_one(tmp_path, "agenda.csv", "titre,échéance\nAppel à projets,30/04/2024\n")

    assert outline(found) == {"events": [{"title": "Appel à projets", "end": "2024-04-30"}]}


def test_a_table_without_names_says_what_is_missing(tmp_path: Path) -> None:
    found = read_one(tmp_path, "membres.csv", "a;b\n1;2\n")

    assert outline(found) == {"problems": ["contenu/membres.csv: no column is named as a title and none as a date"]}
