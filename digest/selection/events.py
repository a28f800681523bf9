"""The agenda of one issue: events in, what is printed out, in print order.

What is past is dropped, what lies beyond the window is left out with its reason, deadlines get a list of their own, and
the same event told by a page, a feed and a calendar becomes one (`same_events` knows when). Values in, values out.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

from digest.edition.model import LeftOut
from digest.locale import _
from digest.model import Article, Event, Moment, Status, Window, day_of
from digest.text import dates
from digest.text.normalize import strip_accents

if TYPE_CHECKING:
    from digest.text.dates.statements import EventTime

# When two events are one, and what the one keeps: pages, feeds and calendars tell of the same meeting in other words.

_MONTHS = (
    "janv(?:ier)?|fevr?(?:ier)?|mars|avr(?:il)?|mai|juin|juil(?:let)?|aout|sept(?:embre)?|oct(?:obre)?|nov(?:embre)?|"
    "dec(?:embre)?"
)
# Dates, hours and states inside a title: one source writes them there, another beside it.
_DATES = re.compile(
    rf"\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)s?\b"
    rf"|\b(?:\d{{1,2}}(?:er|e)?\s(?:(?:et|au|a)\s)?){{0,3}}\d{{1,2}}(?:er)?\s(?:{_MONTHS})\b(?:\s(?:19|20)\d\d\b)?"
    rf"|\b(?:{_MONTHS})\s(?:19|20)\d\d\b|\b\d{{1,2}}\s\d{{1,2}}\s(?:19|20)\d\d\b|\b(?:19|20)\d\d\b"
    r"|\b\d{1,2}\s?h(?:\s?\d\d)?\b"
)
_STATES = re.compile(r"\b(?:annule|reporte|complet)(?:e?s?)\b|\b(?:annulation|report)\b(?:\s(?:de|des|du)\b)?")
# "élu·e·s", "élues et élus" and "élus" are the same people.
_INCLUSIVE = re.compile(r"[·.\-](?:e|es|s|te|tes|trice|trices|se|ses|ve|ves|ne|nes)\b")
_ENDING = re.compile(r"(?<=[^\W\d]{2})e?s?$")
_SMALL = frozenset(re.findall(r"\w+", "a au aux avec d de des du en et l la le les par pour sur un une the of and in"))
_STATUS_ORDER = (Status.CONFIRMED, Status.FULL, Status.POSTPONED, Status.CANCELLED)
_LONGEST_TITLE = 300
# Fewer words are a kind of meeting, not a meeting.
_FEWEST_WORDS = 3
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class EventMerge:
    """Events that became one.

    Attributes:
        id: The event that stays.
        title: Its title.
        merged: The ids of the others.
        sources: The names of all the sources that told of it, in their order.
    """

    id: str
    title: str
    merged: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _EventStatement:
    """An event as it was told, with its rank among all and the words of its title that count."""

    rank: int
    event: Event
    words: tuple[str, ...]


def merge_events(events: Iterable[Event]) -> tuple[tuple[Event, ...], tuple[EventMerge, ...]]:
    """Make one event of those that are the same; both the events and the merges in the order of first mention."""
    told = [
        _EventStatement(rank=rank, event=event, words=event_title_words(event.title))
        for rank, event in enumerate(events)
    ]
    desk = _AgendaBuilder()
    for one in sorted(told, key=lambda one: (one.event.all_day, one.rank)):
        desk.put(one)
    groups = sorted((sorted(group, key=lambda one: one.rank) for group in desk.groups), key=lambda group: group[0].rank)
    merged = [_richest([one.event for one in group]) for group in groups]
    return tuple(merged), tuple(_tell(group) for group in groups if len({one.event.id for one in group}) > 1)


class _AgendaBuilder:
    """Groups of events that are one, found again by what any two of them have in common: so that it stays fast.

    That is their day, and either a name (id or key) or the first words of the title.
    """

    def __init__(self) -> None:
        self.groups: list[list[_EventStatement]] = []
        self._drawers: dict[Hashable, list[list[_EventStatement]]] = defaultdict(list)

    def put(self, one: _EventStatement) -> None:
        drawers = _drawer_names(one)
        near = (group for name in drawers for group in self._drawers.get(name, ()))
        candidates = [group for group in near if all(_is_same(one, other) for other in group)]
        exact = [group for group in candidates if any(one.event.start == other.event.start for other in group)]
        group = next(iter(exact or candidates), None)
        if group is None:
            group = []
            self.groups.append(group)
        group.append(one)
        for name in drawers:
            if not any(known is group for known in self._drawers[name]):
                self._drawers[name].append(group)


def _drawer_names(one: _EventStatement) -> list[Hashable]:
    day = (one.event.first_day, one.event.is_deadline)
    return [(day, one.words[:_FEWEST_WORDS]), *((day, name) for name in (one.event.id, *one.event.keys))]


def event_title_words(title: str) -> tuple[str, ...]:
    """Return the words of a title that tell it from others: folded, without dates, states, small words and doubles."""
    folded = unicodedata.normalize("NFKD", title[:_LONGEST_TITLE]).casefold()
    plain = strip_accents(folded)
    spaced = " ".join(re.findall(r"\w+", _INCLUSIVE.sub("", plain)))
    bare = _STATES.sub(" ", _DATES.sub(" ", spaced))
    words = (_ENDING.sub("", word) for word in bare.split() if word not in _SMALL)
    return tuple(dict.fromkeys(words)) or tuple(spaced.split())


def _is_same(one: _EventStatement, other: _EventStatement) -> bool:
    if one.event.id == other.event.id or (set(one.event.keys) & set(other.event.keys)):
        return True
    if not _hours_agree(one.event, other.event):
        return False
    return one.words == other.words or _is_cut_short(one, other)


def _hours_agree(one: Event, other: Event) -> bool:
    """Whether two events of one day can be one: of one source, other hours are other meetings."""
    if one.all_day or other.all_day or one.start == other.start:
        return True
    return one.provenance.source != other.provenance.source


def _is_cut_short(one: _EventStatement, other: _EventStatement) -> bool:
    """Whether one title is the beginning of the other: a badge has no room for all of it."""
    short, long = sorted((one, other), key=lambda told: len(told.words))
    is_beginning = len(short.words) >= _FEWEST_WORDS and long.words[: len(short.words)] == short.words
    is_cut = short.event.title.rstrip().endswith(("…", "...", "(…)"))
    return is_beginning and (is_cut or _is_same_hour_and_page(one.event, other.event))


def _is_same_hour_and_page(one: Event, other: Event) -> bool:
    same_page = one.url is not None and one.url == other.url
    same_hour = not one.all_day and one.start == other.start
    return one.provenance.source != other.provenance.source and (same_page or same_hour)


def _richest(events: list[Event]) -> Event:
    """Keep the first one's name and the best of each: hours before days, the most words, the gravest status."""
    first = events[0]
    timed = _best_timed(events)
    return replace(
        first,
        start=timed.start,
        end=timed.end,
        slots=timed.slots,
        precision=timed.precision,
        title=max((event.title for event in events), key=lambda title: len(event_title_words(title))),
        place=max((event.place for event in events), key=len),
        url=next((event.url for event in events if event.url), None),
        summary=max((event.summary for event in events), key=len),
        status=max((event.status for event in events), key=_STATUS_ORDER.index),
        theme=next((event.theme for event in events if event.theme), None),
        tags=_all(event.tags for event in events),
        links=_all(event.links for event in events),
        keys=_all(event.keys for event in events),
        sequence=max(event.sequence for event in events),
    )


def _best_timed(events: list[Event]) -> Event:
    """Choose the reading with hours, unless another one spans more days: an opening at 14:00 is not the whole fair."""
    return max(
        events,
        key=lambda event: (event.last_day, not event.all_day, isinstance(event.end, datetime), bool(event.slots)),
    )


def _all(parts: Iterable[tuple[T, ...]]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(one for part in parts for one in part))


def _tell(group: list[_EventStatement]) -> EventMerge:
    events = [one.event for one in group]
    kept = events[0]
    return EventMerge(
        id=kept.id,
        title=kept.title,
        merged=tuple(dict.fromkeys(event.id for event in events[1:] if event.id != kept.id)),
        sources=_all((event.provenance.source,) for event in events),
    )


# What titles announce: "ANNULÉ – Atelier", "Forum reporté au 19 mars", and an article that says so of an event.

_MARK = r"(?:annul[ée]e?s?|annulation|report[ée]e?s?|report|d[ée]cal[ée]e?s?|complete?s?|cancell?ed|postponed|sold out)"
_MARKED = re.compile(rf"\b{_MARK}\b|\bn[’']aur(?:a|ont) (?:finalement )?pas lieu\b", re.IGNORECASE)
_NO_MARK = re.compile(r"\bsauf annulation\b|\bprogramme complet\b|\bcomplet de\b", re.IGNORECASE)
_READ_OUT = (
    re.compile(
        rf"^[\s\[(*!]*{_MARK}(?:\s+(?:au|aux|le|du)\s[^–—:|]{{1,40}}?)?\s*[\])!*]*(?:\s*[:–—|]+|\s+-+|(?<=[\])!*]))\s*",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?:\s+[-–—:|]+|\s*[:–—|]|\s*[\[(])\s*{_MARK}(?:\s+(?:au|aux|le|du)\s.{{1,40}})?\s*[!)\]*]*\s*$",
        re.IGNORECASE,
    ),
    re.compile(r"^(?:attention|important)\s*[:!–—-]+\s*", re.IGNORECASE),
    re.compile(r"(?:\s*[:–—,]|\s-)\s*nouvelle date\b.*$", re.IGNORECASE),
    re.compile(r"^(?:ANNUL[ÉE]E?S?|REPORT[ÉE]E?S?|COMPLETE?S?)\s+(?=\w)"),
    re.compile(r"\s+(?:est |sera )?(?:report|décal|avanc|déplac|repouss)ée?s?\s+(?:au|aux|le)\s.*$", re.IGNORECASE),
    re.compile(r"^(?:annulation|report)\s*!?\s+(?:de l[’']|de la |du |des |de )", re.IGNORECASE),
    re.compile(r"\s+(?:est|sont|a été|ont été)\s+(?:finalement )?(?:annul|report|décal)ée?s?\b.*$", re.IGNORECASE),
    re.compile(r"\s(?:annul|report)ée?s?\s*!*$", re.IGNORECASE),
)
_FULL = re.compile(
    r"^\W*complete?s?\b\W*(?:[:–—|!-]|$)|[:(\[–—|-]\s*complete?s?\s*[)\]!]*\s*$|\bsold out\b", re.IGNORECASE
)
_OLD_DAY = re.compile(r"(?:\s*,)?\s*(?:initialement |d’abord )?(?:prévue?s? )?\b(?:du|le|des|les)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Announcement:
    """What a title says of an event of one day: its status, or the time it moves to."""

    words: tuple[str, ...]
    source: str
    day: date
    status: Status
    time: "EventTime | None" = None


def settle_announcements(
    events: Iterable[Event], articles: Iterable[Article] = (), *, zone: ZoneInfo
) -> tuple[Event, ...]:
    """Return the events as titles announce them, in their order: cancelled, full, or moved to another day.

    The mark is read out of the title, to be printed once. What one source announces counts for the same event of
    another, if title and day agree; an article's title does so too. The old day is never kept where a new one is said.
    """
    told = tuple(events)
    announced = [_of_event(event, zone) for event in told] + [_of_article(article, zone) for article in articles]
    known = [announcement for announcement in announced if announcement is not None]
    return tuple(_announced(event, known) for event in told) if known else told


def _of_event(event: Event, zone: ZoneInfo) -> _Announcement | None:
    return _announcement(event.title, event.first_day, event.provenance.source, zone, day=event.first_day)


def _of_article(article: Article, zone: ZoneInfo) -> _Announcement | None:
    if article.published is None:
        return None
    return _announcement(article.title, day_of(article.published), article.provenance.source, zone, day=None)


def _announcement(
    title: str, reference: date, source: str, zone: ZoneInfo, *, day: date | None
) -> _Announcement | None:
    """Read a title; without the day of an event, the title must name one."""
    if not _MARKED.search(title) or _NO_MARK.search(title):
        return None
    reading = dates.read_date(title[:_LONGEST_TITLE], reference=reference, zone=zone)
    times = dates.event_times(reading)
    moved = times[0] if reading.kind == "postponed" and len(times) == 1 and times[0].start is not None else None
    status = {"cancelled": Status.CANCELLED, "postponed": Status.POSTPONED}.get(reading.kind or "")
    if status is None:
        status = Status.FULL if _FULL.search(title) else Status.CONFIRMED
    if status is Status.CONFIRMED or (moved is None and len(times) > 1):
        return None
    if day is None:
        day = _named_day(title, reference, zone, but=moved)
    words = event_title_words(_without_mark(title))
    return _Announcement(words=words, source=source, day=day, status=status, time=moved) if day else None


def _named_day(title: str, reference: date, zone: ZoneInfo, *, but: "EventTime | None") -> date | None:
    """Return the one day that a title names beside the new one; None where it is none, or several."""
    new = day_of(but.start) if but is not None and but.start is not None else None
    found = dates.find_dates(title[:_LONGEST_TITLE], reference=reference, zone=zone)
    readings = (dates.read_date(reading.words, reference=reference, zone=zone) for reading in found if reading.words)
    days = {day_of(time.start) for reading in readings for time in dates.event_times(reading) if time.start is not None}
    days.discard(new or date.min)
    return days.pop() if len(days) == 1 else None


def _announced(event: Event, known: Iterable[_Announcement]) -> Event:
    words = event_title_words(_without_mark(event.title))
    for announcement in known:
        if announcement.day != event.first_day or announcement.words != words:
            continue
        if announcement.source != event.provenance.source and len(words) < _FEWEST_WORDS:
            continue
        title = _without_mark(event.title)
        time = announcement.time
        if time is None:
            status = max(event.status, announcement.status, key=_STATUS_ORDER.index)
            return replace(event, title=title, status=status)
        title = _without_old_day(title, event.first_day)
        kept = Status.CONFIRMED if event.status is Status.POSTPONED else event.status
        return replace(
            event, title=title, status=kept, start=time.start, end=time.end, slots=time.slots, precision=time.precision
        )
    return event


def _without_mark(title: str) -> str:
    """Return a title without the words that its status says again."""
    bare = title
    for pattern in _READ_OUT:
        bare = pattern.sub("", bare, count=1)
    bare = bare.strip()
    if len(bare) < len(title.strip()) and bare[:1].islower():
        bare = bare[:1].upper() + bare[1:]
    return bare or title


def _without_old_day(title: str, reference: date) -> str:
    found = dates.find_dates(title[:_LONGEST_TITLE], reference=reference, zone=UTC)
    for reading in reversed(found):
        start, end = reading.position
        if reading.words and len(title) - end < len(title):
            title = _OLD_DAY.sub("", title[:start]) + title[end:]
    return " ".join(title.split()).strip(" ,–—-:") or title


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """What the letter says of days to come.

    Attributes:
        events: In print order: ongoing first, then by day, all-day before hours; cancelled ones included, no deadline.
        deadlines: Last days to answer, in order of day.
        left_out: What starts after the window, and why it is not printed.
        merges: Which events became one.
    """

    events: tuple[Event, ...] = ()
    deadlines: tuple[Event, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    merges: tuple[EventMerge, ...] = ()


def compose_agenda(events: Iterable[Event], *, window: Window, zone: ZoneInfo) -> Agenda:
    """Choose, merge and order the events of one issue.

    Args:
        events: Everything known, from all sources, in the order of the sources.
        window: The days the agenda covers; both ends count.
        zone: The letter's zone: what starts at 23:30 UTC may be tomorrow's there.
    """
    to_come = [event for event in (in_zone(one, zone) for one in events) if event.last_day >= window.first_day]
    kept, merges = merge_events(to_come)
    within = [event for event in kept if event.first_day <= window.last_day]
    return Agenda(
        events=tuple(sorted((e for e in within if not e.is_deadline), key=lambda e: _print_order(e, window))),
        deadlines=tuple(sorted((e for e in within if e.is_deadline), key=lambda e: _print_order(e, window))),
        left_out=tuple(_left_out(event, window) for event in kept if event.first_day > window.last_day),
        merges=tuple(merges),
    )


def in_zone(event: Event, zone: ZoneInfo) -> Event:
    """Return the event with its hours in the letter's zone, unless they are told in a zone with other hours.

    UTC is how machines write any zone, so it is not a zone that was named: the reader wants the letter's hours.
    """
    slots = tuple((_moment_in_zone(start, zone) or start, _moment_in_zone(end, zone)) for start, end in event.slots)
    return replace(event, start=_moment_in_zone(event.start, zone), end=_moment_in_zone(event.end, zone), slots=slots)


def _moment_in_zone(moment: Moment | None, zone: ZoneInfo) -> Moment | None:
    if not isinstance(moment, datetime):
        return moment
    local = moment.astimezone(zone)
    is_utc = str(moment.tzinfo) in ("UTC", "UTC+00:00", "Etc/UTC", "tzutc()")
    return local if is_utc or moment.utcoffset() == local.utcoffset() else moment


def _print_order(event: Event, window: Window) -> tuple[bool, date, bool, float, str, str]:
    """Ongoing first, then by day, whole days before hours, then by title."""
    moment: Moment | None = event.start if event.start is not None else event.end
    hour = moment.timestamp() if isinstance(moment, datetime) else 0.0
    is_new = event.first_day >= window.first_day
    return is_new, event.first_day, not event.all_day, hour, _fold(event.title), event.id


def _fold(text: str) -> str:
    return strip_accents(unicodedata.normalize("NFKD", text)).casefold()


def _left_out(event: Event, window: Window) -> LeftOut:
    reason = _("starts on {day}, after the last day of the agenda ({last_day})").format(
        day=event.first_day.isoformat(), last_day=window.last_day.isoformat()
    )
    return LeftOut(id=event.id, title=event.title, reason=reason)
