"""What is answered: a status, a kind, octets, and the headers that keep a personal page to its person."""

import hashlib
from base64 import b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus

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
class Answer:
    """One answer; `body` is left out for HEAD, and its length said all the same."""

    status: HTTPStatus = HTTPStatus.OK
    kind: str = "text/html; charset=utf-8"
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()

    def send(self, start: Start, *, is_head: bool) -> Iterable[bytes]:
        """Give it to the server."""
        has_body = self.status not in (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)
        about = [("Content-Type", self.kind), ("Content-Length", str(len(self.body)))] if has_body else []
        start(f"{self.status.value} {self.status.phrase}", [*about, *_EVERYWHERE, *self.headers])
        return [] if is_head or not has_body else [self.body]


def page_policy(style: str) -> tuple[str, str]:
    """Give the header that lets a page have this one style, post to its own site, and nothing else."""
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return "Content-Security-Policy", _POLICY.format(styles=f"'sha256-{digest}'", forms="'self'")
