"""Files are replaced whole, or left as they were."""

from pathlib import Path

import pytest

from digest.disk import replace_file


def test_a_new_file_and_its_folders_are_made(tmp_path: Path) -> None:
    replace_file(tmp_path / "out" / "1" / "lettre.txt", b"un")

    assert (tmp_path / "out" / "1" / "lettre.txt").read_bytes() == b"un"


def test_an_old_file_is_replaced_with_its_rights_and_nothing_stays_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "lettre.txt"
    file.write_bytes(b"un")
    file.chmod(0o640)

    replace_file(file, b"deux")

    assert (file.read_bytes(), file.stat().st_mode & 0o777, list(tmp_path.iterdir())) == (b"deux", 0o640, [file])


def test_what_cannot_be_written_leaves_everything_as_it_was(tmp_path: Path) -> None:
    taken = tmp_path / "lettre.txt"
    (taken / "dossier").mkdir(parents=True)

    with pytest.raises(OSError, match=r"lettre\.txt"):
        replace_file(taken, b"un")

    assert sorted(path.name for path in tmp_path.iterdir()) == ["lettre.txt"]
