"""The shapes of dates on lines of their own."""

import pytest

from digest.sources.portal.lines import has_day, has_hours, is_date_line, is_weekday_line, month_numbers


@pytest.mark.parametrize(
    "line",
    [
        "18 MAI 2021",
        "12:00-13:30 (CEST)",
        "Lundi 8 février 2021, 14h00-16h00 CET",
        "Du 18/11/2024 au 21/11/2024",
        "18 et 19 mai 2021",
        "1er mars 2019",
        "Tuesday, May 18th 2021, 2 pm - 4 pm CEST",
        "14:00 – 15:30, heure de Barcelone",
        "le 25 avril 2024 à 17 h 30",
    ],
)
def test_a_line_of_nothing_but_a_date_is_one(line: str) -> None:
    assert is_date_line(line)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "2021",
        "25",
        "avr",
        "Webinaire, 10h",
        "Rencontre, le 3 juin à 14h",
        "Agenda 2030",
        "65e session",
        "30 ans de jumelage",
        "12:00-12:10 Ouverture de la session",
        "Publié le 20 mai 2021",
    ],
)
def test_a_line_with_other_words_is_none(line: str) -> None:
    assert not is_date_line(line)


@pytest.mark.parametrize(
    ("word", "months"),
    [
        ("avr", (4,)),
        ("avr.", (4,)),
        ("AOÛ", (8,)),
        ("févr.", (2,)),
        ("jui", (6, 7)),
        ("juil", (7,)),
        ("jul", (7,)),
        ("m", ()),
    ],
)
def test_a_cut_month_stands_for_all_that_begin_so(word: str, months: tuple[int, ...]) -> None:
    assert month_numbers(word) == months


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("le 25 avril 2024, de 17h30 à 18h15", (True, True)),
        ("Atelier, le 11 avril 2024", (True, False)),
        ("de 14 h à 16 h", (False, True)),
        ("Saison 4 : 6e session d’échange", (False, False)),
        ("montants 2023", (False, False)),
    ],
)
def test_days_and_hours_are_told_apart(text: str, expected: tuple[bool, bool]) -> None:
    assert (has_day(text), has_hours(text)) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("jeudi 20 mai 2021", True),
        ("20 mai 2021", False),
        ("jeudi 20 mai 2021, 14h", False),
        ("jeudi noir 2021", False),
    ],
)
def test_a_neighbour_is_headed_by_its_weekday(line: str, *, expected: bool) -> None:
    assert is_weekday_line(line) is expected
