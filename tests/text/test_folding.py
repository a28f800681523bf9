"""Folded words are what a reader hears."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.text.normalize import fold_for_search


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        pytest.param("Réseau Monde &amp; Europe", "reseau monde europe", id="an entity"),
        pytest.param("RÉSEAU  MONDE & EUROPE ", "reseau monde europe", id="capitals and spaces"),
        pytest.param("L’Œuvre d'« Ernæ »", "l oeuvre d ernae", id="ligatures and quotes"),
        pytest.param("élu·e·s, 65ème session", "elu e s 65eme session", id="inclusive forms and numbers"),
        pytest.param("Straße №\xa05", "strasse no 5", id="sharp s, number sign, no-break space"),
        pytest.param(" – … !", "", id="signs only"),
    ],
)
def test_case_accents_signs_and_entities_are_folded(text: str, folded: str) -> None:
    assert fold_for_search(text) == folded


@given(st.text(max_size=50))
def test_folding_twice_is_folding_once(text: str) -> None:
    once = fold_for_search(text)

    assert fold_for_search(once) == once
