"""Mailjet: `POST /v3.1/send` (dev.mailjet.com).

Mailjet drops what it sent before to the same address under the same `CustomCampaign`, where `DeduplicateCampaign` asks
for it. Openings and clicks are not counted: that is said with each message.
"""

import requests
from requests.auth import AuthBase, HTTPBasicAuth

from digest.delivery.api.base import ApiRequest, person, unpack
from digest.delivery.transport import Outcome, OutgoingMessage

ADDRESS = "https://api.mailjet.com/v3.1"


class MailjetProvider:
    """The interface of Mailjet.

    Args:
        key: The account's key.
        secret: Its secret.
    """

    def __init__(self, key: str, secret: str) -> None:
        self.auth: AuthBase = HTTPBasicAuth(key, secret)
        self.secrets = (secret,)

    def ask(self, parcel: OutgoingMessage) -> ApiRequest:
        """Return the request that hands a message over."""
        parts = unpack(parcel)
        message = {
            "From": person(*parts.sender, capitals=True),
            "To": [person(parts.name, parcel.address, capitals=True)],
            "ReplyTo": person(*parts.reply_to, capitals=True),
            "Subject": parts.subject,
            "TextPart": parts.text,
            "HTMLPart": parts.html,
            "Headers": dict(parts.headers),
            "Attachments": [
                {"ContentType": one.type, "Filename": one.name, "Base64Content": one.content}
                for one in parts.attachments
            ],
            "CustomID": parcel.key,
            "CustomCampaign": parcel.key,
            "DeduplicateCampaign": True,
            "TrackOpens": "disabled",
            "TrackClicks": "disabled",
        }
        return ApiRequest(path="/send", body={"Messages": [{name: value for name, value in message.items() if value}]})

    def judge(self, response: requests.Response) -> Outcome | None:
        """Refuse what is answered 200 though the message itself is marked as wrong."""
        if response.status_code != 200:
            return None
        return Outcome.NEVER if b'"Status":"error"' in response.content.replace(b" ", b"") else None
