"""The agenda of one issue: events in, what is printed out, in print order.

What is past is dropped, what lies beyond the window is left out with its reason, deadlines get a list of their own, and
the same event told by a page, a feed and a calendar becomes one (`same_events` knows when). Values in, values out.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from digest.edition.data import LeftOut
from digest.locale import _
from digest.model import Event, Moment, Window
from digest.selection.same_events import Merge, merge_events
from digest.text.folding import without_marks


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """What the letter says of days to come.

    Attributes:
        events: In print order: ongoing first, then by day, all-day before hours; cancelled ones included, no deadline.
        deadlines: Last days to answer, in order of day.
        left_out: What starts after the window, and why it is not printed.
        merges: Which events became one.
    """

    events: tuple[Event, ...] = ()
    deadlines: tuple[Event, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    merges: tuple[Merge, ...] = ()


def compose_agenda(events: Iterable[Event], *, window: Window, zone: ZoneInfo) -> Agenda:
    """Choose, merge and order the events of one issue.

    Args:
        events: Everything known, from all sources, in the order of the sources.
        window: The days the agenda covers; both ends count.
        zone: The letter's zone: what starts at 23:30 UTC may be tomorrow's there.
    """
    to_come = [event for event in (in_zone(one, zone) for one in events) if event.last_day >= window.first_day]
    kept, merges = merge_events(to_come)
    within = [event for event in kept if event.first_day <= window.last_day]
    return Agenda(
        events=tuple(sorted((e for e in within if not e.is_deadline), key=lambda e: _print_order(e, window))),
        deadlines=tuple(sorted((e for e in within if e.is_deadline), key=lambda e: _print_order(e, window))),
        left_out=tuple(_left_out(event, window) for event in kept if event.first_day > window.last_day),
        merges=tuple(merges),
    )


def in_zone(event: Event, zone: ZoneInfo) -> Event:
    """Give the event with its hours in the letter's zone, unless they are told in a zone with other hours.

    UTC is how machines write any zone, so it is not a zone that was named: the reader wants the letter's hours.
    """
    return replace(event, start=_moment_in_zone(event.start, zone), end=_moment_in_zone(event.end, zone))


def _moment_in_zone(moment: Moment | None, zone: ZoneInfo) -> Moment | None:
    if not isinstance(moment, datetime):
        return moment
    local = moment.astimezone(zone)
    is_utc = str(moment.tzinfo) in ("UTC", "UTC+00:00", "Etc/UTC", "tzutc()")
    return local if is_utc or moment.utcoffset() == local.utcoffset() else moment


def _print_order(event: Event, window: Window) -> tuple[bool, date, bool, float, str, str]:
    """Ongoing first, then by day, whole days before hours, then by title."""
    moment: Moment | None = event.start if event.start is not None else event.end
    hour = moment.timestamp() if isinstance(moment, datetime) else 0.0
    is_new = event.first_day >= window.first_day
    return is_new, event.first_day, not event.all_day, hour, _fold(event.title), event.id


def _fold(text: str) -> str:
    return without_marks(unicodedata.normalize("NFKD", text)).casefold()


def _left_out(event: Event, window: Window) -> LeftOut:
    reason = _("starts on {day}, after the last day of the agenda ({last_day})").format(
        day=event.first_day.isoformat(), last_day=window.last_day.isoformat()
    )
    return LeftOut(id=event.id, title=event.title, reason=reason)
