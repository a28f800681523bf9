"""How fast messages leave: a pace for all of them, and one for each domain.

A pace is kept by a monotonic clock, in seconds; a fast one may catch up with the last 20 milliseconds, so that it does
not suffer from how coarsely a system sleeps. What is longer ago is lost: no bursts.
"""

_SECONDS = {"second": 1.0, "minute": 60.0, "hour": 3600.0}
_CATCH_UP = 0.02
_MANY = 1000


def read_rate(words: str) -> float:
    """Give the messages a second of `10 per second`, as feeds.yaml has it once it is read; 0 for no limit."""
    if not words:
        return 0.0
    count, _per, unit = words.split()
    return int(count) / _SECONDS[unit]


class Pace:
    """One pace for everything.

    Args:
        rate: Messages a second; 0 for no limit.
    """

    def __init__(self, rate: float) -> None:
        self._step = 1 / rate if rate else 0.0
        self._credit = _CATCH_UP if self._step < _CATCH_UP else 0.0
        self._next = 0.0

    def wait(self, clock: float) -> float:
        """Give the seconds until the next one may leave; 0 or less for now."""
        return self._next - clock

    def spend(self, clock: float) -> None:
        """Note that one leaves."""
        self._next = max(self._next, clock - self._credit) + self._step


class Paces:
    """The same pace for each of many names; only those that must wait are remembered."""

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._paces: dict[str, Pace] = {}

    def wait(self, name: str, clock: float) -> float:
        """Give the seconds until the next one of a name may leave; 0 or less for now."""
        pace = self._paces.get(name)
        return pace.wait(clock) if pace else 0.0

    def spend(self, name: str, clock: float) -> None:
        """Note that one of a name leaves."""
        if not self._rate:
            return
        if len(self._paces) >= _MANY:
            self._paces = {one: pace for one, pace in self._paces.items() if pace.wait(clock) > 0}
        self._paces.setdefault(name, Pace(self._rate)).spend(clock)
