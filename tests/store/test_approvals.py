"""The store keeps who approved what."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from digest.store import Store
from digest.store.editions import Approval

MONDAY = datetime(2026, 11, 16, 6, 0, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "state") as opened:
        yield opened


def approval(name: str, **more: Any) -> Approval:
    values: dict[str, Any] = {"number": 17, "fingerprint": "ab", "parts": {"list": "cd"}, "given": MONDAY}
    return Approval(name=name, **{**values, **more})


def test_approvals_are_given_back_the_oldest_first(store: Store) -> None:
    later = approval("Zoé Martin", given=MONDAY + timedelta(hours=1))
    for one in (later, approval("Ana Petit"), approval("Ana Petit", number=18)):
        store.approvals().keep(one)

    assert store.approvals().of(17) == (approval("Ana Petit"), later)


def test_a_person_who_approves_again_is_one_person_whatever_the_case_and_the_accents(store: Store) -> None:
    for name in ("Zoé  Martin", "ZOE MARTIN"):
        store.approvals().keep(approval(name))

    assert store.approvals().of(17) == (approval("ZOE MARTIN"),)
