"""The unattended week with the command itself: what is due is done, once, and who is told of it, once."""

import re
import sys
import time
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from subprocess import PIPE, Popen, run

import pytest

from tests.end_to_end.commands import COMMAND, NOON, Result, digest, environment, write
from tests.end_to_end.letters import (
    ADDRESSES,
    addressees,
    approve,
    build_letter,
    change,
    delivered,
    messages,
    slowly,
)
from tests.mail_server import Fault, MailServer, Manners
from tests.servers import Reply, Site

SILENCE = Result(code=0, out="", err="")
DEAD = "{name: Mort, url: http://127.0.0.1:9/feed.xml}"
OFFICER = "bureau@exemple.org"
SECRET = "/ping/5b1f2d3c"


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    """Return a letter with one edition built."""
    return build_letter(tmp_path / "lettre")


def cron(folder: Path, when: str = NOON, **more: str) -> Result:
    """Run the line of the crontab."""
    return digest(folder, "--as-of", when, "--quiet", "run", **more)


def by_hand(folder: Path, when: str = NOON, **more: str) -> Result:
    """Run the same as a person who wants to know."""
    return digest(folder, "--as-of", when, "run", **more)


def asking_nobody(folder: Path) -> None:
    change(folder / "feeds.yaml", "send:\n", "send:\n  approval: none\n")


def reporting(folder: Path) -> None:
    change(folder / "feeds.yaml", "send:\n", f"send:\n  report_to: [{OFFICER}]\n")


def by_relay(folder: Path) -> None:
    change(folder / "feeds.yaml", "  via: folder\n  folder: envois\n", "  smtp: ${RELAY}\n  connections: 1\n")


def pinging(folder: Path, site: Site) -> None:
    change(folder / "feeds.yaml", "send:\n", "send:\n  ping: ${PING}\n")
    change(folder / "feeds.yaml", "members:", f"fetch: {{allow: ['{site.host}']}}\nmembers:")


def news(folder: Path, name: str, day: str) -> None:
    write(folder, {f"contenu/{name}.md": f"---\ntitle: {name} jumelage\ndate: {day}\n---\nUn texte neuf.\n"})


def notices(folder: Path) -> list[EmailMessage]:
    read = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in messages(folder)]
    return [one for one in read if isinstance(one, EmailMessage) and one["To"] == OFFICER]


def test_the_line_of_the_crontab_is_silent_and_sends_once(letter: Path) -> None:
    approve(letter)

    runs = [cron(letter), cron(letter), cron(letter, "2026-03-05"), cron(letter, "2026-03-05T12:15")]

    assert (runs, delivered(letter)) == ([SILENCE] * 4, sorted(ADDRESSES))


def test_what_nobody_approved_waits_in_silence_and_leaves_once_it_is_approved(letter: Path) -> None:
    before = (cron(letter), delivered(letter), by_hand(letter).out)
    approve(letter)
    after = cron(letter, "2026-03-04T12:15")

    assert before == (SILENCE, [], "Edition 1 is open, and nobody has approved it.\n")
    assert (after, delivered(letter)) == (SILENCE, sorted(ADDRESSES))


def test_sources_are_read_once_a_day_and_never_into_what_is_approved(letter: Path) -> None:
    cron(letter)
    news(letter, "Deuxième", "2026-03-04")
    same_day = cron(letter, "2026-03-04T18:00"), "Deuxième" in (letter / "editions/1.yaml").read_text(encoding="utf-8")
    approve(letter)
    cron(letter, "2026-03-05T00:05")
    sent = [b"Deuxi" in file.read_bytes() for file in messages(letter)]

    assert (same_day, sent) == ((SILENCE, False), [False] * 3)
    assert "Deuxième" in (letter / "editions/2.yaml").read_text(encoding="utf-8")


def test_a_missed_week_is_made_up_for_by_the_first_run_after_it(letter: Path) -> None:
    asking_nobody(letter)
    first = cron(letter)
    news(letter, "Tardif", "2026-03-09")
    late = cron(letter, "2026-03-20")
    again = cron(letter, "2026-03-20T12:15")

    assert ([first, late, again], len(delivered(letter))) == ([SILENCE] * 3, 3 + 2)


def test_without_approvals_a_letter_leaves_when_the_last_is_a_week_old(letter: Path) -> None:
    asking_nobody(letter)
    cron(letter)
    news(letter, "Nouveau", "2026-03-05")
    counts = []
    for day in (5, 10, 11, 12):
        cron(letter, f"2026-03-{day:02}")
        counts.append(len(delivered(letter)))

    assert counts == [3, 3, 5, 5]


def test_a_letter_whose_time_has_passed_is_refused_once_and_composed_anew(letter: Path) -> None:
    cron(letter)
    approve(letter)
    news(letter, "Rivière", "2026-03-09")
    late = cron(letter, "2026-03-10")
    after = [cron(letter, "2026-03-10T12:15"), cron(letter, "2026-03-11")]
    approve(letter, day="2026-03-11")
    last = cron(letter, "2026-03-11T12:15")

    assert (late.code, late.out, "edition 1 was composed for 4\u00a0March 2026, more than 3 days ago" in late.err) == (
        1,
        "",
        True,
    )
    assert (after, last, delivered(letter)) == ([SILENCE] * 2, SILENCE, sorted(ADDRESSES))


def test_a_letter_that_changed_after_its_approval_stays_and_that_is_said_once(letter: Path) -> None:
    cron(letter)
    approve(letter)
    change(letter / "editions/1.yaml", "Un jumelage", "Deux jumelages")

    first, second = cron(letter, "2026-03-04T12:15"), cron(letter, "2026-03-04T12:30")

    assert (first.code, first.out) == (3, "")
    assert "Edition 1 changed since it was approved, and does not leave" in first.err
    assert (second, delivered(letter)) == (SILENCE, [])


def test_a_dead_source_is_said_once_and_told_by_the_exit_code_each_day(letter: Path) -> None:
    change(letter / "feeds.yaml", "themes:\n", f"  - {DEAD}\nthemes:\n")
    days = [cron(letter), cron(letter, "2026-03-05"), cron(letter, "2026-03-06")]

    assert [(one.code, "127.0.0.1:9" in one.err) for one in days] == [(3, True), (3, False), (3, False)]
    assert "127.0.0.1:9" in by_hand(letter, "2026-03-07").err


def test_a_member_whose_server_says_later_gets_it_in_a_later_run_and_nobody_twice(letter: Path) -> None:
    by_relay(letter)
    approve(letter)
    with MailServer(manners=Manners(greylists=True)) as server:
        runs = [
            cron(letter, f"2026-03-04T{hour}", RELAY=server.address) for hour in ("12:00", "12:05", "14:00", "15:00")
        ]
        recipients = server.recipients()

    assert [(one.code, one.out, one.err) for one in runs] == [(75, "", ""), (0, "", ""), (0, "", ""), (0, "", "")]
    assert recipients == sorted(ADDRESSES)


def test_sources_that_cannot_be_read_do_not_hold_up_what_is_on_its_way(letter: Path) -> None:
    by_relay(letter)
    approve(letter)
    with MailServer(manners=Manners(greylists=True)) as server:
        cron(letter, RELAY=server.address)
        change(letter / "feeds.yaml", "{name: Nos textes, path: contenu/}", DEAD)
        later = cron(letter, "2026-03-05", RELAY=server.address)
        recipients = server.recipients()

    assert (later.code, recipients) == (3, sorted(ADDRESSES))


def test_of_five_runs_at_once_one_works_and_four_leave_at_once_in_silence(letter: Path) -> None:
    slowly(letter, "1 per second")
    approve(letter)
    line = [*COMMAND, "--as-of", NOON, "--quiet", "run"]
    runs = [Popen(line, cwd=letter, env=environment(), stdout=PIPE, stderr=PIPE) for _run in range(5)]
    said = [one.communicate(timeout=60) for one in runs]

    assert sorted(one.returncode for one in runs) == [0, 5, 5, 5, 5]
    assert (said, delivered(letter)) == ([(b"", b"")] * 5, sorted(ADDRESSES))


def test_a_person_who_runs_it_beside_another_is_told(letter: Path) -> None:
    slowly(letter, "1 per second")
    approve(letter)
    first = Popen(
        [*COMMAND, "--as-of", NOON, "--quiet", "run"], cwd=letter, env=environment(), stdout=PIPE, stderr=PIPE
    )
    while not messages(letter) and first.poll() is None:
        time.sleep(0.02)
    second = by_hand(letter)
    first.communicate(timeout=60)

    assert (second.code, "another run of this letter is under way" in second.err) == (5, True)


def test_the_health_check_hears_of_the_beginning_and_of_the_end_in_one_line(letter: Path) -> None:
    approve(letter)
    with Site({f"{SECRET}/start": Reply(body=b"OK"), SECRET: Reply(body=b"OK")}) as site:
        pinging(letter, site)
        result = cron(letter, PING=site.url(SECRET))
        cron(letter, "2026-03-04T12:15", PING=site.url(SECRET))

    assert result == SILENCE
    assert (site.asked, set(site.methods)) == ([f"{SECRET}/start", SECRET] * 2, {"POST"})
    assert site.bodies[1::2] == [
        b"Edition 1: 3 sent. Edition 2 is empty, and is not sent.",
        b"Edition 2 is open, and nobody has approved it.",
    ]


def test_the_health_check_hears_of_a_failure_by_its_exit_code(letter: Path) -> None:
    by_relay(letter)
    with Site({f"{SECRET}/start": Reply(), f"{SECRET}/78": Reply()}) as site:
        pinging(letter, site)
        approve(letter)
        first = cron(letter, PING=site.url(SECRET))
        second = cron(letter, "2026-03-04T12:15", PING=site.url(SECRET))

    assert (first.code, "the environment variable RELAY is not set" in first.err) == (78, True)
    assert (second.code, second.err, site.asked) == (78, "", [f"{SECRET}/start", f"{SECRET}/78"] * 2)


def test_a_health_check_that_does_not_answer_stops_nothing_and_its_address_is_not_said(letter: Path) -> None:
    with Site() as site:
        pinging(letter, site)
        approve(letter)
        dead = cron(letter, PING=site.url(SECRET))
    unset = cron(letter, "2026-03-06")

    assert (dead.code, unset.code, delivered(letter)) == (3, 3, sorted(ADDRESSES))
    assert "send.ping: the health check could not be told: the site knows no such address (404)" in dead.err
    assert "the environment variable PING is not set" in unset.err
    assert SECRET not in dead.err + dead.out


def test_the_officer_gets_one_mail_when_something_happened_and_none_else(letter: Path) -> None:
    reporting(letter)
    cron(letter)
    cron(letter, "2026-03-04T12:15")
    approve(letter)
    for hour in ("12:30", "12:45", "13:00"):
        cron(letter, f"2026-03-04T{hour}")

    subjects = sorted(one["Subject"] for one in notices(letter))

    assert subjects == [
        "La lettre: Edition 1 has left: 3 sent",
        'La lettre: Edition 1 waits for approval: digest approve 1 --by "…"',
    ]
    assert sorted(addressees(letter)) == sorted([*ADDRESSES, OFFICER, OFFICER])


def test_the_mail_to_the_officer_is_plain_and_names_nobody(letter: Path) -> None:
    by_relay(letter)
    reporting(letter)
    approve(letter)
    refusal = Fault(at="RCPT", to="bob@exemple.org", say="550 5.1.1 <bob@exemple.org> nobody")
    with MailServer(faults=(refusal,)) as server:
        result = cron(letter, RELAY=server.address)
        (octets,) = server.letters_to(OFFICER)

    mail = message_from_bytes(octets, policy=policy.default)

    assert (mail["Auto-Submitted"], mail.get_content_type()) == ("auto-generated", "text/plain")
    assert mail.get_content().splitlines()[0] == "Edition 1 has left: 2 sent, 1 refused."
    assert (result.code, re.findall(r"\w+@", mail.get_content() + result.err)) == (3, [])


def test_a_mail_that_could_not_leave_is_tried_again_by_the_next_run(letter: Path) -> None:
    by_relay(letter)
    reporting(letter)
    approve(letter)
    with MailServer(faults=(Fault(at="RCPT", to=OFFICER, say="451 4.3.0 not now", times=1),)) as server:
        runs = [cron(letter, f"2026-03-0{day}", RELAY=server.address) for day in (4, 5)]
        count = len(server.letters_to(OFFICER))

    assert ([one.code for one in runs], count) == ([3, 0], 1)


def test_a_state_that_was_deleted_stops_all_and_is_said_once(letter: Path) -> None:
    approve(letter)
    cron(letter)
    (letter / ".digest/digest.db").unlink()

    first, second = cron(letter, "2026-03-05"), cron(letter, "2026-03-05T12:15")

    assert ("the store does not know it" in first.err, second.err) == (True, "")
    assert (first.code, second.code, delivered(letter)) == (1, 1, sorted(ADDRESSES))


HEAVY = ("jinja2", "premailer", "feedparser", "dateutil", "requests")


def test_a_letter_on_its_way_goes_on_before_anything_that_renders_is_loaded(letter: Path) -> None:
    by_relay(letter)
    approve(letter)
    with MailServer(manners=Manners(greylists=True)) as server:
        cron(letter, RELAY=server.address)
        script = (
            "import sys\nfrom digest.cli import main\n"
            "try:\n    main(['--as-of', '2026-03-04T15:00', 'run'])\n"
            f"except SystemExit as end:\n    print(end.code, [name for name in {HEAVY!r} if name in sys.modules])\n"
        )
        done = run(
            [sys.executable, "-c", script],
            cwd=letter,
            env=environment(RELAY=server.address),
            capture_output=True,
            timeout=60,
        )
        recipients = server.recipients()

    assert (done.stdout.decode().splitlines()[-1], recipients) == ("0 []", sorted(ADDRESSES))
