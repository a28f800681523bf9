"""Tables of feeds.yaml: each key looked up in the one table of keys, its value read by its kind; all faults noted."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from digest.config import addresses, servers, values
from digest.config.context import RequestedKeys, SchemaNotes, example_of
from digest.config.errors import SourcePosition, did_you_mean, folded, listed, mask_secrets, quoted, say_meant, suggest
from digest.config.model import SourceType
from digest.config.schema.fields import FieldType, KeyDoc
from digest.config.schema.registry import describe_keys, schema_keys, synonyms_of
from digest.config.yaml_nodes import MappingItem, MappingNode, Node, ScalarNode, SequenceNode
from digest.locale import _


@dataclass(frozen=True, slots=True, kw_only=True)
class TableEntry:
    """A table that was read: its good values by key, and the rows that say something.

    A row under a misspelt key counts as the key that was meant, so that nothing is said to be missing because of it.
    `owner` is what a person calls the table.
    """

    table: MappingNode
    owner: str
    values: Mapping[str, Any]
    rows: Mapping[str, MappingItem]

    def has(self, key: str) -> bool:
        """Whether something is said of a key, good or bad."""
        return key in self.rows

    def place(self, key: str) -> SourcePosition:
        """Return the place of a value; of the table where the key is missing."""
        return self.rows[key].value.place if key in self.rows else self.table.place

    def written(self, key: str) -> str:
        """Return a value as it is written; empty where it is missing or no text."""
        node = self.rows[key].value if key in self.rows else None
        return node.text.strip() if isinstance(node, ScalarNode) else ""


def validate_table(table: MappingNode, name: str, *, owner: str, notes: SchemaNotes) -> TableEntry:
    """Read a table of feeds.yaml, with all its faults.

    Args:
        table: The table.
        name: Its name in the table of keys: empty for the whole file, `letter`, `sources[]`.
        owner: What a person calls it: `letter`, `source "Agenda"`.
        notes: Where faults are noted.
    """
    known = schema_keys(name)
    rows = _rows_by_key(table, known, owner=owner, notes=notes)
    read = {key: _read_value(row, RequestedKeys(key=known[key], owner=owner, notes=notes)) for key, row in rows.items()}
    said = {key: row for key, row in rows.items() if not _is_empty(row.value)}
    entry = TableEntry(
        table=table, owner=owner, values={key: read[key] for key in said if read[key] is not None}, rows=said
    )
    _note_missing(entry, rows, known, notes=notes)
    return entry


def _rows_by_key(
    table: MappingNode, known: Mapping[str, KeyDoc], *, owner: str, notes: SchemaNotes
) -> dict[str, MappingItem]:
    """Return the rows by the key they mean; unknown keys are noted."""
    rows = {row.key.text: row for row in table.rows if row.key.text in known}
    for row in table.rows:
        if row.key.text not in known and not row.key.is_refused:
            meant = _note_unknown(row.key, known, owner=owner, notes=notes)
            if meant:
                rows.setdefault(meant, row)
    return rows


def _read_value(row: MappingItem, asked: RequestedKeys) -> Any:
    if _is_empty(row.value):
        _note_comment(row, asked)
        return None
    return _READERS[asked.key.kind](row.value, asked)


def _is_empty(node: Node) -> bool:
    """Whether a value says nothing: no word, or quotes around nothing."""
    return isinstance(node, ScalarNode) and not node.is_refused and (node.is_null or not node.text.strip())


def _note_comment(row: MappingItem, asked: RequestedKeys) -> None:
    """Note a fault where a value is lost because YAML takes it for a comment: `colour: #00386f`."""
    found = re.match(r"[^#]*:\s+(#\S.*)", asked.notes.rest_of_line(row.key.place))
    if found:
        lost = found.group(1).strip()
        place = SourcePosition(line=row.key.place.line, column=row.key.place.column + found.start(1))
        message = _("{what} is empty: what begins with # is a comment").format(what=asked.what)
        asked.notes.add(place, message, _("Put it between quotes: {text}").format(text=f'"{mask_secrets(lost)}"'))


def _note_unknown(key: ScalarNode, known: Mapping[str, KeyDoc], *, owner: str, notes: SchemaNotes) -> str | None:
    """Note an unknown key; return the known one that was most likely meant."""
    message = _("unknown key {key}").format(key=quoted(key.text))
    if owner:
        message = _("unknown key {key} in {owner}").format(key=quoted(key.text), owner=owner)
    meant = suggest(key.text, known, synonyms=synonyms_of(known))
    hint = _("Known keys: {words}.").format(words=listed(known))
    notes.add(key.place, message, f"{hint} {say_meant(meant) or _belongs(key.text)}".strip())
    return meant


def _belongs(word: str) -> str:
    """Return in words in which other table a key belongs, if there is one only."""
    tables = [key.table for key in describe_keys() if key.last == word]
    if len(tables) != 1:
        return ""
    if not tables[0]:
        return _('"{key}" belongs at the left margin, outside of all tables.').format(key=word)
    return _('"{key}" belongs under "{table}".').format(key=word, table=tables[0].removesuffix("[]"))


def _note_missing(
    entry: TableEntry, rows: Mapping[str, MappingItem], known: Mapping[str, KeyDoc], *, notes: SchemaNotes
) -> None:
    may_miss = notes.is_beginning or not entry.table.is_whole
    for key in () if may_miss else known.values():
        if key.is_required and not entry.has(key.last):
            _note_absent(rows.get(key.last), entry, RequestedKeys(key=key, owner=entry.owner, notes=notes))


def _note_absent(row: MappingItem | None, entry: TableEntry, asked: RequestedKeys) -> None:
    if row:
        asked.notes.add(row.key.place, _("{what} is empty").format(what=asked.what), _sample(asked.key))
        return
    message = _("{owner} has no {key}").format(owner=entry.owner or _("the file"), key=quoted(asked.key.last))
    asked.notes.add(entry.table.place, message, _sample(asked.key))


def _sample(key: KeyDoc) -> str:
    """Show how a key is written; a table with its first two keys."""
    if key.kind not in (FieldType.TABLE, FieldType.TABLES):
        return example_of(key)
    inner = [one for one in describe_keys() if one.table.removesuffix("[]") == key.name][:2]
    marks = ("- ", "  ") if key.kind is FieldType.TABLES else ("", "")
    lines = [f"  {mark}{one.last}: {one.sample}" for mark, one in zip(marks, inner, strict=False)]
    return "\n".join((_("Write for example:"), f"{key.last}:", *lines))


def _read_inner(node: Node, asked: RequestedKeys) -> TableEntry | None:
    if isinstance(node, MappingNode):
        return validate_table(node, asked.key.name, owner=asked.key.name, notes=asked.notes)
    _refuse_shape(node, asked, _("{what} must be a table: its keys on the next lines, indented"))
    return None


def _read_list(node: Node, asked: RequestedKeys) -> tuple[TableEntry, ...] | None:
    if isinstance(node, SequenceNode) and node.items:
        numbered = enumerate(node.items, start=1)
        entries = [_read_item(item, number, asked) for number, item in numbered if not asked.notes.is_full]
        return tuple(entry for entry in entries if entry)
    _refuse_shape(node, asked, _('{what} must be a list: each of its tables begins with "- "'))
    return None


def _read_item(node: Node, number: int, asked: RequestedKeys) -> TableEntry | None:
    singular = {"sources": _("source"), "themes": _("theme")}[asked.key.last]
    if not isinstance(node, MappingNode):
        form = _("{owner} is empty") if isinstance(node, ScalarNode) and node.is_null else _("{owner} must be a table")
        message = form.format(owner=f"{singular} {number}")
        if not (isinstance(node, ScalarNode) and node.is_refused):
            asked.notes.add(node.place, message, _sample(asked.key))
        return None
    name = node.get("name")
    label = quoted(name.text.strip()) if isinstance(name, ScalarNode) and name.text.strip() else str(number)
    return validate_table(node, f"{asked.key.name}[]", owner=f"{singular} {label}", notes=asked.notes)


def _refuse_shape(node: Node, asked: RequestedKeys, form: str) -> None:
    if not (isinstance(node, ScalarNode) and node.is_refused):
        asked.notes.add(node.place, form.format(what=asked.what), _sample(asked.key))


_READERS: Mapping[FieldType, Callable[[Node, RequestedKeys], object]] = {
    FieldType.TABLE: _read_inner,
    FieldType.TABLES: _read_list,
    FieldType.LINE: values.read_line,
    FieldType.TEXT: values.parse_text,
    FieldType.WORDS: values.parse_words,
    FieldType.PAIRS: values.read_pairs,
    FieldType.SELECTORS: values.read_selectors,
    FieldType.CHOICE: values.parse_choice,
    FieldType.COUNT: values.read_count,
    FieldType.DURATION: values.parse_duration,
    FieldType.SIZE: values.read_size,
    FieldType.RATE: values.parse_rate,
    FieldType.DAY: values.parse_day_value,
    FieldType.COLOUR: values.read_colour,
    FieldType.FONTS: values.read_fonts,
    FieldType.SUBJECT: values.read_subject,
    FieldType.ZONE: values.read_zone,
    FieldType.MAILBOX: addresses.parse_mailbox,
    FieldType.MAILBOXES: addresses.read_mailboxes,
    FieldType.MAIL_ADDRESS: addresses.read_mail_address,
    FieldType.MAIL_ADDRESSES: addresses.read_mail_addresses,
    FieldType.HOSTS: addresses.read_hosts,
    FieldType.SOURCE_ADDRESS: addresses.read_source_address,
    FieldType.WEB_ADDRESS: addresses.read_web_address,
    FieldType.API_ADDRESS: servers.read_api_address,
    FieldType.PING: servers.read_ping,
    FieldType.PATH: addresses.read_path,
    FieldType.FOLDER: addresses.parse_folder,
    FieldType.SMTP: servers.read_smtp,
    FieldType.IMAP: servers.read_imap,
    FieldType.VARIABLE: servers.read_secret,
    FieldType.MEMBERS: servers.read_members,
    FieldType.CODES: values.read_codes,
    FieldType.DOMAIN: addresses.read_domain,
    FieldType.KEY: servers.parse_key_path,
}


# What several values of feeds.yaml must agree on: one address or path a source, names once, themes that exist.

_PROVIDERS = ("brevo", "mailjet", "ses")
_CALENDAR_ENDINGS = (".ics", ".ical", ".icalendar")


def check_file(file: TableEntry, notes: SchemaNotes) -> None:
    """Note the faults that lie between values."""
    sources: Sequence[TableEntry] = file.values.get("sources", ())
    themes: Sequence[TableEntry] = file.values.get("themes", ())
    _check_names(sources, notes)
    _check_names(themes, notes)
    _check_rest(themes, notes)
    if "send" in file.values:
        _check_way(file.values["send"], notes)
    for source in sources if not notes.is_full else ():
        _check_place(source, notes)
        _check_type(source, notes)
        _check_theme(source, themes, notes)


def guess_type(source: TableEntry) -> SourceType:
    """Return what a source is that does not say it.

    A path is a folder; an address is a calendar if it is webcal: or ends in .ics, and a feed in all other cases.
    """
    if source.written("path"):
        return SourceType.FOLDER
    return SourceType.CALENDAR if _is_calendar(source.written("url")) else SourceType.FEED


def _is_calendar(address: str) -> bool:
    if address.lower().startswith("webcal"):
        return True
    try:
        return urlsplit(address).path.lower().endswith(_CALENDAR_ENDINGS)
    except ValueError:
        return False


def _check_names(entries: Sequence[TableEntry], notes: SchemaNotes) -> None:
    first: dict[str, TableEntry] = {}
    for entry in entries:
        name = folded(entry.values.get("name", ""))
        if name and name in first:
            line = first[name].place("name").line
            message = _("{owner} stands here a second time").format(owner=entry.owner)
            hint = _("The name is on line {line} already: give each one a name of its own.").format(line=line)
            notes.add(entry.place("name"), message, hint)
        first.setdefault(name, entry)


def _check_rest(themes: Sequence[TableEntry], notes: SchemaNotes) -> None:
    takers = [theme for theme in themes if _is_without(theme, "tags") and _is_without(theme, "words")]
    for theme in takers[1:]:
        message = _("{owner} takes the rest, as {other} does already").format(owner=theme.owner, other=takers[0].owner)
        notes.add(theme.place("name"), message, _("Give one of them tags or words; one theme at most has none."))


def _is_without(theme: TableEntry, key: str) -> bool:
    """Whether nothing is listed under a key; a fault in the list is something."""
    return not theme.has(key) or theme.values.get(key) == ()


def _check_place(source: TableEntry, notes: SchemaNotes) -> None:
    has_url, has_path = source.has("url"), source.has("path")
    if has_url and has_path:
        place = max(source.place("url"), source.place("path"))
        notes.add(
            place, _("{owner} has both a url and a path").format(owner=source.owner), _("Make two sources of it.")
        )
    elif source.table.is_whole and not has_url and not has_path:
        hint = _("Write url: and a web address, or path: and a file or folder.")
        notes.add(source.table.place, _("{owner} has neither a url nor a path").format(owner=source.owner), hint)


def _check_type(source: TableEntry, notes: SchemaNotes) -> None:
    kind = source.values.get("type")
    if kind is None:
        return
    place = source.place("type")
    if source.has("path") and kind != SourceType.FOLDER:
        hint = _("Leave type out: what a path holds is seen from the names of its files.")
        notes.add(place, _("{owner} has a path, and the type of every path is folder").format(owner=source.owner), hint)
    elif source.has("url") and kind == SourceType.FOLDER:
        hint = _("A web address is a feed, a calendar or a page; a folder has a path.")
        notes.add(place, _("{owner} has a web address, which is no folder").format(owner=source.owner), hint)
    elif kind != SourceType.CALENDAR and _is_calendar(source.written("url")):
        hint = _("Write type: calendar, or leave type out.")
        notes.add(place, _("{owner} has the address of a calendar").format(owner=source.owner), hint)


def _check_way(send: TableEntry, notes: SchemaNotes) -> None:
    """Note a fault where the way messages leave lacks what it needs; a relay may come later, from whoever installs."""
    via, needed = send.values.get("via"), {"folder": "folder", **dict.fromkeys(_PROVIDERS, "api_key")}
    if not send.has("via") and not send.has("smtp"):
        _check_unused(send, notes)
    elif via in needed and not send.has(needed[via]) and send.table.is_whole:
        message = _("{owner} has via: {via} and no {key}").format(owner=send.owner, via=via, key=quoted(needed[via]))
        example = "folder: envois/" if via == "folder" else "api_key: ${DIGEST_API_KEY}"
        notes.add(send.place("via"), message, _("Write for example: {example}").format(example=example))


def _check_unused(send: TableEntry, notes: SchemaNotes) -> None:
    """Note a fault where a folder or a key is given and nothing says that it is used."""
    for key, words in (("folder", ("folder",)), ("api_key", _PROVIDERS)):
        if send.has(key):
            message = _("{owner} has {key}, and nothing says that messages leave that way")
            hint = _("Add a line that says how they leave: {examples}.").format(
                examples=", ".join(f"via: {word}" for word in words)
            )
            notes.add(send.place(key), message.format(owner=send.owner, key=quoted(key)), hint)


def _check_theme(source: TableEntry, themes: Sequence[TableEntry], notes: SchemaNotes) -> None:
    wanted = source.values.get("theme")
    names = [theme.values.get("name", "") for theme in themes]
    if wanted is None or wanted in names or notes.is_full:
        return
    message = _("{owner} has the unknown theme {theme}").format(owner=source.owner, theme=quoted(wanted))
    if not names:
        notes.add(source.place("theme"), message, _("There are no themes in the file: add it under themes."))
        return
    known = _("Known themes: {words}.").format(words=listed(names))
    notes.add(source.place("theme"), message, f"{known} {did_you_mean(wanted, names)}".strip())
