"""Calendar sources: iCalendar bytes in, events out (RFC 5545).

Nothing here opens a file or a socket; `fetch` hands over the bytes. A broken event is one problem with its line, never
the end of the calendar. Repeated events are expanded only inside the window, because a rule without UNTIL has no last
occurrence; single events are given wherever they lie ahead, so that the agenda can say why it leaves them out.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from digest.locale import _, ngettext
from digest.model import Event, Moment, Problem, Provenance, Status, Yield, day_of
from digest.sources.calendar_lines import Block, Fault, Header, Property, Scan, read_properties, scan_calendar
from digest.sources.calendar_moments import Clock, MomentError, printed_span, read_duration
from digest.sources.calendar_repeats import Repeated, expand
from digest.sources.calendar_rules import Purse, RuleError
from digest.sources.calendar_slots import join_slots
from digest.sources.calendar_words import (
    read_address,
    read_place,
    read_sequence,
    read_status,
    read_summary,
    read_tags,
    read_title,
)
from digest.sources.reading import Reading
from digest.text.addresses import short_id
from digest.text.cleaning import clean_line

_MOST_READ = 2_000
_MOST_PROBLEMS = 20
_MOST_DATES = 2_000
_FIRST_DAY = re.compile(rb"^DTSTART[^:\r\n]{0,200}:(\d{8})", re.MULTILINE | re.IGNORECASE)
_REPEATS = re.compile(rb"^(?:RRULE|RDATE|RECURRENCE-ID)\b", re.MULTILINE | re.IGNORECASE)
_PRIVATE = ("PRIVATE", "CONFIDENTIAL")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """One VEVENT, read: the event as if it were not repeated, and what its repetition is made of.

    Attributes:
        start: As the calendar has it.
        end: Exclusive, as the calendar has it; None where it says nothing.
    """

    event: Event
    uid: str
    start: Moment
    end: Moment | None
    rules: tuple[str, ...] = ()
    more: tuple[Moment, ...] = ()
    less: tuple[Moment, ...] = ()
    replaces: Moment | None = None
    and_later: bool = False

    @property
    def is_repeated(self) -> bool:
        return bool(self.rules or self.more or self.replaces is not None)


@dataclass(slots=True)
class _Faults:
    """What was found wrong, in the order of the file."""

    found: list[Fault] = field(default_factory=list)

    def add(self, line: int, message: str, mend: str = "") -> None:
        self.found.append(Fault(line=line, message=message, mend=mend))


def read_calendar(raw: bytes, reading: Reading) -> Yield:
    """Read a calendar: all its events that are not over when the reading's agenda begins.

    A calendar shows all it has: what is no longer in it was withdrawn, unless the file was cut short.
    """
    scan = scan_calendar(raw)
    if not scan.is_calendar:
        return _no_calendar(raw, reading)
    faults = _Faults(scan.faults)
    told = _read_all(scan, reading, faults)
    events = [event for event in _all_events(told, reading, faults) if event.last_day >= reading.agenda.first_day]
    return Yield(
        source=reading.source.name,
        events=tuple(_unique(sorted(events, key=lambda event: (event.provenance.line or 0, event.first_day)))),
        problems=tuple(_problems(faults, reading)),
        is_complete=not scan.is_cut,
    )


def _no_calendar(raw: bytes, reading: Reading) -> Yield:
    is_page = re.search(rb"<(?:!doctype|html|head|body)\b", raw[:2000], re.IGNORECASE)
    mend = _("The address must give an .ics file; look for the link to it (iCal, webcal, Outlook).")
    problem = Problem(
        source=reading.source.name,
        where=reading.where,
        message=_("this is a web page, not a calendar") if is_page else _("this is not a calendar"),
        mend=mend,
    )
    return Yield(source=reading.source.name, problems=(problem,), failed=True)


def _problems(faults: _Faults, reading: Reading) -> Iterator[Problem]:
    found = sorted(faults.found, key=lambda fault: fault.line)
    for fault in found[:_MOST_PROBLEMS]:
        where = f"{reading.where}:{fault.line}"
        yield Problem(source=reading.source.name, where=where, message=fault.message, mend=fault.mend)
    rest = len(found) - _MOST_PROBLEMS
    if rest > 0:
        message = ngettext("{count} more fault in this calendar", "{count} more faults in this calendar", rest)
        yield Problem(source=reading.source.name, where=reading.where, message=message.format(count=rest))


def _read_all(scan: Scan, reading: Reading, faults: _Faults) -> list[_Told]:
    blocks = scan.blocks
    if len(blocks) > _MOST_READ:
        blocks = _nearest(scan, reading, faults)
    clock = Clock(reading, faults.found.append)
    told = (_read_event(scan, block, clock, faults) for block in blocks)
    return [one for one in told if one is not None]


def _nearest(scan: Scan, reading: Reading, faults: _Faults) -> list[Block]:
    """Choose which events of a huge calendar are read: the repeated ones, then those that start nearest the window."""
    ranked = sorted(
        range(len(scan.blocks)), key=lambda rank: _distance(scan, scan.blocks[rank], reading.agenda.first_day)
    )
    scan.is_cut = True
    message = _("the calendar holds {count} events; only the {most} nearest to the agenda were read")
    mend = _("Ask for a calendar of the coming months only.")
    faults.add(1, message.format(count=len(scan.blocks), most=_MOST_READ), mend)
    return [scan.blocks[rank] for rank in sorted(ranked[:_MOST_READ])]


def _distance(scan: Scan, block: Block, day: date) -> int:
    octets = scan.octets[block.slices[0][0] : min(block.slices[-1][1], block.slices[0][0] + 5_000)]
    found = _FIRST_DAY.search(octets)
    if _REPEATS.search(octets) or not found:
        return 0
    try:
        return abs((datetime.strptime(found[1].decode(), "%Y%m%d").date() - day).days) + 1  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return 0


def _read_event(scan: Scan, block: Block, clock: Clock, faults: _Faults) -> _Told | None:
    lines = read_properties(scan, block)
    first: dict[str, Property] = {}
    for one in lines:
        first.setdefault(one.name, one)
    if "CLASS" in first and first["CLASS"].value.strip().upper() in _PRIVATE:
        return None
    if "DTSTART" not in first:
        faults.add(block.line, _("the event has no DTSTART; it was left out"), _("Give it a date in the calendar."))
        return None
    try:
        start = clock.moment(first["DTSTART"], block.header)
    except MomentError as fault:
        faults.add(first["DTSTART"].line, _("{fault}; the event was left out").format(fault=fault))
        return None
    title = _title(first, block, faults)
    return _tell(lines, start, title, _Context(block, first, clock, faults)) if title else None


@dataclass(frozen=True, slots=True)
class _Context:
    """What the reading of one VEVENT needs to know of it."""

    block: Block
    first: dict[str, Property]
    clock: Clock
    faults: _Faults

    @property
    def header(self) -> Header:
        return self.block.header


def _title(first: dict[str, Property], block: Block, faults: _Faults) -> str:
    title = read_title(first)
    if not title:
        faults.add(block.line, _("the event has no title; it was left out"), _("Give it a title in the calendar."))
    elif "SUMMARY" not in first:
        faults.add(
            block.line, _('the event has no SUMMARY; its description gave the title "{title}"').format(title=title)
        )
    return title


def _tell(lines: tuple[Property, ...], start: Moment, title: str, context: _Context) -> _Told:
    end = _end(start, context)
    dates = {
        name: tuple(moment for one in lines if one.name == name for moment in _moments(one, context))[:_MOST_DATES]
        for name in ("RDATE", "EXDATE", "RECURRENCE-ID")
    }
    replaced = next((one for one in lines if one.name == "RECURRENCE-ID"), None)
    return _Told(
        event=_event(lines, start, end, title, context),
        uid=_uid(context, title, start),
        start=start,
        end=end,
        rules=tuple(one.value.strip() for one in lines if one.name == "RRULE")[:3],
        more=dates["RDATE"],
        less=dates["EXDATE"],
        replaces=next(iter(dates["RECURRENCE-ID"]), None),
        and_later=replaced is not None and replaced.parameters.get("RANGE", "").upper() == "THISANDFUTURE",
    )


def _uid(context: _Context, title: str, start: Moment) -> str:
    uid = clean_line(context.first["UID"].value)[:500] if "UID" in context.first else ""
    if not uid:
        message = _("the event has no UID; its title and day stand for it")
        context.faults.add(context.block.line, message, _("Without one, a new date makes it another event."))
    return uid or f"{title.casefold()}/{day_of(start).isoformat()}"


def _moments(one: Property, context: _Context) -> tuple[Moment, ...]:
    try:
        return context.clock.moments(one, context.header)
    except MomentError as fault:
        context.faults.add(one.line, _("{fault}; it was passed over").format(fault=fault))
        return ()


def _end(start: Moment, context: _Context) -> Moment | None:
    """Give the end as the calendar has it, exclusive; None where it says nothing that makes sense."""
    try:
        if "DTEND" in context.first:
            end = context.clock.moment(context.first["DTEND"], context.header)
            return _sensible_end(start, end, context)
        if "DURATION" in context.first:
            return _after(start, read_duration(context.first["DURATION"]))
    except (MomentError, OverflowError) as fault:
        line = context.first["DTEND" if "DTEND" in context.first else "DURATION"].line
        context.faults.add(line, _("{fault}; its end was left open").format(fault=fault))
    return None


def _sensible_end(start: Moment, end: Moment, context: _Context) -> Moment | None:
    if isinstance(start, datetime) and not isinstance(end, datetime):
        return None if end <= start.date() else datetime.combine(end, datetime.min.time(), start.tzinfo)
    if not isinstance(start, datetime):
        end = day_of(end)
    if end < start:
        context.faults.add(context.first["DTEND"].line, _("it ends before it begins; its end was left open"))
        return None
    return end


def _after(start: Moment, duration: timedelta) -> Moment:
    return start + duration if isinstance(start, datetime) else start + timedelta(days=max(duration.days, 1))


def _event(lines: tuple[Property, ...], start: Moment, end: Moment | None, title: str, context: _Context) -> Event:
    first, reading = context.first, context.clock.reading
    key = _uid_of(first) or f"{title.casefold()}/{day_of(start).isoformat()}"
    first_moment, last_moment = printed_span(start, end, reading.zone)
    return Event(
        id=short_id("e", key),
        title=title,
        start=first_moment,
        end=last_moment,
        place=read_place(first),
        url=read_address(first),
        summary=read_summary(first),
        status=read_status(first, method=context.header.method, title=title),
        tags=tuple(dict.fromkeys((*read_tags(lines), *reading.source.tags))),
        theme=reading.source.theme,
        keys=(key,),
        sequence=read_sequence(first),
        provenance=Provenance(source=reading.source.name, where=reading.where, line=context.block.line),
    )


def _uid_of(first: dict[str, Property]) -> str:
    return clean_line(first["UID"].value)[:500] if "UID" in first else ""


def _all_events(told: Iterable[_Told], reading: Reading, faults: _Faults) -> Iterator[Event]:
    by_uid: dict[str, list[_Told]] = defaultdict(list)
    for one in told:
        by_uid[one.uid].append(one)
    purse = Purse(last_day=reading.agenda.last_day, zone=reading.zone)
    single: list[Event] = []
    for family in by_uid.values():
        if any(one.is_repeated for one in family):
            yield from _occurrences(family, reading, purse, faults)
        else:
            single.extend(_versions(family))
    yield from join_slots(single)


def _versions(family: list[_Told]) -> list[Event]:
    """Give the newest version of an event; but events that only share a UID by mistake are events."""
    newest: dict[object, _Told] = {}
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


def _occurrences(family: list[_Told], reading: Reading, purse: Purse, faults: _Faults) -> Iterator[Event]:
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


def _repeated(rank: int, one: _Told) -> Repeated:
    end = one.end if one.end is not None else one.start
    if not isinstance(one.start, datetime):
        end = max(day_of(end), one.start + timedelta(days=1))
    return Repeated(
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
    """Give each event once: two with one id would be one in the store; a cancelled one says more."""
    by_id: dict[str, Event] = {}
    for event in events:
        known = by_id.get(event.id)
        if known is None or (known.status is not Status.CANCELLED and event.sequence > known.sequence):
            by_id[event.id] = event
    yield from by_id.values()
