"""A list is frozen once and whole; its counts add up whatever happens to it."""

from datetime import timedelta
from pathlib import Path

import pytest

from digest.errors import DigestError
from digest.model import MOST_TRIES, Delivery, DeliveryState
from digest.store import Store
from tests.makers import WEDNESDAY

NUMBER = 17


def row(place: int, state: DeliveryState = DeliveryState.TO_SEND, **more: object) -> Delivery:
    address = f"membre.{place}@commune.example"
    return Delivery(place=place, member=f"m{place}", address=address, state=state, **more)  # type: ignore[arg-type]


def freeze(store: Store, *rows: Delivery) -> None:
    store.outbox().freeze(
        NUMBER,
        fingerprint="f00d",
        record={"subject": "Été"},
        moulds={0: b"zero", 3: b"three"},
        rows=((one, one.address) for one in rows),
        now=WEDNESDAY,
    )


def change(store: Store, *rows: Delivery) -> None:
    books = store.outbox().open_rows(NUMBER)
    books.write(rows, now=WEDNESDAY)
    books.close()


def test_what_was_frozen_comes_back_as_it_was(tmp_path: Path) -> None:
    rows = [row(1), row(2, DeliveryState.EXCLUDED, words="unsubscribed"), row(3, name="Zoé", variant=3)]
    with Store.open(tmp_path) as store:
        freeze(store, *rows)
        outbox = store.outbox()
        mailing = outbox.mailing(NUMBER)
        found = (list(outbox.deliveries(NUMBER)), outbox.moulds(NUMBER), outbox.mailings())

    assert mailing is not None
    assert found == (rows, {0: b"zero", 3: b"three"}, (mailing,))
    assert (mailing.fingerprint, mailing.frozen, mailing.finished, mailing.record) == (
        "f00d",
        WEDNESDAY,
        None,
        {"subject": "Été"},
    )


def test_a_list_is_frozen_once(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        freeze(store, row(1))
        with pytest.raises(DigestError, match="in the outbox already"):
            freeze(store, row(1), row(2))

        assert store.outbox().counts(NUMBER)[DeliveryState.TO_SEND] == 1


def test_a_list_that_names_somebody_twice_is_not_frozen_at_all(tmp_path: Path) -> None:
    twice = Delivery(place=2, member="m2", address=row(1).address)
    with Store.open(tmp_path) as store:
        with pytest.raises(DigestError, match="names somebody twice"):
            freeze(store, row(1), twice)

        assert store.outbox().mailing(NUMBER) is None


def test_the_counts_add_up_to_the_list_and_each_state_names_its_members(tmp_path: Path) -> None:
    states = list(DeliveryState)
    with Store.open(tmp_path) as store:
        freeze(store, *(row(place) for place in range(1, 2501)))
        change(store, *(row(place, states[place % 7]) for place in range(1, 2501)))
        outbox = store.outbox()
        counts = outbox.counts(NUMBER)
        named = {state: sum(1 for _one in outbox.deliveries(NUMBER, state)) for state in DeliveryState}

    assert (named, sum(counts.values())) == (counts, 2500)


def test_what_a_dead_run_left_in_flight_is_in_doubt_and_says_why(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        freeze(store, row(1), row(2))
        change(store, row(2, DeliveryState.IN_FLIGHT, tries=1))
        count = store.outbox().recover(NUMBER, now=WEDNESDAY)
        found = list(store.outbox().deliveries(NUMBER, DeliveryState.IN_DOUBT))

    words = "the run that sent it was cut short before the answer came"
    assert (count, found) == (1, [row(2, DeliveryState.IN_DOUBT, tries=1, words=words)])


@pytest.mark.parametrize(
    ("how", "state", "open_doubts", "is_over"),
    [
        ("hold", DeliveryState.IN_DOUBT, 1, False),
        ("resend", DeliveryState.TO_SEND, 0, False),
        ("skip", DeliveryState.IN_DOUBT, 0, True),
    ],
)
def test_what_is_in_doubt_goes_as_it_was_decided(
    tmp_path: Path, how: str, state: DeliveryState, open_doubts: int, is_over: bool
) -> None:
    with Store.open(tmp_path) as store:
        freeze(store, row(1), row(2))
        change(store, row(1, DeliveryState.SENT), row(2, DeliveryState.IN_DOUBT, tries=1))
        outbox = store.outbox()
        outbox.resolve(NUMBER, how, now=WEDNESDAY)
        *_sent, doubtful = outbox.deliveries(NUMBER)

        assert doubtful.state is state
        assert (outbox.open_doubts(NUMBER), outbox.finish(NUMBER, now=WEDNESDAY)) == (open_doubts, is_over)


def test_what_was_skipped_is_never_sent_again(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        freeze(store, row(1))
        change(store, row(1, DeliveryState.IN_DOUBT))
        store.outbox().resolve(NUMBER, "skip", now=WEDNESDAY)
        store.outbox().resolve(NUMBER, "resend", now=WEDNESDAY)

        assert store.outbox().counts(NUMBER)[DeliveryState.IN_DOUBT] == 1


def test_an_answer_that_was_lost_every_time_is_left_in_doubt_for_good(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        freeze(store, row(1))
        change(store, row(1, DeliveryState.IN_DOUBT, tries=MOST_TRIES))
        store.outbox().resolve(NUMBER, "resend", now=WEDNESDAY)

        assert (store.outbox().counts(NUMBER)[DeliveryState.IN_DOUBT], store.outbox().open_count(NUMBER)) == (1, 0)


def test_a_mailing_is_over_once_and_keeps_its_instant(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        freeze(store, row(1, DeliveryState.EXCLUDED))
        outbox = store.outbox()
        told = [outbox.finish(NUMBER, now=WEDNESDAY), outbox.finish(NUMBER, now=WEDNESDAY + timedelta(days=1))]
        mailing = outbox.mailing(NUMBER)

    assert mailing is not None
    assert (told, mailing.finished) == ([True, True], WEDNESDAY)
