"""A member's values, each as it stands in the letter and in its head."""

from dataclasses import replace

import pytest

from digest.errors import DigestError
from digest.locale import in_language
from digest.render.placeholders import SLOTS, Placeholder
from digest.render.recipient import SOMEBODY, LetterImprint, RecipientContext, RecipientFields, make_imprint
from tests.render.samples import CONFIG, FULL

IMPRINT = LetterImprint(
    identity="17.abc",
    domain="exemple.org",
    by_mail="mailto:lettre@exemple.org?subject=unsubscribe",
    subject="unsubscribe",
    has_pages=True,
)
BY_MAIL = replace(IMPRINT, has_pages=False)
PLAIN = RecipientFields(
    id="Aw3-_x9Zk2bQ7fLm",
    address="a@exemple.org",
    name="Anne Martin",
    unsubscribe="https://exemple.org/u/T0",
    preferences="https://exemple.org/p/T0",
    token="T0",
)


def test_each_slot_has_its_value() -> None:
    assert IMPRINT.values(PLAIN) == {
        Placeholder.NAME: "Anne Martin",
        Placeholder.UNSUBSCRIBE: "https://exemple.org/u/T0",
        Placeholder.PREFERENCES: "https://exemple.org/p/T0",
        Placeholder.SUBJECT: "unsubscribe T0",
        Placeholder.TO: "Anne Martin <a@exemple.org>",
        Placeholder.MESSAGE_ID: "<17.abc.Aw3-_x9Zk2bQ7fLm@exemple.org>",
        Placeholder.WAYS_OUT: "<https://exemple.org/u/T0>, <mailto:lettre@exemple.org?subject=unsubscribe%20T0>",
    }


def test_no_slot_is_without_a_value() -> None:
    assert frozenset(IMPRINT.values(SOMEBODY)) == SLOTS


def test_without_pages_and_token_the_way_out_is_the_plain_word_by_mail() -> None:
    values = BY_MAIL.values(replace(PLAIN, unsubscribe="", preferences="", token=""))

    assert (values[Placeholder.UNSUBSCRIBE], values[Placeholder.SUBJECT], values[Placeholder.WAYS_OUT]) == (
        "mailto:lettre@exemple.org?subject=unsubscribe",
        "unsubscribe",
        "<mailto:lettre@exemple.org?subject=unsubscribe>",
    )


def test_who_has_no_name_is_known_by_the_address() -> None:
    values = IMPRINT.values(replace(PLAIN, name=" \r\n"))

    assert (values[Placeholder.NAME], values[Placeholder.TO]) == ("a@exemple.org", "<a@exemple.org>")


HOSTILE = [
    pytest.param("https://exemple.org/>,\r\n <x", "https://exemple.org/%3E,%20%3Cx", id="an end of the header"),
    pytest.param('https://exemple.org/"é', "https://exemple.org/%22%C3%A9", id="quotes and accents"),
]


@pytest.mark.parametrize(("page", "expected"), HOSTILE)
def test_an_address_holds_nothing_that_would_end_it(page: str, expected: str) -> None:
    assert IMPRINT.values(replace(PLAIN, unsubscribe=page))[Placeholder.UNSUBSCRIBE] == expected


@pytest.mark.parametrize("lacking", ["unsubscribe", "preferences"])
def test_a_member_without_pages_cannot_have_a_letter_with_links_to_them(lacking: str) -> None:
    without = replace(PLAIN, unsubscribe="") if lacking == "unsubscribe" else replace(PLAIN, preferences="")
    with in_language("en"), pytest.raises(DigestError) as caught:
        IMPRINT.values(without)

    assert str(caught.value).startswith("a@exemple.org: the links to a member's own pages do not go with the letter")


def test_a_head_is_changed_only_where_it_is_the_reader_s() -> None:
    reader = RecipientContext(values=IMPRINT.values(PLAIN), has_pages=True)
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
