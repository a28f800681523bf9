from pathlib import Path
from typing import Any

import pytest

from digest.config.model import Send
from digest.delivery.api.base import ApiTransport
from digest.delivery.factory import make_transport
from digest.delivery.maildir import MaildirTransport
from digest.delivery.sendmail import SendmailTransport
from digest.delivery.smtp.client import SmtpTransport
from digest.errors import ConfigError
from tests.delivery.contract import ListOffice
from tests.mail_server import MailServer
from tests.makers import make_config


@pytest.mark.parametrize(
    ("send", "kind"),
    [
        (Send(smtp="smtp://localhost"), SmtpTransport),
        (Send(via="folder", folder=Path("maildir")), MaildirTransport),
        (Send(via="sendmail"), SendmailTransport),
        (Send(via="brevo", api_key="${KEY}"), ApiTransport),
        (Send(via="mailjet", api_key="${KEY}:${SECRET}"), ApiTransport),
        (Send(via="ses", api_key="${KEY}:${SECRET}", api="https://email.eu-west-1.amazonaws.com"), ApiTransport),
    ],
    ids=lambda value: getattr(value, "via", None),
)
def test_each_way_of_feeds_yaml_has_its_transport(send: Send, kind: type) -> None:
    transport: Any = make_transport(make_config(send=send), {"KEY": "a", "SECRET": "b"})

    assert type(transport) is kind


@pytest.mark.parametrize(
    "send",
    [
        Send(),
        Send(via="folder"),
        Send(via="brevo"),
        Send(via="mailjet", api_key="${KEY}"),
        Send(via="ses", api_key="${KEY}:${SECRET}", api="http://ses.example"),
        Send(smtp="smtp://lettre:${MISSING}@relay.example"),
    ],
    ids=["no relay", "no folder", "no key", "half a key", "no TLS", "no variable"],
)
def test_what_is_missing_is_said_without_the_secret(send: Send) -> None:
    with pytest.raises(ConfigError) as raised:
        make_transport(make_config(send=send), {"KEY": "S3CRET", "SECRET": "S3CRET"})

    assert ("S3CRET" in str(raised.value), bool(raised.value.hint)) == (False, True)


@pytest.mark.parametrize(
    ("return_path", "sender"), [("", "lettre@exemple.org"), ("retours@exemple.org", "retours@exemple.org")]
)
def test_bounces_go_to_the_return_path_or_the_sender(return_path: str, sender: str) -> None:
    with MailServer() as server:
        config = make_config(send=Send(smtp="${RELAY}", return_path=return_path))
        make_transport(config, {"RELAY": server.address}).carry(ListOffice(("a@x.example",)))

    assert [letter.sender for letter in server.accepted] == [sender]
