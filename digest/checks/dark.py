"""The letter on a dark screen: the rules of its style block for `prefers-color-scheme: dark`, laid over its elements.

Simple selectors only (`h1`, `.muted`, `a.title`, in lists), which is all that a letter's dark theme may use; a rule
with any other selector is left out. A rule beats what stands on an element itself only by `!important`, as in CSS.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from digest.checks.markup import Element, Markup, colour_in, read_style

_DARK = re.compile(r"@media[^{}]{0,200}prefers-color-scheme:\s{0,9}dark[^{}]{0,100}\{((?:[^{}]*\{[^{}]*\})*)")
_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_SELECTOR = re.compile(r"([a-zA-Z][a-zA-Z0-9]*)?(?:\.([\w-]+))?")
_GROUNDS = ("background-color", "background")


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
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
        """Tell whether an element is meant."""
        kinds = element.attributes.get("class", "").split()
        return self.name in ("", element.name) and (not self.kind or self.kind in kinds)


def dark_looks(markup: Markup) -> Iterator[tuple[Element, Look]]:
    """Give every element with its colours on a dark screen; nothing where the letter has no dark theme."""
    rules = _dark_rules(markup)
    looks: dict[int, Look] = {}
    for element in markup.elements if rules else ():
        above = looks.get(id(element.parent), Look())
        own = [rule for rule in rules if rule.fits(element)]
        look = Look(
            colour=_said(element, own, ("color",)) or above.colour,
            ground=_said(element, own, _GROUNDS) or above.ground,
        )
        looks[id(element)] = look
        yield element, look


def _said(element: Element, rules: list[_Rule], names: tuple[str, ...]) -> str:
    """Give the colour that an element has by its rules or by its own style, whichever wins."""
    own = next((colour_in(element.style[name]) for name in names if name in element.style), "")
    for rule in rules:
        for name in names:
            value = rule.style.get(name, "")
            if colour_in(value) and (not own or "!important" in value):
                return colour_in(value)
    return own


def _dark_rules(markup: Markup) -> list[_Rule]:
    """Give the rules of all dark themes, the winning ones first."""
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
