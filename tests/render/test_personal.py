"""A member's values, each as it stands in the letter and in its head."""

from dataclasses import replace

import pytest

from digest.errors import DigestError
from digest.locale import in_language
from digest.render.placeholders import SLOTS, Slot
from digest.render.recipient import SOMEBODY, Imprint, Personal, Reader, make_imprint
from tests.render.samples import CONFIG, FULL

IMPRINT = Imprint(
    identity="17.abc",
    domain="exemple.org",
    by_mail="mailto:lettre@exemple.org?subject=unsubscribe",
    subject="unsubscribe",
    has_pages=True,
)
BY_MAIL = replace(IMPRINT, has_pages=False)
PLAIN = Personal(
    id="Aw3-_x9Zk2bQ7fLm",
    address="a@exemple.org",
    name="Anne Martin",
    unsubscribe="https://exemple.org/u/T0",
    preferences="https://exemple.org/p/T0",
    token="T0",
)


def test_each_slot_has_its_value() -> None:
    assert IMPRINT.values(PLAIN) == {
        Slot.NAME: "Anne Martin",
        Slot.UNSUBSCRIBE: "https://exemple.org/u/T0",
        Slot.PREFERENCES: "https://exemple.org/p/T0",
        Slot.SUBJECT: "unsubscribe T0",
        Slot.TO: "Anne Martin <a@exemple.org>",
        Slot.MESSAGE_ID: "<17.abc.Aw3-_x9Zk2bQ7fLm@exemple.org>",
        Slot.WAYS_OUT: "<https://exemple.org/u/T0>, <mailto:lettre@exemple.org?subject=unsubscribe%20T0>",
    }


def test_no_slot_is_without_a_value() -> None:
    assert frozenset(IMPRINT.values(SOMEBODY)) == SLOTS


def test_without_pages_and_token_the_way_out_is_the_plain_word_by_mail() -> None:
    values = BY_MAIL.values(replace(PLAIN, unsubscribe="", preferences="", token=""))

    assert (values[Slot.UNSUBSCRIBE], values[Slot.SUBJECT], values[Slot.WAYS_OUT]) == (
        "mailto:lettre@exemple.org?subject=unsubscribe",
        "unsubscribe",
        "<mailto:lettre@exemple.org?subject=unsubscribe>",
    )


def test_who_has_no_name_is_known_by_the_address() -> None:
    values = IMPRINT.values(replace(PLAIN, name=" \r\n"))

    assert (values[Slot.NAME], values[Slot.TO]) == ("a@exemple.org", "<a@exemple.org>")


HOSTILE = [
    pytest.param("https://exemple.org/>,\r\n <x", "https://exemple.org/%3E,%20%3Cx", id="an end of the header"),
    pytest.param('https://exemple.org/"é', "https://exemple.org/%22%C3%A9", id="quotes and accents"),
]


@pytest.mark.parametrize(("page", "expected"), HOSTILE)
def test_an_address_holds_nothing_that_would_end_it(page: str, expected: str) -> None:
    assert IMPRINT.values(replace(PLAIN, unsubscribe=page))[Slot.UNSUBSCRIBE] == expected


@pytest.mark.parametrize("lacking", ["unsubscribe", "preferences"])
def test_a_member_without_pages_cannot_have_a_letter_with_links_to_them(lacking: str) -> None:
    without = replace(PLAIN, unsubscribe="") if lacking == "unsubscribe" else replace(PLAIN, preferences="")
    with in_language("en"), pytest.raises(DigestError) as caught:
        IMPRINT.values(without)

    assert str(caught.value).startswith("a@exemple.org: the links to a member's own pages do not go with the letter")


def test_a_head_is_changed_only_where_it_is_the_reader_s() -> None:
    reader = Reader(values=IMPRINT.values(PLAIN), has_pages=True)
    head = reader.address(
        (("From", "x"), ("To", "x"), ("Message-ID", "x"), ("List-Unsubscribe", "x"), ("List-Id", "x"))
    )

    changed = {name for name, value in head if value != "x"}
    assert changed == {"To", "Message-ID", "List-Unsubscribe"}


def test_the_imprint_speaks_the_letter_s_language() -> None:
    with in_language("en"):
        english = make_imprint(FULL, CONFIG)

    assert (english.subject, english.by_mail, english.has_pages) == (
        "unsubscribe",
        "mailto:communication@exemple.org?subject=unsubscribe",
        True,
    )
