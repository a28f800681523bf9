"""A member's own values, as each of them stands in the letter and in its head.

`Imprint` holds what of the letter they are made with, so that they can be made long after the letter was rendered and
without its configuration. Whatever a value holds, it stays one line and adds no header.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from digest.config import Config
from digest.edition import Edition
from digest.errors import DigestError
from digest.locale import _
from digest.render.headers import Headers, identity_seed, plain_domain, unsubscribe_mailbox, write_identity, write_named
from digest.render.marks import Slot, mark
from digest.text.cleaning import clean_line

_SAFE = re.compile(r"[!#-;=?-~]+")
_DOT_ATOM = re.compile(r"[^\s()<>@,;:\\\".\[\]]+(?:\.[^\s()<>@,;:\\\".\[\]]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Personal:
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
class Imprint:
    """What of a letter its members' values are made with.

    Attributes:
        number: Of the edition.
        seed: What the identities of its messages are made of.
        domain: The sender's.
        mailbox: Where messages that ask to leave go.
        subject: The word that they have for a subject.
        has_pages: Whether members have pages on the web, for leaving and for their wishes.
    """

    number: int
    seed: str
    domain: str
    mailbox: str
    subject: str
    has_pages: bool

    def values(self, member: Personal) -> dict[Slot, str]:
        """Give the values of one member, each one line and as it is read.

        Raises:
            DigestError: The letter wants links to the member's pages and there are none, or the other way round.
        """
        if {bool(member.unsubscribe), bool(member.preferences)} != {self.has_pages}:
            raise _unlike(member)
        address, token = clean_line(member.address), clean_line(member.token)
        by_mail = f"mailto:{quote(self.mailbox, safe='@+')}?subject={quote(f'{self.subject} {token}'.strip())}"
        page = _web_address(member.unsubscribe)
        return {
            Slot.NAME: clean_line(member.name) or address,
            Slot.UNSUBSCRIBE: page or by_mail,
            Slot.PREFERENCES: _web_address(member.preferences),
            Slot.SUBJECT: f"{self.subject} {token}".strip(),
            Slot.TO: write_named(member.name, f"<{_wire_address(address)}>", header="To"),
            Slot.MESSAGE_ID: write_identity(self.number, self.seed, domain=self.domain, member=member.id),
            Slot.WAYS_OUT: f"<{page}>, <{by_mail}>" if page else f"<{by_mail}>",
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Whom a letter is printed for: values between marks, real ones or slots, see `marks`."""

    values: Mapping[Slot, str]
    has_pages: bool

    def __getitem__(self, slot: Slot) -> str:
        return mark(self.values[slot])

    def address(self, headers: Headers) -> Headers:
        """Give the head of the letter to everybody as it is for this reader."""
        own = {"To": Slot.TO, "Message-ID": Slot.MESSAGE_ID, "List-Unsubscribe": Slot.WAYS_OUT}
        return tuple((name, self[own[name]] if name in own else value) for name, value in headers)


ANYBODY = {slot: slot.value for slot in Slot}
"""The values of a letter that is cut for all its members: each slot stands for itself."""


def make_imprint(edition: Edition, config: Config) -> Imprint:
    """Say what members' values are made with, in the current language."""
    return Imprint(
        number=edition.number,
        seed=identity_seed(edition.number, config),
        domain=plain_domain(config),
        mailbox=unsubscribe_mailbox(config),
        subject=_("unsubscribe"),
        has_pages=bool(config.web),
    )


def _unlike(member: Personal) -> DigestError:
    return DigestError(
        _("the links to a member's own pages do not go with the letter"),
        where=member.address,
        mend=_("Was web: in feeds.yaml changed? Render the letter anew."),
    )


def _web_address(address: str) -> str:
    """Give an address that no sign in it can end too early."""
    return address if _SAFE.fullmatch(address) else quote(clean_line(address), safe=":/?#[]@!$&'()*+,;=%~")


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
