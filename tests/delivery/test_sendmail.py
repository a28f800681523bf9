import sys
from pathlib import Path

import pytest

from digest.delivery.sendmail import SendmailTransport, find_sendmail
from tests.delivery.contract import ListOffice, TransportContract, carried

SENDER = "lettre@exemple.org"
PROGRAM = """
import pathlib, sys
folder = pathlib.Path(sys.argv[1])
folder.mkdir(exist_ok=True)
(folder / sys.argv[-1]).write_bytes(sys.stdin.buffer.read())
(folder / "arguments").write_text(" ".join(sys.argv[2:]))
"""


class Arriving:
    """A program that keeps what it is handed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "taken"
        (folder / "sendmail.py").write_text(PROGRAM, encoding="utf-8")
        command = (sys.executable, "-S", str(folder / "sendmail.py"), str(self.folder))
        self.transport = SendmailTransport(sender=SENDER, command=command)

    def arrived(self) -> dict[str, list[bytes]]:
        files = self.folder.glob("*@*") if self.folder.exists() else ()
        return {file.name: [file.read_bytes().replace(b"\n", b"\r\n")] for file in files}


class TestSendmail(TransportContract):
    @pytest.fixture
    def way(self, tmp_path: Path) -> Arriving:
        return Arriving(tmp_path)


def ending(code: str, *, timeout: float = 20) -> tuple[ListOffice, str]:
    office = ListOffice(("a@x.example",))
    command = (sys.executable, "-S", "-c", code)
    return office, carried(SendmailTransport(sender=SENDER, command=command, timeout=timeout), office)


def test_the_program_is_told_who_sends_and_to_whom(tmp_path: Path) -> None:
    way = Arriving(tmp_path)

    way.transport.carry(ListOffice(("a@x.example",)))

    assert (way.folder / "arguments").read_text() == f"-oi -f {SENDER} -- a@x.example"


def test_the_message_has_the_line_ends_of_this_system(tmp_path: Path) -> None:
    way = Arriving(tmp_path)
    office = ListOffice(("a@x.example",))

    way.transport.carry(office)

    assert (way.folder / "a@x.example").read_bytes() == bytes(office.parcels[0]).replace(b"\r\n", b"\n")


@pytest.mark.parametrize(
    ("code", "outcome", "words"),
    [
        ("import sys; sys.exit(75)", "later", "EX_TEMPFAIL"),
        ("import sys; sys.exit(67)", "never", "EX_NOUSER"),
        ("import sys; sys.exit(1)", "later", "1"),
        ("import sys; sys.exit('no\\n such  user')", "later", "1 no such user"),
        ("import os; os.kill(os.getpid(), 9)", "unknown", "SIGKILL"),
    ],
)
def test_the_way_the_program_ends_says_what_became_of_it(code: str, outcome: str, words: str) -> None:
    office, lost = ending(code)

    assert (office.outcomes, office.words, lost) == ({"a@x.example": outcome}, {"a@x.example": words}, "")


def test_a_program_that_does_not_end_leaves_doubt() -> None:
    office, _lost = ending("import time; time.sleep(30)", timeout=0.2)

    assert office.outcomes == {"a@x.example": "unknown"}


def test_a_program_that_is_not_there_is_named() -> None:
    office = ListOffice(("a@x.example",))

    lost = carried(SendmailTransport(sender=SENDER, command=("/nowhere/sendmail",)), office)

    assert (lost, office.back) == (
        "final: /nowhere/sendmail cannot be started: no such file or folder",
        ["a@x.example"],
    )


@pytest.mark.parametrize("address", ["-t", "a b@x.example", "a@x.example,b@x.example"])
def test_what_is_no_address_is_not_handed_over(tmp_path: Path, address: str) -> None:
    way = Arriving(tmp_path)
    office = ListOffice((address,))

    way.transport.carry(office)

    assert (list(office.outcomes.values()), way.arrived()) == (["never"], {})


def test_the_program_is_looked_for_in_the_path_first(tmp_path: Path) -> None:
    (tmp_path / "sendmail").write_text("#!/bin/sh\n")
    (tmp_path / "sendmail").chmod(0o755)

    assert find_sendmail({"PATH": str(tmp_path)}) == str(tmp_path / "sendmail")
