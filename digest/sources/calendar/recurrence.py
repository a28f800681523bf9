"""Repeated events: their occurrences inside a window (RFC 5545 section 3.8.5).

`recurring-ical-events` does the work, on rules that `calendar_rules` made tame. Nothing here knows what an event says.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import cast
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events
from icalendar.prop import vDDDLists, vDDDTypes, vRecur

from digest.locale import _
from digest.model import Moment, Window, day_of

# Rules of repetition made tame: an RRULE in, one of a known price out (RFC 5545 section 3.3.10).

_BOUNDS = {"BYHOUR": 23, "BYMINUTE": 59, "BYSECOND": 59}
_KEYS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYYEARDAY", "BYWEEKNO"} | {
    "BYSETPOS",
    *_BOUNDS,
}
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_BYDAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_DAYS_IN_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
# Days that one step covers, and what a step costs beside a day's.
_STEPS = {"DAILY": (1, 1), "WEEKLY": (7, 2), "MONTHLY": (30, 3), "YEARLY": (365, 20)}
_LONGEST_RULE = 500
_DEAREST_RULE = 60_000


class RuleError(Exception):
    """A rule that no agenda means, or that cannot be read; says so in words."""


@dataclass(slots=True, kw_only=True)
class ExpansionBudget:
    """What the rules of one calendar may still cost.

    Attributes:
        last_day: No rule is followed beyond it.
        zone: Where an UNTIL without a zone is meant.
        days: How many days may still be searched.
        occurrences: How many occurrences may still be given.
    """

    last_day: date
    zone: ZoneInfo
    days: int = 500_000
    occurrences: int = 3_000


def tame_rule(rule: str, start: Moment, purse: ExpansionBudget) -> str:
    """Return a rule that means the same up to the purse's last day, its UNTIL at its end and fit for its start.

    Raises:
        RuleError: If it makes no sense, can never be met, or is too dear.
    """
    parts = _read_rule(rule)
    _refuse_the_impossible(parts, start)
    price = _price(parts, (purse.last_day - day_of(start)).days)
    if price > min(_DEAREST_RULE, purse.days):
        raise RuleError(_("it is repeated too often"))
    purse.days -= price
    until = _until(parts.pop("UNTIL", ""), start, purse)
    ordered = [f"{key}={value}" for key, value in parts.items() if key != "FREQ"]
    return ";".join([f"FREQ={parts['FREQ']}", *ordered, *([f"UNTIL={until}"] if until else [])])


def _read_rule(rule: str) -> dict[str, str]:
    pairs = [pair.partition("=") for pair in rule.upper().replace(" ", "").split(";") if pair]
    parts = {key: value for key, _equals, value in pairs}
    unknown = set(parts) - _KEYS
    if len(rule) > _LONGEST_RULE or unknown or parts.get("FREQ") not in _STEPS:
        raise RuleError(_('its rule of repetition "{rule}" is not one for an agenda').format(rule=rule[:60]))
    if not _number(parts.get("COUNT", "1")) > 0:
        del parts["COUNT"]
    if "COUNT" in parts and parts.get("UNTIL"):
        raise RuleError(_("its rule of repetition has both COUNT and UNTIL"))
    if _number(parts.get("INTERVAL", "1")) < 1:
        del parts["INTERVAL"]
    return parts


def _number(text: str) -> int:
    if not re.fullmatch(r"[+-]?\d{1,9}", text, re.ASCII):
        return int(1e9) if re.fullmatch(r"\d+", text, re.ASCII) else 0
    return int(text)


def _numbers(parts: dict[str, str], key: str, low: int, high: int) -> list[int]:
    """Read a list of numbers between these bounds, or between the same below zero."""
    texts = parts[key].split(",") if key in parts else []
    numbers = [_number(text) for text in texts]
    if not all(low <= abs(number) <= high for number in numbers):
        raise RuleError(_('its rule of repetition has an impossible "{key}"').format(key=key))
    return numbers


def _refuse_the_impossible(parts: dict[str, str], start: Moment) -> None:
    months = _numbers(parts, "BYMONTH", 1, 12)
    month_days = _numbers(parts, "BYMONTHDAY", 1, 31)
    _numbers(parts, "BYYEARDAY", 1, 365)
    _numbers(parts, "BYWEEKNO", 1, 52)
    for key, high in _BOUNDS.items():
        _numbers(parts, key, 0, high)
    longest = max((_DAYS_IN_MONTH[abs(month) - 1] for month in months), default=31)
    is_never = month_days and min(map(abs, month_days)) > longest
    if is_never or _clashes(parts) or _misses_its_weekday(parts, start) or _asks_beyond_the_set(parts):
        raise RuleError(_("its rule of repetition can never be met"))


def _clashes(parts: dict[str, str]) -> bool:
    """Whether parts stand together that can exclude each other, or that RFC 5545 keeps from this frequency."""
    days = [_BYDAY.fullmatch(day) for day in parts["BYDAY"].split(",")] if "BYDAY" in parts else []
    is_numbered = any(day and day[1] for day in days)
    most = 5 if parts["FREQ"] == "MONTHLY" or "BYMONTH" in parts else 52
    return (
        not all(days)
        or any(day and day[1] and not 1 <= abs(int(day[1])) <= most for day in days)
        or (is_numbered and (parts["FREQ"] not in ("MONTHLY", "YEARLY") or "BYMONTHDAY" in parts))
        or ("BYMONTHDAY" in parts and parts["FREQ"] == "WEEKLY")
        or any(key in parts and _is_crowded(key, parts) for key in ("BYYEARDAY", "BYWEEKNO"))
    )


def _is_crowded(key: str, parts: dict[str, str]) -> bool:
    others = {"BYYEARDAY", "BYWEEKNO", "BYMONTH", "BYMONTHDAY"} | ({"BYDAY"} if key == "BYYEARDAY" else set())
    return parts["FREQ"] != "YEARLY" or bool((others - {key}) & parts.keys())


def _misses_its_weekday(parts: dict[str, str], start: Moment) -> bool:
    """Whether every seventh day is asked to be another weekday than the first."""
    is_weekly_by_days = parts["FREQ"] == "DAILY" and int(parts.get("INTERVAL", "1")) % 7 == 0
    return is_weekly_by_days and "BYDAY" in parts and _WEEKDAYS[start.weekday()] not in parts["BYDAY"]


def _asks_beyond_the_set(parts: dict[str, str]) -> bool:
    """Whether it asks for the sixth Monday: four of each weekday are in any month, and five of one in some."""
    positions = _numbers(parts, "BYSETPOS", 1, 366)
    weekdays = set(parts.get("BYDAY", "").split(","))
    most = 1
    if "BYDAY" in parts and not re.search(r"\d", parts["BYDAY"]) and "BYMONTHDAY" not in parts:
        by_frequency = {"MONTHLY": 4 * len(weekdays) + 1, "YEARLY": (4 if "BYMONTH" in parts else 52) * len(weekdays)}
        most = by_frequency.get(parts["FREQ"], most)
    return max(map(abs, positions), default=0) > most


def _price(parts: dict[str, str], days: int) -> int:
    days_a_step, cost = _STEPS[parts["FREQ"]]
    times = 1
    for key in _BOUNDS:
        times *= parts.get(key, "").count(",") + 1
    steps = max(days, 0) // (days_a_step * int(parts.get("INTERVAL", "1"))) + 1
    return steps * cost * times


def _until(written: str, start: Moment, purse: ExpansionBudget) -> str:
    """Write an UNTIL that fits its start: a day for days, UTC for hours; a day given for hours counts to its end."""
    if not written:
        return ""
    try:
        until = cast("Moment", vDDDTypes.from_ical(written))  # type: ignore[no-untyped-call]  # icalendar has no types there
    except ValueError as fault:
        raise RuleError(_('its rule of repetition has an impossible "{key}"').format(key="UNTIL")) from fault
    if not isinstance(until, date) or day_of(until) > purse.last_day:
        until = purse.last_day + timedelta(days=1)
    if not isinstance(start, datetime):
        return f"{_local_day(until, purse.zone):%Y%m%d}"
    here = start.tzinfo or purse.zone
    if not isinstance(until, datetime):
        until = datetime.combine(until, time(23, 59, 59), here)
    return f"{(until if until.tzinfo else until.replace(tzinfo=here)).astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _local_day(until: Moment, zone: ZoneInfo) -> date:
    return until.astimezone(zone).date() if isinstance(until, datetime) and until.tzinfo else day_of(until)


_LONGEST_REPEATED = timedelta(days=366)
_RANK = "X-DIGEST-RANK"
# What the libraries raise on calendars that contradict themselves.
_LIBRARY_FAULTS = (ValueError, TypeError, LookupError, ArithmeticError, AttributeError, AssertionError)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecurrenceSet:
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
class EventOccurrence:
    """One day of a repeated event; `day` is the one that the rule gave, also when the occurrence was moved."""

    rank: int
    start: Moment
    end: Moment
    day: date


def expand(parts: Sequence[RecurrenceSet], *, window: Window, purse: ExpansionBudget) -> tuple[EventOccurrence, ...]:
    """Return the occurrences that touch the window, one a day, in order.

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


def _component(part: RecurrenceSet, purse: ExpansionBudget) -> icalendar.Event:
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


def _occurrence(component: icalendar.Component, parts: Sequence[RecurrenceSet]) -> EventOccurrence:
    rank = int(str(component[_RANK]))
    start, end = _moment(component, "DTSTART"), _moment(component, "DTEND")
    day = day_of(_moment(component, "RECURRENCE-ID"))
    told = next(part for part in parts if part.rank == rank)
    if told.and_later:
        # All that follow a changed occurrence carry its RECURRENCE-ID; their days are as far on as their starts.
        day += day_of(start) - day_of(told.start)
    return EventOccurrence(rank=rank, start=start, end=end, day=day)


def _moment(component: icalendar.Component, name: str) -> Moment:
    return cast("Moment", getattr(component[name], "dt", None))


def _one_a_day(occurrences: Iterable[EventOccurrence]) -> tuple[EventOccurrence, ...]:
    first: dict[date, EventOccurrence] = {}
    for one in sorted(occurrences, key=lambda one: (one.day, str(one.start))):
        first.setdefault(one.day, one)
    return tuple(first.values())
