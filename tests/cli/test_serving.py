"""Where `digest serve` listens, as a person types it."""

import click
import pytest

from digest.cli.serve import parse_listen_address


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("127.0.0.1:8000", ("127.0.0.1", 8000)),
        ("localhost:0", ("localhost", 0)),
        ("[::1]:65535", ("::1", 65535)),
    ],
)
def test_a_host_and_a_port_are_read(text: str, place: tuple[str, int]) -> None:
    assert parse_listen_address(text) == place


@pytest.mark.parametrize("text", ["", "8000", ":8000", "127.0.0.1", "127.0.0.1:", "127.0.0.1:http", "x:65536", "x:²"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(click.BadParameter) as raised:
        parse_listen_address(text)

    assert "127.0.0.1:8000" in raised.value.message
