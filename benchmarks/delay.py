"""A proxy that adds latency: octets leave it so many seconds after they came, in both directions, at any bandwidth.

Run as `python benchmarks/delay.py PORT SECONDS`: it prints the port that it listens on, and ends when its input does.
It is a process of its own, so that what it costs is on nobody's account but the machine's.
"""

import queue
import socket
import sys
import threading
import time
from contextlib import suppress

_CHUNK = 262_144
Passage = queue.SimpleQueue[tuple[float, bytes]]


def read_all(source: socket.socket, passage: Passage, delay: float) -> None:
    """Take octets in as they come."""
    octets = b"-"
    while octets:
        octets = b""
        with suppress(OSError):
            octets = source.recv(_CHUNK)
        passage.put((time.monotonic() + delay, octets))


def write_all(target: socket.socket, passage: Passage) -> None:
    """Let octets out once their time has come."""
    with suppress(OSError):
        while True:
            due, octets = passage.get()
            time.sleep(max(due - time.monotonic(), 0))
            if not octets:
                target.shutdown(socket.SHUT_WR)
                return
            target.sendall(octets)


def join_up(one: socket.socket, other: socket.socket, delay: float) -> None:
    """Let two connections be one."""
    for source, target in ((one, other), (other, one)):
        source.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        passage: Passage = queue.SimpleQueue()
        threading.Thread(target=read_all, args=(source, passage, delay), daemon=True).start()
        threading.Thread(target=write_all, args=(target, passage), daemon=True).start()


def main(port: int, delay: float) -> None:
    """Serve until the input ends."""
    sys.setswitchinterval(0.0005)
    listener = socket.create_server(("127.0.0.1", 0), backlog=256)
    print(listener.getsockname()[1], flush=True)
    threading.Thread(target=lambda: sys.stdin.read() or listener.shutdown(socket.SHUT_RDWR), daemon=True).start()
    with suppress(OSError):
        while True:
            join_up(listener.accept()[0], socket.create_connection(("127.0.0.1", port)), delay)


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
