"""A letter ready to be sent, and what to do with it, for tests of the way out."""

import json
import time
from email.parser import BytesHeaderParser
from pathlib import Path
from subprocess import PIPE, Popen

from tests.end_to_end.commands import COMMAND, NOON, Result, digest, environment, write

FEEDS = """letter:
  title: La lettre
  from: Réseau <lettre@exemple.org>
  reply_to: redaction@exemple.org
  address: 1 rue de l'Exemple, 75000 Paris
  why: Vous êtes membre du réseau.
  language: en
members: membres.csv
sources:
  - {name: Nos textes, path: contenu/}
themes:
  - {name: Monde, words: [jumelage]}
  - {name: Eau, words: [rivière]}
send:
  via: folder
  folder: envois
  test_to: [moi@exemple.org]
"""
TWINNING = "---\ntitle: Un jumelage\ndate: 2026-03-03\n---\nUn jumelage de plus entre deux communes.\n"
RIVER = "---\ntitle: La rivière\ndate: 2026-03-02\n---\nLa rivière est propre.\n"
LIST = "courriel;nom;thèmes;langue\nana@exemple.org;Ana Petit;;\nbob@exemple.org;;Eau;\ndan@exemple.org;Dan;;fr\n"
ADDRESSES = ("ana@exemple.org", "bob@exemple.org", "dan@exemple.org")


def build_letter(folder: Path) -> Path:
    """Make a letter with one edition built."""
    files = {"feeds.yaml": FEEDS, "contenu/jumelage.md": TWINNING, "contenu/riviere.md": RIVER, "membres.csv": LIST}
    made = write(folder, files)
    assert at_noon(made, "build").code == 0
    return made


def at_noon(folder: Path, *arguments: str, day: str = NOON, **more: str) -> Result:
    """Run the command at noon of the day the edition is of."""
    return digest(folder, "--as-of", day, *arguments, **more)


def approve(folder: Path, *more: str, name: str = "Zoé Martin", day: str = NOON) -> Result:
    """Approve the first edition."""
    return at_noon(folder, "approve", "1", "--by", name, "--no-links", *more, day=day)


def send(folder: Path, *more: str, day: str = NOON, **variables: str) -> Result:
    """Send the first edition."""
    return at_noon(folder, "send", "1", *more, day=day, **variables)


def change(file: Path, old: str, new: str) -> None:
    """Write something else in the place of words that are there."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def slowly(folder: Path, pace: str) -> None:
    """Let the letter leave no faster than that."""
    change(folder / "feeds.yaml", "  via: folder\n", f"  via: folder\n  rate: {pace}\n  connections: 1\n")


def messages(folder: Path) -> list[Path]:
    """Return the messages that were laid in the folder, in the order of their names."""
    found = (folder / "envois").rglob("*") if (folder / "envois").exists() else ()
    return sorted(file for file in found if file.is_file())


def addressees(folder: Path) -> list[str]:
    """Name whom the messages in the folder are for, in the order of the messages."""
    heads = [BytesHeaderParser().parsebytes(file.read_bytes()) for file in messages(folder)]
    return [str(head["To"]).rpartition("<")[2].strip("> ") for head in heads]


def delivered(folder: Path) -> list[str]:
    """Name whom the messages in the folder are for, in order."""
    return sorted(addressees(folder))


def states(folder: Path) -> dict[str, str]:
    """Return the state of each member in the accounts of the first edition."""
    said = json.loads(digest(folder, "--json", "report", "1").out)
    return {one["address"]: one["state"] for one in said["deliveries"]}


def counts(folder: Path) -> dict[str, int]:
    """Return how many members are in each state, where there are any."""
    said: dict[str, int] = json.loads(digest(folder, "--json", "report", "1").out)["counts"]
    return {state: count for state, count in said.items() if count}


def interrupt(folder: Path, how: int, *, after: int = 1) -> tuple[int, str]:
    """Begin to send, and end that after so many messages; return the exit code and what was said."""
    process = Popen(
        [*COMMAND, "--as-of", NOON, "send", "1"], cwd=folder, env=environment(), stdout=PIPE, stderr=PIPE, text=True
    )
    end = time.monotonic() + 30
    while len(messages(folder)) < after and process.poll() is None and time.monotonic() < end:
        time.sleep(0.01)
    process.send_signal(how)
    out, err = process.communicate(timeout=30)
    assert "Traceback" not in err
    return process.returncode, out
