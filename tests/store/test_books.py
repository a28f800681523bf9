"""The books claim in pieces what is to be tried now, and write what became of it."""

from datetime import timedelta
from pathlib import Path

from digest.model import Delivery, DeliveryState, Member
from digest.store import Store
from tests.makers import WEDNESDAY
from tests.store.test_outbox import NUMBER, freeze, row


def test_rows_are_claimed_piece_by_piece_and_what_is_put_off_only_in_its_time(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        freeze(store, *(row(place) for place in range(1, 7)))
        for place in range(1, 7):
            store.roll().add(Member(id=f"m{place}", address=row(place).address), now=WEDNESDAY)
        books = store.outbox().open_rows(NUMBER)
        later, due = WEDNESDAY + timedelta(seconds=1), WEDNESDAY
        books.write(
            [
                row(2, DeliveryState.SENT),
                row(3, DeliveryState.DEFERRED, again=later),
                row(5, DeliveryState.DEFERRED, again=due, tries=1),
            ],
            now=WEDNESDAY,
        )
        pieces = [books.claim(after, limit=2, now=WEDNESDAY) for after in (0, 4, 6)]
        books.close()

    assert pieces == [[row(1), row(4)], [row(5, DeliveryState.DEFERRED, again=due, tries=1), row(6)], []]


def test_of_a_row_that_is_written_twice_the_last_word_holds(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        freeze(store, row(1, name="Zoé"))
        books = store.outbox().open_rows(NUMBER)
        books.write(
            [row(1, DeliveryState.IN_FLIGHT, tries=1), row(1, DeliveryState.SENT, tries=1, words="250")], now=WEDNESDAY
        )
        books.close()
        found = list(store.outbox().deliveries(NUMBER))

    assert found == [row(1, DeliveryState.SENT, tries=1, words="250", name="Zoé")]


def test_more_rows_than_one_statement_takes_are_written_whole(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        freeze(store, *(row(place) for place in range(1, 2502)))
        books = store.outbox().open_rows(NUMBER)
        books.write([row(place, DeliveryState.SENT) for place in range(1, 2502)], now=WEDNESDAY)
        books.close()

        assert store.outbox().counts(NUMBER)[DeliveryState.SENT] == 2501


def test_a_member_who_is_gone_comes_excluded_with_the_reason(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        freeze(store, row(1))
        books = store.outbox().open_rows(NUMBER)
        claimed = books.claim(0, limit=2, now=WEDNESDAY)
        books.close()

    words = "removed since the list was frozen"
    assert claimed == [
        Delivery(place=1, member="m1", address=row(1).address, state=DeliveryState.EXCLUDED, words=words)
    ]
