"""The connection under the SMTP session: octets out, replies in, each within its time.

What was written is counted, because it decides about doubt: a message whose last octets certainly did not leave was
certainly not taken.
"""

import re
import selectors
import socket
import ssl
import struct
import sys
import time
from dataclasses import dataclass, replace
from typing import Protocol

from digest.config.servers import is_loopback
from digest.locale import _

# What an SMTP server says: replies read strictly, one after another (RFC 5321 section 4.2).

AT_MOST = 16_384
"""Octets of one reply; RFC 5321 section 4.5.3.1.5 knows lines of 512, and EHLO lists some dozens of them."""

_LINE = re.compile(rb"([2-5][0-9][0-9])(?:([ -])([^\x00\r\n]*))?\r\n")


class ProtocolError(Exception):
    """What came is no reply."""


@dataclass(frozen=True, slots=True)
class SmtpReply:
    """One reply; the text is as it came, its lines joined by LF."""

    code: int
    text: bytes = b""


def parse_reply(octets: bytes | bytearray, start: int = 0) -> tuple[SmtpReply, int] | None:
    """Read one reply from `start` on; return it and where the next begins, or None where the end has not come yet.

    Raises:
        GarbageError: This is no reply, and will be none whatever follows.
    """
    found = _LINE.match(octets, start)
    if found is not None and found[2] != b"-":
        return SmtpReply(int(found[1]), found[3] or b""), found.end()
    return _parse_lines(octets, start)


def _parse_lines(octets: bytes | bytearray, start: int) -> tuple[SmtpReply, int] | None:
    lines: list[bytes] = []
    code, place = None, start
    while found := _LINE.match(octets, place):
        if found.end() - start > AT_MOST or code not in (None, found[1]):
            raise ProtocolError
        code, place = found[1], found.end()
        lines.append(found[3] or b"")
        if found[2] != b"-":
            return SmtpReply(int(code), b"\n".join(lines)), place
    if not _may_grow(octets[place : place + AT_MOST + 1]) or len(octets) - start > AT_MOST:
        raise ProtocolError
    return None


def _may_grow(line: bytes | bytearray) -> bool:
    """Whether the beginning of a line can still become one."""
    end = line.find(b"\n")
    return end < 0 and b"\0" not in line and b"\r" not in line[:-1] and _is_code(bytes(line[:4]))


def _is_code(head: bytes) -> bool:
    pattern = (b"2345", b"0123456789", b"0123456789", b" -\r")
    return all(sign in signs for sign, signs in zip(head, pattern, strict=False))


# How long a socket is waited for: by the system itself where it can, so that a message costs two system calls.


class SocketTimeout(Protocol):
    """What sets how long the next reads and writes may take, in seconds."""

    def read_within(self, seconds: float) -> None:
        """Set it for reading."""

    def write_within(self, seconds: float) -> None:
        """Set it for writing."""


def patience_of(sock: socket.socket) -> SocketTimeout:
    """Return the quicker way that this socket knows."""
    if sys.platform == "linux" and not isinstance(sock, ssl.SSLSocket):
        return KernelTimeout(sock)
    return PortableTimeout(sock)


class PortableTimeout:
    """The timeouts of Python's sockets: one for both directions."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._seconds = -1.0

    def read_within(self, seconds: float) -> None:
        """Set it for both directions."""
        if seconds != self._seconds:
            self._sock.settimeout(seconds)
            self._seconds = seconds

    write_within = read_within


class KernelTimeout:
    """The timeouts of the system: one for each direction; past them `BlockingIOError` is raised."""

    def __init__(self, sock: socket.socket) -> None:
        sock.settimeout(None)
        self._sock = sock
        self._seconds: dict[int, float] = {}

    def read_within(self, seconds: float) -> None:
        """Set it for reading."""
        self._set(socket.SO_RCVTIMEO, seconds)

    def write_within(self, seconds: float) -> None:
        """Set it for writing."""
        self._set(socket.SO_SNDTIMEO, seconds)

    def _set(self, option: int, seconds: float) -> None:
        if self._seconds.get(option) != seconds:
            whole, rest = divmod(max(round(seconds * 1_000_000), 1), 1_000_000)
            self._sock.setsockopt(socket.SOL_SOCKET, option, struct.pack("@ll", whole, rest))
            self._seconds[option] = seconds


_CHUNK = 16_384
"""Octets of one TLS record (RFC 8446 section 5.1): writing them one by one costs nothing and says how far we came."""
_ROOM, _ROOM_HERE = 262_144, 65_536
"""Octets of the system's buffer for sending. Over a network a whole letter and the next envelope have room in it.
On this machine less is more: the server begins to read while we still write (4,300 messages a second, not 3,200)."""


class ConnectionDroppedError(Exception):
    """The connection has ended, or says nothing any more, or no sense; the words say which, for a person.

    Args:
        words: Why, in one clause.
        is_final: Whether another connection would end the same way.
        is_throttled: Whether the server asks us to come back later (4yz): then it is worth waiting for.
    """

    def __init__(self, words: str, *, is_final: bool = False, is_throttled: bool = False) -> None:
        super().__init__(words)
        self.is_final = is_final
        self.is_throttled = is_throttled


class CutAfterDataError(ConnectionDroppedError):
    """The connection was lost while we wrote.

    Attributes:
        at_most: The octets that may have left.
    """

    def __init__(self, words: str, at_most: int) -> None:
        super().__init__(words)
        self.at_most = at_most


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpTimeouts:
    """Seconds to wait for the other side (RFC 5321 section 4.5.3.2; `connect` and `goodbye` are ours)."""

    connect: float = 60
    greeting: float = 300
    command: float = 300
    data: float = 120
    block: float = 180
    dot: float = 600
    goodbye: float = 5

    def scaled(self, factor: float) -> "SmtpTimeouts":
        """Return all of them longer or shorter."""
        return replace(self, **{name: getattr(self, name) * factor for name in self.__dataclass_fields__})


class SmtpConnection:
    """A socket with SMTP on it.

    Args:
        sock: Connected, with TLS or without.
    """

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._is_secured = isinstance(sock, ssl.SSLSocket)
        self._patience = patience_of(sock)
        self._unread = b""
        sock.setsockopt(
            socket.SOL_SOCKET, socket.SO_SNDBUF, _ROOM_HERE if is_loopback(str(sock.getpeername()[0])) else _ROOM
        )
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def write(self, octets: bytes, *, timeout: float) -> None:
        """Write all of it; the timeout is for each block.

        Raises:
            CutError: Not all of it was written.
        """
        self._patience.write_within(timeout)
        done, size = 0, len(octets)
        limit = _CHUNK if self._is_secured else size
        view = memoryview(octets)
        try:
            while done < size:
                done += self._sock.send(view[done : done + limit])
        except OSError as error:
            at_most = min(done + limit, size) if self._is_secured else done
            raise CutAfterDataError(say_loss(error), at_most) from None

    def read(self, *, timeout: float) -> SmtpReply:
        """Read one reply, all of it within so many seconds.

        Raises:
            LostError: None came, or something that is none.
        """
        try:
            found = parse_reply(self._unread) if self._unread else None
            if found is None:
                found = self._await(timeout)
        except ProtocolError:
            raise ConnectionDroppedError(_("the server answered something that is no answer")) from None
        reply, end = found
        self._unread = self._unread[end:]
        return reply

    def _await(self, timeout: float) -> tuple[SmtpReply, int]:
        deadline, left = time.monotonic() + timeout, timeout
        while left > 0:
            self._unread += self._receive(left)
            if found := parse_reply(self._unread):
                return found
            left = deadline - time.monotonic()
        raise ConnectionDroppedError(say_loss(TimeoutError()))

    def _receive(self, seconds: float) -> bytes:
        self._patience.read_within(seconds)
        try:
            received = self._sock.recv(_CHUNK)
        except OSError as error:
            raise ConnectionDroppedError(say_loss(error)) from None
        if not received:
            raise ConnectionDroppedError(_("the server closed the connection"))
        return received

    def has_unread(self) -> bool:
        """Whether something stands to be read though nothing was asked, the end of the connection too."""
        if self._unread:
            return True
        if isinstance(self._sock, ssl.SSLSocket) and self._sock.pending():
            return True
        with selectors.DefaultSelector() as selector:  # Windows has no `select.poll`; `select` fails past 1,024 files
            selector.register(self._sock, selectors.EVENT_READ)
            return bool(selector.select(0))

    def release(self, seconds: float) -> socket.socket:
        """Return the socket back, with one timeout for everything: to lay TLS over it."""
        self._sock.settimeout(seconds)
        return self._sock

    def close(self) -> None:
        """Close the connection at once."""
        self._sock.close()


def say_loss(error: OSError) -> str:
    """Return in words how a connection ended."""
    if isinstance(error, TimeoutError | BlockingIOError):
        return _("the server did not answer in time")
    if isinstance(error, ssl.SSLError):
        return _("the secured connection broke")
    return _("the connection was cut")
