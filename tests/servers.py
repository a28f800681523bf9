"""Real servers on the loopback address, for tests of everything that opens a connection.

with Site({"/feed": Reply(body=b"<rss/>")}) as site:
    fetch(site.url("/feed"))
assert site.asked == ["/feed"]
"""

import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What a path answers.

    Attributes:
        etag: Answers 304 to whoever sends it back as If-None-Match.
        cut_after: Closes the connection after so many octets of the body, whatever Content-Length said.
        drip: Seconds between two octets of the body; the length is not said.
        pause: Seconds before the answer begins.
        is_endless: Repeats the body until the reader goes away; the length is not said.
        head: What is answered to HEAD instead of the status, as servers do that do not know it.
    """

    status: int = 200
    head: int | None = None
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    etag: str = ""
    cut_after: int | None = None
    drip: float = 0
    pause: float = 0
    is_endless: bool = False


Answerer = Reply | Callable[[Mapping[str, str]], Reply]
"""A reply, or what makes one of the request's headers (lower-case names)."""


class _Handler(BaseHTTPRequestHandler):
    server: "_Server"

    def setup(self) -> None:
        super().setup()
        self.protocol_version = "HTTP/1.1" if self.server.site.keeps else "HTTP/1.0"
        self.server.site.connections += 1

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        site = self.server.site
        site.methods.append(self.command)
        site.bodies.append(self.rfile.read(int(self.headers.get("Content-Length", 0))))
        sent = {name.lower(): value for name, value in self.headers.items()}
        site.asked.append(self.path)
        site.requests.append(sent)
        answerer = site.replies.get(self.path, Reply(status=404))
        reply = answerer if isinstance(answerer, Reply) else answerer(sent)
        try:
            self._send(_headless(reply) if self.command == "HEAD" else reply, sent)
        except OSError:
            self.close_connection = True  # the reader went away, as it should where an answer is too long or too slow

    def _send(self, reply: Reply, sent: Mapping[str, str]) -> None:
        site = self.server.site
        site.closing.wait(reply.pause)
        if reply.etag and sent.get("if-none-match") == reply.etag:
            reply = Reply(status=304, etag=reply.etag)
        has_length = not (reply.drip or reply.is_endless)
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.etag:
            self.send_header("ETag", reply.etag)
        if has_length:
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if reply.drip:
            self._drip(reply)
        while reply.is_endless and not site.closing.is_set():
            self.wfile.write(reply.body)
        if has_length:
            self.wfile.write(reply.body if reply.cut_after is None else reply.body[: reply.cut_after])
        self.close_connection = not (self.server.site.keeps and has_length and reply.cut_after is None)

    def _drip(self, reply: Reply) -> None:
        for octet in reply.body:
            self.wfile.write(bytes([octet]))
            if self.server.site.closing.wait(reply.drip):
                return

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server names it
        """Report nothing; `Site.asked` is the log."""


def _headless(reply: Reply) -> Reply:
    """Return what HEAD is answered: the same without a body."""
    return replace(reply, status=reply.head or reply.status, body=b"", drip=0, is_endless=False)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    site: "Site"


class Site:
    """A web server on 127.0.0.1 at a free port, from `with` to its end.

    Args:
        keeps: Whether it keeps a connection open after an answer whose length it said (HTTP/1.1).
        tls: With what it speaks https; http without.

    Attributes:
        replies: What each path answers, its query included; others answer 404.
        asked: The paths in the order they were asked.
        requests: The headers of each request, lower-case names.
        methods: The method of each request.
        bodies: What each request brought along; nothing for most.
        connections: How many connections were opened to it.
    """

    def __init__(
        self,
        replies: Mapping[str, Answerer] | None = None,
        *,
        keeps: bool = False,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.keeps = keeps
        self.replies: dict[str, Answerer] = dict(replies or {})
        self.asked: list[str] = []
        self.requests: list[dict[str, str]] = []
        self.methods: list[str] = []
        self.bodies: list[bytes] = []
        self.connections = 0
        self.closing = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.site = self
        self._scheme = "https" if tls else "http"
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._server.server_address[1])

    @property
    def host(self) -> str:
        """Its host and port, as `fetch: allow:` takes them."""
        return f"127.0.0.1:{self.port}"

    def url(self, path: str = "/") -> str:
        """Return the whole address of a path."""
        return f"{self._scheme}://{self.host}{path}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)


HANG = 15.0
"""Seconds that only a missed deadline takes: the servers that hang do so for 25 and more."""


class Stopwatch:
    """Seconds of wall clock between `with` and its end."""

    def __enter__(self) -> Self:
        self._start, self._cpu_start = time.monotonic(), time.process_time()
        return self

    def __exit__(self, *_raised: object) -> None:
        self.seconds = time.monotonic() - self._start
        self.cpu = time.process_time() - self._cpu_start
