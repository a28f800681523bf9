"""What signing one member's message of a 95 kB letter costs, beside dkimpy (issue 7).

Run it with `python benchmarks/signing.py [rounds]`. Both sign relaxed/simple with the same RSA key of 2048 bits, in
turns in one run, each message another member's: ours may cost 1/11 of dkimpy's. What of it is RSA alone (OpenSSL),
which nobody can spare, stands beside. dkimpy checks a signature of ours first. It exits with 1 past the bound.
"""

import base64
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import dkim
from composing import CONFIG, MEMBERS, heavy_edition
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from digest.render.dkim import DkimSeal, DkimSigner
from digest.render.message_template import make_mould

OF_DKIMPY = 11
KEY = rsa.generate_private_key(65537, 2048)
NAMES = [b"from", b"to", b"subject", b"date", b"message-id", b"list-unsubscribe", b"list-unsubscribe-post"]
Sign = Callable[[tuple[bytes, ...]], Any]


def ways(pieces: tuple[bytes, ...]) -> dict[str, tuple[Sign, int]]:
    """Return what is measured, by name, and how often in each round."""
    seal = DkimSeal(pieces, DkimSigner(domain="exemple.org", selector="lettre", key=KEY))
    pem = KEY.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )

    def with_dkimpy(message: tuple[bytes, ...]) -> bytes:
        whole, ways = b"".join(message), (b"relaxed", b"simple")
        return dkim.sign(whole, b"lettre", b"exemple.org", pem, canonicalize=ways, include_headers=NAMES)

    return {
        "sealed": (seal.sign, 50),
        "RSA alone": (lambda _message: KEY.sign(b"x", PKCS1v15(), SHA256()), 50),
        "dkimpy": (with_dkimpy, 4),
    }


def is_true(signed: tuple[bytes, ...]) -> bool:
    """Query dkimpy whether a signature holds."""
    public = KEY.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    record = b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)
    return bool(dkim.verify(b"".join(signed), dnsfunc=lambda _name, timeout: record))  # noqa: ARG005 - dkimpy gives it


def seconds(work: Sign, messages: list[tuple[bytes, ...]]) -> float:
    """Return the seconds of one message."""
    start = time.perf_counter()
    for message in messages:
        work(message)
    return (time.perf_counter() - start) / len(messages)


def main(rounds: int) -> int:
    """Print the medians and the ratio; return 1 where it is past its bound."""
    mould = make_mould(heavy_edition(), CONFIG)
    messages = [mould.fill(one) for one in MEMBERS[:50]]
    found = ways(mould.pieces)
    if not is_true(found["sealed"][0](messages[0])):
        print("a signature of ours does not hold")
        return 1
    rows = [[seconds(sign, messages[:times]) for sign, times in found.values()] for _round in range(rounds + 1)][1:]
    medians = dict(zip(found, (statistics.median(column) for column in zip(*rows, strict=True)), strict=True))
    for name, median in medians.items():
        print(f"{name:10} {median * 1000:8.3f} ms")
    ratio = medians["dkimpy"] / medians["sealed"]
    print(f"dkimpy / sealed {ratio:.1f} (at least {OF_DKIMPY})")
    return int(ratio < OF_DKIMPY)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 15))
