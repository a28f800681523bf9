"""The lines of a calendar: iCalendar bytes in, the properties of each event out (RFC 5545 section 3.1).

Tolerant where the world is careless (line feeds alone, a BOM, Windows-1252, a missing END, text that was never folded)
and bounded whatever comes: events are found by their BEGIN and END alone, and only those that are wanted are read. What
the properties mean is for `calendars`.
"""

import codecs
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from digest.locale import _

MOST_EVENTS = 200_000
_MOST_LINES = 1_000
_MOST_CALENDARS = 1_000
_MOST_ZONES = 50
_LONGEST_LINE = 200_000
_LONGEST_ZONE = 20_000
_LONGEST_EVENT = 2_000_000
_TEXTS = frozenset({"SUMMARY", "DESCRIPTION", "LOCATION", "X-ALT-DESC", "COMMENT"})
_MARKER = re.compile(rb"^(BEGIN|END)[ \t]{0,4}:[ \t]{0,4}([\w-]{1,40})[ \t]{0,4}\r?$", re.IGNORECASE | re.MULTILINE)
_PHYSICAL = re.compile(rb"[^\n]+")
_PARTS = re.compile(r'([A-Za-z0-9-]+)[ \t]?((?:;[^:"]*(?:"[^"]*"[^:"]*)*)?):(.*)', re.DOTALL)
_LOOSE_PARTS = re.compile(r"([A-Za-z0-9-]+)(;[^:]*):(.*)", re.DOTALL)
_PARAMETER = re.compile(r';([A-Za-z0-9-]+)=("[^"]*"|[^;]*)')


@dataclass(frozen=True, slots=True, kw_only=True)
class ParseFault:
    """Something wrong in the file, at a line counted from 1; `is_item` where it cost an event."""

    line: int
    message: str
    hint: str = ""
    is_item: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentLine:
    """One content line: its name in capitals, its parameters with names in capitals, its value as written."""

    name: str
    value: str
    line: int
    parameters: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class CalendarHeader:
    """What one VCALENDAR says of all its events; `zones` holds its VTIMEZONE blocks by TZID."""

    method: str = ""
    zone: str = ""
    zones: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """Where an event lies in the octets: slices without its alarms and other inner parts, and its first line."""

    slices: tuple[tuple[int, int], ...]
    line: int
    header: CalendarHeader


@dataclass(slots=True, kw_only=True)
class ParsedCalendar:
    """A calendar taken apart.

    Attributes:
        octets: The file, line feeds only guaranteed to be there; what the slices refer to.
        is_cut: Whether the file ends in the middle: what is not there may still exist.
    """

    octets: bytes
    blocks: list[Component] = field(default_factory=list)
    faults: list[ParseFault] = field(default_factory=list)
    is_calendar: bool = False
    is_cut: bool = False


def scan_calendar(raw: bytes) -> ParsedCalendar:
    """Find the events of all the calendars in a file, without reading them."""
    scan = ParsedCalendar(octets=_plain_octets(raw))
    _Scanner(scan).run()
    return scan


def read_properties(scan: ParsedCalendar, block: Component) -> tuple[ContentLine, ...]:
    """Read the content lines of one event; what is no content line goes on with the text before it, and is reported."""
    found: list[ContentLine] = []
    for number, octets in islice(_lines_of(scan, block), _MOST_LINES):
        _add_line(_decode(octets, number, scan), number, found, scan)
    return tuple(found)


def _lines_of(scan: ParsedCalendar, block: Component) -> Iterator[tuple[int, bytes]]:
    for start, stop in block.slices:
        line = block.line + scan.octets.count(b"\n", block.slices[0][0], start)
        yield from _logical_lines(scan.octets[start : min(stop, start + _LONGEST_EVENT)], line)


def _plain_octets(raw: bytes) -> bytes:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raw = raw.decode("utf-16", "replace").encode()
    raw = raw.removeprefix(codecs.BOM_UTF8)
    return raw if b"\n" in raw else raw.replace(b"\r", b"\n")


class _Scanner:
    """Walks along BEGIN and END: which calendar, which event, which inner part is open."""

    def __init__(self, scan: ParsedCalendar) -> None:
        self.scan = scan
        self.header = CalendarHeader()
        self.open_calendar = False
        self.calendars = 0
        self.event: list[tuple[int, int]] | None = None
        self.event_line = 0
        self.resume = 0
        self.inner = b""
        self.inner_start = 0
        self.line = 1
        self.counted = 0

    def run(self) -> None:
        for marker in _MARKER.finditer(self.scan.octets):
            self._count_lines(marker.start())
            kind, name = marker[1].upper(), marker[2].upper()
            self._begin(name, marker) if kind == b"BEGIN" else self._end(name, marker)
            if len(self.scan.blocks) >= MOST_EVENTS:
                self.event, self.scan.is_cut = None, True
                return
        self._count_lines(len(self.scan.octets))
        self._finish()

    def _begin(self, name: bytes, marker: re.Match[bytes]) -> None:
        if name in (b"VEVENT", b"VCALENDAR"):
            self._close_event_without_end(marker.start())
        if name == b"VCALENDAR":
            self.scan.is_calendar = self.open_calendar = True
            self.header = CalendarHeader()
            self.calendars += 1
            if self.calendars <= _MOST_CALENDARS:
                self._read_header(marker.end())
        elif name == b"VEVENT":
            self.scan.is_calendar = True
            self.event, self.event_line, self.resume, self.inner = [], self.line, marker.end(), b""
        elif not self.inner:
            self.inner, self.inner_start = name, marker.end()
            if self.event is not None:
                self.event.append((self.resume, marker.start()))

    def _end(self, name: bytes, marker: re.Match[bytes]) -> None:
        if name == b"VEVENT":
            self._close_event(marker.start())
        elif name == b"VCALENDAR":
            self._close_event_without_end(marker.start())
            self.open_calendar = False
        elif name == self.inner:
            if name == b"VTIMEZONE" and self.event is None:
                self._keep_zone(self.scan.octets[self.inner_start : marker.start()])
            self.inner, self.resume = b"", marker.end()

    def _close_event(self, stop: int) -> None:
        if self.event is not None:
            slices = self.event if self.inner else [*self.event, (self.resume, stop)]
            self.scan.blocks.append(Component(slices=tuple(slices), line=self.event_line, header=self.header))
        self.event, self.inner = None, b""

    def _close_event_without_end(self, stop: int) -> None:
        if self.event is not None:
            self.scan.faults.append(ParseFault(line=self.event_line, message=_("the event has no END:VEVENT")))
        self._close_event(stop)

    def _finish(self) -> None:
        if self.event is not None or self.open_calendar:
            self.scan.is_cut = True
            self._close_event_without_end(len(self.scan.octets))
            hint = _("Look whether the file was cut short on its way.")
            self.scan.faults.append(
                ParseFault(line=self.line, message=_("the calendar has no END:VCALENDAR"), hint=hint),
            )

    def _read_header(self, start: int) -> None:
        following = _MARKER.search(self.scan.octets, start)
        stop = min(following.start() if following else len(self.scan.octets), start + _LONGEST_ZONE)
        for number, octets in _logical_lines(self.scan.octets[start:stop], self.line):
            parts = _PARTS.fullmatch(_decode(octets, number, self.scan))
            if parts and parts[1].upper() == "METHOD":
                self.header.method = parts[3].strip().upper()
            elif parts and parts[1].upper() == "X-WR-TIMEZONE":
                self.header.zone = parts[3].strip()

    def _keep_zone(self, octets: bytes) -> None:
        text = octets[:_LONGEST_ZONE].decode("utf-8", "replace")
        named = re.search(r"^TZID[^:\r\n]*:([^\r\n]+)", text, re.IGNORECASE | re.MULTILINE)
        if named and len(octets) <= _LONGEST_ZONE and len(self.header.zones) < _MOST_ZONES:
            self.header.zones[named[1].strip()] = text

    def _count_lines(self, until: int) -> None:
        self.line += self.scan.octets.count(b"\n", self.counted, until)
        self.counted = until


def _logical_lines(octets: bytes, first: int) -> Iterator[tuple[int, bytes]]:
    """Unfold: a line that starts with a space or a tab goes on with the one before it, even inside a character."""
    parts: list[bytes] = []
    size, number, counted, start = 0, first, 0, first
    for physical in _PHYSICAL.finditer(octets):
        number += octets.count(b"\n", counted, physical.start())
        counted = physical.start()
        text = physical[0].removesuffix(b"\r")
        if text[:1] not in (b" ", b"\t") and parts:
            yield start, b"".join(parts)[:_LONGEST_LINE]
            parts, size = [], 0
        if not parts:
            start = number
        if size <= _LONGEST_LINE:
            parts.append(text[1:] if text[:1] in (b" ", b"\t") and parts else text)
            size += len(text)
    if parts:
        yield start, b"".join(parts)[:_LONGEST_LINE]


def _decode(octets: bytes, line: int, scan: ParsedCalendar) -> str:
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        message = _("the text is not UTF-8; it was read as Windows-1252")
        if len(octets) < _LONGEST_LINE and all(fault.message != message for fault in scan.faults):
            scan.faults.append(
                ParseFault(line=line, message=message, hint=_("Ask for the calendar to be saved as UTF-8."))
            )
        return octets.decode("cp1252" if len(octets) < _LONGEST_LINE else "utf-8", "replace")


def _add_line(text: str, number: int, found: list[ContentLine], scan: ParsedCalendar) -> None:
    parts = _PARTS.fullmatch(text) or _LOOSE_PARTS.fullmatch(text)
    if parts:
        parameters = {name.upper(): value.strip('" ') for name, value in _PARAMETER.findall(parts[2])}
        value = _unquote(parts[3]) if parameters.get("ENCODING", "").upper() == "QUOTED-PRINTABLE" else parts[3]
        found.append(ContentLine(name=parts[1].upper(), parameters=parameters, value=value, line=number))
    elif text.strip():
        _add_garbage(text.strip(), number, found, scan)


def _unquote(value: str) -> str:
    """Decode quoted-printable, which vCalendar 1.0 had and old address books still write."""
    octets = quopri.decodestring(value.encode())
    try:
        text = octets.decode()
    except UnicodeDecodeError:
        text = octets.decode("cp1252", "replace")
    return text.replace("\r\n", "\n").replace("\n", r"\n")


def _add_garbage(text: str, number: int, found: list[ContentLine], scan: ParsedCalendar) -> None:
    before = found[-1] if found else None
    if before is None or before.name not in _TEXTS:
        scan.faults.append(ParseFault(line=number, message=_("this is no calendar line; it was passed over")))
        return
    value = before.value if len(before.value) > _LONGEST_LINE else rf"{before.value}\n{text}"
    found[-1] = ContentLine(name=before.name, parameters=before.parameters, value=value, line=before.line)
    message = _("this is no calendar line; it was read as the rest of {name}").format(name=before.name)
    scan.faults.append(ParseFault(line=number, message=message))
