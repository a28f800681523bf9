"""A file that cannot be trusted is refused with a word, never repaired in silence."""

import sqlite3
from pathlib import Path

import pytest

from digest.errors import DigestError
from digest.model import Remembered
from digest.store import Store
from digest.store.database import FILE_NAME, STEPS


def test_a_new_store_is_in_wal_mode_and_of_the_newest_form(tmp_path: Path) -> None:
    Store.open(tmp_path / "deep" / "state").close()

    connection = sqlite3.connect(tmp_path / "deep" / "state" / FILE_NAME)
    marks = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "user_version")]
    connection.close()
    assert marks == ["wal", len(STEPS)]


FOREIGN = "this database was not made by digest\nMove it elsewhere, or choose another folder with --state."


def refused(folder: Path) -> str:
    with pytest.raises(DigestError) as raised:
        Store.open(folder)
    return str(raised.value)


def test_a_store_from_the_future_is_refused(tmp_path: Path) -> None:
    Store.open(tmp_path).close()
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.execute("PRAGMA user_version = 99")
    connection.close()

    assert refused(tmp_path) == (
        f"{tmp_path / FILE_NAME}: this store was written by a newer digest "
        f"(its form is 99, this one knows up to {len(STEPS)})\n"
        "Upgrade digest, or go back to the copy of the store you made before."
    )


def test_a_database_of_another_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.execute("CREATE TABLE songs (title TEXT)")
    connection.close()
    before = (tmp_path / FILE_NAME).read_bytes()

    said = refused(tmp_path)

    assert (said, (tmp_path / FILE_NAME).read_bytes()) == (
        f"{tmp_path / FILE_NAME}: {FOREIGN}",
        before,
    )


DAMAGED = (
    "the store is damaged\nPut a copy from your backup in its place. Without one, move the file away and collect "
    "again: digest then no longer knows what earlier editions printed."
)


def test_a_file_that_is_no_database_is_called_damaged(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"<html>" * 1000)

    assert refused(tmp_path) == f"{tmp_path / FILE_NAME}: {DAMAGED}"


def test_a_store_with_a_page_of_rubbish_is_called_damaged(tmp_path: Path) -> None:
    Store.open(tmp_path).close()
    file = tmp_path / FILE_NAME
    octets = bytearray(file.read_bytes())
    octets[4096:] = b"\xff" * (len(octets) - 4096)
    file.write_bytes(octets)

    assert refused(tmp_path) == f"{file}: {DAMAGED}"


def test_a_store_that_may_not_be_written_is_said(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        store._connection.execute("PRAGMA query_only = 1")
        with pytest.raises(DigestError) as raised:
            store.keep_draft(1, "x")

    assert str(raised.value) == (
        f"{tmp_path / FILE_NAME}: the store cannot be used: attempt to write a readonly database\n"
        "Check that its folder exists, may be written by you and has room, or choose another with --state."
    )


def test_a_store_cut_short_is_called_damaged(tmp_path: Path) -> None:
    Store.open(tmp_path).close()
    file = tmp_path / FILE_NAME
    file.write_bytes(file.read_bytes()[: 4096 * 3])

    assert refused(tmp_path) == f"{file}: {DAMAGED}"


def test_a_folder_that_is_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("", encoding="utf-8")

    assert refused(tmp_path / "state").startswith(f"{tmp_path / 'state' / FILE_NAME}: the store cannot be used: ")


def test_a_store_of_the_first_form_is_brought_to_the_newest_with_all_it_holds(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.executescript(STEPS[0])
    connection.execute("INSERT INTO sources (name, etag, failures) VALUES ('Portail', 'x', 2)")
    connection.execute("PRAGMA application_id = 0x64676573")
    connection.execute("PRAGMA user_version = 1")
    connection.commit()
    connection.close()

    with Store.open(tmp_path) as store:
        remembered = store.remembered()

    assert remembered == {"Portail": Remembered(etag="x", failures=2)}
