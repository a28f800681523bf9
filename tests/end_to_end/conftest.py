"""Servers on the loopback address that the commands meet."""

import socket
import threading
from collections.abc import Iterator

import pytest


@pytest.fixture
def slow_server() -> Iterator["SlowServer"]:
    """Accept connections and never answer."""
    server = SlowServer()
    yield server
    server.close()


class SlowServer:
    """A server that takes a visitor's request and lets it wait."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._visitors: list[socket.socket] = []
        self._visited = threading.Event()
        self.port: int = self._socket.getsockname()[1]
        threading.Thread(target=self._welcome, daemon=True).start()

    def wait_for_visitor(self) -> bool:
        """Wait until somebody has asked for something."""
        return self._visited.wait(20)

    def close(self) -> None:
        """Let everybody go."""
        self._socket.close()
        for visitor in self._visitors:
            visitor.close()

    def _welcome(self) -> None:
        while True:
            try:
                visitor, _address = self._socket.accept()
            except OSError:
                return
            self._visitors.append(visitor)
            visitor.recv(1024)
            self._visited.set()
