"""From nothing to a finished letter: `init`, `build`, and what the sample content shows."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from digest.app.build import EditionService
from digest.config import load_config
from digest.starter import copy_starter
from tests.end_to_end.commands import NOON, digest

ROOT = Path(__file__).parent.parent.parent
FILES = ["agenda.ics", "edition.json", "letter.eml", "letter.html", "letter.txt"]


@pytest.fixture(scope="module")
def letter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a starter folder and its letter once, by the commands a person types."""
    folder = tmp_path_factory.mktemp("debut")
    assert digest(folder, "init", "lettre").code == 0
    assert digest(folder / "lettre", "--as-of", NOON, "build").code == 0
    return folder / "lettre"


def test_init_and_build_leave_the_files_of_the_letter(letter: Path) -> None:
    written = sorted(file.name for file in (letter / "out" / "1").iterdir())

    assert (written, (letter / "editions" / "1.yaml").is_file()) == (FILES, True)


def test_the_sample_letter_shows_every_part(letter: Path) -> None:
    record = json.loads((letter / "out" / "1" / "edition.json").read_text(encoding="utf-8"))

    themes = {theme["name"]: len(theme["articles"]) for theme in record["themes"]}
    statuses = {event["status"] for event in record["agenda"]}
    actual = (sorted(themes), sum(themes.values()) >= 6, len(record["agenda"]) >= 5, "cancelled" in statuses)
    names = [
        "Autres nouvelles",
        "Crises et réhabilitation",
        "Eau et climat",
        "Jeunesse et mobilité",
        "Réseau Monde & Europe",
    ]
    assert (*actual, record["problems"]) == (names, True, True, True, [])


@pytest.mark.parametrize("day", range(7))
def test_the_sample_letter_is_complete_and_never_past_on_every_day_of_the_week(day: int, tmp_path: Path) -> None:
    copy_starter(tmp_path)
    now = datetime(2027, 11, 1, 6, tzinfo=ZoneInfo("Europe/Paris")) + timedelta(days=day)
    config = load_config(tmp_path / "feeds.yaml", environ={})

    edition = EditionService(config, state=tmp_path / ".digest", now=now).build().edition

    articles = sum(len(chapter.articles) for chapter in edition.chapters)
    past = [event.title for event in edition.agenda if event.last_day < now.date()]
    actual = (len(edition.chapters), articles, len(edition.agenda), len(edition.deadlines), past, edition.left_out)
    assert actual == (5, 7, 9, 1, [], ())


@pytest.mark.parametrize("day", range(7))
def test_the_sample_letter_has_an_edito_and_something_that_goes_on_on_every_day_of_the_week(
    day: int, tmp_path: Path
) -> None:
    copy_starter(tmp_path)
    now = datetime(2027, 11, 1, 6, tzinfo=ZoneInfo("Europe/Paris")) + timedelta(days=day)
    config = load_config(tmp_path / "feeds.yaml", environ={})

    edition = EditionService(config, state=tmp_path / ".digest", now=now).build().edition

    ongoing = [event.title for event in edition.agenda if event.first_day < now.date() < event.last_day]
    actual = (edition.signed, len(edition.editos), ongoing)
    exhibition = "Exposition itinérante « Douze valises pour un jumelage »"
    assert actual == ("Maëlle Kerbrat-Diallo, présidente du réseau", 1, [exhibition])


def test_no_day_of_the_calendar_stands_in_the_words_of_the_sample(letter: Path) -> None:
    record = json.loads((letter / "out" / "1" / "edition.json").read_text(encoding="utf-8"))
    words = [one["title"] + " " + one["summary"] for theme in record["themes"] for one in theme["articles"]]

    titles = [event["title"] for event in record["agenda"]]
    assert [text for text in words + titles if "202" in text] == []


def test_init_never_overwrites_a_file_and_names_those_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "feeds.yaml").write_text("à moi", encoding="utf-8")

    result = digest(tmp_path, "init", ".")

    kept = (tmp_path / "feeds.yaml").read_text(encoding="utf-8")
    assert (result.code, "feeds.yaml" in result.err, kept, (tmp_path / "contenu").exists()) == (2, True, "à moi", False)


def test_init_says_why_a_folder_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "fichier").write_text("", encoding="utf-8")

    result = digest(tmp_path, "init", "fichier/lettre")

    assert (result.code, result.err.startswith("digest: "), "Traceback" in result.err) == (1, True, False)


def test_the_clone_and_the_starter_have_the_same_feeds_yaml() -> None:
    cloned = (ROOT / "feeds.yaml").read_text(encoding="utf-8")
    starter = (ROOT / "digest" / "starter" / "feeds.yaml").read_text(encoding="utf-8")

    assert cloned.replace("digest/starter/contenu/", "contenu/") == starter


def test_the_clone_gives_the_sample_letter_as_it_is(tmp_path: Path) -> None:
    result = digest(ROOT, "--state", str(tmp_path / "state"), "--json", "collect")

    assert (result.code, json.loads(result.out)["new_articles"]) == (0, 8)


def test_digest_alone_shows_the_week_and_the_state_of_the_letter(tmp_path: Path) -> None:
    before = digest(tmp_path, "--language", "fr")
    digest(tmp_path, "--quiet", "init", "lettre")
    digest(tmp_path / "lettre", "--quiet", "build")
    after = digest(tmp_path / "lettre", "--language", "fr")

    assert (before.code, after.code, len(after.out.splitlines())) == (0, 0, 6)
    assert ("digest init" in before.out, "n°\u00a01 prêt, non approuvé" in after.out) == (True, True)


def test_json_is_understood_before_and_after_the_command(tmp_path: Path) -> None:
    digest(tmp_path, "--quiet", "init", "lettre")

    assert (
        digest(tmp_path / "lettre", "sources", "list", "--json").out
        == digest(tmp_path / "lettre", "--json", "sources", "list").out
    )
