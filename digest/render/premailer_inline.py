"""Styles moved onto the elements: what survives webmails that drop `<style>` (premailer).

Premailer's defaults are not a letter's: it would fetch, strip `!important` (and dark mode with it), add obsolete
attributes like `bgcolor` and `align`, and drop the doctype. The `<style>` of the head (dark screens, print) is kept
as it is, with just those classes that it names. lxml and cssutils are premailer's own tools and come with it; `looks`
sees to it that all three are seldom needed.
"""

import logging
from collections.abc import Iterable
from threading import Lock

import cssutils
from lxml import etree
from premailer import Premailer

from digest.render.template_scan import Kind, named_classes

_DOCTYPE = "<!DOCTYPE html>"
# Short colours (#fff) are not understood everywhere; cssutils would shorten ours.
cssutils.ser.prefs.minimizeColorHash = False

# cssutils keeps its state in the module: two threads at once would mix their style sheets.
_one_at_a_time = Lock()
_OBSOLETE = ["align", "valign", "bgcolor", "width", "height"]


def inline_styles(markup: str, *, css: str, kept: str) -> str:
    """Return a whole HTML document with every look inline.

    Args:
        markup: The document; its own `<style>` elements say `data-premailer="ignore"`.
        css: The rules to move onto the elements, with six-digit colours.
        kept: The style sheet that stays in the head, to know which classes it needs.
    """
    root = etree.fromstring(markup.encode(), etree.HTMLParser(encoding="utf-8", huge_tree=True))
    if root is None:
        return f"{_DOCTYPE}\n{markup}\n"
    _move_styles(root, css)
    _tidy(root, needed=named_classes(kept))
    return f"{_DOCTYPE}\n{etree.tostring(root, method='html', encoding='unicode')}\n"


def example_styles(kinds: Iterable[Kind], *, css: str) -> dict[Kind, str]:
    """Return the inline style of one example of each kind of element; a kind without any rule is left out.

    Args:
        kinds: Which kinds.
        css: Rules whose selectors ask for nothing but a tag or a class.
    """
    root = etree.fromstring(b"<html><body></body></html>", etree.HTMLParser())
    examples = {kind: etree.SubElement(root[0], kind[0], {"class": " ".join(kind[1:])}) for kind in kinds}
    _move_styles(root, css)
    return {kind: _without_blanks(one.get("style", "")) for kind, one in examples.items() if one.get("style")}


def _move_styles(root: etree._Element, css: str) -> None:
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


def _tidy(root: etree._Element, *, needed: frozenset[str]) -> None:
    """Take away the classes that only the inlined rules used, and the blanks between declarations."""
    for element in root.iter(etree.Element):
        names = [name for name in element.get("class", "").split() if name in needed]
        if names:
            element.set("class", " ".join(names))
        else:
            element.attrib.pop("class", None)
        if "style" in element.attrib:
            element.set("style", _without_blanks(element.get("style", "")))


def _without_blanks(style: str) -> str:
    return style.replace("; ", ";")
