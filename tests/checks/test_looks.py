"""Contrasts of the letter and of its brand, and CSS that clients drop."""

import pytest

from digest.checks.contrast import (
    DECORATION,
    SHARES,
    find_dark_brand,
    find_dropped_css,
    find_pale_brand,
    find_pale_words,
)
from tests.checks.materials import said, with_brand, with_html


def test_pale_words_are_told_once_with_their_colours() -> None:
    markup = '<p style="color:#999">a</p><p style="color:#999999">b</p>'

    assert said(find_pale_words, with_html(markup)) == ["words in #999999 on #ffffff have a contrast of 2.8 : 1"]


def test_the_ground_is_the_one_behind_the_words() -> None:
    markup = '<div style="background-color:#00386f"><p style="color:#ffffff">a</p><p style="color:#1a1a1a">b</p></div>'

    assert said(find_pale_words, with_html(markup)) == ["words in #1a1a1a on #00386f have a contrast of 1.5 : 1"]


def test_an_element_without_words_may_have_any_colour() -> None:
    assert said(find_pale_words, with_html('<p style="color:#eeeeee"><b style="color:#000000">a</b></p>')) == []


def test_a_brand_that_can_be_read_is_let_pass() -> None:
    material = with_brand(colour="#00386f", colour_dark="#9cc7ff")

    assert (said(find_pale_brand, material), said(find_dark_brand, material)) == ([], [])


def test_a_brand_too_light_for_words_is_told_with_the_colour_printed() -> None:
    (flaw,) = find_pale_brand(with_brand(colour="#f28c00"))

    assert (flaw.place, "#5c3500" in flaw.hint) == ("feeds.yaml letter.brand.colour", True)


@pytest.mark.parametrize(
    ("style", "told"),
    [
        pytest.param("display:flex", ["display:flex"], id="a value"),
        pytest.param("DISPLAY: Flex !important", ["display:flex"], id="in capitals"),
        pytest.param("display:block", [], id="another value"),
        pytest.param("float: left; gap: 4px", ["gap"], id="a property"),
        pytest.param("width: calc(100% - 2px)", ["calc("], id="a function"),
        pytest.param("font-size: 1.2rem", ["rem"], id="a unit"),
        pytest.param("height: auto", [], id="what happens anyway"),
        pytest.param("border-radius: 4px", [], id="decoration"),
        pytest.param("margin: 0; padding: 4px; color: #000000", [], id="what travels"),
    ],
)
def test_css_that_clients_drop_is_told(style: str, told: list[str]) -> None:
    what = said(find_dropped_css, with_html(f'<p style="{style}">a</p>'))

    assert [words.split()[2] for words in what] == told


def test_the_table_holds_shares_below_ninety_and_knows_its_decoration() -> None:
    assert (max(SHARES.values()) < 90, sorted(DECORATION - SHARES.keys())) == (True, [])
