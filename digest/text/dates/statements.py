"""Statements of a text about days: takes place, closes, opens, is cancelled, moved, prolonged, took place, published.

The reading of `api` is what a text is about; deadlines, openings and publications beside it are statements of their
own. A day that was replaced is none: it must never be printed as taking place. What is not certain says nothing.
"""

from collections.abc import Sequence
from datetime import date, datetime, tzinfo
from typing import Any, NamedTuple

from digest.text.dates.api import ChosenDates, choose, read_date, read_matches, write_moment
from digest.text.dates.grammar import DateContext, DateMatches, DateReading, Moment, Occurrence, Statement
from digest.text.dates.resolve import ResolvedDates, shift_day

_SAYS = {
    "deadline": "closes",
    "open": "opens",
    "cancelled": "cancelled",
    "postponed": "moved",
    "publication": "published",
}
_BESIDE = {
    "deadline": "closes",
    "open": "opens",
    "opening": "opens",
    "opens": "opens",
    "published": "published",
    "past": "took_place",
}
_SILENT = frozenset(("recurring", "imprecise", "ambiguous"))
_PRECISIONS = {"minute": "hour", "about": "hour", "halfday": "day"}


def date_record(text: str, *, reference: date, zone: tzinfo) -> dict[str, Any]:
    """Return what `digest dates` prints for a text: text, start, end, all_day, kind, problem, statements."""
    reading = read_date(text, reference=reference, zone=zone)
    occurrences = reading.occurrences
    return {
        "text": text,
        "start": _joined([occurrence.start for occurrence in occurrences]),
        "end": _joined([occurrence.end for occurrence in occurrences]),
        "all_day": all(_is_all_day(occurrence) for occurrence in occurrences) if occurrences else None,
        "kind": reading.kind,
        "problem": reading.problem,
        "statements": [
            statement_record(statement) for statement in find_statements(text, reference=reference, zone=zone)
        ],
    }


def _is_all_day(occurrence: Occurrence) -> bool:
    return not isinstance(occurrence.start or occurrence.end, datetime)


def _joined(moments: Sequence[Moment | None]) -> str | None:
    if not any(moments):
        return None
    return "|".join(write_moment(moment) for moment in moments)


def find_statements(text: str, *, reference: date, zone: tzinfo, agenda: bool = False) -> tuple[Statement, ...]:
    """Return what a text says about days, in the order of the text; the arguments are those of `read_date`."""
    context = DateContext(reference=reference, zone=zone, agenda=agenda)
    matches = read_matches(text, context)
    chosen = choose(matches.matches, context)
    found: list[tuple[int, Statement]] = []
    if chosen.kind not in _SILENT and (chosen.occurrences or chosen.kind in ("postponed", "cancelled")):
        found.append((chosen.span[0], _of_choice(chosen, matches.resolved, matches.matches)))
    if chosen.kind == "ambiguous":
        return ()
    for candidate in matches.resolved:
        says = _BESIDE.get(candidate.match.part)
        if says and not set(candidate.occurrences) <= set(chosen.occurrences):
            found.append((candidate.match.start, _beside(says, candidate)))
    return tuple(statement for _start, statement in sorted(found, key=lambda pair: pair[0]))


def _of_choice(chosen: ChosenDates, resolved: tuple[ResolvedDates, ...], matches: DateMatches) -> Statement:
    says = _SAYS.get(chosen.kind or "", "takes_place")
    own = [candidate for candidate in resolved if chosen.span[0] <= candidate.match.start < chosen.span[1]]
    if says == "closes" and (matches.has("prolonged", "moved_to", "postponed") or _says_prolonged(matches)):
        says = "prolonged"
    past = matches.has("held") or any(candidate.match.part == "past" for candidate in own)
    if says == "takes_place" and past:
        says = "took_place"
    before = chosen.is_before and says in ("closes", "prolonged")
    return _statement(says, chosen.occurrences, chosen.slots or chosen.occurrences, chosen.precision, before=before)


def _says_prolonged(matches: DateMatches) -> bool:
    return any(token.name == "until" and token.text.startswith("prolong") for token in matches.tokens)


def _beside(says: str, candidate: ResolvedDates) -> Statement:
    before = candidate.match.is_before and says == "closes"
    if says == "opens":
        begins = tuple(Occurrence(start=occurrence.start) for occurrence in candidate.occurrences)
        return _statement(says, begins, begins, candidate.precision, before=False)
    return _statement(says, candidate.occurrences, candidate.slots, candidate.precision, before=before)


def _statement(
    says: str, times: tuple[Occurrence, ...], slots: tuple[Occurrence, ...], precision: str, *, before: bool
) -> Statement:
    start, end = (times[0].start, times[-1].end) if times else (None, None)
    if before and end is not None and type(end) is date:
        end = shift_day(end, days=-1)
        slots = (Occurrence(end=end),)
    return Statement(
        says=says,
        start=start,
        end=end,
        slots=slots,
        precision=_PRECISIONS.get(precision, precision),
        approximate=precision == "about",
        is_before=before,
    )


def statement_record(statement: Statement) -> dict[str, Any]:
    """Return a statement as `digest dates` prints it; `slots` are its sittings, one or several."""
    return {
        "says": statement.says,
        "start": write_moment(statement.start) or None,
        "end": write_moment(statement.end) or None,
        "slots": [
            {"start": write_moment(slot.start) or None, "end": write_moment(slot.end) or None}
            for slot in statement.slots
        ],
        "precision": statement.precision,
        "approximate": statement.approximate,
    }


# When the events of a reading are, as an agenda keeps them.


class EventTime(NamedTuple):
    """When one event takes place, with its sittings, if several, and the precision worth printing."""

    start: Moment | None
    end: Moment | None
    slots: tuple[tuple[Moment, Moment | None], ...] = ()
    precision: str = ""


_PRINTED = frozenset(("month", "quarter", "semester", "about"))


def _printed_precision(reading: DateReading) -> str:
    only = reading.occurrences[0] if len(reading.occurrences) == 1 else None
    if only and only.start is None:
        return "before" if reading.is_before and not isinstance(only.end, datetime) else ""
    if reading.kind == "open" and only and only.end is None:
        return "" if isinstance(only.start, datetime) else "from"
    return reading.precision if reading.precision in _PRINTED else ""


def event_times(reading: DateReading) -> tuple[EventTime, ...]:
    """Return the events that a reading tells of: sittings of one day are one, days apart are several."""
    precision = _printed_precision(reading)
    times: list[EventTime] = []
    for occurrence in reading.occurrences:
        start, end = occurrence.start, occurrence.end
        if start is None:
            times.append(EventTime(None, end, precision=precision))
            continue
        first, last = _day(start), _day(end or start)
        if times and times[-1].start and times[-1].slots and _day(times[-1].start) == first == last:
            times[-1] = times[-1]._replace(end=end or start)
            continue
        own = [(slot.start, slot.end) for slot in reading.slots if slot.start and first <= _day(slot.start) <= last]
        times.append(EventTime(start, end, tuple(own) if len(own) > 1 else (), precision))
    return tuple(times)


def _day(moment: Moment) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
