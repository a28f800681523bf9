"""The store knows how often the witness of each edition was written."""

from pathlib import Path

from digest.store import Store
from digest.store.notifications import MarkerVersion


def test_each_writing_counts_one_more(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        counted = [store.witnesses().next(number, "ab") for number in (17, 17, 18, 17)]

        known = store.witnesses().known()

    assert (counted, known) == (
        [1, 2, 1, 3],
        {17: MarkerVersion(mailing="ab", generation=3), 18: MarkerVersion(mailing="ab", generation=1)},
    )


def test_what_is_accepted_stands_whatever_was_known(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        store.witnesses().accept(17, MarkerVersion(mailing="cd", generation=7))

        counted = store.witnesses().next(17, "cd")

    assert counted == 8
