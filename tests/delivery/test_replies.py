"""Whom a refusal is about: wordings as relays write them, and a relay that speaks about us harms no member."""

from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest

from digest.delivery import workers
from digest.delivery.replies import Scope, Stage, scope_of_reply
from digest.delivery.smtp.client import SmtpTransport
from digest.delivery.smtp.session import SmtpServer
from digest.errors import LaterError
from digest.model import DeliveryState
from tests.delivery.offices import frozen_list, send_all, states
from tests.mail_server import Fault, MailServer, Manners

LIST = tuple(f"membre.{rank}@commune.example" for rank in range(30))

WORDINGS = [
    (550, "5.4.5 Daily user sending limit exceeded.", Stage.CONTENT, Scope.US),
    (421, "4.7.28 Our system has detected an unusual rate of mail", Stage.CONTENT, Scope.US),
    (454, "4.7.1 Relay access denied", Stage.RCPT, Scope.US),
    (550, "5.7.1 Relaying denied", Stage.RCPT, Scope.US),
    (554, "5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org", Stage.RCPT, Scope.US),
    (550, "5.7.60 SMTP; Client does not have permissions to send as this sender", Stage.CONTENT, Scope.US),
    (432, "4.3.2 STOREDRV; concurrent connections limit exceeded", Stage.CONTENT, Scope.US),
    (450, "4.7.1 Error: too much mail from 192.0.2.1", Stage.RCPT, Scope.US),
    (452, "4.5.3 Error: too many recipients", Stage.RCPT, Scope.US),
    (550, "Sending quota exceeded", Stage.RCPT, Scope.US),
    (550, "5.1.1 User unknown", Stage.RCPT, Scope.MEMBER),
    (452, "4.2.2 Mailbox full", Stage.RCPT, Scope.MEMBER),
    (450, "4.2.0 Recipient address rejected: Greylisted", Stage.RCPT, Scope.MEMBER),
    (552, "5.2.2 The recipient's inbox is out of storage space", Stage.RCPT, Scope.MEMBER),
    (552, "5.3.4 Message too big", Stage.MAIL, Scope.MESSAGE),
    (554, "5.6.0 Content rejected", Stage.CONTENT, Scope.MESSAGE),
]


@pytest.mark.parametrize(("code", "text", "stage", "scope"), WORDINGS)
def test_a_refusal_is_about_whom_its_words_say(code: int, text: str, stage: Stage, scope: Scope) -> None:
    assert scope_of_reply(code, text, stage) == (scope, True)


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_PAUSES", (0.0, 0.1, 0.1))
    monkeypatch.setattr(workers, "_THROTTLED_PAUSES", (0.0, 0.1, 0.1, 0.2))


def transport_to(server: MailServer) -> SmtpTransport:
    return SmtpTransport(SmtpServer(host="127.0.0.1", port=server.port), sender="lettre@exemple.org")


@pytest.mark.parametrize("at", ["RCPT", "DATA", "END"])
@pytest.mark.parametrize(
    "say", ["550 5.4.5 Daily sending quota exceeded", "554 5.7.1 Relay access denied", "451 4.7.1 slow down"]
)
@pytest.mark.parametrize("number", [1, 12], ids=["from the first", "from the twelfth"])
def test_a_relay_that_speaks_about_us_refuses_no_member_and_all_are_reached_afterwards(
    tmp_path: Path, at: str, say: str, number: int
) -> None:
    with frozen_list(tmp_path, *LIST) as store:
        with MailServer([Fault(at=at, number=number, say=say)]) as server:
            with pytest.raises(LaterError, match=say[4:9]):
                send_all(store, transport_to(server), connections=2)
            taken = list(server.recipients())
        assert set(states(store).values()) <= {DeliveryState.TO_SEND, DeliveryState.SENT}

        with MailServer() as server:
            send_all(store, transport_to(server), connections=2)
            taken += server.recipients()

    assert Counter(taken) == Counter(LIST)


def test_a_relay_that_takes_a_few_a_second_loses_nobody(tmp_path: Path) -> None:
    taken: list[str] = []
    with frozen_list(tmp_path, *LIST) as store:
        for _run in range(20):
            with MailServer(manners=Manners(per_second=5)) as server:
                with suppress(LaterError):
                    send_all(store, transport_to(server), connections=2)
                taken += server.recipients()
            if set(states(store).values()) == {DeliveryState.SENT}:
                break

    assert Counter(taken) == Counter(LIST)
