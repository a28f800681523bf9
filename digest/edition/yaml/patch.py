"""A changed sheet put into the text of its file: only the lines that change are touched.

Comments, blank lines, quotes and the order of keys are the person's. Entries are found by their lines and their
indentation; a file laid out in a way that this cannot follow is written anew, and so never wrong. An entry that moves
to another list takes its lines along where they hold a comment or a layout of the person's own.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from digest.config.errors import FaultCollector
from digest.edition.yaml.outline import DocEntry, DocSection, EditionDoc
from digest.edition.yaml.read import LISTS, read_sheet
from digest.edition.yaml.write import bare, entry_lines, scalar_lines, section_lines, write_sheet

# A key with its value on one line, or the mark of a block below it, and the comment behind it.
_QUOTED = r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'"
_PLAIN = r"[^\s\"'|>\[{#](?:[^\s#]|(?<=\S)#|[ \t]+(?![ \t#]))*"
_COMMENT = re.compile(rf" *\w+ *:(?: +(?:{_QUOTED}|[|>][-+0-9]*|\[\]|{_PLAIN}))?([ \t]+#.*)")


class _LostError(Exception):
    """The file is laid out in a way that lines and indentation do not tell."""


@dataclass(frozen=True, slots=True)
class _Block:
    """The lines of an entry where it stood, and the column of its dash."""

    entry: DocEntry
    lines: tuple[str, ...]
    indent: int


_Pool = Mapping[str, _Block]


def change_text(text: str, *, ours: EditionDoc, merged: EditionDoc, title: str) -> str:
    """Return the text of a file whose sheet was `ours` and is `merged` now.

    Args:
        text: The file, its lines ended by line feeds.
        ours: What it says, with the lines of its entries.
        merged: What it is to say.
        title: The letter's title, for a file written anew.
    """
    if merged == ours:
        return text
    try:
        changed = _spliced(text, ours, merged)
        if read_sheet(changed, file="")[0] == merged:
            return changed
    except (_LostError, FaultCollector):
        pass
    return write_sheet(merged, title=title)


def _spliced(text: str, ours: EditionDoc, merged: EditionDoc) -> str:
    lines = text.rstrip("\n").split("\n")
    pool = {block.entry.id: block for block in _blocks(lines, ours) if block.entry.id}
    for key in reversed(LISTS):
        lines = _with_list(lines, key, (_entries(ours, key), _entries(merged, key)), pool)
    lines = _with_themes(lines, ours.themes, merged.themes, pool)
    for key, value in merged.scalars.items():
        if value != ours.scalars.get(key):
            lines = _with_scalar(lines, key, value)
    if merged.window != ours.window:
        first, last = map(bare, merged.window)
        lines = _with_row(lines, "window", [f"window: {{first_day: {first}, last_day: {last}}}"])
    return "\n".join(lines) + "\n"


def _blocks(lines: Sequence[str], sheet: EditionDoc) -> Iterator[_Block]:
    """Return the lines of every entry of the file."""
    for entries in (*(section.entries for section in sheet.themes), *(_entries(sheet, key) for key in LISTS)):
        if not entries:
            continue
        try:
            _start, end, indent = _region(lines, [entry.line for entry in entries])
        except _LostError:
            continue
        for entry, (_gap, block) in zip(entries, _parts(lines, [entry.line for entry in entries], end), strict=True):
            yield _Block(entry, tuple(block), indent)


def _entries(sheet: EditionDoc, key: str) -> tuple[DocEntry, ...]:
    found: tuple[DocEntry, ...] = getattr(sheet, key)
    return found


def _with_scalar(lines: list[str], key: str, value: str) -> list[str]:
    new = [f"{key}: {bare(value)}"] if key in ("number", "day") else scalar_lines(key, value)
    return _with_row(lines, key, new)


def _with_row(lines: list[str], key: str, new: list[str]) -> list[str]:
    """Put new lines in place of a key of the first level and all that is indented below it; without it, at the end."""
    if not any(re.match(rf"[\"']?{key}\b", line) for line in lines):
        return [*lines, *new]
    start = _row(lines, key)
    return [*lines[:start], *_with_comment(new, lines[start]), *lines[_end(lines, start, 0) :]]


def _with_comment(new: list[str], old: str) -> list[str]:
    """Return the new lines of a key with the comment that stands behind its old value."""
    found = _COMMENT.match(old)
    return [new[0] + found[1], *new[1:]] if found and new else new


def _row(lines: Sequence[str], key: str) -> int:
    places = [place for place, line in enumerate(lines) if re.match(rf"{key} *:(?: |$)", line)]
    if len(places) != 1:
        raise _LostError
    return places[0]


def _end(lines: Sequence[str], start: int, indent: int) -> int:
    """Give the place behind the block that begins on a line: what is indented more, without blank lines at its end."""
    end = start + 1
    for place in range(start + 1, len(lines)):
        line = lines[place]
        if not line.strip():
            continue
        depth = len(line) - len(line.lstrip(" "))
        if depth > indent:
            end = place + 1
        elif not line.lstrip().startswith("#"):
            break
    return end


def _with_list(
    lines: list[str], key: str, both: tuple[Sequence[DocEntry], Sequence[DocEntry]], pool: _Pool
) -> list[str]:
    """Change a list of the first level, from what it was to what it is to be."""
    ours, merged = both
    if tuple(ours) == tuple(merged):
        return lines
    if not ours:
        new = [f"{key}:", *(line for entry in merged for line in _new_lines(entry, 2, pool))]
        return _with_row(lines, key, new)
    if not merged:
        return _emptied(_with_entries(lines, ours, merged, pool), key)
    return _with_entries(lines, ours, merged, pool)


def _emptied(lines: list[str], key: str) -> list[str]:
    """Write that a list is empty, where all its entries are gone."""
    start = _row(lines, key)
    return [*lines[:start], f"{key}: []", *lines[start + 1 :]]


def _with_themes(lines: list[str], ours: Sequence[DocSection], merged: Sequence[DocSection], pool: _Pool) -> list[str]:
    if tuple(ours) == tuple(merged):
        return lines
    if not ours:
        new = ["themes:", *(line for section in merged for line in section_lines(section))]
        return _with_row(lines, "themes", new)
    start, end, indent = _region(lines, [section.line for section in ours])
    if indent != 2:
        raise _LostError
    parts = _parts(lines, [section.line for section in ours], end)
    blocks = {section.name: part for section, part in zip(ours, parts, strict=True)}
    before = {section.name: section for section in ours}
    new_lines: list[str] = []
    names = _in_order([section.name for section in ours], [section.name for section in merged])
    after = {section.name: section for section in merged}
    for name in names:
        gap, block = blocks.get(name, ([], []))
        new_lines += gap
        if name in after:
            new_lines += _section_block(block, before.get(name), after[name], pool)
    changed = [*lines[:start], *new_lines, *lines[end:]]
    return changed if merged else _emptied(changed, "themes")


def _section_block(block: list[str], ours: DocSection | None, merged: DocSection, pool: _Pool) -> list[str]:
    """Return the lines of one theme."""
    if ours is not None and ours.entries == merged.entries:
        return block
    if ours is None or not ours.entries:
        name, articles, *_rest = section_lines(merged)
        return [name, articles, *(line for entry in merged.entries for line in _new_lines(entry, 6, pool))]
    moved = [_at(entry, entry.line - ours.line + 1) for entry in ours.entries]
    changed = _with_entries(block, moved, merged.entries, pool)
    return changed if merged.entries else _without_articles(changed)


def _without_articles(block: list[str]) -> list[str]:
    """Write that a theme has no article any more; comments below stay."""
    return [re.sub(r"^( *(?:- +)?articles *:) *(?=$|#)", r"\1 [] ", line).rstrip() for line in block]


def _at(entry: DocEntry, line: int) -> DocEntry:
    return DocEntry(id=entry.id, fields=entry.fields, line=line)


def _with_entries(lines: list[str], ours: Sequence[DocEntry], merged: Sequence[DocEntry], pool: _Pool) -> list[str]:
    """Change a list that has entries: removed ones leave their gap, new ones stand where they belong."""
    start, end, indent = _region(lines, [entry.line for entry in ours])
    parts = _parts(lines, [entry.line for entry in ours], end)
    names = [entry.id or f"#{entry.line}" for entry in ours]
    blocks = dict(zip(names, parts, strict=True))
    before = dict(zip(names, ours, strict=True))
    after = {entry.id or f"#{before_line(entry, ours)}": entry for entry in merged}
    new_lines: list[str] = []
    for name in _in_order(names, list(after)):
        gap, block = blocks.get(name, ([], []))
        new_lines += gap
        if name in after:
            old = before.get(name)
            new_lines += _entry_block(block, old, after[name], indent) if old else _new_lines(after[name], indent, pool)
    return [*lines[:start], *new_lines, *lines[end:]]


def before_line(entry: DocEntry, ours: Iterable[DocEntry]) -> int:
    """Return the line that an entry without an id had in a part of the file."""
    return next((one.line for one in ours if not one.id and one.fields == entry.fields), 0)


def _new_lines(entry: DocEntry, indent: int, pool: _Pool) -> list[str]:
    """Give the lines of an entry that is new in its list: those it had elsewhere, where a person had a hand in them."""
    old = pool.get(entry.id)
    if old is None or list(old.lines) == entry_lines(old.entry, indent=old.indent):
        return entry_lines(entry, indent=indent)
    moved = [" " * indent + line[old.indent :] if line.strip() else line for line in old.lines]
    if any(line[: old.indent].strip() for line in old.lines):
        return entry_lines(entry, indent=indent)
    return _entry_block(moved, old.entry, entry, indent)


def _entry_block(block: list[str], ours: DocEntry, merged: DocEntry, indent: int) -> list[str]:
    """Return the lines of one entry, those of unchanged fields as they were."""
    if ours.fields == merged.fields:
        return block
    if not re.match(r" *- +\w+:", block[0]):
        return entry_lines(merged, indent=indent)
    return _with_fields(block, ours, merged)


def _with_fields(block: list[str], ours: DocEntry, merged: DocEntry) -> list[str]:
    depth = re.match(r" *- +", block[0])
    inner = len(depth.group()) if depth else 0
    first, *rest = block
    lines = [" " * inner + first[inner:], *rest]
    for key in dict.fromkeys((*ours.fields, *merged.fields)):
        if ours.fields.get(key) != merged.fields.get(key):
            lines = _with_field(lines, key, merged.fields.get(key), inner)
    return [first[:inner] + lines[0][inner:], *lines[1:]]


def _with_field(lines: list[str], key: str, value: str | None, indent: int) -> list[str]:
    new = scalar_lines(key, value, indent=indent) if value is not None else []
    start = next((place for place, line in enumerate(lines) if re.match(rf" {{{indent}}}{key} *:(?: |$)", line)), None)
    if start is None:
        return [*lines, *new]
    return [*lines[:start], *_with_comment(new, lines[start]), *lines[_end(lines, start, indent) :]]


def _region(lines: Sequence[str], starts: Sequence[int]) -> tuple[int, int, int]:
    """Return where the entries of a list begin and end, and the column of their dashes."""
    columns = {_dash(lines[line - 1]) for line in starts}
    if len(columns) != 1 or sorted(set(starts)) != list(starts):
        raise _LostError
    indent = columns.pop()
    return starts[0] - 1, _end(lines, starts[-1] - 1, indent), indent


def _dash(line: str) -> int:
    found = re.match(r" *(?=- )", line)
    if not found:
        raise _LostError
    return len(found.group())


def _parts(lines: Sequence[str], starts: Sequence[int], end: int) -> list[tuple[list[str], list[str]]]:
    """Return for each entry the lines between it and the one before it, and its own."""
    parts = []
    above = starts[0] - 1
    for line in starts:
        bottom = min(_end(lines, line - 1, _dash(lines[line - 1])), end)
        parts.append((list(lines[above : line - 1]), list(lines[line - 1 : bottom])))
        above = bottom
    return parts


def _in_order(ours: Sequence[str], merged: Sequence[str]) -> list[str]:
    """Join the order of what stays with what is gone: each gone one right behind the one it followed."""
    names = list(merged)
    for rank, name in enumerate(ours):
        if name not in merged:
            place = names.index(ours[rank - 1]) + 1 if rank and ours[rank - 1] in names else 0
            names.insert(place, name)
    return names
