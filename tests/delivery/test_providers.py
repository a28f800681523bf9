import base64
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import pytest
import requests

from digest.delivery.api.base import ApiProvider, ApiTransport
from digest.delivery.api.brevo import BrevoProvider
from digest.delivery.api.mailjet import MailjetProvider
from digest.delivery.api.ses import SesProvider, SigV4Signature
from tests.delivery.contract import ListOffice, TransportContract, carried
from tests.delivery.interface import Interface, Said

SENDER = "retours@exemple.org"
ONE = ("a@x.example",)


def letter() -> bytes:
    """Write a message with all that a letter has."""
    message = EmailMessage()
    message["From"] = "Cités Unies <lettre@exemple.org>"
    message["Reply-To"] = "reponse@exemple.org"
    message["Subject"] = "La lettre n° 17 – été"
    message["Message-ID"] = "<17@exemple.org>"
    message["List-Unsubscribe"] = "<https://exemple.org/u/abc>, <mailto:x@exemple.org?subject=abc>"
    message.set_content("Bonjour à tous.\n")
    message.add_alternative("<p>Bonjour à <b>tous</b>.</p>\n", subtype="html")
    message.add_attachment(b"BEGIN:VCALENDAR\r\n", maintype="text", subtype="calendar", filename="agenda.ics")
    return message.as_bytes().replace(b"\n", b"\r\n")


PROVIDERS: dict[str, Callable[[], ApiProvider]] = {
    "brevo": lambda: BrevoProvider("S3CRET"),
    "mailjet": lambda: MailjetProvider("key", "S3CRET"),
    "ses": lambda: SesProvider("AKID", "S3CRET", sender=SENDER),
}
each_provider = pytest.mark.parametrize("via", list(PROVIDERS))


def recipient_of(body: Any) -> str:
    """Find whom a request writes to, in the JSON of each provider."""
    if "Destination" in body:
        return str(body["Destination"]["ToAddresses"][0])
    to = body["to"][0]["email"] if "to" in body else body["Messages"][0]["To"][0]["Email"]
    return str(to)


class Arriving:
    """A transport to an interface, and what it was asked."""

    def __init__(self, interface: Interface, provider: ApiProvider) -> None:
        self._interface = interface
        self.transport = ApiTransport(provider, address=interface.address)

    def arrived(self) -> dict[str, list[bytes]]:
        found: dict[str, list[bytes]] = {}
        for _path, _headers, body in self._interface.asked:
            found.setdefault(recipient_of(body), []).append(b"")
        return found


@each_provider
class TestProviders(TransportContract):
    @pytest.fixture
    def way(self, via: str) -> Iterator[Arriving]:
        with Interface(lambda _body: Said(status=201)) as interface:
            yield Arriving(interface, PROVIDERS[via]())


def send(via: str, said: Said, *, timeout: float = 20) -> tuple[Interface, ListOffice, str]:
    office = ListOffice(ONE, letter=letter())
    with Interface(lambda _body: said) as interface:
        lost = carried(ApiTransport(PROVIDERS[via](), address=interface.address, timeout=timeout), office)
    return interface, office, lost


@each_provider
@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        (Said(status=429, headers={"Retry-After": "0"}), "later"),
        (Said(status=500), "later"),
        (Said(status=503), "later"),
        (Said(status=504), "unknown"),
        (Said(status=400), "never"),
        (Said(status=413), "never"),
        (Said(cuts=True), "unknown"),
    ],
    ids=str,
)
def test_a_status_says_what_became_of_a_message(via: str, said: Said, outcome: str) -> None:
    _interface, office, lost = send(via, said)

    assert (list(office.outcomes.values()), lost) == ([outcome], "")


@each_provider
def test_an_answer_that_does_not_come_leaves_doubt(via: str) -> None:
    _interface, office, _lost = send(via, Said(pause=5), timeout=0.2)

    assert list(office.outcomes.values()) == ["unknown"]


@each_provider
@pytest.mark.parametrize("status", [301, 401, 402, 403, 404])
def test_what_is_no_fault_of_a_member_ends_the_run(via: str, status: int) -> None:
    body = b'{"message": "the key S3CRET is not known"}'

    _interface, office, lost = send(via, Said(status=status, body=body))

    assert (office.back, lost.startswith("final: "), "S3CRET" in lost) == (["a@x.example"], True, False)


@each_provider
def test_an_interface_that_cannot_be_reached_is_tried_later(via: str) -> None:
    office = ListOffice(ONE)

    lost = carried(ApiTransport(PROVIDERS[via](), address="http://127.0.0.1:9"), office)

    assert (office.back, lost) == (["a@x.example"], "http://127.0.0.1:9: it cannot be reached")


def test_brevo_is_told_all_that_the_letter_says() -> None:
    interface, _office, _lost = send("brevo", Said(status=201))
    path, headers, body = interface.asked[0]
    key = body["headers"].pop("idempotencyKey")

    assert (path, headers["api-key"], len(key)) == ("/smtp/email", "S3CRET", 36)
    assert body == {
        "sender": {"name": "Cités Unies", "email": "lettre@exemple.org"},
        "to": [{"email": "a@x.example"}],
        "replyTo": {"email": "reponse@exemple.org"},
        "subject": "La lettre n° 17 – été",
        "textContent": "Bonjour à tous.\n",
        "htmlContent": "<p>Bonjour à <b>tous</b>.</p>\n",
        "headers": {"List-Unsubscribe": "<https://exemple.org/u/abc>, <mailto:x@exemple.org?subject=abc>"},
        "attachment": [{"name": "agenda.ics", "content": base64.b64encode(b"BEGIN:VCALENDAR\r\n").decode()}],
    }


def test_brevo_gets_the_same_key_for_every_try_and_its_refusal_of_a_second_means_that_it_has_the_first() -> None:
    duplicate = Said(status=400, body=b'{"code": "duplicate_parameter", "message": "idempotencyKey"}')
    tries = [send("brevo", Said(status=201)), send("brevo", duplicate)]
    keys = {interface.asked[0][2]["headers"]["idempotencyKey"] for interface, _office, _lost in tries}

    assert (len(keys), tries[1][1].outcomes) == (1, {"a@x.example": "taken"})


def test_mailjet_is_told_all_that_the_letter_says_and_to_track_nobody() -> None:
    interface, _office, _lost = send("mailjet", Said())
    path, headers, body = interface.asked[0]

    assert (path, headers["authorization"]) == ("/send", "Basic " + base64.b64encode(b"key:S3CRET").decode())
    assert body["Messages"] == [
        {
            "From": {"Name": "Cités Unies", "Email": "lettre@exemple.org"},
            "To": [{"Email": "a@x.example"}],
            "ReplyTo": {"Email": "reponse@exemple.org"},
            "Subject": "La lettre n° 17 – été",
            "TextPart": "Bonjour à tous.\n",
            "HTMLPart": "<p>Bonjour à <b>tous</b>.</p>\n",
            "Headers": {"List-Unsubscribe": "<https://exemple.org/u/abc>, <mailto:x@exemple.org?subject=abc>"},
            "Attachments": [
                {
                    "ContentType": "text/calendar",
                    "Filename": "agenda.ics",
                    "Base64Content": base64.b64encode(b"BEGIN:VCALENDAR\r\n").decode(),
                }
            ],
            "CustomID": "key-a@x.example",
            "CustomCampaign": "key-a@x.example",
            "DeduplicateCampaign": True,
            "TrackOpens": "disabled",
            "TrackClicks": "disabled",
        }
    ]


def test_ses_gets_the_message_as_it_is() -> None:
    interface, office, _lost = send("ses", Said())
    path, headers, body = interface.asked[0]

    assert base64.b64decode(body["Content"]["Raw"]["Data"]) == bytes(office.parcels[0])
    assert (path, body["FeedbackForwardingEmailAddress"]) == ("/v2/email/outbound-emails", SENDER)
    assert headers["authorization"].startswith("AWS4-HMAC-SHA256 Credential=AKID/")


def test_a_signature_is_the_one_that_botocore_makes() -> None:
    request = requests.Request(
        "POST", "https://email.eu-west-3.amazonaws.com/v2/email/outbound-emails", json={"a": "b"}
    ).prepare()
    sign = SigV4Signature("AKID", "secret", region="eu-west-3", clock=lambda: datetime(2026, 11, 20, 9, tzinfo=UTC))

    signed = sign(request)

    assert signed.headers["Authorization"] == (
        "AWS4-HMAC-SHA256 Credential=AKID/20261120/eu-west-3/ses/aws4_request, "
        "SignedHeaders=content-type;host;x-amz-date, "
        "Signature=f510b8e7522dc3f36bd1944907c7d18f85fa2f34739f3be8653776018ddbd709"
    )
