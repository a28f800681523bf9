"""`explain` on the sample content, as its page in the docs shows it."""

from pathlib import Path

import pytest

from digest.config import load_config
from tests.end_to_end.commands import NOON, digest

PAGE = (Path(__file__).parent.parent.parent / "docs" / "selection.md").read_text(encoding="utf-8")
EXAMPLES = [block.partition("```")[0] for block in PAGE.split("```yaml\n")[1:]]


def test_the_page_shows_what_explain_says(tmp_path: Path) -> None:
    digest(tmp_path, "init", "lettre")
    digest(tmp_path / "lettre", "--as-of", NOON, "build")

    said = digest(tmp_path / "lettre", "--as-of", NOON, "--language", "fr", "explain", "jumelage").out

    plain = said.replace("\u00a0", " ")
    assert f"$ digest explain jumelage\n{plain}```" in PAGE.replace("\u00a0", " ")


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_examples_of_the_page_are_without_faults(tmp_path: Path, example: str) -> None:
    rest = "letter: {title: La lettre, from: lettre@exemple.org}\nsources: [{name: Nos textes, path: .}]\n"
    (tmp_path / "feeds.yaml").write_text(rest + example, encoding="utf-8")

    assert load_config(tmp_path / "feeds.yaml", environ={}).distinct == ("a-0a3abc357f", "Agenda des jumelages : mai")


def test_an_edito_as_the_page_shows_it_is_read_and_the_newer_one_of_the_sample_wins(tmp_path: Path) -> None:
    digest(tmp_path, "init", "lettre")
    text = PAGE.partition("```markdown\n")[2].partition("```")[0].replace("2026-03-18", "2026-01-13")
    (tmp_path / "lettre" / "contenu" / "mot.md").write_text(text.replace("Ce que l'on", "Tout ce que l'on"), "utf-8")
    digest(tmp_path / "lettre", "--as-of", NOON, "build")

    said = digest(tmp_path / "lettre", "--as-of", NOON, "--language", "en", "explain", "Ce que l'on rapporte").out

    assert [line.replace("\u00a0", " ") for line in said.splitlines() if line.startswith("  ")] == [
        "  the édito of edition 1",
        "  out: l’édito « Ce que l'on rapporte dans ses valises » est plus récent",
    ]
