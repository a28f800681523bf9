"""What became of an edition as a page that a person looks at: numbers and drawings, no name, no address, no tracking.

One file that stands alone: its styles and drawings are in it, nothing is fetched; so it can be sent by mail or laid
beside the minutes of a meeting.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from digest.config.model import Config
from digest.locale import _, in_language, ngettext
from digest.model import DeliveryState
from digest.render.colours import brand_colours
from digest.render.layout import direction_of
from digest.render.state_words import say_state
from digest.render.templates import TemplateEnvironment
from digest.text.dates import format_moments

# Numbers as shapes: lengths and places for the drawings of a report; the template draws them as SVG.

WIDTH, HEIGHT = 560, 160
"""The drawing of a series, in its own units; it shrinks with the page."""
_GAP = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartBar:
    """A number with its share of the longest bar, in percent with one decimal."""

    label: str
    count: int
    length: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartColumn:
    """A number of a series as an upright bar: its left edge, its top, its width and its height."""

    label: str
    count: int
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        """Return the middle of its foot."""
        return round(self.x + self.width / 2, 1)


def draw_bars(counts: Sequence[tuple[str, int]]) -> tuple[ChartBar, ...]:
    """Return a bar for each number, in their order; the greatest is 100 long, nothing at all is 0."""
    most = max((count for _label, count in counts), default=0) or 1
    return tuple(ChartBar(label=label, count=count, length=round(100 * count / most, 1)) for label, count in counts)


def draw_columns(counts: Sequence[tuple[str, int]]) -> tuple[ChartColumn, ...]:
    """Return a column for each number of a series, side by side over `WIDTH`, the greatest `HEIGHT` high."""
    most = max((count for _label, count in counts), default=0) or 1
    step = WIDTH / max(len(counts), 1)
    width = step * (1 - _GAP)
    heights = [HEIGHT * count / most for _label, count in counts]
    return tuple(
        ChartColumn(
            label=label,
            count=count,
            x=round(place * step + step * _GAP / 2, 1),
            y=round(HEIGHT - height, 1),
            width=round(width, 1),
            height=round(height, 1),
        )
        for place, ((label, count), height) in enumerate(zip(counts, heights, strict=True))
    )


MOST_DOMAINS = 12
"""How many domains are named; the rest are one line."""
MOST_ISSUES = 26
"""How many editions the drawing of the list shows: half a year of weeks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportTally:
    """One edition in numbers.

    Attributes:
        frozen: When its list was drawn up.
        ended: When the last message was dealt with; None while some are still to be sent.
        states: How many messages are in each state.
        refusals: How many were refused, by the domain of the address, the most first.
        exclusions: How many were left out of the list's sending, by the reason in words.
    """

    number: int
    subject: str
    frozen: datetime
    ended: datetime | None
    states: dict[DeliveryState, int]
    refusals: Sequence[tuple[str, int]] = ()
    exclusions: Sequence[tuple[str, int]] = ()

    @property
    def total(self) -> int:
        """Return how many members are on the list."""
        return sum(self.states.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class _ReportView:
    """What the template is filled with."""

    language: str
    direction: str
    title: str
    tally: ReportTally
    began: str
    duration: str
    states: tuple[ChartBar, ...]
    refusals: tuple[ChartBar, ...]
    exclusions: tuple[ChartBar, ...]
    growth: tuple[ChartColumn, ...]
    width: int = WIDTH
    height: int = HEIGHT


def render_accounts(
    tally: ReportTally, earlier: Sequence[tuple[int, int]], config: Config, *, templates: Path | None = None
) -> str:
    """Return the page.

    Args:
        tally: The edition.
        earlier: The number of each edition sent so far, this one included, with how many members it was for, in order.
        config: Whose letter it is, in which language and look.
        templates: The project's own templates, each of which replaces ours of the same name.

    Raises:
        TemplateError: A template of the project cannot be used.
    """
    letter = config.letter
    with in_language(letter.language):
        press = TemplateEnvironment(templates)
        sheet = _ReportView(
            language=letter.language,
            direction=direction_of(letter.language),
            title=letter.title,
            tally=tally,
            began=format_moments(tally.frozen.astimezone(letter.timezone), None, zone=letter.timezone),
            duration=_say_duration(tally),
            states=draw_bars(
                [(say_state(state), tally.states[state]) for state in DeliveryState if tally.states.get(state)]
            ),
            refusals=draw_bars(_shortened(tally.refusals)),
            exclusions=draw_bars(tally.exclusions),
            growth=draw_columns([(str(number), count) for number, count in earlier[-MOST_ISSUES:]]),
        )
        style = press.style("report.css", brand_colours(letter.brand))
        return press.fill("report.html.j2", {"report": sheet, "css": style})


def _say_duration(tally: ReportTally) -> str:
    if tally.ended is None:
        return ""
    minutes, seconds = divmod(round((tally.ended - tally.frozen).total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return _("{hours} h {minutes} min").format(hours=hours, minutes=minutes)
    if not minutes and not seconds:
        return _("less than a second")
    return _("{minutes} min {seconds} s").format(minutes=minutes, seconds=seconds) if minutes else f"{seconds} s"


def _shortened(refusals: Sequence[tuple[str, int]]) -> Sequence[tuple[str, int]]:
    shown, rest = refusals[:MOST_DOMAINS], refusals[MOST_DOMAINS:]
    if not rest:
        return shown
    others = ngettext("{count} other domain", "{count} other domains", len(rest)).format(count=len(rest))
    return (*shown, (others, sum(count for _domain, count in rest)))
