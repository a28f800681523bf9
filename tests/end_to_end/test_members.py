"""The members at the command line, from a list of Excel's to who gets the letter."""

import json
from pathlib import Path

import pytest

from tests.end_to_end.commands import Result, digest, feeds_yaml, write

LIST = (
    "Nom;Prénom;Courriel;Thèmes;Consentement\r\n"
    "Le Goff;Anaïs;anais@mairie.exemple;Monde;04/03/2026\r\n"
    ";;éric@mairie.exemple;;\r\n"
    "Dupont;Jo;jo@mairie.exemple;;\r\n"
    ";;JO@Mairie.exemple;;\r\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    feeds = feeds_yaml("{name: Textes, path: .}", more="")
    (tmp_path / "excel.csv").write_bytes(LIST.encode("cp1252"))
    return write(tmp_path, {"feeds.yaml": feeds.replace("  title", "  language: en\n  title", 1)})


def members(folder: Path, *arguments: str, stdin: str = "") -> Result:
    return digest(folder, "--as-of", "2026-11-22", "members", *arguments, stdin=stdin)


def known(folder: Path) -> dict[str, dict[str, object]]:
    found = json.loads(digest(folder, "--json", "members", "list").out)["members"]
    return {one.pop("address"): one for one in found}


def test_a_list_of_excels_comes_in_and_says_what_it_could_not_take(folder: Path) -> None:
    done = members(folder, "import", "excel.csv", "--consent-how", "assemblée", "--consent-on", "01/02/2026")

    assert done == Result(
        code=3,
        out="Columns used: Nom, Prénom, Courriel, Thèmes, Consentement.\n2 new members, 0 changed, 0 as before.\n"
        "1 row has the address of an earlier one; the first counts.\n"
        "1 row was refused.\n",
        err='problem: excel.csv:3: "éric@mairie.exemple" has an accent before the @\n'
        "  Mend the address and import the file again; the other rows are done by then and stay as they are.\n",
    )


def test_what_is_known_of_a_member_is_shown_as_json(folder: Path) -> None:
    members(folder, "import", "excel.csv", "--consent-how", "assemblée")
    found = known(folder)
    ids = [found[address].pop("id") for address in found]

    assert (len(set(map(str, ids))), found) == (
        2,
        {
            "anais@mairie.exemple": {
                "name": "Anaïs Le Goff",
                "language": None,
                "themes": ["Monde"],
                "status": "active",
                "paused_until": None,
                "consent": {"given": "2026-03-04", "how": None, "text": None},
            },
            "jo@mairie.exemple": {
                "name": "Jo Dupont",
                "language": None,
                "themes": [],
                "status": "active",
                "paused_until": None,
                "consent": {"given": None, "how": "assemblée", "text": None},
            },
        },
    )


def test_who_is_removed_comes_back_only_by_a_person_who_says_how_they_asked(folder: Path) -> None:
    members(folder, "import", "excel.csv")
    runs = [
        members(folder, "remove", "Jo@mairie.exemple"),
        members(folder, "import", "excel.csv"),
        members(folder, "add", "jo@mairie.exemple"),
        members(folder, "add", "jo@mairie.exemple", "--again"),
        members(folder, "add", "Jo Dupont <jo@mairie.exemple>", "--again", "--consent-how", "by phone"),
    ]

    assert [(run.code, (run.out or run.err).splitlines()[-1]) for run in runs] == [
        (0, "Jo@mairie.exemple: erased; no list brings it back"),
        (3, "1 row was refused."),
        (1, "If they asked for the letter again, say so: --again, with how."),
        (2, 'For example: --again --consent-how "by phone".'),
        (0, "Before that, they were removed for good on 22\u00a0November 2026."),
    ]
    assert known(folder)["jo@mairie.exemple"]["consent"] == {"given": "2026-11-22", "how": "by phone", "text": None}


def test_themes_are_chosen_counted_and_given_back(folder: Path) -> None:
    members(folder, "import", "excel.csv")
    runs = [
        members(folder, "themes", "jo@mairie.exemple", "autres nouvelles", "Monde"),
        members(folder, "themes", "anais@mairie.exemple", "--all"),
        members(folder, "themes"),
        members(folder, "themes", "jo@mairie.exemple", "Mnode"),
        members(folder, "themes", "nobody@mairie.exemple"),
    ]

    assert [(run.code, run.out + run.err) for run in runs] == [
        (0, "jo@mairie.exemple: Monde, Autres nouvelles\n"),
        (0, "anais@mairie.exemple: all themes\n"),
        (0, "all themes             1\nMonde                  1\nAutres nouvelles       1\n"),
        (2, 'digest: jo@mairie.exemple: "Mnode" is not a theme of feeds.yaml\nDid you mean "Monde"?\n'),
        (1, "digest: nobody@mairie.exemple: no member has this address\ndigest members list shows who is there.\n"),
    ]


def test_an_export_taken_elsewhere_makes_the_same_members(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    members(folder, "import", "excel.csv")
    members(folder, "add", "=cmd@mairie.exemple", "--name", "+1", "--language", "fr", "--consent-how", "@home")
    written = members(folder, "export", "--output", "sortie/membres.csv")
    other = write(tmp_path_factory.mktemp("other"), {"feeds.yaml": (folder / "feeds.yaml").read_text(encoding="utf-8")})
    taken = members(other, "import", "-", stdin=(folder / "sortie" / "membres.csv").read_text(encoding="utf-8"))
    here, there = known(folder), known(other)

    assert (written.out, taken.code) == ("3 members written to sortie/membres.csv.\n", 0)
    assert [{**one, "id": ""} for one in here.values()] == [{**one, "id": ""} for one in there.values()]


def test_a_file_named_in_feeds_yaml_is_the_list(folder: Path) -> None:
    with (folder / "feeds.yaml").open("a", encoding="utf-8") as feeds:
        feeds.write("members: membres.csv\n")
    write(folder, {"membres.csv": "a@x.exemple\nb@x.exemple\nc@x.exemple\n"})
    first = members(folder, "import")
    write(folder, {"membres.csv": "a@x.exemple\n"})
    runs = [members(folder, "import"), members(folder, "import", "--shrink"), members(folder, "add", "d@x.exemple")]

    assert [(run.code, run.out) for run in (first, *runs)] == [
        (0, "3 new members, 0 changed, 0 as before.\n"),
        (1, ""),
        (0, "0 new members, 0 changed, 1 as before.\n2 members are not in the list any more and get nothing.\n"),
        (2, ""),
    ]


def test_a_list_as_a_table_is_shown_with_its_counts(folder: Path) -> None:
    members(folder, "import", "excel.csv")

    assert members(folder, "list", "--status", "active").out.splitlines() == [
        "anais@mairie.exemple                  Anaïs Le Goff             active       Monde",
        "jo@mairie.exemple                     Jo Dupont                 active       all themes",
        "active: 2, unsubscribed: 0, bounced: 0",
    ]
