"""Named values out of a table's row or a front matter, in French or English: their names, their days, their status.

Markdown and tables say the same things under the same names; how a file is taken apart is theirs.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from digest.locale import _
from digest.model import Moment, Status, day_of
from digest.sources.datelines import has_day, has_hours
from digest.sources.findings import fold, status_in
from digest.sources.reading import Reading
from digest.text.dates import read_date

_NAMES = {
    "title": "title titre nom name intitule evenement event objet subject libelle",
    "start": "start debut date_de_debut date_debut start_date debut_date begin du premier_jour first_day",
    "date": "date dates jour day quand when date_de_l_evenement",
    "end": "end fin date_de_fin date_fin end_date fin_date au dernier_jour last_day",
    "start_time": "heure heures hour hours time horaire horaires heure_de_debut heure_debut start_time",
    "end_time": "heure_de_fin heure_fin end_time",
    "deadline": "deadline date_limite echeance cloture limite",
    "published": "published publie publie_le date_de_publication publication mis_en_ligne",
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
class Slot:
    """When something takes place; a deadline has no start. `status` is what the dates themselves say of it."""

    start: Moment | None
    end: Moment | None
    status: Status = Status.CONFIRMED


class UnreadableDateError(ValueError):
    """A day or an hour that nobody can tell; its text is what is wrong, in words for the reader."""


def meaning_of(name: str) -> str | None:
    """Give what a column or key means: "Date de début" is `start`; None for an unknown name."""
    words = re.sub(r"[^a-z]+", "_", fold(re.sub(r"[·.](?=\w)", "_", name))).strip("_")
    return _MEANINGS.get(words)


def read_status(words: str) -> Status | None:
    """Read a status given in a column or key of its own; None where it is none that we know."""
    folded = fold(words).strip(" .!")
    if folded in ("", "confirme", "confirmee", "confirmed", "maintenu", "maintenue", "prevu", "prevue", "ok"):
        return Status.CONFIRMED
    if folded in ("complet", "complete", "full"):
        return Status.FULL
    found = status_in(words)
    return None if found is Status.CONFIRMED else found


def read_slots(values: Mapping[str, str], reading: Reading) -> tuple[Slot, ...]:
    """Read when it takes place from `start` or `date`, `start_time`, `end`, `end_time` or `deadline`.

    Raises:
        UnreadableDateError: What is written is no day, or the end comes before the start.
    """
    first = values.get("start") or values.get("date") or ""
    if not first and values.get("deadline"):
        return (Slot(start=None, end=read_moment(values["deadline"], reading)),)
    text = f"{first} {_hours(values.get('start_time', ''))}".strip()
    last = f"{values.get('end', '')} {_hours(values.get('end_time', ''))}".strip()
    slots = _slots(text, reading)
    if not last or len(slots) != 1 or slots[0].start is None:
        return slots
    return (_with_end(slots[0], last, reading),)


def read_moment(text: str, reading: Reading) -> Moment:
    """Read one day or instant.

    Raises:
        UnreadableDateError: It is none, or several.
    """
    slots = _slots(text, reading)
    moment = slots[0].start if slots[0].start is not None else slots[0].end
    if len(slots) != 1 or moment is None:
        raise UnreadableDateError(_('"{text}" is more than one day').format(text=text[:80]))
    return moment


def _slots(text: str, reading: Reading) -> tuple[Slot, ...]:
    text = text[:_LONGEST]
    found = read_date(text, reference=reading.today, zone=reading.zone, agenda=True)
    slots = tuple(Slot(start=o.start, end=o.end, status=_status(found.kind)) for o in found.occurrences)
    if not slots:
        raise UnreadableDateError(found.problem or _('"{text}" is no date that can be told').format(text=text[:80]))
    return slots


def _status(kind: str | None) -> Status:
    return Status.CANCELLED if kind == "cancelled" else Status.CONFIRMED


def _with_end(slot: Slot, last: str, reading: Reading) -> Slot:
    """Add the end: hours alone are hours of the first day; a day beside an hour makes both of them days."""
    assert slot.start is not None  # noqa: S101 - the caller asked
    day = day_of(slot.start)
    is_hour = has_hours(last) and not has_day(last)
    end = read_moment(f"{day:%d/%m/%Y} {last}" if is_hour else last, reading)
    start = slot.start
    if isinstance(start, datetime) != isinstance(end, datetime):
        start, end = day_of(start), day_of(end)
    if end < start:
        raise UnreadableDateError(_("it ends before it starts: {end} is before {start}").format(end=end, start=start))
    return Slot(start=start, end=end, status=slot.status)


def _hours(text: str) -> str:
    return f"{text.strip()}h" if _BARE_HOUR.match(text.strip()) else text.strip()
