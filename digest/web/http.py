"""What was asked: the method, the path below the letter's place on the web, and the fields of a small form."""

import hashlib
import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl, urlsplit

MOST_OCTETS = 16_384
"""Of a form; ours and a mail program's have a few hundred."""
_MOST_FIELDS = 200
_NAME = re.compile(rb'[;\s]name="?([^";\r\n]{1,100})"?', re.IGNORECASE)
_BOUNDARY = re.compile(r';\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))', re.IGNORECASE)  # RFC 2046 section 5.1.1

Fields = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpRequest:
    """One request; what it was sent with stays out of every representation.

    Attributes:
        path: Begins with a slash, unless the letter's very place was asked for without one: then it is empty.
        place: The last part of that place's own path, for a redirection to it.
        etag: What the asker has already.
        fields: What was posted.
        is_too_large: Whether more was posted than is read.
    """

    method: str
    path: str = field(repr=False)
    place: str = field(default="", repr=False)
    etag: str = field(default="", repr=False)
    fields: Fields = field(default_factory=lambda: MappingProxyType({}), repr=False)
    is_too_large: bool = False

    def first(self, name: str) -> str:
        """Return the first value of a field; empty where it was not sent."""
        return next(iter(self.fields.get(name, ())), "")


def read_request(environ: Mapping[str, Any], web: str | None) -> HttpRequest:
    """Read a request.

    Args:
        environ: As the server hands it over.
        web: The letter's address on the web; its path is taken away where the proxy has left it.
    """
    method = str(environ.get("REQUEST_METHOD", "GET")).upper()
    root = urlsplit(web or "").path.rstrip("/")
    path = str(environ.get("PATH_INFO", ""))
    body = _read_body(environ) if method == "POST" else b""
    return HttpRequest(
        method=method,
        path=_below(path, root),
        place=(str(environ.get("SCRIPT_NAME", "")).rstrip("/") + path).rpartition("/")[2],
        etag=str(environ.get("HTTP_IF_NONE_MATCH", "")),
        fields=MappingProxyType(_read_fields(body[:MOST_OCTETS], str(environ.get("CONTENT_TYPE", "")))),
        is_too_large=len(body) > MOST_OCTETS,
    )


def _below(path: str, root: str) -> str:
    """Take the letter's own place off a path that still has it; a personal link is known without."""
    if root and (path == root or path.startswith(f"{root}/")) and not re.fullmatch(r"/[up]/[\w-]{25,}", path):
        return path[len(root) :]
    return path


def _read_body(environ: Mapping[str, Any]) -> bytes:
    """Read what was posted, one octet more than is allowed at most."""
    said = str(environ.get("CONTENT_LENGTH") or "")
    most = MOST_OCTETS + 1
    if said.isascii() and said.isdigit():
        most = min(int(said[:9]), most)
    elif not environ.get("wsgi.input_terminated"):  # it would wait for an end that never comes
        return b""
    body: bytes = environ["wsgi.input"].read(most)
    return body


def _read_fields(body: bytes, kind: str) -> dict[str, tuple[str, ...]]:
    """Read a form in either of the ways RFC 8058 section 3.2 allows; what is neither is read as the plain one."""
    boundary = _BOUNDARY.search(kind) if kind.lower().startswith("multipart/form-data") else None
    fields: dict[str, tuple[str, ...]] = {}
    for name, value in _parts(body, boundary[1] or boundary[2]) if boundary else _pairs(body):
        fields[name] = (*fields.get(name, ()), value)
    return fields


def _pairs(body: bytes) -> list[tuple[str, str]]:
    try:
        text = body.strip().decode("ascii", "replace")
        return parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="replace")
    except ValueError:
        return []


def _parts(body: bytes, boundary: str) -> Iterator[tuple[str, str]]:
    """Read the fields of RFC 7578; files are nothing we ask for and would be read as text."""
    for part in body.split(b"--" + boundary.encode("ascii", "replace"), _MOST_FIELDS)[1:]:
        head, _empty, value = part.replace(b"\r\n", b"\n").partition(b"\n\n")
        name = _NAME.search(head)
        if name:
            yield name[1].decode("utf-8", "replace"), value.removesuffix(b"\n").decode("utf-8", "replace")


# What is answered: a status, a kind, octets, and the headers that keep a personal page to its person.

PERSONAL = (
    ("Cache-Control", "no-store"),
    ("X-Robots-Tag", "noindex, nofollow, noarchive"),
)
"""For every page that no robot and no cache shall keep."""
_EVERYWHERE = (
    ("Referrer-Policy", "no-referrer"),  # the token in the address is told to nobody a link leads to
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)
_POLICY = (
    "default-src 'none'; style-src {styles}; img-src 'self'; base-uri 'none'; form-action {forms}; "
    "frame-ancestors 'none'"
)
ARCHIVE_POLICY = _POLICY.format(styles="'self'", forms="'none'")

Start = Callable[[str, list[tuple[str, str]]], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpAnswer:
    """One answer; `body` is left out for HEAD, and its length said all the same."""

    status: HTTPStatus = HTTPStatus.OK
    kind: str = "text/html; charset=utf-8"
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()

    def send(self, start: Start, *, is_head: bool) -> Iterable[bytes]:
        """Return it to the server."""
        has_body = self.status not in (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)
        about = [("Content-Type", self.kind), ("Content-Length", str(len(self.body)))] if has_body else []
        start(f"{self.status.value} {self.status.phrase}", [*about, *_EVERYWHERE, *self.headers])
        return [] if is_head or not has_body else [self.body]


def page_policy(style: str) -> tuple[str, str]:
    """Return the header that lets a page have this one style, post to its own site, and nothing else."""
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return "Content-Security-Policy", _POLICY.format(styles=f"'sha256-{digest}'", forms="'self'")
