"""A list of members as Excel, a mail program or a person writes it, read row by row.

With names over the columns or without, or simply one address a line; what a row does not say stays unsaid. A row that
cannot be used is a problem with its line; where at least its address is good, whoever is a member already stays one.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BufferedReader
from itertools import chain, islice

from digest.errors import DigestError
from digest.locale import _, ngettext
from digest.members import fields as columns
from digest.members.csv_io import Record, read_lines, read_records, unshield
from digest.members.fields import (
    UnreadableCellError,
    parse_cell,
    parse_consent_day,
    read_language,
    read_name,
    read_standing,
    read_themes,
    split_mailbox,
)
from digest.model import Consent, MemberRow, Problem
from digest.text.normalize import fold_for_search

_HEADER_WITHIN = 8
_FEW = 3
"""Rows without an address that may stand in any list; more of them than of addresses are another kind of file."""
_LONGEST_CELL = 6000
_TOO_MANY = "too many"
"""Where a row has more cells than the header: one of them was torn in two, and nobody knows which."""
_YES = ("oui", "yes", "x", "1", "vrai", "true", "ok")
_NO = ("non", "no", "0", "faux", "false")
Values = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportFormat:
    """What a list is called in messages, the themes of feeds.yaml, and the consent of rows that have none."""

    name: str
    themes: Sequence[str] = ()
    consent: Consent | None = None


def read_list(stream: BufferedReader, rules: ImportFormat) -> Iterator[MemberRow | Problem]:
    """Read the rows of a list, in its order; whatever its octets are, it fails in no other way.

    Args:
        stream: The file at its beginning; a pipe will do.
        rules: What the list is called, and what it is read with.

    Raises:
        DigestError: At its end: it was no list of members at all.
    """
    records = read_records(read_lines(stream))
    first = list(islice(records, _HEADER_WITHIN))
    place, meanings = _find_header(first)
    rows = chain(first[place:], records)
    read = _named_row(meanings) if meanings else _bare_row
    signed = count = 0
    for number, cells in rows:
        count += 1
        signed += any("@" in cell for cell in cells)
        yield from _read_row(number, [unshield(cell[:_LONGEST_CELL]) for cell in cells], read, rules)
    _refuse_other_file(count, signed, rules, is_certain=meanings is not None)


def _refuse_other_file(count: int, signed: int, rules: ImportFormat, *, is_certain: bool) -> None:
    """Refuse a file of another kind, of whose rows a few may hold an @; names over the columns make a list certain."""
    if count and not signed:
        raise DigestError(
            _("no column of this list holds addresses"),
            where=rules.name,
            hint=_("Nothing was changed. A list is a CSV file with a column of addresses, or one address a line."),
        )
    other = count - signed
    if not is_certain and other > max(_FEW, signed):
        words = ngettext(
            "this is no list of members: {other} of {count} row holds no address",
            "this is no list of members: {other} of {count} rows hold no address",
            count,
        )
        hint = _(
            "Nothing was changed. If it is one all the same, write a line above the rows that names the columns, with"
            " courriel or e-mail over the addresses."
        )
        raise DigestError(words.format(other=other, count=count), where=rules.name, hint=hint)


def _find_header(first: Sequence[Record]) -> tuple[int, list[str] | None]:
    """Find the header, below a title perhaps; give where the rows begin and what the columns hold."""
    for place, (_number, cells) in enumerate(first):
        if any("@" in cell for cell in cells):
            break
        if meanings := columns.read_header(cells):
            return place + 1, meanings
    return 0, None


def _named_row(meanings: list[str]) -> Callable[[list[str]], list[Values]]:
    has_address = columns.ADDRESS in meanings

    def read(cells: list[str]) -> list[Values]:
        values: dict[str, str] = dict.fromkeys((meaning for meaning in meanings if meaning), "")
        for meaning, cell in zip(meanings, cells, strict=False):
            if meaning and not values[meaning]:
                values[meaning] = cell.strip()
        if any(cell.strip() for cell in cells[len(meanings) :]):
            values[_TOO_MANY] = _TOO_MANY
        if not has_address:
            values[columns.ADDRESS] = next((cell for cell in cells if "@" in cell), "")
        return [values]

    return read


def _bare_row(cells: list[str]) -> list[Values]:
    """Read a row of a list without a header: its addresses, and one other cell as the name of the only one."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    addresses = [cell for cell in filled if "@" in cell]
    if len(addresses) > 1:
        return [{columns.ADDRESS: cell} for cell in addresses]
    address = (addresses or filled)[0]
    others = [cell for cell in filled if cell is not address]
    if not others:
        address, others = _leading_address(address)
    return [{columns.ADDRESS: address, columns.NAME: others[0] if len(others) == 1 else ""}]


def _leading_address(cell: str) -> tuple[str, list[str]]:
    """Take apart `address name`, as list servers (Sympa) write their lists."""
    head, _space, rest = cell.partition(" ")
    return (head, [rest]) if "@" in head and "@" not in rest and rest else (cell, [])


def _read_row(
    number: int, cells: list[str], read: Callable[[list[str]], list[Values]], rules: ImportFormat
) -> Iterator[MemberRow | Problem]:
    for values in read(cells):
        cell = values.get(columns.ADDRESS, "")
        try:
            address, name = split_mailbox(cell)
        except UnreadableCellError as error:
            yield _problem(number, UnreadableCellError(str(error), _mend_address(cell)), rules)
            continue
        try:
            yield _listed(number, (address, name), values, rules)
        except UnreadableCellError as error:
            yield _problem(number, error, rules)
            yield MemberRow(address=address, line=number, is_doubtful=True)


def _problem(number: int, error: UnreadableCellError, rules: ImportFormat) -> Problem:
    return Problem(source="", where=f"{rules.name}:{number}", message=str(error), hint=error.hint)


def _mend_address(cell: str) -> str:
    if cell.count("@") > 1:
        return _("Give each address a row of its own.")
    if cell:
        return _("Mend the address and import the file again; the other rows are done by then and stay as they are.")
    return _(
        "Give the row an address, or take it out. Over a column of addresses stands adresse, courriel, e-mail or mail."
    )


def _listed(number: int, mailbox: tuple[str, str], values: Values, rules: ImportFormat) -> MemberRow:
    address, name = mailbox
    if _TOO_MANY in values:
        raise UnreadableCellError(
            _("this row has more cells than there are columns"),
            _('Put quotes around a cell that holds ";" or ",", and part themes with |.'),
        )
    return MemberRow(
        address=address,
        line=number,
        name=read_name(_full_name(values)) or name or None,
        language=read_language(values[columns.LANGUAGE]) if columns.LANGUAGE in values else None,
        themes=read_themes(values[columns.THEMES], rules.themes) if columns.THEMES in values else None,
        standing=read_standing(values.get(columns.STANDING, "")),
        paused_until=parse_consent_day(values.get(columns.PAUSE, "")),
        consent=_consent(values) or rules.consent,
    )


def _full_name(values: Values) -> str:
    halves = (values.get(columns.FIRST_NAME, ""), values.get(columns.LAST_NAME, ""))
    return values.get(columns.NAME, "") or " ".join(half for half in halves if half)


def _consent(values: Values) -> Consent | None:
    """Read the record of consent; a column that says only yes tells nothing, one that says no keeps the row out."""
    if not any(values.get(column) for column in (columns.GIVEN, columns.HOW, columns.TEXT)):
        return None
    said = values.get(columns.GIVEN, "")
    if fold_for_search(said) in _NO:
        raise UnreadableCellError(
            _("the list says that there is no consent"), _("Take the row out, or write the day the consent was given.")
        )
    given, how = _day_or_words("" if fold_for_search(said) in _YES else said)
    found = Consent(
        given=given,
        how=parse_cell(values.get(columns.HOW, "")) or how,
        text=parse_cell(values.get(columns.TEXT, "")),
    )
    return found if found != Consent() else None


def _day_or_words(said: str) -> tuple[date | None, str]:
    try:
        return parse_consent_day(said), ""
    except UnreadableCellError:
        if any(character.isdigit() for character in said):
            raise
        return None, parse_cell(said)


def split_rows(rows: Iterable[MemberRow | Problem], refuse: Callable[[Problem], None]) -> Iterator[MemberRow]:
    """Give the rows that name somebody, and hand the problems over as they come."""
    for row in rows:
        if isinstance(row, Problem):
            refuse(row)
        else:
            yield row
