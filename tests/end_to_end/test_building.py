"""`build`: the same octets everywhere, the days a person asks for, and one run at a time."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from digest.store import Store
from tests.end_to_end.commands import NOON, digest, feeds_yaml, write

TEXT = "---\ntitle: {title}\ndate: {day}\n---\n\nDeux communes se rapprochent.\n"
FILES = {
    "feeds.yaml": feeds_yaml("{name: Nos textes, path: contenu/}", more="minimum: 3\n"),
    "contenu/fevrier.md": TEXT.format(title="Un jumelage en hiver", day="2026-02-10"),
    "contenu/mars.md": TEXT.format(title="Un jumelage au printemps", day="2026-03-03"),
    "contenu/bureau.md": "---\ntitle: Bureau du réseau\nstart: 2026-03-20 14:00\n---\n",
}


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    """Make a folder with two articles and one event."""
    return write(tmp_path, FILES)


def octets(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def titles(folder: Path) -> list[str]:
    record = json.loads((folder / "edition.json").read_text(encoding="utf-8"))
    return sorted(one["title"] for theme in record["themes"] for one in theme["articles"])


def test_the_same_store_and_file_give_the_same_octets_on_every_machine_zone_and_day(letter: Path) -> None:
    assert digest(letter, "--as-of", NOON, "build", LANG="fr_FR.UTF-8", TZ="Europe/Paris").code == 0
    first = octets(letter / "out" / "1")

    elsewhere = {"LANG": "C", "TZ": "Pacific/Auckland", "PYTHONHASHSEED": "7", "LANGUAGE": "en"}
    again = digest(letter, "--as-of", "2026-05-01", "--language", "en", "build", "--no-collect", **elsewhere)

    assert (again.code, octets(letter / "out" / "1") == first) == (0, True)


@pytest.mark.parametrize(
    ("more", "commands"),
    [
        pytest.param("", "digest edit, digest preview", id="no way out yet"),
        pytest.param(
            "send: {via: folder, folder: envois/, test_to: [me@exemple.org]}\n",
            "digest edit, digest preview, digest test, digest approve, digest send",
            id="a way out, and somebody to test",
        ),
        pytest.param(
            "send: {smtp: 'smtp://relay.exemple', approval: none}\n",
            "digest edit, digest preview, digest send",
            id="no approval",
        ),
    ],
)
def test_a_new_edition_names_the_way_to_the_members(letter: Path, more: str, commands: str) -> None:
    feeds = letter / "feeds.yaml"
    feeds.write_text(feeds.read_text(encoding="utf-8") + more, encoding="utf-8")
    result = digest(letter, "--language", "en", "--as-of", NOON, "build")

    assert f"\nNext: {commands}.\n" in result.out


def test_the_days_asked_for_choose_the_articles(letter: Path) -> None:
    result = digest(letter, "--as-of", NOON, "build", "--from", "2026-02-09", "--to", "2026-02-15", "--out", "essai")

    assert (result.code, titles(letter / "essai")) == (0, ["Un jumelage en hiver"])


def test_a_thin_issue_says_that_it_waits(letter: Path) -> None:
    result = digest(letter, "--as-of", NOON, "--json", "build")

    record = json.loads(result.out)
    assert (record["waits"], record["empty"], record["number"], record["themes"]) == (
        True,
        False,
        1,
        [{"name": "Monde", "articles": 1}],
    )


@pytest.mark.parametrize("command", ["collect", "build"])
def test_while_another_run_holds_the_lock_nothing_is_written(letter: Path, command: str) -> None:
    now = datetime(2026, 3, 4, 12, tzinfo=UTC)
    with Store.open(letter / ".digest") as store, store.lock(now=now):
        result = digest(letter, "--as-of", NOON, command)

    assert (result.code, result.out, (letter / "editions").exists()) == (5, "", False)


def test_what_was_built_twice_is_the_same_edition(letter: Path) -> None:
    numbers = [json.loads(digest(letter, "--as-of", NOON, "--json", "build").out)["number"] for _run in range(2)]

    assert numbers == [1, 1]


MERGED = {
    "feeds.yaml": feeds_yaml("{name: Nos textes, path: contenu/}", "{name: Le miroir, path: miroir/}"),
    "contenu/mars.md": TEXT.format(title="Un jumelage au printemps", day="2026-03-03"),
    "miroir/mars.md": TEXT.format(title="Un jumelage au printemps !", day="2026-03-03"),
}


def test_a_verbose_build_lists_the_merges_and_the_line_that_undoes_them(tmp_path: Path) -> None:
    letter = write(tmp_path, MERGED)

    merges = json.loads(digest(letter, "--as-of", NOON, "--language", "en", "--json", "build").out)["merges"]
    said = digest(letter, "--as-of", NOON, "--language", "en", "--verbose", "build").out
    line = f"distinct: [{merges[0]['id']}]"
    (letter / "feeds.yaml").write_text(f"{MERGED['feeds.yaml']}{line}\n", encoding="utf-8")
    after = json.loads(digest(letter, "--as-of", NOON, "--json", "build").out)

    lines = [
        "  Un jumelage au printemps",
        f'    one article out of several ({merges[0]["why"]}): "Nos textes", "Le miroir"',
        f"    to print them apart, write in feeds.yaml: {line}",
    ]
    actual = (said.splitlines()[-3:], merges[0]["sources"], after["merges"], after["themes"])
    assert actual == (lines, ["Nos textes", "Le miroir"], [], [{"name": "Monde", "articles": 2}])


def test_all_faults_of_an_edition_are_said_at_once_by_build_and_its_file_is_left_alone(letter: Path) -> None:
    digest(letter, "--as-of", NOON, "build")
    file = letter / "editions" / "1.yaml"
    text = file.read_text(encoding="utf-8").replace("subject: ", "sujet: ").replace("pinned: ", "pinned: a-rien # ")
    file.write_text(text.replace("link: ", "link: ftp://").replace("id: e-", "id: e-x"), encoding="utf-8")
    faulty = file.read_bytes()

    result = digest(letter, "--as-of", NOON, "--language", "en", "build")

    faults = [line.partition("editions/1.yaml:")[2] for line in result.err.splitlines() if "editions/1.yaml:" in line]
    assert (result.code, len(faults), file.read_bytes() == faulty) == (78, 3, True), result.err
