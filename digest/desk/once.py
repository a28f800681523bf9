"""What is worked out once for each version of the letter, when somebody first asks for it."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

About = TypeVar("About")
Answer = TypeVar("Answer")


class Once(Generic[About, Answer]):
    """Remembers the newest answer.

    Args:
        work_out: Gives the answer.
    """

    def __init__(self, work_out: Callable[[About], Answer]) -> None:
        self._work_out = work_out
        self._working = threading.Lock()
        self._known: tuple[int, Answer] | None = None

    def of(self, version: int, about: About) -> Answer:
        """Give the answer for a version; whoever asks meanwhile waits for the same one."""
        with self._working:
            if self._known is None or self._known[0] != version:
                self._known = version, self._work_out(about)
            return self._known[1]
