"""Looks: contrast in light and dark, and CSS on the elements that clients drop."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from digest.checks.base import CheckInput, Flaw, config_place, html_place
from digest.checks.dom import Element, HtmlDocument, colour_in, read_markup, read_style
from digest.locale import _
from digest.text.contrast import ENOUGH, NIGHT, PAPER, contrast, darken, lighten

# The letter on a dark screen: the rules of its style block for `prefers-color-scheme: dark`, laid over its elements.

_DARK = re.compile(r"@media[^{}]{0,200}prefers-color-scheme:\s{0,9}dark[^{}]{0,100}\{((?:[^{}]*\{[^{}]*\})*)")
_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_SELECTOR = re.compile(r"([a-zA-Z][a-zA-Z0-9]*)?(?:\.([\w-]+))?")
_GROUNDS = ("background-color", "background")


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementStyle:
    """The colours of an element's words and of what is behind them; empty where nothing says it."""

    colour: str = ""
    ground: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    """One selector with its declarations; `order` grows with what CSS lets win: classes over names, then the later."""

    name: str
    kind: str
    style: dict[str, str]
    order: tuple[bool, int]

    def fits(self, element: Element) -> bool:
        """Whether an element is meant."""
        kinds = element.attributes.get("class", "").split()
        return self.name in ("", element.name) and (not self.kind or self.kind in kinds)


def dark_looks(markup: HtmlDocument) -> Iterator[tuple[Element, ElementStyle]]:
    """Return every element with its colours on a dark screen; nothing where the letter has no dark theme."""
    rules = _dark_rules(markup)
    looks: dict[int, ElementStyle] = {}
    for element in markup.elements if rules else ():
        above = looks.get(id(element.parent), ElementStyle())
        own = [rule for rule in rules if rule.fits(element)]
        look = ElementStyle(
            colour=_said(element, own, ("color",)) or above.colour,
            ground=_said(element, own, _GROUNDS) or above.ground,
        )
        looks[id(element)] = look
        yield element, look


def _said(element: Element, rules: list[_Rule], names: tuple[str, ...]) -> str:
    """Return the colour that an element has by its rules or by its own style, whichever wins."""
    own = next((colour_in(element.style[name]) for name in names if name in element.style), "")
    for rule in rules:
        for name in names:
            value = rule.style.get(name, "")
            if colour_in(value) and (not own or "!important" in value):
                return colour_in(value)
    return own


def _dark_rules(markup: HtmlDocument) -> list[_Rule]:
    """Return the rules of all dark themes, the winning ones first."""
    blocks = (block[1] for style in markup.named("style") for block in _DARK.finditer(style.own))
    found = [rule for block in blocks for rule in _RULE.finditer(block)]
    rules = [rule for place, match in enumerate(found) for rule in _read_rules(match[1], match[2], place)]
    return sorted(rules, key=lambda rule: rule.order, reverse=True)


def _read_rules(selectors: str, declarations: str, place: int) -> Iterator[_Rule]:
    for selector in selectors.split(","):
        match = _SELECTOR.fullmatch(selector.strip())
        if match and match[0]:
            name, kind = (match[1] or "").lower(), match[2] or ""
            yield _Rule(name=name, kind=kind, style=read_style(declarations), order=(bool(kind), place))


# What mail clients do with CSS: of those that were tried, how many know a property at all, in per cent.

SHARES: Mapping[str, int] = {
    "accent-color": 19,
    "align-items": 59,
    "animation": 34,
    "aspect-ratio": 41,
    "backdrop-filter": 31,
    "background-blend-mode": 66,
    "background-clip": 66,
    "background-origin": 66,
    "background-size": 80,
    "block-size": 49,
    "border-block": 44,
    "border-block-color": 47,
    "border-block-end": 47,
    "border-block-start": 47,
    "border-block-style": 47,
    "border-block-width": 47,
    "border-end-end-radius": 35,
    "border-end-start-radius": 35,
    "border-image": 49,
    "border-inline": 44,
    "border-inline-color": 47,
    "border-inline-end": 47,
    "border-inline-start": 47,
    "border-inline-style": 47,
    "border-inline-width": 47,
    "border-radius": 83,
    "border-spacing": 88,
    "border-start-end-radius": 35,
    "border-start-start-radius": 35,
    "bottom": 71,
    "box-shadow": 63,
    "box-sizing": 71,
    "calc(": 60,
    "clamp(": 54,
    "clip-path": 49,
    "color-scheme": 23,
    "column-count": 73,
    "column-fill": 72,
    "column-gap": 64,
    "column-rule": 72,
    "column-span": 72,
    "column-width": 72,
    "columns": 72,
    "conic-gradient(": 43,
    "cursor": 39,
    "display:flex": 83,
    "display:grid": 56,
    "display:inline-flex": 83,
    "display:inline-grid": 56,
    "empty-cells": 63,
    "filter": 46,
    "flex-direction": 56,
    "flex-wrap": 59,
    "font-kerning": 64,
    "font-stretch": 58,
    "gap": 64,
    "grid-template": 42,
    "grid-template-areas": 42,
    "grid-template-columns": 42,
    "grid-template-rows": 42,
    "height": 85,
    "hyphenate-character": 18,
    "hyphenate-limit-chars": 4,
    "hyphens": 35,
    "inline-size": 46,
    "inset": 13,
    "justify-content": 59,
    "left": 71,
    "light-dark(": 41,
    "linear-gradient(": 60,
    "list-style-image": 54,
    "margin-block": 54,
    "margin-block-end": 42,
    "margin-block-start": 42,
    "margin-inline": 54,
    "margin-inline-end": 42,
    "margin-inline-start": 42,
    "mask-image": 23,
    "max(": 54,
    "max-block-size": 40,
    "max-inline-size": 28,
    "min(": 54,
    "min-block-size": 28,
    "min-inline-size": 38,
    "mix-blend-mode": 63,
    "object-fit": 66,
    "object-position": 66,
    "opacity": 71,
    "orphans": 36,
    "outline": 88,
    "outline-offset": 44,
    "overflow-wrap": 24,
    "padding-block": 39,
    "padding-block-end": 42,
    "padding-block-start": 42,
    "padding-inline": 39,
    "padding-inline-end": 42,
    "padding-inline-start": 42,
    "position": 80,
    "radial-gradient(": 67,
    "rem": 69,
    "resize": 12,
    "rgba(": 83,
    "right": 71,
    "row-gap": 64,
    "shape-margin": 29,
    "shape-outside": 29,
    "tab-size": 36,
    "table-layout": 82,
    "text-align-last": 53,
    "text-decoration-color": 85,
    "text-decoration-line": 81,
    "text-decoration-skip-ink": 38,
    "text-decoration-style": 78,
    "text-decoration-thickness": 49,
    "text-emphasis": 55,
    "text-emphasis-position": 42,
    "text-justify": 32,
    "text-orientation": 62,
    "text-overflow": 71,
    "text-shadow": 76,
    "text-underline-offset": 49,
    "text-underline-position": 58,
    "text-wrap": 18,
    "top": 71,
    "transform": 46,
    "transition": 52,
    "user-select": 18,
    "var(": 45,
    "vh": 79,
    "visibility": 76,
    "vw": 81,
    "white-space-collapse": 20,
    "widows": 36,
    "word-break": 66,
    "word-spacing": 88,
    "word-wrap": 70,
    "writing-mode": 66,
    "z-index": 83,
}
"""Properties (`gap`), values (`display:flex`), functions (`calc(`) and units (`rem`) with the share that knows them."""

DECORATION = frozenset({
    "accent-color", "animation", "border-end-end-radius", "border-end-start-radius", "border-image",
    "border-radius", "border-start-end-radius", "border-start-start-radius", "box-shadow", "color-scheme",
    "conic-gradient(", "cursor", "font-kerning", "font-stretch", "hyphenate-character", "hyphenate-limit-chars",
    "hyphens", "linear-gradient(", "list-style-image", "orphans", "outline", "outline-offset", "overflow-wrap",
    "radial-gradient(", "resize", "tab-size", "text-decoration-color", "text-decoration-line",
    "text-decoration-skip-ink", "text-decoration-style", "text-decoration-thickness", "text-emphasis",
    "text-emphasis-position", "text-justify", "text-shadow", "text-underline-offset", "text-underline-position",
    "text-wrap", "transition", "user-select", "widows", "word-break", "word-spacing", "word-wrap",
})  # fmt: skip
"""What may be dropped without a word or an order being lost."""


_NOTHING = frozenset({"auto", "none", "normal", "initial", "0", "visible", "static"})
"""Values that ask for what happens anyway."""
_FUNCTIONS = tuple(name for name in SHARES if name.endswith("("))
_UNIT = re.compile(r"(?<![\w.#-])[0-9.]{1,9}(rem|vh|vw)\b")


def find_pale_words(material: CheckInput) -> Iterator[Flaw]:
    """Words and their ground have a contrast under 4.5 : 1 (WCAG 2.2, 1.4.3)."""
    said: set[tuple[str, str]] = set()
    for element in read_markup(material.html).elements:
        pair = (element.colour, element.ground or PAPER)
        if not element.colour or not element.own.strip() or pair in said:
            continue
        if contrast(*pair) < ENOUGH:
            said.add(pair)
            yield Flaw(place=html_place(element.heading), what=_contrast_words(*pair), hint=_pale_hint())


def find_pale_words_in_the_dark(material: CheckInput) -> Iterator[Flaw]:
    """Words and their ground have a contrast under 4.5 : 1 on a dark screen."""
    said: set[tuple[str, str]] = set()
    for element, look in dark_looks(read_markup(material.html)):
        pair = (look.colour, look.ground)
        if all(pair) and element.own.strip() and element.name != "style" and pair not in said:
            said.add(pair)
            if contrast(*pair) < ENOUGH:
                what = _("{words} on a dark screen").format(words=_contrast_words(*pair))
                hint = _("Give both in the dark theme of letter.head.css, each with !important.")
                yield Flaw(place=html_place(element.heading), what=what, hint=hint)


def _contrast_words(colour: str, ground: str) -> str:
    return _("words in {colour} on {ground} have a contrast of {contrast} : 1").format(
        colour=colour, ground=ground, contrast=f"{contrast(colour, ground):.1f}"
    )


def _pale_hint() -> str:
    return _("Take a darker colour, or a lighter one on a dark ground: at least 4.5 : 1.")


def find_pale_brand(material: CheckInput) -> Iterator[Flaw]:
    """The brand's colour is too light for words on white; they are printed darker than it."""
    colour = material.config.letter.brand.colour
    printed = darken(colour)
    if contrast(colour, PAPER) < ENOUGH:
        what = _contrast_words(colour, PAPER)
        hint = _("Words are printed in {printed} instead; write that colour if you prefer another.").format(
            printed=printed
        )
        yield Flaw(place=f"{config_place(material.config)} letter.brand.colour", what=what, hint=hint)


def find_dark_brand(material: CheckInput) -> Iterator[Flaw]:
    """The brand's colour for dark screens is too dark for words; they are printed lighter than it."""
    colour = material.config.letter.brand.colour_dark
    printed = lighten(colour)
    if contrast(colour, NIGHT) < ENOUGH:
        what = _contrast_words(colour, NIGHT)
        hint = _("Words are printed in {printed} instead; write that colour if you prefer another.").format(
            printed=printed
        )
        yield Flaw(place=f"{config_place(material.config)} letter.brand.colour_dark", what=what, hint=hint)


def find_dropped_css(material: CheckInput) -> Iterator[Flaw]:
    """A look depends on CSS that more than one mail client in ten drops."""
    said: set[str] = set()
    for element in read_markup(material.html).elements:
        for name in _features(element):
            if name in SHARES and name not in DECORATION and name not in said:
                said.add(name)
                what = _("the CSS {name} works in {share} % of mail clients only").format(name=name, share=SHARES[name])
                hint = _("Do without it, or make sure that nothing is lost where it is dropped.")
                yield Flaw(place=html_place(element.heading), what=what, hint=hint)


def _features(element: Element) -> Iterator[str]:
    """Name what the styles of an element use: properties, `display: flex`, units and functions."""
    for name, value in element.style.items():
        if value.lower() not in _NOTHING:
            yield name
        yield f"{name}:{value.lower().replace('!important', '').strip()}"
        plain = value.lower().replace(" (", "(")
        yield from (name for name in _FUNCTIONS if name in plain)
        yield from (found[1] for found in _UNIT.finditer(plain))
