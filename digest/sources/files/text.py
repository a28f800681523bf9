"""Plain text, whatever it came from: the kind is recognised, then its reader does the rest.

The kinds are a saved portal page (`portal`), a session document (`sessions`), and any other text, which is read here:
its first line is the title, the rest the text.
"""

import re
from collections.abc import Sequence
from datetime import date

from digest.locale import _
from digest.model import Article, Event, Moment, SourceResult, day_of
from digest.sources.portal.items import (
    find_links,
    fold_title,
    found_at,
    name_article,
    name_event,
    problem_at,
    status_in,
)
from digest.sources.portal.lines import (
    DocLine,
    has_day,
    has_hours,
    has_year,
    is_date_line,
    join_lines,
    prose_of,
    render_blocks,
    split_lines,
)
from digest.sources.portal.page import looks_like_portal, read_portal
from digest.sources.portal.session import looks_like_session, read_session
from digest.sources.types import ReadContext
from digest.text.dates import read_date
from digest.text.dates.statements import EventTime, event_times
from digest.text.sanitize import excerpt

_AT_MOST_CHARACTERS = 1_000_000
_AT_MOST_LINES = 20_000
_TITLE = 300
_FRONT = 6
"""Paragraphs at the top of a programme among which its title and its day stand."""
_DATE_LINE = 120
_FEW_HOURS = 2
_KINDS = (
    "programme",
    "ordre du jour",
    "invitation",
    "agenda",
    "note",
    "programme previsionnel",
    "deroule",
    "save the date",
)
_PLACE = re.compile(r"\d{4}\b(?:[^à@]{0,30}?)\s(?:à|au|aux|chez|@)\s+(?!\d)(\S.*)$")
_HOUR_LINE = re.compile(r"\d{1,2}\s?(?:h|:)\s?(?:\d{2})?\b")


def read_text_document(text: str, reading: ReadContext) -> SourceResult:
    """Read a plain text, form feeds between its pages; `reading.today` is the day it was saved."""
    lines = split_lines(text[:_AT_MOST_CHARACTERS])[:_AT_MOST_LINES]
    if not any(any(c.isalnum() for c in line.text) for line in lines):
        problem = problem_at(
            reading, _("there is no text in it"), hint=_("Take it out of the folder, or write something in it.")
        )
        return SourceResult(source=reading.source.name, problems=(problem,))
    if looks_like_portal(lines):
        return read_portal(lines, reading)
    if looks_like_session(lines):
        return read_session(lines, reading)
    programme = _programme(lines, reading)
    if programme is not None:
        return SourceResult(source=reading.source.name, events=(programme,))
    return SourceResult(source=reading.source.name, articles=(_plain_article(lines, reading),))


def _programme(lines: Sequence[DocLine], reading: ReadContext) -> Event | None:
    """Return the event of a programme: its title, the day alone on a line below it, then hours or what is to come.

    None where the text is no programme: no such line, several, or a day that has passed without hours below it.
    """
    blocks = join_lines(lines)
    front = [block for block in blocks[:_FRONT] if fold_title(block.text) not in _KINDS]
    title = next((block for block in front if not is_date_line(block.text)), None)
    dated = [(block, slot) for block in front if block is not title and (slot := _day_of_line(block.text, reading))]
    if title is None or len(dated) != 1 or len(title.text) > _TITLE:
        return None
    line, (time, place) = dated[0]
    hours = sum(_starts_with_hours(block.text) for block in blocks) + sum(_starts_with_hours(one.text) for one in lines)
    if _last_day(time) < reading.today and hours < _FEW_HOURS:
        return None
    rest = [block for block in blocks if block not in (title, line)]
    event = Event(
        id="",
        title=excerpt(title.text, limit=_TITLE),
        **time._asdict(),
        place=place,
        summary=excerpt(prose_of(rest)),
        status=status_in(title.text),
        links=find_links([block.text for block in rest]),
        keys=(reading.where,),
        provenance=found_at(reading, title.line),
    )
    return name_event(event, reading)


def _day_of_line(text: str, reading: ReadContext) -> tuple[EventTime, str] | None:
    """Return when and where a line says that something takes place; None where it says more, less or a publication."""
    if len(text) > _DATE_LINE or not has_day(text) or not has_year(text) or _may_be_dateline(text):
        return None
    said = read_date(text, reference=reading.today, zone=reading.zone, agenda=True)
    times = event_times(said)
    if len(times) != 1 or said.kind not in (None, "multiple") or times[0].start is None:
        return None
    if not is_date_line(text) and not _PLACE.search(text):
        return None
    found = _PLACE.search(text)
    return times[0], found[1].strip(" .") if found else ""


def _last_day(time: EventTime) -> date:
    last = time.end if time.end is not None else time.start
    assert last is not None  # noqa: S101 - `_day_of_line` saw to it
    return day_of(last)


def _may_be_dateline(text: str) -> bool:
    return _says_published(text) or fold_title(text.partition(",")[2]).startswith("le ")


def _starts_with_hours(text: str) -> bool:
    return _HOUR_LINE.match(text) is not None


def _plain_article(lines: Sequence[DocLine], reading: ReadContext) -> Article:
    title, *rest = join_lines(lines)
    dated = [block for block in rest[:3] if _may_be_published(block.text)] + [
        b for b in rest[-3:] if _says_published(b.text)
    ]
    days = [day for block in dated if (day := _past_day(block.text, reading)) is not None]
    blocks = [block for block in rest if block not in dated]
    article = Article(
        id="",
        title=excerpt(title.text, limit=_TITLE),
        published=days[0] if days else None,
        summary=excerpt(prose_of(blocks)),
        body=render_blocks(blocks),
        links=find_links([block.text for block in blocks]),
        provenance=found_at(reading, title.line),
    )
    return name_article(article, reading)


def _says_published(text: str) -> bool:
    return (
        len(text) <= 80 and fold_title(text).startswith(("publie", "mis en ligne", "mise en ligne")) and has_year(text)
    )


def _may_be_published(text: str) -> bool:
    """A line of its own near the title: "Publié le 3 mai 2024", "Paris, le 3 mai 2024"; hours are a meeting's."""
    _place, _comma, after = text.partition(",")
    is_dateline = is_date_line(text) or (
        len(text) <= 60 and is_date_line(after) and fold_title(after).startswith("le ")
    )
    return _says_published(text) or (is_dateline and has_year(text) and not has_hours(text))


def _past_day(text: str, reading: ReadContext) -> Moment | None:
    found = read_date(text, reference=reading.today, zone=reading.zone)
    start = found.occurrences[0].start if len(found.occurrences) == 1 else None
    return start if start is not None and day_of(start) <= reading.today else None
