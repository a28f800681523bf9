"""The brand's colours, made readable: a contrast of at least 4.5 : 1 in light and in dark (WCAG 2.2, 1.4.3).

A town's orange stays the colour of its rules and bars; where it carries words it is darkened, or lightened for dark
screens, just far enough. Dark words also stay under a relative luminance of 0.05: clients that invert colours by force
turn a mid-dark blue into grey on grey.
"""

import re

from digest.config.model import Brand
from digest.errors import ConfigError
from digest.locale import _
from digest.text.contrast import darken, lighten


def brand_colours(brand: Brand) -> dict[str, str]:
    """Return the values that `var(--…)` stands for in the style sheets."""
    colour, dark = _checked(brand.colour), _checked(brand.colour_dark)
    return {
        "brand": colour,
        "brand-text": darken(colour),
        "brand-dark": lighten(dark),
        "fonts": _checked_fonts(brand.fonts),
    }


def _checked(colour: str) -> str:
    if re.fullmatch(r"#[0-9A-Fa-f]{6}", colour):
        return colour.lower()
    raise ConfigError(
        _('the colour "{colour}" of the brand is not a colour').format(colour=colour),
        where="feeds.yaml",
        hint=_("Write # and six hexadecimal digits, like #00386f."),
    )


def _checked_fonts(fonts: str) -> str:
    if re.fullmatch(r"[\w ,'\"-]+", fonts):
        return fonts.replace('"', "'")
    raise ConfigError(
        _('the fonts "{fonts}" of the brand cannot be used').format(fonts=fonts),
        where="feeds.yaml",
        hint=_("Write names of fonts with commas between them, like Arial, Helvetica, sans-serif."),
    )
