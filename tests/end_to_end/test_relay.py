"""The letter by a relay that has its moods: whatever it does, the accounts are its log, to the last name."""

import json
import signal
import time
from collections import Counter
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any

import pytest

from tests.certificates import Authority
from tests.end_to_end.commands import COMMAND, NOON, environment
from tests.end_to_end.letters import ADDRESSES, approve, at_noon, build_letter, change, send, states
from tests.mail_server import Fault, MailServer, Manners

ANA, BOB, DAN = ADDRESSES
SECRET = "S3CRET"
TEN_MINUTES_LATER = "2026-03-04T12:10"


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    """Return an approved letter that leaves by a relay, one message after the other."""
    made = build_letter(tmp_path / "lettre")
    change(made / "feeds.yaml", "  via: folder\n  folder: envois\n", "  smtp: ${DIGEST_SMTP}\n  connections: 1\n")
    assert approve(made).code == 0
    return made


def relay(server: MailServer, login: str = "") -> dict[str, str]:
    return {"DIGEST_SMTP": f"smtp://{login}127.0.0.1:{server.port}"}


def test_the_accounts_are_the_log_of_the_server(letter: Path) -> None:
    faults = (
        Fault(at="RCPT", to=BOB, say="550 5.1.1 nobody of this name"),
        Fault(at="RCPT", to=DAN, say="451 4.3.0 come back later"),
    )
    with MailServer(faults) as server:
        result = send(letter, **relay(server))

    assert (result.code, server.recipients()) == (75, [ANA])
    assert states(letter) == {ANA: "sent", BOB: "refused", DAN: "deferred"}
    assert "problem: bob@exemple.org: refused: 550 5.1.1 nobody of this name" in result.err


def test_what_was_deferred_leaves_with_a_later_run(letter: Path) -> None:
    with MailServer(manners=Manners(greylists=True)) as server:
        codes = [send(letter, day=day, **relay(server)).code for day in (NOON, NOON, TEN_MINUTES_LATER)]

    assert (codes, server.recipients()) == ([75, 75, 0], sorted(ADDRESSES))


@pytest.mark.parametrize(
    ("policy", "codes", "received", "state"),
    [
        pytest.param("hold", [3, 3], 1, "in doubt", id="hold"),
        pytest.param("skip", [3, 0], 1, "in doubt", id="skip"),
        pytest.param("resend", [0, 0], 2, "sent", id="resend"),
    ],
)
def test_a_message_that_was_taken_before_the_line_was_cut_is_treated_by_the_policy(
    letter: Path, policy: str, codes: list[int], received: int, state: str
) -> None:
    change(letter / "feeds.yaml", "  connections: 1\n", f"  connections: 1\n  in_doubt: {policy}\n")
    with MailServer((Fault(at="END", to=BOB, cuts=True, takes=True, times=1),)) as server:
        results = [send(letter, **relay(server)) for _run in range(2)]
        copies = server.letters_to(BOB)

    assert [one.code for one in results] == codes
    assert (Counter(server.recipients()), states(letter)[BOB]) == (Counter({ANA: 1, BOB: received, DAN: 1}), state)
    assert len(set(copies)) == 1


@pytest.mark.parametrize(
    ("how", "received", "state"),
    [pytest.param("resend", 2, "sent", id="resend"), pytest.param("skip", 1, "in doubt", id="skip")],
)
def test_the_person_decides_about_who_is_in_doubt(letter: Path, how: str, received: int, state: str) -> None:
    with MailServer((Fault(at="END", to=BOB, cuts=True, takes=True, times=1),)) as server:
        held = send(letter, **relay(server))
        send(letter, "--in-doubt", how, **relay(server))
        again = send(letter, **relay(server))

    assert "digest send 1 --in-doubt resend" in held.err
    assert (server.recipients().count(BOB), states(letter)[BOB], again.code) == (received, state, 0)


def test_a_run_that_is_killed_leaves_one_in_doubt_and_the_next_goes_on(letter: Path) -> None:
    with MailServer((Fault(at="END", to=BOB, pause=30, takes=True),)) as server:
        process = Popen(
            [*COMMAND, "--as-of", NOON, "send", "1"],
            cwd=letter,
            env=environment(**relay(server)),
            stdout=PIPE,
            stderr=PIPE,
        )
        end = time.monotonic() + 30
        while BOB not in server.recipients() and time.monotonic() < end:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        result = send(letter, **relay(server))

    assert (result.code, server.recipients()) == (3, sorted(ADDRESSES))
    assert states(letter) == {ANA: "sent", BOB: "in doubt", DAN: "sent"}


def test_a_relay_that_cannot_be_reached_is_for_later(letter: Path) -> None:
    with MailServer() as server:
        address = relay(server)
    result = at_noon(letter, "--json", "send", "1", **address)
    with MailServer() as server:
        later = send(letter, **relay(server))

    said = json.loads(result.out)
    assert (result.code, said["counts"]["to send"], bool(said["lost"])) == (75, 3, True)
    assert (later.code, server.recipients()) == (0, sorted(ADDRESSES))


def test_a_wrong_password_ends_the_run_at_once_and_is_shown_nowhere(letter: Path, tmp_path: Path) -> None:
    manners, trust = with_tls(tmp_path / "tls", users={"lettre": "another"})
    commands = (("send", "1"), ("--verbose", "send", "1"), ("--json", "send", "1"), ("test",), ("report",))
    with MailServer(manners=manners) as server:
        login = relay(server, f"lettre:{SECRET}@") | trust
        results = [at_noon(letter, *command, **login) for command in commands]
        others = [at_noon(letter, *command, **login) for command in (("config", "--show"), ("send", "1", "--dry-run"))]

    assert ([one.code for one in results], server.recipients()) == ([1, 1, 1, 1, 0], [])
    assert len(server.logins) == 4  # once for each try
    assert [one for one in (*results, *others) if SECRET in one.out + one.err] == []
    assert [file for file in letter.rglob("*") if file.is_file() and SECRET.encode() in file.read_bytes()] == []


def with_tls(folder: Path, **more: Any) -> tuple[Manners, dict[str, str]]:
    """Return manners of a server with a good certificate, and what makes clients trust it."""
    folder.mkdir()
    authority = Authority(folder)
    return Manners(tls=authority.serving(), **more), {"SSL_CERT_FILE": str(authority.file)}


def test_a_password_is_in_no_list_of_processes(letter: Path, tmp_path: Path) -> None:
    manners, trust = with_tls(tmp_path / "tls", users={"lettre": SECRET})
    with MailServer((Fault(at="END", pause=30),), manners=manners) as server:
        process = Popen(
            [*COMMAND, "--as-of", NOON, "send", "1"],
            cwd=letter,
            env=environment(**relay(server, f"lettre:{SECRET}@"), **trust),
            stdout=PIPE,
            stderr=PIPE,
        )
        end = time.monotonic() + 30
        while not server.logins and time.monotonic() < end:
            time.sleep(0.01)
        listed = [Path(f"/proc/{process.pid}/{name}").read_bytes() for name in ("cmdline", "comm")]
        process.kill()
        out, err = process.communicate()

    assert (len(server.logins), [one for one in (*listed, out, err) if SECRET.encode() in one]) == (1, [])
    assert any(b"send" in one for one in listed)


def test_a_certificate_that_does_not_hold_ends_the_run_before_the_password_is_said(
    letter: Path, tmp_path: Path
) -> None:
    authority = Authority(tmp_path)
    manners = Manners(users={"lettre": SECRET}, tls=authority.serving("relay.example"))
    with MailServer(manners=manners) as server:
        result = send(letter, **relay(server, f"lettre:{SECRET}@"), SSL_CERT_FILE=str(authority.file))

    assert (result.code, server.logins, server.recipients()) == (1, [], [])
    assert SECRET not in result.out + result.err
