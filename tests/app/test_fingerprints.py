"""A fingerprint changes with whatever changes the letter, and with nothing else."""

from dataclasses import replace
from pathlib import Path

import pytest

from digest.app.approval import Fingerprint, take_fingerprint
from digest.config import Config, Send, Theme
from tests.makers import make_config

CONFIG = make_config(web="https://lettre.exemple.org/")


def take(config: Config = CONFIG, *, templates: Path | None = None, message: bytes = b"m") -> Fingerprint:
    return take_fingerprint(config, message=message, text="number: 1\n", templates=templates)


@pytest.mark.parametrize(
    ("config", "part"),
    [
        pytest.param(replace(CONFIG, letter=replace(CONFIG.letter, why="Parce que.")), "settings", id="the letter"),
        pytest.param(replace(CONFIG, web="https://autre.exemple.org/"), "settings", id="the place on the web"),
        pytest.param(replace(CONFIG, send=Send(return_path="retours@exemple.org")), "settings", id="where bounces go"),
        pytest.param(replace(CONFIG, members="membres.csv"), "list", id="where the list is"),
        pytest.param(replace(CONFIG, themes=(Theme(name="Eau"),)), "list", id="the themes members choose from"),
    ],
)
def test_a_setting_that_changes_the_letter_or_the_list_changes_its_part_alone(config: Config, part: str) -> None:
    before, after = take(), take(config)

    assert [name for name in before.parts if before.parts[name] != after.parts[name]] == [part]


def test_how_fast_and_by_which_way_the_letter_leaves_changes_nothing() -> None:
    faster = replace(CONFIG, send=Send(rate="10 per second", connections=9, smtp="smtp://relay.example"))

    assert take(faster).whole == take().whole


def test_another_message_is_another_letter() -> None:
    assert take(message=b"n").whole != take().whole


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        pytest.param("letter.txt.j2", True, id="one of the letter's"),
        pytest.param("parts/head.html.j2", True, id="one that others may include"),
        pytest.param("archive.html.j2", False, id="one of the archive's"),
        pytest.param("notes.md", False, id="no template"),
    ],
)
def test_a_template_of_the_project_changes_it_where_the_letter_may_use_it(
    tmp_path: Path, name: str, changes: bool
) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("Rien.", encoding="utf-8")

    assert (take(templates=tmp_path).whole != take().whole) is changes
