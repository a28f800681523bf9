"""`digest mailbox` as a person or cron runs it, on a real Dovecot: its words, its object, its exit codes."""

import json
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from secrets import token_hex

import pytest

from tests.end_to_end.commands import digest, feeds_yaml, write
from tests.imap_server import PASSWORD, Post, run_post

MAILBOX = "inbox:\n  imap: imap://%s:${WORD}@127.0.0.1:%d/INBOX\n"
BOUNCE = b"""From: MAILER-DAEMON@relais.exemple
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; relais.exemple

Final-Recipient: rfc822; a.diallo@mairie.exemple
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--b--
""".replace(b"\n", b"\r\n")
WISH = b"From: Ben Martin <b.martin@mairie.exemple>\r\nSubject: unsubscribe\r\n\r\n"
STRANGER = b"From: x@ailleurs.exemple\r\nSubject: unsubscribe\r\n\r\n"


@pytest.fixture(scope="module")
def server() -> Iterator[Post]:
    with run_post() as running:
        yield running


@pytest.fixture
def post(server: Post) -> Post:
    return replace(server, user=token_hex(8))


def letter(folder: Path, port: int, user: str = "lettre") -> Path:
    """Make a letter with two members and a mailbox."""
    write(folder, {"feeds.yaml": feeds_yaml("{name: Textes, path: .}", more=MAILBOX % (user, port))})
    for address in ("a.diallo@mairie.exemple", "b.martin@mairie.exemple"):
        assert digest(folder, "members", "add", address).code == 0
    return folder


def test_what_came_back_is_told_in_words_and_done_once(tmp_path: Path, post: Post) -> None:
    folder = letter(tmp_path, post.port, post.user)
    for octets in (BOUNCE, WISH):
        post.drop(octets)
    first = digest(folder, "--language", "en", "mailbox", WORD=PASSWORD)
    again = digest(folder, "--language", "en", "mailbox", WORD=PASSWORD)

    assert (first.code, first.err, first.out.splitlines(), again.out.splitlines()) == (
        0,
        "",
        [
            "b.martin@mairie.exemple: left the letter, by a message from this address; it bore no token",
            "a.diallo@mairie.exemple: edition 1 came back, and nothing is sent there any more: 550 5.1.1 User unknown",
            f"imap://127.0.0.1:{post.port}/INBOX: 2 messages read, 1 left, 1 came back.",
        ],
        [f"imap://127.0.0.1:{post.port}/INBOX: 0 messages read."],
    )


def test_the_object_holds_the_same_and_who_cannot_be_found_is_a_problem(tmp_path: Path, post: Post) -> None:
    folder = letter(tmp_path, post.port, post.user)
    for octets in (BOUNCE, STRANGER):
        post.drop(octets)
    result = digest(folder, "--json", "mailbox", WORD=PASSWORD)
    record = json.loads(result.out)

    assert (result.code, [one["status"] for one in record["bounced"]], len(record["problems"])) == (3, ["5.1.1"], 1)


def test_cron_hears_nothing_where_all_is_well(tmp_path: Path, post: Post) -> None:
    folder = letter(tmp_path, post.port, post.user)
    post.drop(BOUNCE)
    result = digest(folder, "--quiet", "mailbox", WORD=PASSWORD)

    assert (result.code, result.out, result.err) == (0, "", "")


@pytest.mark.parametrize("option", ["--quiet", "--verbose", "--json"])
def test_the_password_is_in_no_output_and_in_no_file(tmp_path: Path, post: Post, option: str) -> None:
    folder = letter(tmp_path, post.port, post.user)
    good = digest(folder, option, "mailbox", WORD=PASSWORD)
    bad = digest(folder, option, "mailbox", WORD=f"{PASSWORD}-wrong")
    files = b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())

    assert (good.code, bad.code, PASSWORD in good.out + good.err + bad.out + bad.err, PASSWORD.encode() in files) == (
        0,
        1,
        False,
        False,
    )


def test_a_mailbox_that_cannot_be_reached_is_tried_later(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    result = digest(letter(tmp_path, port), "--language", "en", "mailbox", WORD=PASSWORD)

    assert (result.code, "the connection is refused" in result.err) == (75, True)


def test_a_letter_without_a_mailbox_or_a_variable_says_so(tmp_path: Path) -> None:
    unset = digest(letter(tmp_path / "a", 143), "mailbox")
    write(tmp_path / "b", {"feeds.yaml": feeds_yaml("{name: Textes, path: .}")})
    none = digest(tmp_path / "b", "mailbox")

    assert (unset.code, "WORD" in unset.err, none.code) == (78, True, 78)
