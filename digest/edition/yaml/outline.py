"""What an edition file says, as plain words: the form in which compositions and edits are compared and merged.

A sheet has no meaning yet: days are texts, links are unchecked. `sheet_of` gives what the machine would write.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from digest.edition.model import Edition, LeftOut, PlacedArticle
from digest.locale import _
from digest.model import Article, Event, Moment, Problem, Status
from digest.text.dates import event_times, format_moments, read_date

# What an edition file may speak of: all that the store knows, placed by the rules, handed in by `selection`.


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownIds:
    """An article the store knows, placed by the rules, and the theme that is its home; None where it fits none."""

    placed: PlacedArticle
    theme: str | None


def _no_articles() -> Mapping[str, KnownIds]:
    return {}


def _no_events() -> Mapping[str, Event]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """All that an edition file may speak of, and what it does not say itself.

    Attributes:
        title: The letter's title.
        zone: The letter's zone.
        themes: The names of the letter's themes.
        articles: By id; an article that was merged is found under each of its ids.
        events: By id, their hours in the zone the letter prints.
        editos: The éditos that no other edition has dealt with.
        problems: What went wrong while collecting.
        waiting: How many articles and events wait for a later edition.
        merged: How many copies became one with another.
    """

    title: str
    zone: ZoneInfo
    themes: tuple[str, ...] = ()
    articles: Mapping[str, KnownIds] = field(default_factory=_no_articles)
    events: Mapping[str, Event] = field(default_factory=_no_events)
    editos: tuple[Article, ...] = ()
    problems: tuple[Problem, ...] = ()
    waiting: int = 0
    merged: int = 0


# When an event is, as the edition file says it: in words a person reads and types over.

LONGEST = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class WhenLine:
    """A day or time that was read; `problem` says why nothing could be read."""

    start: Moment | None = None
    end: Moment | None = None
    problem: str = ""
    slots: tuple[tuple[Moment, Moment | None], ...] = ()
    precision: str = ""


def say_when(event: Event, *, zone: ZoneInfo) -> str:
    """Return in words when an event is; of a deadline, its last day."""
    if event.start is None and event.end is not None and event.precision != "before":
        return format_moments(event.end, None, zone=zone)
    return format_moments(event.start, event.end, zone=zone, slots=event.slots, precision=event.precision)


def parse_when_line(text: str, *, reference: date, zone: ZoneInfo, is_deadline: bool) -> WhenLine:
    """Read when an event is: ISO, or words as `digest dates` reads them.

    Args:
        text: What is written, as `2026-11-21`, `2026-11-21T17:30`, "du 18 au 21 novembre 2026".
        reference: The day of the edition; a day without a year is the first such day on or after it.
        zone: The letter's zone.
        is_deadline: Whether it stands among the deadlines: then its last moment counts.
    """
    found = _iso(text.strip(), zone) or _words(text[:LONGEST], reference, zone)
    if found.problem or not is_deadline or found.start is None:
        return found
    return WhenLine(end=found.end or found.start)


def _iso(text: str, zone: ZoneInfo) -> WhenLine | None:
    try:
        if len(text) == len("2026-11-21"):
            return WhenLine(start=date.fromisoformat(text))
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    return WhenLine(start=instant if instant.tzinfo else instant.replace(tzinfo=zone))


def _words(text: str, reference: date, zone: ZoneInfo) -> WhenLine:
    reading = read_date(text, reference=reference, zone=zone, agenda=True)
    if not reading.occurrences:
        return WhenLine(problem=reading.problem or _("no day can be read in it"))
    times = event_times(reading)
    if len(times) > 1:
        return WhenLine(problem=_("it names several times"))
    only = times[0]
    if only.start is None and only.end is None:
        return WhenLine(problem=_("no day can be read in it"))
    return WhenLine(start=only.start, end=only.end, slots=only.slots, precision=only.precision)


SCALARS = ("number", "day", "subject", "preheader", "edito", "signed", "pinned")
ARTICLE_FIELDS = ("title", "summary", "link")
EVENT_FIELDS = ("title", "when", "place", "link", "status", "summary")
LEFT_OUT_FIELDS = ("title", "reason", "when", "place", "link", "status", "summary")
"""Beside title and reason what a person had typed over, so that it comes back with the entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocEntry:
    """One article or event of the file.

    Attributes:
        id: Its id; empty where a person wrote the entry without one.
        fields: What is written, by key; a key that is not written is not there.
        line: Its line in the file, from 1; 0 where it comes from no file.
    """

    id: str
    fields: Mapping[str, str] = field(default_factory=dict)
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocSection:
    """A theme with its entries, in the order of the file."""

    name: str
    entries: tuple[DocEntry, ...] = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionDoc:
    """A whole edition file; `window` is its first and its last day."""

    scalars: Mapping[str, str] = field(default_factory=dict)
    window: tuple[str, str] = ("", "")
    themes: tuple[DocSection, ...] = ()
    unclassified: tuple[DocEntry, ...] = ()
    agenda: tuple[DocEntry, ...] = ()
    deadlines: tuple[DocEntry, ...] = ()
    left_out: tuple[DocEntry, ...] = ()


def sheet_of(edition: Edition, *, zone: ZoneInfo) -> EditionDoc:
    """Return what the machine writes for an edition."""
    return EditionDoc(
        scalars={
            "number": str(edition.number),
            "day": edition.day.isoformat(),
            "subject": edition.subject,
            "preheader": edition.preheader,
            "edito": edition.edito,
            "signed": edition.signed,
            "pinned": edition.pinned or "",
        },
        window=(edition.window.first_day.isoformat(), edition.window.last_day.isoformat()),
        themes=tuple(
            DocSection(name=chapter.name, entries=_article_entries(chapter.articles)) for chapter in edition.chapters
        ),
        unclassified=_article_entries(edition.unclassified),
        agenda=tuple(event_entry(event, zone=zone) for event in edition.agenda),
        deadlines=tuple(event_entry(event, zone=zone) for event in edition.deadlines),
        left_out=tuple(_left_out_entry(left) for left in edition.left_out),
    )


def _article_entries(placed: Iterable[PlacedArticle]) -> tuple[DocEntry, ...]:
    return tuple(map(article_entry, placed))


def article_entry(placed: PlacedArticle) -> DocEntry:
    """Return what the machine writes for an article."""
    article = placed.article
    return _entry(article.id, {"title": article.title, "summary": article.summary, "link": article.url or ""})


def event_entry(event: Event, *, zone: ZoneInfo) -> DocEntry:
    """Return what the machine writes for an event; that it takes place goes without saying."""
    status = "" if event.status is Status.CONFIRMED else str(event.status)
    fields = {"title": event.title, "when": say_when(event, zone=zone), "place": event.place, "link": event.url or ""}
    return _entry(event.id, {**fields, "status": status})


def _entry(key: str, fields: Mapping[str, str]) -> DocEntry:
    """Make an entry; what is empty is not worth a line."""
    return DocEntry(id=key, fields={name: value for name, value in fields.items() if value})


def _left_out_entry(left: LeftOut) -> DocEntry:
    return DocEntry(id=left.id, fields={"title": left.title, "reason": left.reason})
