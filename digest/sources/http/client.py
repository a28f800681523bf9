"""The network: one client for all sources, http and https only; an address in, octets or a problem out.

One deadline holds for the whole fetch, redirects and dripping bodies included; the size is capped after decompression;
redirects are followed by hand so that `connect` checks every hop. There are no cookies, and proxies in the environment
are ignored: a proxy would choose the address that is connected to, and it is that address which is checked.
"""

import base64
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field, replace
from tempfile import SpooledTemporaryFile
from typing import IO
from urllib.parse import unquote, urljoin, urlsplit

from urllib3 import BaseHTTPResponse
from urllib3.util import Url, parse_url

from digest.config.model import Fetch, Source
from digest.locale import _
from digest.model import Problem, SourceState
from digest.sources.http.errors import FAILURES, FailureCause, RefusedError, cause_of, problem_of, refusal_of
from digest.sources.http.guard import ConnectionPool, Deadline, DeadlineError

_HOPS = 10
_CHUNK = 65_536
_LARGE = 2_000_000
"""Octets from which on an answer waits for room: few feeds are so long, and every bomb is."""
_REDIRECTS = (301, 302, 303, 307, 308)
_FOR_GOOD = (301, 308)
_NOTHING = SourceState()


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpResponse:
    """What an address answered.

    Attributes:
        url: The address after redirects, without a name and password.
        headers: The response's headers, lower-case names.
        body: The octets, unpacked; empty where nothing changed.
        laid: A file with the octets instead, where they are many and the client lays such aside; `octets` gives both.
        is_unchanged: Whether the server said that nothing changed (304).
        moved_to: Where the address of feeds.yaml has moved for good (301, 308), now or earlier; empty where it has not.
    """

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    laid: IO[bytes] | None = None
    is_unchanged: bool = False
    moved_to: str = ""

    def octets(self) -> bytes:
        """Return the body, wherever it is; once, for what was laid aside is gone then."""
        if self.laid is None:
            return self.body
        with self.laid as laid:
            laid.seek(0)
            return laid.read()


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchFailure(Problem):
    """Why an address could not be read, with what the server said about asking again.

    Attributes:
        status: The status of the answer (RFC 9110 section 15); 0 where there was none.
        retry_after: Its Retry-After as it came; empty where it had none.
        cause: What kind of failure it was.
    """

    status: int = 0
    retry_after: str = ""
    cause: FailureCause = FailureCause.ANSWER


@dataclass(frozen=True, slots=True)
class _Way:
    """What all hops of one fetch share."""

    connections: ConnectionPool
    deadline: Deadline


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpClient:
    """The one HTTP client.

    Attributes:
        limits: Deadline, size and allowed hosts, as feeds.yaml has them.
        agent: Who we say we are.
        connections: Those of the run, shared by all its fetches; without them each fetch has its own.
        method: GET, or HEAD where only the status is wanted.
        is_probe: Whether it only matters that an address answers: nothing of a body is read.
        lays_aside: Whether large answers wait for their reading in a file: sixty of 19 MB at once took 800 MB of
            memory, and take 130.
    """

    limits: Fetch
    agent: str
    connections: ConnectionPool | None = None
    method: str = "GET"
    is_probe: bool = False
    lays_aside: bool = False

    def get(self, source: Source, *, remembered: SourceState | None = None) -> HttpResponse | FetchFailure:
        """Read the address of a source, only if it changed since `remembered`; whatever goes wrong is a problem.

        An address that is remembered to have moved for good is asked where it is now.
        """
        if self.connections is None:
            with ConnectionPool(allow=self.limits.allow) as own:
                return replace(self, connections=own).get(source, remembered=remembered)
        with Deadline(self.limits.deadline.total_seconds()) as deadline:
            try:
                return self._follow(source, remembered or _NOTHING, _Way(self.connections, deadline))
            except FAILURES as error:
                failure = _late(error, deadline)
        return self._unread(failure, source)

    def _unread(self, failure: Exception, source: Source) -> FetchFailure:
        where, seconds = without_secret(source.url or ""), self.limits.deadline.total_seconds()
        problem = problem_of(failure, source=source.name, where=where, seconds=seconds)
        status, wait = (failure.status, failure.retry_after) if isinstance(failure, RefusedError) else (0, "")
        return FetchFailure(**asdict(problem), status=status, retry_after=wait, cause=cause_of(failure))

    def _follow(self, source: Source, remembered: SourceState, way: _Way) -> HttpResponse:
        start = request_url(source.url or "")
        moved_to = remembered.moved_to if remembered.address == source.url else ""
        address, for_good = moved_to or start, True
        for _hop in range(_HOPS + 1):
            url = _checked_url(address)
            with (
                way.connections.line(url, way.deadline) as line,
                line.ask(url.request_uri, self._headers(url, start, remembered), method=self.method) as response,
            ):
                if response.status == 304 and not (remembered.etag or remembered.last_modified):
                    raise refusal_of(304, {})  # unchanged since what? taken for an answer it would empty a calendar
                if response.status not in _REDIRECTS or "location" not in response.headers:
                    return self._answer(response, way, url=without_secret(address), moved_to=moved_to)
                target = _target(address, response)
            for_good = for_good and response.status in _FOR_GOOD
            address, moved_to = target, without_secret(target) if for_good else moved_to
        raise RefusedError(
            _("the address leads from one to the next more than {hops} times").format(hops=_HOPS),
            _("Open it in a browser and write the address that shows there."),
        )

    def _headers(self, url: Url, start: str, remembered: SourceState) -> dict[str, str]:
        headers = {"User-Agent": self.agent, "Accept": "*/*", "Accept-Encoding": "gzip, deflate"}
        if remembered.etag:
            headers["If-None-Match"] = remembered.etag
        if remembered.last_modified:
            headers["If-Modified-Since"] = remembered.last_modified
        first = urlsplit(start)
        if first.username and (first.scheme, first.hostname, first.port) == (url.scheme, url.host, url.port):
            secret = f"{unquote(first.username)}:{unquote(first.password or '')}".encode()
            headers["Authorization"] = "Basic " + base64.b64encode(secret).decode("ascii")
        return headers

    def _answer(self, response: BaseHTTPResponse, way: _Way, *, url: str, moved_to: str) -> HttpResponse:
        headers = {name.lower(): value for name, value in response.headers.items()}
        if response.status == 304:
            return HttpResponse(url=url, headers=headers, is_unchanged=True, moved_to=moved_to)
        if self.is_probe and 200 <= response.status < 300:
            return HttpResponse(url=url, headers=headers, moved_to=moved_to)
        if response.status != 200:
            raise refusal_of(response.status, headers)
        if self.lays_aside:
            body, laid = self._laid(response, way)
            return HttpResponse(url=url, headers=headers, body=body, laid=laid, moved_to=moved_to)
        return HttpResponse(url=url, headers=headers, body=self._body(response, way), moved_to=moved_to)

    def _laid(self, response: BaseHTTPResponse, way: _Way) -> tuple[bytes, IO[bytes] | None]:
        """Return a body, or the file it was laid in because it is large; the file goes with its last owner."""
        with ExitStack() as held:
            laid = held.enter_context(SpooledTemporaryFile(max_size=_LARGE))
            for chunk in response.stream(_CHUNK, decode_content=True):
                way.deadline.check()
                laid.write(chunk)
                if laid.tell() > self.limits.at_most:
                    raise _too_long(self.limits.at_most)
            way.deadline.check()
            is_large = laid.tell() > _LARGE
            if is_large:
                held.pop_all()
                return b"", laid
            laid.seek(0)
            return laid.read(), None

    def _body(self, response: BaseHTTPResponse, way: _Way) -> bytes:
        body, at_most = bytearray(), self.limits.at_most
        with ExitStack() as held:
            for chunk in response.stream(_CHUNK, decode_content=True):
                way.deadline.check()
                if len(body) <= _LARGE < len(body) + len(chunk):
                    held.enter_context(way.connections.room_for_a_large_answer(way.deadline))
                body += chunk
                if len(body) > at_most:
                    body.clear()  # the traceback would keep it while others have the room
                    raise _too_long(at_most)
            # A connection that the deadline shut down looks like one that ended well.
            way.deadline.check()
            return bytes(body)


def _too_long(at_most: int) -> RefusedError:
    return RefusedError(
        _("the answer is longer than {size} MB").format(size=f"{at_most / 1_000_000:g}"),
        _("If that is meant, raise fetch: at_most: in feeds.yaml."),
    )


def request_url(address: str) -> str:
    """Return the address to ask: `webcal://` is https, `feed:` is nothing of its own."""
    scheme, mark, rest = address.strip().partition("://")
    if mark and scheme.lower() in ("webcal", "webcals", "feed"):
        return f"https://{rest}"
    return address.strip().removeprefix("feed:")


def without_secret(address: str) -> str:
    """Return an address without a name and password, for every eye but the server's."""
    scheme, mark, rest = address.partition("://")
    host, slash, path = rest.partition("/")
    return scheme + mark + host.rpartition("@")[2] + slash + path


def _checked_url(address: str) -> Url:
    url = parse_url(_with_ascii_host(address))
    if url.scheme not in ("http", "https") or not url.host:
        raise RefusedError(
            _('"{scheme}" addresses are not read').format(scheme=url.scheme or without_secret(address)[:40]),
            _("Write an address that begins with https:// or http://."),
        )
    return url


def _with_ascii_host(address: str) -> str:
    parts = urlsplit(address)
    if address.isascii() or not parts.hostname or parts.hostname.isascii():
        return address
    return address.replace(parts.netloc, parts.netloc.encode("idna").decode("ascii"), 1)


def _target(address: str, response: BaseHTTPResponse) -> str:
    # Header octets come as Latin-1; a Location with accents is UTF-8 in truth.
    location = response.headers["location"].encode("latin-1", "replace").decode("utf-8", "replace")
    target = urljoin(address, location.strip())
    if urlsplit(address).scheme == "https" and urlsplit(target).scheme == "http":
        raise RefusedError(
            _("the address leads from https to http, which anybody on the way can change"),
            _("Tell the site's owner, or write {address} in feeds.yaml if it must be so.").format(
                address=without_secret(target)[:200]
            ),
        )
    return target


def _late(error: Exception, deadline: Deadline) -> Exception:
    """Take whatever a shut-down connection raised for what it is: the end of the time."""
    if isinstance(error, RefusedError):
        return error
    try:
        deadline.check()
    except DeadlineError as late:
        return late
    return error
