"""Wishes: what the record says, and days that are some months away."""

import sqlite3
import threading
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.app.preferences import LinkClaim, PreferenceService, months_after
from digest.errors import DigestError
from digest.members.tokens import TokenPurpose, make_token
from digest.model import Member, MemberStatus
from digest.store import Store
from digest.store.database import FILE_NAME
from tests.makers import PARIS

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        pytest.param(date(2026, 11, 22), 1, date(2026, 12, 22), id="the same day"),
        pytest.param(date(2026, 11, 30), 3, date(2027, 2, 28), id="a shorter month, another year"),
        pytest.param(date(2027, 11, 30), 3, date(2028, 2, 29), id="a leap year"),
        pytest.param(date(2026, 12, 31), 6, date(2027, 6, 30), id="over the end of the year"),
        pytest.param(date(2026, 6, 30), 6, date(2026, 12, 30), id="into December"),
    ],
)
def test_some_months_later_is_the_same_day_or_the_months_last(day: date, months: int, later: date) -> None:
    assert months_after(day, months) == later


@given(st.dates(max_value=date(9998, 12, 31)), st.integers(1, 12))
def test_a_pause_is_never_shorter_than_its_months_of_28_days(day: date, months: int) -> None:
    assert timedelta(days=28 * months) <= months_after(day, months) - day <= timedelta(days=31 * months)


@pytest.mark.parametrize("how", ["one click", "page"])
def test_how_and_when_somebody_left_is_on_record(tmp_path: Path, how: str) -> None:
    with Store.open(tmp_path) as store:
        member = store.roll().add(Member(id="", address="jeanne@ville.example"), now=NOW - timedelta(days=9))
        held = LinkClaim(token=make_token(member.id, store.link_keys().current(NOW)), purpose=TokenPurpose.UNSUBSCRIBE)
    PreferenceService(tmp_path, lambda: NOW).leave(held, how=how)
    with Store.open(tmp_path) as store:
        gone = store.roll().suppression(member.address)

    assert gone
    assert (gone.reason, gone.since) == ("unsubscribed", NOW)


def test_a_wish_waits_for_a_run_that_is_writing(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        member = store.roll().add(Member(id="", address="jeanne@ville.example"), now=NOW)
        held = LinkClaim(token=make_token(member.id, store.link_keys().current(NOW)), purpose=TokenPurpose.UNSUBSCRIBE)
    with closing(sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None, check_same_thread=False)) as writing:
        writing.execute("BEGIN IMMEDIATE")
        with pytest.raises(DigestError, match="another run has been writing"):
            PreferenceService(tmp_path, lambda: NOW, patience=0.01).leave(held, how="page")
        end = threading.Timer(0.3, writing.execute, ["ROLLBACK"])
        end.start()
        done = PreferenceService(tmp_path, lambda: NOW, patience=60).leave(held, how="page")
        end.join()

    assert done
    assert done.standing is MemberStatus.UNSUBSCRIBED


def test_a_token_shows_in_no_representation() -> None:
    assert "AAAA" not in repr(LinkClaim(token="AAAA", purpose=TokenPurpose.UNSUBSCRIBE))
