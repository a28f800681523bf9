"""A list of members as Excel, a mail program or a person writes it, read row by row.

With names over the columns or without, or simply one address a line; what a row does not say stays unsaid. A row that
cannot be used is a problem with its line; where at least its address is good, whoever is a member already stays one.
Whoever a column says has left, or never agreed, does not become a member (`columns` holds the words).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from io import BufferedReader
from itertools import chain, islice
from types import MappingProxyType

from digest.errors import DigestError
from digest.locale import _, ngettext, quote
from digest.members import columns
from digest.members.columns import ColumnReport, UnclearDenialError
from digest.members.csv_io import Record, read_lines, read_records, unshield
from digest.members.fields import (
    UnreadableCellError,
    denied_status,
    parse_cell,
    parse_consent_day,
    read_known_themes,
    read_language,
    read_name,
    read_standing,
    refuse_name,
    split_mailbox,
)
from digest.model import Consent, MemberRow, MemberStatus, Problem
from digest.text.normalize import fold_for_search

_HEADER_WITHIN = 8
_SAMPLE = 50
"""Rows looked at to find the columns of addresses."""
_FEW = 3
"""Rows without an address that may stand in any list; more of them than of addresses are another kind of file."""
_LONGEST_CELL = 6000
_TOO_MANY = "too many"
"""Where a row has more cells than the header: one of them was torn in two, and nobody knows which."""
_NO_CONSENT, _UNCLEAR, _DENIED = "no consent", "unclear consent", "denied"
Values = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportFormat:
    """How a list is read.

    Attributes:
        name: What it is called in messages.
        themes: The themes of feeds.yaml.
        consent: The consent of rows that have none.
        tool: The tool it was exported from, one of `columns.TOOLS`; nothing where the titles are plain.
        ignored: Titles of columns that the person says to ignore.
        report: Filled in with what was made of the columns.
    """

    name: str
    themes: Sequence[str] = ()
    consent: Consent | None = None
    tool: str = ""
    ignored: tuple[str, ...] = ()
    report: ColumnReport = field(default_factory=ColumnReport)

    def own_titles(self) -> Mapping[str, str]:
        """Return what the titles of that tool mean."""
        return columns.TOOLS.get(self.tool, MappingProxyType({}))


def read_list(stream: BufferedReader, rules: ImportFormat) -> Iterator[MemberRow | Problem]:
    """Read the rows of a list, in its order; whatever its octets are, it fails in no other way.

    Args:
        stream: The file at its beginning; a pipe will do.
        rules: What the list is called, and what it is read with.

    Raises:
        DigestError: At its end: it was no list of members at all.
    """
    records = read_records(read_lines(stream))
    first = list(islice(records, _SAMPLE))
    place, headings = _find_header(first, rules)
    rows = chain(first[place:], records)
    meanings: list[str] | None = None
    read: Callable[[list[str]], list[Values]] = _bare_row
    if headings:
        meanings = _settle(headings, [cells for _number, cells in first[place:]], rules)
        read = _NamedRow(headings, meanings, rules)
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


def _find_header(first: Sequence[Record], rules: ImportFormat) -> tuple[int, list[str]]:
    """Return where the rows begin, below a title perhaps, and the titles of the columns; none for a bare list."""
    for place, (_number, cells) in enumerate(first[:_HEADER_WITHIN]):
        if any("@" in cell for cell in cells):
            break
        if columns.read_header(cells, rules.own_titles()):
            return place + 1, cells
    return 0, []


def _settle(headings: list[str], sample: Sequence[Sequence[str]], rules: ImportFormat) -> list[str]:
    """Return what the columns hold, and note in the report which of them are used.

    Raises:
        DigestError: A column that is to be ignored is not in the list.
    """
    unknown = [name for name in rules.ignored if fold_for_search(name) not in map(fold_for_search, headings)]
    if unknown:
        raise DigestError(
            _("this list has no column {name}").format(name=quote(unknown[0])),
            where=rules.name,
            hint=_("Its columns: {names}.").format(names=", ".join(filter(None, headings))),
        )
    meanings = columns.settle_columns(
        headings, [columns.column_meaning(heading, rules.own_titles()) for heading in headings], sample
    )
    meanings = columns.ignore_columns(headings, meanings, rules.ignored)
    for heading, meaning in zip(headings, meanings, strict=True):
        if heading.strip():
            (rules.report.used if meaning else rules.report.unused).append(read_name(heading))
    return meanings


class _NamedRow:
    """Reads the rows of a list by the titles over its columns.

    Args:
        headings: The titles.
        meanings: What each column holds.
        rules: How the list is read.
    """

    def __init__(self, headings: Sequence[str], meanings: Sequence[str], rules: ImportFormat) -> None:
        self._headings = headings
        self._meanings = meanings
        self._rules = rules
        self._ignored = {fold_for_search(name) for name in rules.ignored}

    def __call__(self, cells: list[str]) -> list[Values]:
        """Return the values of a row, once for each address in it."""
        values: dict[str, str] = dict.fromkeys((meaning for meaning in self._meanings if meaning), "")
        addresses: list[str] = []
        for heading, meaning, cell in zip(self._headings, self._meanings, cells, strict=False):
            if meaning == columns.ADDRESS:
                addresses += [cell.strip()] if cell.strip() else []
            elif meaning and not values[meaning]:
                values[meaning] = cell.strip()
            self._judge(heading, meaning, cell, values)
        if any(cell.strip() for cell in cells[len(self._meanings) :]):
            values[_TOO_MANY] = _TOO_MANY
        if columns.ADDRESS not in self._meanings:
            addresses = [cell for cell in cells if "@" in cell][:1]
        return [{**values, columns.ADDRESS: address} for address in addresses or [""]]

    def _judge(self, heading: str, meaning: str, cell: str, values: dict[str, str]) -> None:
        """Note what a cell says against writing to this member."""
        if meaning in (columns.DENIAL, columns.BOUNCE):
            try:
                status = columns.read_denial(heading, cell, meaning)
            except UnclearDenialError:
                self._refuse_unclear(heading, cell)
            else:
                values[_DENIED] = values.get(_DENIED) or (status.value if status else "")
        elif meaning in (columns.CONSENT_FLAG, columns.GIVEN):
            if columns.says_no(cell):
                values[_NO_CONSENT] = values.get(_NO_CONSENT) or heading
            elif meaning == columns.CONSENT_FLAG and cell.strip() and not columns.says_yes(cell):
                values[_UNCLEAR] = values.get(_UNCLEAR) or heading
            self._rules.report.unsaid += meaning == columns.CONSENT_FLAG and not cell.strip()
        elif meaning == columns.OTHER and fold_for_search(heading) not in self._ignored:
            status = denied_status(cell)
            values[_DENIED] = values.get(_DENIED) or (status.value if status else "")

    def _refuse_unclear(self, heading: str, cell: str) -> None:
        """Refuse a list where a column that may say who has left cannot be read.

        Raises:
            DigestError: Always.
        """
        raise DigestError(
            _("the column {title} may say who has left, and {cell} cannot be read as yes, no or a day").format(
                title=quote(read_name(heading)), cell=quote(read_name(cell))
            ),
            where=self._rules.name,
            hint=_(
                "Nothing was changed. Write oui, non or a day in that column; if it is about something else, import the"
                ' list with --ignore-column "{title}".'
            ).format(title=read_name(heading)),
        )


def _bare_row(cells: list[str]) -> list[Values]:
    """Read a row of a list without a header: its addresses, and one other cell as the name of the only one."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    denied = next((status.value for status in map(denied_status, filled) if status), "")
    addresses = [cell for cell in filled if "@" in cell]
    if len(addresses) > 1:
        return [{columns.ADDRESS: address, _DENIED: denied} for address in addresses]
    address = (addresses or filled)[0]
    others = [cell for cell in filled if cell is not address]
    if not others:
        address, others = _leading_address(address)
    name = others[0] if len(others) == 1 and not denied else ""
    return [{columns.ADDRESS: address, columns.NAME: name, _DENIED: denied}]


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
        themes, fault = read_known_themes(values.get(columns.THEMES, ""), rules.themes)
        if fault:
            taken = _("{fault}; the row is taken without it").format(fault=fault)
            yield _problem(number, UnreadableCellError(taken, fault.hint), rules)
        try:
            says_themes = columns.THEMES in values and not (fault and not themes)
            yield replace(_listed(number, (address, name), values, rules), themes=themes if says_themes else None)
        except UnreadableCellError as error:
            yield _problem(number, error, rules)
            status = MemberStatus.UNSUBSCRIBED if values.get(_NO_CONSENT) else None
            yield MemberRow(address=address, line=number, standing=status, is_doubtful=True)


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
    if values.get(_NO_CONSENT) and not values.get(_DENIED):
        raise UnreadableCellError(
            _("the list says that there is no consent ({title})").format(title=read_name(values[_NO_CONSENT])),
            _("The person is not written to. Once they agree, write the day of their consent there."),
        )
    if values.get(_UNCLEAR) and not values.get(_DENIED):
        title = read_name(values[_UNCLEAR])
        raise UnreadableCellError(
            _("the column {title} says neither yes nor no").format(title=quote(title)),
            _('Write oui, non or a day there; if it is about something else: --ignore-column "{title}".').format(
                title=title
            ),
        )
    written = _full_name(values)
    if written != address:
        refuse_name(written)
    return MemberRow(
        address=address,
        line=number,
        name=(read_name(written) if written != address else "") or name or None,
        language=read_language(values[columns.LANGUAGE]) if columns.LANGUAGE in values else None,
        standing=_status(values),
        paused_until=parse_consent_day(values.get(columns.PAUSE, "")),
        consent=_consent(values) or rules.consent,
    )


def _status(values: Values) -> MemberStatus | None:
    """Return what the list says of a member's status; a denial counts before a status."""
    if denied := values.get(_DENIED):
        return MemberStatus(denied)
    return read_standing(values.get(columns.STANDING, ""))


def _full_name(values: Values) -> str:
    halves = (values.get(columns.FIRST_NAME, ""), values.get(columns.LAST_NAME, ""))
    return values.get(columns.NAME, "") or " ".join(half for half in halves if half)


def _consent(values: Values) -> Consent | None:
    """Read the record of consent; a column that says only yes or no tells nothing more."""
    if not any(values.get(column) for column in (columns.GIVEN, columns.HOW, columns.TEXT)):
        return None
    said = values.get(columns.GIVEN, "")
    given, how = _day_or_words("" if columns.is_yes(said) or columns.is_no(said) else said)
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
    """Return the rows that name somebody, and hand the problems over as they come."""
    for row in rows:
        if isinstance(row, Problem):
            refuse(row)
        else:
            yield row
