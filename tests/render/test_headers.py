from dataclasses import replace
from datetime import datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import default
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.config import Config, Mailbox
from digest.edition import Edition
from digest.errors import ConfigError
from digest.locale import in_language
from digest.render.headers import date_headers, unsubscribe_address, write_headers, write_mailbox, write_words
from tests.render.samples import CONFIG, FULL

ONE_CLICK = "https://lettre.exemple.org/u/" + "x" * 600
MAILTO = "mailto:communication@exemple.org?subject=unsubscribe"


def headers(
    edition: Edition = FULL, config: Config = CONFIG, *, unsubscribe: tuple[str, ...] = (MAILTO,)
) -> dict[str, str]:
    return dict(write_headers(edition, config, subject=edition.subject, unsubscribe=unsubscribe))


def with_letter(**changes: object) -> Config:
    return replace(CONFIG, letter=replace(CONFIG.letter, **changes))  # type: ignore[arg-type]  # fields of the letter


def read_back(value: str) -> str:
    return str(make_header(decode_header(value.replace("\r\n", ""))))


def test_a_letter_has_the_headers_of_a_list_and_of_an_automatic_message() -> None:
    assert headers() == {
        "Date": "Mon, 15 Apr 2024 08:00:00 +0200",
        "From": "=?utf-8?q?R=C3=A9seau_des_villes_partenaires?= <lettre@exemple.org>",
        "Reply-To": "communication@exemple.org",
        "To": "=?utf-8?q?R=C3=A9seau_des_villes_partenaires?= <lettre@exemple.org>",
        "Subject": "=?utf-8?q?La_lettre_de_la_coop=C3=A9ration_d=C3=A9centralis?=\r\n"
        " =?utf-8?q?=C3=A9e_=E2=80=93_du_9_au_15_avril_2024?=",
        "Message-ID": "<17.3cc9bffad27366cfbb11@exemple.org>",
        "List-Id": "=?utf-8?q?La_lettre_de_la_coop=C3=A9ration_d=C3=A9centralis?=\r\n"
        " =?utf-8?q?=C3=A9e?= <lettre.exemple.org>",
        "List-Unsubscribe": f"<{MAILTO}>",
        "Archived-At": "<https://lettre.exemple.org/17/>",
        "Content-Language": "fr",
        "Auto-Submitted": "auto-generated",
        "Precedence": "list",
    }


def test_a_list_unsubscribe_of_600_characters_stays_raw_on_one_line() -> None:
    written = headers(unsubscribe=(ONE_CLICK, MAILTO))

    said = (written["List-Unsubscribe"], written["List-Unsubscribe-Post"])
    assert said == (f"<{ONE_CLICK}>, <{MAILTO}>", "List-Unsubscribe=One-Click")


def test_the_standard_library_would_have_encoded_it() -> None:
    """The trap that the raw header avoids; when this fails, the library has been mended."""
    message = message_from_bytes(b"", policy=default)
    message["List-Unsubscribe"] = f"<{ONE_CLICK}>, <{MAILTO}>"

    assert ONE_CLICK.encode() not in message.as_bytes()


def test_without_a_one_click_address_no_one_click_is_promised() -> None:
    assert "List-Unsubscribe-Post" not in headers()


def test_without_a_place_on_the_web_nothing_is_archived_at() -> None:
    assert "Archived-At" not in headers(config=replace(CONFIG, web=None))


def test_the_identity_of_an_issue_stays_when_its_words_and_its_day_change() -> None:
    later = replace(FULL, subject="Autre objet", edito="", day=FULL.day.replace(day=16))

    assert headers(later)["Message-ID"] == headers()["Message-ID"]


def test_another_issue_has_another_identity_and_the_same_list() -> None:
    first, second = headers(), headers(replace(FULL, number=18))

    assert (first["Message-ID"] != second["Message-ID"], first["List-Id"] == second["List-Id"]) == (True, True)


@pytest.mark.parametrize(
    ("mailbox", "expected"),
    [
        pytest.param(Mailbox(address="a@exemple.org"), "a@exemple.org", id="no name"),
        pytest.param(
            Mailbox(name="Le Réseau", address="a@exemple.org"),
            "=?utf-8?q?Le_R=C3=A9seau?= <a@exemple.org>",
            id="accents",
        ),
        pytest.param(Mailbox(name="Reseau", address="a@exemple.org"), "Reseau <a@exemple.org>", id="plain"),
        pytest.param(
            Mailbox(name='J. "X" <y>, z', address="a@exemple.org"), '"J. \\"X\\" <y>, z" <a@exemple.org>', id="quoted"
        ),
        pytest.param(
            Mailbox(name="a\r\nBcc: x@y.fr", address="a@exemple.org"), '"a Bcc: x@y.fr" <a@exemple.org>', id="hostile"
        ),
        pytest.param(
            Mailbox(name="Bureau " * 10, address="a@exemple.org"),
            "=?utf-8?q?Bureau_Bureau_Bureau_Bureau_Bureau_Bureau_Bureau_Bureau_B?=\r\n"
            " =?utf-8?q?ureau_Bureau?= <a@exemple.org>",
            id="long",
        ),
        pytest.param(Mailbox(address="a@élus.exemple.org"), "a@xn--lus-9la.exemple.org", id="a domain with accents"),
    ],
)
def test_a_mailbox_is_written(mailbox: Mailbox, expected: str) -> None:
    assert write_mailbox(mailbox, header="From") == expected


@pytest.mark.parametrize(
    "address", ["", "lettre", "@exemple.org", "élu@exemple.org", "a b@exemple.org", "a@b>\r\nBcc: c@d.fr"]
)
def test_an_address_that_cannot_stand_in_a_header_is_refused(address: str) -> None:
    with pytest.raises(ConfigError, match="cannot stand in the head of a message"):
        write_mailbox(Mailbox(address=address), header="From")


def test_the_mailto_address_is_said_in_the_language_of_the_letter() -> None:
    with in_language("en"):
        said = unsubscribe_address(with_letter(reply_to=None))

    assert said == "mailto:lettre@exemple.org?subject=unsubscribe"


@pytest.mark.parametrize(
    "subject",
    [
        "Court",
        "Un objet avec des accents, long : " + "coopération décentralisée " * 12,
        "x" * 300,
        "=?utf-8?q?Bcc?=",
        "émoji 👩🏽‍🌾 " * 20,
    ],
)
def test_a_subject_reads_back_whatever_its_length(subject: str) -> None:
    written = write_words(subject, header="Subject")

    too_long = [line for line in f"Subject: {written}".split("\r\n") if len(line) > 78]
    assert (read_back(written), written.isascii(), too_long) == (subject.strip(), True, [])


@given(st.text())
def test_no_subject_can_add_a_header(subject: str) -> None:
    written = write_words(subject, header="Subject")

    new_lines = [line for line in written.split("\n")[1:] if not line.startswith(" ")]
    assert (new_lines, written.isascii()) == ([], True)


def test_the_date_of_a_message_that_leaves_is_the_instant_it_leaves() -> None:
    leaves = datetime(2026, 3, 9, 7, 30, tzinfo=ZoneInfo("Europe/Paris"))
    headers = dict(date_headers((("Date", "Wed, 04 Mar 2026 08:00:00 +0100"), ("Subject", "x")), leaves))

    assert headers == {"Date": "Mon, 09 Mar 2026 07:30:00 +0100", "Subject": "x"}
