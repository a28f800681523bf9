import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.config import Brand
from digest.errors import ConfigError
from digest.render.colours import NIGHT, PAPER, brand_colours, contrast, darken, lighten, luminance

COLOURS = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")


def test_a_dark_brand_is_used_as_it_is() -> None:
    assert brand_colours(Brand(colour="#00386F")) == {
        "brand": "#00386f",
        "brand-text": "#00386f",
        "brand-dark": "#9cc7ff",
        "fonts": "Arial, Helvetica, sans-serif",
    }


def test_an_orange_keeps_its_rules_and_darkens_its_words() -> None:
    colours = brand_colours(Brand(colour="#f28c00"))

    assert (colours["brand"], colours["brand-text"]) == ("#f28c00", "#5c3500")


@given(COLOURS)
def test_words_in_the_brand_are_readable_in_light_dark_and_inverted(colour: str) -> None:
    light, dark = darken(colour), lighten(colour)

    assert (contrast(light, PAPER) >= 4.5, contrast(dark, NIGHT) >= 4.5, luminance(light) < 0.05) == (True, True, True)


@pytest.mark.parametrize(("one", "other", "expected"), [("#000000", "#ffffff", 21), ("#767676", "#ffffff", 4.54)])
def test_contrast_is_the_one_of_wcag(one: str, other: str, expected: float) -> None:
    assert round(contrast(one, other), 2) == expected


@pytest.mark.parametrize("colour", ["", "red", "#fff", "#00386f;", "#00386g"])
def test_what_is_not_a_colour_is_refused_with_a_mend(colour: str) -> None:
    with pytest.raises(ConfigError) as caught:
        brand_colours(Brand(colour=colour))

    assert str(caught.value) == (
        f'feeds.yaml: the colour "{colour}" of the brand is not a colour\n'
        "Write # and six hexadecimal digits, like #00386f."
    )


def test_fonts_cannot_smuggle_a_rule() -> None:
    with pytest.raises(ConfigError, match="cannot be used"):
        brand_colours(Brand(fonts="Arial; } body { display: none"))
