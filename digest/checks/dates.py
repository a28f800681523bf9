"""Days: what is over, what contradicts itself, and what means another day once the letter is read."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from digest.checks.base import CheckInput, Flaw, articles_of, edition_place, events_of, items_of, locate_item, passages
from digest.locale import _, quote
from digest.model import Article, Event, day_of
from digest.text.dates import DateReading, find_dates, format_moments

_UNCERTAIN = frozenset({"imprecise", "ambiguous", "recurring", "relative", "postponed"})
_FAR = timedelta(days=183)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}|/[0-9]{2}\b")
_NEAR = re.compile(
    r"(?<!\bde\s)(?<!\bd['’])(?<!\bdu\s)(?<!\bet\s)\b(?:aujourd['’]hui|après[-\s]demain|avant[-\s]hier|demain|hier|ce\ssoir|"
    r"ce\smatin|cet\saprès[-\s]midi|cette\ssemaine|la\ssemaine\s(?:prochaine|dernière)|ce\sweek[-\s]?end|ce\smois[-\s]ci|"
    r"today|tomorrow|yesterday|tonight|this\s(?:week|weekend|morning|evening|afternoon)|(?:next|last)\sweek)\b",
    re.IGNORECASE,
)
"""Not "la ville de demain", "d'hier et d'aujourd'hui": there they mean no day."""
_BEFORE = timedelta(days=31)


def find_past_events(material: CheckInput) -> Iterator[Flaw]:
    """An event or a deadline of the agenda is over."""
    for event in events_of(material.edition):
        if event.last_day < material.today:
            what = _("it was over on {day}").format(day=_say(event.last_day, material))
            yield Flaw(
                place=locate_item(event, material), what=what, hint=_("Take it out of the agenda, or mend its day.")
            )


def find_past_deadlines(material: CheckInput) -> Iterator[Flaw]:
    """An article invites to answer by a day that is over."""
    for article in articles_of(material.edition):
        for text in (article.title, article.summary):
            for reading in _readings(text, article, material):
                day = _last_day(reading) if reading.kind == "deadline" else None
                if day and day < material.today:
                    what = _('"{words}": that was over on {day}').format(words=reading.words, day=_say(day, material))
                    hint = _("Leave the article out, or say that it is over.")
                    yield Flaw(place=locate_item(article, material), what=what, hint=hint)


def find_reversed_events(material: CheckInput) -> Iterator[Flaw]:
    """An event ends before it begins."""
    for event in events_of(material.edition):
        if event.start is not None and event.last_day < event.first_day:
            what = _("it begins on {first} and ends before it, on {last}").format(
                first=_say(event.first_day, material), last=_say(event.last_day, material)
            )
            yield Flaw(place=locate_item(event, material), what=what, hint=_("Mend its days in the edition's file."))


def find_wrong_dates(material: CheckInput) -> Iterator[Flaw]:
    """A date in a title or a summary cannot be: a weekday that is another, a day that no month has."""
    for item in items_of(material.edition):
        for text in (item.title, item.summary):
            for reading in _readings(text, item, material):
                if reading.problem and reading.kind not in _UNCERTAIN:
                    what = f"{quote(reading.words)}: {reading.problem}"
                    hint = _("Look at the source, and write the right date.")
                    yield Flaw(place=locate_item(item, material), what=what, hint=hint)


def find_contradicting_titles(material: CheckInput) -> Iterator[Flaw]:
    """An event's title names another day than its place in the agenda."""
    for event in events_of(material.edition):
        named = [reading for reading in _readings(event.title, event, material) if _is_plain(reading)]
        if named and not any(_meets(reading, event) for reading in named):
            what = _('its title says "{words}", and the agenda {day}').format(
                words=named[0].words, day=_say(event.first_day, material)
            )
            yield Flaw(
                place=locate_item(event, material),
                what=what,
                hint=_("Mend the title or the day, one of them is wrong."),
            )


def find_near_words(material: CheckInput) -> Iterator[Flaw]:
    """A text says "aujourd'hui", "demain" or "cette semaine", and is read on another day."""
    for passage in passages(material):
        found = _NEAR.search(passage.words)
        if found:
            what = _('"{words}" is another day when it is read').format(words=found[0])
            yield Flaw(place=passage.place, what=what, hint=_("Write the date."))


def find_missing_years(material: CheckInput) -> Iterator[Flaw]:
    """An article's title names a day without its year, more than six months away."""
    for item in articles_of(material.edition):
        for reading in _readings(item.title, item, material):
            day = _first_day(reading)
            if day and not _YEAR.search(reading.words) and abs(day - material.edition.day) > _FAR:
                what = _('"{words}" has no year and is read as {day}').format(
                    words=reading.words, day=_say(day, material)
                )
                yield Flaw(place=locate_item(item, material), what=what, hint=_("Write the year."))


def find_stale_edition(material: CheckInput) -> Iterator[Flaw]:
    """The edition was composed days ago: its agenda and its news are of that day."""
    old = (material.today - material.edition.day).days
    if old > 1:
        what = _("it was composed for {day}, {count} days ago").format(
            day=_say(material.edition.day, material), count=old
        )
        yield Flaw(place=f"{edition_place(material)} day", what=what, hint=_('Bring it up to date: "digest build".'))


def _readings(text: str, item: Article | Event, material: CheckInput) -> tuple[DateReading, ...]:
    """Read the dates of a text: of an article as of its own day, of an event in the year it takes place."""
    zone = material.config.letter.timezone
    if isinstance(item, Event):
        reference = max(item.first_day, date.min + _BEFORE) - _BEFORE
        return find_dates(text, reference=reference, zone=zone, agenda=True)
    reference = day_of(item.published) if item.published else material.edition.day
    return find_dates(text, reference=reference, zone=zone)


def _is_plain(reading: DateReading) -> bool:
    """Whether a reading is of days, exactly and without doubt."""
    return (
        bool(reading.occurrences)
        and not reading.problem
        and reading.precision in ("day", "minute")
        and (reading.kind in (None, "multiple", "deadline", "open"))
    )


def _meets(reading: DateReading, event: Event) -> bool:
    for one in reading.occurrences:
        first = day_of(one.start or one.end or event.first_day)
        last = day_of(one.end or one.start or event.last_day)
        if first <= event.last_day and event.first_day <= last:
            return True
    return False


def _first_day(reading: DateReading) -> date | None:
    """Return the first day of a reading that is plain."""
    moments = (one.start or one.end for one in reading.occurrences if _is_plain(reading))
    return next((day_of(moment) for moment in moments if moment), None)


def _last_day(reading: DateReading) -> date | None:
    """Return the last day of a reading that is plain."""
    moments = [one.end or one.start for one in reading.occurrences if _is_plain(reading)]
    return max((day_of(moment) for moment in moments if moment), default=None)


def _say(day: date, material: CheckInput) -> str:
    return format_moments(day, None, zone=material.config.letter.timezone)
