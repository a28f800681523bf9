"""Days and hours as the letter says them: "jeudi 25 avril 2024", "de 17 h 30 à 18 h 15", "du 18 au 21 novembre"."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from digest.locale import _, current_language
from digest.model import Event
from digest.text.typography import typeset


def say_day(day: date, *, weekday: bool = False, year: bool = True) -> str:
    """Say one day: "25 avril", with its weekday and year where wanted."""
    patterns = {
        (False, False): _("{day} {month}"),
        (False, True): _("{day} {month} {year}"),
        (True, False): _("{weekday} {day} {month}"),
        (True, True): _("{weekday} {day} {month} {year}"),
    }
    number = _("1st") if day.day == 1 else str(day.day)
    names = {"weekday": _weekday(day), "day": number, "month": _month(day), "year": day.year}
    return _set(patterns[weekday, year].format(**names))


def say_span(first: date, last: date) -> str:
    """Say a run of days, both included; the month and the year once where once is enough."""
    if first >= last:
        return _set(_("on {day}").format(day=say_day(first)))
    if (first.year, first.month) == (last.year, last.month):
        start = _("1st") if first.day == 1 else str(first.day)
    else:
        start = say_day(first, year=first.year != last.year)
    return _set(_("from {first} to {last}").format(first=start, last=say_day(last)))


def say_event(event: Event, zone: ZoneInfo, *, ongoing: bool = False) -> str:
    """Say when an event takes place, under the heading of its first day; empty for one whole day.

    Args:
        event: An event that is not a deadline.
        zone: The zone whose hours are said.
        ongoing: Whether it began before the letter, under no day.
    """
    if event.end is None and ongoing:
        return _set(_("since {day}").format(day=say_day(event.first_day)))
    if event.last_day > event.first_day or ongoing:
        days = say_span(event.first_day, event.last_day)
        starts = event.start.astimezone(zone) if isinstance(event.start, datetime) and not ongoing else None
        return _set(_("{days}, starting at {hour}").format(days=days, hour=_hour(starts))) if starts else days
    return _say_hours(event, zone)


def say_deadline(event: Event, zone: ZoneInfo) -> str:
    """Say the last day, or the last hour, to answer: "jusqu’au vendredi 3 mai 2024, 12 h"."""
    if isinstance(event.end, datetime):
        end = event.end.astimezone(zone)
        day = say_day(end.date(), weekday=True)
        return _set(_("until {day}, {hour}").format(day=day, hour=_hour(end)))
    return _set(_("until {day}").format(day=say_day(event.last_day, weekday=True)))


def _say_hours(event: Event, zone: ZoneInfo) -> str:
    if not isinstance(event.start, datetime):
        return ""
    start = _hour(event.start.astimezone(zone))
    if not isinstance(event.end, datetime) or event.end <= event.start:
        return _set(_("at {hour}").format(hour=start))
    return _set(_("from {start} to {end}").format(start=start, end=_hour(event.end.astimezone(zone))))


def _hour(moment: datetime) -> str:
    """Say an hour: "17 h 30", "9 h", "17:30" in English."""
    if moment.minute == 0:
        return _set(_("{hour}:00").format(hour=moment.hour))
    return _set(_("{hour}:{minute}").format(hour=moment.hour, minute=f"{moment.minute:02d}"))


def _set(words: str) -> str:
    return typeset(words, language=current_language())


def _weekday(day: date) -> str:
    names = (
        _("Monday"),
        _("Tuesday"),
        _("Wednesday"),
        _("Thursday"),
        _("Friday"),
        _("Saturday"),
        _("Sunday"),
    )
    return names[day.weekday()]


def _month(day: date) -> str:
    names = (
        _("January"),
        _("February"),
        _("March"),
        _("April"),
        _("May"),
        _("June"),
        _("July"),
        _("August"),
        _("September"),
        _("October"),
        _("November"),
        _("December"),
    )
    return names[day.month - 1]
