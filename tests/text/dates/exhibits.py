"""The exhibits of `tests/data/dates/`: expressions with what a French reader understands.

Columns as in the published table: text (line ends as a backslash and n), reference_date, start, end, all_day, note.
"""

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "data" / "dates"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """One labelled expression."""

    text: str
    reference: date
    start: str | None
    end: str | None
    all_day: bool | None
    kind: str | None
    precision: str | None


def read_exhibits(name: str) -> list[Exhibit]:
    """Read one file of exhibits."""
    with (FOLDER / f"{name}.tsv").open(encoding="utf-8", newline="") as lines:
        return [_exhibit(row) for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)]


def _exhibit(row: dict[str, str]) -> Exhibit:
    notes = dict(note.strip().split("=", 1) for note in row["note"].split(";") if "=" in note)
    return Exhibit(
        text=row["text"].replace("\\n", "\n"),
        reference=date.fromisoformat(row["reference_date"]),
        start=(row["start"].strip("|") and row["start"]) or None,
        end=(row["end"].strip("|") and row["end"]) or None,
        all_day={"true": True, "false": False, "": None}[row["all_day"]],
        kind=notes.get("kind"),
        precision=notes.get("precision"),
    )
