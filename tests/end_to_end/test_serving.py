"""`digest serve` as a process: a letter's links, a scanner that opens all of them, one click, the end by SIGTERM."""

import http.client
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email import message_from_bytes, policy
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from digest.app.build import EditionService
from digest.config import load_config
from digest.members.tokens import make_token, member_links
from digest.model import Member, MemberStatus
from digest.render.letter import RenderedLetter, render_letter
from digest.render.recipient import RecipientFields
from digest.store import Store
from tests.end_to_end.commands import COMMAND, NOON, digest, environment

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
WEB = "https://lettre.exemple.org/lettres/"


def set_up(folder: Path) -> tuple[Member, RenderedLetter]:
    """Make a letter with its archive and one member; return the member and the letter they get."""
    assert digest(folder, "init", ".").code == 0
    with (folder / "feeds.yaml").open("a", encoding="utf-8") as file:
        file.write(f"web:\n  address: {WEB}\nsend:\n  smtp: ${{DIGEST_SMTP}}\n")
    assert digest(folder, "--as-of", NOON, "build").code == 0
    assert digest(folder, "--as-of", NOON, "archive").code == 0
    config = load_config(folder / "feeds.yaml", environ={})
    with Store.open(folder / ".digest") as store:
        member = store.roll().add(Member(id="", address="jeanne@ville.example"), now=NOW)
        key = store.link_keys().current(NOW)
    leave, prefer = member_links(config, member.id, key)
    personal = RecipientFields(
        id=member.id,
        address=member.address,
        unsubscribe=leave,
        preferences=prefer,
        token=make_token(member.id, key),
    )
    edition = EditionService(config, state=folder / ".digest", now=NOW).edition()
    return member, render_letter(edition, config, personal=personal)


@contextmanager
def serving(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    command = [*COMMAND, "--as-of", NOON, "serve", "--listen", "127.0.0.1:0"]
    settings = environment(PYTHONUNBUFFERED="1")
    with subprocess.Popen(command, cwd=folder, env=settings, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            said = process.stdout.readline().decode()
            yield process, next(word for word in said.split() if word.startswith("http://127.0.0.1:"))
        finally:
            process.kill()


def ask(home: str, method: str, path: str, body: bytes = b"") -> tuple[int, str]:
    connection = http.client.HTTPConnection(urlsplit(home).netloc, timeout=10)
    try:
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        connection.request(method, path, body=body or None, headers={"User-Agent": "LinkScanner/1.0", **kind})
        response = connection.getresponse()
        return response.status, response.read().decode("utf-8", "replace")
    finally:
        connection.close()


class Links(HTMLParser):
    """Everything in a page that a curious program could open."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del tag
        self.found += [value for name, value in attrs if name in ("href", "src", "action", "formaction") and value]


def ours(address: str) -> str | None:
    """Return the path at the server of an address below the letter's place on the web."""
    return "/" + address.removeprefix(WEB).partition("#")[0] if address.startswith(WEB) else None


def scan(home: str, addresses: list[str]) -> dict[str, int]:
    """Open every address of ours by every harmless method, and every address of the pages that come back."""
    seen: dict[str, int] = {}
    waiting = [path for path in map(ours, addresses) if path]
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        for method in ("HEAD", "OPTIONS", "GET"):
            seen[path], page = ask(home, method, path)
        here = urljoin(WEB, path[1:])
        waiting += [found for found in map(ours, (urljoin(here, link) for link in Links(page).found)) if found]
    return seen


def letters_links(letter: RenderedLetter) -> list[str]:
    message = message_from_bytes(letter.message, policy=policy.default)
    listed = re.findall(r"<(https[^>]*)>", str(message["List-Unsubscribe"]))
    return [*Links(letter.html).found, *re.findall(r"https://[^\s<>]+", letter.text), *listed]


def standing(folder: Path, member: Member) -> MemberStatus | None:
    with Store.open(folder / ".digest") as store:
        found = store.roll().get(member.id)
    return found.standing if found else None


def test_a_scanner_that_opens_every_link_unsubscribes_nobody_and_one_click_does(tmp_path: Path) -> None:
    member, letter = set_up(tmp_path)
    found = letters_links(letter)
    with serving(tmp_path) as (process, home):
        seen = scan(home, found)
        scanned = standing(tmp_path, member)
        one_click = next(path for path in seen if path.startswith("/u/"))
        answer = ask(home, "POST", one_click, b"List-Unsubscribe=One-Click")[0]
        left = standing(tmp_path, member)
        process.send_signal(signal.SIGTERM)
        _out, err = process.communicate(timeout=20)

    personal = {path[:3] for path in seen if path[1:3] in ("u/", "p/")}
    assert (personal, {"/", "/1/", "/atom.xml", "/1/agenda.ics"} <= set(seen), set(seen.values())) == (
        {"/u/", "/p/"},
        True,
        {200},
    )
    assert (scanned, answer, left, process.returncode, err) == (
        MemberStatus.ACTIVE,
        200,
        MemberStatus.UNSUBSCRIBED,
        0,
        b"",
    )


def test_the_keys_are_shown_and_renewed_and_never_told(tmp_path: Path) -> None:
    member, letter = set_up(tmp_path)
    with Store.open(tmp_path / ".digest") as store:
        secret = store.link_keys().current(NOW).secret
    shown = digest(tmp_path, "--language", "en", "--as-of", NOON, "links")
    renewed = digest(tmp_path, "--language", "en", "--as-of", NOON, "--json", "links", "--new-key", "--keep", "0")
    said = shown.out + renewed.out + shown.err + renewed.err
    told = [form in said for form in (secret.hex(), repr(secret), str(secret))]
    with serving(tmp_path) as (_process, home):
        old = next(path for path in map(ours, letters_links(letter)) if path and path.startswith("/u/"))
        status = ask(home, "POST", old, b"List-Unsubscribe=One-Click")[0]

    assert ("Key 1" in shown.out, '"number": 2' in renewed.out, told, status, standing(tmp_path, member)) == (
        True,
        True,
        [False] * 3,
        404,
        MemberStatus.ACTIVE,
    )


def test_a_place_that_is_none_is_wrong_usage(tmp_path: Path) -> None:
    result = digest(tmp_path, "--language", "en", "serve", "--listen", "8000")

    assert (result.code, "127.0.0.1:8000" in result.err) == (2, True)


def test_without_waitress_it_says_what_to_install(tmp_path: Path) -> None:
    assert digest(tmp_path, "init", ".").code == 0
    program = "import sys; sys.modules['waitress'] = None; from digest.cli import main; main()"
    command = [sys.executable, "-c", program, "--language", "en", "serve"]
    done = subprocess.run(command, cwd=tmp_path, env=environment(), capture_output=True, timeout=60)

    assert (done.returncode, b'pip install "digest-newsletter[serve]"' in done.stderr) == (1, True)
