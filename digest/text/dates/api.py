"""The ways in: one reading of a text, all its readings, and the record that `digest dates` prints."""

from collections.abc import Sequence
from datetime import date, datetime, tzinfo

from digest.text.dates.choose import ChosenDates, choose
from digest.text.dates.interpret import DateMatch, find_days
from digest.text.dates.normalize import Folded, fold_date_text
from digest.text.dates.resolve import ResolvedDates, resolve_all, settle_badges
from digest.text.dates.types import DateContext, DateReading, Moment, Occurrence


def read_date(text: str, *, reference: date, zone: tzinfo, agenda: bool = False) -> DateReading:
    """Read when an expression, a title or a paragraph takes place; empty where nothing can safely be said.

    Args:
        text: Any text at all.
        reference: The day of publication; of an agenda, the day it was captured.
        zone: The zone of hours that name none.
        agenda: Whether the text is an agenda's: a day without a year is then the next such day.
    """
    context = DateContext(reference=reference, zone=zone, agenda=agenda)
    folded = fold_date_text(text)
    return _reading(choose(find_days(folded, text, context), context), text, folded)


def find_dates(text: str, *, reference: date, zone: tzinfo, agenda: bool = False) -> tuple[DateReading, ...]:
    """Give every reading of a text, in the order of the text; those without a day say why."""
    context = DateContext(reference=reference, zone=zone, agenda=agenda)
    folded = fold_date_text(text)
    findings = find_days(folded, text, context)
    found = settle_badges(findings.found, context)
    resolved, failed = resolve_all(found, context)
    by_place = {one.finding.place: one for one in resolved}
    return tuple(_reading(_alone(one, by_place.get(one.place), failed), text, folded) for one in found)


_KINDS = {"deadline": "deadline", "open": "open", "published": "publication", "moved": "postponed", "old": "postponed"}


def _alone(one: DateMatch, resolved: ResolvedDates | None, failed: dict[int, str]) -> ChosenDates:
    kind = _KINDS.get(one.part) or one.days.kind
    if resolved and not kind and len(resolved.occurrences) > 1:
        kind = "multiple"
    return ChosenDates(
        occurrences=resolved.occurrences if resolved and one.part != "old" else (),
        kind=kind,
        precision=resolved.precision if resolved else one.days.precision,
        problem=failed.get(one.place) or (resolved.problem if resolved else one.days.problem),
        rule=one.days.rule,
        span=(one.start, one.end),
    )


def _reading(chosen: ChosenDates, text: str, folded: Folded) -> DateReading:
    position = folded.position(*chosen.span) if chosen.span != (0, 0) else (0, 0)
    return DateReading(
        words=text[position[0] : position[1]],
        occurrences=chosen.occurrences,
        kind=chosen.kind,
        precision=chosen.precision,
        problem=chosen.problem,
        rule=chosen.rule,
        position=position,
    )


def date_record(text: str, *, reference: date, zone: tzinfo) -> dict[str, str | bool | None]:
    """Give what `digest dates` prints for a text: text, start, end, all_day, kind, problem."""
    reading = read_date(text, reference=reference, zone=zone)
    occurrences = reading.occurrences
    return {
        "text": text,
        "start": _joined([one.start for one in occurrences]),
        "end": _joined([one.end for one in occurrences]),
        "all_day": all(_is_all_day(one) for one in occurrences) if occurrences else None,
        "kind": reading.kind,
        "problem": reading.problem,
    }


def _is_all_day(occurrence: Occurrence) -> bool:
    return not isinstance(occurrence.start or occurrence.end, datetime)


def _joined(moments: Sequence[Moment | None]) -> str | None:
    if not any(moments):
        return None
    return "|".join(write_moment(moment) for moment in moments)


def write_moment(moment: Moment | None) -> str:
    """Write a day as ISO 8601, an instant to the minute with its offset, nothing as nothing."""
    if isinstance(moment, datetime):
        return moment.isoformat(timespec="minutes")
    return moment.isoformat() if moment else ""
