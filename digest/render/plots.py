"""Numbers as shapes: lengths and places for the drawings of a report; the template draws them as SVG.

A drawing stands beside the numbers it shows, never in their stead, so that who does not see it misses nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 560, 160
"""The drawing of a series, in its own units; it shrinks with the page."""
_GAP = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A number with its share of the longest bar, in percent with one decimal."""

    label: str
    count: int
    length: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A number of a series as an upright bar: its left edge, its top, its width and its height."""

    label: str
    count: int
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        """Give the middle of its foot."""
        return round(self.x + self.width / 2, 1)


def draw_bars(counts: Sequence[tuple[str, int]]) -> tuple[Bar, ...]:
    """Give a bar for each number, in their order; the greatest is 100 long, nothing at all is 0."""
    most = max((count for _label, count in counts), default=0) or 1
    return tuple(Bar(label=label, count=count, length=round(100 * count / most, 1)) for label, count in counts)


def draw_columns(counts: Sequence[tuple[str, int]]) -> tuple[Column, ...]:
    """Give a column for each number of a series, side by side over `WIDTH`, the greatest `HEIGHT` high."""
    most = max((count for _label, count in counts), default=0) or 1
    step = WIDTH / max(len(counts), 1)
    width = step * (1 - _GAP)
    heights = [HEIGHT * count / most for _label, count in counts]
    return tuple(
        Column(
            label=label,
            count=count,
            x=round(place * step + step * _GAP / 2, 1),
            y=round(HEIGHT - height, 1),
            width=round(width, 1),
            height=round(height, 1),
        )
        for place, ((label, count), height) in enumerate(zip(counts, heights, strict=True))
    )
