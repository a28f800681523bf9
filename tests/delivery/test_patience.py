import socket
import sys
import time
from collections.abc import Callable

import pytest

from digest.delivery.smtp.protocol import KernelTimeout, PortableTimeout, SocketTimeout

WAYS = [
    PortableTimeout,
    pytest.param(KernelTimeout, marks=pytest.mark.skipif(sys.platform != "linux", reason="only Linux is trusted")),
]
each_way = pytest.mark.parametrize("way", WAYS)
Way = Callable[[socket.socket], SocketTimeout]


def seconds_until_given_up(act: Callable[[], object]) -> float:
    start = time.monotonic()
    with pytest.raises((TimeoutError, BlockingIOError)):
        act()
    return time.monotonic() - start


@each_way
def test_reading_is_given_up_after_its_time(way: Way) -> None:
    one, other = socket.socketpair()
    with one, other:
        way(one).read_within(0.2)

        assert 0.15 < seconds_until_given_up(lambda: one.recv(1)) < 5


@each_way
def test_writing_is_given_up_after_its_time(way: Way) -> None:
    one, other = socket.socketpair()
    with one, other:
        way(one).write_within(0.2)

        assert 0.15 < seconds_until_given_up(lambda: [one.send(b"x" * 65_536) for _turn in range(10_000)]) < 5


@each_way
def test_what_is_there_is_read_at_once(way: Way) -> None:
    one, other = socket.socketpair()
    with one, other:
        way(one).read_within(60)
        other.sendall(b"250 ok\r\n")

        assert one.recv(100) == b"250 ok\r\n"
