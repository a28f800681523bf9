from pathlib import Path

import pytest

from digest.model import Thumbnail
from digest.store.caches import keep_picture, known_pictures, read_picture

ONE = Thumbnail(name="p-0123456789abcdef.jpg", width=1120, height=700)
OTHER = Thumbnail(name="p-fedcba9876543210.png", width=40, height=40)


def test_thumbnails_are_kept_with_their_octets(tmp_path: Path) -> None:
    keep_picture(tmp_path, "https://a.example/1", ONE, b"one")
    keep_picture(tmp_path, "https://a.example/é", OTHER, b"other")

    known = known_pictures(tmp_path)
    assert (known, read_picture(tmp_path, ONE.name)) == (
        {"https://a.example/1": ONE, "https://a.example/é": OTHER},
        b"one",
    )


def test_a_thumbnail_whose_file_is_gone_is_not_known(tmp_path: Path) -> None:
    keep_picture(tmp_path, "https://a.example/1", ONE, b"one")
    (tmp_path / "pictures" / ONE.name).unlink()

    assert known_pictures(tmp_path) == {}


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        '{"a": 1}',
        '{"a": ["../looks.json", 1, 1]}',
        '{"a": ["p-0123456789abcdef.jpg", "1", 1]}',
        "[" * 100_000,
    ],
)
def test_an_index_that_cannot_be_read_counts_as_empty(tmp_path: Path, content: str) -> None:
    keep_picture(tmp_path, "https://a.example/1", ONE, b"one")
    (tmp_path / "looks.json").write_bytes(b"{}")
    (tmp_path / "pictures" / "index.json").write_text(content, encoding="utf-8")

    assert known_pictures(tmp_path) == {}
