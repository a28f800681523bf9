"""The server before the application: waitress, where it is installed (the extra `[serve]`).

A pure Python server with threads that many sites have behind nginx or Caddy. The one of the standard library is for
trials (its documentation says so), and no letter depends on it here.
"""

import select
import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Any, Self
from wsgiref.types import WSGIApplication

from digest.errors import DigestError
from digest.locale import _
from digest.locale.reasons import say_reason

_SILENT_FOR = 30  # seconds after which a connection that says nothing is closed
_MOST_CONNECTIONS = 500
_LAST_TURNS = 50  # of a tenth of a second, for answers that a slow reader has not taken yet
_MOST_OCTETS = 1_000_000  # what is above the application's own, far lower bound is refused without being kept


class WebServer:
    """A server that listens; it serves during `run` and is closed at the end of a `with`.

    Args:
        application: What it serves.
        host: Where it listens: an address or a name of this machine.
        port: On which port; 0 for any that is free.
        threads: How many requests are answered at once.

    Raises:
        DigestError: It may not listen there, or waitress is missing.
    """

    def __init__(self, application: WSGIApplication, *, host: str, port: int, threads: int) -> None:
        create = _waitress()
        opened = _listen(host, port)
        self.port: int = opened.getsockname()[1]
        self._map: dict[int, Any] = {}
        self._ended = threading.Event()
        self._server = create(
            application,
            self._map,
            sockets=[opened],
            threads=threads,
            ident=None,
            channel_timeout=_SILENT_FOR,
            connection_limit=_MOST_CONNECTIONS,
            max_request_body_size=_MOST_OCTETS,
            max_request_header_size=16_384,
            clear_untrusted_proxy_headers=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def run(self) -> None:
        """Serve until `stop`, or a signal that raises SystemExit or KeyboardInterrupt; then finish what is in hand."""
        with suppress(SystemExit, KeyboardInterrupt):
            while not self._ended.is_set():
                self._turn(seconds=1.0)
        self._server.task_dispatcher.shutdown(cancel_pending=False)
        for _turn in range(_LAST_TURNS):
            if not any(channel.total_outbufs_len for channel in self._server.active_channels.values()):
                break
            self._turn(seconds=0.1)

    def stop(self) -> None:
        """End `run` from another thread."""
        self._ended.set()
        self._server.pull_trigger()

    def close(self) -> None:
        """Close the port and every connection."""
        self._server.asyncore.close_all(self._map)

    def _turn(self, *, seconds: float) -> None:
        self._server.asyncore.loop(timeout=seconds, use_poll=hasattr(select, "poll"), map=self._map, count=1)


def _waitress() -> Any:
    try:
        from waitress.server import create_server
    except ImportError as error:
        raise DigestError(
            _("the server that stands before these pages is not installed"),
            where="waitress",
            hint=_(
                'Install it with: pip install "digest-newsletter[serve]". Any other WSGI server does as well, such as '
                "gunicorn 'digest.web:application()'."
            ),
        ) from error
    return create_server


def _listen(host: str, port: int) -> socket.socket:
    """Open the port; where the host has a name, its first address counts."""
    place = f"{host}:{port}"
    try:
        family, *_kind, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family)
    except OSError as error:
        raise DigestError(
            _("it cannot listen there: {reason}").format(reason=say_reason(error)),
            where=place,
            hint=_("Stop what listens there already, or choose another place with --listen."),
        ) from error
