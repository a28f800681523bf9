"""The whole message under a strict reader: the letters of the tests, and whatever people are called."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.config import Config, Mailbox
from digest.edition import Edition
from digest.render.headers import write_headers
from digest.render.letter import render_letter
from digest.render.mime import RenderedParts, compose_message
from tests.render.mime import faults_of
from tests.render.samples import BARE_CONFIG, CONFIG, EMPTY, FULL
from tests.render.test_letter import HOSTILE, of_articles, titled

ONE_CLICK = "https://lettre.exemple.org/u/" + "x" * 600
MAILTO = "mailto:communication@exemple.org?subject=unsubscribe"
LETTERS = [
    pytest.param(FULL, CONFIG, id="full"),
    pytest.param(EMPTY, BARE_CONFIG, id="empty"),
    pytest.param(of_articles(60, summary="é" * 2000), CONFIG, id="sixty articles"),
    *(pytest.param(titled(str(case.values[0])), CONFIG, id=f"hostile: {case.id}") for case in HOSTILE),
]


def called(name: str) -> Config:
    """Return everybody and the letter the same name."""
    letter = replace(
        CONFIG.letter,
        title=name or "x",
        sender=Mailbox(name=name, address="lettre@exemple.org"),
        reply_to=Mailbox(name=name, address="communication@exemple.org"),
    )
    return replace(CONFIG, letter=letter)


def message(edition: Edition, config: Config, *unsubscribe: str) -> bytes:
    headers = write_headers(edition, config, subject=edition.subject, unsubscribe=unsubscribe)
    return compose_message(RenderedParts(text="Bonjour\n", html="<p>Bonjour</p>\n", language="fr"), headers=headers)


@pytest.mark.parametrize(("edition", "config"), LETTERS)
def test_a_strict_reader_finds_nothing(edition: Edition, config: Config) -> None:
    assert faults_of(render_letter(edition, config).message) == []


def test_addresses_of_600_characters_stay_raw_on_one_line() -> None:
    raw = message(FULL, CONFIG, ONE_CLICK, MAILTO)

    assert (faults_of(raw), f"\r\nList-Unsubscribe: <{ONE_CLICK}>, <{MAILTO}>\r\n".encode() in raw) == ([], True)


NAMES = st.one_of(
    st.text(max_size=300),
    st.text(alphabet='aé "\\<>@,;:.()=?_-\r\n', max_size=300),
    st.sampled_from(
        ["x" * 2000, "Le Réseau " * 100, "mot " * 300, "=?utf-8?q?x?=", "👩🏽‍🌾" * 60, "a.b", "a?=", '"' * 80]
    ),
)


@settings(max_examples=300)
@given(NAMES, NAMES)
def test_no_name_and_no_subject_make_a_faulty_head(name: str, subject: str) -> None:
    assert faults_of(message(replace(FULL, subject=f"x {subject}"), called(name), ONE_CLICK, MAILTO)) == []


BROKEN = [
    pytest.param(rb"\r\nList-Unsub", rb"\nList-Unsub", "line ends that are not CRLF", id="a bare line feed"),
    pytest.param(rb"Precedence: list", "Précédence: list".encode(), "octets that are not of 7 bits", id="8 bits"),
    pytest.param(rb"Precedence: list", rb"Precedence: list\r\nPrecedence: list", "precedence twice", id="twice"),
    pytest.param(rb"Message-ID: [^\r]*\r\n", b"", "no message-id", id="no identity"),
    pytest.param(
        rb"List-Unsubscribe: <[^>]*>", rb"List-Unsubscribe: =?utf-8?q?x?=", "encoded word", id="an encoded address"
    ),
    pytest.param(rb"List-Unsubscribe: <", rb"List-Unsubscribe:\r\n <", "more than one line", id="a folded address"),
    pytest.param(
        rb"From: =\?utf-8\?q\?", rb"From: =?utf-8?q?(=C3?= =?utf-8?q?", "bad encoded word", id="half a character"
    ),
    pytest.param(rb"Subject: [^\r]*", b"Subject: " + b"x" * 1000, "a line of 1009 octets", id="a long line"),
    pytest.param(rb"Date: Mon, 15", rb"Date: Mon, 45", "date:", id="no day"),
    pytest.param(rb'boundary="=_', rb'boundary="=_x', "before or after its parts", id="another boundary"),
    pytest.param(rb"(Bonjour)", rb"\1 ", "text/plain: ", id="a blank at the end"),
    pytest.param(rb"(Bonjour)", rb"\1=e9", "text/plain: ", id="small digits"),
    pytest.param(rb"text/plain", rb"text/html", "multipart/alternative of", id="another order"),
    pytest.param(
        rb"Content-Language: fr\r\nContent-Type: text/plain",
        rb"Content-Type: text/plain",
        "its language",
        id="no language",
    ),
]


@pytest.mark.parametrize(("place", "fault", "said"), BROKEN)
def test_the_strict_reader_sees_what_is_broken(place: bytes, fault: bytes, said: str) -> None:
    raw = message(FULL, CONFIG, MAILTO)
    broken = re.sub(place, fault, raw, count=1)

    assert (broken == raw, any(said in one for one in faults_of(broken))) == (False, True)
