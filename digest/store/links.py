"""Links that were alive a few hours ago, so that checking a letter again does not ask the world again.

Only good answers are kept: whoever mends a link wants to see at once that it is mended. The file may be deleted at any
time; one that cannot be read counts as empty.
"""

import json
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from digest.disk import replace_file
from digest.model import LinkAnswer, Reach

KEPT = timedelta(hours=6)
_NAME = "links.json"


def known_links(folder: Path, *, now: datetime) -> dict[str, LinkAnswer]:
    """Give the links that were alive within the last hours, by address."""
    return {url: _answer(url, moved_to) for url, (_asked, moved_to) in _read(folder, now).items()}


def keep_links(folder: Path, answers: Iterable[LinkAnswer], *, now: datetime) -> None:
    """Keep the good answers, and forget the old ones; a disk that refuses costs only the memory."""
    alive = {answer.url: (now.isoformat(), answer.moved_to or "") for answer in answers if answer.reach is Reach.ALIVE}
    record = json.dumps({**_read(folder, now), **alive}, ensure_ascii=False)
    with suppress(OSError):
        if folder.is_dir():  # where there is no store, none is left behind
            replace_file(folder / _NAME, record.encode())


def _read(folder: Path, now: datetime) -> dict[str, tuple[str, str]]:
    """Give the instant each link was asked and where it has moved, for those that are not too old."""
    try:
        rows = json.loads((folder / _NAME).read_text(encoding="utf-8")).items()
        return {str(url): (asked, moved_to) for url, (asked, moved_to) in rows if _is_fresh(asked, now)}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _is_fresh(asked: str, now: datetime) -> bool:
    return timedelta(0) <= now - datetime.fromisoformat(asked) <= KEPT


def _answer(url: str, moved_to: str) -> LinkAnswer:
    return LinkAnswer(url=url, reach=Reach.ALIVE, moved_to=moved_to or None)
