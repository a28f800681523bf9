"""When an event is, as the edition file says it: in words a person reads and types over."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from digest.locale import _
from digest.model import Event, Moment
from digest.text.dates import read_date, say_moments

LONGEST = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A day or time that was read; `problem` says why nothing could be read."""

    start: Moment | None = None
    end: Moment | None = None
    problem: str = ""


def say_when(event: Event, *, zone: ZoneInfo) -> str:
    """Say when an event is; of a deadline, its last day."""
    if event.start is None and event.end is not None:
        return say_moments(event.end, None, zone=zone)
    return say_moments(event.start, event.end, zone=zone)


def read_when(text: str, *, reference: date, zone: ZoneInfo, is_deadline: bool) -> When:
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
    return When(end=found.end or found.start)


def _iso(text: str, zone: ZoneInfo) -> When | None:
    try:
        if len(text) == len("2026-11-21"):
            return When(start=date.fromisoformat(text))
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    return When(start=instant if instant.tzinfo else instant.replace(tzinfo=zone))


def _words(text: str, reference: date, zone: ZoneInfo) -> When:
    reading = read_date(text, reference=reference, zone=zone, agenda=True)
    if not reading.occurrences:
        return When(problem=reading.problem or _("no day can be read in it"))
    if len(reading.occurrences) > 1:
        return When(problem=_("it names several times"))
    only = reading.occurrences[0]
    if only.start is None and only.end is None:
        return When(problem=_("no day can be read in it"))
    return When(start=only.start, end=only.end)
