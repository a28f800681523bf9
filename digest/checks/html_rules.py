"""The HTML part as a screen reader meets it: pictures, headings, languages (WCAG 2.2, 1.1.1, 1.3.1, 3.1.1)."""

from collections.abc import Iterator
from itertools import pairwise

from digest.checks.base import CheckInput, Flaw, html_place
from digest.checks.dom import read_markup
from digest.checks.links import is_web
from digest.locale import _

_DROPPED = ("script", "form", "iframe", "object", "embed", "video", "audio", "canvas", "svg", "link", "base")


def find_images_without_alt(material: CheckInput) -> Iterator[Flaw]:
    """An image has no `alt`: whoever does not see it gets its address read out."""
    for image in read_markup(material.html).named("img"):
        if "alt" not in image.attributes:
            what = _("an image has no alt text ({address})").format(address=image.attributes.get("src", "")[:200])
            hint = _('Say in alt="…" what it shows, or write alt="" where it only decorates.')
            yield Flaw(place=html_place(image.heading), what=what, hint=hint)


def find_images_without_width(material: CheckInput) -> Iterator[Flaw]:
    """An image has no `width`: Outlook shows it in its full size, wider than the letter."""
    for image in read_markup(material.html).named("img"):
        if not image.attributes.get("width", "").rstrip("%").isdecimal():
            what = _("an image has no width ({address})").format(address=image.attributes.get("src", "")[:200])
            yield Flaw(place=html_place(image.heading), what=what, hint=_('Write width="…" in pixels, 600 at most.'))


def find_inner_images(material: CheckInput) -> Iterator[Flaw]:
    """An image is not at a web address: written into the letter (`data:`) or at no address, few clients show it."""
    for image in read_markup(material.html).named("img"):
        address = image.attributes.get("src", "")
        if not is_web(address):
            what = _('an image is not at a web address ("{address}")').format(address=address[:60])
            hint = _("Put the picture on the web and write its address, https://…")
            yield Flaw(place=html_place(image.heading), what=what, hint=hint)


def find_dropped_elements(material: CheckInput) -> Iterator[Flaw]:
    """The letter holds what mail programs drop or distrust: scripts, forms, frames, films, remote styles."""
    for element in read_markup(material.html).named(*_DROPPED):
        what = _("mail programs drop or distrust <{name}>").format(name=element.name)
        hint = _("Take it out; a link to a page on the web can do what it did.")
        yield Flaw(place=html_place(element.heading), what=what, hint=hint)


def find_wrong_h1(material: CheckInput) -> Iterator[Flaw]:
    """The letter has not exactly one `h1`."""
    count = len(read_markup(material.html).named("h1"))
    if count != 1:
        what = _("the letter has {count} headings of the first level (h1)").format(count=count)
        hint = _("Mend the template letter.html.j2: one h1, the title of the issue.")
        yield Flaw(place=html_place(), what=what, hint=hint)


def find_skipped_headings(material: CheckInput) -> Iterator[Flaw]:
    """A heading skips a level, so that an outline of the letter has a hole."""
    for above, below in pairwise(read_markup(material.html).headings):
        if int(below.name[1]) > int(above.name[1]) + 1:
            what = _('the heading "{words}" is an {level}, right below an {above}').format(
                words=below.words, level=below.name, above=above.name
            )
            hint = _("Give it the next level: h2 for a theme, h3 for an article.")
            yield Flaw(place=html_place(below.heading), what=what, hint=hint)


def find_empty_headings(material: CheckInput) -> Iterator[Flaw]:
    """A heading has no words."""
    for heading in read_markup(material.html).headings:
        if not heading.words.strip():
            what = _("a heading ({level}) has no words").format(level=heading.name)
            yield Flaw(place=html_place(heading.heading), what=what, hint=_("Give it words or take it out."))


def find_wrong_languages(material: CheckInput) -> Iterator[Flaw]:
    """The letter does not say its language, or not where webmails leave it standing."""
    markup, language = read_markup(material.html), material.config.letter.language
    said = [element.attributes.get("lang", "") for element in markup.named("html")]
    if not said or said[0].lower().partition("-")[0] != language:
        what = _('the HTML part does not say that its language is "{language}"').format(language=language)
        yield Flaw(place=html_place(), what=what, hint=_('Write <html lang="{language}">.').format(language=language))
    inside = [element for element in markup.elements if element.name not in ("html", "body", "head")]
    if not any(element.attributes.get("lang", "").lower().partition("-")[0] == language for element in inside):
        what = _("only <html> or <body> says the language, and webmails drop both")
        hint = _('Repeat lang="{language}" on the first element inside.').format(language=language)
        yield Flaw(place=html_place(), what=what, hint=hint)


# The weight of the HTML part as mail clients count it: octets after decoding, style block and comments included.

CUT = 102_000
"""From how many octets on Gmail shows the beginning only, and the footer with the way out is gone."""
HEAVY = 60_000
"""What a full letter should stay under: slow networks, and room for what a forwarding adds."""


def find_cut_letter(material: CheckInput) -> Iterator[Flaw]:
    """The HTML part is so heavy that Gmail cuts it (102 kB)."""
    weight = len(material.html.encode("utf-8", "replace"))
    if weight > CUT:
        what = _("the HTML part weighs {weight} kB, and Gmail cuts letters at 102 kB").format(weight=_kilobytes(weight))
        hint = _("Leave articles out, or shorten summaries.")
        yield Flaw(place=html_place(), what=what, hint=hint)


def find_heavy_letter(material: CheckInput) -> Iterator[Flaw]:
    """The HTML part weighs more than a full letter needs (60 kB)."""
    weight = len(material.html.encode("utf-8", "replace"))
    if HEAVY < weight <= CUT:
        what = _("the HTML part weighs {weight} kB; 60 kB hold a full letter").format(weight=_kilobytes(weight))
        hint = _("Shorten summaries: who wants more opens the article.")
        yield Flaw(place=html_place(), what=what, hint=hint)


def _kilobytes(weight: int) -> str:
    return f"{weight / 1000:.0f}"
