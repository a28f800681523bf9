"""Which days an edition covers, and what it takes: every article goes to exactly one edition, whatever came late.

An edition's window is for the reader: it begins the day after the last sent edition's window ended. What the edition
*takes* follows the store: whatever was first seen and no sent edition dealt with, dated within a horizon. So an article
that arrives late, on a day of daylight saving or after a missed run is neither lost nor printed twice.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from digest.config.model import WindowRule
from digest.model import FIRST_WEB_PAGE, Problem, SeenArticle, Window, day_of

_FURTHEST_AHEAD = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionFrame:
    """What is known of an edition before anything is put in it.

    Attributes:
        day: The day it is composed: "today" in the letter's zone.
        window: The days it covers, both included.
        horizon: What is dated before this day is left out.
        is_explicit: Whether a person asked for these very days; then articles are chosen by their own date alone.
        problems: What went wrong while collecting, to be said in the record of the edition.
    """

    number: int
    day: date
    window: Window
    horizon: date
    is_explicit: bool = False
    problems: tuple[Problem, ...] = ()


class WindowDecision(StrEnum):
    """What an edition does with an article."""

    TAKEN = "taken"
    DEALT = "dealt with by an earlier edition"
    LATER = "waits for its day"
    OLD = "before the horizon"

    @property
    def is_open(self) -> bool:
        """Whether no other edition has dealt with the article."""
        return self is not WindowDecision.DEALT


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedArticle:
    """An article with all that was decided about it.

    Attributes:
        day: The day it counts for, in the letter's zone.
        position: Its place among all articles, in the order of the sources.
    """

    seen: SeenArticle
    day: date
    position: int
    verdict: WindowDecision

    @property
    def instant(self) -> float:
        """The seconds of its hour on the world's clock; none where it has a day only."""
        published = self.seen.article.published
        return max(published.timestamp(), 0.0) if isinstance(published, datetime) else 0.0


def frame_edition(rule: WindowRule, *, number: int, today: date, last_sent: Window | None) -> EditionFrame:
    """Frame the edition of a day.

    "7 days" are today and the seven days before it, so that the first letter of a Wednesday begins on a Wednesday, as
    do all that follow. Where an edition was sent, the window begins the day after that one's ended, however long ago;
    on that very day it has one day.

    Args:
        rule: How far an issue looks.
        number: The number of the edition.
        today: The day in the letter's zone.
        last_sent: The window of the last edition sent before this one; None for the first of a letter.
    """
    if last_sent is None:
        first_day = today - rule.articles
        return EditionFrame(
            number=number, day=today, window=Window(first_day=first_day, last_day=today), horizon=first_day
        )
    first_day = min(last_sent.last_day + timedelta(days=1), today)
    horizon = min(today - rule.horizon, first_day)
    return EditionFrame(number=number, day=today, window=Window(first_day=first_day, last_day=today), horizon=horizon)


def frame_days(window: Window, *, number: int, today: date) -> EditionFrame:
    """Frame an edition of days that a person asked for, both ends included."""
    return EditionFrame(number=number, day=today, window=window, horizon=window.first_day, is_explicit=True)


def without_impossible_date(seen: SeenArticle) -> SeenArticle:
    """Take a date away that cannot be right: before there was a web, or more than a year after it was already there.

    Feeds say 1970 for "unknown", and a slip of the hand says 2062. Such an article would be left out as old, or wait
    for a day that never comes; without a date it counts for the day it was first seen.
    """
    published = seen.article.published
    if published is None or FIRST_WEB_PAGE <= day_of(published) <= seen.first_seen.date() + _FURTHEST_AHEAD:
        return seen
    return replace(seen, article=replace(seen.article, published=None))


def article_day(seen: SeenArticle, zone: ZoneInfo) -> date:
    """Return the day an article counts for, in the letter's zone: its own, else the one it was first seen."""
    published = seen.article.published
    if published is None:
        return seen.first_seen.astimezone(zone).date()
    return published.astimezone(zone).date() if isinstance(published, datetime) else published


def judge_article(seen: SeenArticle, *, frame: EditionFrame, zone: ZoneInfo) -> WindowDecision:
    """Return what the edition does with an article."""
    if seen.number is not None and seen.number != frame.number:
        return WindowDecision.DEALT
    day = article_day(seen, zone)
    if day > frame.window.last_day:
        return WindowDecision.LATER
    return WindowDecision.OLD if day < frame.horizon else WindowDecision.TAKEN
