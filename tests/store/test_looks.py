from pathlib import Path

import pytest

from digest.store.caches import keep_looks, known_looks


def test_the_newest_looks_are_kept(tmp_path: Path) -> None:
    looks = {str(number): {"p": f"margin:{number}px"} for number in range(20)}
    keep_looks(tmp_path, looks)

    assert known_looks(tmp_path) == {key: looks[key] for key in map(str, range(12, 20))}


@pytest.mark.parametrize("content", ["", "{", "[]", '{"a": 1}', '{"a": ["b"]}', "\ud800", "[" * 100_000])
def test_a_file_that_cannot_be_read_counts_as_empty(tmp_path: Path, content: str) -> None:
    (tmp_path / "looks.json").write_bytes(content.encode("utf-8", "surrogatepass"))

    assert known_looks(tmp_path) == {}


def test_a_folder_that_is_not_there_costs_only_the_memory(tmp_path: Path) -> None:
    keep_looks(tmp_path / "nowhere", {"a": {"p": "margin:0"}})

    assert list(tmp_path.iterdir()) == []
