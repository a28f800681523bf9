"""What the last preview showed, kept in the state folder so that the next one can say what changed.

It is a convenience: where it cannot be read or written, nothing is said of changes and nothing fails.
"""

from contextlib import suppress
from pathlib import Path

from digest.disk import replace_file
from digest.edition import Edition


def recall_record(state: Path, edition: Edition | None) -> str:
    """Give the record of an edition as the last preview showed it; empty where there was none."""
    with suppress(OSError, UnicodeDecodeError):
        return _file(state, edition).read_text(encoding="utf-8") if edition else ""
    return ""


def remember_record(state: Path, edition: Edition, record: str) -> None:
    """Keep the record of an edition, whole or not at all."""
    with suppress(OSError):
        replace_file(_file(state, edition), record.encode())


def _file(state: Path, edition: Edition) -> Path:
    return state / "previewed" / f"{edition.number}.json"
