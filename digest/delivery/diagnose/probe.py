"""A relay or a mailbox tried, nothing sent or read: does it answer, does its certificate hold, may we in."""

import ssl
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from digest.config.servers import ServerLogin
from digest.delivery.bounces.imap import ImapMailbox
from digest.delivery.redact import SecretRedactor
from digest.delivery.smtp.protocol import ConnectionDroppedError, SmtpTimeouts
from digest.delivery.smtp.session import SmtpServer, SmtpSession, open_session
from digest.delivery.transport import ConnectionLostError
from digest.errors import DigestError
from digest.locale import _, ngettext

# What an examination says of one thing: in order, worth attention, or wrong, and how to mend it.


class DiagnosisLevel(StrEnum):
    """How bad it is: `wrong` keeps letters from leaving or arriving, `attention` may do so one day."""

    OK = "ok"
    ATTENTION = "attention"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """What was found at one place; `mend` says what to do about it, empty where all is well."""

    level: DiagnosisLevel
    place: str
    what: str
    hint: str = ""


def good(place: str, what: str) -> Diagnosis:
    """Report that something is in order."""
    return Diagnosis(level=DiagnosisLevel.OK, place=place, what=what)


def doubtful(place: str, what: str, hint: str) -> Diagnosis:
    """Report that something is worth attention."""
    return Diagnosis(level=DiagnosisLevel.ATTENTION, place=place, what=what, hint=hint)


def wrong(place: str, what: str, hint: str) -> Diagnosis:
    """Report that something is wrong."""
    return Diagnosis(level=DiagnosisLevel.WRONG, place=place, what=what, hint=hint)


_FEWEST_DAYS = 14


class _Remembering(ssl.SSLContext):
    """Trusts what the system trusts, and remembers until when the certificate holds that it saw last."""

    ends: datetime | None = None

    def wrap_socket(self, *args: Any, **more: Any) -> ssl.SSLSocket:  # the signature is the library's
        """Secure a connection."""
        secured = super().wrap_socket(*args, **more)
        said = (secured.getpeercert() or {}).get("notAfter")
        if isinstance(said, str):
            self.ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(said), UTC)
        return secured


def try_relay(relay: SmtpServer, *, now: datetime) -> tuple[Diagnosis, ...]:
    """Open a session with a relay as for sending, logging in included, and leave again."""
    place = f"smtp {relay.place}"
    context = _Remembering(ssl.PROTOCOL_TLS_CLIENT)
    context.verify_flags = ssl.create_default_context().verify_flags  # as strict as sending is
    context.load_default_certs()
    try:
        session = open_session(relay, SecretRedactor(relay.user, (relay.password,)), SmtpTimeouts(), lambda: context)
    except ConnectionLostError as error:
        what = error.words.removeprefix(f"{relay.place}: ")
        return (wrong(place, what, _("Look at send: smtp: in feeds.yaml, or ask who runs the relay.")),)
    _leave(session)
    entered = _("it answers, and lets us in") if relay.user else _("it answers; nobody logs in")
    return (good(place, entered), *_judge_end(f"TLS {relay.place}", context.ends, now))


def _leave(session: SmtpSession) -> None:
    with suppress(ConnectionDroppedError, OSError):
        session.wire.write(b"QUIT\r\n", timeout=5)
        session.wire.read(timeout=5)
    session.wire.close()


def _judge_end(place: str, ends: datetime | None, now: datetime) -> tuple[Diagnosis, ...]:
    if ends is None:
        return ()
    days = (ends - now).days
    what = ngettext("the certificate holds for {count} more day", "the certificate holds for {count} more days", days)
    said = what.format(count=days)
    if days >= _FEWEST_DAYS:
        return (good(place, said),)
    return (doubtful(place, said, _("Ask who runs the relay whether it is renewed in time.")),)


def try_mailbox(login: ServerLogin) -> Diagnosis:
    """Open the mailbox as for reading it, and leave again."""
    try:
        with ImapMailbox(login, timeout=20) as inbox:
            return good(inbox.name, _("it answers, and lets us in"))
    except DigestError as error:
        return wrong(error.where, error.problem, error.hint)
