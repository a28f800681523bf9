"""A member's own values, as each of them stands in the letter and in its head.

`LetterImprint` holds what of the letter they are made with, so that they can be made long after the letter was rendered
and without its configuration. Whatever a value holds, it stays one line and adds no header.
"""

import re
from binascii import b2a_base64
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from digest.config.model import Config
from digest.edition import Edition
from digest.errors import DigestError
from digest.locale import _
from digest.render.headers import Headers, message_identity, unsubscribe_address, write_named
from digest.render.placeholders import SLOTS, Placeholder, mark
from digest.text.sanitize import clean_line

# What needs nothing done, as nearly all values do.
_SAFE = re.compile(r"[!#-;=?-~]*")
_LINE = re.compile("[!-~\u00a1-\u00ac\u00ae-\u02ff]+(?: [!-~\u00a1-\u00ac\u00ae-\u02ff]+)*")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/^_`{|}~-]+)*")
_TOKEN = re.compile(r"[A-Za-z0-9_.~-]*")
_LONGEST_PHRASE = 72
"""So that it fits a line of 76 behind "To: " (RFC 2047 section 2)."""
_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9.-]+")
_DOT_ATOM = re.compile(r"[^\s()<>@,;:\\\".\[\]]+(?:\.[^\s()<>@,;:\\\".\[\]]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientFields:
    """What a letter says to one member only.

    Attributes:
        id: The member's; the message is known by it.
        address: Where the message goes.
        name: Empty where it is not known.
        unsubscribe: The address of the member's page for leaving; empty where the letter has no place on the web.
        preferences: The same for the member's wishes.
        token: What stands for the member in the subject of a message that asks to leave; may be empty.
    """

    id: str
    address: str
    name: str = ""
    unsubscribe: str = ""
    preferences: str = ""
    token: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterImprint:
    """What of a letter its members' values are made with.

    Attributes:
        identity: What the identities of all its messages begin with, before the member's id.
        domain: What they end in: the sender's.
        by_mail: The mailto address of those who ask to leave, without what stands for a member.
        subject: The word that their messages have for a subject.
        has_pages: Whether members have pages on the web, for leaving and for their wishes.
    """

    identity: str
    domain: str
    by_mail: str
    subject: str
    has_pages: bool

    def values(self, member: RecipientFields) -> dict[str, str]:
        """Return the values of one member, each one line and as it is read.

        Raises:
            DigestError: The letter wants links to the member's pages and there are none, or the other way round.
        """
        if bool(member.unsubscribe) != self.has_pages or bool(member.preferences) != self.has_pages:
            raise _unlike(member)
        name = member.name if _LINE.fullmatch(member.name) else clean_line(member.name)
        address = wire = member.address
        if not _ADDRESS.fullmatch(address):
            address = clean_line(address)
            wire = _wire_address(address)
        token = word = member.token
        if not _TOKEN.fullmatch(token):
            word = clean_line(token)
            token = _in_address(word)
        by_mail = f"{self.by_mail}%20{token}" if token else self.by_mail
        page = _web_address(member.unsubscribe)
        return {
            Placeholder.NAME: name or address,
            Placeholder.UNSUBSCRIBE: page or by_mail,
            Placeholder.PREFERENCES: _web_address(member.preferences),
            Placeholder.SUBJECT: f"{self.subject} {word}".rstrip(),
            Placeholder.TO: _write_to(name, f"<{wire}>"),
            Placeholder.MESSAGE_ID: f"<{self.identity}.{_in_address(member.id)}@{self.domain}>",
            Placeholder.WAYS_OUT: f"<{page}>, <{by_mail}>" if page else f"<{by_mail}>",
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientContext:
    """Whom a letter is printed for: values between marks, real ones or slots, see `marks`."""

    values: Mapping[str, str]
    has_pages: bool

    def __getitem__(self, slot: str) -> str:
        return mark(self.values[slot])

    def address(self, headers: Headers) -> Headers:
        """Return the head of the letter to everybody as it is for this reader."""
        own = {"To": Placeholder.TO, "Message-ID": Placeholder.MESSAGE_ID, "List-Unsubscribe": Placeholder.WAYS_OUT}
        return tuple((name, self[own[name]] if name in own else value) for name, value in headers)


ANYBODY = {slot: slot for slot in SLOTS}
"""The values of a letter that is cut for all its members: each slot stands for itself."""


SOMEBODY = RecipientFields(
    id="somebody",
    address="Prenom.Nom+lettre@commune.example",
    name="Élise d'Aubigné & <Fils>, commune de Saint-Exemple-sur-Loire",
    unsubscribe="https://commune.example/u/T0ken?a=1&b=2",
    preferences="https://commune.example/p/T0ken?a=1&b=2",
    token="T0ken",  # noqa: S106 - it opens nothing
)
"""A member whose values show whether they are printed as they are."""


def make_imprint(edition: Edition, config: Config) -> LetterImprint:
    """Report what members' values are made with, in the current language."""
    first, domain = message_identity(edition.number, config)
    return LetterImprint(
        identity=first,
        domain=domain,
        by_mail=unsubscribe_address(config),
        subject=_("unsubscribe"),
        has_pages=bool(config.web),
    )


def _unlike(member: RecipientFields) -> DigestError:
    return DigestError(
        _("the links to a member's own pages do not go with the letter"),
        where=member.address,
        hint=_("Was web: in feeds.yaml changed? Render the letter anew."),
    )


def _in_address(token: str) -> str:
    """Return what stands for a member as it stands in an address."""
    return token if _TOKEN.fullmatch(token) else quote(token, safe="", errors="replace")


def _web_address(address: str) -> str:
    """Return an address that no sign in it can end too early."""
    return address if _SAFE.fullmatch(address) else quote(clean_line(address), safe=":/?#[]@!$&'()*+,;=%~")


def _write_to(name: str, wire: str) -> str:
    """Write the header To. A short name with accents is one word in base64, five times as fast as the library's way."""
    if name.isascii() and not _ATOMS.fullmatch(name):
        return write_named(name, wire, header="To")
    phrase = name if name.isascii() else f"=?utf-8?b?{b2a_base64(name.encode(), newline=False).decode('ascii')}?="
    if len(phrase) > _LONGEST_PHRASE:
        return write_named(name, wire, header="To")
    return f"{phrase} {wire}" if len(phrase) + len(wire) < _LONGEST_PHRASE else f"{phrase}\r\n {wire}"


def _wire_address(address: str) -> str:
    """Write an address as it stands in a header: what is no plain name before the @ in quotes, the domain in ASCII."""
    local, _at, domain = address.rpartition("@")
    if not _DOT_ATOM.fullmatch(local):
        local = '"' + local.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"{local}@{domain if domain.isascii() else _in_ascii(domain)}"


def _in_ascii(domain: str) -> str:
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain
