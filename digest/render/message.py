"""The message itself: text before HTML, the agenda attached, octets that every relay carries (RFC 2045, 2046, 5545).

Written by hand rather than by the standard library, whose lines reach 78 columns and whose boundaries come from
chance: the same parts always give the same octets, 7-bit clean.
"""

import hashlib
import re
from dataclasses import dataclass

from digest.render.headers import Headers
from digest.render.marks import cut_at_marks
from digest.render.quoted import quote_around, quote_printable, quote_value


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a message holds, and in which language; an empty calendar is not attached."""

    text: str
    html: str
    language: str = ""
    calendar: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A letter before it is put together; its reader's values stand between marks."""

    subject: str
    headers: Headers
    parts: Parts
    is_shortened: bool


class Place:
    """Where in a message a member's value stands, which decides how it is encoded; plain strings like `Slot`."""

    HEAD = "head"
    TEXT = "text"
    HTML = "html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hole:
    """A member's value in its place, not yet encoded; in the HTML it is markup."""

    value: str
    place: str


@dataclass(frozen=True, slots=True)
class Sketch:
    """Octets with holes between them: there is one piece more than there are holes."""

    pieces: tuple[bytes, ...]
    holes: tuple[Hole, ...] = ()

    def __add__(self, other: "Sketch | bytes") -> "Sketch":
        if isinstance(other, bytes):
            other = Sketch((other,))
        seam = self.pieces[-1] + other.pieces[0]
        return Sketch((*self.pieces[:-1], seam, *other.pieces[1:]), (*self.holes, *other.holes))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """One MIME part: its headers and its body, without the last line end."""

    headers: Headers
    body: Sketch

    @property
    def whole(self) -> Sketch:
        return _head(self.headers) + b"\r\n" + self.body


def by_turns(pieces: tuple[bytes, ...], values: list[bytes]) -> tuple[bytes, ...]:
    """Give pieces with values between them: one less."""
    parts = [b""] * (2 * len(pieces) - 1)
    parts[::2], parts[1::2] = pieces, values
    return tuple(parts)


def compose_message(parts: Parts, *, headers: Headers) -> bytes:
    """Give the whole message, CRLF line ends throughout."""
    sketch = sketch_message(parts, headers=headers)
    return b"".join(by_turns(sketch.pieces, [_encode(hole) for hole in sketch.holes]))


def sketch_message(parts: Parts, *, headers: Headers) -> Sketch:
    """Give the whole message with holes where values stand between marks; see `digest.render.marks`."""
    words = _multipart("alternative", (_text_part(parts, Place.TEXT), _text_part(parts, Place.HTML)))
    whole = _multipart("mixed", (words, _calendar_part(parts.calendar))) if parts.calendar else words
    return _Part(headers=(*headers, ("MIME-Version", "1.0"), *whole.headers), body=whole.body).whole + b"\r\n"


def _encode(hole: Hole) -> bytes:
    """Give the octets of a member's value; a head bears letters beyond ASCII in an address only (RFC 6532)."""
    return hole.value.encode() if hole.place == Place.HEAD else quote_value(hole.value)


def _head(headers: Headers) -> Sketch:
    pieces = cut_at_marks("".join(f"{name}: {value}\r\n" for name, value in headers))
    return Sketch(
        tuple(piece.encode("ascii") for piece in pieces[::2]),
        tuple(Hole(value=value, place=Place.HEAD) for value in pieces[1::2]),
    )


def _text_part(parts: Parts, place: str) -> _Part:
    text, subtype = (parts.text, "plain") if place == Place.TEXT else (parts.html, "html")
    language = (("Content-Language", parts.language),) if parts.language else ()
    kind = (("Content-Type", f"text/{subtype}; charset=utf-8"), ("Content-Transfer-Encoding", "quoted-printable"))
    holes = tuple(Hole(value=value, place=place) for value in cut_at_marks(text)[1::2])
    return _Part(headers=(*language, *kind), body=Sketch(quote_around(text), holes))


def _calendar_part(calendar: bytes) -> _Part:
    """Attach the agenda; the `method` parameter repeats the calendar's own METHOD (RFC 5545 section 8.1)."""
    method = re.search(rb"^METHOD:([A-Z]+)", calendar, re.MULTILINE)
    parameter = f" method={method[1].decode('ascii')};" if method else ""
    headers = (
        ("Content-Type", f'text/calendar; charset=utf-8;{parameter} name="agenda.ics"'),
        ("Content-Transfer-Encoding", "quoted-printable"),
        ("Content-Disposition", 'attachment; filename="agenda.ics"'),
    )
    return _Part(headers=headers, body=Sketch((quote_printable(calendar.decode("utf-8", "replace")),)))


def _multipart(subtype: str, parts: tuple[_Part, ...]) -> _Part:
    """Join parts; the boundary is made of what is nobody's own, and "=_" cannot occur in quoted-printable."""
    bodies = [part.whole for part in parts]
    common = b"".join(piece for body in bodies for piece in body.pieces)
    boundary = f"=_{hashlib.sha256(common).hexdigest()[:28]}"
    line = boundary.encode("ascii")
    joined = Sketch((b"",))
    for body in bodies:
        joined = joined + (b"--" + line + b"\r\n") + body + b"\r\n"
    return _Part(
        headers=(("Content-Type", f'multipart/{subtype}; boundary="{boundary}"'),), body=joined + (b"--" + line + b"--")
    )
