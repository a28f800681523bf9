"""Thumbnails that were made once, with what they were made of: so that the same letter is built without asking again.

They lie in `pictures/` of the state folder, each under the name of its content, and `index.json` says which picture of
the web is which. An index that cannot be read counts as empty; what is deleted is missing in the archive until its
edition is built again.
"""

import json
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from digest.disk import replace_file
from digest.model import LinkCheckResult, LinkStatus, Thumbnail

_FOLDER = "pictures"
_INDEX = "index.json"
_NAME = re.compile(r"p-[0-9a-f]{16}\.(?:jpg|png)")
_LARGEST = 10_000


def known_pictures(folder: Path) -> dict[str, Thumbnail]:
    """Return the thumbnails whose file is there, by the address of the picture."""
    try:
        rows = json.loads((folder / _FOLDER / _INDEX).read_text(encoding="utf-8")).items()
        found = {str(url): Thumbnail(name=name, width=width, height=height) for url, (name, width, height) in rows}
        return {url: one for url, one in found.items() if _is_sound(one) and (folder / _FOLDER / one.name).is_file()}
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return {}


def keep_picture(folder: Path, url: str, thumbnail: Thumbnail, octets: bytes) -> None:
    """Keep a thumbnail: first the file, then the line that leads to it.

    Raises:
        OSError: The disk refuses.
    """
    home = folder / _FOLDER
    replace_file(home / thumbnail.name, octets)
    replace_file(home / _INDEX, _index({**known_pictures(folder), url: thumbnail}))


def read_picture(folder: Path, name: str) -> bytes:
    """Return the octets of a thumbnail.

    Raises:
        OSError: It is not there any more.
    """
    return (folder / _FOLDER / name).read_bytes()


def _is_sound(thumbnail: Thumbnail) -> bool:
    sizes = (thumbnail.width, thumbnail.height)
    whole = all(isinstance(size, int) and 0 < size <= _LARGEST for size in sizes)
    return whole and _NAME.fullmatch(thumbnail.name) is not None


def _index(thumbnails: Mapping[str, Thumbnail]) -> bytes:
    rows = {url: (one.name, one.width, one.height) for url, one in sorted(thumbnails.items())}
    return json.dumps(rows, ensure_ascii=False, indent=0).encode("utf-8", "replace")


# Links that were alive a few hours ago, so that checking a letter again does not ask the world again.

KEPT = timedelta(hours=6)
_LINKS_FILE = "links.json"


def known_links(folder: Path, *, now: datetime) -> dict[str, LinkCheckResult]:
    """Return the links that were alive within the last hours, by address."""
    return {url: _answer(url, moved_to) for url, (_asked, moved_to) in _read(folder, now).items()}


def keep_links(folder: Path, answers: Iterable[LinkCheckResult], *, now: datetime) -> None:
    """Keep the good answers, and forget the old ones; a disk that refuses costs only the memory."""
    alive = {
        answer.url: (now.isoformat(), answer.moved_to or "") for answer in answers if answer.reach is LinkStatus.ALIVE
    }
    record = json.dumps({**_read(folder, now), **alive}, ensure_ascii=False)
    with suppress(OSError):
        if folder.is_dir():  # where there is no store, none is left behind
            replace_file(folder / _LINKS_FILE, record.encode())


def _read(folder: Path, now: datetime) -> dict[str, tuple[str, str]]:
    """Return the instant each link was asked and where it has moved, for those that are not too old."""
    try:
        rows = json.loads((folder / _LINKS_FILE).read_text(encoding="utf-8")).items()
        return {str(url): (asked, moved_to) for url, (asked, moved_to) in rows if _is_fresh(asked, now)}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _is_fresh(asked: str, now: datetime) -> bool:
    return timedelta(0) <= now - datetime.fromisoformat(asked) <= KEPT


def _answer(url: str, moved_to: str) -> LinkCheckResult:
    return LinkCheckResult(url=url, reach=LinkStatus.ALIVE, moved_to=moved_to or None)
