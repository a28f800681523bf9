"""Signatures, checked by dkimpy, which shares no line with ours."""

import base64
import re
from dataclasses import replace
from functools import cache

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.errors import ConfigError
from digest.locale import in_language
from digest.render.dkim import DkimSeal, DkimSigner, load_private_key, sign_message
from digest.render.headers import write_headers
from digest.render.letter import render_letter
from digest.render.message_template import MessageTemplate, make_mould
from digest.render.mime import RenderedParts, compose_message
from digest.render.recipient import RecipientFields
from tests.render.mime import faults_of
from tests.render.samples import CONFIG, FULL

ALGORITHMS = ("rsa-sha256", "ed25519-sha256")
ONE_CLICK = "https://lettre.exemple.org/u/" + "x" * 600


@cache
def signer(algorithm: str) -> DkimSigner:
    is_rsa = algorithm == "rsa-sha256"
    key = rsa.generate_private_key(65537, 2048) if is_rsa else Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    return DkimSigner(domain="exemple.org", selector="lettre", key=load_private_key(pem(key), where="dkim.pem"))


def pem(key: object, *, password: bytes = b"") -> bytes:
    lock = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, lock)
    return key.private_bytes(*form)  # type: ignore[attr-defined,no-any-return]  # every private key has it


def record(one: DkimSigner) -> bytes:
    """Return what the DNS says of a signer's public key."""
    public = one.key.public_key()
    if one.algorithm == "rsa-sha256":
        form = (serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    else:
        form = (serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    key = base64.b64encode(public.public_bytes(*form))
    return b"v=DKIM1; k=" + one.algorithm.partition("-")[0].encode() + b"; p=" + key


@cache
def mould() -> MessageTemplate:
    return make_mould(FULL, CONFIG)


@cache
def seal(algorithm: str) -> DkimSeal:
    return DkimSeal(mould().pieces, signer(algorithm))


def is_true(message: bytes, one: DkimSigner) -> bool:
    def asked(name: bytes, *, timeout: int) -> bytes:
        return record(one) if timeout and name == b"lettre._domainkey.exemple.org." else b""

    return bool(dkim.verify(message, dnsfunc=asked))


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_signed_letter_is_true_and_a_strict_reader_finds_nothing(algorithm: str) -> None:
    signed = sign_message(render_letter(FULL, CONFIG).message, signer(algorithm))

    assert (is_true(signed, signer(algorithm)), faults_of(signed)) == (True, [])


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_the_same_message_has_the_same_signature(algorithm: str) -> None:
    message = render_letter(FULL, CONFIG).message

    assert sign_message(message, signer(algorithm)) == sign_message(message, signer(algorithm))


TOUCHED = [
    pytest.param(rb"Precedence: list", rb"Precedence: bulk", True, id="what relays may change"),
    pytest.param(rb"Subject: =", rb"SUBJECT:   =", True, id="blanks and capitals of a header"),
    pytest.param(rb"\r\n =\?utf-8", rb"\r\n\t  =?utf-8", True, id="another fold"),
    pytest.param(rb"\Z", rb"\r\n\r\n", True, id="empty lines at the end"),
    pytest.param(rb"Date: Mon, 15", rb"Date: Mon, 16", False, id="another day"),
    pytest.param(rb"lettre@exemple.org>", rb"autre@exemple.org>", False, id="another sender"),
    pytest.param(rb"List-Unsubscribe: <", rb"List-Unsubscribe: <https://exemple.com/>, <", False, id="another way out"),
    pytest.param(rb"\r\nSubject:", rb"\r\nSubject: x\r\nSubject:", False, id="a second subject"),
    pytest.param(rb"\r\nFrom:", rb"\r\nFrom: x@y.fr\r\nFrom:", False, id="a second sender"),
    pytest.param(rb"Trois syndicats", rb"Deux syndicats", False, id="another word"),
]


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.parametrize(("place", "other", "expected"), TOUCHED)
def test_a_signature_holds_what_a_reader_sees(algorithm: str, place: bytes, other: bytes, expected: bool) -> None:
    signed = sign_message(render_letter(FULL, CONFIG).message, signer(algorithm))
    touched = re.sub(place, other.replace(rb"\r\n", b"\r\n"), signed, count=1)

    assert (touched == signed, is_true(touched, signer(algorithm))) == (False, expected)


@settings(max_examples=60)
@given(st.sampled_from(ALGORITHMS), st.text(max_size=200), st.text(min_size=1, max_size=60), st.text(max_size=60))
def test_a_member_s_message_signed_with_kept_hashes_is_true(algorithm: str, name: str, local: str, token: str) -> None:
    pages = {
        "unsubscribe": f"https://lettre.exemple.org/u/{token}",
        "preferences": f"https://lettre.exemple.org/p/{token}",
    }
    filled = mould().fill(RecipientFields(id="m", name=name, address=f"{local}@exemple.org", token=token, **pages))
    signed = b"".join(seal(algorithm).sign(filled))

    expected = sign_message(b"".join(filled), signer(algorithm))
    assert (signed == expected, is_true(signed, signer(algorithm))) == (True, True)


@settings(max_examples=60)
@given(st.sampled_from(ALGORITHMS), st.text(max_size=200), st.text(max_size=200), st.integers(0, 4))
def test_every_message_can_be_signed(algorithm: str, subject: str, text: str, empty_lines: int) -> None:
    edition = replace(FULL, subject=f"x {subject}")
    headers = write_headers(edition, CONFIG, subject=edition.subject, unsubscribe=(ONE_CLICK, "mailto:a@exemple.org"))
    message = compose_message(RenderedParts(text=text, html=text), headers=headers) + b"\r\n" * empty_lines

    assert is_true(sign_message(message, signer(algorithm)), signer(algorithm))


@pytest.mark.parametrize("body", [b"", b"\r\n", b"\r\n\r\n", b"x", b"x\r\n", b" \r\n", b"a  b \r\n\r\n"])
def test_bodies_end_as_the_standard_says(body: bytes) -> None:
    signed = sign_message(b"From: a@exemple.org\r\nSubject: a\r\n\r\n" + body, signer("ed25519-sha256"))

    assert is_true(signed, signer("ed25519-sha256"))


UNUSABLE = [
    pytest.param(b"", id="nothing"),
    pytest.param(b"-----BEGIN PRIVATE KEY-----\nS3CRET\n-----END PRIVATE KEY-----\n", id="no key"),
    pytest.param(pem(ec.generate_private_key(ec.SECP256R1())), id="a key of another kind"),
    pytest.param(pem(Ed25519PrivateKey.generate(), password=b"S3CRET"), id="a locked key"),
]


@pytest.mark.parametrize("octets", UNUSABLE)
def test_what_is_no_key_is_said_without_showing_it(octets: bytes) -> None:
    with in_language("en"), pytest.raises(ConfigError) as caught:
        load_private_key(octets, where="dkim.pem")

    said = (str(caught.value).startswith("dkim.pem: there is no key"), "S3CRET" in str(caught.value))
    assert said == (True, False)
