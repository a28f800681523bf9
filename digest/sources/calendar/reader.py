"""Calendar sources: iCalendar bytes in, events out (RFC 5545).

Nothing here opens a file or a socket; `fetch` hands over the bytes. A broken event is one problem with its line, never
the end of the calendar. Repeated events are expanded only inside the window, because a rule without UNTIL has no last
occurrence; single events are given wherever they lie ahead, so that the agenda can say why it leaves them out.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from digest.locale import _, ngettext
from digest.model import Event, Problem, SourceResult, Status, day_of
from digest.sources.calendar.event import EventFaults, RawEvent, parse_event
from digest.sources.calendar.parser import Component, ParsedCalendar, scan_calendar
from digest.sources.calendar.recurrence import ExpansionBudget, RecurrenceSet, RuleError, expand
from digest.sources.calendar.time import CalendarClock, printed_span
from digest.sources.types import ReadContext
from digest.text.sanitize import clean_line
from digest.text.urls import short_id

# Day slots: one event that a calendar tells as many, joined again.


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


_MOST_READ = 2_000
_MOST_PROBLEMS = 20
_FIRST_DAY = re.compile(rb"^DTSTART[^:\r\n]{0,200}:(\d{8})", re.MULTILINE | re.IGNORECASE)
_REPEATS = re.compile(rb"^(?:RRULE|RDATE|RECURRENCE-ID)\b", re.MULTILINE | re.IGNORECASE)


def read_calendar(raw: bytes, reading: ReadContext) -> SourceResult:
    """Read a calendar: all its events that are not over when the reading's agenda begins.

    A calendar shows all it has: what is no longer in it was withdrawn, unless the file was cut short.
    """
    scan = scan_calendar(raw)
    if not scan.is_calendar:
        return _no_calendar(raw, reading)
    faults = EventFaults(scan.faults)
    told = _read_all(scan, reading, faults)
    events = [event for event in _all_events(told, reading, faults) if event.last_day >= reading.agenda.first_day]
    return SourceResult(
        source=reading.source.name,
        events=tuple(_unique(sorted(events, key=lambda event: (event.provenance.line or 0, event.first_day)))),
        problems=tuple(_problems(faults, reading)),
        is_complete=not scan.is_cut,
    )


def _no_calendar(raw: bytes, reading: ReadContext) -> SourceResult:
    is_page = re.search(rb"<(?:!doctype|html|head|body)\b", raw[:2000], re.IGNORECASE)
    hint = _("The address must give an .ics file; look for the link to it (iCal, webcal, Outlook).")
    problem = Problem(
        source=reading.source.name,
        where=reading.where,
        message=_("this is a web page, not a calendar") if is_page else _("this is not a calendar"),
        hint=hint,
    )
    return SourceResult(source=reading.source.name, problems=(problem,), failed=True)


def _problems(faults: EventFaults, reading: ReadContext) -> Iterator[Problem]:
    found = sorted(faults.found, key=lambda fault: fault.line)
    for fault in found[:_MOST_PROBLEMS]:
        where = f"{reading.where}:{fault.line}"
        yield Problem(
            source=reading.source.name, where=where, message=fault.message, hint=fault.hint, is_item=fault.is_item
        )
    rest = len(found) - _MOST_PROBLEMS
    if rest > 0:
        message = ngettext("{count} more fault in this calendar", "{count} more faults in this calendar", rest)
        yield Problem(source=reading.source.name, where=reading.where, message=message.format(count=rest))


def _read_all(scan: ParsedCalendar, reading: ReadContext, faults: EventFaults) -> list[RawEvent]:
    blocks = scan.blocks
    if len(blocks) > _MOST_READ:
        blocks = _nearest(scan, reading, faults)
    clock = CalendarClock(reading, faults.found.append)
    told = (_read_guarded(scan, block, clock, faults) for block in blocks)
    return [one for one in told if one is not None]


def _read_guarded(scan: ParsedCalendar, block: Component, clock: CalendarClock, faults: EventFaults) -> RawEvent | None:
    """Read one event; whatever breaks on it costs this one only."""
    try:
        return parse_event(scan, block, clock, faults)
    except Exception as error:  # whatever a stranger wrote into it, its neighbours are read, and it is named
        octets = scan.octets[block.slices[0][0] : block.slices[-1][1]]
        summary = re.search(rb"^SUMMARY[^:\r\n]{0,200}:([^\r\n]{0,200})", octets, re.MULTILINE | re.IGNORECASE)
        title = clean_line(summary[1].decode("utf-8", "replace")) if summary else _("Untitled")
        faults.add(block.line, _left_out(title, error), is_item=True)
        return None


def _left_out(title: str, error: Exception) -> str:
    return _('"{title}" cannot be read ({kind}) and is left out').format(title=title, kind=type(error).__name__)


def _nearest(scan: ParsedCalendar, reading: ReadContext, faults: EventFaults) -> list[Component]:
    """Choose which events of a huge calendar are read: the repeated ones, then those that start nearest the window."""
    ranked = sorted(
        range(len(scan.blocks)), key=lambda rank: _distance(scan, scan.blocks[rank], reading.agenda.first_day)
    )
    scan.is_cut = True
    message = _("the calendar holds {count} events; only the {most} nearest to the agenda were read")
    hint = _("Ask for a calendar of the coming months only.")
    faults.add(1, message.format(count=len(scan.blocks), most=_MOST_READ), hint)
    return [scan.blocks[rank] for rank in sorted(ranked[:_MOST_READ])]


def _distance(scan: ParsedCalendar, block: Component, day: date) -> int:
    octets = scan.octets[block.slices[0][0] : min(block.slices[-1][1], block.slices[0][0] + 5_000)]
    found = _FIRST_DAY.search(octets)
    if _REPEATS.search(octets) or not found:
        return 0
    try:
        return abs((datetime.strptime(found[1].decode(), "%Y%m%d").date() - day).days) + 1  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return 0


def _all_events(told: Iterable[RawEvent], reading: ReadContext, faults: EventFaults) -> Iterator[Event]:
    by_uid: dict[str, list[RawEvent]] = defaultdict(list)
    for one in told:
        by_uid[one.uid].append(one)
    purse = ExpansionBudget(last_day=reading.agenda.last_day, zone=reading.zone)
    single: list[Event] = []
    for family in by_uid.values():
        try:
            if any(one.is_repeated for one in family):
                yield from list(_occurrences(family, reading, purse, faults))
            else:
                single.extend(_versions(family))
        except Exception as error:  # whatever a stranger wrote into its rules, its neighbours are read
            faults.add(family[0].event.provenance.line or 1, _left_out(family[0].event.title, error), is_item=True)
    yield from join_slots(single)


def _versions(family: list[RawEvent]) -> list[Event]:
    """Return the newest version of an event; but events that only share a UID by mistake are events."""
    newest: dict[object, RawEvent] = {}
    has_revisions = len({one.event.sequence for one in family}) > 1
    for one in family:
        key = "one" if has_revisions else (one.event.title.casefold(), str(one.start))
        if key not in newest or one.event.sequence >= newest[key].event.sequence:
            newest[key] = one
    if len(newest) == 1:
        return [one.event for one in newest.values()]
    return [_on_day(one.event, day_of(one.start), extra=one.event.title.casefold()) for one in newest.values()]


def _on_day(event: Event, day: date, *, extra: str = "") -> Event:
    key = "/".join(part for part in (event.keys[0], day.isoformat(), extra) if part)
    return replace(event, id=short_id("e", key), keys=(key,))


def _occurrences(
    family: list[RawEvent], reading: ReadContext, purse: ExpansionBudget, faults: EventFaults
) -> Iterator[Event]:
    parts = [_repeated(rank, one) for rank, one in enumerate(family)]
    try:
        found = expand(parts, window=reading.agenda, purse=purse)
    except RuleError as fault:
        line = next(one.event.provenance.line for one in family if one.is_repeated) or 1
        message = _('"{title}": {fault}; only its first day was kept').format(title=family[0].event.title, fault=fault)
        faults.add(line, message, _("Enter its days one by one in the calendar."))
        yield from (_on_day(one.event, one.event.first_day) for one in family)
        return
    for one in found:
        told = family[one.rank]
        start, end = printed_span(one.start, one.end if told.end is not None else None, reading.zone)
        yield _on_day(replace(told.event, start=start, end=end), one.day)


def _repeated(rank: int, one: RawEvent) -> RecurrenceSet:
    end = one.end if one.end is not None else one.start
    if not isinstance(one.start, datetime):
        end = max(day_of(end), one.start + timedelta(days=1))
    return RecurrenceSet(
        rank=rank,
        start=one.start,
        end=end,
        rules=one.rules,
        more=one.more,
        less=one.less,
        replaces=one.replaces,
        and_later=one.and_later,
        sequence=one.event.sequence,
    )


def _unique(events: Iterable[Event]) -> Iterator[Event]:
    """Return each event once: two with one id would be one in the store; a cancelled one says more."""
    by_id: dict[str, Event] = {}
    for event in events:
        known = by_id.get(event.id)
        if known is None or (known.status is not Status.CANCELLED and event.sequence > known.sequence):
            by_id[event.id] = event
    yield from by_id.values()
