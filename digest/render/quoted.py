"""Quoted-printable that never exceeds 76 columns (RFC 2045 section 6.7).

The standard library's writer for messages reaches 78. A full stop at the start of a line and "From " are escaped as
well: relays that forget to double the one or mailboxes that mark the other would break the signature (RFC 2049
section 3). A soft line end never cuts a character in two, so that the raw message can be read by eye.

A member's own value stands on whole lines of its own between soft line ends. So what is around it is encoded once for
all members, and whatever its length is, no line grows.
"""

import re
from binascii import b2a_qp
from functools import lru_cache

from digest.render.marks import cut_at_marks

_COLUMNS = 76
_PLAIN = {octet: chr(octet) for octet in range(33, 127) if octet != ord("=")}
_SHORT = _COLUMNS - 4
"""Up to this length the standard library's encoder breaks no line."""
_GUARDED = (".", "From ", " ")
_ADDRESS = re.compile(r"[!-<>-~]+")


def quote_printable(text: str) -> bytes:
    """Give a text as UTF-8 in quoted-printable, with CRLF line ends; a lone surrogate becomes a question mark."""
    lines = _lines(text)
    return "\r\n".join(_quote_line(line) for line in lines).encode("ascii")


@lru_cache(maxsize=16)  # most values stand in both parts of a message
def quote_value(value: str) -> bytes:
    """Give a member's value, one line of text, as the lines between two soft line ends (without them)."""
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
    """Give what is around the values of a marked text, with the soft line ends that set them apart."""
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
