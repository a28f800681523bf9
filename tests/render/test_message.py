"""The MIME message, read back by the standard library's strict reader."""

import email
import email.policy
from dataclasses import replace
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.render.mime import RenderedParts, compose_message

HEADERS = (("From", "lettre@exemple.org"), ("Subject", "Objet"))
CALENDAR = b"BEGIN:VCALENDAR\r\nMETHOD:PUBLISH\r\nSUMMARY:R\xc3\xa9union\r\nEND:VCALENDAR\r\n"
PARTS = RenderedParts(text="Réunion à 17\u00a0h\n\n-- \nfin\n", html="<p>Réunion à 17\u00a0h</p>\n", calendar=CALENDAR)


def read(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=email.policy.SMTP.clone(raise_on_defect=True))
    assert isinstance(message, EmailMessage)
    return message


def outline(message: EmailMessage) -> list[str]:
    return [part.get_content_type() for part in message.walk()]


def test_the_text_stands_before_the_html_and_the_agenda_is_attached() -> None:
    message = read(compose_message(PARTS, headers=HEADERS))

    assert outline(message) == ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar"]


def test_without_events_nothing_is_attached() -> None:
    message = read(compose_message(replace(PARTS, calendar=b""), headers=HEADERS))

    assert outline(message) == ["multipart/alternative", "text/plain", "text/html"]


def test_the_parts_read_back_to_the_letter() -> None:
    message = read(compose_message(PARTS, headers=HEADERS))

    bodies = [part.get_payload(decode=True) for part in message.walk() if not part.is_multipart()]
    plain = [PARTS.text.replace("\n", "\r\n").encode(), PARTS.html.replace("\n", "\r\n").encode(), CALENDAR]
    assert bodies == plain


def test_the_agenda_has_its_name_and_the_method_of_the_calendar() -> None:
    message = read(compose_message(PARTS, headers=HEADERS))
    agenda = next(message.iter_attachments())

    said = (agenda.get_filename(), agenda["Content-Type"].params["method"], agenda.get_content_disposition())
    assert said == ("agenda.ics", "PUBLISH", "attachment")


def test_a_calendar_without_a_method_promises_none() -> None:
    raw = compose_message(replace(PARTS, calendar=b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"), headers=HEADERS)

    assert b"method=" not in raw


def test_the_same_parts_give_the_same_octets_and_others_another_boundary() -> None:
    first = compose_message(PARTS, headers=HEADERS)
    other = compose_message(replace(PARTS, text="autre"), headers=HEADERS)

    said = (compose_message(PARTS, headers=HEADERS) == first, read(first).get_boundary() == read(other).get_boundary())
    assert said == (True, False)


@pytest.mark.parametrize("text", ["x" * 5000, "é" * 5000, ".\n..\nFrom moi\n", "a\x00b", "\ud800"])
def test_the_message_is_7_bit_clean_with_short_lines_and_crlf(text: str) -> None:
    raw = compose_message(RenderedParts(text=text, html=text), headers=HEADERS)

    lines = raw.split(b"\r\n")
    strays = [line for line in lines if b"\n" in line or b"\r" in line or len(line) > 78]
    assert (raw.isascii(), strays, raw.endswith(b"--\r\n")) == (True, [], True)


@given(st.text(), st.text())
def test_no_text_can_end_its_part(text: str, html: str) -> None:
    message = read(compose_message(RenderedParts(text=text + "\n--=_0\n", html=html), headers=HEADERS))

    assert outline(message) == ["multipart/alternative", "text/plain", "text/html"]
