"""`editions/N.yaml`: an edition as a file that a person edits, and the file as an edition again.

Three steps, each of its own: `reading` makes a sheet of the text, `printing` an edition of the sheet, `merging` and
`splicing` bring a new composition into a file that a person has changed. The file's text comes in and goes out; whoever
calls reads and writes it.
"""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from zoneinfo import ZoneInfo

from digest.config.errors import FaultCollector
from digest.config.yaml_nodes import normal_lines
from digest.edition.model import Edition
from digest.edition.yaml.merge import merge_sheets
from digest.edition.yaml.outline import Candidates, EditionDoc, sheet_of
from digest.edition.yaml.patch import change_text
from digest.edition.yaml.read import read_sheet
from digest.edition.yaml.validate import EditionValidator
from digest.edition.yaml.write import write_sheet
from digest.model import Window

__all__ = [
    "EditionFile",
    "composed_days",
    "fingerprint",
    "read_edition",
    "update_document",
    "write_document",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionFile:
    """An edition's file with all it is read against.

    Attributes:
        text: What is in the file, its lines ended by line feeds.
        file: Its name as the person knows it.
        material: What the store knows.
        draft: What the machine wrote last; None where it wrote nothing.
    """

    text: str
    file: str
    material: Candidates
    draft: str | None = None


def fingerprint(text: str) -> str:
    """Return a short name for a text, another for every other text."""
    return sha256(text.encode("utf-8", "replace")).hexdigest()[:32]


def write_document(edition: Edition, *, zone: ZoneInfo) -> str:
    """Write the file of an edition that a person has not touched; also the draft that the store keeps beside it."""
    return write_sheet(sheet_of(edition, zone=zone), title=edition.title)


def read_edition(text: str, *, file: str, material: Candidates, draft: str | None = None) -> Edition:
    """Read an edition from its file.

    Args:
        text: What is in the file.
        file: Its name as the person knows it.
        material: What the store knows; the same file and material always give the same edition.
        draft: What the machine wrote last; what it has and the file lacks was left out by hand.

    Raises:
        Faults: All that is wrong in the file, each with its line and column.
    """
    sheet, reader = read_sheet(text, file=file)
    base = sheet if draft == text else _sheet(draft)
    printer = EditionValidator(material, reader, base=base, file=file)
    edition = printer.edition(sheet)
    if printer.faults:
        raise FaultCollector(printer.faults, file=file, text=normal_lines(text))
    return edition


def composed_days(draft: str) -> tuple[date, Window] | None:
    """Return the day and the window for which a draft was composed; None where it tells none."""
    head = draft.partition("\nsubject:")[0]  # what the machine writes first; all of a large draft takes long to read
    try:
        sheet = read_sheet(head, file="")[0]
        first, last = map(date.fromisoformat, sheet.window)
        return date.fromisoformat(sheet.scalars.get("day", "")), Window(first_day=first, last_day=last)
    except (ValueError, FaultCollector):
        return None


def update_document(text: str, *, file: str, draft: str | None, edition: Edition, zone: ZoneInfo) -> str:
    """Bring a new composition into a file: what is new comes in, what a person changed stays, to the comment.

    Args:
        text: What is in the file.
        file: Its name as the person knows it.
        draft: What the machine wrote last (`write_document` of the composition before).
        edition: The new composition.
        zone: The letter's zone.

    Raises:
        Faults: The file cannot be read; it is not to be overwritten then.
    """
    text = normal_lines(text)
    if text == draft:  # nobody touched it
        return write_document(edition, zone=zone)
    ours, reader = read_sheet(text, file=file)
    if reader.faults:
        raise FaultCollector(reader.faults, file=file, text=text)
    merged = merge_sheets(_sheet(draft), ours, sheet_of(edition, zone=zone))
    return change_text(text, ours=ours, merged=merged, title=edition.title)


def _sheet(draft: str | None) -> EditionDoc | None:
    return read_sheet(draft, file="")[0] if draft else None
