"""One event of a calendar: its content lines in, what it tells out (RFC 5545 section 3.6.1).

What is wrong with it is reported with its line, and as much of it kept as makes sense. Events marked private are not
the letter's business and are passed over in silence. Repetition is only noted here; `calendar_repeats` follows it.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from digest.locale import _
from digest.model import Event, Moment, Provenance, Status, day_of
from digest.sources.calendar.parser import (
    CalendarHeader,
    Component,
    ContentLine,
    ParsedCalendar,
    ParseFault,
    read_properties,
)
from digest.sources.calendar.time import CalendarClock, CalendarTimeError, parse_ical_duration, printed_span
from digest.text.normalize import fold_for_search, strip_accents
from digest.text.sanitize import clean_line, clean_text, excerpt, plain_text
from digest.text.urls import safe_address, short_id

# The words of a calendar's event: escaped, marked-up, foreign texts in, plain and safe ones out.

_ESCAPED = re.compile(r"\\([nN\\;,:\"])")
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>|&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});")
_HREF = re.compile(r"""href\s{0,3}=\s{0,3}["']?(https?://[^\s"'<>]+)""", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>\"«»]+", re.IGNORECASE)
# What a shared calendar shows in the place of a private entry (Outlook, Google, Exchange, Nextcloud), folded.
_PLACEHOLDER = re.compile(
    r"(?:busy|occupee?s?|occupe e|beschaftigt|gebucht|belegt|besetzt|ocupad[oa]|occupat[oa]|bezet|prive(?:e|at)?"
    r"|private?|unavailable|indisponible|pas disponible|not available|abwesend|absente?|hors du bureau|out of office"
    r"|tentative|provisoire|free|libre|frei|disponible|available|working elsewhere|blocked|bloquee?)"
    r"(?: (?:appointment|event|rendez vous|evenement|time|termin))?"
    r"|(?:rendez vous|evenement|creneau) (?:privee?|occupe)|privater termin"
)
_LONGEST_TITLE = 300
# Six times what a letter prints of it: of a text made of empty paragraphs, cleaning costs a millisecond per kB.
_LONGEST_TEXT = 2_000
# "Dossier complet" is no full event, "annulation de la dette" no cancelled one: the word opens or closes the title.
_EDGE = r"(?:^[\W_]*|[\[(]\s?)"
_CANCELLED = re.compile(
    rf"{_EDGE}(?:annul(?:e|es|ee|ees)|cancell?ed)\b|\bannul(?:e|es|ee|ees)[\W_]*$|{_EDGE}annulation\b(?!.{{0,40}}\bdettes?\b)"
)
_POSTPONED = re.compile(
    rf"{_EDGE}(?:report(?:e|es|ee|ees)|postponed)\b|\breport(?:e|es|ee|ees)[\W_]*$|{_EDGE}report\s(?:d|a)[eu']"
)
_FULL = re.compile(r"^[\W_]*complet\s?(?:\W|$)|[\[(]\s?complet\s?[\])]|[-–—:!|]\s?complet[\W_]*$")
_STATUSES = {"CANCELLED": Status.CANCELLED, "CANCELED": Status.CANCELLED}


def plain_value(one: ContentLine | None) -> str:
    """Return a text as a person would type it, on lines of its own; empty without a property."""
    if one is None:
        return ""
    text = _ESCAPED.sub(lambda m: "\n" if m[1] in "nN" else m[1], one.value[:_LONGEST_TEXT])
    return plain_text(text) if _MARKUP.search(text) else clean_text(text).strip()


def one_line(one: ContentLine | None, *, limit: int = _LONGEST_TITLE) -> str:
    """Return a text on one line."""
    line = clean_line(plain_value(one).strip("\n"))
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def parse_summary(properties: Mapping[str, ContentLine]) -> str:
    """Return the title, or without one the beginning of the description; empty where there is neither."""
    title = one_line(properties.get("SUMMARY"))
    return title or excerpt(plain_value(properties.get("DESCRIPTION")).partition("\n")[0], limit=80)


def read_summary(properties: Mapping[str, ContentLine]) -> str:
    """Return the description, cut to what a letter bears; of two, the plain one."""
    text = plain_value(properties.get("DESCRIPTION")) or plain_value(properties.get("X-ALT-DESC"))
    return excerpt(text)


def parse_event_url(properties: Mapping[str, ContentLine]) -> str | None:
    """Return the event's address: its URL, or the first one in its description."""
    texts = [
        properties[name].value[:_LONGEST_TEXT]
        for name in ("URL", "DESCRIPTION", "X-ALT-DESC", "LOCATION")
        if name in properties
    ]
    for text in texts:
        found = _HREF.search(text) or _ADDRESS.search(_ESCAPED.sub(lambda m: " " if m[1] in "nN" else m[1], text))
        if found:
            words = found[1] if found.re is _HREF else found[0].rstrip(".,;:!?)]}'’")
            return safe_address(clean_line(words.replace("&amp;", "&")))
    return None


def parse_location(properties: Mapping[str, ContentLine]) -> str:
    """Return the place on one line, commas where it had lines; an address alone is no place."""
    lines = (clean_line(line).strip(" ,") for line in plain_value(properties.get("LOCATION")).split("\n"))
    place = ", ".join(line for line in lines if line)
    return "" if _ADDRESS.fullmatch(place) else place[:_LONGEST_TITLE]


def parse_status(properties: Mapping[str, ContentLine], *, method: str, title: str) -> Status:
    """Whether it takes place: by the calendar's METHOD, its own STATUS, or what only its title says."""
    told = _STATUSES.get(properties["STATUS"].value.strip().upper()) if "STATUS" in properties else None
    return Status.CANCELLED if method == "CANCEL" else told or status_in_title(title)


def status_in_title(title: str) -> Status:
    """Return what a title says of its event: "ANNULÉ – …", "Annulation des …", "… (reporté)", "COMPLET : …"."""
    folded = unicodedata.normalize("NFKD", title[:_LONGEST_TITLE]).casefold()
    plain = strip_accents(folded).replace("’", "'").replace("·", "")
    for status, said in ((Status.CANCELLED, _CANCELLED), (Status.POSTPONED, _POSTPONED), (Status.FULL, _FULL)):
        if said.search(plain):
            return status
    return Status.CONFIRMED


def read_tags(lines: tuple[ContentLine, ...]) -> tuple[str, ...]:
    """Return the categories, each once, in their order."""
    parts = (part for one in lines if one.name == "CATEGORIES" for part in re.split(r"(?<!\\),", one.value))
    tags = (clean_line(_ESCAPED.sub(lambda m: " " if m[1] in "nN" else m[1], part)) for part in parts)
    return tuple(dict.fromkeys(tag[:100] for tag in tags if tag))[:50]


def read_sequence(properties: Mapping[str, ContentLine]) -> int:
    """Return the revision number; 0 where there is none that makes sense."""
    text = properties["SEQUENCE"].value.strip() if "SEQUENCE" in properties else ""
    return int(text) if re.fullmatch(r"\d{1,9}", text, re.ASCII) else 0


_MOST_DATES = 2_000
_PRIVATE = ("PRIVATE", "CONFIDENTIAL")


@dataclass(frozen=True, slots=True, kw_only=True)
class RawEvent:
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
        """Whether it is more than one day of its own."""
        return bool(self.rules or self.more or self.replaces is not None)


@dataclass(slots=True)
class EventFaults:
    """What was found wrong, in the order of the file."""

    found: list[ParseFault] = field(default_factory=list)

    def add(self, line: int, message: str, hint: str = "", *, is_item: bool = False) -> None:
        """Note a fault."""
        self.found.append(ParseFault(line=line, message=message, hint=hint, is_item=is_item))


def parse_event(scan: ParsedCalendar, block: Component, clock: CalendarClock, faults: EventFaults) -> RawEvent | None:
    """Read one event; None where nothing of it can be printed, and then the faults say why."""
    lines = read_properties(scan, block)
    first: dict[str, ContentLine] = {}
    for one in lines:
        first.setdefault(one.name, one)
    if "CLASS" in first and first["CLASS"].value.strip().upper() in _PRIVATE:
        return None
    if "DTSTART" not in first:
        message, hint = _("the event has no DTSTART; it was left out"), _("Give it a date in the calendar.")
        faults.add(block.line, message, hint, is_item=True)
        return None
    try:
        start = clock.moment(first["DTSTART"], block.header)
    except CalendarTimeError as fault:
        faults.add(first["DTSTART"].line, _("{fault}; the event was left out").format(fault=fault), is_item=True)
        return None
    title = _title(first, block, faults)
    if _PLACEHOLDER.fullmatch(fold_for_search(title)):
        return None
    if "RRULE" in first:
        start = clock.on_the_calendars_clock(start, first["DTSTART"], block.header)
    return _tell(lines, start, title, _Context(block, first, clock, faults)) if title else None


@dataclass(frozen=True, slots=True)
class _Context:
    """What the reading of one VEVENT needs to know of it."""

    block: Component
    first: dict[str, ContentLine]
    clock: CalendarClock
    faults: EventFaults

    @property
    def header(self) -> CalendarHeader:
        return self.block.header


def _title(first: dict[str, ContentLine], block: Component, faults: EventFaults) -> str:
    title = parse_summary(first)
    if not title:
        message, hint = _("the event has no title; it was left out"), _("Give it a title in the calendar.")
        faults.add(block.line, message, hint, is_item=True)
    elif "SUMMARY" not in first:
        faults.add(
            block.line, _('the event has no SUMMARY; its description gave the title "{title}"').format(title=title)
        )
    return title


def _tell(lines: tuple[ContentLine, ...], start: Moment, title: str, context: _Context) -> RawEvent:
    end = _end(start, context)
    dates = {
        name: tuple(moment for one in lines if one.name == name for moment in _moments(one, context))[:_MOST_DATES]
        for name in ("RDATE", "EXDATE", "RECURRENCE-ID")
    }
    replaced = next((one for one in lines if one.name == "RECURRENCE-ID"), None)
    return RawEvent(
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
    """Return the UID; without one, the title and the day stand for it."""
    uid = clean_line(context.first["UID"].value)[:500] if "UID" in context.first else ""
    if not uid:
        message = _("the event has no UID; its title and day stand for it")
        context.faults.add(context.block.line, message, _("Without one, a new date makes it another event."))
    return uid or f"{title.casefold()}/{day_of(start).isoformat()}"


def _moments(one: ContentLine, context: _Context) -> tuple[Moment, ...]:
    try:
        return context.clock.moments(one, context.header)
    except CalendarTimeError as fault:
        context.faults.add(one.line, _("{fault}; it was passed over").format(fault=fault))
        return ()


def _end(start: Moment, context: _Context) -> Moment | None:
    """Return the end as the calendar has it, exclusive; None where it says nothing that makes sense."""
    try:
        if "DTEND" in context.first:
            end = context.clock.moment(context.first["DTEND"], context.header)
            return _sensible_end(start, end, context)
        if "DURATION" in context.first:
            return _after(start, parse_ical_duration(context.first["DURATION"]))
    except (CalendarTimeError, OverflowError) as fault:
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


def _event(lines: tuple[ContentLine, ...], start: Moment, end: Moment | None, title: str, context: _Context) -> Event:
    first, reading = context.first, context.clock.reading
    uid = _uid(title, start, context)
    first_moment, last_moment = printed_span(start, end, reading.zone)
    return Event(
        id=short_id("e", uid),
        title=title,
        start=first_moment,
        end=last_moment,
        place=parse_location(first),
        url=parse_event_url(first),
        summary=read_summary(first),
        status=parse_status(first, method=context.header.method, title=title),
        tags=tuple(dict.fromkeys((*read_tags(lines), *reading.source.tags))),
        theme=reading.source.theme,
        keys=(uid,),
        sequence=read_sequence(first),
        provenance=Provenance(source=reading.source.name, where=reading.where, line=context.block.line),
    )
