"""Pauses grow, and end after three days."""

from datetime import timedelta

import pytest

from digest.delivery.queue import retry_delay
from digest.model import MOST_TRIES


def test_pauses_never_shrink_and_make_about_three_days() -> None:
    pauses = [retry_delay(tries, timedelta(0)) for tries in range(1, MOST_TRIES)]
    lengths = [pause for pause in pauses if pause is not None]

    assert len(lengths) == MOST_TRIES - 1
    assert lengths == sorted(lengths)
    assert timedelta(days=2.5) < sum(lengths, timedelta(0)) <= timedelta(days=3)


@pytest.mark.parametrize(
    ("tries", "days", "is_over"), [(4, 10, False), (5, 3, True), (5, 2, False), (11, 2, False), (12, 0, True)]
)
def test_an_old_message_is_given_up_sooner_but_not_before_its_fifth_try(tries: int, days: int, is_over: bool) -> None:
    assert (retry_delay(tries, timedelta(days=days)) is None) is is_over
