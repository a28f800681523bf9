"""Somebody who visits the pages: asks the application directly, without a server between."""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from digest.config import Config
from digest.members.tokens import member_links
from digest.model import Member
from digest.store import Store
from digest.web import WebApplication, make_application
from tests.makers import PARIS, make_config

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=PARIS)
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, kw_only=True)
class Got:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: str
    log: str = ""

    @property
    def heading(self) -> str:
        found = re.search(r"<h1>(.*?)</h1>", self.body, re.DOTALL)
        return " ".join(found[1].split()) if found else ""


@dataclass(kw_only=True)
class Visitor:
    """A letter with one member, its application, and the two links the member has."""

    folder: Path
    config: Config
    application: WebApplication
    member: Member
    leave: str
    prefer: str

    def ask(self, method: str, path: str, form: object = None, **environ: object) -> Got:
        """Query once; a form is a mapping, pairs, or octets."""
        body = form if isinstance(form, bytes) else urlencode(form or {}, doseq=True).encode()  # type: ignore[arg-type]  # what urlencode takes
        log = io.StringIO()
        asked = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "CONTENT_LENGTH": str(len(body)),
            "CONTENT_TYPE": FORM,
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": log,
        }
        heads: list[tuple[str, list[tuple[str, str]]]] = []
        said = self.application({**asked, **environ}, lambda status, headers: heads.append((status, headers)))
        status, headers = heads[0]
        return Got(status=int(status[:3]), headers=dict(headers), body=b"".join(said).decode(), log=log.getvalue())

    def now(self) -> Member:
        """Return the member as the store knows them."""
        with Store.open(self.folder / ".digest") as store:
            found = store.roll().get(self.member.id)
        assert found
        return found


def visit(folder: Path, *, now: datetime = NOW, more: Mapping[str, object] | None = None, **member: object) -> Visitor:
    """Make a letter in a folder, with a member of these wishes."""
    config = make_config(**{"path": folder / "feeds.yaml", "web": "https://lettre.exemple.org/", **(more or {})})
    known = Member(**{"id": "", "address": "jeanne.martin@ville.example", **member})  # type: ignore[arg-type]  # by name
    with Store.open(folder / ".digest") as store:
        known = store.roll().add(known, now=now)
        leave, prefer = member_links(config, known.id, store.link_keys().current(now))
    return Visitor(
        folder=folder,
        config=config,
        application=make_application(config, state=folder / ".digest", clock=lambda: now),
        member=known,
        leave=urlsplit(leave).path.removeprefix(urlsplit(config.web or "").path.rstrip("/")),
        prefer=urlsplit(prefer).path.removeprefix(urlsplit(config.web or "").path.rstrip("/")),
    )
