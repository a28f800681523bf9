"""feeds.yaml from the disk: every broken file with its exact words, every good one with its values."""

import contextlib
import time
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from digest.config import Config, ConfigFaults, find_config, load_config, show_config
from digest.config.load import load_text_file
from digest.errors import ConfigError

DATA: Final = Path(__file__).resolve().parent.parent / "data"
BROKEN: Final = sorted((DATA / "bad_config").glob("*.yaml"))
GOOD: Final = sorted((DATA / "good_config").glob("*.yaml"))
EVERY_KEY: Final = (DATA / "good_config" / "02-every-key.yaml").read_text(encoding="utf-8")
SECONDS_FOR_ANY_FILE: Final = 10


@pytest.mark.parametrize("file", BROKEN, ids=lambda file: file.stem)
def test_a_broken_file_is_answered_with_exactly_these_words(file: Path) -> None:
    with contextlib.chdir(file.parent), pytest.raises(ConfigFaults) as caught:
        load_config(Path(file.name), environ={})

    assert str(caught.value) + "\n" == file.with_suffix(".txt").read_text(encoding="utf-8")


def test_the_museum_of_broken_files_is_large_and_complete() -> None:
    texts = {file.stem for file in (DATA / "bad_config").glob("*.txt")}

    assert (len(BROKEN) >= 45, {file.stem for file in BROKEN}) == (True, texts)


def test_no_answer_repeats_a_secret_of_a_broken_file() -> None:
    told = {file.stem for file in BROKEN if "S3CRET" in file.with_suffix(".txt").read_text(encoding="utf-8")}
    holding = {file.stem for file in BROKEN if "S3CRET" in file.read_bytes().decode("utf-8", "replace")}

    assert (len(holding) >= 5, told) == (True, set())


@pytest.mark.parametrize("file", GOOD, ids=lambda file: file.stem)
def test_a_good_file_has_exactly_these_effective_values(file: Path) -> None:
    shown = show_config(load_config(file, environ={"DIGEST_WEB": "https://lettre.exemple.org"}))

    assert shown == file.with_suffix(".txt").read_text(encoding="utf-8")


def test_a_variable_that_is_not_set_is_no_fault_while_loading() -> None:
    config = load_config(DATA / "good_config" / "02-every-key.yaml", environ={})

    assert (config.web, config.send.smtp) == (None, "smtp://lettre:${DIGEST_PASSWORD}@relais.exemple.org:587")


def test_a_missing_file_names_the_command_that_makes_one(tmp_path: Path) -> None:
    with contextlib.chdir(tmp_path), pytest.raises(ConfigError) as caught:
        load_config(Path("feeds.yaml"), environ={})

    assert str(caught.value) == (
        "feeds.yaml: there is no such file\nMake one with digest init, or name it with --config."
    )


def test_a_folder_is_told_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "lettre").mkdir()

    with contextlib.chdir(tmp_path), pytest.raises(ConfigError) as caught:
        load_config(Path("lettre"), environ={})

    assert str(caught.value) == "lettre: this is a folder, not a file\nName the file in it: lettre/feeds.yaml"


def test_a_file_that_cannot_be_read_is_said_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "lettre").touch()

    with contextlib.chdir(tmp_path), pytest.raises(ConfigError) as caught:
        load_config(Path("lettre/feeds.yaml"), environ={})

    assert str(caught.value) == (
        "lettre/feeds.yaml: the file cannot be read (a part of its path is no folder)\n"
        "Look at its path and its permissions."
    )


def test_a_name_with_a_null_octet_is_a_file_that_cannot_be_read() -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(Path("feeds\0.yaml"), environ={})

    assert caught.value.hint == "Look at its path and its permissions."


def test_a_file_of_more_than_a_megabyte_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "feeds.yaml").write_bytes(b"#" * 1_000_001)

    with contextlib.chdir(tmp_path), pytest.raises(ConfigFaults) as caught:
        load_config(Path("feeds.yaml"), environ={})

    assert str(caught.value) == (
        "feeds.yaml: the file is larger than 1 MB\n  Is it the right file? Sources and themes fill some kB."
    )


def test_a_file_below_the_working_folder_is_named_from_there(tmp_path: Path) -> None:
    (tmp_path / "lettre").mkdir()
    (tmp_path / "lettre" / "feeds.yaml").touch()

    with contextlib.chdir(tmp_path), pytest.raises(ConfigFaults) as caught:
        load_config(tmp_path / "lettre" / "feeds.yaml", environ={})

    assert caught.value.where == "lettre/feeds.yaml"


def test_paths_start_from_the_folder_of_the_file_and_not_from_the_working_folder(tmp_path: Path) -> None:
    with contextlib.chdir(tmp_path):
        config = load_config(DATA / "good_config" / "01-shortest.yaml", environ={})

    assert config.sources[0].path == DATA / "good_config" / "contenu"


def test_the_file_is_found_in_the_nearest_folder_above(tmp_path: Path) -> None:
    (tmp_path / "lettre" / "contenu" / "mai").mkdir(parents=True)
    (tmp_path / "feeds.yaml").touch()
    (tmp_path / "lettre" / "feeds.yaml").touch()

    with contextlib.chdir(tmp_path / "lettre" / "contenu" / "mai"):
        found = find_config(Path())

    assert found == Path("../../feeds.yaml")


def test_no_file_is_found_where_there_is_none(tmp_path: Path) -> None:
    assert find_config(tmp_path) is None


def outcome(folder: Path, raw: bytes) -> type:
    """Load these octets as feeds.yaml and tell what kind of answer comes."""
    file = folder / "feeds.yaml"
    file.write_bytes(raw)
    start = time.process_time()
    try:
        kind: type = type(load_config(file, environ={}))
    except ConfigFaults as faults:
        kind = type(faults) if str(faults) else str
    return kind if time.process_time() - start < SECONDS_FOR_ANY_FILE else TimeoutError


WORDS: Final = """letter: title: from: sources: - name: url: path: { } [ ] " ' : # & &a * *a ! !! !<x> % --- ...
| > |2 ? , << @ ` ~ null \\ \\x ${A} 0 1.5 漢 https://a.b smtp://u:p@h %YAML %TAG"""
PIECES: Final = st.sampled_from([*WORDS.split(), "\t", "\r", "\x00", "\x85", "\u2028", "\ufeff", "\u202e", " "])
LAYOUT: Final = st.sampled_from(["", " ", "\n", "\n  ", "\n    "])
LIKE_YAML: Final = st.lists(st.tuples(LAYOUT, PIECES), max_size=30).map(lambda parts: "".join(a + b for a, b in parts))
EDITS: Final = st.lists(st.tuples(st.integers(0, len(EVERY_KEY)), st.integers(0, 12), PIECES), min_size=1, max_size=5)


def edited(edits: list[tuple[int, int, str]]) -> str:
    """Replace a few pieces of a good file."""
    text = EVERY_KEY
    for start, length, piece in edits:
        text = text[:start] + piece + text[start + length :]
    return text


@given(text=st.one_of(st.text(), LIKE_YAML, EDITS.map(edited)))
@example(text='"\\UFFFFFFFF"')
@example(text="%YAML 1." + "9" * 5000)
@example(text='letter: {title: a, from: a@b.org}\nsources: [{name: a, url: "https://a.b", replace: {"\\ud800": b}}]')
@example(text="? [a]: b")
@example(text="%YAML 9.9\n---\n")
@example(text="letter: {title: a, from: a@b.org}\nsources: [[]]\n")
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_at_all_gives_a_config_or_its_faults(tmp_path: Path, text: str) -> None:
    assert outcome(tmp_path, text.encode("utf-8", "surrogatepass")) in (Config, ConfigFaults)


@given(raw=st.binary())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_octets_at_all_give_a_config_or_its_faults(tmp_path: Path, raw: bytes) -> None:
    assert outcome(tmp_path, raw) in (Config, ConfigFaults)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[" * 900_000, id="brackets"),
        pytest.param("- " * 450_000, id="dashes"),
        pytest.param("".join(" " * depth + "a:\n" for depth in range(1400)), id="steps"),
        pytest.param('"' + "a " * 400_000, id="a quote that is never closed"),
        pytest.param("&a " * 300_000, id="anchors"),
        pytest.param("%A\n" * 300_000, id="directives"),
        pytest.param("a: 1\n" * 90_000, id="one key again and again"),
        pytest.param("letter:\n  from: " + "a." * 400_000 + "@exemple.org\n", id="a long address"),
        pytest.param("letter:\n  subject: '" + "{" * 900_000 + "'\n", id="braces"),
        pytest.param("letter:\n  x: " + "://a:b@" * 100_000 + "\n", id="passwords"),
        pytest.param(
            "sources:\n"
            + "".join(f" - name: n{i}\n   url: https://a.b/{i}\n   theme: theme {i}\n" for i in range(2000))
            + "themes:\n"
            + "".join(f" - name: them {i}\n   tags: a\n" for i in range(1000)),
            id="misspelt themes",
        ),
    ],
)
def test_a_file_made_to_take_long_is_answered_soon(tmp_path: Path, text: str) -> None:
    assert outcome(tmp_path, text.encode()) is ConfigFaults


def test_a_file_that_may_be_larger_is_read_to_its_end(tmp_path: Path) -> None:
    text = "é" * 600_000 + "fin"
    (tmp_path / "1.yaml").write_text(text, encoding="utf-8")

    assert load_text_file(tmp_path / "1.yaml", "1.yaml", at_most=2_000_000) == text
