"""The looks of a letter worked out once for its template: no CSS work for an edition, none for a member.

Premailer matches every rule against every element of every letter. Here it sees one example of each kind of element
that the template prints; the styles it gives are written into the template, and kept by the hash of the kinds, the
style sheet and the versions of the tools. With a known look neither premailer nor cssutils nor lxml is even imported.
Measured on a letter of 50 items (benchmarks/inlining.py): the CSS costs 1/220 of premailer's work on the rendered
letter, the letter no more than plain Jinja2; the import of the three, 70 ms, is spared.

It needs a style sheet that asks for nothing but one tag or one class, and a template that tells its classes before it
is filled. A project's own that does not (sibling, positional or nested selectors, computed classes, markup from
values, parts included from other files) is inlined the plain way, the whole letter each time.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass, replace
from importlib.metadata import version

from digest.render.placeholders import around_values, change_values
from digest.render.template_scan import (
    Kind,
    TemplateTag,
    UncertainError,
    cut,
    markup_with_styles,
    named_classes,
    with_styles,
)
from digest.render.templates import TemplateEnvironment
from digest.render.view import LetterView

Looks = MutableMapping[str, Mapping[str, str]]
"""Looks that are known, by the hash of what they were made of: kinds of elements with their styles, as plain texts."""

_TEMPLATE = "letter.html.j2"
_KNOWN_MARKUP = ("letter.edito_html", "head_css", "fonts")
_FOR_PREMAILER = ' data-premailer="ignore"'
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}@]+)\{[^{}]*\}")
_SELECTOR = re.compile(r"\.?[A-Za-z][\w-]*")

_remembered: dict[str, Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class InlinedStyle:
    """The style sheets of a letter: `css` to move onto the elements, `kept` in the head; and its fonts, for Outlook."""

    css: str
    kept: str
    fonts: str


def fill_letter(
    press: TemplateEnvironment, letter: LetterView, style: InlinedStyle, *, looks: Looks | None = None
) -> str:
    """Return the letter as HTML with every look inline.

    Args:
        press: The templates.
        letter: What it says; its édito is safe HTML without styles.
        style: How it looks.
        looks: Looks known from earlier runs, to which a new one is added. Without them this process remembers its own.
    """
    try:
        source, styles = styled_template(press, style, _remembered if looks is None else looks)
    except UncertainError:
        return fill_plainly(press, letter, style)
    styled = replace(letter, edito_html=markup_with_styles(letter.edito_html, styles))
    # All attributes of a template that could be cut stand in double quotes: apostrophes need not be escaped.
    return _with_apostrophes(_fill(press, styled, style, source=source)).strip() + "\n"


def fill_plainly(press: TemplateEnvironment, letter: LetterView, style: InlinedStyle) -> str:
    """Return the same letter by premailer's work on the whole of it: the way that always goes."""
    from digest.render.premailer_inline import inline_styles

    markup = change_values(_fill(press, letter, style), _with_apostrophes)
    # Premailer's parser would write a member's values in its own way: a word that nobody can foresee stands for them.
    # They end up in double quotes as everything does there.
    held = "member-" + hashlib.sha256(markup.encode("utf-8", "replace")).hexdigest()[:16]
    return around_values(lambda words: inline_styles(words, css=style.css, kept=style.kept), markup, held=held)


def _with_apostrophes(markup: str) -> str:
    return markup.replace("&#39;", "'")


def _fill(press: TemplateEnvironment, letter: LetterView, style: InlinedStyle, *, source: str | None = None) -> str:
    values = {"letter": letter, "head_css": style.kept, "fonts": style.fonts}
    return re.sub(r"\n{2,}", "\n", press.fill(_TEMPLATE, values, source=source))


def styled_template(press: TemplateEnvironment, style: InlinedStyle, looks: Looks) -> tuple[str, Mapping[Kind, str]]:
    """Return the source of the template with its styles in it, and the styles of every kind of element.

    Raises:
        UncertainError: They cannot be known before the template is filled.
    """
    source = press.source(_TEMPLATE)
    if not _is_simple(style.css) or press.prints_markup(_TEMPLATE, but=_KNOWN_MARKUP):
        raise UncertainError
    tags = cut(source)
    styles = _styles(_kinds(tags, style.css), style.css, looks)
    styled = with_styles(source, tags, styles, needed=named_classes(style.kept))
    return styled.replace(_FOR_PREMAILER, ""), styles


def _kinds(tags: Iterable[TemplateTag], css: str) -> list[Kind]:
    """List the kinds of elements there may be: those of the template, and what the édito can hold that has a look."""
    kinds: set[Kind] = {tag.kind for tag in tags}
    names = {kind[0] for kind in kinds}
    if not {"html", "body"} <= names or "script" in names:  # premailer's parser would add the former
        raise UncertainError
    return sorted(kinds | {(selector,) for selector in _selectors(css) if not selector.startswith(".")})


def _styles(kinds: list[Kind], css: str, looks: Looks) -> dict[Kind, str]:
    """Return the style of each kind of element, by what is remembered or else by premailer."""
    tools = [version(name) for name in ("premailer", "cssutils")]
    key = hashlib.sha256(json.dumps([kinds, css, tools]).encode()).hexdigest()
    known = looks.get(key)
    if known is None:
        from digest.render.premailer_inline import example_styles

        known = {" ".join(kind): look for kind, look in example_styles(kinds, css=css).items()}
        looks[key] = known
    if any("{" in look for look in known.values()):  # Jinja would read it
        raise UncertainError
    return {tuple(name.split()): look for name, look in known.items()}


def _is_simple(css: str) -> bool:
    """Whether a style sheet asks for nothing but one tag or one class."""
    return not _RULE.sub("", _COMMENT.sub("", css)).strip() and all(map(_SELECTOR.fullmatch, _selectors(css)))


def _selectors(css: str) -> list[str]:
    return [one.strip() for rule in _RULE.findall(_COMMENT.sub("", css)) for one in rule.split(",")]
