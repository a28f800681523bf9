"""A message taken apart again, for interfaces that want its parts: what they send is what was approved."""

import base64
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr

from digest.deliver.contract import Parcel

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
class Parts:
    """What a message is made of; addresses are a name and an address."""

    sender: tuple[str, str]
    name: str
    reply_to: tuple[str, str]
    subject: str
    text: str
    html: str
    headers: tuple[tuple[str, str], ...]
    attachments: tuple[Attachment, ...]


def unpack(parcel: Parcel) -> Parts:
    """Take a message apart."""
    message = message_from_bytes(bytes(parcel), policy=policy.SMTP)
    if not isinstance(message, EmailMessage):
        raise TypeError
    return Parts(
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
