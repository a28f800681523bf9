import pytest

from digest.config import Brand
from digest.errors import ConfigError
from digest.render.colours import brand_colours


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
