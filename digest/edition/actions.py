"""What a person does to an edition in a page: pure changes of its sheet, put into its file as if typed there.

A change names an article or event by its id, or by its line (`#12`) where a person wrote it without one. Only the
lines that change are touched (`splicing`): comments, order and quotes of the file stay.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from digest.config.yaml_nodes import normal_lines
from digest.edition.yaml.document import EditionFile
from digest.edition.yaml.merge import boxes_of, printed_entries
from digest.edition.yaml.outline import (
    ARTICLE_FIELDS,
    EVENT_FIELDS,
    DocEntry,
    DocSection,
    EditionDoc,
    article_entry,
    event_entry,
)
from digest.edition.yaml.patch import change_text
from digest.edition.yaml.read import read_sheet
from digest.errors import UsageError
from digest.locale import _
from digest.text.sanitize import clean_line, clean_text

WORDS = ("subject", "preheader", "signed", "edito")
"""What a person writes about the edition as a whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditAction:
    """One thing a person does.

    Attributes:
        do: What: a key of `CHANGES`.
        place: The article or event, by its id or `#line`; of a theme, its name.
        before: For `move`: the article before which it is to stand; empty for the end of the theme.
        theme: For `move`: the theme.
        texts: For `words` and `retell`: what is written, by key.
    """

    do: str
    place: str = ""
    before: str = ""
    theme: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)


def change_document(manuscript: EditionFile, change: EditAction) -> str:
    """Return the text of an edition's file after a change.

    Raises:
        UsageError: The change cannot be made; its words say why.
        Faults: The file cannot be read.
    """
    text = normal_lines(manuscript.text)
    ours = read_sheet(text, file=manuscript.file)[0]
    base = read_sheet(manuscript.draft, file="")[0] if manuscript.draft else EditionDoc()
    scene = _EditContext(ours, base, manuscript)
    made = CHANGES.get(change.do)
    if made is None:
        raise UsageError(_('nobody knows the change "{name}"').format(name=change.do))
    return change_text(text, ours=ours, merged=made(scene, change), title=manuscript.material.title)


@dataclass(frozen=True, slots=True)
class _EditContext:
    """The sheet to change, what the machine wrote last, and what both may speak of."""

    sheet: EditionDoc
    base: EditionDoc
    manuscript: EditionFile

    def find(self, place: str) -> tuple[str, DocEntry]:
        """Return an entry and the name of the list it is in."""
        for box, entries in boxes_of(self.sheet).items():
            for entry in entries:
                if place and place == find_item(entry):
                    return box, entry
        raise UsageError(_('the edition prints nothing with the id "{id}" (any more)').format(id=place))

    def written(self, key: str) -> DocEntry | None:
        """Return what the machine writes for an article or event; None for a person's own."""
        based, material = printed_entries(self.base).get(key), self.manuscript.material
        if based is not None:
            return based
        if known := material.articles.get(key):
            return replace(article_entry(known.placed), id=key)
        if event := material.events.get(key):
            return replace(event_entry(event, zone=material.zone), id=key)
        return None

    def home(self, key: str) -> str:
        """Name the list that an article or event belongs to."""
        based = next((box for box, entries in boxes_of(self.base).items() if key in {e.id for e in entries}), None)
        material = self.manuscript.material
        if based is not None:
            return based
        if event := material.events.get(key):
            return "deadlines" if event.is_deadline else "agenda"
        known = material.articles.get(key)
        theme = known.theme if known else None
        return theme_box(theme or (material.themes[-1] if material.themes else _("News")))

    def in_full(self, entry: DocEntry) -> DocEntry:
        """Return an entry with all that is printed of it: a bare id gets what its source says."""
        written = self.written(entry.id)
        is_bare = set(entry.fields) <= {"title", "reason"}
        if written is None or not is_bare or entry.id in printed_entries(self.base):
            return entry
        own = {key: value for key, value in entry.fields.items() if key != "reason"}
        return replace(entry, fields={**written.fields, **own})


def find_item(entry: DocEntry) -> str:
    """Name an entry: by its id, else by its line."""
    return entry.id or f"#{entry.line}"


def theme_box(theme: str) -> str:
    """Name the list of a theme."""
    return f"theme {theme}"


def _move(scene: _EditContext, change: EditAction) -> EditionDoc:
    """Put an article before another one, or at the end of a theme."""
    here, entry = scene.find(change.place)
    if here in ("agenda", "deadlines"):
        raise UsageError(_("events stand in the order of their days"))
    if change.before == change.place:
        return scene.sheet
    box = theme_box(change.theme)
    sheet = _with_theme(scene, change.theme)
    return _inserted(_without(sheet, entry), box, entry, change.before)


def _up(scene: _EditContext, change: EditAction) -> EditionDoc:
    return _shifted(scene, change.place, by=-1)


def _down(scene: _EditContext, change: EditAction) -> EditionDoc:
    return _shifted(scene, change.place, by=1)


def _shifted(scene: _EditContext, place: str, *, by: int) -> EditionDoc:
    box, entry = scene.find(place)
    entries = list(boxes_of(scene.sheet)[box])
    rank = entries.index(entry)
    other = min(max(rank + by, 0), len(entries) - 1)
    entries.insert(other, entries.pop(rank))
    return _with_box(scene.sheet, box, entries)


def _theme_up(scene: _EditContext, change: EditAction) -> EditionDoc:
    return _theme_shifted(scene.sheet, change.place, by=-1)


def _theme_down(scene: _EditContext, change: EditAction) -> EditionDoc:
    return _theme_shifted(scene.sheet, change.place, by=1)


def _theme_shifted(sheet: EditionDoc, name: str, *, by: int) -> EditionDoc:
    """Exchange a theme with the next one that prints something."""
    sections = list(sheet.themes)
    shown = [rank for rank, section in enumerate(sections) if section.entries]
    rank = next((rank for rank in shown if sections[rank].name == name), None)
    if rank is None:
        raise UsageError(_('the edition has no theme "{theme}"').format(theme=name))
    other = shown[min(max(shown.index(rank) + by, 0), len(shown) - 1)]
    sections[rank], sections[other] = sections[other], sections[rank]
    return replace(sheet, themes=tuple(sections))


def _leave_out(scene: _EditContext, change: EditAction) -> EditionDoc:
    """Take something out and say so in the file, with whatever a person had typed over."""
    _box, entry = scene.find(change.place)
    if not entry.id:
        raise UsageError(_("this text is your own: take it out of the file, where nothing else keeps it"))
    written = scene.written(entry.id)
    known = written.fields if written else {}
    typed = {key: value for key, value in entry.fields.items() if value != known.get(key)}
    title = entry.fields.get("title", known.get("title", ""))
    left = DocEntry(id=entry.id, fields={**typed, "title": title, "reason": _("left out by hand")})
    others = tuple(one for one in scene.sheet.left_out if one.id != entry.id)
    return replace(_without(scene.sheet, entry), left_out=(*others, left))


def _bring_back(scene: _EditContext, change: EditAction) -> EditionDoc:
    """Put what was left out where it came from, as the person had typed it."""
    left = next((one for one in scene.sheet.left_out if one.id == change.place), None)
    written = scene.written(change.place)
    if (written is None and left is None) or change.place in printed_entries(scene.sheet):
        raise UsageError(_('nothing with the id "{id}" was left out').format(id=change.place))
    own = {key: value for key, value in (left.fields if left else {}).items() if key != "reason"}
    box = scene.home(change.place)
    fields = _known_fields(box, {**(written.fields if written else {}), **own})
    sheet = replace(scene.sheet, left_out=tuple(one for one in scene.sheet.left_out if one is not left))
    if box.startswith(theme_box("")):
        sheet = _with_theme(_with_sheet(scene, sheet), box.removeprefix(theme_box("")))
    return _inserted(sheet, box, DocEntry(id=change.place, fields=fields), _follower(scene, sheet, box, change.place))


def _with_sheet(scene: _EditContext, sheet: EditionDoc) -> _EditContext:
    """Return the scene with another sheet."""
    return _EditContext(sheet, scene.base, scene.manuscript)


def _known_fields(box: str, fields: Mapping[str, str]) -> dict[str, str]:
    known = EVENT_FIELDS if box in ("agenda", "deadlines") else ARTICLE_FIELDS
    return {key: fields[key] for key in known if key in fields}


def _follower(scene: _EditContext, sheet: EditionDoc, box: str, key: str) -> str:
    """Return what comes behind something in the machine's order and is still in its list; empty for the end."""
    order = [entry.id for entry in boxes_of(scene.base).get(box, ())]
    there = {entry.id for entry in boxes_of(sheet).get(box, ())}
    behind = order[order.index(key) + 1 :] if key in order else []
    return next((one for one in behind if one in there), "")


def _pin(scene: _EditContext, change: EditAction) -> EditionDoc:
    """Make an article the one "à la une"."""
    box, _entry = scene.find(change.place)
    if change.place.startswith("#") or not box.startswith(theme_box("")):
        raise UsageError(_("only an article with an id that stands in a theme can be pinned"))
    return _with_words(scene.sheet, {"pinned": change.place})


def _unpin(scene: _EditContext, _change: EditAction) -> EditionDoc:
    return _with_words(scene.sheet, {"pinned": ""})


def _write_words(scene: _EditContext, change: EditAction) -> EditionDoc:
    """Write the édito, its author, the subject, the preheader."""
    texts = {key: _clean(key, change.texts[key]) for key in WORDS if key in change.texts}
    return _with_words(scene.sheet, texts)


def _with_words(sheet: EditionDoc, texts: Mapping[str, str]) -> EditionDoc:
    """Write what is other words than those that stand there."""
    new = {key: text for key, text in texts.items() if text != _clean(key, sheet.scalars.get(key, ""))}
    return replace(sheet, scalars={**sheet.scalars, **new})


def _clean(key: str, text: str) -> str:
    if key not in ("edito", "summary"):
        return clean_line(text)
    rows = (row.rstrip() for row in clean_text(normal_lines(text)).strip().split("\n"))
    return "\n".join(rows)


def _retell(scene: _EditContext, change: EditAction) -> EditionDoc:
    """Return an article or event another title, an article another summary; an empty title is its source's own."""
    box, entry = scene.find(change.place)
    full = scene.in_full(entry)
    fields = dict(full.fields)
    for key in ("title", "summary"):
        if key in change.texts and _clean(key, change.texts[key]) != _clean(key, fields.get(key, "")):
            fields[key] = _clean(key, change.texts[key])
    if not fields.get("title", "-"):
        fields = _with_own_title(scene, full, fields)
    if fields == dict(full.fields):
        return scene.sheet
    changed = replace(entry, fields=fields)
    return _with_box(scene.sheet, box, [changed if one is entry else one for one in boxes_of(scene.sheet)[box]])


def _with_own_title(scene: _EditContext, entry: DocEntry, fields: Mapping[str, str]) -> dict[str, str]:
    written = scene.written(entry.id)
    if written is None:
        raise UsageError(_("this text is your own and needs a title"))
    return {**fields, "title": written.fields.get("title", "")}


def _with_theme(scene: _EditContext, name: str) -> EditionDoc:
    """Return the sheet with a theme in it, where the letter's order has it."""
    sheet, order = scene.sheet, scene.manuscript.material.themes
    if any(section.name == name for section in sheet.themes):
        return sheet
    if name not in (*order, *(section.name for section in scene.base.themes)):
        raise UsageError(_('the letter has no theme "{theme}"').format(theme=name))
    later = set(order[order.index(name) + 1 :]) if name in order else set()
    place = next((rank for rank, one in enumerate(sheet.themes) if one.name in later), len(sheet.themes))
    return replace(sheet, themes=(*sheet.themes[:place], DocSection(name=name), *sheet.themes[place:]))


def _without(sheet: EditionDoc, entry: DocEntry) -> EditionDoc:
    """Return the sheet without an entry."""
    for box, entries in boxes_of(sheet).items():
        if any(one is entry for one in entries):
            sheet = _with_box(sheet, box, [one for one in entries if one is not entry])
    return sheet


def _inserted(sheet: EditionDoc, box: str, entry: DocEntry, before: str) -> EditionDoc:
    entries = list(boxes_of(sheet)[box])
    place = next((rank for rank, one in enumerate(entries) if before and find_item(one) == before), len(entries))
    entries.insert(place, entry)
    return _with_box(sheet, box, entries)


def _with_box(sheet: EditionDoc, box: str, entries: Iterable[DocEntry]) -> EditionDoc:
    found = tuple(entries)
    if box == "agenda":
        return replace(sheet, agenda=found)
    if box == "deadlines":
        return replace(sheet, deadlines=found)
    if box == "unclassified":
        return replace(sheet, unclassified=found)
    sections = (replace(one, entries=found) if theme_box(one.name) == box else one for one in sheet.themes)
    return replace(sheet, themes=tuple(sections))


CHANGES: Mapping[str, Callable[[_EditContext, EditAction], EditionDoc]] = {
    "move": _move,
    "up": _up,
    "down": _down,
    "theme_up": _theme_up,
    "theme_down": _theme_down,
    "leave_out": _leave_out,
    "bring_back": _bring_back,
    "pin": _pin,
    "unpin": _unpin,
    "words": _write_words,
    "retell": _retell,
}
"""What a person may do."""
