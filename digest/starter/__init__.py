"""The starter folder: a feeds.yaml with sample content in French, written for this project; `digest init` copies it.

It ships inside the package. Everything beside this module is data; the dates in it move with the day it is read,
because its feeds.yaml says on which day it was saved.
"""

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from digest.errors import DigestError, UsageError
from digest.locale import _
from digest.locale.reasons import say_reason


def copy_starter(folder: Path) -> tuple[Path, ...]:
    """Copy the starter into a folder, which is made where it does not exist, and return the files written.

    Raises:
        UsageError: One of the files exists already; then nothing is written.
        DigestError: The folder cannot be written.
    """
    wanted = tuple((folder / name, origin) for name, origin in _samples(files(__name__)))
    taken = [str(target) for target, _origin in wanted if target.exists() or target.is_symlink()]
    if taken:
        raise UsageError(
            _("these files exist already: {files}").format(files=", ".join(taken)),
            where=str(folder),
            hint=_("Nothing was written. Choose another folder, or move these files away."),
        )
    try:
        for target, origin in wanted:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(origin.read_bytes())
    except OSError as error:
        raise DigestError(
            _("the starter files cannot be written: {reason}").format(reason=say_reason(error)),
            where=str(folder),
            hint=_("Choose a folder in which you may write."),
        ) from error
    return tuple(target for target, _origin in wanted)


def _samples(package: Traversable) -> Iterator[tuple[str, Traversable]]:
    yield "feeds.yaml", package / "feeds.yaml"
    for sample in sorted((package / "contenu").iterdir(), key=lambda one: one.name):
        yield f"contenu/{sample.name}", sample
