"""Where what a command says cannot be written, that is said in words on the other stream, or by the exit code alone."""

import subprocess
from pathlib import Path

import pytest

from tests.end_to_end.commands import COMMAND, NOON, environment
from tests.end_to_end.letters import build_letter

FULL = Path("/dev/full")

pytestmark = pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full, a disk that is always full (Linux)")


@pytest.mark.parametrize("command", ["report 1", "--json report 1", "--json frobnicate", "--help", "config --show"])
def test_an_output_on_a_full_disk_is_said_in_words(tmp_path: Path, command: str) -> None:
    build_letter(tmp_path)
    with FULL.open("wb") as full:
        done = subprocess.run(
            [*COMMAND, "--as-of", NOON, "--language", "en", *command.split()],
            cwd=tmp_path,
            env=environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )

    assert (done.returncode, done.stderr.decode().splitlines()) == (
        1,
        [
            "digest: what there is to say cannot be written (no room left on the disk)",
            "What was done is done. Look where the output of the command goes.",
        ],
    )


@pytest.mark.parametrize("closing", [">&-", "2>/dev/full", ">/dev/full 2>/dev/full"])
def test_without_any_output_the_exit_code_still_says_it(tmp_path: Path, closing: str) -> None:
    line = f"{' '.join(COMMAND)} --as-of {NOON} send 99 {closing}"
    build_letter(tmp_path)
    done = subprocess.run(
        ["/bin/sh", "-c", line], cwd=tmp_path, env=environment(), capture_output=True, timeout=60, check=False
    )

    assert (done.returncode > 0, b"Traceback" in done.stdout + done.stderr) == (True, False)
