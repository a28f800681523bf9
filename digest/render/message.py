"""The message itself: text before HTML, the agenda attached, octets that every relay carries (RFC 2045, 2046, 5545).

Written by hand rather than by the standard library, whose lines reach 78 columns and whose boundaries come from
chance: the same parts always give the same octets, 7-bit clean.
"""

import hashlib
import re
from dataclasses import dataclass

from digest.render.headers import Headers
from digest.render.quoted import quote_printable


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a message holds, and in which language; an empty calendar is not attached."""

    text: str
    html: str
    language: str = ""
    calendar: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """One MIME part: its headers and its body, without the last line end."""

    headers: Headers
    body: bytes

    def __bytes__(self) -> bytes:
        return _head(self.headers) + b"\r\n" + self.body


def compose_message(parts: Parts, *, headers: Headers) -> bytes:
    """Give the whole message, CRLF line ends throughout."""
    words = _multipart("alternative", (_text_part(parts, "plain"), _text_part(parts, "html")))
    whole = _multipart("mixed", (words, _calendar_part(parts.calendar))) if parts.calendar else words
    return bytes(_Part(headers=(*headers, ("MIME-Version", "1.0"), *whole.headers), body=whole.body)) + b"\r\n"


def _head(headers: Headers) -> bytes:
    return "".join(f"{name}: {value}\r\n" for name, value in headers).encode("ascii")


def _text_part(parts: Parts, subtype: str) -> _Part:
    language = (("Content-Language", parts.language),) if parts.language else ()
    kind = (("Content-Type", f"text/{subtype}; charset=utf-8"), ("Content-Transfer-Encoding", "quoted-printable"))
    return _Part(headers=(*language, *kind), body=quote_printable(parts.text if subtype == "plain" else parts.html))


def _calendar_part(calendar: bytes) -> _Part:
    """Attach the agenda; the `method` parameter repeats the calendar's own METHOD (RFC 5545 section 8.1)."""
    method = re.search(rb"^METHOD:([A-Z]+)", calendar, re.MULTILINE)
    parameter = f" method={method[1].decode('ascii')};" if method else ""
    headers = (
        ("Content-Type", f'text/calendar; charset=utf-8;{parameter} name="agenda.ics"'),
        ("Content-Transfer-Encoding", "quoted-printable"),
        ("Content-Disposition", 'attachment; filename="agenda.ics"'),
    )
    return _Part(headers=headers, body=quote_printable(calendar.decode("utf-8", "replace")))


def _multipart(subtype: str, parts: tuple[_Part, ...]) -> _Part:
    """Join parts; the boundary is made of their digest, and "=_" cannot occur in quoted-printable."""
    bodies = [bytes(part) for part in parts]
    boundary = f"=_{hashlib.sha256(b''.join(bodies)).hexdigest()[:28]}"
    line = boundary.encode("ascii")
    body = b"".join(b"--" + line + b"\r\n" + one + b"\r\n" for one in bodies) + b"--" + line + b"--"
    return _Part(headers=(("Content-Type", f'multipart/{subtype}; boundary="{boundary}"'),), body=body)
