"""Repeated events: their occurrences inside a window (RFC 5545 section 3.8.5).

`recurring-ical-events` does the work, on rules that `calendar_rules` made tame. Nothing here knows what an event says.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

import icalendar
import recurring_ical_events
from icalendar.prop import vDDDLists, vDDDTypes, vRecur

from digest.locale import _
from digest.model import Moment, Window, day_of
from digest.sources.calendar_rules import Purse, RuleError, tame_rule

_LONGEST_REPEATED = timedelta(days=366)
_RANK = "X-DIGEST-RANK"
# What the libraries raise on calendars that contradict themselves.
_LIBRARY_FAULTS = (ValueError, TypeError, LookupError, ArithmeticError, AttributeError, AssertionError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """One VEVENT of a repeated event: the event itself, or, with `replaces`, one changed occurrence.

    Attributes:
        rank: What the caller knows it by.
        end: Exclusive, as the calendar has it.
    """

    rank: int
    start: Moment
    end: Moment
    rules: tuple[str, ...] = ()
    more: tuple[Moment, ...] = ()
    less: tuple[Moment, ...] = ()
    replaces: Moment | None = None
    and_later: bool = False
    sequence: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One day of a repeated event; `day` is the one that the rule gave, also when the occurrence was moved."""

    rank: int
    start: Moment
    end: Moment
    day: date


def expand(parts: Sequence[Repeated], *, window: Window, purse: Purse) -> tuple[Occurrence, ...]:
    """Give the occurrences that touch the window, one a day, in order.

    Args:
        parts: The event and its changed occurrences.
        window: Both ends count.
        purse: What may still be spent; what is used is taken out.

    Raises:
        RuleError: If the rule makes no sense, or is too dear.
    """
    if purse.occurrences < 0:
        raise RuleError(_("the calendar repeats its events too often"))
    calendar = icalendar.Calendar()
    try:
        for part in parts:
            calendar.add_component(_component(part, purse))
        query = recurring_ical_events.of(calendar, components=["VEVENT"])
        found = query.between(window.first_day, window.last_day + timedelta(days=1))
    except _LIBRARY_FAULTS as fault:
        raise RuleError(_("its repetition cannot be worked out")) from fault
    purse.occurrences -= len(found)
    if purse.occurrences < 0:
        raise RuleError(_("the calendar repeats its events too often"))
    return _one_a_day(_occurrence(component, parts) for component in found)


def _component(part: Repeated, purse: Purse) -> icalendar.Event:
    event = icalendar.Event()
    event["UID"] = "one"
    event["DTSTART"] = vDDDTypes(part.start)
    event["DTEND"] = vDDDTypes(part.end)
    event["SEQUENCE"] = part.sequence
    event[_RANK] = str(part.rank)
    if part.rules and (day_of(part.end) - day_of(part.start)) > _LONGEST_REPEATED:
        raise RuleError(_("it lasts longer than a year and is repeated"))
    if part.rules:
        event["RRULE"] = [vRecur.from_ical(tame_rule(rule, part.start, purse)) for rule in part.rules]
    if part.more:
        event["RDATE"] = vDDDLists(list(part.more))
    if part.less:
        event["EXDATE"] = vDDDLists(list(part.less))
    if part.replaces is not None:
        event["RECURRENCE-ID"] = vDDDTypes(part.replaces)
        event["RECURRENCE-ID"].params.update({"RANGE": "THISANDFUTURE"} if part.and_later else {})
    return event


def _occurrence(component: icalendar.Component, parts: Sequence[Repeated]) -> Occurrence:
    rank = int(str(component[_RANK]))
    start, end = _moment(component, "DTSTART"), _moment(component, "DTEND")
    day = day_of(_moment(component, "RECURRENCE-ID"))
    told = next(part for part in parts if part.rank == rank)
    if told.and_later:
        # All that follow a changed occurrence carry its RECURRENCE-ID; their days are as far on as their starts.
        day += day_of(start) - day_of(told.start)
    return Occurrence(rank=rank, start=start, end=end, day=day)


def _moment(component: icalendar.Component, name: str) -> Moment:
    return cast("Moment", getattr(component[name], "dt", None))


def _one_a_day(occurrences: Iterable[Occurrence]) -> tuple[Occurrence, ...]:
    first: dict[date, Occurrence] = {}
    for one in sorted(occurrences, key=lambda one: (one.day, str(one.start))):
        first.setdefault(one.day, one)
    return tuple(first.values())
