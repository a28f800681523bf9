"""The way out with the command itself: sent once, accounted for to the last name."""

import json
import os
import shutil
import signal
import sqlite3
import sys
from base64 import b64encode
from collections import Counter
from email.parser import BytesHeaderParser
from pathlib import Path
from subprocess import PIPE, Popen, run

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from tests.end_to_end.commands import COMMAND, NOON, digest, environment, write
from tests.end_to_end.letters import (
    ADDRESSES,
    addressees,
    approve,
    at_noon,
    build_letter,
    change,
    counts,
    delivered,
    interrupt,
    messages,
    send,
    slowly,
)

LATER = "2026-03-05"
TOO_LATE = "2026-03-12"


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    """Return a letter with one edition built."""
    return build_letter(tmp_path / "lettre")


def everything(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, but for what SQLite keeps beside its file while it is open."""
    files = (file for file in folder.rglob("*") if file.is_file() and not file.name.endswith(("-wal", "-shm")))
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


def test_the_week_from_the_build_to_the_report(letter: Path) -> None:
    tested = at_noon(letter, "test")
    approved = approve(letter)
    sent = send(letter)
    reported = at_noon(letter, "report")

    assert [(one.code, one.err) for one in (tested, approved, sent, reported)] == [(0, "")] * 4
    assert "Approved by Zoé Martin. The approval holds until Saturday 7\u00a0March 2026, at 12:00" in approved.out
    assert sent.out == "Edition 1: 3 sent.\n"
    assert delivered(letter) == sorted([*ADDRESSES, "moi@exemple.org"])
    assert "        3  sent\n          3  on the list\n" in reported.out


def test_each_member_gets_the_themes_and_the_language_they_chose(letter: Path) -> None:
    approve(letter)
    send(letter)
    texts = {to: file.read_bytes().decode() for to, file in zip(addressees(letter), messages(letter), strict=True)}

    said = {to: ("deux communes" in text, "Se d" in text) for to, text in texts.items()}

    assert said == {
        "ana@exemple.org": (True, False),
        "bob@exemple.org": (False, False),
        "dan@exemple.org": (True, True),
    }


def test_the_same_edition_sent_three_times_from_elsewhere_and_after_another_rendering_reaches_each_once(
    letter: Path, tmp_path: Path
) -> None:
    approve(letter)
    first = send(letter)
    at_noon(letter, "build", "--number", "1")
    change(letter / "editions/1.yaml", "Un jumelage", "Deux jumelages")
    second = send(letter)
    elsewhere = tmp_path / "ailleurs"
    elsewhere.mkdir()
    third = digest(elsewhere, "--config", str(letter / "feeds.yaml"), "--as-of", LATER, "send", "1")

    assert [one.code for one in (first, second, third)] == [0, 0, 0]
    assert delivered(letter) == sorted(ADDRESSES)
    assert third.out.splitlines()[0] == "It was sent before; there is nothing left to do."
    assert "who joined since" not in third.out


def test_the_next_build_begins_the_next_edition_without_what_was_sent(letter: Path) -> None:
    approve(letter)
    send(letter)
    write(letter, {"contenu/autre.md": "---\ntitle: Un autre jumelage\ndate: 2026-03-05\n---\nUn texte neuf.\n"})

    built = json.loads(digest(letter, "--as-of", LATER, "--json", "build").out)

    assert built["number"] == 2
    assert "rivière" not in (letter / "editions/2.yaml").read_text(encoding="utf-8")


def test_who_joins_after_the_list_is_frozen_gets_the_next_edition(letter: Path) -> None:
    slowly(letter, "1 per hour")
    approve(letter)
    interrupt(letter, signal.SIGTERM)
    change(letter / "membres.csv", "ana@", "new@exemple.org;;;\nana@")
    change(letter / "feeds.yaml", "  rate: 1 per hour\n", "")

    result = send(letter)

    assert (result.code, delivered(letter)) == (0, sorted(ADDRESSES))
    words = "Its list is that of Wednesday 4\u00a0March 2026, at 12:00: who joined since gets the next edition."
    assert words in result.out


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_an_interrupted_run_finishes_the_message_in_hand_and_says_what_is_left(letter: Path, how: int) -> None:
    slowly(letter, "1 per hour")
    approve(letter)
    code, out = interrupt(letter, how)
    before = len(delivered(letter))
    change(letter / "feeds.yaml", "  rate: 1 per hour\n", "")
    after = send(letter)

    assert (code, "Interrupted: 2 members are left." in out, before) == (130, True, 1)
    assert (after.code, delivered(letter)) == (0, sorted(ADDRESSES))


def test_of_five_runs_at_once_one_sends_and_four_leave_while_it_does(letter: Path) -> None:
    slowly(letter, "1 per hour")
    approve(letter)
    runs = [
        Popen([*COMMAND, "--as-of", NOON, "send", "1"], cwd=letter, env=environment(), stdout=PIPE, stderr=PIPE)
        for _run in range(5)
    ]
    left = [os.waitpid(0, 0) for _run in range(4)]  # whoever ends first; the fifth has hours before it
    winner = next(one for one in runs if one.pid not in dict(left))
    still_sends = winner.poll() is None
    winner.send_signal(signal.SIGTERM)
    winner.communicate(timeout=30)
    for one in runs:
        one.communicate()
    change(letter / "feeds.yaml", "  rate: 1 per hour\n", "")
    last = send(letter)

    assert ([os.waitstatus_to_exitcode(status) for _pid, status in left], still_sends) == ([5] * 4, True)
    assert (winner.returncode, last.code, delivered(letter)) == (130, 0, sorted(ADDRESSES))


def test_a_dry_run_says_who_would_get_what_and_writes_nothing(letter: Path) -> None:
    approve(letter)
    before = everything(letter)

    result = send(letter, "--dry-run")

    assert everything(letter) == before
    assert result.out == (
        "Edition 1 would go to 3 members.\n"
        "  1 member: en, Monde, Eau\n"
        "  1 member: en, Eau\n"
        "  1 member: fr, Monde, Eau\n"
    )


@pytest.mark.parametrize(
    ("more", "words"),
    [
        pytest.param("minimum: 5\n", "Edition 1 holds 2 articles and events and waits for 5", id="thin"),
        pytest.param("", "Edition 1 is empty, and is not sent.", id="empty"),
    ],
)
def test_an_empty_or_thin_edition_is_not_sent_and_that_is_no_failure(letter: Path, more: str, words: str) -> None:
    if more:
        change(letter / "feeds.yaml", "members:", f"{more}members:")
    else:
        shutil.rmtree(letter / "contenu")
        shutil.rmtree(letter / "editions")
        shutil.rmtree(letter / ".digest")
        (letter / "contenu").mkdir()
        at_noon(letter, "build")
    approve(letter, "--despite-errors")

    result = send(letter)

    assert (result.code, words in result.out, delivered(letter)) == (0, True, [])


def test_a_late_letter_is_refused_after_its_grace(letter: Path) -> None:
    approved = approve(letter, day=TOO_LATE)
    result = send(letter, day=TOO_LATE)

    assert (approved.code, result.code, delivered(letter)) == (1, 1, [])
    assert "edition 1 was composed for 4\u00a0March 2026, more than 3 days ago" in result.err


def test_an_older_edition_than_the_last_sent_is_refused(letter: Path) -> None:
    at_noon(letter, "build", "--number", "2", "--from", "2026-03-01", "--to", "2026-03-04")
    digest(letter, "--as-of", NOON, "approve", "2", "--by", "Zoé", "--no-links")
    second = at_noon(letter, "send", "2")
    approve(letter)

    result = send(letter)

    assert (second.code, result.code) == (0, 1)
    assert "edition 1 is older than edition 2, which was sent on 4\u00a0March 2026" in result.err


def test_a_list_without_anybody_is_said(letter: Path) -> None:
    change(letter / "feeds.yaml", "members: membres.csv\n", "")
    approve(letter)

    result = send(letter)

    assert (result.code, "nobody on the list would get edition 1" in result.err) == (1, True)


def test_the_accounts_name_everybody_and_add_up_to_the_list(letter: Path) -> None:
    at_noon(letter, "members", "import", "membres.csv")
    change(letter / "membres.csv", "bob@exemple.org;;Eau;", "bob@exemple.org;;Eau;\neve@exemple.org;;;")
    change(letter / "membres.csv", "courriel;nom;thèmes;langue\n", "courriel;nom;thèmes;langue;statut\n")
    change(letter / "membres.csv", "eve@exemple.org;;;", "eve@exemple.org;;;;désinscrit")
    approve(letter)
    send(letter)

    said = json.loads(at_noon(letter, "--json", "report", "1").out)

    assert Counter(one["state"] for one in said["deliveries"]) == Counter(counts(letter))
    assert said["members"] == len(said["deliveries"]) == sum(said["counts"].values())


HEAVY = ("jinja2", "premailer", "feedparser", "dateutil", "requests")


def test_going_on_with_what_is_frozen_loads_nothing_that_renders(letter: Path) -> None:
    slowly(letter, "1 per hour")
    approve(letter)
    interrupt(letter, signal.SIGTERM)
    change(letter / "feeds.yaml", "  rate: 1 per hour\n", "")
    script = (
        "import sys\nfrom digest.cli import main\n"
        f"try:\n    main(['--as-of', '{NOON}', 'send', '1'])\n"
        f"except SystemExit as end:\n    print(end.code, [name for name in {HEAVY!r} if name in sys.modules])\n"
    )
    done = run([sys.executable, "-c", script], cwd=letter, env=environment(), capture_output=True, timeout=60)

    assert (done.stdout.decode().splitlines()[-1], delivered(letter)) == ("0 []", sorted(ADDRESSES))


def test_a_frozen_letter_leaves_as_it_was_frozen_and_that_is_said(letter: Path) -> None:
    slowly(letter, "1 per hour")
    approve(letter)
    interrupt(letter, signal.SIGTERM)
    change(letter / "editions/1.yaml", "Un jumelage", "Deux jumelages")
    change(letter / "feeds.yaml", "  rate: 1 per hour\n", "")
    result = send(letter)

    assert "The edition's file changed since the letter was frozen; what was frozen is sent." in result.out
    assert [b"Deux jumelages" in file.read_bytes() for file in messages(letter)] == [False] * 3


def test_a_test_goes_to_the_test_addresses_only_is_recorded_nowhere_and_bears_nobody_s_token(letter: Path) -> None:
    tested = at_noon(letter, "test")
    message = BytesHeaderParser().parsebytes(messages(letter)[0].read_bytes())
    reported = at_noon(letter, "report")

    assert (tested.code, delivered(letter), message["Subject"]) == (0, ["moi@exemple.org"], subject_of(letter))
    assert reported.out == "Edition 1 has not been sent.\n"


def subject_of(folder: Path) -> str:
    return str(BytesHeaderParser().parsebytes((folder / "out/1/letter.eml").read_bytes())["Subject"])


def test_a_test_without_an_address_to_go_to_is_said(letter: Path) -> None:
    change(letter / "feeds.yaml", "  test_to: [moi@exemple.org]\n", "")

    result = at_noon(letter, "test")

    assert (result.code, "there is no address that test messages go to" in result.err) == (2, True)


def test_a_run_that_went_well_is_silent_for_cron(letter: Path) -> None:
    approve(letter)
    results = [digest(letter, "--quiet", "--as-of", NOON, "send", "1") for _run in range(2)]

    assert [(one.code, one.out, one.err) for one in results] == [(0, "", "")] * 2


def test_every_message_is_signed_where_feeds_yaml_names_who_signs(letter: Path) -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    (letter / "dkim.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    signs = "  dkim: {domain: exemple.org, selector: lettre, key: dkim.pem}\n"
    change(letter / "feeds.yaml", "  via: folder\n", f"  via: folder\n{signs}")
    public = b64encode(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))
    approve(letter)
    send(letter)

    verdicts = [
        dkim.verify(file.read_bytes(), dnsfunc=lambda _name, **_more: b"v=DKIM1; k=ed25519; p=" + public)
        for file in messages(letter)
    ]

    assert verdicts == [True] * 3


def test_an_edition_whose_file_bears_another_number_is_refused(letter: Path) -> None:
    change(letter / "editions/1.yaml", "number: 1", "number: 7")

    result = approve(letter)

    assert (result.code, "the file of edition 1 bears the number 7" in result.err) == (78, True)


def test_a_run_that_ended_before_the_next_edition_could_begin_is_made_good_by_the_next(letter: Path) -> None:
    approve(letter)
    send(letter)
    with sqlite3.connect(letter / ".digest/digest.db") as store:  # as a kill between the two writings leaves it
        store.execute("UPDATE mailings SET finished = NULL")
        store.execute("UPDATE editions SET sent = NULL")
        store.execute("DELETE FROM dealt")
    store.close()
    send(letter)

    built = json.loads(digest(letter, "--as-of", LATER, "--json", "build").out)

    assert (built["number"], delivered(letter)) == (2, sorted(ADDRESSES))


def test_a_build_changes_nothing_of_an_edition_that_is_on_its_way(letter: Path) -> None:
    slowly(letter, "1 per hour")
    approve(letter)
    interrupt(letter, signal.SIGTERM)
    before = (letter / "editions/1.yaml").read_bytes()
    write(letter, {"contenu/autre.md": "---\ntitle: Un autre jumelage\ndate: 2026-03-04\n---\nUn texte neuf.\n"})

    built = json.loads(at_noon(letter, "--json", "build").out)

    assert (built["number"], (letter / "editions/1.yaml").read_bytes()) == (1, before)
