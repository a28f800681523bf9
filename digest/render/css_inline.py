"""The styles of a letter moved onto its elements by premailer: what survives webmails that drop `<style>`.

Premailer's defaults are not a letter's: it would fetch, strip `!important` (and dark mode with it), add obsolete
attributes like `bgcolor` and `align`, and drop the doctype. The `<style>` of the head (dark screens, print) is kept
as it is, with just those classes that it names. A letter of 50 items takes about 10 ms.
"""

import hashlib
import logging
import re
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from digest.render.placeholders import around_values, change_values
from digest.render.templates import TemplateEnvironment
from digest.render.view import LetterView

if TYPE_CHECKING:
    from lxml import etree

_TEMPLATE = "letter.html.j2"
_DOCTYPE = "<!DOCTYPE html>"
# cssutils keeps its state in the module: two threads at once would mix their style sheets.
_one_at_a_time = Lock()
_OBSOLETE = ["align", "valign", "bgcolor", "width", "height"]


@dataclass(frozen=True, slots=True, kw_only=True)
class InlinedStyle:
    """The style sheets of a letter: `css` to move onto the elements, `kept` in the head; and its fonts, for Outlook."""

    css: str
    kept: str
    fonts: str


def fill_letter(environment: TemplateEnvironment, letter: LetterView, style: InlinedStyle) -> str:
    """Return the letter as HTML with every style inline.

    Args:
        environment: The templates.
        letter: What it says; its édito is safe HTML without styles.
        style: How it looks.
    """
    values = {"letter": letter, "head_css": style.kept, "fonts": style.fonts}
    filled = re.sub(r"\n{2,}", "\n", environment.fill(_TEMPLATE, values))
    # All attributes of the template stand in double quotes: apostrophes need not be escaped.
    markup = change_values(filled, lambda words: words.replace("&#39;", "'"))
    # Premailer's parser would write a member's values in its own way: a word that nobody can foresee stands for them.
    # They end up in double quotes as everything does there.
    held = "member-" + hashlib.sha256(markup.encode("utf-8", "replace")).hexdigest()[:16]
    return around_values(lambda words: inline_styles(words, css=style.css, kept=style.kept), markup, held=held)


def inline_styles(markup: str, *, css: str, kept: str) -> str:
    """Return a whole HTML document with every style inline.

    Args:
        markup: The document; its own `<style>` elements say `data-premailer="ignore"`.
        css: The rules to move onto the elements, with six-digit colours.
        kept: The style sheet that stays in the head, to know which classes it needs.
    """
    from lxml import etree

    root = etree.fromstring(markup.encode(), etree.HTMLParser(encoding="utf-8", huge_tree=True))
    if root is None:
        return f"{_DOCTYPE}\n{markup}\n"
    _move_styles(root, css)
    _tidy(root, needed=frozenset(re.findall(r"\.([A-Za-z][\w-]*)", kept)))
    return f"{_DOCTYPE}\n{etree.tostring(root, method='html', encoding='unicode')}\n"


def _move_styles(root: "etree._Element", css: str) -> None:
    import cssutils
    from premailer import Premailer

    # Short colours (#fff) are not understood everywhere; cssutils would shorten ours.
    cssutils.ser.prefs.minimizeColorHash = False
    with _one_at_a_time:
        Premailer(
            root,
            css_text=css,
            keep_style_tags=True,
            disable_leftover_css=True,
            strip_important=False,
            disable_validation=True,
            disable_basic_attributes=_OBSOLETE,
            align_floating_images=False,
            allow_network=False,
            cssutils_logging_level=logging.CRITICAL,
        ).transform(pretty_print=False)


def _tidy(root: "etree._Element", *, needed: frozenset[str]) -> None:
    """Take away the classes that only the inlined rules used, and the blanks between declarations."""
    for element in root.iter("*"):
        names = [name for name in element.get("class", "").split() if name in needed]
        if names:
            element.set("class", " ".join(names))
        else:
            element.attrib.pop("class", None)
        if "style" in element.attrib:
            element.set("style", element.get("style", "").replace("; ", ";"))
