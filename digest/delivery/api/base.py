"""Providers' HTTP interfaces behind the contract of all transports: Brevo, Mailjet, Amazon SES.

Here is what they have in common: one POST a message, answers judged by their status. What each wants to be told is in
`brevo`, `mailjet` and `ses`; `requests` comes with the extra `[api]`.
"""

import base64
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Protocol

import requests
from requests.auth import AuthBase

from digest.delivery.redact import SecretRedactor
from digest.delivery.transport import ConnectionLostError, DeliveryQueue, DeliveryResult, Outcome, OutgoingMessage
from digest.locale import _

_CONNECT, _READ = 30.0, 120.0
_LONGEST_REST = 10.0
"""Seconds that we wait ourselves where an interface asks for patience; beyond, the office's own pauses will do."""
_ABOUT_US = {401, 402, 403, 404, 405, 407}
"""No member's fault: the key, the account, the address of the interface."""
_LATER = {408, 425, 429, 500, 503}
_UNSURE = {502, 504}
"""A gateway that had no answer in time: the service behind it may have taken the message."""
_NEVER_ARRIVED = (requests.exceptions.ConnectTimeout, requests.exceptions.SSLError, requests.exceptions.ProxyError)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiRequest:
    """One POST: where under the interface's address, and its JSON."""

    path: str
    body: Mapping[str, object]


class ApiProvider(Protocol):
    """One interface: what is asked of it for a message, and what its answers mean."""

    @property
    def auth(self) -> AuthBase:
        """What proves who we are, in the headers of each request."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be seen."""

    def ask(self, parcel: OutgoingMessage) -> ApiRequest:
        """Return the request that hands a message over."""

    def judge(self, response: requests.Response) -> Outcome | None:
        """Return the outcome where the answer means something else than its status usually does."""


class ApiTransport:
    """Messages handed to a provider over HTTP.

    Args:
        provider: What is said, and how it is understood.
        address: The interface's address, without a slash at its end.
        timeout: Seconds to wait for an answer.
    """

    def __init__(self, provider: ApiProvider, *, address: str, timeout: float = _READ) -> None:
        self._provider = provider
        self._address = address.rstrip("/")
        self._timeout = timeout
        self._redactor = SecretRedactor(secrets=provider.secrets)

    def carry(self, office: DeliveryQueue) -> None:
        """Hand over one message after the other, over a connection that is kept.

        Raises:
            ConnectionLostError: The interface cannot be reached, or does not let us in.
        """
        with requests.Session() as session:
            while (parcel := office.take()) is not None:
                try:
                    request = self._provider.ask(parcel)
                    office.commit(parcel)
                except BaseException:
                    office.put_back(parcel)
                    raise
                self._deliver(session, office, parcel, request)

    def _deliver(
        self, session: requests.Session, office: DeliveryQueue, parcel: OutgoingMessage, request: ApiRequest
    ) -> None:
        try:
            response = self._post(session, request)
        except requests.RequestException as error:
            self._judge_loss(error, office, parcel)
            return
        except BaseException:
            office.settle(parcel, DeliveryResult(outcome=Outcome.UNKNOWN, words=_("interrupted")))
            raise
        outcome = self._provider.judge(response) or _outcome_of(response.status_code)
        words = f"{response.status_code} {self._redactor.clean(response.content[:1_000_000])}"
        if outcome is None:
            office.put_back(parcel)
            raise ConnectionLostError(f"{self._address}: {words}", is_final=True)
        office.settle(parcel, DeliveryResult(outcome=outcome, words=words))
        if outcome is Outcome.LATER:
            time.sleep(_rest_of(response))

    def _post(self, session: requests.Session, request: ApiRequest) -> requests.Response:
        return session.post(
            self._address + request.path,
            json=request.body,
            auth=self._provider.auth,
            timeout=(_CONNECT, self._timeout),
            allow_redirects=False,
        )

    def _judge_loss(self, error: requests.RequestException, office: DeliveryQueue, parcel: OutgoingMessage) -> None:
        """Return what certainly did not arrive from what may have."""
        if isinstance(error, _NEVER_ARRIVED) or _is_unconnected(error):
            office.put_back(parcel)
            is_final = isinstance(error, requests.exceptions.SSLError)
            words = _("its certificate does not hold") if is_final else _("it cannot be reached")
            raise ConnectionLostError(f"{self._address}: {words}", is_final=is_final) from None
        office.settle(
            parcel, DeliveryResult(outcome=Outcome.UNKNOWN, words=_("the connection was cut before the answer"))
        )


def _outcome_of(status: int) -> Outcome | None:
    """Return what a status means for the message; None where it is not about the message."""
    if status in _ABOUT_US or 300 <= status < 400:
        return None
    if 200 <= status < 300:
        return Outcome.TAKEN
    if status in _UNSURE:
        return Outcome.UNKNOWN
    return Outcome.LATER if status in _LATER or status >= 500 else Outcome.NEVER


def _rest_of(response: requests.Response) -> float:
    """Return how long to wait before the next message (RFC 9110 section 10.2.3)."""
    with suppress(ValueError):
        return min(max(float(response.headers.get("Retry-After", "0")), 0.0), _LONGEST_REST)
    return 0.0


def _is_unconnected(error: requests.RequestException) -> bool:
    """Whether no connection came about: urllib3 says so in the reason of what `requests` wraps."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return type(reason).__name__ in ("NewConnectionError", "NameResolutionError", "ConnectTimeoutError")


# A message taken apart again, for interfaces that want its parts: what they send is what was approved.

_THEIRS = {
    "from", "to", "cc", "bcc", "subject", "reply-to", "sender", "date", "message-id", "mime-version", "return-path",
    "dkim-signature", "content-type", "content-transfer-encoding", "content-disposition", "received",
}  # fmt: skip
"""Headers that such interfaces write themselves, or have fields of their own for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file of a message; the content in base64."""

    name: str
    type: str
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MimeParts:
    """What a message is made of; addresses are a name and an address."""

    sender: tuple[str, str]
    name: str
    reply_to: tuple[str, str]
    subject: str
    text: str
    html: str
    headers: tuple[tuple[str, str], ...]
    attachments: tuple[Attachment, ...]


def unpack(parcel: OutgoingMessage) -> MimeParts:
    """Take a message apart."""
    message = message_from_bytes(bytes(parcel), policy=policy.SMTP)
    if not isinstance(message, EmailMessage):
        raise TypeError
    return MimeParts(
        sender=parseaddr(str(message["From"] or "")),
        name=parseaddr(str(message["To"] or ""))[0],
        reply_to=parseaddr(str(message["Reply-To"] or "")),
        subject=str(message["Subject"] or ""),
        text=_text_of(message, "plain"),
        html=_text_of(message, "html"),
        headers=tuple((name, _unfold(value)) for name, value in message.items() if name.lower() not in _THEIRS),
        attachments=tuple(_attachment(part) for part in message.walk() if _is_file(part)),
    )


def person(name: str, address: str, *, capitals: bool = False) -> dict[str, str]:
    """Write a name and an address as JSON interfaces want them, in small letters or capitals; no name, no key."""
    keys = ("Name", "Email") if capitals else ("name", "email")
    return {key: value for key, value in zip(keys, (name, address), strict=True) if value}


def _text_of(message: EmailMessage, subtype: str) -> str:
    part = message.get_body(preferencelist=(subtype,))
    content = part.get_content() if part is not None else ""
    return str(content).replace("\r\n", "\n")


def _unfold(value: object) -> str:
    return " ".join(str(value).split())


def _is_file(part: object) -> bool:
    if not isinstance(part, EmailMessage) or part.is_multipart():
        return False
    return part.get_content_maintype() != "text" or part.is_attachment() or part.get_content_subtype() == "calendar"


def _attachment(part: object) -> Attachment:
    assert isinstance(part, EmailMessage)  # noqa: S101 - `_is_file` saw to it
    octets = part.get_payload(decode=True)
    content = base64.b64encode(octets if isinstance(octets, bytes) else b"").decode()
    name = part.get_filename() or f"part.{part.get_content_subtype()}"
    return Attachment(name=name, type=part.get_content_type(), content=content)
