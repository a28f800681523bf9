import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.delivery.redact import SecretRedactor

REDACTOR = SecretRedactor("lettre", ("S3CRET é",))


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (b"5.1.1 unknown", "5.1.1 unknown"),
        (b"two\nlines", "two lines"),
        (b"\x1b[31mred\x07", "[31mred"),
        ("caché".encode(), "caché"),
        (b"\xff", "\ufffd"),
        ("wrong: S3CRET é!".encode(), "wrong: …!"),
        (b"wrong: S3CRET%20%C3%A9", "wrong: …"),
        (b"AUTH PLAIN " + base64.b64encode("\0lettre\0S3CRET é".encode()), "AUTH PLAIN …"),
        (base64.b64encode("S3CRET é".encode()), "…"),
        (b"x" * 1000, "x" * 399 + "…"),
    ],
)
def test_words_of_a_server_become_one_plain_line_without_the_secret(said: bytes, kept: str) -> None:
    assert REDACTOR.clean(said) == kept


@given(st.binary(), st.binary())
def test_the_secret_is_in_no_words(before: bytes, after: bytes) -> None:
    assert "S3CRET é" not in REDACTOR.clean(before + "S3CRET é".encode() + after)


def test_where_there_is_no_secret_words_stay() -> None:
    assert SecretRedactor("lettre", ("",)).clean("as they are") == "as they are"
