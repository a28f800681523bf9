"""Amazon SES: `POST /v2/email/outbound-emails` with the message as it is, signed by Signature Version 4.

SES has no key to know a message by again: an answer that was lost leaves the message in doubt, as over SMTP.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlsplit

import requests
from requests.auth import AuthBase

from digest.delivery.api.base import ApiRequest
from digest.delivery.transport import Outcome, OutgoingMessage

REGION = "eu-west-3"
ADDRESS = f"https://email.{REGION}.amazonaws.com"
_ABOUT_US = ("AccountSuspended", "SendingPaused", "LimitExceeded", "MailFromDomainNotVerified")


class SesProvider:
    """The interface of Amazon SES.

    Args:
        key: The id of the access key.
        secret: The secret access key.
        address: The interface's address; the region is read from it.
        sender: Where bounces go.
    """

    def __init__(self, key: str, secret: str, *, address: str = ADDRESS, sender: str) -> None:
        self.auth: AuthBase = SigV4Signature(key, secret, region=_region_of(address))
        self.secrets = (secret,)
        self._sender = sender

    def ask(self, parcel: OutgoingMessage) -> ApiRequest:
        """Return the request that hands a message over."""
        body = {
            "Content": {"Raw": {"Data": base64.b64encode(bytes(parcel)).decode()}},
            "Destination": {"ToAddresses": [parcel.address]},
            "FeedbackForwardingEmailAddress": self._sender,
        }
        return ApiRequest(path="/v2/email/outbound-emails", body=body)

    def judge(self, response: requests.Response) -> Outcome | None:
        """Put off what the account, not the message, is refused for."""
        kind = response.headers.get("x-amzn-ErrorType", "") + response.text[:500]
        return Outcome.LATER if response.status_code == 400 and any(one in kind for one in _ABOUT_US) else None


class SigV4Signature(AuthBase):
    """Signs requests as Amazon's interfaces ask for (Signature Version 4).

    Args:
        key: The id of the access key.
        secret: The secret access key; it never leaves.
        region: The region, which the signature is for.
        clock: Gives the time, which the signature holds for some minutes from.
    """

    def __init__(
        self, key: str, secret: str, *, region: str, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._key = key
        self._secret = secret
        self._region = region
        self._clock = clock

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Put the signature among the headers of a request."""
        parts = urlsplit(request.url or "")
        host, path = str(parts.netloc), str(parts.path) or "/"
        body = request.body or b""
        digest = hashlib.sha256(body.encode() if isinstance(body, str) else body).hexdigest()
        moment = self._clock().strftime("%Y%m%dT%H%M%SZ")
        headers = {"content-type": str(request.headers["Content-Type"]), "host": host, "x-amz-date": moment}
        named = ";".join(headers)
        lines = "".join(f"{name}:{value}\n" for name, value in headers.items())
        canonical = f"{request.method}\n{path}\n\n{lines}\n{named}\n{digest}"
        scope = f"{moment[:8]}/{self._region}/ses/aws4_request"
        to_sign = f"AWS4-HMAC-SHA256\n{moment}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
        signature = hmac.new(self._signing_key(moment[:8]), to_sign.encode(), "sha256").hexdigest()
        request.headers["X-Amz-Date"] = moment
        request.headers["Authorization"] = (
            f"AWS4-HMAC-SHA256 Credential={self._key}/{scope}, SignedHeaders={named}, Signature={signature}"
        )
        return request

    def _signing_key(self, day: str) -> bytes:
        key = b"AWS4" + self._secret.encode()
        for step in (day, self._region, "ses", "aws4_request"):
            key = hmac.new(key, step.encode(), "sha256").digest()
        return key


def _region_of(address: str) -> str:
    """Read the region from the host: `email.REGION.amazonaws.com`; the usual one where it is another host."""
    parts = (urlsplit(address).hostname or "").split(".")
    return parts[1] if len(parts) > 3 and parts[0].startswith("email") and "amazonaws" in parts else REGION
