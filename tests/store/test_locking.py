"""Two runs of one letter do not meet, and no dead run is in the way of a living one."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from digest.errors import LockedError
from digest.store.lock import lock_letter

NOW = datetime(2026, 11, 16, 6, 0, tzinfo=UTC)
HOLD = """
import sys
from datetime import datetime, UTC
from pathlib import Path
from digest.store.lock import lock_letter
with lock_letter(Path(sys.argv[1]), now=datetime(2026, 11, 16, 5, 0, tzinfo=UTC)):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_run_is_told_who_holds_the_lock_and_since_when(tmp_path: Path) -> None:
    with lock_letter(tmp_path, now=NOW), pytest.raises(LockedError) as raised, lock_letter(tmp_path, now=NOW):
        pass

    said = (
        f"{tmp_path / 'lock'}: another run of this letter is under way: process {os.getpid()}, "
        "since Monday 16\u00a0November 2026, at 06:00\n"
        "Wait until it has ended. The lock goes with the process that holds it: there is no file to delete."
    )
    assert (str(raised.value), raised.value.exit_code) == (said, 5)


def test_the_lock_is_free_again_after_its_with(tmp_path: Path) -> None:
    with lock_letter(tmp_path, now=NOW):
        pass

    with lock_letter(tmp_path, now=NOW):
        written = (tmp_path / "lock").read_text(encoding="utf-8")
    assert written == f"{os.getpid()} 2026-11-16T06:00:00+00:00\n"


def test_the_lock_dies_with_a_killed_owner(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        held = owner.stdout.readline()
        with pytest.raises(LockedError), lock_letter(tmp_path, now=NOW):
            pass
        owner.kill()

    with lock_letter(tmp_path, now=NOW):
        assert held == "held\n"
