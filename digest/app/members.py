"""Members from lists to the store and back: imports, the file that feeds.yaml names, exports.

`synchronise` runs before the list of an edition is frozen. With `members: membres.csv` the list is the members in that
file; without it, everybody in the store. Whoever left stays out in either case.
"""

import io
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from digest.config.model import Config
from digest.disk import replace_file
from digest.errors import ConfigError, DigestError, UsageError
from digest.locale import _
from digest.locale.reasons import say_reason
from digest.members.columns import ColumnReport
from digest.members.csv_io import foreign_format, write_list
from digest.members.importer import ImportFormat, read_list, split_rows
from digest.model import Consent, MemberRow, Problem
from digest.store import Store
from digest.store.member_import import ImportOptions, ImportResult

STANDARD_INPUT = "-"
THE_STORE = "store"
"""What `members:` says in feeds.yaml where the list is everybody in the store."""
_SHOWN = 200
_STEP = 2_000

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportSummary:
    """What became of a list.

    Attributes:
        taken: The rows taken.
        problems: The first two hundred problems.
        refused: How many there are in all.
        columns: What was made of the columns.
    """

    taken: ImportResult = field(default_factory=ImportResult)
    problems: tuple[Problem, ...] = ()
    refused: int = 0
    columns: ColumnReport = field(default_factory=ColumnReport)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRules:
    """How a list is imported: the consent of rows without one, where it comes from, what must be said to be done."""

    consent: Consent | None = None
    may_shrink: bool = False
    over_choices: bool = False
    tool: str = ""
    ignored: tuple[str, ...] = ()


def synchronise(config: Config, store: Store, now: datetime) -> ImportSummary:
    """Bring the store up to date with what feeds.yaml says the list is.

    Raises:
        ConfigError: `members:` names something that cannot be read.
        DigestError: The list would lose more than half of its members.
    """
    file = list_file(config)
    if file is None:
        store.roll().list_all()
        return ImportSummary()
    return import_list(config, store, file, ImportRules(), now=now)


def list_file(config: Config) -> Path | None:
    """Return the file that says who is on the list; None where everybody in the store is.

    Raises:
        ConfigError: `members:` names a database, or a file that is not there.
    """
    named = config.members
    if not named or named == THE_STORE:
        return None
    if "://" in named or "${" in named:
        raise ConfigError(
            _("members: this version does not read members from a database"),
            where=config.path.name,
            hint=_("Name a CSV file, or leave members: out and use digest members import."),
        )
    file = config.folder / named
    if not file.is_file():
        raise ConfigError(
            _('members: there is no file "{name}"').format(name=named),
            where=config.path.name,
            hint=_("A path starts from the folder of feeds.yaml. Without members: the list is kept in the store."),
        )
    return file


def choose_list(config: Config, file: Path | None) -> Path:
    """Return the list to import: the one that was asked for, else the one that feeds.yaml names.

    Raises:
        UsageError: There is none, or feeds.yaml names another one, which alone says who is on the list.
        ConfigError: `members:` names something that cannot be read.
    """
    named = list_file(config)
    if file is None and named is None:
        raise UsageError(
            _("which list? feeds.yaml names none"), hint=_("For example: digest members import membres.csv")
        )
    if file is not None and named is not None and not _is_the_list(config, file):
        refuse_beside_file(config)
    chosen = file or named
    assert chosen is not None  # noqa: S101 - one of them is there, see above
    return chosen


def refuse_beside_file(config: Config) -> None:
    """Refuse to bring members in where a file says who is on the list: the next edition would drop them again.

    Raises:
        UsageError: There is such a file.
        ConfigError: `members:` names something that cannot be read.
    """
    if list_file(config) is not None:
        raise UsageError(
            _('members: the list is the file "{name}"').format(name=config.members),
            where=config.path.name,
            hint=_("Put them into that file, or take members: out of feeds.yaml and keep the list in the store."),
        )


def import_list(
    config: Config, store: Store, file: Path, rules: ImportRules, *, now: datetime, report: Report | None = None
) -> ImportSummary:
    """Take a list into the store, whole or not at all; rows that cannot be used are problems.

    Args:
        config: Says the themes, and which file is the list itself.
        store: Where the members are.
        file: The list; `-` for standard input.
        rules: How.
        now: The instant.
        report: Told how far it is.

    Raises:
        DigestError: It cannot be read, names nobody, or would cost more than half of the list.
    """
    problems = _Problems()
    name = _name(file)
    take = ImportOptions(
        name=name,
        is_whole=_is_the_list(config, file),
        may_shrink=rules.may_shrink,
        over_choices=rules.over_choices,
    )
    reading = ImportFormat(
        name=name,
        themes=[theme.name for theme in config.themes],
        consent=rules.consent,
        tool=rules.tool,
        ignored=rules.ignored,
    )
    with _opened(file) as stream, TemporaryFile() as spool:
        rows = split_rows(read_list(stream, reading), problems.note)
        _spool(_told(_somebody(rows, take, problems), report), spool)
        taken = store.roll().take(_spooled(spool), take, now=now)
    return ImportSummary(taken=taken, problems=tuple(problems.first), refused=problems.count, columns=reading.report)


def export_list(store: Store, file: Path | None) -> Iterator[str]:
    """Return the members as a table, piece by piece; where a file is named they are written there at once instead.

    Raises:
        DigestError: The file cannot be written.
    """
    lines = write_list(store.roll().members())
    if file is None:
        yield from lines
        return
    try:
        replace_file(file, "".join(lines).encode())
    except OSError as error:
        raise DigestError(
            _("the list cannot be written: {reason}").format(reason=say_reason(error)),
            where=str(file),
            hint=_("Name another file with --output."),
        ) from error


def _name(file: Path) -> str:
    """Return in words what a list is called in messages."""
    if str(file) == STANDARD_INPUT:
        return _("standard input")
    return file.name if file.is_absolute() else str(file)


class _Problems:
    """Keeps the first problems and counts the rest."""

    def __init__(self) -> None:
        self.first: list[Problem] = []
        self.count = 0

    def note(self, problem: Problem) -> None:
        self.count += 1
        if len(self.first) < _SHOWN:
            self.first.append(problem)


def _is_the_list(config: Config, file: Path) -> bool:
    named = config.members
    if not named or named == THE_STORE or "://" in named or "${" in named:
        return False
    return (config.folder / named).resolve() == file.resolve()


@contextmanager
def _opened(file: Path) -> Iterator[io.BufferedReader]:
    """Open a list, or standard input.

    Raises:
        DigestError: It cannot be read, or is no text.
    """
    try:
        # File 0, not sys.stdin: the reading closes what it was given.
        with Path(file).open("rb") if str(file) != STANDARD_INPUT else open(0, "rb", closefd=False) as stream:
            if kind := foreign_format(stream):
                raise DigestError(
                    _("this is no list but a file of another kind ({kind})").format(kind=kind),
                    where=str(file),
                    hint=_('Open it in your spreadsheet and save it as "CSV UTF-8".'),
                )
            yield stream
    except OSError as error:
        raise DigestError(
            _("the list cannot be read: {reason}").format(reason=say_reason(error)),
            where=str(file),
            hint=_("Name a CSV file, or - for standard input."),
        ) from error


def _somebody(rows: Iterator[MemberRow], take: ImportOptions, problems: _Problems) -> Iterator[MemberRow]:
    """Pass the rows on.

    Raises:
        DigestError: There are none, and nobody said that an empty list is meant.
    """
    count = 0
    for row in rows:
        count += 1
        yield row
    if not count and not take.may_shrink:
        first = f"\n{problems.first[0]}" if problems.first else ""
        raise DigestError(
            _("this list names nobody") + first,
            where=take.name,
            hint=_("Nothing was changed. A list is a CSV file with a column of addresses, or one address a line."),
        )


def _spool(rows: Iterator[MemberRow], spool: IO[bytes]) -> None:
    """Read a list to its end before the store is locked: a pipe may be slow, and members wait at the web."""
    while batch := list(islice(rows, _STEP)):
        pickle.dump(batch, spool)
    spool.seek(0)


def _spooled(spool: IO[bytes]) -> Iterator[MemberRow]:
    with suppress(EOFError):
        while True:
            yield from pickle.load(spool)  # noqa: S301 - our own octets, in a file without a name


def _told(rows: Iterator[MemberRow], report: Report | None) -> Iterator[MemberRow]:
    for count, row in enumerate(rows, start=1):
        if report and count % _STEP == 0:
            report(_("{count} rows").format(count=count))
        yield row


# One member at a time, as a person types them: in, out, and the themes they want.
