"""An HTTP interface on the loopback address that imitates those of providers, and keeps what it is asked."""

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self


@dataclass(frozen=True, kw_only=True)
class Said:
    """One answer; with `cuts` the connection ends instead of it, with `pause` it comes later."""

    status: int = 200
    body: bytes = b"{}"
    headers: Mapping[str, str] = field(default_factory=dict)
    cuts: bool = False
    pause: float = 0


class Interface:
    """An interface on 127.0.0.1, from `with` to its end.

    Args:
        answer: What it answers to the JSON of a request.

    Attributes:
        asked: Each request: the path, the headers in small letters, the JSON.
    """

    def __init__(self, answer: Callable[[Any], Said]) -> None:
        self.asked: list[tuple[str, dict[str, str], Any]] = []
        self.closing = threading.Event()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(handler) -> None:  # noqa: N805 - `self` is the interface's
                body = json.loads(handler.rfile.read(int(handler.headers["Content-Length"])))
                self.asked.append((handler.path, {k.lower(): v for k, v in handler.headers.items()}, body))
                said = answer(body)
                self.closing.wait(said.pause)
                handler.close_connection = said.cuts
                if said.cuts:
                    return
                handler.send_response(said.status)
                for name, value in {"Content-Length": str(len(said.body)), **said.headers}.items():
                    handler.send_header(name, value)
                handler.end_headers()
                handler.wfile.write(said.body)

            def log_message(handler, format: str, *args: object) -> None:  # noqa: A002, N805 - http.server names it
                """Report nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    @property
    def address(self) -> str:
        """Its address, without a slash at its end."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

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
