"""Connections kept for one run: at most two a host at once, each used by one fetch at a time (RFC 9112 section 9.3).

A kept connection saves the further sources of a host a look-up, a handshake and, under https, some tens of
milliseconds of TLS. Each new one goes through `connect`, whatever host the redirects led to.
"""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from urllib3 import BaseHTTPResponse
from urllib3.exceptions import ProtocolError
from urllib3.util import Timeout, Url

from digest.sources.connect import (
    CheckedPool,
    CheckedTLSPool,
    Deadline,
    DeadlineError,
    Gate,
    Resolve,
    system_addresses,
    trusted_context,
)

PER_HOST = 2
_LARGE_AT_ONCE = 2
_SHORT = 8192
"""Octets of an unread answer (a redirect's, an error's) that are read to keep the connection; else it is closed."""

Place = tuple[str, str, int]


class Line:
    """A way to one host: a pool of one connection, whose gate knows the deadline of the fetch that has it."""

    def __init__(self, place: Place, gate: Gate) -> None:
        scheme, host, port = place
        self.gate = gate
        self._pool = (
            CheckedTLSPool(host, port, ssl_context=trusted_context(), gate=gate, maxsize=1)
            if scheme == "https"
            else CheckedPool(host, port, gate=gate, maxsize=1)
        )

    @contextmanager
    def ask(
        self, path: str, headers: dict[str, str], *, method: str = "GET", body: bytes | None = None
    ) -> Iterator[BaseHTTPResponse]:
        """Send a request; the answer's body can be read until the end of the `with`."""
        response = self._send(method, path, headers, body)
        try:
            yield response
        finally:
            if _is_short(response):
                response.drain_conn()
            response.close()

    def _send(self, method: str, path: str, headers: dict[str, str], body: bytes | None) -> BaseHTTPResponse:
        opened = self.gate.opened
        try:
            return self._request(method, path, headers, body)
        except ProtocolError:
            self.gate.deadline.check()
            if not opened or self.gate.opened != opened:
                raise
            # The server closed the kept connection just when we asked (RFC 9112 section 9.3.1): a new one settles it.
            return self._request(method, path, headers, body)

    def _request(self, method: str, path: str, headers: dict[str, str], body: bytes | None) -> BaseHTTPResponse:
        left = self.gate.deadline.remaining
        return self._pool.urlopen(
            method,
            path,
            body=body,
            headers=headers,
            retries=False,
            redirect=False,
            preload_content=False,
            timeout=Timeout(connect=left, read=left),
        )

    def rest(self) -> None:
        """Keep the connection for the next fetch, or let go of it where it is not whole."""
        queue = self._pool.pool.queue if self._pool.pool else []
        if all(one is None or one.is_closed for one in queue):
            self.gate.close()

    def close(self) -> None:
        """Close the connection."""
        self._pool.close()
        self.gate.close()


class Connections:
    """All connections of one run; closed at the end of a `with`.

    Args:
        allow: Hosts (`host` or `host:port`) that may be read though they are on a private network.
        resolve: Looks the addresses of a host up.
    """

    def __init__(self, *, allow: Iterable[str], resolve: Resolve = system_addresses) -> None:
        self._allow = tuple(allow)
        self._resolve = resolve
        self._idle: dict[Place, list[Line]] = {}
        self._turns: dict[tuple[str, int], threading.Semaphore] = {}
        self._lock = threading.Lock()
        self._room = threading.Semaphore(_LARGE_AT_ONCE)

    @contextmanager
    def room_for_a_large_answer(self, deadline: Deadline) -> Iterator[None]:
        """Wait until few other answers are as large: sixty bombs at once would fill the memory.

        Raises:
            DeadlineError: The time was over before there was room.
        """
        if not self._room.acquire(timeout=deadline.remaining):
            raise DeadlineError
        try:
            yield
        finally:
            self._room.release()

    @contextmanager
    def line(self, url: Url, deadline: Deadline) -> Iterator[Line]:
        """Lend a way to a host for one fetch; waits where two are lent already.

        Raises:
            DeadlineError: The time was over before one was free.
        """
        scheme, host = url.scheme or "http", url.host or ""
        place = (scheme, host, url.port or (443 if scheme == "https" else 80))
        turn = self._turn(place)
        if not turn.acquire(timeout=deadline.remaining):
            raise DeadlineError
        try:
            line = self._take(place)
            line.gate.use(deadline)
            try:
                yield line
            finally:
                line.rest()
                self._give_back(place, line)
        finally:
            turn.release()

    def _turn(self, place: Place) -> threading.Semaphore:
        with self._lock:
            return self._turns.setdefault(place[1:], threading.Semaphore(PER_HOST))

    def _take(self, place: Place) -> Line:
        with self._lock:
            idle = self._idle.setdefault(place, [])
            return idle.pop() if idle else Line(place, Gate(allow=self._allow, resolve=self._resolve))

    def _give_back(self, place: Place, line: Line) -> None:
        with self._lock:
            self._idle[place].append(line)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            for lines in self._idle.values():
                for line in lines:
                    line.close()
            self._idle.clear()


def _is_short(response: BaseHTTPResponse) -> bool:
    length = response.headers.get("content-length", "")
    return response.status == 304 or (length.isdigit() and int(length[:9]) <= _SHORT)
