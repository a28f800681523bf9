"""The shelf keeps the order of the list within a domain, and the pace of each."""

import pytest

from digest.delivery.queue import KeyedRateLimiter, RateLimiter, ReadyQueue, read_rate
from digest.model import Delivery


def fill(shelf: ReadyQueue, *addresses: str) -> ReadyQueue:
    for place, address in enumerate(addresses, 1):
        shelf.put(Delivery(place=place, member="m", address=address), 0.0)
    return shelf


def pick_all(shelf: ReadyQueue, clock: float) -> list[int]:
    """Return the places that may be had at an instant."""
    return [found.delivery.place for found in iter(lambda: shelf.pick(clock)[0], None)]


@pytest.mark.parametrize(
    ("words", "rate"), [("", 0.0), ("10 per second", 10.0), ("30 per minute", 0.5), ("1800 per hour", 0.5)]
)
def test_a_rate_is_messages_a_second(words: str, rate: float) -> None:
    assert read_rate(words) == rate


def test_without_a_pace_all_come_in_order() -> None:
    assert pick_all(fill(ReadyQueue(0, 0), "a@x.example", "b@y.example", "c@x.example"), 5.0) == [1, 2, 3]


def test_a_domain_that_had_its_turn_lets_the_others_pass_whatever_its_case() -> None:
    shelf = fill(ReadyQueue(0, 1), "a@x.example", "b@X.EXAMPLE", "c@y.example")

    assert [pick_all(shelf, 100.0), shelf.pick(100.5), pick_all(shelf, 101.0)] == [[1, 3], (None, 0.5), [2]]


def test_an_empty_shelf_gives_nothing_to_wait_for() -> None:
    assert ReadyQueue(1, 1).pick(0.0) == (None, None)


def test_a_pace_lets_no_burst_follow_a_long_silence() -> None:
    pace, left = RateLimiter(100), 0
    while pace.wait(1000.0) <= 0:
        pace.spend(1000.0)
        left += 1

    assert left <= 3


def test_a_pace_holds_over_a_thousand_messages_however_coarse_the_clock() -> None:
    pace, clock, left = RateLimiter(100), 0.0, 0
    while clock < 10:
        clock += 0.015
        while pace.wait(clock) <= 0:
            pace.spend(clock)
            left += 1

    assert 990 <= left <= 1002


def test_only_names_that_must_wait_are_remembered() -> None:
    paces = KeyedRateLimiter(10)
    for rank in range(5000):
        paces.spend(f"commune-{rank}.example", rank * 1.0)

    assert len(paces._paces) <= 1000
