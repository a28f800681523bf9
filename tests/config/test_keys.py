"""The one table of keys: every key is described, documented, and agrees with the defaults in the data."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from digest.config import Config, Source, Theme, describe_keys, show_config
from digest.config.model import Brand, Checks, Dkim, Fetch, Letter, MailboxSettings, Send, WindowRule
from digest.config.schema.fields import FieldType
from digest.config.validate import _READERS
from tests.config.conftest import LoadText

PAGE = Path(__file__).parent.parent.parent / "docs" / "configuration.md"
MINIMAL = "letter: {title: La lettre, from: lettre@exemple.org}\nsources: [{name: Nos textes, path: contenu}]\n"
DATA = {
    "": Config,
    "letter": Letter,
    "letter.brand": Brand,
    "window": WindowRule,
    "sources[]": Source,
    "themes[]": Theme,
    "send": Send,
    "send.dkim": Dkim,
    "inbox": MailboxSettings,
    "fetch": Fetch,
    "checks": Checks,
}


def test_every_key_is_described_in_one_sentence() -> None:
    assert [key.name for key in describe_keys() if not key.doc.endswith(".")] == []


def test_every_key_but_tables_shows_how_it_is_written() -> None:
    tables = (FieldType.TABLE, FieldType.TABLES)

    assert [key.name for key in describe_keys() if not key.sample and key.kind not in tables] == []


def test_every_kind_of_value_can_be_read() -> None:
    assert set(_READERS) == set(FieldType)


def test_every_key_has_its_place_in_the_data() -> None:
    known = {table: {field.name for field in fields(kind)} for table, kind in DATA.items()}
    renamed = {"letter.from": "sender", "web.address": None}
    missing = [
        key.name for key in describe_keys() if renamed.get(key.name, key.last) not in (None, *known.get(key.table, ()))
    ]

    assert missing == []


def test_the_defaults_of_the_table_are_those_of_the_data(load_text: LoadText) -> None:
    said = "sources: [{name: Nos textes, path: contenu}]\nletter:\n  title: La lettre\n  from: lettre@exemple.org\n"
    said += defaults("letter", "  ") + "  brand:\n" + defaults("letter.brand", "    ")
    said += "".join(f"{table}:\n{defaults(table, '  ')}" for table in ("window", "send", "inbox", "fetch")) + defaults(
        "", ""
    )

    assert show_config(load_text(said)) == show_config(load_text(MINIMAL))


def defaults(table: str, indent: str) -> str:
    """Write the keys of a table with their defaults."""
    return "".join(
        f"{indent}{key.last}: {key.default}\n" for key in describe_keys() if key.default and key.table == table
    )


def test_the_page_of_the_configuration_describes_every_key() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert [key.name for key in describe_keys() if f"`{key.name}`" not in page] == []


def test_the_page_of_the_configuration_names_every_default_and_choice() -> None:
    rows = {line.split("`")[1]: line for line in PAGE.read_text(encoding="utf-8").split("\n") if line.startswith("| `")}
    wrong = [
        key.name
        for key in describe_keys()
        if not all(f"`{word}`" in rows[key.name] for word in (*([key.default] if key.default else []), *key.choices))
    ]

    assert wrong == []


def examples() -> list[str]:
    """Return the YAML examples of the page."""
    return [block.partition("```")[0] for block in PAGE.read_text(encoding="utf-8").split("```yaml\n")[1:]]


@pytest.mark.parametrize("example", examples())
def test_the_examples_of_the_page_are_without_faults(load_text: LoadText, example: str) -> None:
    own = set(re.findall(r"^(\w+):", example, re.MULTILINE))
    rest = MINIMAL.splitlines(keepends=True)
    rest = [line for line in rest if line.partition(":")[0] not in own]
    text = example.replace("  brand:", "  title: La lettre\n  from: lettre@exemple.org\n  brand:")
    themes = "themes: [{name: Réseau Monde & Europe}]\n" if "theme:" in text else ""

    assert load_text("".join(rest) + text + themes).letter.language == "fr"
