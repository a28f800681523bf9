"""`digest archive`: the pages beside a letter that was built, and what a second run does with them."""

import json
from pathlib import Path

import pytest

from tests.end_to_end.commands import NOON, Result, digest, feeds_yaml, write

CONTENT = """\
---
title: Un jumelage de trente ans
date: 2026-03-02
tags: [CGLU]
---
Deux villes racontent leur jumelage.
"""
SECRET = CONTENT.replace("[CGLU]", "[CGLU, membres]").replace("Un jumelage de trente ans", "Budget du réseau")
MEETING = "---\ntitle: Assemblée générale\nstart: 2026-03-20\nend: 2026-03-20\n---\nOuverte à tous.\n"
WEB = "web: {address: https://lettre.exemple.org/}\n"


def letter(folder: Path, *, more: str = WEB) -> Path:
    """Make a folder with one built edition: an article for all, one for members, one event."""
    files = {"feeds.yaml": feeds_yaml("{name: Nos textes, path: contenu}", more=more)}
    files |= {"contenu/a.md": CONTENT, "contenu/b.md": SECRET, "contenu/c.md": MEETING}
    assert digest(write(folder, files), "--as-of", NOON, "build").code == 0
    return folder


def archive(folder: Path, *arguments: str) -> Result:
    return digest(folder, "--as-of", NOON, "--language", "en", *arguments, "archive")


def listing(folder: Path) -> set[str]:
    files = (str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())
    return {name if "/e-" not in name else "1/e.ics" for name in files}


def test_the_pages_lie_beside_each_other_and_say_nothing_to_anybody_else(tmp_path: Path) -> None:
    done = archive(letter(tmp_path))

    pages = {"index.html", "archive.css", "atom.xml", "sitemap.xml", "robots.txt", ".archive-files"}
    edition = {"1/index.html", "1/agenda.ics", "1/e.ics"}
    found = listing(tmp_path / "out" / "archive")
    assert (done, found) == (Result(code=0, out="The archive has 1 edition: out/archive\n", err=""), pages | edition)


def test_what_is_for_members_stays_in_the_letter(tmp_path: Path) -> None:
    archive(letter(tmp_path))

    texts = (tmp_path / "out" / name / page for name, page in (("1", "letter.html"), ("archive/1", "index.html")))
    assert ["Budget du réseau" in text.read_text(encoding="utf-8") for text in texts] == [True, False]


def test_a_second_run_takes_away_what_is_gone_and_nothing_else(tmp_path: Path) -> None:
    archive(letter(tmp_path))
    folder = tmp_path / "out" / "archive"
    (folder / "1" / "photo.jpg").write_bytes(b"")
    listed = folder / ".archive-files"
    listed.write_text(f"{listed.read_text(encoding='utf-8')}../../feeds.yaml\n1/e-00ff.ics\n", encoding="utf-8")
    (folder / "1" / "e-00ff.ics").write_bytes(b"")
    before = {name: (folder / name).read_bytes() for name in ("index.html", "atom.xml", "1/agenda.ics")}

    archive(tmp_path)

    after = {name: (folder / name).read_bytes() for name in before}
    left = [(folder / "1" / name).exists() for name in ("e-00ff.ics", "photo.jpg")]
    assert (after == before, left, (tmp_path / "feeds.yaml").exists()) == (True, [False, True], True)


def test_a_file_that_bears_another_number_takes_no_page_away(tmp_path: Path) -> None:
    first = letter(tmp_path) / "editions" / "1.yaml"
    (tmp_path / "editions" / "2.yaml").write_bytes(first.read_bytes())

    done = archive(tmp_path)
    assert (done.code, "the file of edition 2 bears the number 1" in done.err, "number: 2" in done.err) == (
        78,
        True,
        True,
    )


def test_without_an_address_on_the_web_the_person_is_told_what_is_missing(tmp_path: Path) -> None:
    done = archive(letter(tmp_path, more=""))

    assert (done.code, "web.address" in done.out, (tmp_path / "out" / "archive" / "atom.xml").exists()) == (
        0,
        True,
        False,
    )


def test_json_names_the_files(tmp_path: Path) -> None:
    record = json.loads(archive(letter(tmp_path), "--json").out)

    assert (record["editions"], record["address"], len(record["files"])) == (1, "https://lettre.exemple.org/", 8)


@pytest.mark.parametrize("out", ["../ailleurs"])
def test_out_names_another_folder(tmp_path: Path, out: str) -> None:
    home = letter(tmp_path / "lettre")

    digest(home, "archive", "--out", out)
    assert (tmp_path / "ailleurs" / "1" / "index.html").is_file()


def test_without_an_edition_there_is_nothing_to_publish(tmp_path: Path) -> None:
    done = archive(write(tmp_path, {"feeds.yaml": feeds_yaml("{name: Ailleurs, url: https://exemple.org/}")}))

    assert (done.code, "there is no edition yet" in done.err) == (2, True)
