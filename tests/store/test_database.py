"""A file that cannot be trusted is refused with a word, never repaired in silence."""

import json
import shutil
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from digest.errors import DigestError
from digest.model import CollectionResult, SourceResult, SourceState
from digest.store import Store
from digest.store.database import FILE_NAME
from digest.store.migrations import STEPS
from tests.makers import make_article


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

    assert remembered == {"Portail": SourceState(etag="x", failures=2)}


NOW = datetime(2026, 11, 16, 6, 0, tzinfo=UTC)


def record(store: Store, *names: str) -> None:
    articles = tuple(make_article(name) for name in names)
    store.record(CollectionResult(yields=(SourceResult(source="Portail", articles=articles),)), now=NOW)


def known(folder: Path) -> list[str]:
    with Store.open(folder) as store:
        return [one.article.id for one in store.articles()]


def test_an_empty_file_is_no_new_store(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).touch()

    said = refused(tmp_path)

    assert (said, (tmp_path / FILE_NAME).stat().st_size) == (
        f"{tmp_path / FILE_NAME}: the store is empty, and a new one never is\n" + DAMAGED.partition("\n")[2],
        0,
    )


def test_a_new_store_leaves_nothing_but_its_file(tmp_path: Path) -> None:
    Store.open(tmp_path).close()

    assert [file.name for file in tmp_path.iterdir()] == [FILE_NAME]


def test_nobody_but_its_owner_reads_a_new_store_nor_the_log_beside_it(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        store.keep_draft(1, "number: 1\n")
        rights = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.iterdir()}

    assert rights == {"digest.db": 0o600, "digest.db-wal": 0o600, "digest.db-shm": 0o600}


def test_a_copy_of_the_one_file_is_a_backup_also_while_a_preview_has_the_store_open(tmp_path: Path) -> None:
    with Store.open(tmp_path / "state") as preview:
        with Store.open(tmp_path / "state") as store:
            record(store, "1", "2")
        (tmp_path / "backup").mkdir()
        shutil.copy(tmp_path / "state" / FILE_NAME, tmp_path / "backup")
        seen = len(preview.articles())

    assert (seen, known(tmp_path / "backup")) == (2, ["a-1", "a-2"])


def test_damage_that_shows_only_later_is_said_by_whatever_meets_it(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        record(store, *map(str, range(500)))
    with Store.open(tmp_path) as store:
        file = tmp_path / FILE_NAME
        octets = file.read_bytes()
        file.write_bytes(octets[:4096] + b"\xff" * (len(octets) - 4096))
        store._connection.execute("PRAGMA shrink_memory")
        said = []
        for act in (store.articles, store.open_number, lambda: record(store, "x"), store.remembered):
            with pytest.raises(DigestError) as raised:
                act()
            said.append(str(raised.value))

    assert set(said) == {f"{tmp_path / FILE_NAME}: {DAMAGED}"}


CREATE = """
import sys
from pathlib import Path
from digest.store import Store
sys.stdin.read()
Store.open(Path(sys.argv[1])).close()
"""


def test_many_processes_may_make_one_store_at_once(tmp_path: Path) -> None:
    command = [sys.executable, "-c", CREATE, str(tmp_path)]
    runs = [subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) for _run in range(6)]

    for run in runs:
        assert run.stdin is not None
        run.stdin.close()
    ends = [(run.wait(30), run.stderr.read() if run.stderr else b"") for run in runs]
    for run in runs:
        if run.stderr:
            run.stderr.close()

    assert (ends, [file.name for file in tmp_path.iterdir()]) == ([(0, b"")] * 6, [FILE_NAME])


DIE = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from digest.model import CollectionResult, SourceState, SourceResult
from digest.store import Store
from tests.makers import make_article
now = datetime(2026, 11, 17, 6, 0, tzinfo=UTC)
store = Store.open(Path(sys.argv[1]))
articles = tuple(make_article(f"b{n}") for n in range(4000))
with store.lock(now=now):
    print("locked", flush=True)
    store.record(CollectionResult(yields=(SourceResult(source="Portail", articles=articles),)), now=now)
    print("done", flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize("seconds", [0.0, 0.02, 0.1, 0.3])
def test_a_run_killed_while_it_writes_loses_nothing_and_leaves_no_lock(tmp_path: Path, seconds: float) -> None:
    with Store.open(tmp_path) as store:
        record(store, "1", "2")
    command = [sys.executable, "-c", DIE, str(tmp_path)]
    root = Path(__file__).parent.parent.parent
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == "locked\n"
        time.sleep(seconds)
        run.kill()
        is_done = run.stdout.readline() == "done\n"

    with Store.open(tmp_path) as store, store.lock(now=NOW):
        ids = [one.article.id for one in store.articles()]
    assert (ids[:2], len(ids) in ((4002,) if is_done else (2, 4002))) == (["a-1", "a-2"], True)


def test_a_run_beside_an_open_store_takes_nothing_away_when_it_ends(tmp_path: Path) -> None:
    beside = (
        "import sys; from pathlib import Path; from digest.store import Store; Store.open(Path(sys.argv[1])).close()"
    )
    with Store.open(tmp_path) as store:
        store.keep_draft(1, "a")
        subprocess.run([sys.executable, "-c", beside, str(tmp_path)], check=True)

        there = {file.name for file in tmp_path.iterdir()}

    assert there >= {FILE_NAME, f"{FILE_NAME}-wal"}


def test_articles_whose_words_waited_one_by_one_are_kept_with_their_words(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    for step in STEPS[:6]:
        connection.executescript(step)
    entry = {"title": "Eau", "frame": "f1", "provenance": {"source": "Portail", "where": "https://a.example/feed"}}
    unread = [f"{json.dumps(entry | {'id': name})}\n<item>{name}</item>" for name in ("a-1", "a-2", "a-3", "a-4")]
    for name, content in zip(("a-1", "a-2", "a-3", "a-4"), unread, strict=True):
        connection.execute("INSERT INTO items (id, kind, first_seen) VALUES (?, 'article', '2026-11-20')", (name,))
        connection.execute("INSERT INTO copies VALUES (?, 'Portail', ?, 1, '2026-11-20')", (name, content))
    connection.execute("INSERT INTO words VALUES ('a-1', 'Portail', ?)", (json.dumps({"id": "a-1", "summary": "Lue"}),))
    connection.execute("INSERT INTO frames VALUES ('f1', ?)", (json.dumps(["<rss>", "</rss>", "fr"]),))
    connection.execute("PRAGMA application_id = 0x64676573")
    connection.execute("PRAGMA user_version = 6")
    connection.commit()
    connection.close()

    with Store.open(tmp_path) as store:
        (feed,) = store.deferred(since=date.min)
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    contents = [json.loads(content) for (content,) in connection.execute("SELECT content FROM copies ORDER BY item")]
    connection.close()

    assert (feed.octets, feed.where, feed.language) == (
        b"<rss><item>a-2</item><item>a-3</item><item>a-4</item></rss>",
        "https://a.example/feed",
        "fr",
    )
    assert [content.get("summary", content.get("title")) for content in contents] == ["Lue", "Eau", "Eau", "Eau"]
