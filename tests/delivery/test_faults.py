"""Campaigns of faults over a real small send; `DIGEST_FAULTS=1` runs them whole (some minutes)."""

import os
import shutil
from pathlib import Path

import pytest

from digest.store import Store
from tests.delivery import small_send as program
from tests.delivery.faults import fail_everywhere, kill_at_random, need_strace, small_send

WHOLE = bool(os.environ.get("DIGEST_FAULTS"))
KILLS, MEMBERS = (200, 2000) if WHOLE else (4, 40)
EVERY = 1 if WHOLE else 12
CONNECTIONS = 4


@pytest.mark.parametrize("policy", ["hold", "skip"])
def test_nobody_is_written_to_twice_however_often_a_send_is_killed_and_who_is_missed_is_named(
    tmp_path: Path, policy: str
) -> None:
    rig = small_send(MEMBERS, policy, connections=CONNECTIONS, seconds=0.01)

    ended = kill_at_random(rig, tmp_path / "letter", kills=KILLS, seed=7)

    assert (ended.missed, ended.misjudged, ended.repeated, ended.crashes) == ((), (), 0, ())
    assert ended.kills >= KILLS // 2
    assert ended.doubtful <= CONNECTIONS * ended.kills


def test_nobody_is_missed_however_often_a_send_is_killed_where_lost_answers_are_tried_again(tmp_path: Path) -> None:
    rig = small_send(MEMBERS, "resend", connections=CONNECTIONS, seconds=0.01)

    ended = kill_at_random(rig, tmp_path / "letter", kills=KILLS, seed=7)

    assert (ended.missed, ended.misjudged, ended.doubtful, ended.crashes) == ((), (), 0, ())
    assert ended.repeated <= CONNECTIONS * ended.kills


@pytest.mark.parametrize("is_frozen", [False, True], ids=["from the beginning", "resumed"])
def test_a_kill_or_a_full_or_broken_disk_at_any_system_call_costs_nobody_their_message(
    tmp_path: Path, is_frozen: bool
) -> None:
    need_strace()
    rig = small_send(8, "hold")
    prepared = tmp_path / "letter"
    rig.prepare(prepared)
    if is_frozen:
        with Store.open(prepared) as store:
            program.freeze(store, store.outbox(), program.FIRST_DAY)
    scratch = tmp_path / "tries"
    scratch.mkdir()

    points = fail_everywhere(rig, prepared, scratch, every=EVERY)

    assert points.failing == []
    assert points.hit
    shutil.rmtree(scratch)
