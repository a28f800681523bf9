"""One event of a calendar: its content lines in, what it tells out (RFC 5545 section 3.6.1).

What is wrong with it is reported with its line, and as much of it kept as makes sense. Events marked private are not
the letter's business and are passed over in silence. Repetition is only noted here; `calendar_repeats` follows it.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from digest.locale import _
from digest.model import Event, Moment, Provenance, day_of
from digest.sources.calendar_lines import Block, Fault, Header, Property, Scan, read_properties
from digest.sources.calendar_moments import Clock, MomentError, printed_span, read_duration
from digest.sources.calendar_words import (
    read_address,
    read_place,
    read_sequence,
    read_status,
    read_summary,
    read_tags,
    read_title,
)
from digest.text.addresses import short_id
from digest.text.cleaning import clean_line

_MOST_DATES = 2_000
_PRIVATE = ("PRIVATE", "CONFIDENTIAL")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One VEVENT, read: the event as if it were not repeated, and what its repetition is made of.

    Attributes:
        start: As the calendar has it.
        end: Exclusive, as the calendar has it; None where it says nothing.
    """

    event: Event
    start: Moment
    end: Moment | None
    rules: tuple[str, ...] = ()
    more: tuple[Moment, ...] = ()
    less: tuple[Moment, ...] = ()
    replaces: Moment | None = None
    and_later: bool = False

    @property
    def uid(self) -> str:
        """What its versions and its occurrences have in common."""
        return self.event.keys[0]

    @property
    def is_repeated(self) -> bool:
        """Tell whether it is more than one day of its own."""
        return bool(self.rules or self.more or self.replaces is not None)


@dataclass(slots=True)
class Faults:
    """What was found wrong, in the order of the file."""

    found: list[Fault] = field(default_factory=list)

    def add(self, line: int, message: str, mend: str = "") -> None:
        """Note a fault."""
        self.found.append(Fault(line=line, message=message, mend=mend))


def read_event(scan: Scan, block: Block, clock: Clock, faults: Faults) -> Told | None:
    """Read one event; None where nothing of it can be printed, and then the faults say why."""
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
    if "RRULE" in first:
        start = clock.on_the_calendars_clock(start, first["DTSTART"], block.header)
    return _tell(lines, start, title, _Context(block, first, clock, faults)) if title else None


@dataclass(frozen=True, slots=True)
class _Context:
    """What the reading of one VEVENT needs to know of it."""

    block: Block
    first: dict[str, Property]
    clock: Clock
    faults: Faults

    @property
    def header(self) -> Header:
        return self.block.header


def _title(first: dict[str, Property], block: Block, faults: Faults) -> str:
    title = read_title(first)
    if not title:
        faults.add(block.line, _("the event has no title; it was left out"), _("Give it a title in the calendar."))
    elif "SUMMARY" not in first:
        faults.add(
            block.line, _('the event has no SUMMARY; its description gave the title "{title}"').format(title=title)
        )
    return title


def _tell(lines: tuple[Property, ...], start: Moment, title: str, context: _Context) -> Told:
    end = _end(start, context)
    dates = {
        name: tuple(moment for one in lines if one.name == name for moment in _moments(one, context))[:_MOST_DATES]
        for name in ("RDATE", "EXDATE", "RECURRENCE-ID")
    }
    replaced = next((one for one in lines if one.name == "RECURRENCE-ID"), None)
    return Told(
        event=_event(lines, start, end, title, context),
        start=start,
        end=end,
        rules=tuple(one.value.strip() for one in lines if one.name == "RRULE")[:3],
        more=dates["RDATE"],
        less=dates["EXDATE"],
        replaces=next(iter(dates["RECURRENCE-ID"]), None),
        and_later=replaced is not None and replaced.parameters.get("RANGE", "").upper() == "THISANDFUTURE",
    )


def _uid(title: str, start: Moment, context: _Context) -> str:
    """Give the UID; without one, the title and the day stand for it."""
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
    uid = _uid(title, start, context)
    first_moment, last_moment = printed_span(start, end, reading.zone)
    return Event(
        id=short_id("e", uid),
        title=title,
        start=first_moment,
        end=last_moment,
        place=read_place(first),
        url=read_address(first),
        summary=read_summary(first),
        status=read_status(first, method=context.header.method, title=title),
        tags=tuple(dict.fromkeys((*read_tags(lines), *reading.source.tags))),
        theme=reading.source.theme,
        keys=(uid,),
        sequence=read_sequence(first),
        provenance=Provenance(source=reading.source.name, where=reading.where, line=context.block.line),
    )
