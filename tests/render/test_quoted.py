import quopri

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.render.mime import by_turns, quote_around, quote_printable, quote_value
from digest.render.placeholders import mark
from digest.text.sanitize import clean_line, clean_text


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


@given(st.lists(st.text(max_size=100).map(clean_line), min_size=1, max_size=5), st.text(max_size=200).map(clean_text))
def test_values_stand_on_lines_of_their_own_that_read_back(values: list[str], around: str) -> None:
    text = around + around.join(map(mark, values)) + around
    pieces = quote_around(text)
    whole = b"".join(by_turns(pieces, [quote_value(value) for value in values]))

    lines = whole.split(b"\r\n")
    too_long = [line for line in lines if len(line) > 76 or line.startswith((b".", b"From "))]
    plain = (around + around.join(values) + around).encode()
    assert (quopri.decodestring(whole).replace(b"\r\n", b"\n"), too_long) == (plain, [])


@given(st.text(max_size=100).map(clean_line))
def test_what_is_around_a_value_does_not_depend_on_it(value: str) -> None:
    text = f"Bonjour {mark(value)}, bienvenue {mark(value)}\nà tous\n{mark(value)}\n"

    assert quote_around(text) == (b"Bonjour=20=\r\n", b"=\r\n, bienvenue=20=\r\n", b"\r\n=C3=A0 tous\r\n", b"\r\n")


VALUES = [
    pytest.param("https://exemple.org/u/T0k-n_", b"https://exemple.org/u/T0k-n_", id="an address"),
    pytest.param("https://exemple.org/?a=1", b"https://exemple.org/?a=3D1", id="the sign itself"),
    pytest.param("x" * 80, b"x" * 75 + b"=\r\n" + b"x" * 5, id="a long one"),
    pytest.param("x" * 75 + "." * 3, b"x" * 75 + b"=\r\n=2E..", id="a full stop where a line begins"),
    pytest.param("Hélène", b"H=C3=A9l=C3=A8ne", id="accents"),
    pytest.param("é" * 13, b"=C3=A9" * 12 + b"=\r\n=C3=A9", id="many of them"),
    pytest.param(".x", b"=2Ex", id="a full stop"),
    pytest.param("From x", b"=46rom x", id="what mailboxes mark"),
    pytest.param("", b"", id="nothing"),
]


@pytest.mark.parametrize(("value", "expected"), VALUES)
def test_a_value_is_quoted(value: str, expected: bytes) -> None:
    assert quote_value(value) == expected
