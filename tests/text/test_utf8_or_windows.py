"""Texts that are nearly UTF-8, or not at all."""

import pytest

from digest.text.normalize import UTF8_OR_WINDOWS


@pytest.mark.parametrize(
    ("octets", "text"),
    [
        pytest.param("Hélène – œuvre €".encode(), "Hélène – œuvre €", id="UTF-8"),
        pytest.param("Hélène – œuvre €".encode("cp1252"), "Hélène – œuvre €", id="Windows-1252"),
        pytest.param("Hélène ".encode() + "Noël".encode("cp1252"), "Hélène Noël", id="both in one text"),
        pytest.param(b"a\x81b", "a\ufffdb", id="an octet that is neither"),
    ],
)
def test_what_is_not_utf8_is_read_as_windows_does(octets: bytes, text: str) -> None:
    assert octets.decode("utf-8", UTF8_OR_WINDOWS) == text
