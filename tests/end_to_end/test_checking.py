"""`digest check` as a person and a script meet it: words, one object, exit codes, and what it asks the world."""

import json
import re
from pathlib import Path

import pytest

from tests.end_to_end.commands import NOON, digest, feeds_yaml, write
from tests.servers import Reply, Site

SOURCE = "{name: Nos textes, path: contenu/}"
LETTER = (
    "  subject: La lettre du réseau\n  address: 1 rue de l'Exemple, 75000 Paris\n"
    "  why: Vous recevez cette lettre comme membre du réseau.\n"
)


def article(link: str = "", text: str = "Deux communes se rapprochent autour de leur école.") -> str:
    head = f"title: Un jumelage de plus pour deux communes\ndate: 2026-03-03\ntags: [CGLU]\n{link}"
    return f"---\n{head}---\n\n{text}\n"


def letter(folder: Path, text: str, more: str = "") -> Path:
    """Make a letter of one article, built and ready to be checked."""
    config = feeds_yaml(SOURCE, more=more).replace("sources:\n", f"{LETTER}sources:\n", 1)
    write(folder, {"feeds.yaml": config, "contenu/jumelage.md": text})
    assert digest(folder, "--as-of", NOON, "build").code == 0
    return folder


def check(folder: Path, *arguments: str) -> tuple[int, list[str]]:
    """Check a letter; return the exit code and the codes found."""
    result = digest(folder, "--as-of", NOON, "check", "--json", *arguments)
    return result.code, [finding["code"] for finding in json.loads(result.out)["findings"]]


def test_a_letter_without_a_flaw_is_said_so_with_code_0(tmp_path: Path) -> None:
    letter(tmp_path, article())

    result = digest(tmp_path, "--language", "en", "--as-of", NOON, "check")

    assert (result.code, result.out, result.err) == (0, "Edition 1: nothing to mend.\n", "")


def test_a_flaw_is_said_with_its_code_its_line_and_its_mend_and_code_3(tmp_path: Path) -> None:
    letter(tmp_path, article(text="La réunion aura lieu demain, dans la salle des fêtes."))

    result = digest(tmp_path, "--language", "en", "--as-of", NOON, "check")

    lines = (tmp_path / "editions" / "1.yaml").read_text(encoding="utf-8").split("\n")
    line = next(number for number, text in enumerate(lines, start=1) if "id: a-" in text)
    place = f'editions/1.yaml:{line} "Un jumelage de plus pour deux communes"'
    said = f'warning D005 {place}: "demain" is another day when it is read\n  Write the date.\n'
    assert (result.code, result.err, result.out.startswith(said)) == (3, "", True)


def test_a_note_alone_is_said_and_is_no_problem(tmp_path: Path) -> None:
    letter(tmp_path, article())
    subject = "La lettre mensuelle de la coopération décentralisée et de toutes ses communes"
    file = tmp_path / "editions" / "1.yaml"
    text = re.sub("^subject: .*$", f'subject: "{subject}"', file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    file.write_text(text, encoding="utf-8")

    result = digest(tmp_path, "--language", "en", "--as-of", NOON, "check")

    assert (result.code, result.out.startswith("note S002")) == (0, True)


def test_findings_are_said_even_when_quiet_is_asked_for(tmp_path: Path) -> None:
    letter(tmp_path, article(text="La réunion aura lieu demain, dans la salle des fêtes."))

    result = digest(tmp_path, "--quiet", "--as-of", NOON, "check")

    assert (result.code, result.out.count("\n")) == (3, 2)


def test_a_code_in_feeds_yaml_silences_its_finding(tmp_path: Path) -> None:
    letter(tmp_path, article(text="La réunion aura lieu demain."), "checks: {ignore: [D005]}\n")

    assert check(tmp_path) == (0, [])


def test_dead_links_are_found_and_living_ones_asked_once_in_six_hours(tmp_path: Path) -> None:
    with Site({"/vivant": Reply()}) as site:
        text = article(f"link: {site.url('/vivant')}\n")
        letter(tmp_path, text, f'fetch: {{allow: ["{site.host}"]}}\n')
        alive = [check(tmp_path), check(tmp_path)]
        asked = list(site.asked)
        letter(tmp_path, text.replace("/vivant", "/mort"), f'fetch: {{allow: ["{site.host}"]}}\n')
        dead = check(tmp_path)

    assert (alive, asked, dead) == ([(0, []), (0, [])], ["/vivant"], (3, ["L001"]))


def test_a_link_into_a_private_network_is_said_and_not_followed(tmp_path: Path) -> None:
    with Site({"/secret": Reply()}) as site:
        letter(tmp_path, article(f"link: {site.url('/secret')}\n"))
        found = check(tmp_path)

    assert (found, site.asked) == ((3, ["L003"]), [])


def test_no_link_is_asked_where_none_shall_be(tmp_path: Path) -> None:
    with Site() as site:
        letter(tmp_path, article(f"link: {site.url('/mort')}\n"), f'fetch: {{allow: ["{site.host}"]}}\n')
        found = check(tmp_path, "--no-links")

    assert (found, site.asked) == ((0, []), [])


@pytest.mark.parametrize("arguments", [["check"], ["check", "99"]])
def test_without_the_edition_the_person_is_told_what_to_do(tmp_path: Path, arguments: list[str]) -> None:
    write(tmp_path, {"feeds.yaml": feeds_yaml(SOURCE), "contenu/jumelage.md": article()})

    result = digest(tmp_path, *arguments)

    assert (result.code, result.out, "digest build" in result.err) == (2, "", True)


def test_nothing_is_written_but_what_links_answered(tmp_path: Path) -> None:
    letter(tmp_path, article())
    before = {file: file.read_bytes() for file in sorted(tmp_path.rglob("*")) if file.is_file()}

    check(tmp_path)

    after = {file: file.read_bytes() for file in sorted(tmp_path.rglob("*")) if file.is_file()}
    changed = [file.name for file in after if after[file] != before.get(file) and not file.name.startswith("store")]
    assert [name for name in changed if name != "links.json" and "sqlite" not in name] == []


def test_the_sample_letter_has_no_error_and_no_warning(tmp_path: Path) -> None:
    digest(tmp_path, "init", ".")
    digest(tmp_path, "--as-of", NOON, "build")

    result = digest(tmp_path, "--as-of", NOON, "check", "--no-links", "--json")

    assert {finding["level"] for finding in json.loads(result.out)["findings"]} <= {"note"}
