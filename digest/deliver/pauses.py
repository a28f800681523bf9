"""When a message that was put off is tried again: pauses that grow over the runs, and an end after three days."""

from datetime import timedelta

from digest.model import MOST_TRIES

_MINUTES = (5, 15, 45, 120, 240, 480, 480, 720, 720, 720, 720)
_GIVEN_UP = timedelta(days=3)
_AT_LEAST = 5


def pause_after(tries: int, age: timedelta) -> timedelta | None:
    """Give how long to wait before the next try; None where it is given up.

    Twelve tries take about three days where runs are frequent; where they are rare, a message of three days is given up
    once it was tried five times.

    Args:
        tries: How often it was tried, the last one included.
        age: How long ago the list was frozen.
    """
    if tries >= MOST_TRIES or (age >= _GIVEN_UP and tries >= _AT_LEAST):
        return None
    return timedelta(minutes=_MINUTES[max(tries, 1) - 1])
