"""What unattended runs have told, and what still waits to be told."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from digest.store import Store

NOW = datetime(2026, 3, 4, 11, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


def test_what_was_noted_is_known_with_the_instant_of_the_last_time(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        store.told().note(["left:1"], now=NOW)
        store.told().note(["left:1"], now=LATER)

    with Store.open(tmp_path) as store:
        assert (store.told().since("left:1"), store.told().since("left:2")) == (LATER, None)


def test_what_could_not_be_told_waits_until_it_is(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        told = store.told()
        told.hold({"left:2": "Edition 2 has left."}, now=LATER)
        told.hold({"left:1": "Edition 1 has left."}, now=NOW)
        before = told.waiting()
        told.note(["left:1"], now=LATER)

        assert (list(before), told.waiting()) == (["left:1", "left:2"], {"left:2": "Edition 2 has left."})
