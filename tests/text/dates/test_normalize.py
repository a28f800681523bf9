"""Folding: one kind of letter, and every place found again in the text given."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.text.dates.normalize import fold_date_text


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        pytest.param("1ᵉʳ FÉVRIER", "1er fevrier", id="superscripts and capitals"),
        pytest.param("15 fe\u0301vrier", "15 fevrier", id="decomposed letters"),
        pytest.param("15 fÃ©vrier", "15 fevrier", id="UTF-8 read as Windows-1252"),
        pytest.param("25\u00a0avril\u202f2024", "25 avril 2024", id="no-break spaces"),
        pytest.param("14 &amp; 15&nbsp;mai", "14 & 15 mai", id="entities"),
        pytest.param("14 &amp;amp; 15 mai", "14 & 15 mai", id="entities escaped twice"),
        pytest.param("1<sup>er</sup> mai", "1er mai", id="a raised ordinal"),
        pytest.param("<p>25</p>avril", "\n25\navril", id="a block ends a line"),
        pytest.param("18 → 21 – 22", "18 - 21 - 22", id="arrows and dashes"),
        pytest.param("2024¹", "2024*", id="a footnote mark is no figure"),
        pytest.param("l\u2019été", "l'ete", id="apostrophes"),
    ],
)
def test_text_is_folded(text: str, folded: str) -> None:
    actual = fold_date_text(text).text

    assert actual == folded


@given(st.text())
def test_every_stretch_of_the_folded_text_has_its_place_in_the_text_given(text: str) -> None:
    folded = fold_date_text(text)
    positions = [folded.position(place, place + 1) for place in range(len(folded.text))]

    assert all(0 <= start <= end <= len(text) for start, end in positions)
