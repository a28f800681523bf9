"""The shipped style sheets: every colour readable on every ground it can stand on, in light, dark and inverted.

Each of the ready looks is measured, in the letter and in the archive.
"""

import re

import pytest

from digest.config import Brand
from digest.config.model import STYLES
from digest.render.colours import brand_colours
from digest.render.templates import TemplateEnvironment
from digest.text.contrast import NIGHT, PAPER, contrast, luminance

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
WHITE = "#ffffff"
LOOKS = [pytest.param(Brand(style=name, **look), id=name) for name, look in STYLES.items()]


def sheet(name: str, brand: Brand | None = None) -> str:
    colours = brand_colours(brand or Brand())
    return re.sub(r"/\*.*?\*/", "", TemplateEnvironment().style(name, colours), flags=re.DOTALL)


def archive_rules(brand: Brand, *, dark: bool) -> str:
    """Return what holds on a light screen, or what a dark one changes."""
    light, _mark, rest = sheet("archive.css", brand).partition("@media screen and (prefers-color-scheme: dark)")
    return rest.partition("@media print")[0] if dark else light


def values(css: str, name: str) -> list[str]:
    return re.findall(rf"(?:^|[;{{\s]){name}:\s*(#\w+)", css)


def dark_rules(brand: Brand | None = None) -> str:
    return sheet("letter.head.css", brand).partition("(prefers-color-scheme: dark)")[2]


@pytest.mark.parametrize("brand", LOOKS)
@pytest.mark.parametrize("ground", [PAPER, "#eef1f4", "#eef3f9", "#fdf1d6"])
def test_light_words_are_readable_and_survive_inversion(ground: str, brand: Brand) -> None:
    colours = values(sheet("letter.css", brand), "color") + values(archive_rules(brand, dark=False), "color")

    weak = [c for c in colours if c != WHITE and (contrast(c, ground) < 4.5 or luminance(c) >= 0.05)]
    assert (len(colours) > 10, weak) == (True, [])


@pytest.mark.parametrize("brand", LOOKS)
def test_white_words_are_readable_on_the_masthead_and_the_footer(brand: Brand) -> None:
    grounds = (brand_colours(brand)["brand-text"], NIGHT, "#0d0f12")

    assert [ground for ground in grounds if contrast(WHITE, ground) < 4.5] == []


@pytest.mark.parametrize("brand", LOOKS)
@pytest.mark.parametrize("ground", [NIGHT, "#121519", "#262d36", "#3a3018"])
def test_dark_words_are_readable(ground: str, brand: Brand) -> None:
    colours = values(dark_rules(brand), "color") + values(archive_rules(brand, dark=True), "color")

    assert (len(colours) > 6, [c for c in colours if contrast(c, ground) < 4.5]) == (True, [])


@pytest.mark.parametrize("brand", LOOKS)
def test_bars_of_a_ready_look_stand_out_from_their_ground(brand: Brand) -> None:
    assert (contrast(brand.colour, PAPER) >= 3, contrast(brand.colour_dark, NIGHT) >= 3) == (True, True)


def test_the_grounds_are_those_that_these_tests_measure_on() -> None:
    letter = (set(values(sheet("letter.css"), "background-color")), set(values(dark_rules(), "background-color")))
    archive = tuple(set(values(archive_rules(Brand(), dark=dark), "background-color")) for dark in (False, True))

    light = {PAPER, "#eef1f4", "#eef3f9", "#fdf1d6", NIGHT, brand_colours(Brand())["brand-text"]}

    assert (letter, archive) == (
        (light, {NIGHT, "#121519", "#262d36", "#3a3018", "#0d0f12"}),
        ({PAPER, "#eef1f4"}, {NIGHT, "#121519"}),
    )


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
