"""What the tests of feeds.yaml share: a file of one part and a good rest, loaded from the disk."""

from collections.abc import Callable
from pathlib import Path

import pytest

from digest.config import Config, load_config

LoadText = Callable[[str], Config]


@pytest.fixture
def load_text(tmp_path: Path) -> LoadText:
    """Load a text as feeds.yaml from a folder that holds `contenu/`."""
    (tmp_path / "contenu").mkdir()

    def load(text: str) -> Config:
        file = tmp_path / "feeds.yaml"
        file.write_text(text, encoding="utf-8", newline="")
        return load_config(file, environ={})

    return load
