"""The shipped style sheets: every colour readable on every ground it can stand on, in light, dark and inverted."""

import re

import pytest

from digest.config import Brand
from digest.render.colours import brand_colours
from digest.render.templating import Press
from digest.text.colours import NIGHT, PAPER, contrast, luminance

# Properties that many clients drop, or that an old engine cannot do without breaking the letter.
FRAGILE = {
    "display",
    "float",
    "position",
    "transform",
    "opacity",
    "overflow",
    "height",
    "box-sizing",
    "visibility",
    "flex",
    "grid",
}
COLOURS = brand_colours(Brand())


def sheet(name: str) -> str:
    return re.sub(r"/\*.*?\*/", "", Press().style(name, COLOURS), flags=re.DOTALL)


def values(css: str, name: str) -> list[str]:
    return re.findall(rf"(?:^|[;{{\s]){name}:\s*(#\w+)", css)


def dark_rules() -> str:
    return sheet("letter.head.css").partition("@media print")[0]


@pytest.mark.parametrize("ground", [PAPER, "#eef1f4"])
def test_light_words_are_readable_and_survive_inversion(ground: str) -> None:
    weak = [c for c in values(sheet("letter.css"), "color") if contrast(c, ground) < 4.5 or luminance(c) >= 0.05]

    assert weak == []


@pytest.mark.parametrize("ground", [NIGHT, "#121519"])
def test_dark_words_are_readable(ground: str) -> None:
    assert [colour for colour in values(dark_rules(), "color") if contrast(colour, ground) < 4.5] == []


def test_the_grounds_are_those_that_these_tests_measure_on() -> None:
    grounds = (set(values(sheet("letter.css"), "background-color")), set(values(dark_rules(), "background-color")))

    assert grounds == ({PAPER, "#eef1f4"}, {NIGHT, "#121519"})


def test_every_class_that_is_dark_has_a_light_look_too() -> None:
    dark, light = (set(re.findall(r"\.([a-z]+)", css)) for css in (dark_rules(), sheet("letter.css")))

    assert dark - light == set()


def test_no_fragile_property_is_used() -> None:
    used = set(re.findall(r"([a-z-]+):\s", sheet("letter.css").replace("height: auto", "")))

    assert used & FRAGILE == set()


def test_no_letter_is_under_14_pixels() -> None:
    sizes = [int(size) for size in re.findall(r"font-size:\s*(\d+)px", sheet("letter.css"))]

    assert (min(sizes), 16 in sizes) == (14, True)


def test_selectors_are_simple_enough_to_be_inlined_on_the_template() -> None:
    selectors = re.findall(r"([^{}]+)\{", sheet("letter.css"))

    assert [one.strip() for one in selectors if not re.fullmatch(r"\.?[a-z]\w*", one.strip())] == []
