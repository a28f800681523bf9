"""The subject and the first words in the inbox."""

import pytest

from digest.checks import inbox
from tests.checks.materials import said, with_edition


@pytest.mark.parametrize("subject", ["x" * 60, " " + "x" * 60 + " "])
def test_a_subject_of_sixty_characters_is_shown_whole(subject: str) -> None:
    assert said(inbox.find_long_subject, with_edition(subject=subject)) == []


@pytest.mark.parametrize(
    ("subject", "count"),
    [("LETTRE DU RÉSEAU", 1), ("CGLU, ODD, COP26", 0), ("PLATFORMA recrute", 0), ("RÉSEAU", 0), ("", 0)],
)
def test_capitals_are_told_where_words_are_written_in_them_and_not_acronyms(subject: str, count: int) -> None:
    assert len(said(inbox.find_shouted_subject, with_edition(subject=subject))) == count


@pytest.mark.parametrize(
    ("subject", "count"),
    [("Venez !", 0), ("Venez !!", 1), ("Quoi ?!", 1), ("Venez ! Vite !", 1), ("Qui ? Quand ?", 0), ("À gagner $$", 1)],
)
def test_marks_are_told_where_they_are_many(subject: str, count: int) -> None:
    assert len(said(inbox.find_excited_subject, with_edition(subject=subject))) == count


@pytest.mark.parametrize(("length", "short", "long"), [(0, 0, 0), (29, 1, 0), (30, 0, 0), (160, 0, 0), (161, 0, 1)])
def test_first_words_have_a_good_length(length: int, short: int, long: int) -> None:
    material = with_edition(preheader="x" * length)

    found = (len(said(inbox.find_short_preheader, material)), len(said(inbox.find_long_preheader, material)))
    assert found == (short, long)


@pytest.mark.parametrize(
    ("subject", "preheader", "count"),
    [
        pytest.param("La lettre du réseau", "La Lettre du réseau !", 1, id="the same"),
        pytest.param("Eau et climat : l'appel", "l'appel Eau & climat", 1, id="in another order"),
        pytest.param("La lettre du réseau", "Trois syndicats d'eau s'engagent dans le réseau", 0, id="other words"),
        pytest.param("La lettre du réseau", "", 0, id="nothing"),
    ],
)
def test_first_words_that_only_repeat_the_subject_are_told(subject: str, preheader: str, count: int) -> None:
    material = with_edition(subject=subject, preheader=preheader)

    assert len(said(inbox.find_repeating_preheader, material)) == count
