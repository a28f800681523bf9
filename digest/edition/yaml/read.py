"""An edition file read into a sheet: the YAML, its keys, and the kinds of its values, with all faults at once.

Whether a link is safe, an id known or a date readable is not asked here; `checking` does, on the sheet.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from digest.config.errors import (
    ConfigFault,
    FaultCollector,
    SourcePosition,
    did_you_mean,
    fault_at,
    listed,
    quoted,
    suggest,
)
from digest.config.yaml_nodes import MappingNode, Node, ScalarNode, SequenceNode, YamlDocument, normal_lines, read_yaml
from digest.edition.yaml.outline import (
    ARTICLE_FIELDS,
    EVENT_FIELDS,
    LEFT_OUT_FIELDS,
    SCALARS,
    DocEntry,
    DocSection,
    EditionDoc,
)
from digest.locale import _, current_language

MOST_OCTETS = 10_000_000
MOST_VALUES = 400_000
"""Room for what a first reading of a hundred sources leaves out: six values for each of thousands of articles."""
# What a French hand types for a key; English ones as the rest of the world calls them.
_SYNONYMS = {
    "numéro": "number",
    "jour": "day",
    "date": "when",
    "objet": "subject",
    "sujet": "subject",
    "accroche": "preheader",
    "éditorial": "edito",
    "signature": "signed",
    "signé": "signed",
    "épinglé": "pinned",
    "à la une": "pinned",
    "fenêtre": "window",
    "thèmes": "themes",
    "échéances": "deadlines",
    "non classés": "unclassified",
    "laissés de côté": "left_out",
    "nom": "name",
    "titre": "title",
    "résumé": "summary",
    "chapeau": "summary",
    "lien": "link",
    "url": "link",
    "address": "link",
    "quand": "when",
    "lieu": "place",
    "location": "place",
    "statut": "status",
    "raison": "reason",
}
LISTS = ("agenda", "deadlines", "unclassified", "left_out")
KEYS = (*SCALARS, "window", "themes", *LISTS)
_FIELDS_OF = {
    "agenda": EVENT_FIELDS,
    "deadlines": EVENT_FIELDS,
    "unclassified": ARTICLE_FIELDS,
    "left_out": LEFT_OUT_FIELDS,
}


@dataclass(slots=True)
class EditionReader:
    """Collects what is wrong on the way, and where each value stands."""

    faults: list[ConfigFault] = field(default_factory=list)
    places: dict[tuple[int, str], SourcePosition] = field(default_factory=dict)
    meant: set[str] = field(default_factory=set)
    """Known keys that misspelt ones stand for: that they are missing is no second fault."""

    def text(self, node: Node, key: str) -> str:
        """Return the text of a value; a list or table in its place is a fault."""
        if isinstance(node, ScalarNode):
            return "" if node.is_null else node.text
        message = _("{key} must be a text").format(key=quoted(key))
        self.faults.append(fault_at(node.place, message, _("If it begins with [ or {, put it between quotes.")))
        return ""

    def table(self, node: Node, what: str, keys: Collection[str]) -> MappingNode | None:
        """Return the table that a value must be, after a look at its keys; None where it is none."""
        if not isinstance(node, MappingNode):
            message = _("{what} must be keys with values").format(what=what)
            hint = _("Write one key a line: {keys}.").format(keys=listed(keys))
            self.faults.append(fault_at(node.place, message, hint))
            return None
        for row in node.rows:
            if row.key.text not in keys and not row.key.is_refused:
                self._unknown_key(row.key, what, keys)
        return node

    def _unknown_key(self, key: ScalarNode, what: str, keys: Collection[str]) -> None:
        message = _("{what} has no key {key}").format(what=what, key=quoted(key.text))
        near = suggest(key.text, keys, synonyms=_SYNONYMS)
        if near:
            self.meant.add(near)
        hint = did_you_mean(key.text, keys, synonyms=_SYNONYMS) or _("Known keys: {keys}.").format(keys=listed(keys))
        self.faults.append(fault_at(key.place, message, hint))

    def listing(self, node: Node | None, key: str) -> tuple[Node, ...]:
        """Return the items of a list; nothing at all is an empty one."""
        if node is None:
            return ()
        if isinstance(node, SequenceNode):
            return node.items
        message = _("{key} must be a list").format(key=quoted(key))
        self.faults.append(fault_at(node.place, message, _('Begin each of its lines with "- ".')))
        return ()


def read_sheet(text: str, *, file: str) -> tuple[EditionDoc, EditionReader]:
    """Read a file; the reader knows the places of all values and the faults that leave the sheet readable.

    Raises:
        Faults: The text is no YAML, or no edition at all.
    """
    text = normal_lines(text)
    if len(text) > MOST_OCTETS:
        fault = ConfigFault(line=0, column=0, message=_("the file is too large for an edition"), hint=_("Shorten it."))
        raise FaultCollector([fault], file=file, text="")
    document = _parsed(text, current_language())
    reader = EditionReader(faults=list(document.faults))
    root = document.root
    if root is None or (isinstance(root, ScalarNode) and root.is_null):
        raise FaultCollector(reader.faults or [_empty()], file=file, text=text)
    table = reader.table(root, _("an edition"), KEYS)
    if table is None:
        raise FaultCollector(reader.faults, file=file, text=text)
    return _sheet(table, reader), reader


@lru_cache(maxsize=4)
def _parsed(text: str, language: str) -> YamlDocument:  # noqa: ARG001 - the words of its faults are in this language
    """Parse a text once: one change in the preview reads the same file and draft several times over.

    On an edition of 200 articles and 100 events that makes 0.1 s of what was 0.5 s.
    """
    return read_yaml(text, at_most=MOST_VALUES)


def _empty() -> ConfigFault:
    hint = _('Delete the file and run "digest build": it writes a new one.')
    return ConfigFault(line=0, column=0, message=_("the file is empty"), hint=hint)


def _sheet(table: MappingNode, reader: EditionReader) -> EditionDoc:
    lists = {key: _entries(table.get(key), reader, key, _FIELDS_OF[key]) for key in LISTS}
    return EditionDoc(
        scalars=_scalars(table, reader),
        window=_window(table.get("window"), reader),
        themes=tuple(_sections(table.get("themes"), reader)),
        **lists,
    )


def _scalars(table: MappingNode, reader: EditionReader) -> dict[str, str]:
    rows = [row for row in table.rows if row.key.text in SCALARS]
    reader.places.update({(0, row.key.text): row.value.place for row in rows})
    return {row.key.text: reader.text(row.value, row.key.text) for row in rows}


def _window(node: Node | None, reader: EditionReader) -> tuple[str, str]:
    table = reader.table(node, _("window"), ("first_day", "last_day")) if node else None
    if table is None:
        return "", ""
    reader.places[(0, "window")] = table.place
    first, last = (table.get(key) for key in ("first_day", "last_day"))
    return (reader.text(first, "first_day") if first else "", reader.text(last, "last_day") if last else "")


def _sections(node: Node | None, reader: EditionReader) -> Iterable[DocSection]:
    for item in reader.listing(node, "themes"):
        table = reader.table(item, _("a theme"), ("name", "articles"))
        if table is None:
            continue
        name = table.get("name")
        if name is None:
            hint = _("Add a line: name: the name of the theme.")
            reader.faults.append(fault_at(table.place, _("this theme has no name"), hint))
            continue
        entries = _entries(table.get("articles"), reader, "articles", ARTICLE_FIELDS)
        reader.places[(table.place.line, "name")] = name.place
        yield DocSection(name=reader.text(name, "name"), entries=entries, line=table.place.line)


def _entries(node: Node | None, reader: EditionReader, key: str, fields: tuple[str, ...]) -> tuple[DocEntry, ...]:
    what = _("an event") if fields is EVENT_FIELDS else _("an article")
    # A line moved here from left_out brings its reason along.
    tables = (reader.table(item, what, ("id", *fields, "reason")) for item in reader.listing(node, key))
    return tuple(_entry(table, reader) for table in tables if table is not None)


def _entry(table: MappingNode, reader: EditionReader) -> DocEntry:
    line = table.place.line
    texts: dict[str, str] = {}
    for row in table.rows:
        reader.places[(line, row.key.text)] = row.value.place
        texts[row.key.text] = reader.text(row.value, row.key.text)
    reader.places[(line, "")] = table.place
    return DocEntry(id=texts.pop("id", "").strip(), fields=texts, line=line)
