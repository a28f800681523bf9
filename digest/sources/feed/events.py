"""Events out of feeds and pages: those with dates of their own, and those that the title of an article announces.

The dates are read by `digest.text.dates`; where it is not certain, an article stays an article and nothing more.
"""

import re
from dataclasses import replace
from datetime import datetime, time, timedelta

from digest.model import Article, Event, Moment, day_of
from digest.sources.article import make_article
from digest.sources.identity import parse_feed_date
from digest.sources.portal.items import fold_title, status_in
from digest.sources.types import RawArticle, RawDates, ReadContext
from digest.text import dates as grammar
from digest.text.dates.normalize import may_hold_a_day
from digest.text.sanitize import clean_line, cut_at_word, plain_text
from digest.text.urls import short_id

_FARTHEST = timedelta(days=550)
"""How far ahead of its article an announced event is believed: a year and a half."""
_NO_MEETING = re.compile(
    r"^(?:retour|bilan|compte[- ]rendu|replay|rediffusion|synthese|memoire|hommage|communique|edito|revue de presse)\b"
    r"|\b(?:loi|decret|arrete|ordonnance|circulaire|journal officiel|lettre|newsletter|infolettre|bulletin|magazine"
    r"|numero|version|mise a jour|mis a jour|publie|paru|en vigueur|depuis|a compter|s'est tenue?)\b"
    r"|\bn ?°"
)
_CALL = re.compile(
    r"\b(?:inscri\w+|candidat\w+|appels?|ami|depots?|deposer|dossiers?|repon\w+|date limite|clotures?|concours|prix"
    r"|bourses?|delais?|postule[rz]?|questionnaire|enquete|consultation|contribu\w+|subventions?|aides?|telede\w+|fonds)\b"
)
"""What closes on a day; "exposition jusqu'au 29 mars" is on until then, and is no deadline."""


def make_event(raw: RawArticle, reading: ReadContext) -> Event | None:
    """Return the event that a source announces by explicit dates; None where it is none, or they cannot be read."""
    if not raw.dates.is_event:
        return None
    start, end = parse_event_dates(raw.dates, reading)
    article = make_article(raw, reading) if start is not None else None
    if article is None or start is None:
        return None
    start, end = _without_midnights(start, end)
    event = _event_of(article, start, end, place=clean_line(plain_text(raw.dates.place)))
    return replace(event, status=raw.dates.status) if raw.dates.status is not None else event


def parse_event_dates(dates: RawDates, reading: ReadContext) -> tuple[Moment | None, Moment | None]:
    """Read the start and end of an event: fields for machines first, then words as an agenda has them."""
    start, end = parse_feed_date(dates.start, zone=reading.zone), parse_feed_date(dates.end, zone=reading.zone)
    if start is None or not re.match(r"\d{4}", dates.start):
        said = grammar.read_date(dates.start[:200], reference=reading.today, zone=reading.zone, agenda=True).occurrences
        if len(said) == 1 and said[0].start is not None:
            return said[0].start, end if end is not None else said[0].end
    return start, end


def announced_event(article: Article, reading: ReadContext, *, stated: str = "") -> Event | None:
    """Return the event or deadline that an article's title announces, on one day, on or after the article's own.

    Args:
        article: The article.
        reading: The reading of its source.
        stated: Its date in the source's words; where that cannot be used, the article counts as of today.
    """
    published = article.published or (reading.today if stated else None)
    if published is None or not may_hold_a_day(article.title) or _NO_MEETING.search(fold_title(article.title)):
        return None
    day = day_of(published)
    said = grammar.read_date(article.title, reference=day, zone=reading.zone)
    is_plain = (
        said.kind in (None, "multiple", "deadline")
        and said.problem is None
        and said.precision in ("day", "minute", "about")
    )
    times = grammar.event_times(said)
    if not is_plain or len(times) != 1:
        return None
    start, end, slots, precision = times[0]
    first = start if start is not None else end
    if first is None or not day <= day_of(first) <= day + _FARTHEST:
        return None
    if start is None and not _CALL.search(fold_title(article.title)):
        return None
    return replace(_event_of(article, start, end), slots=slots, precision=precision)


def _without_midnights(start: Moment, end: Moment | None) -> tuple[Moment, Moment | None]:
    """Take midnights for what SPIP and WordPress mean by them: a day whose hour nobody filled in."""
    if not isinstance(start, datetime) or start.time() != time(0):
        return start, end
    if isinstance(end, datetime) and end.time() not in (time(0), time(23, 59), time(23, 59, 59)):
        return start, end
    last = day_of(end) if end is not None else None
    # A midnight one day later is the end of the first day; later ones are seen to mean the last day itself.
    is_same_day = isinstance(end, datetime) and end.time() == time(0) and end - start <= timedelta(days=1)
    return start.date(), None if is_same_day else last


def _end(start: Moment | None, end: Moment | None) -> Moment | None:
    """Return an end that is one: of the start's kind, and after it; a day alone needs none, a deadline has only it."""
    if start is None:
        return end
    if isinstance(start, datetime) and isinstance(end, datetime):
        return end if end > start else None
    if isinstance(start, datetime) or isinstance(end, datetime) or end is None:
        return None
    return end if end > start else None


def _event_of(article: Article, start: Moment | None, end: Moment | None, *, place: str = "") -> Event:
    first = start if start is not None else end
    assert first is not None  # noqa: S101 - the callers read it
    key = (fold_title(article.title), day_of(first).isoformat())
    return Event(
        id=short_id("e", *key),
        title=article.title,
        start=start,
        end=_end(start, end),
        place=cut_at_word(place, limit=200),
        url=article.url,
        summary=article.summary,
        status=status_in(article.title),
        tags=article.tags,
        theme=article.theme,
        links=article.links,
        keys=(*article.keys, " ".join(key)),
        provenance=article.provenance,
    )
