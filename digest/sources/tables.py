"""Agendas as tables (.csv): columns known by their French or English names, one event a row.

Excel writes them with `;` or tabs, a byte order mark or Windows-1252, and line feeds inside quotes (else RFC 4180).
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from itertools import islice

from digest.locale import _
from digest.model import Event, Problem, Status, Yield
from digest.sources.encoding import decode_text
from digest.sources.fields import Slot, UnreadableDateError, meaning_of, read_slots, read_status
from digest.sources.findings import found_at, name_event, problem_at, status_in, web_address
from digest.sources.reading import Reading
from digest.text.cleaning import clean_line, clean_text, cut_at_word, excerpt

_AT_MOST_ROWS = 5_000
_HEADER_WITHIN = 8
_Row = tuple[int, list[str]]


def read_table(raw: bytes, reading: Reading) -> Yield:
    """Read the events of a table; a row that cannot be read is a problem with its line, the others go on."""
    text = decode_text(raw)
    if text is None:
        return _failed(reading, _("it is no text"), _("Save the table as CSV (UTF-8)."))
    try:
        rows = list(islice(_rows(text), _AT_MOST_ROWS))
    except csv.Error as error:
        return _failed(
            reading, _("the table cannot be read: {reason}").format(reason=error), _("Save it again as CSV (UTF-8).")
        )
    header = next((i for i, (_line, cells) in enumerate(rows[:_HEADER_WITHIN]) if _is_header(cells)), None)
    if header is None:
        mend = _(
            "Give the columns names in the first line: title, start, end, time, place, link, status (or in French)."
        )
        return _failed(reading, _("no column is named as a title and none as a date"), mend)
    return _read_rows(rows[header:], reading)


def _rows(text: str) -> Iterator[_Row]:
    """Give the rows that hold something, with the line each begins on."""
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=_delimiter(text), strict=False)
    line = 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield line, cells
        line = reader.line_num + 1


def _delimiter(text: str) -> str:
    """The sign that parts the first lines most often, outside quotes; Excel's own "sep=;" line is obeyed."""
    if named := re.match(r"\ufeff?sep=(.)\n", text):
        return named[1]
    head = re.sub(r'"[^"]*"', "", "\n".join(text[:8192].split("\n")[:_HEADER_WITHIN]))
    return max(";\t,|", key=head.count)


def _is_header(cells: list[str]) -> bool:
    meanings = {meaning_of(cell) for cell in cells}
    return "title" in meanings and bool(meanings & {"start", "date", "deadline"})


def _read_rows(rows: list[_Row], reading: Reading) -> Yield:
    (_line, header), *body = rows
    columns = [meaning_of(cell) for cell in header]
    events: list[Event] = []
    problems: list[Problem] = []
    for line, cells in body:
        values = _values(columns, cells)
        try:
            events.extend(_event(values, slot, line, reading) for slot in _slots(values, reading))
        except UnreadableDateError as error:
            problems.append(
                problem_at(
                    reading,
                    str(error),
                    line=line,
                    mend=_("A row needs a title, and a day as in 25/04/2024 or 25 avril 2024."),
                )
            )
        if values.get("status") and read_status(values["status"]) is None:
            message = _('the status "{status}" is unknown').format(status=clean_line(values["status"])[:60])
            problems.append(
                problem_at(reading, message, line=line, mend=_("Known: confirmed, cancelled, postponed, full."))
            )
    return Yield(source=reading.source.name, events=tuple(events), problems=tuple(problems))


def _values(columns: list[str | None], cells: list[str]) -> dict[str, str]:
    """Give a row's values by their meaning; of two columns of one meaning the first that holds something."""
    values: dict[str, str] = {}
    for meaning, cell in zip(columns, cells, strict=False):
        if meaning and cell.strip():
            values.setdefault(meaning, clean_text(cell).strip())
    return values


def _slots(values: Mapping[str, str], reading: Reading) -> tuple[Slot, ...]:
    if not values.get("title"):
        raise UnreadableDateError(_("the row has no title"))
    if not (values.get("start") or values.get("date") or values.get("deadline")):
        raise UnreadableDateError(_('"{title}" has no date').format(title=clean_line(values["title"])[:80]))
    return read_slots(values, reading)


def _event(values: Mapping[str, str], slot: Slot, line: int, reading: Reading) -> Event:
    title = cut_at_word(clean_line(values["title"]), limit=300)
    stated = read_status(values.get("status", "")) or Status.CONFIRMED
    event = Event(
        id="",
        title=title,
        start=slot.start,
        end=slot.end,
        place=cut_at_word(clean_line(values.get("place", "")), limit=200),
        url=web_address(values.get("url", "")),
        summary=excerpt(values.get("summary", "")),
        status=next(
            (s for s in (stated, slot.status, status_in(title)) if s is not Status.CONFIRMED), Status.CONFIRMED
        ),
        tags=tuple(tag.strip() for tag in re.split(r"[,;|]", values.get("tags", "")) if tag.strip()),
        theme=clean_line(values.get("theme", "")) or None,
        keys=(f"{reading.where}:{title}",),
        provenance=found_at(reading, line),
    )
    return name_event(event, reading)


def _failed(reading: Reading, message: str, mend: str) -> Yield:
    return Yield(source=reading.source.name, problems=(problem_at(reading, message, mend=mend),), failed=True)
