"""A template cut at its start tags: which kinds of elements it prints is known before it is filled.

Reads Jinja source as text, without filling it. What it cannot know for certain (a class computed at render time, a
tag or an attribute that an expression makes) it does not guess: it says that it cannot, and `looks` goes the plain way.
"""

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate

Kind = tuple[str, ...]
"""A tag with its classes, sorted: `("p", "muted")`."""

# One of these stands for every octet of Jinja while HTML is looked for: expressions print words, statements decide.
_WORDS, _ORDER = "\ue000", "\ue001"
_QUOTED = r"\"[^\"]*\"|'[^']*'"
_JINJA = re.compile(
    r"\{#.*?#\}"
    rf"|\{{\{{(?:{_QUOTED}|[^\"'}}]|\}}(?!\}}))*\}}\}}"
    rf"|\{{%(?:{_QUOTED}|[^\"'%]|%(?!\}}))*%\}}",
    re.DOTALL,
)
# Also in comments that only Outlook reads, attributes stand in double quotes: `looks` counts on it.
_LEFT = re.compile(r"\{[{%#]|=\s*'")
_UNREAD = re.compile(r"\{%[-+]?\s*raw\b")
_TAG = re.compile(
    r"<!--.*?-->|<![A-Za-z][^<>]*>|</[A-Za-z][A-Za-z0-9]*\s*>"
    rf"|<(?P<tag>[A-Za-z][A-Za-z0-9]*)(?P<attributes>(?:[\s/{_ORDER}][^\"'<>]*(?:\"[^\"]*\"[^\"'<>]*)*)?)>",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(
    rf"\s+(?P<name>[^\s\"'<>/={_WORDS}{_ORDER}]+)(?:=\"(?P<value>[^\"]*)\")?|(?P<order>{_ORDER}+)|\s*/?\Z"
)
_KEYWORD = re.compile(r"\{%[-+]?\s*(\w+)")
_RAW = ("style", "script", "textarea", "title")
_FOREIGN = re.compile(r"<([a-z][a-z0-9]*)((?:\s+[a-z-]+(?:=\"[^\"]*\")?)*)\s*>")


class UncertainError(Exception):
    """What a template prints cannot be known before it is filled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateTag:
    """A start tag of a template: what kind of element it begins, and where it stands in the source.

    Attributes:
        look: Where its `class` attribute stands, the blank before it included; empty where it has none.
        end: Where its closing mark stands.
    """

    kind: Kind
    look: tuple[int, int]
    end: int


def cut(source: str) -> tuple[TemplateTag, ...]:
    """Find the start tags of a template.

    Raises:
        UncertainError: There may be others, or other classes, once it is filled.
    """
    masked = _JINJA.sub(_mask, source)
    if _LEFT.search(masked) or _UNREAD.search(source) or _WORDS in source or _ORDER in source:
        raise UncertainError
    return tuple(_tags(source, masked))


def with_styles(source: str, tags: Iterable[TemplateTag], styles: Mapping[Kind, str], *, needed: frozenset[str]) -> str:
    """Return the template with its styles in it, and with those classes only that are needed still."""
    pieces, done = [], 0
    for tag in tags:
        start, end = tag.look
        names = " ".join(name for name in tag.kind[1:] if name in needed)
        look = f' class="{names}"' if names else ""
        pieces += [source[done:start], look, source[end : tag.end], _style(tag.kind, styles)]
        done = tag.end
    return "".join((*pieces, source[done:]))


def markup_with_styles(markup: str, styles: Mapping[Kind, str]) -> str:
    """Return safe HTML without classes, as `clean_html` makes it, with the styles of its tags."""
    return _FOREIGN.sub(lambda tag: f"<{tag[1]}{tag[2]}{_style((tag[1],), styles)}>", markup)


def named_classes(css: str) -> frozenset[str]:
    """Return the classes that a style sheet names."""
    return frozenset(re.findall(r"\.([A-Za-z][\w-]*)", css))


def _style(kind: Kind, styles: Mapping[Kind, str]) -> str:
    style = styles.get(kind, "")
    return f' style="{html.escape(style, quote=False).replace(chr(34), "&quot;")}"' if style else ""


def _mask(found: re.Match[str]) -> str:
    return {"#": " ", "{": _WORDS, "%": _ORDER}[found[0][1]] * len(found[0])


def _tags(source: str, masked: str) -> Iterator[TemplateTag]:
    place = masked.find("<")
    while place >= 0:
        found = _TAG.match(masked, place)
        if found is None and re.match(rf"<[A-Za-z/!?{_WORDS}{_ORDER}]", masked[place : place + 2]):
            raise UncertainError
        end = found.end() if found else place + 1
        if found and found["tag"]:
            yield _tag(found, source[found.start() : end])
            end = _end_of(found["tag"].lower(), masked, end)
        place = masked.find("<", end)


def _end_of(name: str, masked: str, start: int) -> int:
    """Return where tags may begin again: what holds no elements is passed over."""
    end = masked.lower().find(f"</{name}", start) if name in _RAW else start
    if end < 0:
        raise UncertainError
    return end


def _tag(found: re.Match[str], source: str) -> TemplateTag:
    """Read one start tag; what could change its class or its style while it is printed makes it uncertain."""
    start, end = found.span("attributes")
    name, classes, look = found["tag"].lower(), "", (start, start)
    labels = []
    while start < end:
        attribute = _ATTRIBUTE.match(found.string, start, end)
        if attribute is None:
            raise UncertainError
        labels.append((attribute["name"] or _ORDER).lower())
        if labels[-1] == "class":
            classes, look = attribute["value"] or "", attribute.span()
        start = max(attribute.end(), start + 1)
    if not _is_certain(name, labels, classes) or not _is_balanced(_KEYWORD.findall(source)):
        raise UncertainError
    return TemplateTag(kind=(name, *sorted(set(classes.split()))), look=look, end=found.end("attributes"))


def _is_certain(name: str, labels: list[str], classes: str) -> bool:
    """Whether a tag has no style of its own, and a class that stands before everything that decides."""
    is_first = "class" not in labels or _ORDER not in labels[: labels.index("class")]
    is_ours = name != "style" or "data-premailer" in labels
    is_once = labels.count("class") <= 1 and "style" not in labels
    return is_first and is_ours and is_once and _WORDS not in classes and _ORDER not in classes


def _is_balanced(keywords: list[str]) -> bool:
    """Whether what is decided within a tag ends within it."""
    depths = list(accumulate({"if": 1, "endif": -1}.get(word, 0) for word in keywords))
    return set(keywords) <= {"if", "elif", "else", "endif"} and min(depths, default=0) >= 0 and not sum(depths[-1:])
