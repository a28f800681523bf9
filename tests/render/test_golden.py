"""Whole letters compared with golden files in tests/data/letters/.

To renew them after a wanted change, and then read the difference before committing it:

    DIGEST_RENEW_LETTERS=1 python -m pytest tests/render/test_golden.py
    git diff tests/data/letters
"""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from digest.config import Config
from digest.edition import Edition
from digest.render.letter import render_letter
from tests.render.samples import BARE_CONFIG, CONFIG, EMPTY, FULL

FOLDER = Path(__file__).parent.parent / "data" / "letters"
RENEW = bool(os.environ.get("DIGEST_RENEW_LETTERS"))
ENGLISH = replace(CONFIG, letter=replace(CONFIG.letter, language="en"))
LETTERS = [
    pytest.param("full-fr", FULL, CONFIG, id="full-fr"),
    pytest.param("full-en", FULL, ENGLISH, id="full-en"),
    pytest.param("empty-fr", EMPTY, BARE_CONFIG, id="empty-fr"),
]


@pytest.mark.parametrize(("name", "edition", "config"), LETTERS)
def test_a_letter_is_the_golden_one(name: str, edition: Edition, config: Config) -> None:
    letter = render_letter(edition, config)
    actual = {"html": letter.html.encode(), "txt": letter.text.encode(), "eml": letter.message}
    files = {ending: FOLDER / f"{name}.{ending}" for ending in actual}
    for ending in actual if RENEW else ():
        files[ending].write_bytes(actual[ending])

    expected = {ending: file.read_bytes() for ending, file in files.items()}

    assert actual == expected
