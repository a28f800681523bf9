"""Thumbnails that were made once, with what they were made of: so that the same letter is built without asking again.

They lie in `pictures/` of the state folder, each under the name of its content, and `index.json` says which picture of
the web is which. An index that cannot be read counts as empty; what is deleted is missing in the archive until its
edition is built again.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path

from digest.disk import replace_file
from digest.model import Thumbnail

_FOLDER = "pictures"
_INDEX = "index.json"
_NAME = re.compile(r"p-[0-9a-f]{16}\.(?:jpg|png)")
_LARGEST = 10_000


def known_pictures(folder: Path) -> dict[str, Thumbnail]:
    """Give the thumbnails whose file is there, by the address of the picture."""
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
    """Give the octets of a thumbnail.

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
