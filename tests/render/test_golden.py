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
from digest.render.recipient import RecipientFields
from tests.render.samples import BARE_CONFIG, CONFIG, EMPTY, FULL

FOLDER = Path(__file__).parent.parent / "data" / "letters"
RENEW = bool(os.environ.get("DIGEST_RENEW_LETTERS"))
ENGLISH = replace(CONFIG, letter=replace(CONFIG.letter, language="en"))
READER = RecipientFields(
    id="Aw3-_x9Zk2bQ7fLm",
    address="helene.durand@commune.example",
    name="Hélène Durand",
    unsubscribe="https://lettre.exemple.org/u/0Yz_8w-3ktq5bC1nVd6sXf2gHj4mPa7rTe9uLi0o",
    preferences="https://lettre.exemple.org/p/0Yz_8w-3ktq5bC1nVd6sXf2gHj4mPa7rTe9uLi0o",
    token="0Yz_8w-3ktq5bC1nVd6sXf2gHj4mPa7rTe9uLi0o",
)
LETTERS = [
    pytest.param("full-fr", FULL, CONFIG, None, id="full-fr"),
    pytest.param("full-en", FULL, ENGLISH, None, id="full-en"),
    pytest.param("empty-fr", EMPTY, BARE_CONFIG, None, id="empty-fr"),
    pytest.param("member-en", EMPTY, ENGLISH, READER, id="member-en"),
]


@pytest.mark.parametrize(("name", "edition", "config", "reader"), LETTERS)
def test_a_letter_is_the_golden_one(
    name: str, edition: Edition, config: Config, reader: RecipientFields | None
) -> None:
    letter = render_letter(edition, config, personal=reader)
    actual = {"html": letter.html.encode(), "txt": letter.text.encode(), "eml": letter.message}
    files = {ending: FOLDER / f"{name}.{ending}" for ending in actual}
    for ending in actual if RENEW else ():
        files[ending].write_bytes(actual[ending])

    expected = {ending: file.read_bytes() for ending, file in files.items()}

    assert actual == expected
