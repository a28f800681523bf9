"""Colours as WCAG reckons with them: luminance, contrast, and a colour made just dark or light enough for words.

Only `#rrggbb` is known here; whether a text is one is for its reader to say.
"""

PAPER = "#ffffff"
NIGHT = "#1b1f24"
ENOUGH = 4.5
"""The least contrast of words with their ground (WCAG 2.2, 1.4.3)."""
_DARK_ENOUGH = 0.05
_STEPS = 50


def luminance(colour: str) -> float:
    """Return the relative luminance of `#rrggbb`: 0 is black, 1 is white."""
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours: 1 is none, 21 is black on white."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def darken(colour: str) -> str:
    """Darken a colour until its words are readable on paper, inverted or not."""
    steps = (_mixed(colour, "#000000", step) for step in range(_STEPS + 1))
    return next(mixed for mixed in steps if luminance(mixed) < _DARK_ENOUGH)


def lighten(colour: str) -> str:
    """Lighten a colour until its words are readable at night."""
    steps = (_mixed(colour, "#ffffff", step) for step in range(_STEPS + 1))
    return next(mixed for mixed in steps if contrast(mixed, NIGHT) >= ENOUGH)


def _mixed(colour: str, other: str, step: int) -> str:
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * step / _STEPS):02x}" for a, b in pairs)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _linear(channel: float) -> float:
    return float(channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4)
