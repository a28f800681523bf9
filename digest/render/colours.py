"""The brand's colours, made readable: a contrast of at least 4.5 : 1 in light and in dark (WCAG 2.2, 1.4.3).

A town's orange stays the colour of its rules and bars; where it carries words it is darkened, or lightened for dark
screens, just far enough. Dark words also stay under a relative luminance of 0.05: clients that invert colours by force
turn a mid-dark blue into grey on grey.
"""

import re

from digest.config import Brand
from digest.errors import ConfigError
from digest.locale import _

PAPER = "#ffffff"
NIGHT = "#1b1f24"
_ENOUGH = 4.5
_DARK_ENOUGH = 0.05
_STEPS = 50


def brand_colours(brand: Brand) -> dict[str, str]:
    """Give the values that `var(--…)` stands for in the style sheets."""
    colour, dark = _checked(brand.colour), _checked(brand.colour_dark)
    return {
        "brand": colour,
        "brand-text": darken(colour),
        "brand-dark": lighten(dark),
        "fonts": _checked_fonts(brand.fonts),
    }


def luminance(colour: str) -> float:
    """Give the relative luminance of `#rrggbb`: 0 is black, 1 is white."""
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours: 1 is none, 21 is black on white."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def darken(colour: str) -> str:
    """Darken a colour until its words are readable on paper, inverted or not."""
    steps = (_mixed(colour, "#000000", step) for step in range(_STEPS + 1))
    return next(mixed for mixed in steps if luminance(mixed) < _DARK_ENOUGH)


def lighten(colour: str) -> str:
    """Lighten a colour until its words are readable at night."""
    steps = (_mixed(colour, "#ffffff", step) for step in range(_STEPS + 1))
    return next(mixed for mixed in steps if contrast(mixed, NIGHT) >= _ENOUGH)


def _mixed(colour: str, other: str, step: int) -> str:
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * step / _STEPS):02x}" for a, b in pairs)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _linear(channel: float) -> float:
    return float(channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4)


def _checked(colour: str) -> str:
    if re.fullmatch(r"#[0-9A-Fa-f]{6}", colour):
        return colour.lower()
    raise ConfigError(
        _('the colour "{colour}" of the brand is not a colour').format(colour=colour),
        where="feeds.yaml",
        mend=_("Write # and six hexadecimal digits, like #00386f."),
    )


def _checked_fonts(fonts: str) -> str:
    if re.fullmatch(r"[\w ,'\"-]+", fonts):
        return fonts.replace('"', "'")
    raise ConfigError(
        _('the fonts "{fonts}" of the brand cannot be used').format(fonts=fonts),
        where="feeds.yaml",
        mend=_("Write names of fonts with commas between them, like Arial, Helvetica, sans-serif."),
    )
