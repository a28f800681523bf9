"""Readings of a text: all of them, the one it is about, the record of `digest dates`, and date fields.

Among several matches the event stands before the deadline before the publication; what agrees is one, and what differs
without saying so is left unread, because silence is better than a wrong day.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, tzinfo
from itertools import pairwise
from typing import NamedTuple

from digest.locale import _
from digest.text.dates.grammar import (
    ClockPart,
    DateContext,
    DateMatch,
    DateMatches,
    DateReading,
    DayPart,
    Moment,
    Occurrence,
)
from digest.text.dates.interpret import find_days
from digest.text.dates.lexer import read_tokens
from digest.text.dates.normalize import Folded, fold_date_text
from digest.text.dates.resolve import (
    LIST_GAP,
    ResolvedDates,
    join_adjacent,
    make_day,
    resolve,
    resolve_all,
    settle_badges,
    shift_day,
)

_MOST = 200
_LONG = frozenset(("week", "fortnight", "month", "quarter", "semester"))
_LONG_PAST = 36
"""Months after which a date is history beside another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenDates:
    """What a text comes down to."""

    occurrences: tuple[Occurrence, ...] = ()
    kind: str | None = None
    precision: str = "day"
    problem: str | None = None
    rule: str = ""
    span: tuple[int, int] = (0, 0)
    slots: tuple[Occurrence, ...] = ()
    is_before: bool = False


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


class TextMatches(NamedTuple):
    """What was found in a text, folded; `resolved` has its days, `failed` says by place why some have none."""

    folded: Folded
    matches: DateMatches
    settled: tuple[DateMatch, ...]
    resolved: tuple[ResolvedDates, ...]
    failed: dict[int, str]


def read_matches(text: str, context: DateContext) -> TextMatches:
    """Find and resolve all days of a text."""
    folded = fold_date_text(text)
    matches = find_days(folded, text, context)
    settled = settle_badges(matches.found, context)
    resolved, failed = resolve_all(settled, context)
    return TextMatches(folded, matches, tuple(settled), tuple(resolved), failed)


def find_dates(text: str, *, reference: date, zone: tzinfo, agenda: bool = False) -> tuple[DateReading, ...]:
    """Return every reading of a text, in the order of the text; those without a day say why."""
    read = read_matches(text, DateContext(reference=reference, zone=zone, agenda=agenda))
    by_place = {candidate.match.place: candidate for candidate in read.resolved}
    chosen = (_alone(match, by_place.get(match.place), read.failed) for match in read.settled)
    return tuple(_reading(alone, text, read.folded) for alone in chosen)


_KINDS = {"deadline": "deadline", "open": "open", "published": "publication", "moved": "postponed", "old": "postponed"}


def _alone(match: DateMatch, resolved: ResolvedDates | None, failed: dict[int, str]) -> ChosenDates:
    kind = _KINDS.get(match.part) or match.days.kind
    if resolved and not kind and len(resolved.occurrences) > 1:
        kind = "multiple"
    return ChosenDates(
        occurrences=resolved.occurrences if resolved and match.part != "old" else (),
        kind=kind,
        precision=resolved.precision if resolved else match.days.precision,
        problem=failed.get(match.place) or (resolved.problem if resolved else match.days.problem),
        rule=match.days.rule,
        span=(match.start, match.end),
        slots=resolved.slots if resolved and match.part != "old" else (),
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
        slots=chosen.slots or chosen.occurrences,
        is_before=chosen.is_before,
    )


def write_moment(moment: Moment | None) -> str:
    """Write a day as ISO 8601, an instant to the minute with its offset, nothing as nothing."""
    if isinstance(moment, datetime):
        return moment.isoformat(timespec="minutes")
    return moment.isoformat() if moment else ""


def choose(matches: DateMatches, context: DateContext) -> ChosenDates:
    """Choose what a text is about; empty where nothing, or nothing safe, is found."""
    found = settle_badges(matches.found[:_MOST], context)
    resolved, failed = resolve_all(found, context)
    moved = _moved(matches, resolved, context)
    if moved is not None:
        return moved
    kind = "cancelled" if matches.has("cancelled", "not_held") else None
    resolved = _opened_and_closed(resolved)
    for group in _ranked(resolved, context):
        if group:
            chosen = _agree(group, context)
            return replace(chosen, kind=kind or chosen.kind)
    return _silent(found, failed, matches, kind)


def _silent(found: Sequence[DateMatch], failed: dict[int, str], matches: DateMatches, kind: str | None) -> ChosenDates:
    for match in found:
        problem = failed.get(match.place) or match.days.problem
        if problem:
            return ChosenDates(
                kind=kind or match.days.kind, problem=problem, rule=match.days.rule, span=(match.start, match.end)
            )
    vague = next((token for token in matches.tokens if token.name == "imprecise"), None)
    if vague:
        return ChosenDates(
            kind=kind or "imprecise",
            problem=_("no exact day is given"),
            rule="imprecise",
            span=(vague.start, vague.end),
        )
    return ChosenDates(kind=kind) if kind else ChosenDates()


def _moved(matches: DateMatches, resolved: Sequence[ResolvedDates], context: DateContext) -> ChosenDates | None:
    """Read what was postponed: only a date that is said to be the new one counts."""
    parts = {candidate.match.part for candidate in resolved}
    if not ("moved" in parts or matches.has("postponed", "moved_to", "no_new_date") or "old" in parts):
        return None
    mark = next((token for token in matches.tokens if token.name in ("postponed", "moved_to", "no_new_date")), None)
    new = [candidate for candidate in resolved if candidate.match.part == "moved"] or _shifted(resolved)
    after = matches.tokens.index(mark) if mark else 0
    new = new or [
        candidate for candidate in resolved if candidate.match.part == "cue" and candidate.match.place > after
    ]
    if not new and "old" in parts:
        new = [candidate for candidate in resolved if candidate.match.part in ("event", "deadline", "open")]
    new = new or [candidate for candidate in resolved if candidate.match.part == "deadline"]
    if new:
        chosen = _agree(new, context)
        old = [candidate for candidate in resolved if candidate not in new]
        if chosen.kind != "deadline" and old and all(candidate.match.part == "deadline" for candidate in old):
            closes = tuple(Occurrence(end=occurrence.start) for occurrence in chosen.occurrences)
            return replace(
                chosen, occurrences=closes, slots=closes, kind="deadline"
            )  # "la date limite du 15 est repoussée au 20"
        return replace(chosen, kind="deadline" if chosen.kind == "deadline" else "postponed")
    span = (mark.start, mark.end) if mark else (0, 0)
    return ChosenDates(kind="postponed", problem=_("postponed without a new date"), rule="postponed", span=span)


def _shifted(resolved: Sequence[ResolvedDates]) -> list[ResolvedDates]:
    """Read "reportée du 16 mai au 12 juin": from the one day to the other, if their months tell them apart."""
    shifted = []
    for candidate in resolved:
        first, last = candidate.days[0][0], candidate.days[-1][1]
        if candidate.match.part != "shifted" or len(candidate.days) != 1:
            continue
        if first.month != last.month:
            shifted.append(
                replace(candidate, occurrences=(Occurrence(start=last, end=last),), days=((last, last),), slots=())
            )
        elif candidate.match.is_after_plural and first != last:  # "rencontres reportées du 12 au 13 juin"
            shifted.append(candidate)
    return shifted


def _opened_and_closed(resolved: list[ResolvedDates]) -> list[ResolvedDates]:
    """Make one span of an opening and a deadline, where the text has nothing else: "ouverture le …, clôture le …"."""
    opening = [candidate for candidate in resolved if candidate.match.part in ("open", "opening", "opens")]
    closing = [candidate for candidate in resolved if candidate.match.part in ("deadline", "closing")]
    others = [
        candidate
        for candidate in resolved
        if candidate.match.part not in ("open", "opening", "opens", "deadline", "closing", "published")
    ]
    if len(opening) != 1 or len(closing) != 1 or others:
        return resolved
    start, ending = opening[0].occurrences[0].start, closing[0].occurrences[0]
    end = ending.end or ending.start
    first, last = opening[0].days[0][0], closing[0].days[-1][1]
    if start is None or end is None or last < first or isinstance(start, datetime) != isinstance(end, datetime):
        return resolved
    span = replace(opening[0], occurrences=(Occurrence(start=start, end=end),), days=((first, last),), slots=())
    return [replace(span, match=replace(span.match, part="event")), closing[0]]


def _ranked(resolved: Sequence[ResolvedDates], context: DateContext) -> list[list[ResolvedDates]]:
    """Sort findings by what they are worth, the best group first."""
    old = shift_day(context.reference, months=-_LONG_PAST)
    groups: dict[str, list[ResolvedDates]] = {name: [] for name in _RANKS}
    head = _letterhead(resolved)
    for candidate in resolved:
        if candidate.match.part != "closed":
            groups[_rank(candidate, old, is_head=candidate is head)].append(candidate)
    if groups["cue"]:  # "deux rendez-vous : 14 mai à Lyon, 11 juin à Nantes"
        for candidate in groups["event"]:
            if 0 < candidate.match.place - groups["cue"][-1].match.place <= LIST_GAP:
                groups["cue"].append(candidate)
    return [groups[name] for name in _RANKS]


_RANKS = ("cue", "event", "relative", "deadline", "open", "period", "past", "head", "published", "now")


def _rank(candidate: ResolvedDates, old: date, *, is_head: bool) -> str:
    match = candidate.match
    if match.part == "opens":
        return "open"
    if match.part in ("published", "deadline", "open", "past"):
        return match.part
    if match.days.rule == "holiday_without_year":
        return "relative"
    if match.days.kind == "relative":
        return "now" if match.days.rule == "near_day" and not match.hours else "relative"
    if is_head:
        return "head"
    if candidate.days and candidate.days[-1][1] < old:
        return "past"
    if match.days.precision in _LONG - {"week"}:
        return "period"
    return "cue" if match.part in ("cue", "announced") else "event"


def _letterhead(resolved: Sequence[ResolvedDates]) -> ResolvedDates | None:
    """Find the date of a letter's head: "Paris, le 12 mai 2020" on a first line, with another date after it."""
    if len(resolved) < 2 or not resolved[0].match.head or resolved[0].match.hours:
        return None
    head, others = resolved[0], resolved[1:]
    events = any(candidate.match.part not in ("deadline", "open", "closed", "published") for candidate in others)
    late = any(candidate.match.part == "deadline" and candidate.days[-1][1] < head.days[0][0] for candidate in others)
    if head.match.head == "words":
        return head if head.match.line_end and events else None
    if late or (others[0].match.is_after_place and not head.match.line_end):
        return None
    return head


def _agree(group: Sequence[ResolvedDates], context: DateContext) -> ChosenDates:
    """Make one reading of findings of equal worth."""
    kept = _still_to_come(_distinct(group), context)
    best = kept[0]
    if len(kept) == 1:
        return _chosen(best, best.occurrences, _kind(best))
    if best.match.part == "published":
        return _chosen(best, best.occurrences, _kind(best))
    if not _listed(kept) or _may_be_head(kept):
        return ChosenDates(
            kind="ambiguous", problem=_("several dates, and no word says which"), rule="choice", span=_span(kept)
        )
    kept = _with_shared_hours(kept, context)
    if all(candidate.precision == "day" for candidate in kept):
        spans = join_adjacent(span for candidate in kept for span in candidate.days)
        days = tuple(Occurrence(start=first, end=last) for first, last in spans)
        return replace(_chosen(best, days, "multiple" if len(days) > 1 else None), span=_span(kept), slots=days)
    occurrences = tuple(occurrence for candidate in kept for occurrence in candidate.occurrences)
    slots = tuple(slot for candidate in kept for slot in candidate.slots)
    return replace(_chosen(best, occurrences, "multiple"), span=_span(kept), slots=slots)


def _may_be_head(kept: Sequence[ResolvedDates]) -> bool:
    """Return "Buxerolles, le 2 avril – séminaire du 18 juin": a letter's head, or the first of two days?"""
    one, two = (resolved.match for resolved in kept[:2])
    return one.head == "words" and not one.hours and not one.line_end and not two.is_listed and not two.is_after_place


def _still_to_come(kept: list[ResolvedDates], context: DateContext) -> list[ResolvedDates]:
    """Of one past and one coming event that no word lists together, keep the one to come."""
    coming = [candidate for candidate in kept if candidate.days[-1][1] >= context.reference]
    if len(coming) == 1 and len(kept) > 1 and not any(candidate.match.is_listed for candidate in kept[1:]):
        return coming
    return kept


def _with_shared_hours(kept: Sequence[ResolvedDates], context: DateContext) -> list[ResolvedDates]:
    """Return hours that only the last of a list has to all of it."""
    last = kept[-1].match
    if not last.hours or any(candidate.match.hours for candidate in kept[:-1]):
        return list(kept)
    return [*(resolve(replace(candidate.match, hours=last.hours), context) for candidate in kept[:-1]), kept[-1]]


def _span(kept: Sequence[ResolvedDates]) -> tuple[int, int]:
    return min(candidate.match.start for candidate in kept), max(candidate.match.end for candidate in kept)


def _listed(kept: Sequence[ResolvedDates]) -> bool:
    """Whether findings follow each other closely enough to be a list."""
    return all(0 < two.match.place - one.match.place <= LIST_GAP for one, two in pairwise(kept))


def _kind(candidate: ResolvedDates) -> str | None:
    part = candidate.match.part
    if part == "deadline" or (part == "open" and all(occurrence.end is None for occurrence in candidate.occurrences)):
        return part
    if part == "published":
        return "publication"
    return candidate.match.days.kind or ("multiple" if len(candidate.occurrences) > 1 else None)


def _chosen(best: ResolvedDates, occurrences: tuple[Occurrence, ...], kind: str | None) -> ChosenDates:
    return ChosenDates(
        occurrences=occurrences,
        kind=kind,
        precision=best.precision,
        problem=best.problem,
        rule=best.match.days.rule,
        span=(best.match.start, best.match.end),
        slots=best.slots if occurrences is best.occurrences else occurrences,
        is_before=best.match.is_before and kind == "deadline",
    )


def _distinct(group: Sequence[ResolvedDates]) -> list[ResolvedDates]:
    """Drop what another finding already says: the same days, or days inside its span; hours win over none."""
    kept: list[ResolvedDates] = []
    for candidate in group:
        same = next(
            (place for place, other in enumerate(kept) if _covers(other, candidate) or _covers(candidate, other)), None
        )
        if same is None:
            kept.append(candidate)
        else:
            kept[same] = _fuller(kept[same], candidate)
    return kept


def _covers(outer: ResolvedDates, inner: ResolvedDates) -> bool:
    return all(any(first <= low and high <= last for first, last in outer.days) for low, high in inner.days)


def _fuller(one: ResolvedDates, two: ResolvedDates) -> ResolvedDates:
    if (one.precision in _LONG) != (two.precision in _LONG):
        return two if one.precision in _LONG else one
    if one.days == two.days:
        return two if two.precision in ("minute", "about") and one.precision not in ("minute", "about") else one
    return one if _covers(one, two) else two


_LONGEST = 200
# Days of a field without a year are refused below, so that this day decides nothing.
_NO_REFERENCE = date(2000, 1, 1)


def parse_timestamp(text: str, *, zone: tzinfo) -> Moment | None:
    """Read a date field; a day without an hour is a `date`; None where it holds no full date.

    Args:
        text: "2024-04-25T17:30:00Z", "Thu, 25 Apr 2024 17:30:00 +0200", "25 avril 2024 à 17 h 30" …
        zone: The zone of fields that name none.
    """
    if len(text) > _LONGEST:
        return None
    folded = fold_date_text(text.strip())
    tokens = read_tokens(folded, text.strip())
    if len(tokens) == 1 and tokens[0].name == "instant":
        return _instant(tokens[0].value, zone)
    context = DateContext(reference=_NO_REFERENCE, zone=zone)
    matches = find_days(folded, text.strip(), context)
    years = [day.year for match in matches.found for span in match.days.spans for day in span]
    if not years or not all(years) or any(match.days.kind == "relative" for match in matches.found):
        return None
    moments = [match.start or match.end for match in choose(matches, context).occurrences]
    return moments[0] if moments else None


def _instant(parts: tuple[DayPart, ClockPart, tzinfo | None], zone: tzinfo) -> datetime | None:
    written, clock, own = parts
    day = make_day(written, written.year or 0)
    if day is None or clock.hour == 24:
        return None
    hour = time(clock.hour, clock.minute, min(clock.second, 59))
    return datetime.combine(day, hour, tzinfo=UTC if own is UTC else own or zone)
