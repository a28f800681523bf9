"""The envelope of a message: from whom, to whom, how large (RFC 5321 section 3.3, RFC 1870, RFC 6531)."""

import re

from digest.deliver.contract import Answer, Outcome, Parcel
from digest.deliver.smtp_opening import Session
from digest.locale import _

_ADDRESS = re.compile(r"[^\x00-\x20\x7f-\xa0<>\u2028\u2029]{1,254}@[^\x00-\x20\x7f-\xa0<>@\u2028\u2029]{1,254}")


def fault_of(parcel: Parcel, session: Session) -> Answer | None:
    """Say why a message is not even offered to this server; None where it may be."""
    if not _ADDRESS.fullmatch(parcel.address) or _in_ascii(parcel.address) is None:
        return _never(_("this is no mail address"))
    if not _is_plain(parcel.address) and not session.has_utf8:
        return _never(_("the relay takes no address with accents before the @ (SMTPUTF8)"))
    if session.size and parcel.size > session.size:
        words = _("the message has {octets} octets, the relay takes {at_most} at most")
        return _never(words.format(octets=parcel.size, at_most=session.size))
    return None


def open_envelope(parcel: Parcel, sender: str, session: Session) -> tuple[bytes, bytes]:
    """Write the commands MAIL and RCPT, without their line ends."""
    size = f" SIZE={parcel.size}" if session.size is not None else ""
    utf8 = "" if _is_plain(parcel.address) and _is_plain(sender) else " SMTPUTF8"
    mail = f"MAIL FROM:<{_in_ascii(sender)}>{size}{utf8}"
    return mail.encode(), f"RCPT TO:<{_in_ascii(parcel.address)}>".encode()


def _in_ascii(address: str) -> str | None:
    """Write the domain as the DNS knows it (RFC 5890); what stands before the @ stays as it is."""
    if address.isascii():
        return address
    local, at, domain = address.rpartition("@")
    try:
        return local + at + domain.encode("idna").decode()
    except UnicodeError:
        return None


def _is_plain(address: str) -> bool:
    return address.rpartition("@")[0].isascii()


def _never(words: str) -> Answer:
    return Answer(outcome=Outcome.NEVER, words=words)
