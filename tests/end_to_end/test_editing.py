"""The person's hand: `edit`, and what a later build keeps."""

import json
import sys
from pathlib import Path

import pytest

from tests.end_to_end.commands import NOON, digest, feeds_yaml, write

ARTICLE = "---\ntitle: Un jumelage de plus\ndate: 2026-03-03\n---\n\nDeux communes se rapprochent.\n"
EDITOR = """
import sys
from pathlib import Path

file = Path(sys.argv[-1])
text = file.read_text(encoding="utf-8")
file.write_text(text.replace({old!r}, {new!r}), encoding="utf-8")
"""


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    """Build a letter with one article."""
    write(tmp_path, {"feeds.yaml": feeds_yaml("{name: Nos textes, path: contenu/}"), "contenu/jumelage.md": ARTICLE})
    assert digest(tmp_path, "--as-of", NOON, "build").code == 0
    return tmp_path


def editor(folder: Path, old: str, new: str) -> str:
    """Make an editor that replaces some words and ends."""
    (folder / "editor.py").write_text(EDITOR.format(old=old, new=new), encoding="utf-8")
    return f'"{sys.executable}" "{folder / "editor.py"}"'


def test_a_title_typed_over_stays_after_another_build(letter: Path) -> None:
    edited = digest(letter, "edit", EDITOR=editor(letter, "Un jumelage de plus", "Deux communes, une amitié"))
    (letter / "contenu" / "second.md").write_text(ARTICLE.replace("de plus", "encore"), encoding="utf-8")
    assert digest(letter, "--as-of", NOON, "build").code == 0

    record = json.loads((letter / "out/1/edition.json").read_text(encoding="utf-8"))
    titles = sorted(one["title"] for theme in record["themes"] for one in theme["articles"])
    assert (edited.code, titles) == (0, ["Deux communes, une amitié", "Un jumelage encore"])


def test_a_fault_left_in_the_file_is_told_with_its_line(letter: Path) -> None:
    result = digest(letter, "edit", "1", VISUAL=editor(letter, "themes:", "themes: ["))

    assert (result.code, "1.yaml:" in result.err, "Traceback" in result.err) == (78, True, False)


def test_without_an_editor_the_file_is_named(letter: Path) -> None:
    result = digest(letter, "edit")

    assert (result.code, str(Path("editions", "1.yaml")) in result.out) == (0, True)


def test_an_editor_that_does_not_exist_is_said(letter: Path) -> None:
    result = digest(letter, "edit", EDITOR="no-such-editor")

    assert (result.code, "no-such-editor" in result.err, "Traceback" in result.err) == (1, True, False)
