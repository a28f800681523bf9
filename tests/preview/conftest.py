"""The sample letter on a desk and the browser, for the tests over HTTP and those in a browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from digest.preview.server import PreviewServer
from tests.browser import browser
from tests.preview.letters import built, served

__all__ = ["browser"]


@pytest.fixture(scope="module")
def letter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the sample letter once, for the tests that only look."""
    return built(tmp_path_factory.mktemp("letter"))


@pytest.fixture(scope="module")
def server(letter: Path) -> Iterator[PreviewServer]:
    with served(letter) as server:
        yield server


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[tuple[PreviewServer, Path]]:
    """Show a letter whose files the test may change."""
    with served(built(tmp_path)) as server:
        yield server, tmp_path
