"""A short message to the officer: plain text, a line for each thing that happened; no look, no link, no tracking."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime

from digest.config.model import Config, Mailbox
from digest.locale import _
from digest.render.headers import message_identity, write_mailbox, write_words
from digest.render.mime import quote_printable


def write_notice(lines: Sequence[str], config: Config, *, recipient: str, key: str, now: datetime) -> bytes:
    """Return the message, CRLF line ends throughout, 7-bit clean.

    Args:
        lines: What happened; the first is the subject, too.
        config: Whose letter it is, in whose language the caller speaks.
        recipient: Who gets it.
        key: What makes it this message and no other.
        now: Its date.
    """
    letter = config.letter
    subject = _("{place}: {words}").format(place=letter.title, words=lines[0].rstrip("."))
    digits = hashlib.sha256(f"{key}\n{recipient}".encode()).hexdigest()[:20]
    headers = (
        ("Date", format_datetime(now.astimezone(letter.timezone))),
        ("From", write_mailbox(letter.sender, header="From")),
        ("To", write_mailbox(Mailbox(address=recipient), header="To")),
        ("Subject", write_words(subject, header="Subject")),
        ("Message-ID", f"<notice.{digits}@{message_identity(0, config)[1]}>"),
        ("Content-Language", letter.language),
        ("Auto-Submitted", "auto-generated"),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Transfer-Encoding", "quoted-printable"),
    )
    head = "".join(f"{name}: {value}\r\n" for name, value in headers).encode("ascii")
    body = "\n".join((*lines, "", "-- ", _("digest, on its own. No answer is read here."), ""))
    return head + b"\r\n" + quote_printable(body)
