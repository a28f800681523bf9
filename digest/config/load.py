"""feeds.yaml from the disk: found, read whole, checked whole; and written, where the program adds a source.

The only module of this room that opens a file.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from digest.config.add_source import NewSource, add_sources
from digest.config.context import ConfigEnvironment, SchemaNotes
from digest.config.errors import ConfigFault, FaultCollector, fault_at, position_of
from digest.config.model import (
    STYLES,
    Brand,
    Checks,
    Config,
    Dkim,
    Fetch,
    Letter,
    MailboxSettings,
    Send,
    Source,
    SourceType,
    Theme,
    WindowRule,
)
from digest.config.validate import TableEntry, check_file, guess_type, validate_table
from digest.config.yaml_nodes import MappingNode, Node, ScalarNode, normal_lines, read_yaml
from digest.disk import replace_file
from digest.errors import ConfigError
from digest.locale import _, in_language
from digest.locale.reasons import say_reason

# A YAML document without faults in, `Config` out.


def build_config(root: Node | None, *, path: Path, notes: SchemaNotes) -> Config | None:
    """Make a `Config` of a document; None where the notes hold a fault in the end.

    Args:
        root: The document's root; None where the file says nothing.
        path: The file, absolute.
        notes: Takes the faults.
    """
    if not isinstance(root, MappingNode):
        notes.faults.append(_shape_fault(root))
        return None
    file = validate_table(root, "", owner="", notes=notes)
    check_file(file, notes)
    return None if notes.faults else _config(file, path)


def check_beginning(beginning: Node | None, *, line: int, notes: SchemaNotes) -> None:
    """Note the faults of what stands above the line where the reading of the file ended."""
    seen, notes.is_beginning = len(notes.faults), True
    if isinstance(beginning, MappingNode):
        validate_table(beginning, "", owner="", notes=notes)
    notes.faults[seen:] = [fault for fault in notes.faults[seen:] if fault.line < line]


def _shape_fault(root: Node | None) -> ConfigFault:
    start = _("The command digest init writes one to begin with.")
    if root is None or (isinstance(root, ScalarNode) and root.is_null):
        return ConfigFault(line=0, column=0, message=_("the file is empty"), hint=start)
    message = _("the file does not begin with keys such as letter: and sources:")
    return ConfigFault(line=root.place.line, column=root.place.column, message=message, hint=start)


def _config(file: TableEntry, path: Path) -> Config:
    values = file.values
    options: dict[str, Any] = {key: values[key] for key in ("minimum", "distinct", "members") if key in values}
    return Config(
        path=path,
        letter=_letter(values["letter"]),
        window=WindowRule(**_inner(values, "window")),
        sources=tuple(_source(source) for source in values["sources"]),
        themes=tuple(Theme(**theme.values) for theme in values.get("themes", ())) or (_only_theme(values["letter"]),),
        fetch=Fetch(**_inner(values, "fetch")),
        send=_send(_inner(values, "send")),
        web=_inner(values, "web").get("address"),
        inbox=MailboxSettings(**_inner(values, "inbox")),
        checks=Checks(**_inner(values, "checks")),
        **options,
    )


def _only_theme(letter: TableEntry) -> Theme:
    """Return the one heading of a letter without themes: everything is printed under it."""
    with in_language(letter.values.get("language") or "fr"):
        return Theme(name=_("Latest news"))


def _inner(values: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    entry: TableEntry | None = values.get(key)
    return entry.values if entry else {}


def _send(given: Mapping[str, Any]) -> Send:
    dkim = _inner(given, "dkim")
    return Send(**{**given, "dkim": Dkim(**dkim) if dkim else None})


def _letter(entry: TableEntry) -> Letter:
    values = dict(entry.values)
    given = _inner(values, "brand")
    brand = Brand(**{**STYLES[given.get("style", Brand().style)], **given})
    return Letter(sender=values.pop("from"), **values | {"brand": brand})


def _source(entry: TableEntry) -> Source:
    values = dict(entry.values)
    for key in ("replace", "select"):
        values[key] = MappingProxyType(dict(values.get(key, ())))
    values["type"] = SourceType(values.get("type") or guess_type(entry))
    return Source(line=entry.table.place.line, **values)


FILE_NAME = "feeds.yaml"
LARGEST_FILE = 1_000_000
"""Octets; two thousand sources are a tenth of it."""

_MOST_NEIGHBOURS = 300


class ConfigFaults(FaultCollector):
    """All faults of feeds.yaml."""


def find_config(start: Path) -> Path | None:
    """Find feeds.yaml in a folder or the nearest one above; None where there is none."""
    above = (
        start.parents if start.is_absolute() else (start / ("../" * n) for n in range(1, len(start.absolute().parts)))
    )
    folders = (start, *above)
    return next((folder / FILE_NAME for folder in folders if (folder / FILE_NAME).is_file()), None)


def load_config(path: Path, *, environ: Mapping[str, str]) -> Config:
    """Read feeds.yaml.

    Args:
        path: The file; what it is called in messages, if it is relative or below the working folder.
        environ: The environment; `${NAME}` of `web.address` is filled in from it, the relay's secret is not.

    Raises:
        ConfigFaults: The file has faults: all of them.
        ConfigError: There is no such file, or it cannot be read.
    """
    file = _name_for_person(path)
    return _read_config(load_text_file(path, file), path=path, environ=environ)


def save_sources(path: Path, sources: Sequence[NewSource], *, environ: Mapping[str, str]) -> Config:
    """Add sources to feeds.yaml, whole or not at all; return what the file says then.

    The new text is read like the file itself before it takes its place.

    Raises:
        ConfigFaults: The file has faults, or would have with these sources.
        ConfigError: It cannot be read or written.
    """
    file = _name_for_person(path)
    old = load_config(path, environ=environ).sources
    text = add_sources(_read_octets(path, file).decode(), sources, file=file)
    config = _read_config(normal_lines(text), path=path, environ=environ)
    if len(config.sources) != len(old) + len(sources) or config.sources[: len(old)] != old:
        hint = _("Write it there by hand: name, url and type.")
        raise ConfigError(_("the new source cannot be added without changing others"), where=file, hint=hint)
    _replace(path.resolve(), text.encode(), file)
    return load_config(path, environ=environ)


def _replace(path: Path, octets: bytes, file: str) -> None:
    try:
        replace_file(path, octets)
    except OSError as error:
        problem = _("the file cannot be written ({reason})").format(reason=say_reason(error))
        raise ConfigError(problem, where=file, hint=_("Look at its path and its permissions.")) from error


def _read_config(text: str, *, path: Path, environ: Mapping[str, str]) -> Config:
    """Read the text of feeds.yaml, with normal lines; `path` is where relative paths in it start from."""
    file = _name_for_person(path)
    document = read_yaml(text)
    folder = path.parent.resolve()
    around = ConfigEnvironment(folder=folder, neighbours=_neighbours, exists=_exists, environ=environ)
    notes = SchemaNotes(lines=text.split("\n"), around=around, faults=list(document.faults))
    config = None
    if document.root is None and document.faults:
        check_beginning(document.beginning, line=document.faults[-1].line, notes=notes)
    else:
        config = build_config(document.root, path=folder / path.name, notes=notes)
    if config is None:
        raise ConfigFaults(notes.faults, file=file, text=text)
    return config


def _name_for_person(path: Path) -> str:
    """Return the file's name as the person knows it: as given, or from the working folder on where it lies below."""
    if path.is_absolute() and path.is_relative_to(Path.cwd()):
        return str(path.relative_to(Path.cwd()))
    return str(path)


def load_text_file(path: Path, file: str, *, at_most: int = LARGEST_FILE) -> str:
    """Read a text that a person writes, feeds.yaml or an edition.

    Args:
        path: The file.
        file: Its name in messages.
        at_most: How many octets it may have.

    Raises:
        ConfigFaults: It is too large or not UTF-8.
        ConfigError: There is no such file, or it cannot be read.
    """
    raw = _read_octets(path, file, at_most=at_most)
    if len(raw) > at_most:
        message = _("the file is larger than {count} MB").format(count=at_most // 1_000_000)
        hint = _("Is it the right file? Sources and themes fill some kB.")
        raise ConfigFaults((ConfigFault(line=0, column=0, message=message, hint=hint),), file=file, text="")
    try:
        return normal_lines(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise _encoding_fault(raw, error, file) from error


def _read_octets(path: Path, file: str, *, at_most: int = LARGEST_FILE) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(at_most + 1)
    except FileNotFoundError as error:
        hint = _("Make one with digest init, or name it with --config.")
        raise ConfigError(_("there is no such file"), where=file, hint=hint) from error
    except IsADirectoryError as error:
        hint = _("Name the file in it: {file}").format(file=path / FILE_NAME)
        raise ConfigError(_("this is a folder, not a file"), where=file, hint=hint) from error
    except (OSError, ValueError) as error:
        problem = _("the file cannot be read ({reason})").format(reason=say_reason(error))
        raise ConfigError(problem, where=file, hint=_("Look at its path and its permissions.")) from error


def _encoding_fault(raw: bytes, error: UnicodeDecodeError, file: str) -> ConfigFaults:
    """Show the first octet that is not UTF-8, read as Windows-1252, which it mostly is."""
    good = raw[: error.start].decode("utf-8")
    text = normal_lines(good + raw[error.start :].decode("cp1252", "replace"))
    octet = f"0x{raw[error.start]:02X}"
    message = _("this character is not stored as UTF-8 (octet {octet})").format(octet=octet)
    hint = _("Save it again as UTF-8; it looks like Windows-1252, which some editors call ANSI.")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        whole = ConfigFault(
            line=0, column=0, message=_("the file is not UTF-8 but UTF-16"), hint=_("Save it again as UTF-8.")
        )
        return ConfigFaults((whole,), file=file, text="")
    return ConfigFaults((fault_at(position_of(text, len(normal_lines(good))), message, hint),), file=file, text=text)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _neighbours(folder: Path) -> tuple[str, ...]:
    try:
        return tuple(sorted(one.name for one in folder.iterdir())[:_MOST_NEIGHBOURS])
    except OSError:
        return ()
