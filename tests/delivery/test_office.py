"""The office hands out each parcel once, lets none leave unwritten, and keeps every answer."""

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from digest.delivery.queue import OutboxQueue
from digest.delivery.transport import DeliveryResult
from digest.errors import DigestError
from digest.model import Delivery, DeliveryState, MemberStatus
from tests.delivery.offices import LATER, NEVER, NOW, NUMBER, TAKEN, TERMS, UNKNOWN, frozen_list, open_office, states

A, B, C = "a@un.example", "b@un.example", "c@deux.example"


def test_parcels_come_in_the_order_of_the_list_each_once(tmp_path: Path) -> None:
    with frozen_list(tmp_path, A, B, C) as store, open_office(store) as office:
        taken = []
        while (parcel := office.take()) is not None:
            taken.append(parcel.address)
            office.settle(parcel, TAKEN)

    assert taken == [A, B, C]


def test_a_parcel_has_the_message_and_a_key_of_its_member(tmp_path: Path) -> None:
    with frozen_list(tmp_path, A) as store, open_office(store) as office:
        parcel = office.take()
        member = store.roll().find(A)

    assert parcel is not None
    assert member is not None
    assert (bytes(parcel), parcel.key) == (b"a@un.example\r\n", f"f-{member.id}")


def test_a_message_is_in_flight_on_the_disk_once_commit_returns(tmp_path: Path) -> None:
    with frozen_list(tmp_path, A, B) as store, open_office(store) as office:
        parcel = office.take()
        assert parcel is not None
        office.commit(parcel)

        assert states(store) == {A: DeliveryState.IN_FLIGHT, B: DeliveryState.TO_SEND}


def test_what_was_settled_is_on_the_disk_once_the_next_commit_returns(tmp_path: Path) -> None:
    with frozen_list(tmp_path, A, B) as store, open_office(store) as office:
        first, second = office.take(), office.take()
        assert first is not None
        assert second is not None
        office.commit(first)
        office.settle(first, TAKEN)
        office.commit(second)

        assert states(store) == {A: DeliveryState.SENT, B: DeliveryState.IN_FLIGHT}


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (TAKEN, DeliveryState.SENT),
        (LATER, DeliveryState.DEFERRED),
        (NEVER, DeliveryState.REFUSED),
        (UNKNOWN, DeliveryState.IN_DOUBT),
    ],
)
def test_an_answer_is_kept_with_its_words(tmp_path: Path, answer: DeliveryResult, state: DeliveryState) -> None:
    with frozen_list(tmp_path, A) as store:
        with open_office(store) as office:
            parcel = office.take()
            assert parcel is not None
            office.commit(parcel)
            office.settle(parcel, answer)
        (row,) = store.outbox().deliveries(NUMBER)

    assert (row.state, row.words, row.tries) == (state, answer.words, 1)


def test_a_parcel_that_is_put_back_is_as_it_was_and_comes_again(tmp_path: Path) -> None:
    with frozen_list(tmp_path, A) as store:
        with open_office(store) as office:
            parcel = office.take()
            assert parcel is not None
            office.commit(parcel)
            office.put_back(parcel)
            again = office.take()
        (row,) = store.outbox().deliveries(NUMBER)

    assert (again, row.state, row.tries) == (parcel, DeliveryState.TO_SEND, 0)


def test_what_was_put_off_waits_for_its_time_over_the_runs_and_its_pauses_grow(tmp_path: Path) -> None:
    pauses, now = [], NOW
    with frozen_list(tmp_path, A) as store:
        for _run in range(3):
            with open_office(store, replace(TERMS, now=now)) as office:
                parcel = office.take()
                assert parcel is not None
                office.settle(parcel, LATER)
                early = office.take()
            (row,) = store.outbox().deliveries(NUMBER)
            assert early is None
            assert row.again is not None
            pauses.append(round((row.again - now) / timedelta(minutes=1)))
            now = row.again

    assert pauses == [5, 15, 45]


def test_what_is_put_off_for_the_twelfth_time_is_given_up(tmp_path: Path) -> None:
    now = NOW
    with frozen_list(tmp_path, A) as store:
        for _run in range(12):
            with open_office(store, replace(TERMS, now=now)) as office:
                parcel = office.take()
                assert parcel is not None
                office.settle(parcel, LATER)
            (row,) = store.outbox().deliveries(NUMBER)
            now = row.again or now

    assert (row.state, row.words) == (DeliveryState.REFUSED, "given up after 12 tries: 451 4.7.1 Greylisted")
    assert timedelta(days=2.5) < now - NOW < timedelta(days=3)


def test_who_left_since_the_list_was_frozen_gets_nothing_and_is_excluded(tmp_path: Path) -> None:
    with frozen_list(tmp_path, A, B, C) as store:
        roll = store.roll()
        left, paused = roll.find(A), roll.find(B)
        assert left is not None
        assert paused is not None
        roll.unsubscribe(left.id, now=NOW, how="page")
        roll.change(replace(paused, paused_until=NOW.date()), now=NOW)
        with open_office(store) as office:
            parcel = office.take()
            assert parcel is not None
            office.settle(parcel, TAKEN)
            assert office.take() is None
        rows = [(one.address, one.state, one.words) for one in store.outbox().deliveries(NUMBER)]

    assert rows == [
        (A, DeliveryState.EXCLUDED, "unsubscribed since the list was frozen"),
        (B, DeliveryState.EXCLUDED, "paused since the list was frozen"),
        (C, DeliveryState.SENT, "250 2.0.0 Ok"),
    ]


def test_who_was_removed_or_left_while_their_parcel_came_back_is_excluded_too(tmp_path: Path) -> None:
    with frozen_list(tmp_path, A, B) as store:
        with open_office(store) as office:
            for parcel in (office.take(), office.take()):
                assert parcel is not None
                office.put_back(parcel)
            store.roll().remove(A, now=NOW)
            bounced = store.roll().find(B)
            assert bounced is not None
            store.roll().note_bounce(bounced.id, number=NUMBER, is_hard=True, words="550", limit=3, now=NOW)
            assert store.roll().count()[MemberStatus.BOUNCED] == 1
            assert office.take() is None
        rows = [(one.state, one.words) for one in store.outbox().deliveries(NUMBER)]

    assert rows == [
        (DeliveryState.EXCLUDED, "removed since the list was frozen"),
        (DeliveryState.EXCLUDED, "bounced since the list was frozen"),
    ]


def test_a_rate_spaces_what_leaves(tmp_path: Path) -> None:
    with frozen_list(tmp_path, *(f"m{rank}@un.example" for rank in range(6))) as store:
        terms = replace(TERMS, rate="20 per second")
        start = time.monotonic()
        with open_office(store, terms) as office:
            for _rank in range(6):
                assert office.take() is not None
        seconds = time.monotonic() - start

    assert 0.19 < seconds < 2


def test_a_slow_domain_does_not_hold_up_the_others_and_who_may_not_wait_gets_nothing(tmp_path: Path) -> None:
    with frozen_list(tmp_path, A, B, C) as store, open_office(store, replace(TERMS, per_domain="1 per hour")) as office:
        parcels = [office.take(), office.take(), office.take(wait=False)]

    assert [one and one.address for one in parcels] == [A, C, None]


def test_nothing_is_handed_out_after_stop_not_even_to_who_waits(tmp_path: Path) -> None:
    with frozen_list(tmp_path, A, B) as store, open_office(store) as office:
        first = office.take()
        office.stop()
        second = office.take()

    assert first is not None
    assert second is None


class FailingBooks:
    """Books of a list of three that cannot be written after some writings: a disk that is full."""

    def __init__(self, good: int, rows: Sequence[str] = (A, B, C)) -> None:
        self._good = good
        self._rows = [Delivery(place=place, member=f"m{place}", address=one) for place, one in enumerate(rows, 1)]

    def claim(self, after: int, *, limit: int, now: datetime) -> Sequence[Delivery]:
        del now
        return self._rows[after : after + limit]

    def excuse(self, member: str, *, now: datetime) -> str:
        del member, now
        return ""

    def write(self, deliveries: Sequence[Delivery], *, now: datetime) -> None:
        del deliveries, now
        self._good -= 1
        if self._good < 0:
            raise DigestError("no room left on the disk", where="digest.db", hint="Make room.")

    def resend(self, *, now: datetime) -> int:
        del now
        return 0

    def close(self) -> None:
        """Let go of nothing."""


def test_a_full_disk_lets_nothing_more_leave_and_every_answer_that_is_on_no_disk_is_named() -> None:
    office = OutboxQueue(lambda: FailingBooks(1), lambda _one: (b"x",), TERMS)
    first, second = office.take(), office.take()
    assert first is not None
    assert second is not None
    office.commit(first)
    office.settle(first, TAKEN)
    with pytest.raises(DigestError, match="no room left"):
        office.commit(second)
    office.put_back(second)
    third = office.take()
    with pytest.raises(DigestError) as caught:
        office.flush()

    assert third is None
    assert str(caught.value) == (
        "digest.db: no room left on the disk\nThese answers could not be written down:\n"
        "  a@un.example: sent 250 2.0.0 Ok\n"
        "Make room.\nThen send again: these members are in doubt by then, and named."
    )


def test_books_that_cannot_be_opened_are_said_and_nobody_waits_for_ever() -> None:
    def fail() -> FailingBooks:
        raise DigestError("the store cannot be used")

    office = OutboxQueue(fail, lambda _one: (b"x",), TERMS)
    parcel = office.take()
    with pytest.raises(DigestError) as caught:
        office.flush()

    assert (parcel, str(caught.value)) == (None, "the store cannot be used")


def test_a_message_that_cannot_be_made_is_not_lost(tmp_path: Path) -> None:
    def fail(_one: Delivery) -> tuple[bytes, ...]:
        raise DigestError("no such variant")

    with frozen_list(tmp_path, A) as store:
        outbox = store.outbox()
        with OutboxQueue(lambda: outbox.open_rows(NUMBER), fail, TERMS) as office, pytest.raises(DigestError):
            office.take()

        assert states(store) == {A: DeliveryState.TO_SEND}
