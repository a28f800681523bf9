"""Paths of a letter: its editions' files, its own templates, and what a person calls them."""

from pathlib import Path

from digest.config.model import Config
from digest.errors import UsageError
from digest.locale import _


def edition_file(config: Config, number: int) -> Path:
    """Return where the file of an edition is, or will be."""
    return config.folder / "editions" / f"{number}.yaml"


def edition_numbers(config: Config) -> list[int]:
    """Return the numbers of the editions that have a file, in order."""
    return sorted(int(file.stem) for file in (config.folder / "editions").glob("*.yaml") if file.stem.isdecimal())


def name_for_person(config: Config, file: Path) -> str:
    """Return the name of a file as the letter's own messages call it: from the folder of feeds.yaml on."""
    return str(file.relative_to(config.folder))


def find_edition(config: Config, number: int | None) -> int:
    """Return the number of an edition that has a file: the newest where None is given.

    Raises:
        UsageError: There is no such edition.
    """
    numbers = edition_numbers(config)
    if number is None and numbers:
        return numbers[-1]
    if number is None or number not in numbers:
        problem = _("there is no edition {number} yet") if number else _("there is no edition yet")
        raise UsageError(problem.format(number=number), hint=_('Make one with "digest build".'))
    return number


def own_templates(config: Config) -> Path | None:
    """Return the folder of the project's own templates; None where it has none."""
    own = config.folder / "templates"
    return own if own.is_dir() else None
