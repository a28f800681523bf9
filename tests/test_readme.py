"""The README and the docs are true: every command, exit code and page they name exists, and the other way round."""

import re
from pathlib import Path

import click
import pytest

from digest import errors
from digest.cli import main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = sorted((ROOT / "docs").glob("*.md"))


def error_classes(base: type[errors.DigestError]) -> list[type[errors.DigestError]]:
    return [base, *(one for direct in base.__subclasses__() for one in error_classes(direct))]


def test_the_readme_lists_every_command() -> None:
    listed = set(re.findall(r"^\| `digest (\w+)", README, flags=re.MULTILINE))

    assert listed == set(main.list_commands(click.Context(main)))


def test_the_readme_lists_the_exit_code_of_every_error() -> None:
    listed = {int(code) for code in re.findall(r"^\| (\d+) \|", README, flags=re.MULTILINE)}

    assert {one.exit_code for one in error_classes(errors.DigestError)} - listed == set()


def test_the_readme_leads_to_every_page_of_the_docs() -> None:
    led_to = set(re.findall(r"\(docs/([\w.-]+)\)", README))

    assert led_to == {page.name for page in PAGES}


@pytest.mark.parametrize("page", [ROOT / "README.md", *PAGES], ids=lambda page: page.name)
def test_no_link_of_a_page_is_broken(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8"))

    assert [target for target in targets if not (page.parent / target).exists()] == []
