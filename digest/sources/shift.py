"""Rehearsals: material saved on one day is read as of that day, and its dates move with today, by whole weeks.

Whole weeks, because a Thursday meeting stays on a Thursday.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from digest.model import Article, Event, Moment, Yield


def weeks_since(saved_on: date | None, *, today: date) -> timedelta:
    """Give the whole weeks between the day of saving and today; none before it, none without one."""
    return timedelta(weeks=max(0, (today - saved_on).days // 7)) if saved_on else timedelta(0)


def shift_yield(found: Yield, *, by: timedelta, zone: ZoneInfo) -> Yield:
    """Move every date of a yield; hours stay hours of the wall clock over summer time."""
    if not by:
        return found
    return replace(
        found,
        articles=tuple(_shift_article(article, by, zone) for article in found.articles),
        events=tuple(_shift_event(event, by, zone) for event in found.events),
    )


def _shift_article(article: Article, by: timedelta, zone: ZoneInfo) -> Article:
    return replace(article, published=_shift(article.published, by, zone))


def _shift_event(event: Event, by: timedelta, zone: ZoneInfo) -> Event:
    return replace(event, start=_shift(event.start, by, zone), end=_shift(event.end, by, zone))


def _shift(moment: Moment | None, by: timedelta, zone: ZoneInfo) -> Moment | None:
    if moment is None:
        return None
    try:
        return moment.astimezone(zone) + by if isinstance(moment, datetime) else moment + by
    except OverflowError:
        return moment
