import quopri

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.render.quoted import quote_printable


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("été", b"=C3=A9t=C3=A9", id="accents"),
        pytest.param("a=b", b"a=3Db", id="the sign itself"),
        pytest.param("-- \nfin", b"--=20\r\nfin", id="a blank at the end of a line"),
        pytest.param(".\nFrom moi\nFroment", b"=2E\r\n=46rom moi\r\nFroment", id="what relays and mailboxes change"),
        pytest.param("a\ud800b", b"a?b", id="a lone surrogate"),
        pytest.param("a\r\nb\rc", b"a\r\nb\r\nc", id="any line end"),
        pytest.param("x" * 76, b"x" * 76, id="76 columns fit"),
        pytest.param("x" * 77, b"x" * 75 + b"=\r\nxx", id="77 do not"),
        pytest.param("x" * 74 + "é" + "y" * 9, b"x" * 74 + b"=\r\n=C3=A9" + b"y" * 9, id="no character is cut in two"),
        pytest.param("", b"", id="nothing"),
    ],
)
def test_a_text_is_quoted(text: str, expected: bytes) -> None:
    assert quote_printable(text) == expected


@given(st.text())
def test_what_is_quoted_reads_back_and_no_line_is_longer_than_76(text: str) -> None:
    quoted = quote_printable(text)

    plain = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace")
    too_long = [line for line in quoted.split(b"\r\n") if len(line) > 76]
    assert (quopri.decodestring(quoted).replace(b"\r\n", b"\n"), too_long, quoted.isascii()) == (plain, [], True)


@given(st.text(alphabet="F.rom aé ", max_size=400))
def test_no_line_begins_with_a_full_stop_or_from(text: str) -> None:
    lines = quote_printable(text).split(b"\r\n")

    assert [line for line in lines if line.startswith((b".", b"From "))] == []
