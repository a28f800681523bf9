"""The couriers carry everything, survive lost connections, and stop when it is senseless to go on."""

import threading
from collections import Counter
from pathlib import Path

import pytest

from digest.delivery import workers as courier
from digest.delivery.transport import ConnectionLostError, DeliveryQueue, DeliveryResult, OutgoingMessage
from digest.delivery.workers import deliver_all
from digest.errors import DigestError, LaterError
from digest.model import DeliveryState
from tests.delivery.offices import LATER, NUMBER, TAKEN, UNKNOWN, Scripted, frozen_list, open_office, send_all, states

LIST = tuple(f"membre.{rank}@commune.example" for rank in range(40))


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(courier, "_PAUSES", (0.0, 0.2, 0.2))


def test_everybody_gets_one_message(tmp_path: Path) -> None:
    transport = Scripted(lambda _parcel: TAKEN)
    with frozen_list(tmp_path, *LIST) as store:
        tally = send_all(store, transport, connections=4)

    assert (Counter(transport.taken), tally) == (Counter(LIST), {DeliveryState.SENT: 40})


def test_a_connection_that_is_lost_is_made_again_and_the_parcel_it_gave_back_is_carried(tmp_path: Path) -> None:
    lost: set[str] = set()

    def cut_each_fifth(parcel: OutgoingMessage) -> DeliveryResult:
        if parcel.place % 5 == 0 and parcel.address not in lost:
            lost.add(parcel.address)
            raise ConnectionLostError("421 4.4.2 Timeout")
        return TAKEN

    transport = Scripted(cut_each_fifth)
    with frozen_list(tmp_path, *LIST) as store:
        send_all(store, transport)

    assert Counter(transport.taken) == Counter(LIST)


def test_what_was_put_off_is_left_for_a_later_run(tmp_path: Path) -> None:
    with frozen_list(tmp_path, *LIST) as store:
        tally = send_all(store, Scripted(lambda parcel: LATER if parcel.place > 30 else TAKEN))

    assert tally == {DeliveryState.SENT: 30, DeliveryState.DEFERRED: 10}


def test_a_server_that_cannot_be_reached_ends_the_run_and_all_stays_to_send(tmp_path: Path) -> None:
    transport = Scripted(lambda _parcel: TAKEN, refused=lambda: True)
    with frozen_list(tmp_path, *LIST) as store:
        with pytest.raises(LaterError, match="Too many connections"):
            send_all(store, transport)

        assert set(states(store).values()) == {DeliveryState.TO_SEND}


def test_a_server_that_cuts_after_every_message_leaves_only_a_few_in_doubt(tmp_path: Path) -> None:
    with frozen_list(tmp_path, *LIST) as store:
        with pytest.raises(LaterError):
            send_all(store, Scripted(lambda _parcel: UNKNOWN), connections=1)

        assert store.outbox().counts(NUMBER)[DeliveryState.IN_DOUBT] == 3


@pytest.mark.parametrize(("policy", "twice"), [("hold", 0), ("skip", 0), ("resend", 2)])
def test_a_lost_answer_is_tried_again_in_the_same_run_only_where_that_is_wanted(
    tmp_path: Path, policy: str, twice: int
) -> None:
    lost: set[str] = set()

    def lose_two(parcel: OutgoingMessage) -> DeliveryResult:
        if parcel.place in (7, 39) and parcel.address not in lost:
            lost.add(parcel.address)
            return UNKNOWN
        return TAKEN

    transport = Scripted(lose_two)
    with frozen_list(tmp_path, *LIST) as store:
        send_all(store, transport, in_doubt=policy)
        counts = store.outbox().counts(NUMBER)

    assert len(transport.taken) - len(LIST) == twice
    assert counts[DeliveryState.IN_DOUBT] == (0 if policy == "resend" else 2)


def test_a_server_that_takes_one_connection_only_gets_everything_over_that_one(tmp_path: Path) -> None:
    only = threading.Lock()

    class OneAtATime(Scripted):
        def carry(self, office: DeliveryQueue) -> None:
            if not only.acquire(blocking=False):
                raise ConnectionLostError("421 4.7.0 Too many connections")
            try:
                super().carry(office)
            finally:
                only.release()

    transport = OneAtATime(lambda _parcel: TAKEN)
    with frozen_list(tmp_path, *LIST) as store:
        send_all(store, transport, connections=6)

    assert Counter(transport.taken) == Counter(LIST)


def test_a_wrong_password_ends_the_run_at_once(tmp_path: Path) -> None:
    tries: list[int] = []

    class Locked(Scripted):
        def carry(self, office: DeliveryQueue) -> None:
            del office
            tries.append(1)
            raise ConnectionLostError("535 5.7.8 the relay does not know this password", is_final=True)

    with (
        frozen_list(tmp_path, *LIST) as store,
        pytest.raises(DigestError, match="does not know this password") as caught,
    ):
        send_all(store, Locked(lambda _parcel: TAKEN), connections=1)

    assert (len(tries), caught.value.exit_code) == (1, 1)


def test_stop_finishes_the_message_in_hand_and_takes_no_other(tmp_path: Path) -> None:
    stop = threading.Event()

    def stop_at_the_third(parcel: OutgoingMessage) -> DeliveryResult:
        if parcel.place == 3:
            stop.set()
            stop.wait(0.3)
            threading.Event().wait(0.3)  # longer than the main thread takes to look
        return TAKEN

    with frozen_list(tmp_path, *LIST) as store:
        with open_office(store) as office:
            deliver_all(office, Scripted(stop_at_the_third), connections=1, stop=stop, report=lambda _tally: None)
        counts = store.outbox().counts(NUMBER)

    assert (counts[DeliveryState.SENT], counts[DeliveryState.TO_SEND]) == (3, 37)


def test_a_fault_of_the_program_ends_the_run_and_is_not_swallowed(tmp_path: Path) -> None:
    def fail(_parcel: OutgoingMessage) -> DeliveryResult:
        raise ZeroDivisionError

    with frozen_list(tmp_path, *LIST) as store, pytest.raises(ZeroDivisionError):
        send_all(store, Scripted(fail))
