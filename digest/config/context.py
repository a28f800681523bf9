"""What every check is handed: where faults are noted, what is asked for, and what may be known of the disk."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from digest.config.errors import MOST_SHOWN, ConfigFault, SourcePosition, fault_at
from digest.config.schema.fields import KeyDoc
from digest.locale import _


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigEnvironment:
    """The world around the file, handed in by `load` so that no check touches the disk.

    Attributes:
        folder: The folder of feeds.yaml, absolute.
        neighbours: The names in a folder, in order; empty where it is no folder or cannot be read.
        exists: Whether there is a file or folder of that path.
        environ: The environment's variables.
    """

    folder: Path
    neighbours: Callable[[Path], tuple[str, ...]]
    exists: Callable[[Path], bool]
    environ: Mapping[str, str]


@dataclass(slots=True, kw_only=True)
class SchemaNotes:
    """The faults found so far, with the lines they are in; `is_beginning` where the file's end is not read."""

    lines: list[str]
    around: ConfigEnvironment
    faults: list[ConfigFault] = field(default_factory=list)
    is_beginning: bool = False

    @property
    def is_full(self) -> bool:
        """Whether there are more faults than are ever shown, so that looking for more is lost time."""
        return len(self.faults) > 2 * MOST_SHOWN

    def add(self, place: SourcePosition, message: str, hint: str = "") -> None:
        """Note a fault."""
        self.faults.append(fault_at(place, message, hint))

    def place_of(self, words: str, place: SourcePosition) -> SourcePosition:
        """Return the place of some words of a value; the value's own place where its line has no such words."""
        offset = self.rest_of_line(place).find(words)
        return place if offset < 0 else SourcePosition(line=place.line, column=place.column + offset)

    def rest_of_line(self, place: SourcePosition) -> str:
        """Return what stands on a line from a place on."""
        return self.lines[place.line - 1][place.column - 1 :]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestedKeys:
    """A value that is looked at: its key, the table it stands in as a person calls it, and the notes."""

    key: KeyDoc
    owner: str
    notes: SchemaNotes

    @property
    def what(self) -> str:
        """Name the value: `letter.title`, `url of source "Agenda"`."""
        if self.key.is_in_list:
            return _("{key} of {owner}").format(key=self.key.last, owner=self.owner)
        return self.key.name

    @property
    def example(self) -> str:
        """Show how the value is written."""
        return example_of(self.key)


def example_of(key: KeyDoc) -> str:
    """Show how the value of a key is written."""
    return _("Write for example: {example}").format(example=f"{key.last}: {key.sample}")
