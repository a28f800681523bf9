"""The HTML part as the rules see it: its elements in order, with their words, the heading above, and their colours.

Only what stands on the elements counts, as in clients that drop the `<style>` block; comments (Outlook's ghost table)
are not looked at. Colours are inherited as in CSS, from `style` attributes with `#rrggbb`, all that the letter uses.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser

_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_SILENT = frozenset({"style", "script", "title"})
_DEEPEST = 500


@dataclass(slots=True, kw_only=True)
class Element:
    """One element.

    Attributes:
        words: The words inside, of all its descendants, `alt` texts included; gathered for links and headings only.
        own: The words that stand in it directly; of a `style`, its rules.
        heading: The words of the last heading before it.
        colour: The colour of its words, `#rrggbb`; `ground` is the one behind them. Empty where nothing says it.
    """

    name: str
    attributes: Mapping[str, str]
    style: Mapping[str, str]
    heading: str = ""
    colour: str = ""
    ground: str = ""
    words: str = ""
    own: str = ""
    parent: "Element | None" = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class HtmlDocument:
    """All elements, in the order of the document."""

    elements: tuple[Element, ...] = ()
    by_name: Mapping[str, tuple[Element, ...]] = field(default_factory=dict)

    def named(self, *names: str) -> tuple[Element, ...]:
        """Return the elements of these names; in the order of the document if it is one name."""
        return tuple(element for name in names for element in self.by_name.get(name, ()))

    @property
    def headings(self) -> tuple[Element, ...]:
        """Return all headings, in the order of the document."""
        return tuple(element for element in self.elements if element.name in _HEADINGS)


@lru_cache(maxsize=2)
def read_markup(html: str) -> HtmlDocument:
    """Read an HTML document; kept, because a dozen rules ask for the same one."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    by_name: dict[str, list[Element]] = {}
    for element in reader.elements:
        by_name.setdefault(element.name, []).append(element)
    return HtmlDocument(
        elements=tuple(reader.elements), by_name={name: tuple(elements) for name, elements in by_name.items()}
    )


def read_style(text: str) -> dict[str, str]:
    """Read a `style` attribute: lower-case properties, the last one of a name wins."""
    pairs = (declaration.partition(":") for declaration in text.split(";"))
    return {name.strip().lower(): value.strip() for name, _colon, value in pairs if name.strip()}


class _Reader(HTMLParser):
    """Gathers the elements; what is never closed ends where its parent does."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self._heading = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in reversed(attrs)}
        style = read_style(attributes.get("style", ""))
        parent = self._open[-1] if self._open else None
        element = Element(
            name=tag,
            attributes=attributes,
            style=style,
            heading=self._heading,
            parent=parent,
            colour=colour_in(style.get("color", "")) or (parent.colour if parent else ""),
            ground=colour_in(style.get("background-color", "") or style.get("background", ""))
            or (parent.ground if parent else ""),
        )
        self.elements.append(element)
        if tag == "img":
            self._take(attributes.get("alt", ""))
        if tag not in _VOID and len(self._open) < _DEEPEST:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        places = [place for place, element in enumerate(self._open) if element.name == tag]
        if not places:
            return
        element = self._open[places[-1]]
        del self._open[places[-1] :]
        element.words = " ".join(element.words.split())
        if tag in _HEADINGS:
            self._heading = element.words

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[-1].own += data
        self._take(data)

    def _take(self, words: str) -> None:
        if self._open and self._open[-1].name in _SILENT:
            return
        for element in self._open:
            if element.name == "a" or element.name in _HEADINGS:
                element.words += words


def colour_in(value: str) -> str:
    """Return the first `#rrggbb` of a value, three digits doubled; empty where there is none."""
    found = _COLOUR.search(value)
    if not found:
        return ""
    digits = found[0][1:].lower()
    return "#" + (digits if len(digits) > len("rgb") else "".join(digit * 2 for digit in digits))
