"""What an SMTP server says: replies read strictly, one after another (RFC 5321 section 4.2).

A reply is one line or several with the same code, each ended by CR LF. Whatever else arrives, or too much of it, ends
the connection: with several commands on their way at once, one line counted wrongly would give each member the answer
of another. Nothing here opens a socket.
"""

import re
from dataclasses import dataclass

AT_MOST = 16_384
"""Octets of one reply; RFC 5321 section 4.5.3.1.5 knows lines of 512, and EHLO lists some dozens of them."""

_LINE = re.compile(rb"([2-5][0-9][0-9])(?:([ -])([^\x00\r\n]*))?\r\n")


class GarbageError(Exception):
    """What came is no reply."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply; the text is as it came, its lines joined by LF."""

    code: int
    text: bytes = b""


def parse_reply(octets: bytes | bytearray, start: int = 0) -> tuple[Reply, int] | None:
    """Read one reply from `start` on; give it and where the next begins, or None where the end has not come yet.

    Raises:
        GarbageError: This is no reply, and will be none whatever follows.
    """
    found = _LINE.match(octets, start)
    if found is not None and found[2] != b"-":
        return Reply(int(found[1]), found[3] or b""), found.end()
    return _parse_lines(octets, start)


def _parse_lines(octets: bytes | bytearray, start: int) -> tuple[Reply, int] | None:
    lines: list[bytes] = []
    code, place = None, start
    while found := _LINE.match(octets, place):
        if found.end() - start > AT_MOST or code not in (None, found[1]):
            raise GarbageError
        code, place = found[1], found.end()
        lines.append(found[3] or b"")
        if found[2] != b"-":
            return Reply(int(code), b"\n".join(lines)), place
    if not _may_grow(octets[place : place + AT_MOST + 1]) or len(octets) - start > AT_MOST:
        raise GarbageError
    return None


def _may_grow(line: bytes | bytearray) -> bool:
    """Tell whether the beginning of a line can still become one."""
    end = line.find(b"\n")
    return end < 0 and b"\0" not in line and b"\r" not in line[:-1] and _is_code(bytes(line[:4]))


def _is_code(head: bytes) -> bool:
    pattern = (b"2345", b"0123456789", b"0123456789", b" -\r")
    return all(sign in signs for sign, signs in zip(head, pattern, strict=False))
