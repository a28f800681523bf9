"""A sheet turned into an edition: every id, link, day and status checked, all faults at once.

What the file says is printed; what it does not say (source, date, tags, picture) comes from what the store knows.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from digest.config.errors import SourcePosition, did_you_mean, fault_at, listed, quoted
from digest.edition.model import Edition, LeftOut, PlacedArticle, ThemeSection
from digest.edition.yaml.merge import printed_entries, removed_entry
from digest.edition.yaml.outline import Candidates, DocEntry, DocSection, EditionDoc, parse_when_line, say_when
from digest.edition.yaml.read import EditionReader
from digest.locale import _
from digest.model import Article, Event, Provenance, Status, Window
from digest.text.normalize import is_near_text
from digest.text.sanitize import clean_line, clean_text
from digest.text.urls import page_key, safe_address, short_id

_STATUSES = {
    "annulé": "cancelled",
    "annulée": "cancelled",
    "reporté": "postponed",
    "reportée": "postponed",
    "complet": "full",
    "complète": "full",
    "confirmé": "confirmed",
    "maintenu": "confirmed",
}


class EditionValidator:
    """Makes an edition of a sheet; `faults` holds what was wrong, and then the edition is worth nothing.

    Args:
        material: What the store knows.
        reader: The places of the values, and the faults so far.
        base: What the machine wrote last; what it printed and the file lacks was left out by hand.
        file: The name of the file, for the provenance of what was typed in it.
    """

    def __init__(self, material: Candidates, reader: EditionReader, *, base: EditionDoc | None, file: str) -> None:
        self.faults = reader.faults
        self._material = material
        self._places = reader.places
        self._meant = reader.meant
        self._base = base or EditionDoc()
        self._file = file
        self._printed_before = printed_entries(self._base)
        self._written = {**{entry.id: entry for entry in self._base.left_out}, **self._printed_before}
        self._lines: dict[str, int] = {}
        self._day = date.min

    def edition(self, sheet: EditionDoc) -> Edition:
        """Return the edition that the sheet describes."""
        self._day = self._read_day("day", sheet.scalars.get("day", ""))
        window = self._window(sheet)
        chapters = tuple(self._chapters(sheet.themes))
        unclassified = tuple(self._placed(entry, None) for entry in sheet.unclassified)
        events = [*self._events(sheet.agenda, "agenda"), *self._events(sheet.deadlines, "deadlines")]
        events.sort(key=lambda event: event.first_day)
        to_come = [event for event in events if event.last_day >= window.last_day]
        return Edition(
            number=self._number(sheet),
            title=self._material.title,
            day=self._day,
            window=window,
            subject=self._subject(sheet),
            preheader=clean_line(sheet.scalars.get("preheader", "")),
            edito=clean_text(sheet.scalars.get("edito", "")).strip(),
            signed=clean_line(sheet.scalars.get("signed", "")),
            editos=tuple(self._editos(sheet)),
            chapters=tuple(chapter for chapter in chapters if chapter.articles),
            agenda=tuple(event for event in to_come if not event.is_deadline),
            deadlines=tuple(event for event in to_come if event.is_deadline),
            unclassified=unclassified,
            pinned=self._pinned(sheet, chapters),
            left_out=(*self._left_out(sheet), *(_past(event) for event in events if event.last_day < window.last_day)),
            problems=self._material.problems,
            waiting=self._material.waiting,
            merged=self._material.merged,
        )

    def _fault(self, line: int, key: str, message: str, hint: str) -> None:
        """Note a fault, but no second one of the same value or of a key that was only misspelt."""
        around = self._places.get((0, "window")) if key.endswith("_day") else self._places.get((line, ""))
        place = self._places.get((line, key)) or around or SourcePosition(line=line, column=0)
        is_said = any((fault.line, fault.column) == (place.line, place.column) for fault in self.faults)
        if key not in self._meant and not (is_said and place.line):
            self.faults.append(fault_at(place, message, hint))

    def _number(self, sheet: EditionDoc) -> int:
        text = sheet.scalars.get("number", "")
        if text.isascii() and text.isdigit() and len(text) < 9 and int(text) > 0:
            return int(text)
        self._fault(0, "number", _("the number must be a whole number from 1 on"), _("Write for instance: number: 17"))
        return 1

    def _read_day(self, key: str, text: str) -> date:
        try:
            return date.fromisoformat(text.strip())
        except ValueError:
            message = _("{key} must be a day").format(key=quoted(key))
            self._fault(0, key, message, _("Write it as 2026-11-21."))
            return date.min

    def _window(self, sheet: EditionDoc) -> Window:
        first, last = (self._read_day(k, text) for k, text in zip(("first_day", "last_day"), sheet.window, strict=True))
        if first > last > date.min:
            self._fault(0, "window", _("the window ends before it begins"), _("Exchange first_day and last_day."))
        return Window(first_day=min(first, last), last_day=max(first, last))

    def _subject(self, sheet: EditionDoc) -> str:
        subject = clean_line(sheet.scalars.get("subject", ""))
        if not subject:
            message = _("the edition has no subject")
            self._fault(0, "subject", message, _("Write for instance: subject: News of the month"))
        return subject

    def _editos(self, sheet: EditionDoc) -> Iterable[str]:
        """Return the éditos of our sources that were meant for this edition, also where a person wrote another one."""
        texts = [text for one in (sheet, self._base) if (text := one.scalars.get("edito", "").strip())]
        return (edito.id for edito in self._material.editos if any(is_near_text(edito.summary, t) for t in texts))

    def _pinned(self, sheet: EditionDoc, chapters: Iterable[ThemeSection]) -> str | None:
        """Return the article "à la une": whatever is not printed cannot be it, an id that nobody knows is a slip."""
        pinned = sheet.scalars.get("pinned", "").strip()
        ids = [placed.article.id for chapter in chapters for placed in chapter.articles]
        if pinned and pinned not in ids and pinned not in self._material.articles and pinned not in self._written:
            message = _("no article has the id {id}").format(id=quoted(pinned))
            self._fault(0, "pinned", message, did_you_mean(pinned, ids) or _("Copy the id of an article below."))
        return pinned if pinned in ids else None

    def _chapters(self, sections: Iterable[DocSection]) -> Iterable[ThemeSection]:
        names: dict[str, int] = {}
        for section in sections:
            name = clean_line(section.name)
            first = names.setdefault(name, section.line)
            if first != section.line:
                message = _("the theme {name} stands here a second time").format(name=quoted(name))
                hint = _("Put its articles under line {line}.").format(line=first)
                self._fault(section.line, "name", message, hint)
            yield ThemeSection(name=name, articles=tuple(self._placed(entry, name) for entry in section.entries))

    def _once(self, entry: DocEntry) -> None:
        first = self._lines.setdefault(entry.id, entry.line) if entry.id else entry.line
        if first != entry.line:
            message = _("the id {id} stands here a second time").format(id=quoted(entry.id))
            self._fault(entry.line, "id", message, _("It is on line {line} already: keep one.").format(line=first))

    def _placed(self, entry: DocEntry, theme: str | None) -> PlacedArticle:
        self._once(entry)
        known = self._material.articles.get(entry.id)
        if known is None:
            return PlacedArticle(article=self._own_article(entry), why=_("edited by hand"))
        article = replace(known.placed.article, id=entry.id)
        if not self._is_bare(entry):
            article = replace(
                article,
                summary=clean_text(entry.fields.get("summary", "")).strip(),
                url=self._link(entry),
            )
        article = replace(article, title=self._title(entry, article.title))
        return _rehomed(replace(known.placed, article=article), home=known.theme, theme=theme)

    def _is_bare(self, entry: DocEntry) -> bool:
        """Whether a line says only what to print and not how: an id, or what was moved here from `left_out`.

        Where the machine had written more, what is not there any more was deleted, and stays so.
        """
        return set(entry.fields) <= {"title", "reason"} and entry.id not in self._printed_before

    def _own_article(self, entry: DocEntry) -> Article:
        """Make an article of what a person typed, or of what its source does not show any more."""
        self._check_id(entry)
        title, link = self._title(entry, self._written_title(entry)), self._link(entry)
        key = page_key(link) if link and link.startswith("http") else title
        return Article(
            id=entry.id or short_id("a", key),
            title=title,
            url=link,
            summary=clean_text(entry.fields.get("summary", "")).strip(),
            provenance=Provenance(source="", where=self._file, line=entry.line),
        )

    def _check_id(self, entry: DocEntry) -> None:
        if not entry.id or entry.id in self._written:
            return
        message = _("no article or event has the id {id}").format(id=quoted(entry.id))
        known = (*self._material.articles, *self._material.events)
        hint = did_you_mean(entry.id, known) or _("Without its id line the text is printed as your own.")
        self._fault(entry.line, "id", message, hint)

    def _written_title(self, entry: DocEntry) -> str:
        written = self._written.get(entry.id)
        return written.fields.get("title", "") if written else ""

    def _title(self, entry: DocEntry, known: str) -> str:
        """Return the title; without a line for it the source's own, but an empty one is a fault."""
        title = clean_line(entry.fields["title"]) if "title" in entry.fields else known
        if not title:
            hint = _("Write one; without a line for it the source's own title stands.") if known else _("Write one.")
            self._fault(entry.line, "title", _("this entry has no title"), hint)
        return title or "?"

    def _link(self, entry: DocEntry) -> str | None:
        link = entry.fields.get("link", "").strip()
        if not link:
            return None
        safe = safe_address(link)
        if safe is None:
            message = _("{link} is no address that may stand in the letter").format(link=quoted(link))
            self._fault(entry.line, "link", message, _("Begin it with https://, http://, mailto: or tel:."))
        return safe

    def _events(self, entries: Iterable[DocEntry], key: str) -> Iterable[Event]:
        for entry in entries:
            self._once(entry)
            known = self._material.events.get(entry.id)
            event = self._event(entry, known, is_deadline=key == "deadlines")
            if event is not None:
                yield event

    def _event(self, entry: DocEntry, known: Event | None, *, is_deadline: bool) -> Event | None:
        if known is not None and self._is_bare(entry):
            return replace(known, title=self._title(entry, known.title))
        if known is None:
            self._check_id(entry)
        dated = self._dated(entry, known, is_deadline=is_deadline)
        if dated is None:
            return None
        summary = entry.fields.get("summary")
        return replace(
            dated,
            title=self._title(entry, dated.title),
            place=clean_line(entry.fields.get("place", "")),
            url=self._link(entry),
            summary=dated.summary if summary is None else clean_text(summary).strip(),
            status=self._status(entry),
        )

    def _dated(self, entry: DocEntry, known: Event | None, *, is_deadline: bool) -> Event | None:
        """Return the event with the days that the file says; the words the machine would write mean what it knows."""
        text = entry.fields.get("when", "")
        if known is not None and known.is_deadline == is_deadline and text == say_when(known, zone=self._material.zone):
            return known
        if not text.strip():
            self._fault(entry.line, "when", _("this event has no day"), _("Add a line: when: 2026-11-21"))
            return None
        when = parse_when_line(text, reference=self._day, zone=self._material.zone, is_deadline=is_deadline)
        if when.problem:
            message = _("{when} cannot be read as a day: {problem}").format(when=quoted(text), problem=when.problem)
            hint = _("Write it as 2026-11-21, 2026-11-21 17:30, or in words as the other events.")
            self._fault(entry.line, "when", message, hint)
            return None
        if known is not None:
            return replace(known, start=when.start, end=when.end, slots=when.slots, precision=when.precision)
        title = clean_line(entry.fields.get("title", ""))
        own = short_id("e", title, str(when.start or when.end))
        where = Provenance(source="", where=self._file, line=entry.line)
        return Event(
            id=entry.id or own,
            title=title,
            start=when.start,
            end=when.end,
            slots=when.slots,
            precision=when.precision,
            provenance=where,
        )

    def _status(self, entry: DocEntry) -> Status:
        text = entry.fields.get("status", "").strip().lower()
        try:
            return Status(text or "confirmed")
        except ValueError:
            message = _("the unknown status {status}").format(status=quoted(text))
            hint = did_you_mean(text, Status, synonyms=_STATUSES) or _("Known: {words}.").format(words=listed(Status))
            self._fault(entry.line, "status", message, hint)
            return Status.CONFIRMED

    def _left_out(self, sheet: EditionDoc) -> Iterable[LeftOut]:
        """Return what the file leaves out by saying so, then what it leaves out by not saying it any more."""
        told: set[str] = set(self._lines)
        gone = (removed_entry(entry) for entry in self._printed_before.values())
        for entry in (*sheet.left_out, *gone):
            if not entry.id or entry.id in told:
                continue
            told.add(entry.id)
            reason = clean_line(entry.fields.get("reason", "")) or _("left out by hand")
            yield LeftOut(id=entry.id, title=clean_line(entry.fields.get("title", "")) or "?", reason=reason)


def _rehomed(placed: PlacedArticle, *, home: str | None, theme: str | None) -> PlacedArticle:
    """Return the placed article as it is under a theme; under another than its home that was done by hand."""
    if home == theme:
        return placed
    others = ((home,) if home else ()) + placed.also_in
    return replace(placed, also_in=tuple(name for name in others if name != theme), why=_("edited by hand"))


def _past(event: Event) -> LeftOut:
    reason = _("over since {day}").format(day=event.last_day.isoformat())
    return LeftOut(id=event.id, title=event.title, reason=reason)
