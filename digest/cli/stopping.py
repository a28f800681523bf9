"""SIGTERM and Ctrl-C as a wish to stop after the message in hand."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import FrameType


@contextmanager
def stopping() -> Iterator[threading.Event]:
    """Turn SIGTERM and Ctrl-C into a wish to stop after the message in hand; a second one ends the run at once."""
    stop = threading.Event()
    before: dict[int, Any] = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def ask(number: int, _frame: "FrameType | None") -> None:
        stop.set()
        signal.signal(number, before[number])

    for number in before:
        signal.signal(number, ask)
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
