"""A YAML document without faults in, `Config` out."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from digest.config.data import (
    STYLES,
    Brand,
    Checks,
    Config,
    Dkim,
    Fetch,
    Inbox,
    Letter,
    Send,
    Source,
    SourceType,
    Theme,
    WindowRule,
)
from digest.config.faults import Fault
from digest.config.notes import Notes
from digest.config.places import Node, Scalar, Table
from digest.config.rules import check_file, guess_type
from digest.config.tables import Entry, read_table
from digest.locale import _


def build_config(root: Node | None, *, path: Path, notes: Notes) -> Config | None:
    """Make a `Config` of a document; None where the notes hold a fault in the end.

    Args:
        root: The document's root; None where the file says nothing.
        path: The file, absolute.
        notes: Takes the faults.
    """
    if not isinstance(root, Table):
        notes.faults.append(_shape_fault(root))
        return None
    file = read_table(root, "", owner="", notes=notes)
    check_file(file, notes)
    return None if notes.faults else _config(file, path)


def check_beginning(beginning: Node | None, *, line: int, notes: Notes) -> None:
    """Note the faults of what stands above the line where the reading of the file ended."""
    seen, notes.is_beginning = len(notes.faults), True
    if isinstance(beginning, Table):
        read_table(beginning, "", owner="", notes=notes)
    notes.faults[seen:] = [fault for fault in notes.faults[seen:] if fault.line < line]


def _shape_fault(root: Node | None) -> Fault:
    start = _("The command digest init writes one to begin with.")
    if root is None or (isinstance(root, Scalar) and root.is_null):
        return Fault(line=0, column=0, message=_("the file is empty"), mend=start)
    message = _("the file does not begin with keys such as letter: and sources:")
    return Fault(line=root.place.line, column=root.place.column, message=message, mend=start)


def _config(file: Entry, path: Path) -> Config:
    values = file.values
    options: dict[str, Any] = {key: values[key] for key in ("minimum", "distinct", "members") if key in values}
    return Config(
        path=path,
        letter=_letter(values["letter"]),
        window=WindowRule(**_inner(values, "window")),
        sources=tuple(_source(source) for source in values["sources"]),
        themes=tuple(Theme(**theme.values) for theme in values.get("themes", ())),
        fetch=Fetch(**_inner(values, "fetch")),
        send=_send(_inner(values, "send")),
        web=_inner(values, "web").get("address"),
        inbox=Inbox(**_inner(values, "inbox")),
        checks=Checks(**_inner(values, "checks")),
        **options,
    )


def _inner(values: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    entry: Entry | None = values.get(key)
    return entry.values if entry else {}


def _send(given: Mapping[str, Any]) -> Send:
    dkim = _inner(given, "dkim")
    return Send(**{**given, "dkim": Dkim(**dkim) if dkim else None})


def _letter(entry: Entry) -> Letter:
    values = dict(entry.values)
    given = _inner(values, "brand")
    brand = Brand(**{**STYLES[given.get("style", Brand().style)], **given})
    return Letter(sender=values.pop("from"), **values | {"brand": brand})


def _source(entry: Entry) -> Source:
    values = dict(entry.values)
    for key in ("replace", "select"):
        values[key] = MappingProxyType(dict(values.get(key, ())))
    values["type"] = SourceType(values.get("type") or guess_type(entry))
    return Source(line=entry.table.place.line, **values)
