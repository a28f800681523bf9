"""Marks around members' values: nothing foreign can make one, and nothing outside them is changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.render.placeholders import (
    SLOTS,
    Placeholder,
    around_values,
    change_values,
    cut_at_marks,
    mark,
    strip_placeholders,
    without_values,
)
from digest.text.sanitize import clean_html, clean_line, clean_text, plain_text
from digest.text.typography import wrap

MARKS = "".join(chr(code) for code in range(0xFDD0, 0xFDF0))
plain = st.text(max_size=30).map(clean_text)


@pytest.mark.parametrize("clean", [clean_text, clean_line, clean_html, plain_text])
@pytest.mark.parametrize("sign", sorted(MARKS))
def test_no_source_can_forge_a_mark_or_a_slot(clean: object, sign: str) -> None:
    assert callable(clean)

    assert clean(f"a{sign}b") == "ab"


def test_all_slots_are_known() -> None:
    named = frozenset(value for name, value in vars(Placeholder).items() if name.isupper())

    assert (named, all(slot in MARKS for slot in SLOTS)) == (SLOTS, True)


@given(plain, plain, plain)
def test_a_text_is_cut_into_what_is_around_values_and_the_values(before: str, value: str, after: str) -> None:
    text = before + mark(value) + after

    said = (cut_at_marks(text), strip_placeholders(text), without_values(text))
    assert said == ((before, value, after), before + value + after, before + after)


@given(plain, plain, plain)
def test_values_are_changed_and_nothing_else_is(before: str, value: str, after: str) -> None:
    changed = change_values(before + mark(value) + after, str.swapcase)

    assert changed == before + mark(value.swapcase()) + after


def test_half_a_mark_is_dropped() -> None:
    half = mark("x")[:-1]

    assert (cut_at_marks(f"a{half}b"), strip_placeholders(f"a{half}b")) == (("axb",), "axb")


@pytest.mark.parametrize("value", ["x", "Un nom de plusieurs mots, long et encore plus long, qui ne se brise pas", ""])
def test_a_text_in_columns_breaks_at_the_same_words_whatever_the_value(value: str) -> None:
    filled = strip_placeholders(around_values(wrap, "mot " * 12 + mark(value) + " fin" * 12))

    assert filled == "mot " * 12 + value + "\n" + "fin " * 11 + "fin"
