"""When things are, as the letter says it: under a day's heading only the hours, elsewhere the days.

How days and hours are worded is `digest.text.dates`' business. It says a timed event as "jeudi 25 avril 2024, de
17 h 30 à 18 h 15": its day stands before the comma, its hours behind it.
"""

from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from digest.locale import _, current_language
from digest.model import Event, Moment
from digest.text.dates import say_moments
from digest.text.typography import typeset

_NOON = time(12)


def say_heading(day: date, zone: ZoneInfo) -> str:
    """Say a day with its weekday: "Jeudi 25 avril 2024"."""
    return _capital(say_moments(datetime.combine(day, _NOON, zone), None, zone=zone).partition(", ")[0])


def say_days(first: date, last: date, zone: ZoneInfo) -> str:
    """Say a run of days, both included: "du 9 au 15 avril 2024"."""
    return say_moments(first, last, zone=zone)


def say_event(event: Event, zone: ZoneInfo) -> str:
    """Say when an event takes place, under the heading of its first day; empty for one whole day."""
    if event.all_day and event.first_day == event.last_day:
        return ""
    words = say_moments(event.start, event.end, zone=zone)
    return _capital(words.partition(", ")[2] or words)


def say_ongoing(event: Event, zone: ZoneInfo) -> str:
    """Say how long something lasts that began before the letter: "Du 2 avril au 3 mai 2024"."""
    if event.end is not None:
        return _capital(say_days(event.first_day, event.last_day, zone))
    day = say_days(event.first_day, event.first_day, zone)
    return _capital(typeset(_("since {day}").format(day=day), language=current_language()))


def say_deadline(event: Event, zone: ZoneInfo) -> str:
    """Say the last day, or the last hour, to answer: "Jusqu’au 30 avril 2024 à 12 h"."""
    return _capital(say_moments(None, event.end, zone=zone))


def on_local_clock(event: Event, zone: ZoneInfo) -> Event:
    """Put hours given in UTC or with a bare offset on the letter's clock; those of a named place stay its own.

    Calendars write UTC because it is short, not because anybody meets by it; its late evening may be the next day here.
    """
    return replace(event, start=_on_clock(event.start, zone), end=_on_clock(event.end, zone))


def _on_clock(moment: Moment | None, zone: ZoneInfo) -> Moment | None:
    if not isinstance(moment, datetime):
        return moment
    name = moment.tzinfo.key if isinstance(moment.tzinfo, ZoneInfo) else ""
    is_a_place = "/" in name and not name.startswith("Etc/")
    return moment if is_a_place else moment.astimezone(zone)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
