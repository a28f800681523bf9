"""What the newsroom gives back: plain data for the command line and the desk."""

from dataclasses import dataclass
from pathlib import Path

from digest.checks import Finding
from digest.edition import Edition
from digest.model import Problem
from digest.selection.duplicates import Merge


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What one build gave.

    Attributes:
        edition: As its file has it, with the person's edits.
        edition_file: `editions/N.yaml`.
        folder: `out/N/`, or what was asked for.
        files: The files of the letter, in that folder.
        waits: Whether it has less to read than `minimum` and should wait for more.
        merges: Which of its articles are made of several.
        problems: Those of its pictures; the edition has its own.
    """

    edition: Edition
    edition_file: Path
    folder: Path
    files: tuple[Path, ...]
    waits: bool = False
    merges: tuple[Merge, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """The archive as it was written: how many editions it shows, its folder, its files in that folder."""

    editions: int
    folder: Path
    files: tuple[Path, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the pre-flight of an edition found, the worst first."""

    edition: Edition
    findings: tuple[Finding, ...]
