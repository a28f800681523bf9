"""What is printed, in which language, on which stream, and the exit codes."""

import json
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.end_to_end.commands import COMMAND, NOON, digest, environment, feeds_yaml, write
from tests.servers import Reply, Site

ARTICLE = "---\ntitle: Un jumelage de plus\ndate: 2026-03-03\n---\n\nDeux communes se rapprochent.\n"
SMALL = {"feeds.yaml": feeds_yaml("{name: Nos textes, path: contenu/}"), "contenu/jumelage.md": ARTICLE}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a letter with one article, for commands that leave it as it is."""
    folder = write(tmp_path_factory.mktemp("petite"), SMALL)
    assert digest(folder, "--as-of", NOON, "build").code == 0
    return folder


def test_a_french_person_reads_french_and_anybody_else_english(tmp_path: Path) -> None:
    french = digest(tmp_path, "--help", LANG="fr_FR.UTF-8")
    english = digest(tmp_path, "--help", LANG="C")

    actual = ("Options" in french.out, "Show this message and exit." in french.out, english.out.startswith("Usage:"))
    assert (*actual, french.out.splitlines()[2] == english.out.splitlines()[2]) == (True, False, True, False)


def test_the_letters_language_speaks_once_it_is_known_and_the_option_has_the_last_word(small: Path) -> None:
    letters = digest(small, "config", LANG="C").out
    asked = digest(small, "--language", "en", "config", LANG="fr_FR.UTF-8").out

    assert (asked.strip().endswith("is in order."), letters == asked) == (True, False)


def test_what_a_french_person_must_give_is_named_in_french(tmp_path: Path) -> None:
    """The usage, the message and the heading of the options, which click ends with a colon."""
    missing = digest(tmp_path, "init", LANG="fr_FR.UTF-8").err
    listed = digest(tmp_path, "init", "--help", LANG="fr_FR.UTF-8").out

    assert (missing.splitlines()[0], missing.splitlines()[-1], listed.splitlines()[4]) == (
        "Utilisation\u00a0: digest init [OPTIONS] DOSSIER",
        "Erreur\u00a0: Il manque l’argument 'DOSSIER'.",
        "Options\u00a0:",
    )


@pytest.mark.parametrize(
    "locale", [{"LANG": "C"}, {"LC_ALL": "POSIX"}, {"PYTHONIOENCODING": "ascii"}, {"PYTHONUTF8": "0", "LC_ALL": "C"}]
)
def test_french_words_are_utf8_in_every_locale(small: Path, locale: dict[str, str]) -> None:
    result = digest(small, "config", "--show", **locale)

    assert (result.code, "Réseau" in result.out) == (0, True)


def test_cron_hears_nothing_from_a_quiet_run_without_problems(tmp_path: Path) -> None:
    write(tmp_path, SMALL)

    result = digest(tmp_path, "--quiet", "--as-of", NOON, "build")

    assert (result.code, result.out, result.err) == (0, "", "")


def test_without_a_terminal_and_without_problems_nothing_is_said_on_stderr(small: Path) -> None:
    result = digest(small, "--as-of", NOON, "build", "--no-collect")

    assert (result.code, result.out != "", result.err) == (0, True, "")


def test_an_empty_issue_is_said_and_is_no_failure(tmp_path: Path) -> None:
    write(tmp_path, {"feeds.yaml": feeds_yaml("{name: Nos textes, path: contenu/}"), "contenu/lisez-moi.md": ""})

    result = digest(tmp_path, "--language", "en", "--as-of", NOON, "build", "--no-collect")

    assert (result.code, "empty" in result.out) == (0, True)


@pytest.mark.parametrize(
    "command", [["collect"], ["build"], ["config"], ["explain", "jumelage"], ["edit"], ["init", "neuf"]]
)
def test_json_is_one_object_and_nothing_else(tmp_path: Path, small: Path, command: list[str]) -> None:
    state = str(small / ".digest")
    config = str(small / "feeds.yaml")

    result = digest(tmp_path, "--config", config, "--state", state, "--as-of", NOON, "--json", *command)

    assert (result.code, result.err, isinstance(json.loads(result.out), dict)) == (0, "", True)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (["collect"], 78),
        (["build", "--from", "hier"], 2),
        (["nothing"], 2),
        (["--nothing"], 2),
        (["--as-of", "x", "dates"], 2),
    ],
)
def test_json_tells_errors_as_an_object_too(tmp_path: Path, command: list[str], code: int) -> None:
    result = digest(tmp_path, "--json", *command)

    error = json.loads(result.out)["error"]
    assert (result.code, result.err, error["exit_code"], error["message"] != "") == (code, "", code, True)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        pytest.param(["config"], 0, id="in order"),
        pytest.param(["explain", "introuvable"], 2, id="nothing of that name"),
        pytest.param(["edit", "99"], 2, id="no such edition"),
        pytest.param(
            ["build", "--from", "2026-03-02", "--to", "2026-03-01"], 2, id="a window that ends before it begins"
        ),
        pytest.param(["--config", "absent.yaml", "config"], 78, id="no such configuration"),
        pytest.param(["--state", "feeds.yaml", "collect"], 1, id="a state folder that is a file"),
    ],
)
def test_the_exit_code_says_how_it_went_and_no_traceback_is_shown(small: Path, command: list[str], code: int) -> None:
    result = digest(small, *command)

    assert (result.code, "Traceback" in result.err, result.err == "") == (code, False, code == 0)


def test_faults_of_feeds_yaml_are_told_with_their_lines(tmp_path: Path) -> None:
    write(tmp_path, {"feeds.yaml": SMALL["feeds.yaml"].replace("title:", "titel:").replace("tags:", "tgas:")})

    result = digest(tmp_path, "build")

    actual = ("feeds.yaml:2:3: " in result.err, "tgas" in result.err, '"title"' in result.err)
    assert (result.code, *actual) == (78, True, True, True)


def test_a_broken_file_is_a_problem_on_stderr_and_the_letter_appears(tmp_path: Path) -> None:
    write(tmp_path, SMALL | {"contenu/casse.ics": "BEGIN:VCALENDAR\nnothing"})

    result = digest(tmp_path, "--as-of", NOON, "build")

    assert (result.code, "casse.ics" in result.err, (tmp_path / "out/1/letter.eml").is_file()) == (3, True, True)


def test_ctrl_c_ends_in_one_line(tmp_path: Path) -> None:
    with subprocess.Popen(
        [*COMMAND, "dates"],
        cwd=tmp_path,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"le 25 avril 2024\n")
        process.stdin.flush()
        process.stdout.readline()

        process.send_signal(signal.SIGINT)
        _out, err = process.communicate(timeout=20)

    assert (process.returncode, err.decode()) == (130, "digest: interrupted\n")


def test_ctrl_c_does_not_wait_for_a_site_that_does_not_answer(tmp_path: Path) -> None:
    with Site({"/": Reply(body=b"", pause=15)}) as site:
        source = f"{{name: Lent, url: '{site.url()}'}}"
        write(tmp_path, {"feeds.yaml": feeds_yaml(source, more=f"fetch: {{allow: [{site.host}]}}\n")})
        with subprocess.Popen(
            [*COMMAND, "collect"], cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process:
            while not site.asked and process.poll() is None:
                time.sleep(0.02)
            process.send_signal(signal.SIGINT)
            _out, err = process.communicate(timeout=5)

    assert (process.returncode, err.decode()) == (130, "digest: interrompu\n")


def test_the_reader_of_a_pipe_may_leave(small: Path) -> None:
    lines = "le 14 janvier\n" * 3000
    command = subprocess.list2cmdline([*COMMAND, "dates"])
    done = subprocess.run(
        ["bash", "-c", f"{command} | head -n 1"],
        cwd=small,
        env=environment(),
        input=lines.encode(),
        capture_output=True,
    )

    assert (done.stdout.count(b"\n"), done.stderr) == (1, b"")
