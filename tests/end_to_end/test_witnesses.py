"""A state that was restored, deleted or damaged is noticed, and nothing is sent on its word."""

import shutil
import signal
from pathlib import Path

import pytest

from tests.end_to_end.commands import NOON, digest
from tests.end_to_end.letters import (
    ADDRESSES,
    approve,
    at_noon,
    build_letter,
    change,
    counts,
    delivered,
    interrupt,
    send,
    slowly,
)


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    """Return a letter with one edition built."""
    return build_letter(tmp_path / "lettre")


REFUSAL = "edition 1 went to {sent} of 3 members or more, and the store does not know it"


def test_a_state_that_was_copied_before_the_sending_and_put_back_sends_nothing(letter: Path) -> None:
    approve(letter)
    shutil.copytree(letter / ".digest", letter / "copie")
    send(letter)
    shutil.rmtree(letter / ".digest")
    (letter / "copie").rename(letter / ".digest")

    result = send(letter)

    assert (result.code, REFUSAL.format(sent=3) in result.err, delivered(letter)) == (1, True, sorted(ADDRESSES))


def test_a_state_that_was_deleted_sends_no_edition_at_all(letter: Path) -> None:
    approve(letter)
    send(letter)
    shutil.rmtree(letter / ".digest")
    at_noon(letter, "build", "--number", "2")
    at_noon(letter, "approve", "2", "--by", "Zoé", "--no-links")

    codes = [at_noon(letter, "send", number).code for number in ("1", "2")]

    assert (codes, delivered(letter)) == ([1, 1], sorted(ADDRESSES))


def test_a_state_of_elsewhere_sends_nothing(letter: Path, tmp_path: Path) -> None:
    approve(letter)
    send(letter)

    result = digest(letter, "--as-of", NOON, "--state", str(tmp_path / "autre"), "send", "1")

    assert (result.code, delivered(letter)) == (1, sorted(ADDRESSES))


def test_a_state_of_the_middle_of_a_sending_that_was_put_back_sends_nothing_unless_it_is_trusted(letter: Path) -> None:
    slowly(letter, "1 per hour")
    approve(letter)
    interrupt(letter, signal.SIGTERM)
    shutil.copytree(letter / ".digest", letter / "copie")
    change(letter / "feeds.yaml", "  rate: 1 per hour\n", "")
    send(letter)
    shutil.rmtree(letter / ".digest")
    (letter / "copie").rename(letter / ".digest")
    refused = send(letter)
    before = delivered(letter)
    trusted = send(letter, "--trust-state")

    assert (refused.code, before, trusted.code, counts(letter)) == (1, sorted(ADDRESSES), 0, {"sent": 3})


def test_a_trusted_state_is_not_asked_about_again(letter: Path) -> None:
    approve(letter)
    send(letter)
    shutil.rmtree(letter / ".digest")
    at_noon(letter, "build", "--number", "2")
    at_noon(letter, "approve", "2", "--by", "Zoé", "--no-links")

    codes = [at_noon(letter, "send", "2", *more).code for more in (("--trust-state",), (), ("--dry-run",))]

    assert codes == [0, 0, 0]


@pytest.mark.parametrize("octets", [b"", b"{", b"[]", b'{"number": "x"}', b"\xff" * 100])
def test_a_witness_that_cannot_be_read_sends_nothing(letter: Path, octets: bytes) -> None:
    approve(letter)
    (letter / "editions/1.sent.json").write_bytes(octets)

    result = send(letter)

    assert (result.code, "the witness of what was sent cannot be read" in result.err) == (1, True)


def test_a_damaged_state_sends_nothing(letter: Path) -> None:
    approve(letter)
    with (letter / ".digest/digest.db").open("r+b") as store:
        store.seek(8192)
        store.write(b"\xff" * 8192)

    assert (send(letter).code, delivered(letter)) == (1, [])
