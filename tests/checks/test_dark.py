"""The dark theme of the style block, laid over the elements as CSS does it."""

import pytest

from digest.checks.contrast import ElementStyle, dark_looks
from digest.checks.dom import read_markup


def look(rules: str, element: str) -> ElementStyle:
    """Return the look of the last element under some dark rules."""
    theme = f":root {{ color-scheme: light dark }} @media (prefers-color-scheme: dark) {{ b {{}} {rules} }}"
    return list(dark_looks(read_markup(f"<style>{theme}</style>{element}")))[-1][1]


@pytest.mark.parametrize(
    ("rules", "element", "expected"),
    [
        pytest.param("p { color: #fff }", "<p>a</p>", ElementStyle(colour="#ffffff"), id="a name"),
        pytest.param(
            "p { color: #fff }", '<p style="color:#000">a</p>', ElementStyle(colour="#000000"), id="not important"
        ),
        pytest.param(
            "p { color: #fff !important }",
            '<p style="color:#000">a</p>',
            ElementStyle(colour="#ffffff"),
            id="important",
        ),
        pytest.param(
            ".a { color: #eee } p { color: #fff }", '<p class="b a">a</p>', ElementStyle(colour="#eeeeee"), id="kind"
        ),
        pytest.param(
            "p { color: #eee } h1, p { color: #fff }", "<p>a</p>", ElementStyle(colour="#ffffff"), id="the later"
        ),
        pytest.param(
            "p.a { color: #eee } i.a { color: #fff }", '<p class="a">a</p>', ElementStyle(colour="#eeeeee"), id="and"
        ),
        pytest.param("div > p { color: #fff }", "<p>a</p>", ElementStyle(), id="a selector that is left out"),
        pytest.param(
            "div { color: #fff; background: #000 }",
            "<div><p>a</p></div>",
            ElementStyle(colour="#ffffff", ground="#000000"),
            id="inherited",
        ),
    ],
)
def test_a_rule_wins_as_in_css(rules: str, element: str, expected: ElementStyle) -> None:
    assert look(rules, element) == expected


def test_a_letter_without_a_dark_theme_has_no_dark_look() -> None:
    html = "<style>p { color: #fff } @media print { p { color: #000 } }</style><p>a</p>"

    assert list(dark_looks(read_markup(html))) == []


def test_a_style_block_made_to_take_long_is_read_soon() -> None:
    html = f"<style>{'@media (prefers-color-scheme: dark) { a{} ' * 3000}</style><p>a</p>"

    assert len(list(dark_looks(read_markup(html)))) == 2
