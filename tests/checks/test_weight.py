"""Where the weight of the HTML begins to be told."""

from dataclasses import replace

import pytest

from digest.checks.html_rules import CUT, HEAVY, find_cut_letter, find_heavy_letter
from tests.checks.materials import CLEAN


@pytest.mark.parametrize(
    ("octets", "heavy", "cut"),
    [
        pytest.param(HEAVY, 0, 0, id="full"),
        pytest.param(HEAVY + 2, 1, 0, id="heavy"),
        pytest.param(CUT, 1, 0, id="just whole"),
        pytest.param(CUT + 2, 0, 1, id="cut"),
    ],
)
def test_octets_are_counted_and_not_characters(octets: int, heavy: int, cut: int) -> None:
    material = replace(CLEAN, html="é" * (octets // 2))

    assert (len(list(find_heavy_letter(material))), len(list(find_cut_letter(material)))) == (heavy, cut)
