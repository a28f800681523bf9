"""The archive over HTTP: the files that `digest archive` wrote, and nothing else that lies there."""

import hashlib
import re
from http import HTTPStatus

from digest.config import Config
from digest.pipeline.files import read_archive
from digest.web.answer import ARCHIVE_POLICY, Answer
from digest.web.request import Request

_KINDS = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "xml": "application/xml; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "ics": "text/calendar; charset=utf-8",
    "jpg": "image/jpeg",
    "png": "image/png",
}


def answer_archive(config: Config, request: Request) -> Answer | None:
    """Give a file of the archive, or the way to it; None where it has none of that name.

    A redirection names its target from where the asker is, which is right behind any proxy.
    """
    if not request.path or re.fullmatch(r"/[0-9]{1,9}", request.path):
        return Answer(status=HTTPStatus.MOVED_PERMANENTLY, headers=(("Location", f"{request.place}/"),))
    name = request.path[1:]
    name += "index.html" if name.endswith("/") or not name else ""
    octets = read_archive(config.folder / "out" / "archive", name)
    if octets is None:
        return None
    etag = f'"{hashlib.sha256(octets).hexdigest()[:32]}"'
    headers = (
        ("Content-Security-Policy", ARCHIVE_POLICY),
        ("Cache-Control", "public, max-age=300"),
        ("ETag", etag),
    )
    if etag in request.etag:
        return Answer(status=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Answer(kind=_kind(name), body=octets, headers=headers)


def _kind(name: str) -> str:
    return "application/atom+xml; charset=utf-8" if name == "atom.xml" else _KINDS[name.rpartition(".")[2]]
