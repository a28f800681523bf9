"""What goes out for Excel comes back as it was."""

import re
from collections.abc import Callable
from datetime import date
from io import BufferedReader, BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.locale import LANGUAGES, in_language
from digest.members.columns import read_header
from digest.members.csv_io import headings, shield, unshield, write_list
from digest.members.importer import ImportFormat, read_list
from digest.model import Consent, Member, MemberRow, MemberStatus
from digest.text.sanitize import clean_line, clean_text
from tests.makers import THEMES

NAMES = [theme.name for theme in THEMES]


def cleaned(clean: Callable[[str], str]) -> st.SearchStrategy[str]:
    risky = st.sampled_from(["", "=", "+1", "-", "@", "'", "''=", "#", "\t", "\n", ";", '"', "＝"])
    return st.builds(lambda head, rest: clean(head + rest).strip(), risky, st.text(max_size=20))


MEMBERS = st.builds(
    Member,
    id=st.just(""),
    address=st.from_regex(r"[a-z=+#'-]{1,8}@[a-z]{1,8}\.fr", fullmatch=True).filter(lambda text: text[0] != "'"),
    name=cleaned(clean_line).filter(lambda name: not re.search(r"[<>]|[^\s@]@[^\s@]", name)),  # such are refused
    language=st.sampled_from(["", "fr", "en"]),
    themes=st.sets(st.sampled_from(NAMES)).map(lambda chosen: tuple(name for name in NAMES if name in chosen)),
    standing=st.sampled_from(MemberStatus),
    paused_until=st.none() | st.dates(),
    consent=st.builds(Consent, given=st.none() | st.dates(), how=cleaned(clean_text), text=cleaned(clean_text)),
)


@given(st.lists(MEMBERS, max_size=5))
def test_an_export_is_read_back_as_it_was(members: list[Member]) -> None:
    table = "".join(write_list(members)).encode()
    expected = [
        MemberRow(
            address=one.address,
            line=0,
            name=one.name or None,
            language=one.language,
            themes=one.themes,
            standing=one.standing,
            paused_until=one.paused_until,
            consent=one.consent if one.consent != Consent() else None,
        )
        for one in members
    ]

    read = list(read_list(BufferedReader(BytesIO(table)), ImportFormat(name="membres.csv", themes=NAMES)))

    assert [without_line(row) for row in read] == [without_line(row) for row in expected]


def without_line(row: object) -> object:
    assert isinstance(row, MemberRow), row
    return row.address, row.name, row.language, row.themes, row.standing, row.paused_until, row.consent


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_import_knows_every_column_that_the_export_names(language: str) -> None:
    with in_language(language):
        meanings = read_header(headings())

    assert meanings == [
        "address", "name", "language", "themes", "standing", "pause", "consent given", "consent how", "consent text",
    ]  # fmt: skip


def test_no_cell_begins_with_what_a_spreadsheet_computes() -> None:
    member = Member(
        id="", address="=a@b.fr", name="=HYPERLINK(1)", consent=Consent(given=date(2026, 3, 4), how="@SUM(1)")
    )

    row = list(write_list([member]))[1]

    assert row == "'=a@b.fr;'=HYPERLINK(1);;;active;;2026-03-04;'@SUM(1);\r\n"


@given(st.text(alphabet="'=+-@#\t\r\nab＝", max_size=8))
def test_what_is_shielded_comes_back_and_computes_nothing(cell: str) -> None:
    shielded = shield(cell)

    assert (unshield(shielded), shielded[:1] in set("=+-@#\t\r\n＝")) == (cell, False)
