"""How long a socket is waited for: by the system itself where it can, so that a message costs two system calls.

Python waits by `poll` before each read and write of a socket with a timeout, and tells the system of each new timeout;
the system's own timeouts for reading and writing (SO_RCVTIMEO, SO_SNDTIMEO) are set once. That is two calls a message
instead of six. TLS sockets keep Python's way: OpenSSL would try again for ever.
"""

import socket
import ssl
import struct
import sys
from typing import Protocol


class Patience(Protocol):
    """What sets how long the next reads and writes may take, in seconds."""

    def read_within(self, seconds: float) -> None:
        """Set it for reading."""

    def write_within(self, seconds: float) -> None:
        """Set it for writing."""


def patience_of(sock: socket.socket) -> Patience:
    """Give the quicker way that this socket knows."""
    if sys.platform == "linux" and not isinstance(sock, ssl.SSLSocket):
        return SystemPatience(sock)
    return PlainPatience(sock)


class PlainPatience:
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


class SystemPatience:
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
