"""What the DNS must say of the key that messages are signed with (RFC 6376 section 3.6.1, RFC 8463)."""

import base64

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from digest.render.signing import Signer


def public_record(signer: Signer) -> str:
    """Give the text of the record for the public half of a key."""
    public = signer.key.public_key()
    if isinstance(signer.key, RSAPrivateKey):
        kind, octets = "rsa", public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    else:
        kind, octets = "ed25519", public.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return f"v=DKIM1; k={kind}; p={base64.b64encode(octets).decode('ascii')}"
