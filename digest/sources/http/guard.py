"""The one place that opens a connection for content: whom it may reach, and until when.

A feed reader inside a public body's network is a door into it. So the address that is really connected to is checked
at connect, on every hop: the name is resolved once, every address it has must be public (or the host allowed in
feeds.yaml), and the socket goes to one of those very addresses; a second look-up could be answered differently. Decimal
and octal hosts, IPv4 inside IPv6 and NAT64 are all seen through, because it is the resolved address that is judged.
"""

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from types import TracebackType
from typing import Any, Self

from urllib3 import BaseHTTPResponse
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NameResolutionError, NewConnectionError, ProtocolError
from urllib3.util import Timeout, Url

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052 section 2.1
_IPV4_COMPATIBLE = ipaddress.IPv6Network("::/96")  # RFC 4291 section 2.5.5.1, long deprecated


class ForbiddenAddressError(Exception):
    """A host has an address on a private network, and feeds.yaml does not allow it."""

    def __init__(self, host: str, address: str) -> None:
        super().__init__(host, address)
        self.host = host
        self.address = address


class DeadlineError(Exception):
    """The whole fetch took longer than it may."""


class Deadline:
    """The end of one fetch, for everything in it: names, handshakes, headers, bodies, redirects.

    A server that sends one octet a second never meets a time-out of a single read; so at the end every connection of
    this fetch is shut down from outside, which wakes whoever reads from it.
    """

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self._sockets: list[socket.socket] = []
        self._lock = threading.Lock()
        self._timer = threading.Timer(seconds, self._shut_down)
        self._timer.daemon = True

    @property
    def remaining(self) -> float:
        """Return the seconds left; at least a millisecond, for socket time-outs must not be 0."""
        return max(self._end - time.monotonic(), 0.001)

    def check(self) -> None:
        """Raise `DeadlineError` once the time is over."""
        if time.monotonic() >= self._end:
            raise DeadlineError

    def watch(self, connected: socket.socket) -> None:
        """Shut this connection down when the time is over; it stays the caller's to close."""
        with self._lock:
            self._sockets.append(connected)

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        with self._lock:
            self._sockets.clear()

    def _shut_down(self) -> None:
        with self._lock:
            for one in self._sockets:
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)


Resolve = Callable[[str, int], Iterable[str]]
"""The addresses of a host and port; raises `OSError` where it has none."""


def system_addresses(host: str, port: int) -> tuple[str, ...]:
    """Query the system for the addresses of a host, in its order."""
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(answer[4][0]) for answer in answers))


class AddressGuard:
    """Whom one connection may reach, and until when; the connection may be kept from one fetch to the next.

    Args:
        allow: Hosts (`host` or `host:port`) that may be read though they are on a private network.
        resolve: Looks the addresses of a host up.

    Attributes:
        opened: How many connections were opened through it.
    """

    def __init__(self, *, allow: Iterable[str], resolve: Resolve = system_addresses) -> None:
        self._allow = frozenset(host.lower() for host in allow)
        self._resolver = resolve
        self._deadline: Deadline | None = None
        self._open: socket.socket | None = None
        self.opened = 0

    @property
    def deadline(self) -> Deadline:
        """The end of the fetch that is using the connection."""
        if self._deadline is None:
            raise DeadlineError
        return self._deadline

    def use(self, deadline: Deadline) -> None:
        """Hand the connection to a fetch; one that is already open ends with this fetch's time, too."""
        self._deadline = deadline
        if self._open is not None:
            deadline.watch(self._open)

    def close(self) -> None:
        """Close the connection; what was open ends."""
        if self._open is not None:
            self._open.close()
        self._open = None

    def connect(self, host: str, port: int) -> socket.socket:
        """Connect to a host at an address that was checked.

        Raises:
            ForbiddenAddressError: One of its addresses is not public; then nothing was sent to any.
            DeadlineError: The time is over.
            OSError: No address answers; `socket.gaierror` where it has none.
        """
        addresses = self._resolve(host, port)
        for address in addresses:
            self._check(address, host, port)
        return self._connect_first(addresses, port)

    def _resolve(self, host: str, port: int) -> tuple[str, ...]:
        found: list[str] = []
        failed: list[OSError] = []

        def look_up() -> None:
            try:
                found.extend(self._resolver(host, port))
            except (OSError, UnicodeError) as error:
                failed.append(error if isinstance(error, OSError) else socket.gaierror(str(error)))

        # The system's resolver has no time-out that we could set; a thread of its own can be left behind.
        looking = threading.Thread(target=look_up, daemon=True)
        looking.start()
        looking.join(self.deadline.remaining)
        if failed:
            raise failed[0]
        if not found:
            raise DeadlineError
        return tuple(found)

    def _check(self, address: str, host: str, port: int) -> None:
        name = host.lower().strip("[]")
        if name not in self._allow and f"{name}:{port}" not in self._allow and not is_public(address):
            raise ForbiddenAddressError(host, address)

    def _connect_first(self, addresses: tuple[str, ...], port: int) -> socket.socket:
        failure = OSError("no address")
        for tried, address in enumerate(addresses):
            self.deadline.check()
            patience = self.deadline.remaining / (len(addresses) - tried)
            try:
                connected = socket.create_connection((address, port), timeout=patience)
            except OSError as error:
                failure = error
                continue
            connected.settimeout(self.deadline.remaining)
            self._keep(connected)
            return connected
        raise failure

    def _keep(self, connected: socket.socket) -> None:
        self.close()
        # A duplicate, because TLS takes the socket's descriptor over; shutting down either one ends both.
        self._open = connected.dup()
        self.opened += 1
        self.deadline.watch(self._open)


def is_public(address: str) -> bool:
    """Whether an IP address is on the open internet, whatever it is wrapped in.

    Private, shared, loopback, link-local, multicast and reserved networks are not; IPv4 inside IPv6 counts as IPv4.
    """
    try:
        ip: IPAddress = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = _inside(ip)
    if inner is not None:
        return is_public(str(inner))
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def _inside(ip: IPAddress) -> ipaddress.IPv4Address | None:
    if isinstance(ip, ipaddress.IPv4Address):
        return None
    if ip in _NAT64 or ip in _IPV4_COMPATIBLE:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)


class _Checked(HTTPConnection):
    """A connection whose socket comes through the gate; TLS still checks the name, not the address."""

    def __init__(self, *args: Any, gate: AddressGuard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._gate = gate

    def _new_conn(self) -> socket.socket:
        try:
            connected = self._gate.connect(self.host, int(self.port or self.default_port))
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from error
        except OSError as error:
            self._gate.deadline.check()
            raise NewConnectionError(self, str(error)) from error
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connected


class _CheckedTLS(_Checked, HTTPSConnection):
    pass


class CheckedPool(HTTPConnectionPool):
    """Plain connections to one host, through a gate given as `gate=`."""

    ConnectionCls = _Checked


class CheckedTLSPool(HTTPSConnectionPool):
    """TLS connections to one host, through a gate given as `gate=`."""

    ConnectionCls = _CheckedTLS


@cache
def trusted_context() -> ssl.SSLContext:
    """Return the one TLS context: the system's authorities, names checked. Loading it takes some 20 ms, so once."""
    return ssl.create_default_context()


# Connections kept for one run: at most two a host at once, each used by one fetch at a time (RFC 9112 section 9.3).

PER_HOST = 2
_LARGE_AT_ONCE = 2
_SHORT = 8192
"""Octets of an unread answer (a redirect's, an error's) that are read to keep the connection; else it is closed."""

Place = tuple[str, str, int]


class PooledConnection:
    """A way to one host: a pool of one connection, whose gate knows the deadline of the fetch that has it."""

    def __init__(self, place: Place, gate: AddressGuard) -> None:
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


class ConnectionPool:
    """All connections of one run; closed at the end of a `with`.

    Args:
        allow: Hosts (`host` or `host:port`) that may be read though they are on a private network.
        resolve: Looks the addresses of a host up.
    """

    def __init__(self, *, allow: Iterable[str], resolve: Resolve = system_addresses) -> None:
        self._allow = tuple(allow)
        self._resolve = resolve
        self._idle: dict[Place, list[PooledConnection]] = {}
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
    def line(self, url: Url, deadline: Deadline) -> Iterator[PooledConnection]:
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

    def _take(self, place: Place) -> PooledConnection:
        with self._lock:
            idle = self._idle.setdefault(place, [])
            return (
                idle.pop() if idle else PooledConnection(place, AddressGuard(allow=self._allow, resolve=self._resolve))
            )

    def _give_back(self, place: Place, line: PooledConnection) -> None:
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
