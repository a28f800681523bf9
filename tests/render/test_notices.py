"""The mail to the officer, octet by octet where it matters."""

from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.render.notice import write_notice
from tests.makers import make_config

NOW = datetime(2026, 3, 4, 11, tzinfo=UTC)


def notice(*lines: str, recipient: str = "bureau@exemple.org") -> bytes:
    return write_notice(lines, make_config(), recipient=recipient, key="left:1", now=NOW)


def test_the_first_line_is_the_subject_and_all_lines_are_the_body() -> None:
    mail = message_from_bytes(notice("Édition 1 partie.", "Édition 2 attend."), policy=policy.default)

    assert mail["Subject"].endswith(": Édition 1 partie")
    assert mail.get_content().splitlines()[:2] == ["Édition 1 partie.", "Édition 2 attend."]


@pytest.mark.parametrize("recipient", ["bureau@exemple.org", "bureau@élus.example"])
def test_it_is_clean_for_every_relay(recipient: str) -> None:
    octets = notice("é" * 300, ".", recipient=recipient)

    lines = octets.split(b"\r\n")

    assert (octets.isascii(), max(map(len, lines)) <= 78, [line for line in lines if line.startswith(b".")]) == (
        True,
        True,
        [],
    )


@given(st.text(max_size=200))
def test_no_word_adds_a_header(words: str) -> None:
    head = notice(f"x{words}").partition(b"\r\n\r\n")[0]

    assert head.count(b"\r\n") - head.count(b"\r\n ") == 9
