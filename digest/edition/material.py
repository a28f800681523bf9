"""What an edition file may speak of: all that the store knows, placed by the rules, handed in by `selection`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from digest.edition.data import Placed
from digest.model import Article, Event, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An article the store knows, placed by the rules, and the theme that is its home; None where it fits none."""

    placed: Placed
    theme: str | None


def _no_articles() -> Mapping[str, Known]:
    return {}


def _no_events() -> Mapping[str, Event]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """All that an edition file may speak of, and what it does not say itself.

    Attributes:
        title: The letter's title.
        zone: The letter's zone.
        themes: The names of the letter's themes.
        articles: By id; an article that was merged is found under each of its ids.
        events: By id, their hours in the zone the letter prints.
        editos: The éditos that no other edition has dealt with.
        problems: What went wrong while collecting.
    """

    title: str
    zone: ZoneInfo
    themes: tuple[str, ...] = ()
    articles: Mapping[str, Known] = field(default_factory=_no_articles)
    events: Mapping[str, Event] = field(default_factory=_no_events)
    editos: tuple[Article, ...] = ()
    problems: tuple[Problem, ...] = ()
