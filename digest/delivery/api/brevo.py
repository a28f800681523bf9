"""Brevo: `POST /v3/smtp/email` (developers.brevo.com).

The key that Brevo knows a message by again, for half an hour, stands among the headers of the JSON and is a UUID; a
second try with the same is answered with `duplicate_parameter`: then the first has arrived. Whether openings and clicks
are counted is a setting of the account; switch it off there.
"""

import uuid

import requests
from requests.auth import AuthBase

from digest.delivery.api.base import ApiRequest, person, unpack
from digest.delivery.transport import Outcome, OutgoingMessage

ADDRESS = "https://api.brevo.com/v3"


class BrevoProvider:
    """The interface of Brevo.

    Args:
        key: The account's key of version 3.
    """

    def __init__(self, key: str) -> None:
        self.auth: AuthBase = _Auth(key)
        self.secrets = (key,)

    def ask(self, parcel: OutgoingMessage) -> ApiRequest:
        """Return the request that hands a message over."""
        parts = unpack(parcel)
        body = {
            "sender": person(*parts.sender),
            "to": [person(parts.name, parcel.address)],
            "replyTo": person(*parts.reply_to),
            "subject": parts.subject,
            "textContent": parts.text,
            "htmlContent": parts.html,
            "headers": {**dict(parts.headers), "idempotencyKey": uuid_of(parcel.key)},
            "attachment": [{"name": one.name, "content": one.content} for one in parts.attachments],
        }
        return ApiRequest(path="/smtp/email", body={name: value for name, value in body.items() if value})

    def judge(self, response: requests.Response) -> Outcome | None:
        """See in a repeated key that the message is there already."""
        is_repeated = response.status_code == 400 and b"duplicate_parameter" in response.content
        return Outcome.TAKEN if is_repeated else None


def uuid_of(key: str) -> str:
    """Return the same UUID for the same key (RFC 9562 section 5.5)."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, key))


class _Auth(AuthBase):
    def __init__(self, key: str) -> None:
        self._key = key

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["api-key"] = self._key
        return request
