"""Leaving, pausing, showing and forgetting on a person's behalf, as an officer types it."""

import json
from pathlib import Path

import pytest

from tests.end_to_end.commands import digest, feeds_yaml


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    (tmp_path / "feeds.yaml").write_text(feeds_yaml("{name: Nos textes, path: contenu/}"), encoding="utf-8")
    (tmp_path / "contenu").mkdir()
    for address in ("anne@exemple.org", "bruno@exemple.org"):
        digest(tmp_path, "members", "add", address)
    return tmp_path


def statuses(folder: Path) -> dict[str, str]:
    rows = json.loads(digest(folder, "--json", "members", "list").out)["members"]
    return {row["address"]: row["status"] for row in rows}


def test_who_is_unsubscribed_by_hand_stays_out_of_every_list(letter: Path) -> None:
    (letter / "liste.csv").write_text("courriel\nanne@exemple.org\nnouveau@exemple.org\n", encoding="utf-8")

    digest(letter, "members", "unsubscribe", "anne@exemple.org", "nouveau@exemple.org", "--reason", "par téléphone")
    digest(letter, "members", "import", "liste.csv")

    assert statuses(letter) == {"anne@exemple.org": "unsubscribed", "bruno@exemple.org": "active"}


def test_a_pause_lasts_to_its_day_and_one_that_has_passed_is_refused(letter: Path) -> None:
    ended = digest(letter, "--as-of", "2026-11-20", "members", "pause", "anne@exemple.org", "--until", "31/12/2026")
    late = digest(letter, "--as-of", "2026-11-20", "members", "pause", "anne@exemple.org", "--until", "01/11/2026")
    rows = json.loads(digest(letter, "--json", "members", "list").out)["members"]

    assert (ended.code, late.code, rows[0]["paused_until"]) == (0, 2, "2026-12-31")


def test_all_that_is_known_of_a_person_is_shown_as_json(letter: Path) -> None:
    known = json.loads(digest(letter, "members", "show", "anne@exemple.org").out)

    assert (known["member"]["status"], known["letters"], known["suppressed"]) == ("active", [], None)


def test_who_is_forgotten_leaves_no_trace_in_any_file_and_no_list_brings_them_back(letter: Path) -> None:
    (letter / "liste.csv").write_text("courriel\nanne@exemple.org\n", encoding="utf-8")
    digest(letter, "members", "forget", "anne@exemple.org")
    left = [file.name for file in (letter / ".digest").rglob("*") if file.is_file() and b"anne@" in file.read_bytes()]

    digest(letter, "members", "import", "liste.csv")

    assert (left, statuses(letter)) == ([], {"bruno@exemple.org": "active"})
