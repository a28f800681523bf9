"""An édito with its slips mended is the same édito; the next month's is another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.text.normalize import is_near_text

MAY = "On nous demande souvent ce que la coopération rapporte. Nous répondons par des visages et par des chantiers."
JUNE = "L'été approche, et avec lui les jumelages de vacances : quarante communes accueillent leurs amis du Sénégal."


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        pytest.param(MAY, MAY.replace("chantiers", "chantiers ouverts"), True, id="a word more"),
        pytest.param(MAY, MAY + " Bonne lecture à toutes et à tous !", True, id="a sentence more"),
        pytest.param(MAY, MAY.upper().replace("É", "E"), True, id="case and accents"),
        pytest.param(MAY, JUNE, False, id="the next month"),
        pytest.param(MAY, "", False, id="nothing"),
        pytest.param("", "", True, id="nothing twice"),
        pytest.param("A", "B", False, id="short words only"),
    ],
)
def test_a_text_is_near_its_edits_only(one: str, other: str, near: bool) -> None:
    assert is_near_text(one, other) is near


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_is_near_itself_and_nearness_has_no_order(one: str, other: str) -> None:
    actual = (is_near_text(one, one), is_near_text(one, other) == is_near_text(other, one))

    assert actual == (True, True)
