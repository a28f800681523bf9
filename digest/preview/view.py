"""What the page of the preview shows, at one instant."""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

from digest.config.model import Config
from digest.edition import Edition
from digest.edition.yaml.document import fingerprint
from digest.locale import _
from digest.render.letter import RenderedLetter

# A message read back from its octets, as a mail client would: what is shown is what would be sent.

HEAVIEST = 102_000
"""Octets of HTML from which Gmail cuts a message, and its footer with it."""
_INBOX_LINE = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderLine:
    """A header as it travels, as it reads, and what it is for."""

    name: str
    raw: str
    value: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageParts:
    """What a message holds.

    Attributes:
        html: The HTML part, decoded.
        text: The text part, decoded.
        headers: All headers, in their order, before they are explained.
        source: The message as it travels.
        weight: Octets of the HTML part once decoded, as clients count them.
        inbox: What an inbox shows after the subject: the first words of the letter.
    """

    html: str
    text: str
    headers: tuple[tuple[str, str, str], ...]
    source: str
    weight: int
    inbox: str

    def header(self, name: str) -> str:
        """Return a header as it reads; empty where there is none."""
        return next((value for known, _raw, value in self.headers if known.lower() == name.lower()), "")


def read_message(octets: bytes) -> MessageParts:
    """Read a message back: both texts, the headers raw and decoded, and the weight."""
    message = message_from_bytes(octets, policy=policy.default)
    raw = message_from_bytes(octets, policy=policy.compat32)
    html = _content(message, "html")
    return MessageParts(
        html=html,
        text=_content(message, "plain"),
        headers=tuple(
            (name, f"{name}: {written}", str(value))
            for (name, value), written in zip(message.items(), raw.values(), strict=True)
        ),
        source=octets.decode("ascii", "replace").replace("\r\n", "\n"),
        weight=len(html.encode()),
        inbox=_first_words(html),
    )


def _content(message: EmailMessage, subtype: str) -> str:
    part = message.get_body(preferencelist=(subtype,))
    return str(part.get_content()).replace("\r\n", "\n") if part is not None else ""


def _first_words(html: str) -> str:
    """Return the first words a reader sees: an inbox shows them after the subject."""
    from html import unescape

    body = html.partition("<body")[2].partition(">")[2][:20_000]
    words = unescape(re.sub(r"<[^<>]*>", " ", re.sub(r"<!--.*?-->", " ", body, flags=re.DOTALL)))
    return " ".join(words.split())[:_INBOX_LINE]


def explain_headers(parts: MessageParts) -> tuple[HeaderLine, ...]:
    """Report what each header is for, in the person's language."""
    meanings = _meanings()
    return tuple(
        HeaderLine(name=name, raw=raw, value=value, meaning=meanings.get(name.lower(), ""))
        for name, raw, value in parts.headers
    )


def _meanings() -> dict[str, str]:
    return {
        "from": _("Who writes; the name is what readers see first."),
        "to": _("Who receives; each member gets a message of their own."),
        "reply-to": _("Where answers go."),
        "subject": _("The subject line."),
        "date": _("The day of the edition."),
        "message-id": _("Names this message once and for all; a repeat would carry the same."),
        "list-id": _("Names the letter over all its editions; readers can file by it."),
        "list-unsubscribe": _("Where the mail program's own unsubscribe button goes."),
        "list-unsubscribe-post": _("Allows unsubscribing in one click (RFC 8058)."),
        "list-archive": _("Where earlier editions can be read."),
        "archived-at": _("Where this edition can be read on the web."),
        "content-language": _("The language of the letter."),
        "auto-submitted": _("Says that a program sends it, so that absence messages stay away."),
        "precedence": _("Says to old mail programs that this is a list."),
        "mime-version": _("Says that the message has parts."),
        "content-type": _("Says which parts: the text first, then the HTML."),
        "content-transfer-encoding": _("How accents travel."),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageView:
    """What the page shows.

    Attributes:
        version: Grows with every change that is worth a reload.
        edition: The last good edition; None where there was none yet.
        parts: Its message, read back from its octets.
        message: The message as it travels; that of a member where the page shows it as they get it.
        rendered: Its letter with all its parts.
        text: What is in its file.
        config: What feeds.yaml said.
        fault: What is wrong in the files as they are now; empty where nothing is.
    """

    version: int = 0
    edition: Edition | None = None
    parts: MessageParts | None = None
    message: bytes = b""
    rendered: RenderedLetter | None = None
    text: str = ""
    config: Config | None = None
    fault: str = ""

    @property
    def seen(self) -> str:
        """Return the fingerprint of the file that this view shows."""
        return fingerprint(self.text)

    @property
    def record(self) -> str:
        """Return its edition.json."""
        return self.rendered.record if self.rendered else "{}"

    @property
    def calendar(self) -> bytes:
        """Return its agenda as iCalendar."""
        return self.rendered.calendar if self.rendered else b""

    @property
    def file(self) -> str:
        """Name the edition's file."""
        return f"editions/{self.edition.number}.yaml" if self.edition else ""
