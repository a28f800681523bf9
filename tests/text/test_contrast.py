"""Luminance and contrast as WCAG has them, and colours made readable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.text.contrast import NIGHT, PAPER, contrast, darken, lighten, luminance

COLOURS = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")


@given(COLOURS)
def test_words_in_the_brand_are_readable_in_light_dark_and_inverted(colour: str) -> None:
    light, dark = darken(colour), lighten(colour)

    assert (contrast(light, PAPER) >= 4.5, contrast(dark, NIGHT) >= 4.5, luminance(light) < 0.05) == (True, True, True)


@pytest.mark.parametrize(("one", "other", "expected"), [("#000000", "#ffffff", 21), ("#767676", "#ffffff", 4.54)])
def test_contrast_is_the_one_of_wcag(one: str, other: str, expected: float) -> None:
    assert round(contrast(one, other), 2) == expected
