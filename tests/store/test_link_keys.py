"""The keys of personal links: made once, renewed, and in the end forgotten."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from digest.store import Store
from digest.store.database import FILE_NAME

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
MONTH = timedelta(days=30)


def test_the_first_key_is_made_on_first_use_and_stays(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        before = store.link_keys().accepted(NOW)
        first = store.link_keys().current(NOW)
    with Store.open(tmp_path) as store:
        again = store.link_keys().current(NOW + 12 * MONTH)

    assert (before, first.number, len(first.secret), again) == ((), 1, 32, first)


def test_after_a_renewal_the_new_key_signs_and_the_older_is_accepted_until_its_day(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        keys = store.link_keys()
        old = keys.current(NOW)
        new = keys.rotate(NOW, MONTH)
        found = (
            new.number,
            new.secret != old.secret,
            keys.current(NOW),
            keys.accepted(NOW + MONTH - timedelta(seconds=1)),
            keys.accepted(NOW + MONTH),
        )

    assert found == (2, True, new, (new, old), (new,))


def test_a_key_that_leaked_is_refused_at_once(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        store.link_keys().current(NOW)
        new = store.link_keys().rotate(NOW, timedelta())

        assert store.link_keys().accepted(NOW) == (new,)


def test_a_later_renewal_never_makes_an_older_key_live_longer(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        keys = store.link_keys()
        keys.current(NOW)
        keys.rotate(NOW, MONTH)
        keys.rotate(NOW, 12 * MONTH)

        assert [key.retired for key in keys.known()] == [None, NOW + 12 * MONTH, NOW + MONTH]


def test_the_secret_of_a_retired_key_is_deleted_and_its_number_never_given_again(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        keys = store.link_keys()
        old = keys.current(NOW)
        for month in range(3):
            keys.rotate(NOW + month * MONTH, timedelta())
        numbers = [key.number for key in keys.known()]

    assert (numbers, old.secret in (tmp_path / FILE_NAME).read_bytes()) == ([4, 3], False)


def test_a_key_is_made_while_another_run_holds_the_letter(tmp_path: Path) -> None:
    with Store.open(tmp_path) as one, one.lock(now=NOW), Store.open(tmp_path) as other:
        made = other.link_keys().current(NOW)

        assert one.link_keys().current(NOW) == made
