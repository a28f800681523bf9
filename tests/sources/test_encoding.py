import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.sources.encoding import decode_document, undo_mojibake

TEXT = '<?xml version="1.0"?><a>L’été à 5 €</a>'


@pytest.mark.parametrize(
    ("raw", "headers", "expected"),
    [
        pytest.param(TEXT.encode(), {}, TEXT, id="UTF-8"),
        pytest.param(TEXT.encode(), {"content-type": "text/xml; charset=iso-8859-1"}, TEXT, id="UTF-8 called Latin-1"),
        pytest.param(codecs.BOM_UTF8 + TEXT.encode(), {}, TEXT, id="UTF-8 with a mark"),
        pytest.param(TEXT.encode("utf-16"), {}, TEXT, id="UTF-16 with a mark"),
        pytest.param(TEXT.encode("utf-16-le"), {}, TEXT, id="UTF-16 without one"),
        pytest.param(TEXT.encode("utf-16-be"), {}, TEXT, id="UTF-16 the other way round"),
        pytest.param(TEXT.encode("utf-32-be"), {}, TEXT, id="UTF-32 without a mark"),
        pytest.param(TEXT.encode("cp1252"), {}, TEXT, id="Windows-1252 that says nothing"),
        pytest.param(
            TEXT.encode("cp1252"),
            {"content-type": "text/xml;charset=ISO-8859-1"},
            TEXT,
            id="Windows-1252 called Latin-1",
        ),
        pytest.param(
            TEXT.encode("cp1252"), {"content-type": "text/xml; charset=x-rien"}, TEXT, id="an unknown charset"
        ),
        pytest.param(
            TEXT.encode("cp1252"), {"content-type": "text/xml; charset=hex"}, TEXT, id="a codec that is no charset"
        ),
        pytest.param(
            "<a encoding='koi8-r'>Привет".encode("koi8-r"), {}, "<a encoding='koi8-r'>Привет", id="declared inside"
        ),
        pytest.param("été à l".encode() + b"\x92eau", {}, "été à l’eau", id="UTF-8 with one bad octet"),
        pytest.param(b"", {}, "", id="nothing"),
    ],
)
def test_octets_become_the_text_that_was_meant(raw: bytes, headers: dict[str, str], expected: str) -> None:
    assert decode_document(raw, headers) == expected


@given(st.binary(), st.text())
def test_any_octets_and_any_header_give_a_text(raw: bytes, charset: str) -> None:
    assert isinstance(decode_document(raw, {"content-type": f"text/xml; charset={charset}"}), str)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufeff\x00<")))
def test_utf_8_always_comes_back(text: str) -> None:
    assert decode_document(text.encode(), {}) == text


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        pytest.param("Le rÃ©seau Ã\xa0NoÃ«l, lâ€™Ã‰tat", "Le réseau àNoël, l’État", id="Windows-1252"),
        pytest.param("Le rÃ©seau \u00e2\x80\x99", "Le réseau ’", id="Latin-1"),
        pytest.param("12 â‚¬ pour lâ€™eau", "12 € pour l’eau", id="a currency"),
        pytest.param("Réseau, fÃ©vrier, été", "Réseau, février, été", id="one word of a sound text"),
        pytest.param("IRMÃ» «Â», Ãgua, São João, â la carte", "IRMÃ» «Â», Ãgua, São João, â la carte", id="sound"),
        pytest.param("rÃ©seau Ã» Ãx", "réseau û Ãx", id="what is no UTF-8 stays"),
    ],
)
def test_what_was_encoded_twice_is_read_again(text: str, mended: str) -> None:
    assert undo_mojibake(text) == mended


@given(st.text(alphabet="éèêàçôîœ’– abcÉÀ«»€…", max_size=60))
def test_a_french_text_taken_for_windows_comes_back(text: str) -> None:
    twice = "".join(_as_windows(octet) for octet in text.encode())

    assert undo_mojibake(f"rÃ©seau {twice}") == f"réseau {text}"


@given(st.text(alphabet="éèêàçôîœ’– abcÉÀÂÃ«»€…", max_size=60).filter(lambda text: "â€" not in text))
def test_a_sound_french_text_stays(text: str) -> None:
    sound = text.replace("Ã", "")

    assert undo_mojibake(sound) == sound


def _as_windows(octet: int) -> str:
    return bytes([octet]).decode("cp1252", "ignore") or chr(octet)
