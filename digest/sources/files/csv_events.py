"""Agendas as tables (.csv): columns known by their French or English names, one event a row.

Excel writes them with `;` or tabs, a byte order mark or Windows-1252, and line feeds inside quotes (else RFC 4180).
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from types import MappingProxyType

from digest.locale import _
from digest.model import Event, Moment, Problem, SourceResult, Status, day_of
from digest.sources.encoding import decode_text
from digest.sources.portal.items import fold_title, found_at, name_event, problem_at, status_in, web_address
from digest.sources.portal.lines import has_day, has_hours
from digest.sources.types import ReadContext
from digest.text.dates import event_times, read_date
from digest.text.sanitize import clean_line, clean_text, cut_at_word, excerpt

# Named values out of a table's row or a front matter, in French or English: their names, their days, their status.

_NAMES = {
    "title": "title titre nom name intitule evenement event objet subject libelle",
    "start": "start debut date_de_debut date_debut start_date debut_date begin du premier_jour first_day",
    "date": "date dates jour day quand when date_de_l_evenement",
    "end": "end fin date_de_fin date_fin end_date fin_date au dernier_jour last_day",
    "start_time": "heure heures hour hours time horaire horaires heure_de_debut heure_debut start_time",
    "end_time": "heure_de_fin heure_fin end_time",
    "deadline": "deadline date_limite echeance cloture limite limite_d_inscription date_limite_d_inscription"
    " date_limite_de_candidature",
    "registration": "registration inscription inscriptions lien_d_inscription s_inscrire register",
    "contacts": "contacts contact renseignements",
    "draft": "draft brouillon unpublished",
    "published": "published publish publie publie_le date_de_publication publication mis_en_ligne",
    "place": "place lieu location emplacement adresse ville endroit ou where salle venue",
    "url": "url lien link site web site_web adresse_web page lien_web website",
    "status": "status statut etat",
    "summary": "summary resume chapo chapeau description descriptif details texte extrait excerpt abstract",
    "theme": "theme thematique",
    "tags": "tags tag mots mots_cles motscles keywords etiquettes categories categorie mot_cle themes thematiques",
    "image": "image photo illustration logo",
    "alt": "alt texte_alternatif legende",
    "author": "author auteur autrice auteurs authors auteur_e par signe signature signed",
    "type": "type genre",
    "links": "links liens",
    "language": "lang language langue",
}
_MEANINGS: Mapping[str, str] = MappingProxyType({name: key for key, names in _NAMES.items() for name in names.split()})
_LONGEST = 300
_BARE_HOUR = re.compile(r"^\d{1,2}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldAlias:
    """When something takes place; a deadline has no start. `status` is what the dates themselves say of it."""

    start: Moment | None
    end: Moment | None
    status: Status = Status.CONFIRMED
    slots: tuple[tuple[Moment, Moment | None], ...] = ()
    precision: str = ""


class UnreadableDateError(ValueError):
    """A day or an hour that nobody can tell; its text is what is wrong, in words for the reader."""


def field_meaning(name: str) -> str | None:
    """Return what a column or key means: "Date de début" is `start`; None for an unknown name."""
    words = re.sub(r"[^a-z]+", "_", fold_title(re.sub(r"[·.](?=\w)", "_", name))).strip("_")
    return _MEANINGS.get(words)


def parse_status_cell(words: str) -> Status | None:
    """Read a status given in a column or key of its own; None where it is none that we know."""
    folded = fold_title(words).strip(" .!")
    if folded in ("", "confirme", "confirmee", "confirmed", "maintenu", "maintenue", "prevu", "prevue", "ok"):
        return Status.CONFIRMED
    if folded in ("complet", "complete", "full"):
        return Status.FULL
    found = status_in(words)
    return None if found is Status.CONFIRMED else found


def read_slots(values: Mapping[str, str], reading: ReadContext) -> tuple[FieldAlias, ...]:
    """Read when it takes place from `start` or `date`, `start_time`, `end`, `end_time` or `deadline`.

    Raises:
        UnreadableDateError: What is written is no day, or the end comes before the start.
    """
    first = values.get("start") or values.get("date") or ""
    if not first and values.get("deadline"):
        return (FieldAlias(start=None, end=parse_moment_cell(values["deadline"], reading)),)
    text = f"{first} {_hours(values.get('start_time', ''))}".strip()
    last = f"{values.get('end', '')} {_hours(values.get('end_time', ''))}".strip()
    slots = _read_slots(text, reading)
    if not last or len(slots) != 1 or slots[0].start is None:
        return slots
    return (_with_end(slots[0], last, reading),)


def parse_moment_cell(text: str, reading: ReadContext) -> Moment:
    """Read one day or instant.

    Raises:
        UnreadableDateError: It is none, or several.
    """
    slots = _read_slots(text, reading)
    moment = slots[0].start if slots[0].start is not None else slots[0].end
    if len(slots) != 1 or moment is None:
        raise UnreadableDateError(_('"{text}" is more than one day').format(text=text[:80]))
    return moment


def _read_slots(text: str, reading: ReadContext) -> tuple[FieldAlias, ...]:
    text = text[:_LONGEST]
    found = read_date(text, reference=reading.today, zone=reading.zone, agenda=True)
    slots = tuple(FieldAlias(**time._asdict(), status=_status(found.kind)) for time in event_times(found))
    if not slots:
        raise UnreadableDateError(found.problem or _('"{text}" is no date that can be told').format(text=text[:80]))
    return slots


def _status(kind: str | None) -> Status:
    return Status.CANCELLED if kind == "cancelled" else Status.CONFIRMED


def _with_end(slot: FieldAlias, last: str, reading: ReadContext) -> FieldAlias:
    """Add the end: hours alone are hours of the first day; a day beside an hour makes both of them days."""
    assert slot.start is not None  # noqa: S101 - the caller asked
    day = day_of(slot.start)
    is_hour = has_hours(last) and not has_day(last)
    end = parse_moment_cell(f"{day:%d/%m/%Y} {last}" if is_hour else last, reading)
    start = slot.start
    if isinstance(start, datetime) != isinstance(end, datetime):
        start, end = day_of(start), day_of(end)
    if end < start:
        raise UnreadableDateError(_("it ends before it starts: {end} is before {start}").format(end=end, start=start))
    return FieldAlias(start=start, end=end, status=slot.status)


def _hours(text: str) -> str:
    return f"{text.strip()}h" if _BARE_HOUR.match(text.strip()) else text.strip()


_AT_MOST_ROWS = 5_000
_HEADER_WITHIN = 8
_Row = tuple[int, list[str]]


def read_csv_agenda(raw: bytes, reading: ReadContext) -> SourceResult:
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
        hint = _(
            "Give the columns names in the first line: title, start, end, time, place, link, status (or in French)."
        )
        return _failed(reading, _("no column is named as a title and none as a date"), hint)
    return _read_rows(rows[header:], reading)


def _rows(text: str) -> Iterator[_Row]:
    """Return the rows that hold something, with the line each begins on."""
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
    meanings = {field_meaning(cell) for cell in cells}
    return "title" in meanings and bool(meanings & {"start", "date", "deadline"})


def _read_rows(rows: list[_Row], reading: ReadContext) -> SourceResult:
    (_line, header), *body = rows
    columns = [field_meaning(cell) for cell in header]
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
                    hint=_("A row needs a title, and a day as in 25/04/2024 or 25 avril 2024."),
                )
            )
        if values.get("status") and parse_status_cell(values["status"]) is None:
            message = _('the status "{status}" is unknown').format(status=clean_line(values["status"])[:60])
            problems.append(
                problem_at(reading, message, line=line, hint=_("Known: confirmed, cancelled, postponed, full."))
            )
    return SourceResult(source=reading.source.name, events=tuple(events), problems=tuple(problems))


def _values(columns: list[str | None], cells: list[str]) -> dict[str, str]:
    """Return a row's values by their meaning; of two columns of one meaning the first that holds something."""
    values: dict[str, str] = {}
    for meaning, cell in zip(columns, cells, strict=False):
        if meaning and cell.strip():
            values.setdefault(meaning, clean_text(cell).strip())
    return values


def _slots(values: Mapping[str, str], reading: ReadContext) -> tuple[FieldAlias, ...]:
    if not values.get("title"):
        raise UnreadableDateError(_("the row has no title"))
    if not (values.get("start") or values.get("date") or values.get("deadline")):
        raise UnreadableDateError(_('"{title}" has no date').format(title=clean_line(values["title"])[:80]))
    return read_slots(values, reading)


def _event(values: Mapping[str, str], slot: FieldAlias, line: int, reading: ReadContext) -> Event:
    title = cut_at_word(clean_line(values["title"]), limit=300)
    stated = parse_status_cell(values.get("status", "")) or Status.CONFIRMED
    event = Event(
        id="",
        title=title,
        start=slot.start,
        end=slot.end,
        slots=slot.slots,
        precision=slot.precision,
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


def _failed(reading: ReadContext, message: str, hint: str) -> SourceResult:
    return SourceResult(source=reading.source.name, problems=(problem_at(reading, message, hint=hint),), failed=True)
