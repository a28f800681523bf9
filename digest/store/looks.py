"""Looks of letters that were worked out once: so that most runs need no tool for CSS at all.

What they are made of is in their keys: a look that nobody asks for any more is never wrong, only old. The file may be
deleted at any time; one that cannot be read counts as empty.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from digest.disk import replace_file

Look = Mapping[str, str]
_NAME = "looks.json"
_KEPT = 8
"""How many: a person who works at a style sheet leaves one behind with each save."""


def known_looks(folder: Path) -> dict[str, Look]:
    """Give the looks that are known, by their key, oldest first."""
    try:
        rows = json.loads((folder / _NAME).read_text(encoding="utf-8")).items()
        return {str(key): {str(kind): str(look) for kind, look in looks.items()} for key, looks in rows}
    except (OSError, ValueError, AttributeError, RecursionError):
        return {}


def keep_looks(folder: Path, looks: Mapping[str, Look]) -> None:
    """Keep the newest looks; a disk that refuses costs only the memory."""
    newest = dict(list(looks.items())[-_KEPT:])
    with suppress(OSError):
        if folder.is_dir():  # where there is no store, none is left behind
            replace_file(folder / _NAME, json.dumps(newest, ensure_ascii=False).encode())
