"""The tokens in members' personal links: who it is about and what it allows, sealed with the letter's key.

A token is the member's id, the number of the key and the first 16 octets of an HMAC-SHA256 (RFC 2104), in characters
that stand in an address as they are (RFC 4648 section 5): 40 for an id of 16. No address can be read from it, and none
is asked for. What it allows is sealed with it: the link that leaves, which mail servers see in a header, opens no
preferences. Every character counts: 18 octets are 24 characters to the bit, so that no other spelling is as good.
"""

import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from enum import StrEnum

from digest.config.model import Config
from digest.model import LinkKey

_SEAL = 16  # octets: half of SHA-256, as RFC 2104 section 5 allows
_TAIL = 24  # characters: two octets for the number of the key, then the seal
TEST_MARK = "test-"
"""How the id begins that a test message bears: nobody's, and anybody can see that in its links."""
_FORM = re.compile(r"[A-Za-z0-9_-]{25,88}")


class TokenPurpose(StrEnum):
    """What a token allows; the letters stand in the addresses of the pages."""

    UNSUBSCRIBE = "u"
    PREFERENCES = "p"


def make_token(member_id: str, key: LinkKey, *, purpose: TokenPurpose = TokenPurpose.UNSUBSCRIBE) -> str:
    """Make the token of a member; it holds as long as its key.

    Args:
        member_id: The member; its characters are those of base64url.
        key: What it is sealed with, the newest.
        purpose: What it allows.
    """
    number = key.number.to_bytes(2, "big")
    return member_id + urlsafe_b64encode(number + _seal(member_id, key, purpose)).decode("ascii")


def read_token(token: str, keys: Iterable[LinkKey], *, purpose: TokenPurpose = TokenPurpose.UNSUBSCRIBE) -> str | None:
    """Return the id of the member a token was made for; None where it is none of ours, whatever is wrong with it.

    Seals are compared in constant time. That the member still exists is for the store to say.

    Args:
        token: What stood in the address.
        keys: Those that are accepted.
        purpose: What it must allow.
    """
    if not _FORM.fullmatch(token):
        return None
    member_id, tail = token[:-_TAIL], urlsafe_b64decode(token[-_TAIL:])
    number = int.from_bytes(tail[:2], "big")
    key = next((key for key in keys if key.number == number), None)
    if key is None or not hmac.compare_digest(tail[2:], _seal(member_id, key, purpose)):
        return None
    return member_id


def member_links(config: Config, member_id: str, key: LinkKey) -> tuple[str, str]:
    """Give the addresses where a member leaves and says preferences; empty ones where the letter has no web.address."""
    if not config.web:
        return "", ""
    home = config.web.rstrip("/")
    leave = make_token(member_id, key)
    prefer = make_token(member_id, key, purpose=TokenPurpose.PREFERENCES)
    return f"{home}/{TokenPurpose.UNSUBSCRIBE}/{leave}", f"{home}/{TokenPurpose.PREFERENCES}/{prefer}"


def _seal(member_id: str, key: LinkKey, purpose: TokenPurpose) -> bytes:
    return hmac.digest(key.secret, f"digest {purpose.value} {member_id}".encode(), "sha256")[:_SEAL]
