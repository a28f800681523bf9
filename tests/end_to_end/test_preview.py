"""`digest preview` as a process: it says where it is, answers, and ends with Ctrl-C."""

import signal
import subprocess
from pathlib import Path
from urllib.request import urlopen

from tests.end_to_end.commands import COMMAND, NOON, digest, environment


def test_the_preview_says_where_it_is_shows_the_letter_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    assert digest(tmp_path, "init", ".").code == 0
    assert digest(tmp_path, "--as-of", NOON, "build").code == 0
    command = [*COMMAND, "--as-of", NOON, "preview", "--no-browser", "--port", "18765"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment(PYTHONUNBUFFERED="1"), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        try:
            assert process.stdout is not None
            address = next(
                word for word in process.stdout.readline().decode().split() if word.startswith("http://127.0.0.1:")
            )
            with urlopen(address + "message", timeout=10) as answer:
                letter = answer.read().decode()
            process.send_signal(signal.SIGINT)
            _out, err = process.communicate(timeout=20)
        finally:
            process.kill()

    assert ("Bureau exécutif" in letter, process.returncode, err) == (True, 0, b"")


def test_before_the_first_build_the_preview_says_what_to_do(tmp_path: Path) -> None:
    assert digest(tmp_path, "init", ".").code == 0

    result = digest(tmp_path, "--language", "en", "preview", "--no-browser")

    assert (result.code, "digest build" in result.err) == (2, True)
