"""The French catalogue brought up to date with the sources, the same bytes on every machine and every day.

    python -m tests.locale.words

Babel's own commands write the day, the hour and Babel's version into the head of a catalogue; here the head says only
what gettext must know. French that is there is kept, new messages come without French, and messages that nobody says
any more are taken out. `docs/words.md` has the whole round.
"""

import tomllib
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent.parent
FOLDER = ROOT / "digest/locale/fr/LC_MESSAGES"


class Words(Catalog):
    """A catalogue of French with a head that never changes."""

    @property  # type: ignore[misc]  # the head of the parent can be set, ours never changes
    def mime_headers(self) -> list[tuple[str, str]]:
        """Return the head: what gettext needs to read the words."""
        return [
            ("Language", "fr"),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=UTF-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", "nplurals=2; plural=(n > 1);"),
        ]


def extracted() -> Catalog:
    """Find every message of the sources, in Python and in templates."""
    mappings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["babel"]["mappings"]
    found = Catalog()
    for mapping in mappings:
        folder, pattern = mapping["pattern"].split("/", 1)
        for row in extract_from_dir(ROOT / folder, [(pattern, mapping["method"])], {}):
            if row[2] and row[2] != ("", ""):
                found.add(row[2])
    return found


def catalogue() -> Catalog:
    """Read the French that is written."""
    with (FOLDER / "digest.po").open("rb") as file:
        return read_po(file, locale="fr")


def up_to_date(french: Catalog, said: Catalog) -> Words:
    """Return a catalogue of all that is said, with the French there is."""
    words = Words(locale="fr", header_comment="", fuzzy=False)
    for message in said:
        known = french.get(message.id) if message.id else None
        if message.id:
            is_same = known and known.pluralizable == message.pluralizable  # a number may have come into it since
            words.add(message.id, known.string if known and is_same else None)
    return words


def write(words: Words) -> None:
    """Write the French and its compiled form."""
    with (FOLDER / "digest.po").open("wb") as file:
        write_po(file, words, width=120, no_location=True, sort_output=True, ignore_obsolete=True)
    with (FOLDER / "digest.mo").open("wb") as file:
        write_mo(file, words)


if __name__ == "__main__":
    write(up_to_date(catalogue(), extracted()))
