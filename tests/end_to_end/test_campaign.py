"""Campaigns of faults over the command itself; `DIGEST_FAULTS=1` runs them whole (about half an hour)."""

import os
import shutil
from pathlib import Path

import pytest

from tests.delivery.faults import fail_everywhere, kill_at_random, need_strace
from tests.end_to_end.campaign import command_rig

WHOLE = bool(os.environ.get("DIGEST_FAULTS"))
KILLS, MEMBERS = (200, 2000) if WHOLE else (2, 30)
EVERY = 1 if WHOLE else 60
CONNECTIONS = 4


@pytest.mark.parametrize("policy", ["hold", "skip"])
def test_however_often_it_is_killed_nobody_has_it_twice_and_who_has_it_not_is_named(
    tmp_path: Path, policy: str
) -> None:
    with command_rig(MEMBERS, policy, connections=CONNECTIONS, seconds=0.01) as (rig, _relays):
        ended = kill_at_random(rig, tmp_path / "lettre", kills=KILLS, seed=11)

    assert (ended.missed, ended.misjudged, ended.repeated, ended.crashes) == ((), (), 0, ())
    assert ended.kills >= KILLS // 2
    assert ended.doubtful <= CONNECTIONS * ended.kills


def test_however_often_it_is_killed_nobody_is_missed_and_repeats_are_the_same_to_the_octet(tmp_path: Path) -> None:
    with command_rig(MEMBERS, "resend", connections=CONNECTIONS, seconds=0.01) as (rig, relays):
        ended = kill_at_random(rig, tmp_path / "lettre", kills=KILLS, seed=11)
        copies = relays.copies(tmp_path / "lettre")

    assert (ended.missed, ended.misjudged, ended.doubtful, ended.crashes) == ((), (), 0, ())
    assert ended.repeated <= CONNECTIONS * ended.kills
    assert {len(different) for different in copies.values()} == {1}


def test_a_kill_or_a_full_or_broken_disk_at_any_system_call_costs_nobody_their_letter(tmp_path: Path) -> None:
    need_strace()
    scratch = tmp_path / "essais"
    scratch.mkdir()
    with command_rig(8, "hold", connections=2) as (rig, _relays):
        rig.prepare(tmp_path / "lettre")

        points = fail_everywhere(rig, tmp_path / "lettre", scratch, every=EVERY)

    assert points.failing == []
    assert points.hit
    shutil.rmtree(scratch)
