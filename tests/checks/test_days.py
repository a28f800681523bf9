"""Days that are over, that contradict themselves, and words that mean another day tomorrow."""

from dataclasses import replace
from datetime import date

import pytest

from digest.checks import dates as days
from tests.checks.materials import CLEAN, at, said, with_article, with_event


@pytest.mark.parametrize(
    ("moments", "count"),
    [
        pytest.param({"start": date(2026, 11, 17)}, 1, id="yesterday"),
        pytest.param({"start": date(2026, 11, 18)}, 0, id="today"),
        pytest.param({"start": date(2026, 11, 10), "end": date(2026, 11, 18)}, 0, id="ends today"),
        pytest.param({"start": at(17, 9), "end": at(17, 18)}, 1, id="yesterday's hours"),
        pytest.param({"start": None, "end": date(2026, 11, 17)}, 1, id="a deadline that is over"),
        pytest.param({"start": None, "end": date(2026, 11, 18)}, 0, id="the last day to answer"),
    ],
)
def test_what_is_over_is_told_from_the_day_after_on(moments: dict[str, date | None], count: int) -> None:
    assert len(said(days.find_past_events, with_event(**moments))) == count


@pytest.mark.parametrize(
    ("title", "what"),
    [
        ("Réunion le mercredi 25 novembre 2026", []),
        ("Réunion le lundi 25 novembre 2026", ['"lundi 25 novembre 2026": 2026-11-25 is a Wednesday, not a Monday']),
        ("Réunion le 31 juin 2027", ['"31 juin 2027": there is no day "31/06/2027"']),
        ("Fin novembre, chaque lundi", []),
        ("Réunion en mai ou en juin", []),
    ],
)
def test_dates_that_cannot_be_are_told_and_vague_ones_are_not(title: str, what: list[str]) -> None:
    assert said(days.find_wrong_dates, with_article(title=title)) == what


@pytest.mark.parametrize(
    ("title", "count"),
    [
        ("Bureau exécutif", 0),
        ("Bureau exécutif, le 25 novembre", 0),
        ("Bureau exécutif du mercredi 25 novembre 2026", 0),
        ("Bureau exécutif du 24 au 26 novembre", 0),
        ("Bureau exécutif du 26 novembre", 1),
        ("Bureau exécutif : bilan du 3 mai, réunion du 25 novembre", 0),
        ("65e session, Agenda 2030", 0),
    ],
)
def test_a_title_that_names_another_day_than_the_agenda_is_told(title: str, count: int) -> None:
    assert len(said(days.find_contradicting_titles, with_event(title=title))) == count


def test_an_event_of_next_year_is_read_in_its_own_year() -> None:
    event = with_event(title="1er mai", start=date(2027, 5, 1))

    assert said(days.find_contradicting_titles, event) == []


@pytest.mark.parametrize(
    "text",
    [
        "Aujourd'hui, deux maires",
        "Inscriptions jusqu’à demain",
        "C'est ce soir !",
        "Cette semaine à Lyon",
        "See you tomorrow",
    ],
)
def test_words_that_mean_another_day_when_they_are_read_are_told(text: str) -> None:
    assert len(said(days.find_near_words, with_article(summary=text))) == 1


@pytest.mark.parametrize(
    "text",
    ["La ville de demain", "L'Europe d'hier et d'aujourd’hui", "Le lendemain matin", "Une semaine à Lyon", "Thierry"],
)
def test_words_that_mean_no_day_are_let_pass(text: str) -> None:
    assert said(days.find_near_words, with_article(summary=text)) == []


@pytest.mark.parametrize(
    ("title", "count"),
    [
        ("Le bureau se réunira le 10 juin", 1),
        ("Le bureau se réunira le 10 juin 2027", 0),
        ("Le bureau se réunira le 10/06/27", 0),
        ("Le bureau se réunira le 10 décembre", 0),
    ],
)
def test_a_day_without_its_year_is_told_where_it_is_far(title: str, count: int) -> None:
    assert len(said(days.find_missing_years, with_article(title=title))) == count


@pytest.mark.parametrize(("today", "count"), [(date(2026, 11, 19), 0), (date(2026, 11, 20), 1), (date(2026, 11, 1), 0)])
def test_an_edition_is_stale_after_a_day(today: date, count: int) -> None:
    assert len(said(days.find_stale_edition, replace(CLEAN, today=today))) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Candidatures jusqu'au 12 novembre 2026", 1),
        ("Inscriptions avant le 18 novembre 2026", 0),
        ("Inscriptions jusqu'au 12 décembre 2026", 0),
        ("La convention a été signée le 12 novembre 2026", 0),
        ("Réponses jusqu'à fin octobre", 0),
    ],
)
def test_a_day_to_answer_by_that_is_over_is_told(text: str, count: int) -> None:
    assert len(said(days.find_past_deadlines, with_article(summary=text))) == count
