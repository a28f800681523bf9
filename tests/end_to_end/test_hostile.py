"""Hostile content: it appears as harmless words, or as a problem; never as a fault of the program."""

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.end_to_end.commands import NOON, Result, digest, feeds_yaml, write

HOSTILE = (
    "<script>alert(1)</script>Jumelage {{ 7*7 }} {% raise %} ${HOME}",
    "Jumelage \u202egnol\u202c et \u2066large\u2069",
    "Jumelage\r\nBcc: victime@exemple.org",
    '"><img src=x onerror=alert(1)>',
    "Jumelage \x00\x07\x1b[31m",
    "=" * 5000,
)
RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>x</title>{items}</channel></rss>
"""
ITEM = (
    "<item><title><![CDATA[{title}]]></title><link>https://exemple.org/{number}</link>"
    "<pubDate>Tue, 03 Mar 2026 10:00:00 +0100</pubDate><description><![CDATA[{body}]]></description></item>"
)
BODY = (
    '<p onclick="x()">Corps <a href="javascript:alert(1)">ici</a> <script>alert(2)</script> {{ 7*7 }}</p>'
    '<iframe src="/">'
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """Build a letter whose feed and texts are all hostile."""
    xml_safe = [title.replace("\x00", "").replace("\x07", "").replace("\x1b", "") for title in HOSTILE]
    items = "".join(ITEM.format(title=title, number=n, body=BODY) for n, title in enumerate(xml_safe))
    texts = {f"contenu/{n}.md": f"# {title}\n\n{BODY}\n" for n, title in enumerate(HOSTILE)}
    files = {
        "feeds.yaml": feeds_yaml("{name: Nos textes, path: contenu/}"),
        "contenu/flux.xml": RSS.format(items=items),
    }
    folder = write(tmp_path_factory.mktemp("hostile"), files | texts)
    return folder, digest(folder, "--as-of", NOON, "build")


def test_the_letter_appears(hostile: tuple[Path, Result]) -> None:
    folder, result = hostile

    assert (result.code in (0, 3), "Traceback" in result.err, (folder / "out/1/letter.eml").is_file()) == (
        True,
        False,
        True,
    )


class Evil(HTMLParser):
    """Collects what would run: elements, event handlers and addresses that mail must not have."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the element and its attributes where they are evil."""
        if tag in ("script", "iframe", "object", "embed", "form", "link", "base"):
            self.found.append(tag)
        for name, value in attrs:
            if name.startswith("on") or (value or "").strip().lower().startswith(("javascript:", "data:", "vbscript:")):
                self.found.append(f"{tag} {name}")


def test_nothing_of_it_runs_and_nothing_is_compiled(hostile: tuple[Path, Result]) -> None:
    html = (hostile[0] / "out/1/letter.html").read_text(encoding="utf-8")
    evil = Evil()

    evil.feed(html)

    assert (evil.found, "\u202e" in html, "\x1b" in html, "{{ 7*7 }}" in html) == ([], False, False, True)


def test_no_header_is_added(hostile: tuple[Path, Result]) -> None:
    head = (hostile[0] / "out/1/letter.eml").read_bytes().partition(b"\r\n\r\n")[0]

    assert b"\nBcc:" not in head


def test_titles_are_one_clean_line_each(hostile: tuple[Path, Result]) -> None:
    record = json.loads((hostile[0] / "out/1/edition.json").read_text(encoding="utf-8"))
    titles = [one["title"] for theme in record["themes"] for one in theme["articles"]]

    assert [title for title in titles if not title.isprintable()] == []


@pytest.mark.parametrize(
    "name",
    [
        "vide",
        "a b\nc.md",
        "é\u0301.txt",
        "-rf",
        "x.pdf",
        "x.ics",
        "x.csv",
        "x.xml",
        "x.json",
        ".caché",
        "x" * 200 + ".md",
    ],
)
def test_no_file_of_any_name_is_a_traceback(name: str, tmp_path: Path) -> None:
    write(tmp_path, {"feeds.yaml": feeds_yaml("{name: Nos textes, path: contenu/}")})
    (tmp_path / "contenu").mkdir()
    (tmp_path / "contenu" / name).write_bytes(b"\xff\xfe\x00\x01%PDF <<>> ]] {{ \x80")

    result = digest(tmp_path, "--as-of", NOON, "build")

    assert (result.code in (0, 3), "Traceback" in result.err) == (True, False)
