"""The French catalogue is complete, names the same places as the English, and its compiled form is the same words."""

import gettext
import re
import tomllib
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from digest.locale import _, in_language, ngettext

ROOT = Path(__file__).parent.parent.parent
FOLDER = ROOT / "digest/locale/fr/LC_MESSAGES"


def extracted() -> set[str]:
    """Find every message of the sources: singulars, as their ids."""
    mappings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["babel"]["mappings"]
    found: set[str] = set()
    for mapping in mappings:
        folder, pattern = mapping["pattern"].split("/", 1)
        for row in extract_from_dir(ROOT / folder, [(pattern, mapping["method"])], {}):
            message = row[2]
            found.add(message if isinstance(message, str) else message[0])
    return found - {""}


def catalogue() -> Catalog:
    with (FOLDER / "digest.po").open("rb") as file:
        return read_po(file, locale="fr")


def forms(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def singular(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def test_every_message_has_its_french() -> None:
    said = {singular(message) for message in catalogue() if message.id and all(forms(message)) and not message.fuzzy}

    assert extracted() - said == set()


def test_the_catalogue_holds_no_message_that_nobody_says() -> None:
    known = {singular(message) for message in catalogue() if message.id}

    assert known - extracted() == set()


@pytest.mark.parametrize("message", [m for m in catalogue() if m.id], ids=lambda m: singular(m)[:60])
def test_the_french_names_the_places_that_the_english_names(message: Message) -> None:
    places = re.compile(r"\{(\w*)[^}]*\}|%\((\w+)\)s")
    english = message.id if isinstance(message.id, str) else " ".join(message.id)

    named = {name for form in forms(message) for name in places.findall(form)}

    assert named == set(places.findall(english))


def test_the_compiled_catalogue_is_the_written_one() -> None:
    with (FOLDER / "digest.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)

    spoken = {singular(m): compiled.gettext(m.id) for m in catalogue() if isinstance(m.id, str) and m.id}

    assert spoken == {singular(m): m.string for m in catalogue() if isinstance(m.id, str) and m.id}


def test_french_has_the_singular_for_none_and_one() -> None:
    with in_language("fr"):
        said = [ngettext("{count} article", "{count} articles", count).format(count=count) for count in (0, 1, 2)]

    assert said == ["0 article", "1 article", "2 articles"]


def test_an_unknown_language_speaks_english() -> None:
    with in_language("tlh"):
        said = _("{count} articles")

    assert said == "{count} articles"
