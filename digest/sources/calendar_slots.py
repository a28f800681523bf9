"""Day slots: one event that a calendar tells as many, joined again.

OpenAgenda gives an exhibition of three weeks as twenty-one events of one day each, with the same title and address. A
letter says it once, from its first day to its last.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from digest.model import Event
from digest.text.cleaning import clean_line


def join_slots(events: Iterable[Event]) -> tuple[Event, ...]:
    """Join what is one event on adjacent days; where a day has several hours, each hour is followed by itself.

    Without an address only whole days are joined: "Réunion" at ten on Monday and on Tuesday are two meetings.
    """
    families: dict[Hashable, list[Event]] = defaultdict(list)
    for event in events:
        families[_family(event)].append(event)
    return tuple(joined for family in families.values() for group in _by_hours(family) for joined in _join(group))


def _family(event: Event) -> Hashable:
    if event.url is None and not event.all_day:
        return event.id
    return clean_line(event.title).casefold(), event.url, event.place, event.status, event.all_day


def _by_hours(family: list[Event]) -> list[list[Event]]:
    slots_of_day = Counter(event.first_day for event in family)
    if max(slots_of_day.values()) == 1:
        return [family]
    groups: dict[Hashable, list[Event]] = defaultdict(list)
    for event in family:
        groups[_hours(event)].append(event)
    return list(groups.values())


def _hours(event: Event) -> Hashable:
    return tuple(one.time() if isinstance(one, datetime) else None for one in (event.start, event.end))


def _join(group: list[Event]) -> list[Event]:
    joined: list[Event] = []
    for event in sorted(group, key=lambda event: event.first_day):
        if joined and _follows(joined[-1], event):
            joined[-1] = replace(joined[-1], end=event.end, keys=joined[-1].keys + event.keys)
        else:
            joined.append(event)
    return joined


def _follows(one: Event, other: Event) -> bool:
    return one.last_day + timedelta(days=1) == other.first_day and other.end is not None
