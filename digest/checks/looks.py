"""Looks: contrast in light and dark, and CSS on the elements that clients drop."""

import re
from collections.abc import Iterator

from digest.checks.clients import DECORATION, SHARES
from digest.checks.dark import dark_looks
from digest.checks.data import Flaw, Material
from digest.checks.markup import Element, read_markup
from digest.checks.places import config_place, html_place
from digest.locale import _
from digest.text.colours import ENOUGH, NIGHT, PAPER, contrast, darken, lighten

_NOTHING = frozenset({"auto", "none", "normal", "initial", "0", "visible", "static"})
"""Values that ask for what happens anyway."""
_FUNCTIONS = tuple(name for name in SHARES if name.endswith("("))
_UNIT = re.compile(r"(?<![\w.#-])[0-9.]{1,9}(rem|vh|vw)\b")


def find_pale_words(material: Material) -> Iterator[Flaw]:
    """Words and their ground have a contrast under 4.5 : 1 (WCAG 2.2, 1.4.3)."""
    said: set[tuple[str, str]] = set()
    for element in read_markup(material.html).elements:
        pair = (element.colour, element.ground or PAPER)
        if not element.colour or not element.own.strip() or pair in said:
            continue
        if contrast(*pair) < ENOUGH:
            said.add(pair)
            yield Flaw(place=html_place(element.heading), what=_contrast_words(*pair), mend=_pale_mend())


def find_pale_words_in_the_dark(material: Material) -> Iterator[Flaw]:
    """Words and their ground have a contrast under 4.5 : 1 on a dark screen."""
    said: set[tuple[str, str]] = set()
    for element, look in dark_looks(read_markup(material.html)):
        pair = (look.colour, look.ground)
        if all(pair) and element.own.strip() and element.name != "style" and pair not in said:
            said.add(pair)
            if contrast(*pair) < ENOUGH:
                what = _("{words} on a dark screen").format(words=_contrast_words(*pair))
                mend = _("Give both in the dark theme of letter.head.css, each with !important.")
                yield Flaw(place=html_place(element.heading), what=what, mend=mend)


def _contrast_words(colour: str, ground: str) -> str:
    return _("words in {colour} on {ground} have a contrast of {contrast} : 1").format(
        colour=colour, ground=ground, contrast=f"{contrast(colour, ground):.1f}"
    )


def _pale_mend() -> str:
    return _("Take a darker colour, or a lighter one on a dark ground: at least 4.5 : 1.")


def find_pale_brand(material: Material) -> Iterator[Flaw]:
    """The brand's colour is too light for words on white; they are printed darker than it."""
    colour = material.config.letter.brand.colour
    printed = darken(colour)
    if contrast(colour, PAPER) < ENOUGH:
        what = _contrast_words(colour, PAPER)
        mend = _("Words are printed in {printed} instead; write that colour if you prefer another.").format(
            printed=printed
        )
        yield Flaw(place=f"{config_place(material.config)} letter.brand.colour", what=what, mend=mend)


def find_dark_brand(material: Material) -> Iterator[Flaw]:
    """The brand's colour for dark screens is too dark for words; they are printed lighter than it."""
    colour = material.config.letter.brand.colour_dark
    printed = lighten(colour)
    if contrast(colour, NIGHT) < ENOUGH:
        what = _contrast_words(colour, NIGHT)
        mend = _("Words are printed in {printed} instead; write that colour if you prefer another.").format(
            printed=printed
        )
        yield Flaw(place=f"{config_place(material.config)} letter.brand.colour_dark", what=what, mend=mend)


def find_dropped_css(material: Material) -> Iterator[Flaw]:
    """A look depends on CSS that more than one mail client in ten drops."""
    said: set[str] = set()
    for element in read_markup(material.html).elements:
        for name in _features(element):
            if name in SHARES and name not in DECORATION and name not in said:
                said.add(name)
                what = _("the CSS {name} works in {share} % of mail clients only").format(name=name, share=SHARES[name])
                mend = _("Do without it, or make sure that nothing is lost where it is dropped.")
                yield Flaw(place=html_place(element.heading), what=what, mend=mend)


def _features(element: Element) -> Iterator[str]:
    """Name what the styles of an element use: properties, `display: flex`, units and functions."""
    for name, value in element.style.items():
        if value.lower() not in _NOTHING:
            yield name
        yield f"{name}:{value.lower().replace('!important', '').strip()}"
        plain = value.lower().replace(" (", "(")
        yield from (name for name in _FUNCTIONS if name in plain)
        yield from (found[1] for found in _UNIT.finditer(plain))
