"""Lists as people have them: real octets beside what must come out, and any octets at all."""

import json
from contextlib import suppress
from dataclasses import fields
from datetime import date
from io import BufferedReader, BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import DigestError
from digest.members.importer import ImportFormat, read_list
from digest.model import Consent, MemberRow, Problem
from tests.makers import THEMES

EXHIBITS = sorted((Path(__file__).parent.parent / "data" / "members").glob("*.csv"))
RULES = ImportFormat(name="membres.csv", themes=[theme.name for theme in THEMES])


def read(octets: bytes, rules: ImportFormat = RULES) -> list[MemberRow | Problem]:
    return list(read_list(BufferedReader(BytesIO(octets)), rules))


def plain(value: Any) -> Any:
    if isinstance(value, Problem):
        return str(value).split("\n")
    if isinstance(value, MemberRow | Consent):
        named = ((field, getattr(value, field.name)) for field in fields(value))
        return {field.name: plain(one) for field, one in named if one != field.default}
    return value.isoformat() if isinstance(value, date) else list(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize("exhibit", EXHIBITS, ids=lambda exhibit: exhibit.stem)
def test_a_list_gives_what_stands_beside_it(exhibit: Path) -> None:
    found = [plain(row) for row in read(exhibit.read_bytes())]

    assert found == json.loads(exhibit.with_suffix(".json").read_text(encoding="utf-8"))


def test_the_consent_that_was_given_for_a_list_is_that_of_rows_without_one() -> None:
    spoken = Consent(given=date(2026, 3, 4), how="assemblée")
    rules = ImportFormat(name="membres.csv", consent=spoken)

    found = [
        row.consent
        for row in read(b"mail;origine\na@b.example;\nc@b.example;site\n", rules)
        if isinstance(row, MemberRow)
    ]

    assert found == [spoken, Consent(how="site")]


def test_a_line_counts_from_the_first_line_of_the_file_comments_and_all() -> None:
    octets = b'# liste\r\ncourriel;nom\r\n\r\na@b.example;"x\r\ny\r\nz"\r\n# pause\r\nb.example;\r\n'

    assert [row.line if isinstance(row, MemberRow) else row.where for row in read(octets)] == [4, "membres.csv:8"]


def test_a_quotation_mark_that_never_closes_costs_no_other_row() -> None:
    rows = "".join(f"m{number}@b.example\n" for number in range(500))

    found = read(f'nom;courriel\n"x;a@b.example\n{rows}'.replace("\nm", "\n;m").encode())

    assert (len(found), {type(row) for row in found}) == (501, {MemberRow})


def test_a_line_without_end_is_cut() -> None:
    found = read(b"courriel\na@b.example;" + b"x" * 1_000_000 + b"\nc@b.example\n")

    assert [row.address for row in found if isinstance(row, MemberRow)] == ["a@b.example", "c@b.example"]


SIGNS = st.sampled_from(
    [
        '"',
        ";",
        ",",
        "\t",
        "\n",
        "\r\n",
        "#",
        "@",
        "<",
        ">",
        "'",
        "=",
        "é",
        "a@b.example",
        "nom",
        "courriel",
        "sep=;",
        "\0",
        "x",
    ]
)
TABLES = st.one_of(
    st.binary(max_size=300),
    st.lists(SIGNS, max_size=60)
    .map("".join)
    .flatmap(
        lambda text: st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-32"]).map(text.encode)
    ),
)


@given(TABLES)
def test_no_octets_at_all_make_the_reading_fail(octets: bytes) -> None:
    found: list[MemberRow | Problem] = []
    with suppress(DigestError):  # it is no list
        found = read(octets)

    assert all(isinstance(row, Problem) or row.address.isascii() for row in found)


@pytest.mark.parametrize(
    ("octets", "message"),
    [
        pytest.param(
            b"letter:\n  title: T\n  sender: Jo <jo@b.example>\nsources:\n" + b"  - {name: a, url: b}\n" * 9,
            "membres.csv: this is no list of members: 12 of 13 rows hold no address",
            id="settings with an address in them",
        ),
        pytest.param(b"nom;ville\nMartin;Lyon\n", "membres.csv: no column of this list holds addresses", id="one name"),
        pytest.param(
            "nom;prénom;ville\nMartin;Jo;Lyon\n".encode(),
            "membres.csv: no column of this list holds addresses",
            id="names over the columns",
        ),
    ],
)
def test_a_file_that_is_no_list_is_said_to_be_none(octets: bytes, message: str) -> None:
    with pytest.raises(DigestError) as raised:
        read(octets)

    assert str(raised.value).split("\n")[0] == message


def test_names_over_the_columns_make_a_list_of_which_most_rows_have_no_address() -> None:
    found = read(b"nom;courriel\nA;a@b.example\n" + b"B;\n" * 30)

    assert [isinstance(row, MemberRow) for row in found] == [True, *[False] * 30]


@given(
    st.lists(st.from_regex(r"[a-z]{1,8}@[a-z]{1,8}\.fr", fullmatch=True), min_size=1, max_size=40),
    st.sampled_from(";,\t|"),
)
def test_every_address_of_a_table_comes_out_with_its_line(addresses: list[str], sign: str) -> None:
    table = "".join(f"{address}{sign}Jo\n" for address in addresses)

    found = [
        (row.line, row.address) for row in read(f"courriel{sign}nom\n{table}".encode()) if isinstance(row, MemberRow)
    ]

    assert found == list(enumerate(addresses, start=2))
