"""The file that feeds.yaml names, and the list it makes of the store."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from digest.app.members import ImportRules, ImportSummary, choose_list, import_list, refuse_beside_file, synchronise
from digest.config import Config
from digest.errors import ConfigError, DigestError, UsageError
from digest.store import Store
from digest.store.member_import import ImportResult
from tests.makers import make_config

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / ".digest") as store:
        yield store


def config_with(tmp_path: Path, members: str | None) -> Config:
    return make_config(path=tmp_path / "feeds.yaml", members=members)


def write(tmp_path: Path, *names: str) -> Path:
    file = tmp_path / "membres.csv"
    file.write_text("".join(f"{name}@x.exemple\n" for name in names), encoding="utf-8")
    return file


def on_the_list(store: Store) -> list[str]:
    return [member.address.partition("@")[0] for member, _why in store.roll().recipients(today=NOW.date())]


def test_the_list_is_who_is_in_the_file_each_time_it_is_synchronised(tmp_path: Path, store: Store) -> None:
    config = config_with(tmp_path, "membres.csv")
    lists = []
    for names in (("a", "b", "c"), ("a", "c"), ("b", "c", "a", "d")):
        write(tmp_path, *names)
        synchronise(config, store, NOW)
        lists.append(on_the_list(store))

    assert lists == [["a", "b", "c"], ["a", "c"], ["a", "b", "c", "d"]]


@pytest.mark.parametrize("members", [None, "store"])
def test_without_a_file_everybody_in_the_store_is_on_the_list(
    tmp_path: Path, store: Store, members: str | None
) -> None:
    config = config_with(tmp_path, "membres.csv")
    for names in (("a", "b", "c"), ("a", "b")):
        write(tmp_path, *names)
        synchronise(config, store, NOW)
    done = synchronise(replace(config, members=members), store, NOW)

    assert (done, on_the_list(store)) == (ImportSummary(), ["a", "b", "c"])


@pytest.mark.parametrize("octets", [b"", b"\xef\xbb\xbf\r\n;;\r\n", b"# personne\n", b"courriel;nom\r\n"])
def test_an_empty_file_never_empties_the_list(tmp_path: Path, store: Store, octets: bytes) -> None:
    config = config_with(tmp_path, "membres.csv")
    file = write(tmp_path, "a")
    synchronise(config, store, NOW)
    file.write_bytes(octets)
    with pytest.raises(DigestError, match="names nobody"):
        synchronise(config, store, NOW)
    kept = on_the_list(store)
    import_list(config, store, file, ImportRules(may_shrink=True), now=NOW)

    assert (kept, on_the_list(store)) == (["a"], [])


def test_a_file_cut_short_is_refused_until_it_is_said_to_be_meant(tmp_path: Path, store: Store) -> None:
    config = config_with(tmp_path, "membres.csv")
    write(tmp_path, "a", "b", "c")
    synchronise(config, store, NOW)
    file = write(tmp_path, "a")
    with pytest.raises(DigestError, match="lose 2 of its 3 members") as caught:
        synchronise(config, store, NOW)
    done = import_list(config, store, file, ImportRules(may_shrink=True), now=NOW)

    assert ("digest members import membres.csv --shrink" in caught.value.hint, done.taken) == (
        True,
        ImportResult(same=1, dropped=2),
    )


def test_an_import_of_a_list_that_is_not_the_list_takes_nobody_off(tmp_path: Path, store: Store) -> None:
    config = config_with(tmp_path, None)
    import_list(config, store, write(tmp_path, "a", "b", "c"), ImportRules(), now=NOW)
    import_list(config, store, write(tmp_path, "d"), ImportRules(), now=NOW)

    assert on_the_list(store) == ["a", "b", "c", "d"]


def test_refused_rows_are_counted_and_the_first_of_them_kept(tmp_path: Path, store: Store) -> None:
    file = tmp_path / "membres.csv"
    file.write_text("courriel\na@x.exemple\n" + "personne\n" * 300, encoding="utf-8")

    done = import_list(config_with(tmp_path, None), store, file, ImportRules(), now=NOW)

    assert (done.taken.new, done.refused, len(done.problems), done.problems[0].where) == (1, 300, 200, "membres.csv:3")


@pytest.mark.parametrize(
    ("members", "message"),
    [
        pytest.param("postgresql://base.exemple/membres", "does not read members from a database", id="a database"),
        pytest.param("${DIGEST_MEMBERS}", "does not read members from a database", id="a secret address"),
        pytest.param("absents.csv", 'there is no file "absents.csv"', id="no such file"),
    ],
)
def test_what_members_names_and_is_no_file_is_said(tmp_path: Path, store: Store, members: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        synchronise(config_with(tmp_path, members), store, NOW)


@pytest.mark.parametrize(
    ("octets", "message"),
    [
        pytest.param(b"PK\x03\x04\x14", r"a file of another kind \(.xlsx, .ods\)", id="a workbook"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1", r"a file of another kind \(.xls\)", id="an old workbook"),
        pytest.param(None, "cannot be read: no such file", id="no file"),
    ],
)
def test_a_file_that_is_no_list_is_said(tmp_path: Path, store: Store, octets: bytes | None, message: str) -> None:
    file = tmp_path / "membres.xlsx"
    if octets is not None:
        file.write_bytes(octets)
    with pytest.raises(DigestError, match=message):
        import_list(config_with(tmp_path, None), store, file, ImportRules(), now=NOW)


def test_where_a_file_is_the_list_nothing_else_brings_members_in(tmp_path: Path) -> None:
    config = config_with(tmp_path, "membres.csv")
    file = write(tmp_path, "a")
    other = tmp_path / "autres.csv"
    for refused in (lambda: choose_list(config, other), lambda: refuse_beside_file(config)):
        with pytest.raises(UsageError, match=r'the list is the file "membres\.csv"'):
            refused()

    assert (choose_list(config, None), choose_list(config, file)) == (file, file)
