"""Three sheets made one: what the machine wrote last (`base`), what the file says (`ours`), what it would write now.

What differs between base and file was done by a person and stays; all else follows the new composition. An entry of
the base that the file lacks was left out by hand; one that only the new composition has is new.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from digest.edition.yaml.outline import DocEntry, DocSection, EditionDoc
from digest.locale import _

Boxes = dict[str, tuple[DocEntry, ...]]

_THEME = "theme "
_UNCLASSIFIED = "unclassified"


def merge_sheets(base: EditionDoc | None, ours: EditionDoc, theirs: EditionDoc) -> EditionDoc:
    """Merge; without a base everything in the file is a person's, and what it lacks is new."""
    boxes = _Merger(base or EditionDoc(), ours, theirs)
    printed = boxes.merged()
    ids = {entry.id for entries in printed.values() for entry in entries}
    themes = tuple(_sections(ours, theirs, printed))
    return EditionDoc(
        scalars=_scalars(base or EditionDoc(), ours, theirs, ids),
        window=theirs.window if base is None or ours.window == base.window else ours.window,
        themes=themes,
        unclassified=printed[_UNCLASSIFIED],
        agenda=printed["agenda"],
        deadlines=printed["deadlines"],
        left_out=tuple(_left_out(base or EditionDoc(), ours, theirs, ids)),
    )


def boxes_of(sheet: EditionDoc) -> Boxes:
    """Return the lists of what is printed, by name."""
    themes = {_THEME + section.name: section.entries for section in sheet.themes}
    return {**themes, _UNCLASSIFIED: sheet.unclassified, "agenda": sheet.agenda, "deadlines": sheet.deadlines}


def printed_entries(sheet: EditionDoc) -> dict[str, DocEntry]:
    """Return every entry with an id that the sheet does not leave out."""
    return {entry.id: entry for entries in boxes_of(sheet).values() for entry in entries if entry.id}


@dataclass(frozen=True, slots=True)
class _Stand:
    """An entry and the box it is in."""

    box: str
    entry: DocEntry


def _stands(sheet: EditionDoc) -> dict[str, _Stand]:
    return {entry.id: _Stand(box, entry) for box, entries in boxes_of(sheet).items() for entry in entries if entry.id}


class _Merger:
    """Decides for every entry whether and where it stands."""

    def __init__(self, base: EditionDoc, ours: EditionDoc, theirs: EditionDoc) -> None:
        self._base, self._ours, self._theirs = _stands(base), _stands(ours), _stands(theirs)
        self._our_boxes, self._their_boxes = boxes_of(ours), boxes_of(theirs)
        by_hand = {entry.id for entry in ours.left_out} - {entry.id for entry in base.left_out}
        self._unwanted = by_hand | (self._base.keys() - self._ours.keys())

    def merged(self) -> Boxes:
        """Return the lists of the merged sheet: the file's own order, what is new behind what it follows."""
        names = dict.fromkeys((*self._our_boxes, *self._their_boxes))
        return {name: self._box(name) for name in names}

    def _box(self, name: str) -> tuple[DocEntry, ...]:
        entries = [kept for entry in self._our_boxes.get(name, ()) if (kept := self._kept(name, entry))]
        before: str | None = None
        for entry in self._their_boxes.get(name, ()):
            if self._comes(name, entry):
                _insert_after(entries, before, self._with_edits(entry))
            before = entry.id
        return tuple(entries)

    def _kept(self, name: str, entry: DocEntry) -> DocEntry | None:
        """Return what becomes of an entry of the file; None where it is not here any more."""
        base, theirs = self._base.get(entry.id), self._theirs.get(entry.id)
        if not entry.id or base is None:
            return entry
        is_moved = base.box != name
        if theirs is None:
            return entry if is_moved or entry.fields != base.entry.fields else None
        if not is_moved and theirs.box != name:
            return None
        return replace(entry, fields=_fields(base.entry.fields, entry.fields, theirs.entry.fields))

    def _with_edits(self, entry: DocEntry) -> DocEntry:
        """Return an entry of the new composition with what a person typed over in the place it comes from."""
        ours, base = self._ours.get(entry.id), self._base.get(entry.id)
        if ours is None or base is None:
            return entry
        return replace(entry, fields=_fields(base.entry.fields, ours.entry.fields, entry.fields))

    def _comes(self, name: str, entry: DocEntry) -> bool:
        """Whether an entry of the new composition is new in this list."""
        ours, base = self._ours.get(entry.id), self._base.get(entry.id)
        if ours is None:
            return entry.id not in self._unwanted
        return base is not None and base.box == ours.box != name


def _insert_after(entries: list[DocEntry], before: str | None, entry: DocEntry) -> None:
    """Insert behind the entry that comes before it in the composition; on top where there is none."""
    place = next((rank for rank, one in enumerate(entries, start=1) if before and one.id == before), 0)
    entries.insert(place, replace(entry, line=0))


def _fields(base: Mapping[str, str], ours: Mapping[str, str], theirs: Mapping[str, str]) -> dict[str, str]:
    keys = dict.fromkeys((*ours, *theirs))
    chosen = {key: _choice(key, base, ours, theirs) for key in keys}
    return {key: value for key, value in chosen.items() if value is not None}


def _choice(key: str, base: Mapping[str, str], ours: Mapping[str, str], theirs: Mapping[str, str]) -> str | None:
    return theirs.get(key) if ours.get(key) == base.get(key) else ours.get(key)


def _scalars(base: EditionDoc, ours: EditionDoc, theirs: EditionDoc, ids: set[str]) -> dict[str, str]:
    scalars = {key: _choice(key, base.scalars, ours.scalars, theirs.scalars) or "" for key in ours.scalars}
    pinned = scalars.get("pinned")
    if pinned and pinned not in ids:
        scalars["pinned"] = next((one for one in (ours.scalars["pinned"],) if one in ids), "")
    return scalars


def _sections(ours: EditionDoc, theirs: EditionDoc, printed: Boxes) -> Iterator[DocSection]:
    """Return the themes in the file's order, new ones where the letter has them; what the machine emptied goes."""
    sections = [replace(section, entries=printed[_THEME + section.name]) for section in ours.themes]
    was_empty = {section.name for section in ours.themes if not section.entries}
    before: str | None = None
    for section in theirs.themes:
        if section.name not in {one.name for one in sections}:
            place = next((rank for rank, one in enumerate(sections, start=1) if one.name == before), 0)
            sections.insert(place, replace(section, entries=printed[_THEME + section.name], line=0))
        before = section.name
    return (section for section in sections if section.entries or section.name in was_empty)


def _left_out(base: EditionDoc, ours: EditionDoc, theirs: EditionDoc, ids: set[str]) -> Iterable[DocEntry]:
    """Return what is left out: what the file says and is still true, then what is new."""
    machine_then = {entry.id: entry for entry in base.left_out}
    machine_now = {entry.id: entry for entry in theirs.left_out}
    told: set[str] = set()
    for entry in ours.left_out:
        if entry.id in ids or entry.id in told:
            continue
        told.add(entry.id)
        if entry.id not in machine_then or entry.fields != machine_then[entry.id].fields:
            yield entry
        elif entry.id in machine_now:
            yield replace(entry, fields=machine_now[entry.id].fields)
    new = {entry.id: entry for entry in (*theirs.left_out, *_removed(base, ours))}
    yield from (entry for entry in new.values() if entry.id not in ids | told)


def _removed(base: EditionDoc, ours: EditionDoc) -> tuple[DocEntry, ...]:
    """Return what the machine had written and a person took out."""
    there = printed_entries(ours).keys()
    gone = (entry for key, entry in printed_entries(base).items() if key not in there)
    return tuple(removed_entry(entry) for entry in gone)


def removed_entry(entry: DocEntry) -> DocEntry:
    """Return the line that says that a person left an entry out."""
    return DocEntry(id=entry.id, fields={"title": entry.fields.get("title", ""), "reason": _("left out by hand")})
