"""What the page offers for editing: the edition as rows, each with the name by which the file's entry is found."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import tzinfo

from digest.checks import lines_of
from digest.edition import Edition
from digest.edition.yaml.merge import printed_entries
from digest.edition.yaml.read import read_sheet
from digest.model import Article, Event
from digest.preview.view import MessageView
from digest.text.dates import format_moments


@dataclass(frozen=True, slots=True, kw_only=True)
class EditorRow:
    """One article or event.

    Attributes:
        place: Its name in a change: the id, or `#line` for what a person wrote without one.
        day: When an event is, in words.
        reason: Why something is out.
    """

    place: str
    title: str
    summary: str = ""
    day: str = ""
    reason: str = ""
    line: int = 0

    @property
    def anchor(self) -> str:
        """Return its name in the page."""
        return self.place.replace("#", "line-")

    @property
    def is_own(self) -> bool:
        """Whether nothing but the file keeps it."""
        return self.place.startswith("#")


@dataclass(frozen=True, slots=True, kw_only=True)
class Editor:
    """The edition as rows.

    Attributes:
        themes: The themes with their articles.
        events: The agenda and the deadlines.
        homeless: Articles that fit no theme.
        left_out: What may be brought back.
        names: Every theme an article may be moved to.
    """

    themes: tuple[tuple[str, tuple[EditorRow, ...]], ...]
    events: tuple[EditorRow, ...]
    homeless: tuple[EditorRow, ...]
    left_out: tuple[EditorRow, ...]
    names: tuple[str, ...]
    pinned: str


def make_editor(view: MessageView) -> Editor | None:
    """Lay an edition out for editing; None where there is none."""
    edition, config = view.edition, view.config
    if edition is None or config is None:
        return None
    rows = _Rows(lines_of(view.text), config.letter.timezone)
    themes = tuple(
        (chapter.name, tuple(rows.row(placed.article) for placed in chapter.articles)) for chapter in edition.chapters
    )
    known = (theme.name for theme in config.themes)
    return Editor(
        themes=themes,
        events=tuple(rows.row(event) for event in (*edition.agenda, *edition.deadlines)),
        homeless=tuple(rows.row(placed.article) for placed in edition.unclassified),
        left_out=tuple(_left_out(edition, view.text)),
        names=tuple(dict.fromkeys((*known, *(name for name, _rows in themes)))),
        pinned=edition.pinned or "",
    )


@dataclass(frozen=True, slots=True)
class _Rows:
    """Makes rows of what an edition prints."""

    lines: Mapping[str, int]
    zone: tzinfo

    def row(self, item: Article | Event) -> EditorRow:
        """Return the row of an article or event."""
        line = self.lines.get(item.id, item.provenance.line or 0)
        return EditorRow(
            place=item.id if item.id in self.lines else f"#{line}",
            title=item.title,
            summary=item.summary,
            day=self._when(item) if isinstance(item, Event) else "",
            line=line,
        )

    def _when(self, event: Event) -> str:
        return format_moments(event.start, event.end, zone=self.zone, slots=event.slots, precision=event.precision)


def _left_out(edition: Edition, text: str) -> Iterator[EditorRow]:
    """Return what may come back; an event that is over stands in the file still."""
    printed = printed_entries(read_sheet(text, file="")[0])
    for one in edition.left_out:
        if one.id not in printed:
            yield EditorRow(place=one.id, title=one.title, reason=one.reason)
