"""`images: thumbnails` from the source's picture to the archive's page, against a real site."""

import re
import subprocess
import sys
from pathlib import Path

from tests.end_to_end.commands import NOON, Result, digest, environment, feeds_yaml, write
from tests.pictures import photograph
from tests.servers import Reply, Site

WEB = "web: {address: https://lettre.exemple.org/}\n"
PHOTO = {"/photo.jpg": Reply(body=photograph(2400, 1200))}


def letter(folder: Path, site: Site, *, more: str = WEB) -> Path:
    """Write a folder whose one article has a picture on the site."""
    feeds = feeds_yaml("{name: Nos textes, path: contenu}", more=f"fetch: {{allow: ['{site.host}']}}\n{more}")
    picture = f"image: {site.url('/photo.jpg')}\nalt: Le pont\n"
    article = f"---\ntitle: Un jumelage\ndate: 2026-03-02\ntags: [CGLU]\n{picture}---\nDeux villes.\n"
    feeds = feeds.replace("letter:\n", "letter:\n  images: thumbnails\n")
    return write(folder, {"feeds.yaml": feeds, "contenu/a.md": article})


def run(folder: Path, *arguments: str) -> Result:
    return digest(folder, "--as-of", NOON, "--language", "en", *arguments)


def shown(page: Path) -> list[str]:
    """Return the addresses and sizes of the pictures of a page."""
    found = re.findall(r"<img\b[^>]*>", page.read_text(encoding="utf-8"))
    return [
        re.sub(r"p-\w{16}", "p-…", "|".join(re.findall(r'(?:src|alt|width|height)="([^"]*)"', one))) for one in found
    ]


def test_the_letter_and_the_archive_show_a_thumbnail_that_lies_beside_the_page(tmp_path: Path) -> None:
    with Site(PHOTO) as site:
        built = run(letter(tmp_path, site), "build")
    archived = run(tmp_path, "archive")

    pages = (tmp_path / "out/1/letter.html", tmp_path / "out/archive/1/index.html")
    files = [len(file.read_bytes()) <= 80_000 for file in (tmp_path / "out/archive/1").glob("p-*.jpg")]
    once = ["https://lettre.exemple.org/1/p-….jpg|Le pont|560|280"]
    assert (built.code, archived.code, [shown(page) for page in pages], files) == (0, 0, [once, once], [True])


def test_a_second_build_asks_for_no_picture_and_gives_the_same_octets(tmp_path: Path) -> None:
    with Site(PHOTO) as site:
        letters = []
        for _time in range(2):
            run(letter(tmp_path, site), "build")
            letters.append((tmp_path / "out/1/letter.eml").read_bytes())

    assert (letters[0] == letters[1], site.asked) == (True, ["/photo.jpg"])


def test_the_archive_keeps_the_pictures_of_earlier_letters_when_letters_link_again(tmp_path: Path) -> None:
    with Site(PHOTO) as site:
        run(letter(tmp_path, site), "build")
    feeds = (tmp_path / "feeds.yaml").read_text(encoding="utf-8").replace("thumbnails", "linked")
    run(write(tmp_path, {"feeds.yaml": feeds}), "archive")

    assert len(list((tmp_path / "out/archive/1").glob("p-*.jpg"))) == 1


def test_without_a_place_on_the_web_it_is_said_and_the_picture_stays_linked(tmp_path: Path) -> None:
    with Site(PHOTO) as site:
        built = run(letter(tmp_path, site, more=""), "build")
        linked = [f"{site.url('/photo.jpg')}|Le pont|560"]

    said = (built.code, built.err.count("web.address is missing"), "Write the address of the archive" in built.err)
    assert (said, shown(tmp_path / "out/1/letter.html"), site.asked) == ((3, 1, True), linked, [])


def test_without_pillow_it_is_said_and_the_picture_stays_linked(tmp_path: Path) -> None:
    hide = "import sys; sys.modules['PIL'] = None; from digest.cli import main; main()"
    with Site(PHOTO) as site:
        done = subprocess.run(
            [sys.executable, "-c", hide, "--as-of", NOON, "--language", "en", "build"],
            cwd=letter(tmp_path, site),
            env=environment(),
            capture_output=True,
            timeout=60,
        )
        linked = [f"{site.url('/photo.jpg')}|Le pont|560"]

    said = (done.returncode, b"pip install 'digest-newsletter[images]'" in done.stderr)
    assert (said, shown(tmp_path / "out/1/letter.html")) == ((3, True), linked)


def test_a_picture_that_is_gone_is_said_and_stays_linked(tmp_path: Path) -> None:
    with Site() as site:
        built = run(letter(tmp_path, site), "build")
        linked = [f"{site.url('/photo.jpg')}|Le pont|560"]

    said = (built.code, ": the site knows no such address (404)" in built.err)
    assert (said, shown(tmp_path / "out/1/letter.html")) == ((3, True), linked)


def test_a_state_folder_that_takes_no_pictures_is_said(tmp_path: Path) -> None:
    with Site(PHOTO) as site:
        (letter(tmp_path, site) / ".digest").mkdir()
        (tmp_path / ".digest" / "pictures").write_bytes(b"")
        built = run(tmp_path, "build")

    assert (built.code, "the pictures cannot be read or written" in built.err) == (1, True)
