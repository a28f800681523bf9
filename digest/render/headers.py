"""The header lines of the letter, written as they go over the wire (RFC 5322, 2047, 2369, 2919, 3834, 5064).

The standard library turns a List-Unsubscribe or a List-Id of 78 characters into encoded words, and one-click
unsubscribing dies of it: structured headers are written raw here, on one line whatever its length up to 998.
Whatever stands in a value, it cannot add a header: control marks and line ends are folded to spaces first.
"""

import hashlib
import re
from datetime import datetime, time
from email.header import Header
from email.utils import format_datetime
from urllib.parse import quote

from digest.config.model import Config, Mailbox
from digest.edition import Edition
from digest.errors import ConfigError
from digest.locale import _
from digest.text.sanitize import clean_line

Headers = tuple[tuple[str, str], ...]
"""Names with their values, ready for the wire; a folded value holds its own CRLF."""

_HOUR = time(8)
_COLUMNS = 76
"""The longest line with an encoded word (RFC 2047 section 2)."""
_ATOM = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~. -]*")


def write_headers(edition: Edition, config: Config, *, subject: str, unsubscribe: tuple[str, ...]) -> Headers:
    """Return the headers of the whole message, in print order.

    Args:
        edition: What is sent.
        config: Who sends it.
        subject: One line, any characters.
        unsubscribe: https and mailto addresses, the one-click address first.
    """
    letter = config.letter
    online = online_address(edition, config)
    pairs = (
        ("Date", format_datetime(datetime.combine(edition.day, _HOUR, letter.timezone))),
        ("From", write_mailbox(letter.sender, header="From")),
        ("Reply-To", write_mailbox(letter.reply_to, header="Reply-To") if letter.reply_to else ""),
        ("To", write_mailbox(letter.sender, header="To")),
        ("Subject", write_words(subject, header="Subject")),
        ("Message-ID", message_id(edition.number, config)),
        ("List-Id", list_id(config)),
        ("List-Unsubscribe", ", ".join(f"<{address}>" for address in unsubscribe)),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click" if _has_one_click(unsubscribe) else ""),
        ("Archived-At", f"<{quote(online, safe=':/?#[]@!$&()*+,;=%~')}>" if online else ""),
        ("Content-Language", letter.language),
        ("Auto-Submitted", "auto-generated"),
        ("Precedence", "list"),
    )
    return tuple((name, value) for name, value in pairs if value)


def date_headers(headers: Headers, leaves: datetime) -> Headers:
    """Return headers with another Date (RFC 5322 section 3.6.1): filters count the hours from it to the arrival."""
    return tuple((name, format_datetime(leaves) if name == "Date" else value) for name, value in headers)


def online_address(edition: Edition, config: Config) -> str | None:
    """Return the address of the issue's page in the archive; None where the letter has no place on the web."""
    return f"{config.web.rstrip('/')}/{edition.number}/" if config.web else None


def unsubscribe_address(config: Config) -> str:
    """Return the mailto address that takes a member off the list by a plain message."""
    return "mailto:" + quote(unsubscribe_mailbox(config), safe="@+") + "?subject=" + quote(_("unsubscribe"))


def unsubscribe_mailbox(config: Config) -> str:
    """Return the address that a message to be taken off the list goes to."""
    return _plain_address(config.letter.reply_to or config.letter.sender)


def message_id(number: int, config: Config, member: str = "") -> str:
    """Return the identity of an issue's message, always the same for it and its member, in the sender's domain.

    Args:
        number: The edition.
        config: Who sends it.
        member: The member's id; empty for the message that is nobody's own.
    """
    first, domain = message_identity(number, config)
    return f"<{first}.{member}@{domain}>" if member else f"<{first}@{domain}>"


def message_identity(number: int, config: Config) -> tuple[str, str]:
    """Return what the identities of all of an issue's messages begin with, and the domain that they end in."""
    sender = _plain_address(config.letter.sender)
    digits = hashlib.sha256(f"{sender}\n{number}\n{clean_line(config.letter.title)}".encode()).hexdigest()[:20]
    return f"{number}.{digits}", sender.rpartition("@")[2]


def list_id(config: Config) -> str:
    """Return the identity of the letter, the same for every issue (RFC 2919): `"title" <lettre.exemple.org>`."""
    local, _at, domain = _plain_address(config.letter.sender).rpartition("@")
    label = re.sub(r"[^A-Za-z0-9.-]+", "-", local).strip(".-") or "letter"
    return write_named(config.letter.title, f"<{label}.{domain}>", header="List-Id")


def write_mailbox(mailbox: Mailbox, *, header: str) -> str:
    """Return a mailbox as an address header wants it: the name encoded where need be, the address never."""
    address = _plain_address(mailbox)
    return write_named(mailbox.name, f"<{address}>", header=header) if clean_line(mailbox.name) else address


def write_words(text: str, *, header: str) -> str:
    """Give free text for a header: as it is if it is short plain ASCII, else in encoded words of at most 76 columns."""
    words = clean_line(text)
    if words.isascii() and "=?" not in words and len(header) + 2 + len(words) <= _COLUMNS:
        return words
    return Header(words, "utf-8", header_name=header, maxlinelen=_COLUMNS - 1).encode(linesep="\r\n")


def write_named(name: str, address: str, *, header: str) -> str:
    """Give a name with its address, which goes to a line of its own where encoded words leave no room (RFC 2047, 2)."""
    phrase = _write_phrase(name, header=header)
    line = f"{header}: {phrase}".rpartition("\r\n")[2]
    gap = " " if len(line) + 1 + len(address) <= _COLUMNS else "\r\n "
    return f"{phrase}{gap}{address}" if phrase else address


def _write_phrase(name: str, *, header: str) -> str:
    """Return a display name: bare, quoted, or in encoded words."""
    words = clean_line(name)
    quoted = '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if not words.isascii() or "=?" in words or len(header) + 2 + len(quoted) > _COLUMNS:
        return Header(words, "utf-8", header_name=header, maxlinelen=_COLUMNS - 1).encode(linesep="\r\n")
    return words if _ATOM.fullmatch(words) and "." not in words else quoted


def _plain_address(mailbox: Mailbox) -> str:
    """Return an address in ASCII; a domain with accents in its transport form (RFC 5890)."""
    local, _at, domain = clean_line(mailbox.address).rpartition("@")
    try:
        address = f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        address = ""
    if not local or not address.isascii() or re.search(r"[\s<>()\[\]:;,\\\"]", address):
        raise ConfigError(
            _('"{address}" cannot stand in the head of a message').format(address=mailbox.address),
            where="feeds.yaml",
            hint=_("Write an address like letter@example.org, without accents before the @."),
        )
    return address


def _has_one_click(addresses: tuple[str, ...]) -> bool:
    return any(address.startswith("https://") for address in addresses)
