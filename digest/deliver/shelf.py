"""What waits to be taken: a bounded number of deliveries, sorted by domain where domains have a pace.

Whoever takes gets the first of the first domain whose turn has come, so that a slow domain does not hold up the others.
"""

from collections import deque
from dataclasses import dataclass

from digest.deliver.rates import Pace, Paces
from digest.model import Delivery


@dataclass(frozen=True, slots=True)
class Waiting:
    """A delivery that waits, and since when it is known that it is wanted: a monotonic clock, in seconds."""

    delivery: Delivery
    since: float


class Shelf:
    """Deliveries in the order they came, handed out no faster than allowed.

    Args:
        rate: Messages a second, all together; 0 for no limit.
        per_domain: The same for each domain.
    """

    def __init__(self, rate: float, per_domain: float) -> None:
        self._pace = Pace(rate)
        self._paces = Paces(per_domain)
        self._by_domain = bool(per_domain)
        self._rows: dict[str, deque[Waiting]] = {}
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def places(self) -> set[int]:
        """Give the places of all that waits."""
        return {one.delivery.place for row in self._rows.values() for one in row}

    def put(self, delivery: Delivery, clock: float) -> None:
        """Add one at the end of its row."""
        self._rows.setdefault(self._domain(delivery), deque()).append(Waiting(delivery, clock))
        self._count += 1

    def pick(self, clock: float) -> tuple[Waiting | None, float | None]:
        """Take the first whose turn has come.

        Returns:
            It, or None and the seconds after which one may be had; None for both where the shelf is empty.
        """
        if not self._rows:
            return None, None
        pause = self._pace.wait(clock)
        if pause > 0:
            return None, pause
        pauses = []
        for domain in self._rows:
            pause = self._paces.wait(domain, clock)
            if pause <= 0:
                return self._take(domain, clock), None
            pauses.append(pause)
        return None, min(pauses)

    def _take(self, domain: str, clock: float) -> Waiting:
        row = self._rows[domain]
        waiting = row.popleft()
        if not row:
            del self._rows[domain]
        self._count -= 1
        self._pace.spend(clock)
        self._paces.spend(domain, clock)
        return waiting

    def _domain(self, delivery: Delivery) -> str:
        return delivery.address.rpartition("@")[2].lower() if self._by_domain else ""
