"""Messages signed by their domain, so that receivers know who answers for them (DKIM: RFC 6376, RFC 8463, RFC 8301).

Headers are signed "relaxed", for relays fold them anew, the body "simple", for nothing of ours needs changing on its
way. A signature bears no time: the same message and key always give the same octets (RSA as PKCS #1 v1.5, Ed25519).
Needs `cryptography`, the extra `[dkim]`.
"""

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from digest.errors import ConfigError
from digest.locale import _

_FEWEST_BITS = 1024
_COLUMNS = 72
_HASH_LENGTH = 44
# What a reader sees or acts on, and what RFC 8058 (section 4) wants signed; nothing that relays add or change. What
# differs from member to member comes last, so that the hash of all before it is the same.
_SIGNED = (
    "from", "cc", "reply-to", "subject", "date", "list-id", "list-unsubscribe-post", "archived-at", "auto-submitted",
    "content-language", "mime-version", "content-type", "content-transfer-encoding",
    "to", "message-id", "list-unsubscribe",
)  # fmt: skip
_ONCE_MORE = ("from", "subject", "date", "to", "reply-to")
"""Signed once more than they occur: a second one, added on the way, breaks the signature (RFC 6376 section 8.15)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DkimSigner:
    """Who signs: a domain, the selector under which its public key is in the DNS, and the private key."""

    domain: str
    selector: str
    key: RSAPrivateKey | Ed25519PrivateKey

    @property
    def algorithm(self) -> str:
        """Name the algorithm as it stands in the signature."""
        return "rsa-sha256" if isinstance(self.key, RSAPrivateKey) else "ed25519-sha256"


def load_private_key(pem: bytes, *, where: str) -> RSAPrivateKey | Ed25519PrivateKey:
    """Read a private key.

    Args:
        pem: As OpenSSL writes it, without a password.
        where: What to name if it is no key; the key itself is never shown.

    Raises:
        ConfigError: It is no RSA key of 1024 bits or more and no Ed25519 key.
    """
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise _unusable(where) from error
    if isinstance(key, Ed25519PrivateKey) or (isinstance(key, RSAPrivateKey) and key.key_size >= _FEWEST_BITS):
        return key
    raise _unusable(where)


def sign_message(message: bytes, signer: DkimSigner) -> bytes:
    """Return the message with a DKIM-Signature before its first header.

    Args:
        message: CRLF line ends throughout, 7-bit clean, so that no relay has a reason to change it.
        signer: Who signs it.
    """
    return b"".join(DkimSeal((message,), signer).sign((message,)))


class DkimSeal:
    """Signs all messages that have most in common; what that comes to is worked out once.

    The hash of the body is kept as far as the first value of a member's own, the hash of the headers as far as they
    are the same for all.

    Args:
        pieces: What all messages have in common, in order, see `Mould.pieces`. In the head a value between them is the
            whole of a header; the last of several ends with a line that is not empty.
        signer: Who signs.
    """

    def __init__(self, pieces: tuple[bytes, ...], signer: DkimSigner) -> None:
        self._signer = signer
        last = next((place for place, piece in enumerate(pieces) if b"\r\n\r\n" in piece), len(pieces) - 1)
        end, _blank, body = pieces[last].partition(b"\r\n\r\n")
        self._body_from = 2 * last + 1
        self._is_in_body = len(pieces) > last + 1
        self._body = hashlib.sha256(body if self._is_in_body else _ended(body))
        self._end = _ended(pieces[-1])
        fields = list(_fields(_numbered((*pieces[:last], end))))
        self._own = {name: int(value[2:]) for name, value in fields if value.startswith(b" \0")}
        chosen = _chosen(fields)
        common = (name for name in chosen if name not in self._own)
        self._headers = hashlib.sha256(b"".join(_covered(fields, common)))
        self._own_chosen = tuple(name for name in dict.fromkeys(chosen) if name in self._own)
        self._signature = _signature(chosen, signer)

    def sign(self, message: tuple[bytes, ...]) -> tuple[bytes, ...]:
        """Return a message with its signature before it.

        Args:
            message: By turns what all have in common and a member's own value, as `Mould.fill` gives it.
        """
        before, after = self._signature
        signature = before + self._body_hash(message) + after
        headers = self._headers.copy()
        for name in self._own_chosen:
            headers.update(_relaxed(name, message[self._own[name]]))
        headers.update(_relaxed("dkim-signature", signature.partition(":")[2].encode()).rstrip(b"\r\n"))
        value = _base64(_sign(headers.digest(), self._signer.key))
        lines = [value[start : start + _COLUMNS] for start in range(0, len(value), _COLUMNS)]
        return ((signature + "\r\n ".join(lines) + "\r\n").encode("ascii"), *message)

    def _body_hash(self, message: tuple[bytes, ...]) -> str:
        body = self._body.copy()
        if self._is_in_body:
            body.update(b"".join(message[self._body_from : -1]))
            body.update(self._end)
        return _base64(body.digest())


def _numbered(pieces: tuple[bytes, ...]) -> bytes:
    """Join the pieces of a head; the number that a value has in a message, behind a NUL, holds its place."""
    numbers = (b"\0%d" % (2 * place + 1) for place in range(len(pieces) - 1))
    return b"".join(part for pair in zip(pieces, (*numbers, b""), strict=True) for part in pair)


def _chosen(fields: list[tuple[str, bytes]]) -> list[str]:
    """Name the headers to sign, in their order, each as often as it occurs and some once more."""
    names = Counter(name for name, _value in fields)
    return [name for name in _SIGNED for _time in range(names[name])] + [name for name in _ONCE_MORE if names[name]]


def _signature(chosen: list[str], signer: DkimSigner) -> tuple[str, str]:
    """Return what stands in the header of a signature before and after the hash of the body, without its value."""
    held = "A" * _HASH_LENGTH
    folded = _folded(
        f"v=1; a={signer.algorithm}; c=relaxed/simple; d={signer.domain}; s={signer.selector};",
        f"h={':'.join(chosen)};",
        f"bh={held};",
    )
    before, _held, after = f"DKIM-Signature: {folded}\r\n b=".partition(held)
    return before, after


def _unusable(where: str) -> ConfigError:
    return ConfigError(
        _("there is no key that messages can be signed with"),
        where=where,
        hint=_("Make one with {command}: RSA of 1024 bits or more, or Ed25519, as PEM and without a password.").format(
            command='"openssl genpkey -algorithm ed25519"'
        ),
    )


def _fields(head: bytes) -> Iterator[tuple[str, bytes]]:
    for field in re.split(rb"\r\n(?![ \t])", head):
        name, _colon, value = field.partition(b":")
        yield name.decode("ascii").strip().lower(), value


def _covered(fields: list[tuple[str, bytes]], chosen: Iterable[str]) -> Iterator[bytes]:
    """Return the headers that are signed, of several the last first; one that is not there signs as nothing (5.4.2)."""
    rest: dict[str, list[bytes]] = {}
    for name, value in fields:
        rest.setdefault(name, []).append(value)
    for name in chosen:
        if rest[name]:
            yield _relaxed(name, rest[name].pop())


def _relaxed(name: str, value: bytes) -> bytes:
    """Write a header the relaxed way (RFC 6376 section 3.4.2)."""
    line = re.sub(rb"[ \t]+", b" ", value.replace(b"\r\n", b"")).strip(b" ")
    return name.encode("ascii") + b":" + line + b"\r\n"


def _ended(body: bytes) -> bytes:
    """Return the end of a body as it is hashed: empty lines at its end do not count (RFC 6376 section 3.4.3)."""
    end = len(body)
    while body.endswith(b"\r\n", 0, end):
        end -= 2
    return body[:end] + b"\r\n"


def _folded(*tags: str) -> str:
    """Fold the tags of a signature between tags, and a list of names between names."""
    lines = [""]
    for word in re.findall(r"[^ :]+:?", " ".join(tags)):
        gap = "" if lines[-1].endswith(":") or not lines[-1] else " "
        if len(lines[-1]) + len(gap) + len(word) > _COLUMNS - (16 if len(lines) == 1 else 0):
            lines.append(word)
        else:
            lines[-1] += gap + word
    return "\r\n ".join(lines)


def _sign(digest: bytes, key: RSAPrivateKey | Ed25519PrivateKey) -> bytes:
    if isinstance(key, Ed25519PrivateKey):
        return key.sign(digest)
    return key.sign(digest, PKCS1v15(), Prehashed(SHA256()))


def _base64(octets: bytes) -> str:
    return base64.b64encode(octets).decode("ascii")


# What the DNS must say of the key that messages are signed with (RFC 6376 section 3.6.1, RFC 8463).


def public_record(signer: DkimSigner) -> str:
    """Return the text of the record for the public half of a key."""
    public = signer.key.public_key()
    if isinstance(signer.key, RSAPrivateKey):
        kind, octets = "rsa", public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    else:
        kind, octets = "ed25519", public.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return f"v=DKIM1; k={kind}; p={base64.b64encode(octets).decode('ascii')}"
