"""The message itself: text before HTML, the agenda attached, octets that every relay carries (RFC 2045, 2046, 5545).

Written by hand rather than by the standard library, whose lines reach 78 columns and whose boundaries come from
chance: the same parts always give the same octets, 7-bit clean.
"""

import hashlib
import re
from binascii import b2a_qp
from dataclasses import dataclass
from functools import lru_cache

from digest.render.headers import Headers
from digest.render.placeholders import cut_at_marks

# Quoted-printable that never exceeds 76 columns (RFC 2045 section 6.7).

_COLUMNS = 76
_PLAIN = {octet: chr(octet) for octet in range(33, 127) if octet != ord("=")}
_SHORT = _COLUMNS - 4
"""Up to this length the standard library's encoder breaks no line."""
_GUARDED = (".", "From ", " ")
_ADDRESS = re.compile(r"[!-<>-~]+")


def quote_printable(text: str) -> bytes:
    """Return a text as UTF-8 in quoted-printable, with CRLF line ends; a lone surrogate becomes a question mark."""
    lines = _lines(text)
    return "\r\n".join(_quote_line(line) for line in lines).encode("ascii")


@lru_cache(maxsize=16)  # most values stand in both parts of a message
def quote_value(value: str) -> bytes:
    """Return a member's value, one line of text, as the lines between two soft line ends (without them)."""
    if _ADDRESS.fullmatch(value):
        if len(value) < _COLUMNS and value[0] != ".":
            return value.encode()
        lines = [value[start : start + _COLUMNS - 1] for start in range(0, len(value), _COLUMNS - 1)]
        if not any(line.startswith(".") for line in lines):
            return "=\r\n".join(lines).encode()
    elif not value.startswith(_GUARDED) and not value.endswith(" "):
        quoted = b2a_qp(value.encode("utf-8", "replace"))
        if len(quoted) <= _SHORT:
            return quoted
    return _quote_line(value, goes_on=True).encode("ascii")


def quote_around(text: str) -> tuple[bytes, ...]:
    """Return what is around the values of a marked text, with the soft line ends that set them apart."""
    pieces = cut_at_marks(text)[::2]
    last = len(pieces) - 1
    return tuple(_quote_between(piece, is_first=not place, is_last=place == last) for place, piece in enumerate(pieces))


def _quote_between(piece: str, *, is_first: bool, is_last: bool) -> bytes:
    """Quote a text that a value follows, or that follows one."""
    *lines, end = _lines(piece)
    done = [*(_quote_line(line) for line in lines), _quote_line(end, goes_on=not is_last)]
    before = "" if is_first or (lines and not lines[0]) else "=\r\n"
    after = "=\r\n" if not is_last and end else ""
    return (before + "\r\n".join(done) + after).encode("ascii")


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _quote_line(line: str, *, goes_on: bool = False) -> str:
    """Quote one line, softly broken wherever it would be too long.

    Args:
        line: Without its end.
        goes_on: Whether a soft line end follows, for which one column stays free.
    """
    done: list[str] = []
    current = ""
    last = len(line) - 1
    for index, character in enumerate(line):
        piece = _quote_character(character, is_last=index == last)
        if not current:
            piece = _guard_start(piece, line[index:])
        # One column stays free for the "=" of a soft line end.
        if len(current) + len(piece) > (_COLUMNS if index == last and not goes_on else _COLUMNS - 1):
            done.append(current)
            current = _guard_start(piece, line[index:])
        else:
            current += piece
    return "=\r\n".join([*done, current])


def _guard_start(piece: str, rest: str) -> str:
    """Escape what a line must not start with."""
    return f"={ord(piece):02X}" if piece == "." or (piece == "F" and rest.startswith("From ")) else piece


def _quote_character(character: str, *, is_last: bool) -> str:
    if character in " \t":
        return f"={ord(character):02X}" if is_last else character
    octets = character.encode("utf-8", "replace")
    return "".join(_PLAIN.get(octet) or f"={octet:02X}" for octet in octets)


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedParts:
    """What a message holds, and in which language; an empty calendar is not attached."""

    text: str
    html: str
    language: str = ""
    calendar: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageDraft:
    """A letter before it is put together; its reader's values stand between marks."""

    subject: str
    headers: Headers
    parts: RenderedParts
    is_shortened: bool


class HeaderGap:
    """Where in a message a member's value stands, which decides how it is encoded; plain strings like `Slot`."""

    HEAD = "head"
    TEXT = "text"
    HTML = "html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A member's value in its place, not yet encoded; in the HTML it is markup."""

    value: str
    place: str


@dataclass(frozen=True, slots=True)
class MimeTemplate:
    """Octets with holes between them: there is one piece more than there are holes."""

    pieces: tuple[bytes, ...]
    holes: tuple[Gap, ...] = ()

    def __add__(self, other: "MimeTemplate | bytes") -> "MimeTemplate":
        if isinstance(other, bytes):
            other = MimeTemplate((other,))
        seam = self.pieces[-1] + other.pieces[0]
        return MimeTemplate((*self.pieces[:-1], seam, *other.pieces[1:]), (*self.holes, *other.holes))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """One MIME part: its headers and its body, without the last line end."""

    headers: Headers
    body: MimeTemplate

    @property
    def whole(self) -> MimeTemplate:
        return _head(self.headers) + b"\r\n" + self.body


def by_turns(pieces: tuple[bytes, ...], values: list[bytes]) -> tuple[bytes, ...]:
    """Return pieces with values between them: one less."""
    parts = [b""] * (2 * len(pieces) - 1)
    parts[::2], parts[1::2] = pieces, values
    return tuple(parts)


def compose_message(parts: RenderedParts, *, headers: Headers) -> bytes:
    """Return the whole message, CRLF line ends throughout."""
    sketch = sketch_message(parts, headers=headers)
    return b"".join(by_turns(sketch.pieces, [_encode(hole) for hole in sketch.holes]))


def sketch_message(parts: RenderedParts, *, headers: Headers) -> MimeTemplate:
    """Return the whole message with holes where values stand between marks; see `digest.render.placeholders`."""
    words = _multipart("alternative", (_text_part(parts, HeaderGap.TEXT), _text_part(parts, HeaderGap.HTML)))
    whole = _multipart("mixed", (words, _calendar_part(parts.calendar))) if parts.calendar else words
    return _Part(headers=(*headers, ("MIME-Version", "1.0"), *whole.headers), body=whole.body).whole + b"\r\n"


def _encode(hole: Gap) -> bytes:
    """Return the octets of a member's value; a head bears letters beyond ASCII in an address only (RFC 6532)."""
    return hole.value.encode() if hole.place == HeaderGap.HEAD else quote_value(hole.value)


def _head(headers: Headers) -> MimeTemplate:
    pieces = cut_at_marks("".join(f"{name}: {value}\r\n" for name, value in headers))
    return MimeTemplate(
        tuple(piece.encode("ascii") for piece in pieces[::2]),
        tuple(Gap(value=value, place=HeaderGap.HEAD) for value in pieces[1::2]),
    )


def _text_part(parts: RenderedParts, place: str) -> _Part:
    text, subtype = (parts.text, "plain") if place == HeaderGap.TEXT else (parts.html, "html")
    language = (("Content-Language", parts.language),) if parts.language else ()
    kind = (("Content-Type", f"text/{subtype}; charset=utf-8"), ("Content-Transfer-Encoding", "quoted-printable"))
    holes = tuple(Gap(value=value, place=place) for value in cut_at_marks(text)[1::2])
    return _Part(headers=(*language, *kind), body=MimeTemplate(quote_around(text), holes))


def _calendar_part(calendar: bytes) -> _Part:
    """Attach the agenda; the `method` parameter repeats the calendar's own METHOD (RFC 5545 section 8.1)."""
    method = re.search(rb"^METHOD:([A-Z]+)", calendar, re.MULTILINE)
    parameter = f" method={method[1].decode('ascii')};" if method else ""
    headers = (
        ("Content-Type", f'text/calendar; charset=utf-8;{parameter} name="agenda.ics"'),
        ("Content-Transfer-Encoding", "quoted-printable"),
        ("Content-Disposition", 'attachment; filename="agenda.ics"'),
    )
    return _Part(headers=headers, body=MimeTemplate((quote_printable(calendar.decode("utf-8", "replace")),)))


def _multipart(subtype: str, parts: tuple[_Part, ...]) -> _Part:
    """Join parts; the boundary is made of what is nobody's own, and "=_" cannot occur in quoted-printable."""
    bodies = [part.whole for part in parts]
    common = b"".join(piece for body in bodies for piece in body.pieces)
    boundary = f"=_{hashlib.sha256(common).hexdigest()[:28]}"
    line = boundary.encode("ascii")
    joined = MimeTemplate((b"",))
    for body in bodies:
        joined = joined + (b"--" + line + b"\r\n") + body + b"\r\n"
    return _Part(
        headers=(("Content-Type", f'multipart/{subtype}; boundary="{boundary}"'),), body=joined + (b"--" + line + b"--")
    )
