"""The agenda block and the news of a saved portal page: badges, ranges and titles in, events out.

The badge ("25" over "avr") carries no year; the title or the range beside it often does, and then they decide. Without
a year it is the first such day on or after the day the page was captured.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from digest.locale import _
from digest.model import Event, Moment, Problem, SourceResult, Status, day_of
from digest.sources.portal.items import distinguish_items, fold_title, found_at, name_event, problem_at, status_in
from digest.sources.portal.lines import DocLine, has_day, has_hours, has_year, is_date_line, month_numbers
from digest.sources.types import ReadContext
from digest.text.dates import event_times, read_date

_NOISE = re.compile(
    r"^(?:image(?: par defaut)?|photo|logo|voir (?:tout|toute|plus|l'agenda|la suite).{0,40}|"
    r"tou(?:s|te|tes) (?:les?|l'|la) ?.{0,30}|tout l'agenda|(?:lire|en savoir) (?:la suite|plus).{0,40}|"
    r"(?:lun|mar|mer|jeu|ven|sam|dim)(?:di|credi|dredi|manche|edi)?\.?|"
    r"plus d'(?:infos?|actualites?|evenements?)|rss|[<>«»‹›|+.…-]+|ajouter (?:a mon|au) .{0,20}|precedente?|suivante?)$"
)
_LOOKS_BACK = re.compile(
    r"^(?:retour|bilan|compte[- ]rendu|replay|rediffusion|synthese|ca s'est passe|restitution)\b|\bs'est tenue?\b"
)
# "11/04/2024 : un titre" is the day the news came out, not the day of what it tells.
_OPENS_DATED = re.compile(r"^\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b|^\d{1,2}(?: ?er)? [a-z]{3,9}\.? \d{4} ?[:–|-]")
_GOES_ON = re.compile(r"[a-zà-ÿ]|(?:19|20)\d{2}\b")
_LONGEST_TITLE = 400
_HOURS = re.compile(
    r"(?:de |a |entre )?\b\d{1,2} ?(?:h|:) ?(?:\d{2})?\b(?: ?(?:a|-|–|et) ?\d{1,2} ?(?:h|:) ?(?:\d{2})?\b)?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DateBadge:
    """A day and the months its three letters may stand for; "jui" is June or July."""

    day: int
    months: tuple[int, ...]

    def fits(self, moment: Moment) -> bool:
        """Whether a moment is on this day of these months."""
        day = day_of(moment)
        return day.day == self.day and day.month in self.months


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaEntry:
    """One entry of the agenda: its badge as written, the lines of dates, and its words."""

    line: int
    badge: DateBadge | None
    dates: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def title(self) -> str:
        """The entry's first words, a trailing comma dropped."""
        return self.words[0].strip(" ,;") if self.words else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryDates:
    """When an entry takes place, first day and last; a deadline has no start."""

    start: Moment | None
    end: Moment | None
    kind: str | None = None
    slots: tuple[tuple[Moment, Moment | None], ...] = ()
    precision: str = ""

    @property
    def first(self) -> Moment:
        """The moment it is known by."""
        moment = self.start if self.start is not None else self.end
        assert moment is not None  # noqa: S101 - `_readings` keeps no occurrence without both
        return moment


def read_agenda(lines: Sequence[DocLine], reading: ReadContext) -> SourceResult:
    """Read the agenda block; an entry whose day cannot be told is a problem and no event."""
    events: list[Event] = []
    problems: list[Problem] = []
    for entry in _entries(lines):
        if not entry.title:
            continue
        found = _when(entry, reading)
        events.extend(_event(entry, when, reading) for when in found)
        if not found and (entry.badge or entry.dates):
            problems.append(_undated(entry, reading))
    return SourceResult(source=reading.source.name, events=distinguish_items(events), problems=tuple(problems))


def read_announcements(lines: Sequence[DocLine], reading: ReadContext, *, known: Iterable[Event] = ()) -> SourceResult:
    """Read the announcements among the news that say their day; the others are links without an address, and left."""
    known = tuple(known)
    entries = (AgendaEntry(line=line.number, badge=None, dates=(), words=(line.text,)) for line in _joined(lines))
    announced = (entry for entry in entries if not _is_news(fold_title(entry.title)))
    found = (_event(entry, when, reading) for entry in announced for when in _readings(entry.title, reading))
    return SourceResult(
        source=reading.source.name, events=distinguish_items(e for e in found if not _is_known(e, known))
    )


def _is_noise(text: str) -> bool:
    return len(text) > _LONGEST_TITLE or _NOISE.match(fold_title(text)) is not None


def _is_news(title: str) -> bool:
    return _LOOKS_BACK.search(title) is not None or _OPENS_DATED.match(title) is not None


def _entries(lines: Sequence[DocLine]) -> list[AgendaEntry]:
    """Return the entries: each opens with a badge, or with words that follow the words of another entry."""
    entries: list[AgendaEntry] = []
    rest = [line for line in lines if not _is_noise(line.text)]
    while rest:
        badge, used = _badge_at(rest)
        if badge or not entries or _opens_without_badge(rest[0], entries[-1]):
            entries.append(AgendaEntry(line=rest[0].number, badge=badge, dates=(), words=()))
        if not badge:
            entries[-1] = _with_line(entries[-1], rest[0].text)
        rest = rest[max(used, 1) :]
    return entries


def _badge_at(lines: Sequence[DocLine]) -> tuple[DateBadge | None, int]:
    """Read "25" over "avr", or "25 avr", perhaps with the year below or beside; and how many lines it takes."""
    texts = [fold_title(line.text) for line in lines[:2]]
    alone = re.fullmatch(r"(\d{1,2})(?:er)?", texts[0])
    if alone and len(texts) == 2 and month_numbers(texts[1]):
        return DateBadge(day=int(alone[1]), months=month_numbers(texts[1])), 2
    beside = re.fullmatch(r"(\d{1,2})(?:er)?[ -]([a-z]{3,9})\.?", texts[0])
    if beside and month_numbers(beside[2]):
        return DateBadge(day=int(beside[1]), months=month_numbers(beside[2])), 1
    return None, 0


def _opens_without_badge(line: DocLine, entry: AgendaEntry) -> bool:
    """An entry without a badge: a line of dates after words, or words with their own date after a whole entry."""
    if not entry.words:
        return False
    return (is_date_line(line.text) and has_day(line.text)) or (has_day(line.text) and has_year(line.text))


def _with_line(entry: AgendaEntry, text: str) -> AgendaEntry:
    if is_date_line(text) or re.fullmatch(r"(?:19|20)\d{2}", text):
        return replace(entry, dates=(*entry.dates, text))
    if entry.words and (text[:1].islower() or entry.words[-1].endswith((" :", ":", "’", "'"))):
        return replace(entry, words=(*entry.words[:-1], f"{entry.words[-1]} {text}"))
    return replace(entry, words=(*entry.words, text))


def _joined(lines: Sequence[DocLine]) -> list[DocLine]:
    """Return the news' titles: noise and days of publication away, lines that were cut joined."""
    titles: list[DocLine] = []
    for line in lines:
        if _is_noise(line.text) or is_date_line(line.text):
            continue
        if titles and not line.gap and _GOES_ON.match(line.text):
            titles[-1] = replace(titles[-1], text=f"{titles[-1].text} {line.text}")
        else:
            titles.append(line)
    return titles


def _when(entry: AgendaEntry, reading: ReadContext) -> tuple[EntryDates, ...]:
    """Decide among badge, range and title: a written year first, hours before whole days, else the badge."""
    texts = (" ".join(entry.dates), *entry.words)
    dated = [(text, _readings(text, reading, agenda=True)) for text in texts if has_day(text)]
    sure = [found for text, found in dated if found and has_year(text) and _agrees(found, entry.badge, strict=False)]
    open_year = [found for text, found in dated if found and not has_year(text) and _agrees(found, entry.badge)]
    candidates = sure or open_year
    timed = [found for found in candidates if isinstance(found[0].first, datetime)]
    if candidates:
        return _same_days(candidates[0], timed) or candidates[0]
    return _badge_days(entry, reading)


def _agrees(found: tuple[EntryDates, ...], badge: DateBadge | None, *, strict: bool = True) -> bool:
    """Whether a reading is the badge's day; a written year wins over a badge, but for a deadline."""
    return badge is None or badge.fits(found[0].first) or (not strict and found[0].start is not None)


def _same_days(found: tuple[EntryDates, ...], timed: Sequence[tuple[EntryDates, ...]]) -> tuple[EntryDates, ...]:
    return next((other for other in timed if day_of(other[0].first) == day_of(found[0].first)), ())


def _badge_days(entry: AgendaEntry, reading: ReadContext) -> tuple[EntryDates, ...]:
    """The badge alone: the first such day on or after the capture, at the hour that the words give."""
    if entry.badge is None or len(entry.badge.months) != 1:
        return ()
    written = next((date_line for date_line in entry.dates if re.fullmatch(r"\d{4}", date_line)), "")
    day = _next_day(entry.badge, int(written) if written else None, reading.today)
    if day is None:
        return ()
    hours = next((text for text in (*entry.dates, *entry.words) if has_hours(text)), "")
    text = f"{day:%d/%m/%Y}"
    found = _HOURS.search(fold_title(hours))
    timed = _readings(f"{text} {found[0]}", reading, agenda=True) if found else ()
    return timed or (EntryDates(start=day, end=day),)


def _next_day(badge: DateBadge, written: int | None, capture: date) -> date | None:
    for year in (written,) if written else range(capture.year, capture.year + 5):
        try:
            day = date(year, badge.months[0], badge.day)
        except ValueError:
            continue  # 29 February, or a day that no month has
        if written or day >= capture:
            return day
    return None


def _readings(text: str, reading: ReadContext, *, agenda: bool = False) -> tuple[EntryDates, ...]:
    """Read the days that words give; a publication and a month without a day are no appointment."""
    found = read_date(text, reference=reading.today, zone=reading.zone, agenda=agenda)
    if found.kind in ("publication", "relative", "imprecise", "ambiguous") or not has_day(text):
        return ()
    when = (EntryDates(**time._asdict(), kind=found.kind) for time in event_times(found))
    return tuple(one for one in when if one.start is not None or one.end is not None)


def _event(entry: AgendaEntry, when: EntryDates, reading: ReadContext) -> Event:
    # "reporté au 12 mai": it takes place, on that day.
    status = Status.CONFIRMED if when.kind == "postponed" else status_in(entry.title)
    event = Event(
        id="",
        title=entry.title,
        start=when.start,
        end=when.end,
        slots=when.slots,
        precision=when.precision,
        summary=" ".join(word for word in entry.words[1:] if not has_day(word)),
        status=status,
        keys=(reading.where,),
        provenance=found_at(reading, entry.line),
    )
    return name_event(event, reading)


def _undated(entry: AgendaEntry, reading: ReadContext) -> Problem:
    return problem_at(
        reading,
        _('the day of "{title}" cannot be told').format(title=entry.title),
        line=entry.line,
        hint=_("Write the day, the month and the year beside it, as in 25 avril 2024."),
    )


def _is_known(event: Event, known: Sequence[Event]) -> bool:
    """Whether the agenda has it already: the same day, and nearly the same words."""
    return any(other.first_day == event.first_day and _is_alike(event.title, other.title) for other in known)


def _is_alike(one: str, other: str) -> bool:
    first, second = (
        {word for word in re.findall(r"\w+", fold_title(title)) if len(word) > 2 and not word[0].isdigit()}
        for title in (one, other)
    )
    return len(first & second) >= 0.7 * max(1, min(len(first), len(second)))
