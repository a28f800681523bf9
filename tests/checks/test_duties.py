"""The way out, the postal address, the reason."""

from dataclasses import replace

import pytest

from digest.checks import compliance as duties
from tests.checks.materials import CLEAN, HTML, OUT, POSTAL, places, said


@pytest.mark.parametrize(
    ("html", "text", "where"),
    [
        pytest.param(HTML, CLEAN.text, [], id="both"),
        pytest.param(HTML.replace(OUT, "#monde"), CLEAN.text, ["the HTML part"], id="not in HTML"),
        pytest.param(HTML, "La lettre", ["the text part"], id="not in the text"),
        pytest.param(HTML.replace("?subject=unsubscribe", ""), CLEAN.text, [], id="without its subject"),
    ],
)
def test_both_parts_show_the_way_out(html: str, text: str, where: list[str]) -> None:
    assert places(duties.find_no_way_out, replace(CLEAN, html=html, text=text)) == where


def test_one_of_several_ways_is_enough() -> None:
    message = b"List-Unsubscribe: <https://lettre.example/out/abc>,\r\n <mailto:lettre@exemple.org>\r\n\r\n"

    assert said(duties.find_no_way_out, replace(CLEAN, message=message)) == []


def test_a_postal_address_that_a_template_lost_is_told() -> None:
    text = CLEAN.text.replace(POSTAL, "")

    assert places(duties.find_no_postal_address, replace(CLEAN, text=text)) == ["the text part"]


def test_a_postal_address_over_two_lines_is_printed_all_the_same() -> None:
    text = CLEAN.text.replace("Exemple, 75000", "Exemple,\n75000")

    assert said(duties.find_no_postal_address, replace(CLEAN, text=text)) == []
