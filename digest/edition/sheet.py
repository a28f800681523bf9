"""What an edition file says, as plain words: the form in which compositions and edits are compared and merged.

A sheet has no meaning yet: days are texts, links are unchecked. `sheet_of` gives what the machine would write.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from digest.edition.data import Edition, LeftOut, Placed
from digest.edition.when import say_when
from digest.model import Event, Status

SCALARS = ("number", "day", "subject", "preheader", "edito", "signed", "pinned")
AGENDAS = ("agenda", "deadlines")
ARTICLE_FIELDS = ("title", "summary", "link")
EVENT_FIELDS = ("title", "when", "place", "link", "status", "summary")
LEFT_OUT_FIELDS = ("title", "reason", "when", "place", "link", "status", "summary")
"""Beside title and reason what a person had typed over, so that it comes back with the entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
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
class Section:
    """A theme with its entries, in the order of the file."""

    name: str
    entries: tuple[Entry, ...] = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A whole edition file; `window` is its first and its last day."""

    scalars: Mapping[str, str] = field(default_factory=dict)
    window: tuple[str, str] = ("", "")
    themes: tuple[Section, ...] = ()
    unclassified: tuple[Entry, ...] = ()
    agenda: tuple[Entry, ...] = ()
    deadlines: tuple[Entry, ...] = ()
    left_out: tuple[Entry, ...] = ()


def sheet_of(edition: Edition, *, zone: ZoneInfo) -> Sheet:
    """Give what the machine writes for an edition."""
    return Sheet(
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
            Section(name=chapter.name, entries=_article_entries(chapter.articles)) for chapter in edition.chapters
        ),
        unclassified=_article_entries(edition.unclassified),
        agenda=tuple(event_entry(event, zone=zone) for event in edition.agenda),
        deadlines=tuple(event_entry(event, zone=zone) for event in edition.deadlines),
        left_out=tuple(_left_out_entry(left) for left in edition.left_out),
    )


def _article_entries(placed: Iterable[Placed]) -> tuple[Entry, ...]:
    return tuple(map(article_entry, placed))


def article_entry(placed: Placed) -> Entry:
    """Give what the machine writes for an article."""
    article = placed.article
    return _entry(article.id, {"title": article.title, "summary": article.summary, "link": article.url or ""})


def event_entry(event: Event, *, zone: ZoneInfo) -> Entry:
    """Give what the machine writes for an event; that it takes place goes without saying."""
    status = "" if event.status is Status.CONFIRMED else str(event.status)
    fields = {"title": event.title, "when": say_when(event, zone=zone), "place": event.place, "link": event.url or ""}
    return _entry(event.id, {**fields, "status": status})


def _entry(key: str, fields: Mapping[str, str]) -> Entry:
    """Make an entry; what is empty is not worth a line."""
    return Entry(id=key, fields={name: value for name, value in fields.items() if value})


def _left_out_entry(left: LeftOut) -> Entry:
    return Entry(id=left.id, fields={"title": left.title, "reason": left.reason})
