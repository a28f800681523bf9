"""Whatever mood the relay is in, a run ends as promised, and its accounts are the relay's log by name."""

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any

import pytest

from digest.app.delivery import DeliveryService
from digest.config import load_config
from tests.certificates import Authority
from tests.end_to_end.commands import COMMAND, NOON, Result, environment
from tests.end_to_end.letters import approve, build_letter, change, send
from tests.mail_server import Fault, MailServer, Manners

ROOT = Path(__file__).parent.parent.parent
A, B, C, D, E, F, G, H = MEMBERS = tuple(f"{letter}@exemple.org" for letter in "abcdefgh")
LATER = "2026-03-04T13:00"
ANSWERS = ("450 4.2.1 busy", "451 4.3.0 later", "452 4.2.2 full", "550 5.1.1 unknown", "552 5.2.2 big", "554 5.7.1 no")


@dataclass(frozen=True, kw_only=True)
class Mood:
    """A mood, and how a run ends in it: who is in which state but `sent`, whom the relay took it for nevertheless.

    Attributes:
        words: What stands in what is said.
        passes: Whether an hour later the relay takes what it has not taken.
    """

    faults: tuple[Fault, ...] = ()
    manners: Manners = field(default_factory=Manners)
    code: int
    others: dict[str, str] = field(default_factory=dict)
    took: tuple[str, ...] = ()
    words: str = ""
    passes: bool = False


def mood(*faults: Fault, code: int, others: dict[str, str] | None = None, **more: object) -> Mood:
    return Mood(faults=faults, code=code, others=others or {}, **more)  # type: ignore[arg-type]


def answers(at: str) -> tuple[Fault, ...]:
    """Return another answer to each of six members."""
    return tuple(Fault(at=at, to=to, say=say) for to, say in zip(MEMBERS, ANSWERS, strict=False))


def here_and_there(**how: Any) -> tuple[Fault, ...]:
    """Return the same fault at each command of a session, once, with messages that are taken in between."""
    return (
        Fault(at="CONNECT", times=1, **how),
        Fault(at="EHLO", number=2, times=1, **how),
        Fault(at="MAIL", number=3, times=1, **how),
        Fault(at="RCPT", to=E, times=1, **how),
        Fault(at="DATA", to=G, times=1, **how),
    )


SIX = dict.fromkeys((A, B, C), "deferred") | dict.fromkeys((D, E, F), "refused")

MOODS = {
    "another answer to each recipient": mood(*answers("RCPT"), code=75, others=SIX, words=f"{E}: refused: 552 5.2.2"),
    "another answer to each DATA": mood(*answers("DATA"), code=75, others=SIX),
    "another answer after each dot": mood(*answers("END"), code=75, others=SIX, words=f"{F}: refused: 554 5.7.1 no"),
    "refused before the dot": mood(
        Fault(at="CONTENT", to=B, after=1000, say="552 5.3.4 too big", cuts=True), code=3, others={B: "refused"}
    ),
    "taken, then cut": mood(
        Fault(at="END", to=B, cuts=True, takes=True), code=3, others={B: "in doubt"}, took=(B,), words=f"{B}: in doubt"
    ),
    "cut after the dot": mood(Fault(at="END", to=B, cuts=True), code=3, others={B: "in doubt"}),
    "silent after the dot": mood(
        Fault(at="END", to=B, pause=30, takes=True), code=3, others={B: "in doubt"}, took=(B,)
    ),
    "an answer that drips after the dot": mood(
        Fault(at="END", to=B, drip=0.2), code=3, others={B: "in doubt"}, took=(B,)
    ),
    "nonsense after the dot": mood(Fault(at="END", to=B, raw=b"hello\r\n"), code=3, others={B: "in doubt"}),
    "slow, but in time": mood(Fault(at="END", pause=0.1, takes=True), code=0),
    "silent here and there": mood(*here_and_there(pause=30), code=0),
    "dripping here and there": mood(*here_and_there(drip=0.2), code=0),
    "cut here and there": mood(*here_and_there(cuts=True), code=0),
    "421 to the first greeting": mood(Fault(at="CONNECT", times=1, say="421 4.3.2 busy", cuts=True), code=0),
    "421 to the third sender": mood(Fault(at="MAIL", number=3, times=1, say="421 4.7.0 enough", cuts=True), code=0),
    "421 to a recipient": mood(
        Fault(at="RCPT", to=C, times=1, say="421 4.3.2 closing", cuts=True),
        code=75,
        others={C: "deferred"},
        passes=True,
    ),
    "421 after a dot": mood(
        Fault(at="END", to=C, times=1, say="421 4.3.2 closing", cuts=True), code=75, others={C: "deferred"}, passes=True
    ),
    "three messages a connection": mood(manners=Manners(messages=3), code=0),
    "greylisting": mood(
        manners=Manners(greylists=True), code=75, others=dict.fromkeys(MEMBERS, "deferred"), passes=True
    ),
    "one message after the other": mood(manners=Manners(pipelines=False), code=0),
}


@pytest.fixture(scope="module")
def approved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an approved letter to eight members that leaves by a relay, one message after the other."""
    made = build_letter(tmp_path_factory.mktemp("moods") / "lettre")
    change(made / "feeds.yaml", "  via: folder\n  folder: envois\n", "  smtp: ${DIGEST_SMTP}\n  connections: 1\n")
    (made / "membres.csv").write_text("\n".join(("courriel", *MEMBERS, "")), encoding="utf-8")
    assert approve(made).code == 0
    return made


@pytest.fixture
def letter(approved: Path, tmp_path: Path) -> Path:
    """Return a copy of that letter."""
    return shutil.copytree(approved, tmp_path / "lettre")


def send_hastily(folder: Path, server: MailServer, *more: str, day: str = NOON, **variables: str) -> Result:
    """Send with a thousandth of the usual patience."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.end_to_end.hasty", "--as-of", day, "send", "1", *more],
        cwd=folder,
        env=environment(DIGEST_SMTP=server.address, PYTHONPATH=str(ROOT), **variables),
        capture_output=True,
        timeout=60,
        check=False,
    )
    return Result(code=done.returncode, out=done.stdout.decode(), err=done.stderr.decode())


def states_of(folder: Path) -> dict[str, str]:
    """Return each member's state, as `digest report` does."""
    config = load_config(folder / "feeds.yaml", environ={})
    mailroom = DeliveryService(config, state=folder / ".digest", now=datetime(2026, 3, 4, 14, tzinfo=UTC), environ={})
    return {one.address: one.state.value for one in mailroom.deliveries(1, is_whole=True)}


@pytest.mark.parametrize("name", MOODS)
def test_in_each_mood_the_accounts_are_the_log_and_a_later_run_repeats_nothing(letter: Path, name: str) -> None:
    mood = MOODS[name]
    with MailServer(mood.faults, mood.manners) as moody:
        first = send_hastily(letter, moody)
        accounts, came = states_of(letter), moody.recipients()
        again = send_hastily(letter, moody, day=LATER) if mood.others else first
        came_later = moody.recipients()
    ends = dict.fromkeys(MEMBERS, "sent") | mood.others

    assert (first.code, accounts, mood.words in first.err) == (mood.code, ends, True)
    assert "Traceback" not in first.err + again.err
    assert came == [one for one in MEMBERS if ends[one] == "sent" or one in mood.took]
    assert came_later == ([*MEMBERS] if mood.passes else came)


def test_a_relay_that_bears_one_connection_gets_everything_by_it(letter: Path) -> None:
    change(letter / "feeds.yaml", "connections: 1", "connections: 4")
    approve(letter)
    with MailServer(manners=Manners(connections=1)) as server:
        result = send_hastily(letter, server)

    assert (result.code, server.recipients(), states_of(letter)) == (0, [*MEMBERS], dict.fromkeys(MEMBERS, "sent"))


def test_what_a_relay_puts_off_because_it_comes_too_fast_leaves_in_the_same_run(letter: Path) -> None:
    with MailServer(manners=Manners(per_second=5)) as server:
        first = send_hastily(letter, server)

    assert (first.code, sorted(server.recipients())) == (0, sorted(MEMBERS))
    assert states_of(letter) == dict.fromkeys(MEMBERS, "sent")


def test_a_wrong_password_is_said_once_however_many_connections_there_are(letter: Path, tmp_path: Path) -> None:
    change(letter / "feeds.yaml", "connections: 1", "connections: 4")
    approve(letter)
    authority = Authority(tmp_path)
    manners = Manners(tls=authority.serving(), users={"lettre": "another"})
    with MailServer(manners=manners) as server:
        login = f"smtp://lettre:S3CRET@127.0.0.1:{server.port}"
        result = send(letter, DIGEST_SMTP=login, SSL_CERT_FILE=str(authority.file))

    assert (result.code, server.logins, set(states_of(letter).values())) == (1, ["lettre"], {"to send"})


@pytest.mark.parametrize(("how", "code"), [(signal.SIGTERM, -signal.SIGTERM), (signal.SIGINT, 130)])
def test_who_insists_is_not_kept_waiting_for_a_silent_relay_and_who_is_in_hand_is_in_doubt(
    letter: Path, how: int, code: int
) -> None:
    with MailServer((Fault(at="END", to=B, pause=60, takes=True),)) as server:
        variables = environment(DIGEST_SMTP=server.address)
        with Popen([*COMMAND, "--as-of", NOON, "send", "1"], cwd=letter, env=variables, stderr=PIPE) as process:
            wait_until(lambda: B in server.recipients())
            process.send_signal(how)
            time.sleep(0.3)
            waits_on = process.poll() is None
            process.send_signal(how)
            _out, said = process.communicate(timeout=20)
    with MailServer() as calm:
        again = send(letter, DIGEST_SMTP=calm.address)

    assert (waits_on, process.returncode, b"Traceback" in said) == (True, code, False)
    assert (again.code, states_of(letter)) == (3, dict.fromkeys(MEMBERS, "sent") | {B: "in doubt"})


def wait_until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not is_so() and time.monotonic() < end:
        time.sleep(0.01)
