"""Feeds as the world publishes them: octets in, articles and explicit events out.

`incremental` cuts out what is known, `parse` takes the rest apart, `article` cleans each item; here is what concerns a
feed as a whole: whether it is one, whether it is an agenda, and which of its identifiers identify.
"""

import re
from collections import Counter
from collections.abc import Hashable
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

from digest.locale import _, ngettext
from digest.model import Article, DeferredFeed, Event, Problem, SourceResult, SourceState, day_of
from digest.sources.article import make_article, read_each
from digest.sources.encoding import decode_document
from digest.sources.feed.events import announced_event, make_event, parse_event_dates
from digest.sources.feed.incremental import ItemDelta, Marks, find_new_items
from digest.sources.feed.parse import parse_feed, parse_json_feed
from digest.sources.identity import item_keys, key_of_page, parse_feed_date
from digest.sources.portal.items import distinguish_items, fold_title
from digest.sources.types import RawArticle, RawDates, RawFeed, ReadContext
from digest.text.urls import without_tracking

_SCHEME = re.compile(r"https?://(?:www\.)?", re.IGNORECASE)


def read_feed(raw: bytes, reading: ReadContext) -> SourceResult:
    """Read RSS, RDF, Atom or JSON Feed; any octets at all give a result, with problems where they are no feed.

    Items that are known (`reading.known`) and did not change are left out, as if they were not there; articles before
    `reading.horizon` come unread. Which items to know the next time is left in the result's `remembered`.
    """
    delta = find_new_items(raw, reading.known, horizon=reading.horizon, zone=reading.zone)
    if delta.is_empty:
        found = SourceResult(source=reading.source.name, is_unchanged=not delta.old)
        return _remembering(found, delta, (), reading)
    found, marks = _read_document(delta.raw, reading)
    if not delta.is_apart(marks):
        delta = find_new_items(raw, b"")
        found, marks = _read_document(raw, reading)
    return _remembering(found, delta, marks, reading)


def _remembering(found: SourceResult, delta: ItemDelta, marks: tuple[Marks, ...], reading: ReadContext) -> SourceResult:
    items = delta.remember(marks)
    deferred = DeferredFeed(
        source=reading.source.name,
        where=reading.where,
        language=reading.headers.get("content-language", ""),
        last_day=delta.last_day,
        octets=delta.old,
        items=delta.old_items,
    )
    return replace(
        found,
        deferred=deferred if delta.old else None,
        remembered=SourceState(items=items) if items else None,
    )


def _read_document(raw: bytes, reading: ReadContext) -> tuple[SourceResult, tuple[Marks, ...]]:
    """Read a feed; what ties its items to each other comes beside, or nothing where its items cannot be told apart."""
    text = decode_document(raw, reading.headers)
    if text.lstrip().startswith(("{", "[")):
        feed = parse_json_feed(text)
    else:
        feed = parse_feed(text, where=reading.where, language=reading.headers.get("content-language", ""))
    if not feed.is_feed:
        return SourceResult(source=reading.source.name, problems=(_no_feed(text, reading),), failed=True), ()
    told = _distinct(_as_agenda(feed, reading), reading)
    # What says it is an event, but not readably when, stays an article: nothing is lost.
    made, broken = read_each(told, lambda raw: make_event(raw, reading) or make_article(raw, reading), reading)
    articles = _once(tuple(one for one in made if isinstance(one, Article)))
    said = {id(article): raw.published for raw, article in zip(told, made, strict=True)}
    announced = (
        event for article in articles if (event := announced_event(article, reading, stated=said[id(article)]))
    )
    events = (*(one for one in made if isinstance(one, Event)), *announced)
    found = SourceResult(
        source=reading.source.name,
        articles=articles,
        events=distinguish_items(events),
        problems=(*_problems(feed, told, reading), *broken),
    )
    # Whether a feed of SPIP is an agenda is told from all its items at once; it has ten.
    pairs = () if _is_spip(feed) else zip(feed.articles, made, strict=True)
    return found, tuple(_marks(one, item, reading) for one, item in pairs)


def _marks(raw: RawArticle, made: Article | Event | None, reading: ReadContext) -> Marks:
    if made is None:
        return "", "", raw.guid
    key = key_of_page(made.url, reading) if made.url else ""
    return fold_title(made.title), key, raw.guid


def _no_feed(text: str, reading: ReadContext) -> Problem:
    head = text[:2000].lower()
    is_page = "<html" in head or "<!doctype html" in head
    if is_page:
        message = _("this is a web page, not a feed")
        hint = _('Give the address of its feed, or write "type: page" for source "{name}".').format(
            name=reading.source.name
        )
    elif "begin:vcalendar" in head:
        message = _("this is a calendar, not a feed")
        hint = _('Write "type: calendar" for source "{name}".').format(name=reading.source.name)
    else:
        message = _("this is no feed that can be read") if text.strip() else _("the answer is empty")
        hint = _("Open the address in a browser; if it shows no feed, ask the site for the right address.")
    return Problem(source=reading.source.name, where=reading.where, message=message, hint=hint)


def _as_agenda(feed: RawFeed, reading: ReadContext) -> tuple[RawArticle, ...]:
    """Take the date of SPIP's agenda feeds for what it is: the day the event begins.

    The agenda plugin writes the start into `dc:date`, where a feed has the day of publication. SPIP shows no article
    before its day, so a SPIP feed with mostly coming days is an agenda too.
    """
    if not _is_spip(feed) or any(one.dates.is_event for one in feed.articles):
        return feed.articles
    if not (_names_an_agenda(reading) or _is_mostly_ahead(feed, reading)):
        return feed.articles
    return tuple(
        replace(one, dates=RawDates(start=one.published), published="") if one.published else one
        for one in feed.articles
    )


def _is_spip(feed: RawFeed) -> bool:
    return "spip" in feed.generator.lower()


def _names_an_agenda(reading: ReadContext) -> bool:
    address = urlsplit(reading.source.url or reading.where)
    return any(word in (address.query or address.path).lower() for word in ("agenda", "evenement"))


def _is_mostly_ahead(feed: RawFeed, reading: ReadContext) -> bool:
    days = [moment for one in feed.articles if (moment := parse_feed_date(one.published, zone=reading.zone))]
    ahead = [moment for moment in days if day_of(moment) > reading.today + timedelta(days=1)]
    return len(ahead) * 2 > len(days)


def _distinct(told: tuple[RawArticle, ...], reading: ReadContext) -> tuple[RawArticle, ...]:
    """Return the items of one reading, told apart: what is the same gets one identity, what is not gets its own.

    Identifier, address, title and time are the evidence: two items are one where all but one of these agree, and the
    title is among them. An identifier or an address that several different ones share identifies none of them.
    """
    first: dict[Hashable, RawArticle] = {}
    same: list[RawArticle] = []
    for raw in told:
        evidence = _evidence(raw)
        known = next((first[key] for key in evidence if key in first), raw)
        for key in evidence:
            first.setdefault(key, known)
        same.append(known)
    ones = {id(known): known for known in same}.values()
    guids = Counter(item_keys(one, reading) for one in ones)
    pages = Counter(key_of_page(one.url, reading) for one in ones)
    return tuple(
        replace(
            raw,
            url=known.url,
            guid=known.guid if guids[item_keys(known, reading)] == 1 else "",
            own_address=pages[key_of_page(known.url, reading)] == 1,
        )
        for raw, known in zip(told, same, strict=True)
    )


def _evidence(raw: RawArticle) -> list[Hashable]:
    """Return what another item has to share, one of these, to be this one."""
    guid, time = raw.guid, raw.published
    title = fold_title(raw.title) or raw.summary[:500] or raw.content[:500]
    address = _SCHEME.sub("", without_tracking(raw.url))
    found: list[Hashable] = [("address, title, time", address, title, time)]
    if guid:
        found += [("identifier, address, title", guid, address, title), ("identifier, title, time", guid, title, time)]
    else:
        found.append(("address, title", address, title))
    return found


def _once(found: tuple[Article, ...]) -> tuple[Article, ...]:
    return tuple({one.id: one for one in reversed(found)}.values())[::-1]


def _problems(feed: RawFeed, told: tuple[RawArticle, ...], reading: ReadContext) -> tuple[Problem, ...]:
    said = []
    if feed.left_over:
        said.append(
            ngettext(
                "{count} article at the end of the feed was not read: the feed is too long",
                "{count} articles at the end of the feed were not read: the feed is too long",
                feed.left_over,
            ).format(count=feed.left_over)
        )
    if feed.is_truncated:
        said.append(_("the feed ends in the middle; what was whole has been read"))
    said += [
        _('the start of "{title}" cannot be read: "{words}"').format(title=raw.title[:80], words=raw.dates.start[:40])
        for raw in told
        if raw.dates.is_event and parse_event_dates(raw.dates, reading)[0] is None
    ][:5]
    return tuple(Problem(source=reading.source.name, where=reading.where, message=message) for message in said)
