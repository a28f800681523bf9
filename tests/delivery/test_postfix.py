"""Our transport against a real mail server: what the scripted one may have got wrong."""

from collections.abc import Iterator

import pytest

from digest.delivery.smtp.client import SmtpTransport
from digest.delivery.smtp.session import SmtpServer
from tests.delivery.contract import LETTER, ListOffice, carried
from tests.postfix import Postfix, open_postfix

SENDER = "lettre@exemple.org"


@pytest.fixture(scope="module")
def postfix() -> Iterator[Postfix]:
    with open_postfix() as one:
        yield one


def test_postfix_delivers_each_message_once_and_its_refusals_are_known_by_name(postfix: Postfix) -> None:
    taken = [f"membre.{rank}@commune.example" for rank in range(30)]
    office = ListOffice([*taken[:10], "inconnu@commune.example", *taken[10:20], "plein@commune.example", *taken[20:]])

    lost = carried(SmtpTransport(SmtpServer(host="127.0.0.1", port=postfix.port), sender=SENDER), office)

    delivered = sorted(to for octets in postfix.wait_for(30) for to in taken if f"\nTo: {to}\n".encode() in octets)
    others = {one: words[:9] for one, words in office.words.items() if one not in taken}
    assert (lost, delivered) == ("", sorted(taken))
    assert others == {"inconnu@commune.example": "550 5.1.1", "plein@commune.example": "452 4.2.2"}
    assert {office.outcomes[one] for one in taken} == {"taken"}


def test_a_message_larger_than_postfix_takes_is_never_offered(postfix: Postfix) -> None:
    office = ListOffice(("membre@commune.example",), letter=LETTER * 30_000)

    carried(SmtpTransport(SmtpServer(host="127.0.0.1", port=postfix.port), sender=SENDER), office)

    assert office.outcomes == {"membre@commune.example": "never"}
