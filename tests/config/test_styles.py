"""The ready looks: what a style gives, and that a colour given beside it wins."""

import pytest

from digest.config.model import STYLES, Brand
from tests.config.conftest import LoadText

LETTER = "letter:\n  title: La lettre\n  from: lettre@exemple.org\n  brand:\n"
SOURCES = "sources: [{name: Nos textes, path: contenu}]\n"


@pytest.mark.parametrize("style", STYLES)
def test_a_style_gives_its_colours_and_fonts(load_text: LoadText, style: str) -> None:
    brand = load_text(f"{LETTER}    style: {style}\n{SOURCES}").letter.brand

    assert brand == Brand(style=style, **STYLES[style])


def test_a_colour_beside_the_style_wins(load_text: LoadText) -> None:
    brand = load_text(f'{LETTER}    style: garrigue\n    colour: "#004d40"\n{SOURCES}').letter.brand

    assert brand == Brand(style="garrigue", **{**STYLES["garrigue"], "colour": "#004d40"})


def test_the_look_without_a_word_is_the_first_style(load_text: LoadText) -> None:
    brand = load_text(f"{LETTER}    name: Réseau\n{SOURCES}").letter.brand

    assert brand == Brand(name="Réseau", style=next(iter(STYLES)), **next(iter(STYLES.values())))
