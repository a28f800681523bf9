import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.text.typography import COLUMNS, columns_of, wrap


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("un deux trois", "un deux\ntrois", id="at a space"),
        pytest.param("un deux\u00a0trois", "un\ndeux\u00a0trois", id="never at a no-break space"),
        pytest.param("onze mots : ici", "onze\nmots :\nici", id="never before French punctuation"),
        pytest.param("onze mot ?\u00a0» ici", "onze\nmot ?\u00a0»\nici", id="never before several of them"),
        pytest.param('onze mot !" ici', 'onze\nmot !"\nici', id="never before what closes behind them"),
        pytest.param("onze mot :-) ici", "onze mot\n:-) ici", id="a smiling face is a word"),
        pytest.param("un « deux »", "un\n« deux »", id="never inside quotation marks' spaces"),
        pytest.param(
            "a https://exemple.org/tres-long b", "a\nhttps://exemple.org/tres-long\nb", id="never in an address"
        ),
        pytest.param("un\n\ndeux", "un\n\ndeux", id="paragraphs stay"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_a_line_ends_only_where_it_may(text: str, expected: str) -> None:
    assert wrap(text, columns=8) == expected


def test_an_item_hangs_under_its_first_word() -> None:
    assert wrap("un deux trois quatre", columns=10, first="- ") == "- un deux\n  trois\n  quatre"


def test_wide_letters_count_two_columns_and_combining_accents_none() -> None:
    assert (columns_of("日本"), columns_of("e\u0301"), columns_of("été")) == (4, 1, 3)


@given(st.lists(st.text(alphabet="abcé:;!?«» ", max_size=20)).map(" ".join))
def test_no_word_is_lost_and_no_line_is_too_wide_that_could_be_broken(text: str) -> None:
    lines = wrap(text, columns=24).split("\n")

    too_wide = [line for line in lines if columns_of(line) > 24 and " " in line.replace(" :", ":")]
    breakable = [
        line for line in too_wide if not set(line.split(" ")[1:]) & {""} and not any(m in line for m in ":;!?«»")
    ]
    assert (" ".join(lines).split(), breakable) == (text.split(), [])


@given(st.text(alphabet="ab \u00a0", max_size=300))
def test_lines_stay_within_the_columns(text: str) -> None:
    wide = [line for line in wrap(text).split("\n") if columns_of(line) > COLUMNS and " " in line.strip()]

    assert wide == []
