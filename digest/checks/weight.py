"""The weight of the HTML part as mail clients count it: octets after decoding, style block and comments included."""

from collections.abc import Iterator

from digest.checks.data import Flaw, Material
from digest.checks.places import html_place
from digest.locale import _

CUT = 102_000
"""From how many octets on Gmail shows the beginning only, and the footer with the way out is gone."""
HEAVY = 60_000
"""What a full letter should stay under: slow networks, and room for what a forwarding adds."""


def find_cut_letter(material: Material) -> Iterator[Flaw]:
    """The HTML part is so heavy that Gmail cuts it (102 kB)."""
    weight = len(material.html.encode("utf-8", "replace"))
    if weight > CUT:
        what = _("the HTML part weighs {weight} kB, and Gmail cuts letters at 102 kB").format(weight=_kilobytes(weight))
        mend = _("Leave articles out, or shorten summaries.")
        yield Flaw(place=html_place(), what=what, mend=mend)


def find_heavy_letter(material: Material) -> Iterator[Flaw]:
    """The HTML part weighs more than a full letter needs (60 kB)."""
    weight = len(material.html.encode("utf-8", "replace"))
    if HEAVY < weight <= CUT:
        what = _("the HTML part weighs {weight} kB; 60 kB hold a full letter").format(weight=_kilobytes(weight))
        mend = _("Shorten summaries: who wants more opens the article.")
        yield Flaw(place=html_place(), what=what, mend=mend)


def _kilobytes(weight: int) -> str:
    return f"{weight / 1000:.0f}"
