"""Styles moved onto the elements: what survives webmails that drop `<style>` (premailer).

Premailer's defaults are not a letter's: it would fetch, strip `!important` (and dark mode with it), add obsolete
attributes like `bgcolor` and `align`, and drop the doctype. The `<style>` of the head (dark screens, print) is kept
as it is, with just those classes that it names. lxml and cssutils are premailer's own tools and come with it.
"""

import logging
import re
from threading import Lock

import cssutils
from lxml import etree
from premailer import Premailer

_DOCTYPE = "<!DOCTYPE html>"
# Short colours (#fff) are not understood everywhere; cssutils would shorten ours.
cssutils.ser.prefs.minimizeColorHash = False

# cssutils keeps its state in the module: two threads at once would mix their style sheets.
_one_at_a_time = Lock()
_OBSOLETE = ["align", "valign", "bgcolor", "width", "height"]


def inline_styles(markup: str, *, css: str, kept: str) -> str:
    """Give a whole HTML document with every look inline.

    Args:
        markup: The document; its own `<style>` elements say `data-premailer="ignore"`.
        css: The rules to move onto the elements: simple selectors, six-digit colours.
        kept: The style sheet that stays in the head, to know which classes it needs.
    """
    root = etree.fromstring(markup.encode(), etree.HTMLParser(encoding="utf-8", huge_tree=True))
    if root is None:
        return f"{_DOCTYPE}\n{markup}\n"
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
    _tidy(root, needed=set(re.findall(r"\.([A-Za-z][\w-]*)", kept)))
    return f"{_DOCTYPE}\n{etree.tostring(root, method='html', encoding='unicode')}\n"


def _tidy(root: etree._Element, *, needed: set[str]) -> None:
    """Take away the classes that only the inlined rules used, and the blanks between declarations."""
    for element in root.iter(etree.Element):
        names = [name for name in element.get("class", "").split() if name in needed]
        if names:
            element.set("class", " ".join(names))
        else:
            element.attrib.pop("class", None)
        if "style" in element.attrib:
            element.set("style", element.get("style", "").replace("; ", ";"))
