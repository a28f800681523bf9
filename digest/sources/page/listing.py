"""Pages that list articles or events: by the CSS selectors of feeds.yaml, else by the boxes that repeat on the page.

A list is found as a person sees it: elements with the same path of tags and classes, two or more, each with one heading
or one link. So the lists of SPIP, WordPress, Drupal views, TYPO3, Joomla, The Events Calendar, DSFR cards, tables and
definition lists are one kind.
"""

import re
from collections import defaultdict
from collections.abc import Sequence

from cssselect import SelectorError
from lxml.cssselect import CSSSelector

from digest.locale import _
from digest.sources.content import Fragment, markup_of
from digest.sources.page.structured_data import joined_words, stamp_in
from digest.sources.page.written_date import published_day, stated_day
from digest.sources.types import RawArticle, RawDates, ReadContext
from digest.text.normalize import fold_for_search

_AT_MOST = 1000
_HEADING = "self::*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5]|.//h1|.//h2|.//h3|.//h4|.//h5"
_BOXES = "//article|//li|//div|//section|//tr|//dd|//a[.//h2 or .//h3 or .//h4 or .//h5]"
_STATES = re.compile(
    r"(?:^|[-_])(?:odd|even|first|last|active|sticky|featured|pair|impair|current|clearfix|\d+)(?=$|[-_])|\d+"
)
_MORE = re.compile(
    r"(?:lire|voir|en savoir|savoir|decouvrir|consulter|continuer|read|see|learn|acceder|plus|details?)\b.{0,40}"
    r"|suite|\W*"
)
_AGENDA = re.compile(r"agenda|evenement|\bevents?\b|calendrier|calendar|rendez vous|manifestations")
_EVENT_CLASS = re.compile(r"agenda|evenement|event|tribe|vevent|calend", re.IGNORECASE)
_SHORTEST_TITLE = 8
_DEPTH = 5
_LONG_TEXT = 500


class SelectorFaultError(Exception):
    """A selector of feeds.yaml is none that CSS knows; `str` says which and why."""


def selected_articles(page: Fragment, reading: ReadContext) -> tuple[RawArticle, ...]:
    """Return what the selectors of feeds.yaml find; with `place` among them, events.

    Raises:
        SelectorFaultError: A selector is none that CSS knows.
    """
    select = {name: _compiled(name, selector) for name, selector in reading.source.select.items()}
    boxes = select["item"](page) if "item" in select else [page]
    return tuple(_from_selected(box, select, reading) for box in boxes[:_AT_MOST])


def listed_articles(page: Fragment, reading: ReadContext) -> tuple[RawArticle, ...]:
    """Return the articles and events of a list page; nothing where no boxes repeat, or the page is one text."""
    groups = defaultdict(list)
    for box in page.xpath(_BOXES)[: _AT_MOST * 20]:
        groups[_path(box)].append(box)
    is_agenda = _says_agenda(page, reading)
    lists = [found for boxes in groups.values() if (found := _read_boxes(boxes, reading, is_agenda=is_agenda))]
    best = max(lists, key=_weight, default=())
    return () if _is_one_text(page, best) else tuple(raw for _box, raw in best)


Found = Sequence[tuple[Fragment, RawArticle]]


def _path(box: Fragment) -> tuple[str, ...]:
    """Return the tags and classes of a box and those around it, without what only tells neighbours apart."""
    steps = [box, *box.iterancestors()][:_DEPTH]
    return tuple(f"{step.tag} {_plain_classes(step)}" for step in steps)


def _plain_classes(node: Fragment) -> str:
    names = (node.get("class") or "").split()
    return " ".join(
        sorted({_STATES.sub("", name) for name in names if not name.startswith(("tag-", "category-", "cat-"))})
    )


def _read_boxes(boxes: Sequence[Fragment], reading: ReadContext, *, is_agenda: bool) -> Found:
    """Return what the boxes of one kind say; nothing where they are no list."""
    whole = [box for box in boxes if len(_headings(box)) <= 1]
    if len(whole) < 2 or len(whole) < 0.6 * len(boxes):
        return ()
    read = [(box, _from_box(box, reading, is_agenda=is_agenda)) for box in whole[:_AT_MOST]]
    found = [(box, raw) for box, raw in read if raw is not None]
    titles = {fold_for_search(raw.title) for _box, raw in found}
    is_list = len(found) >= 2 and len(titles) > 1 and len(found) >= 0.6 * len(whole)
    return found if is_list else ()


def _headings(box: Fragment) -> list[Fragment]:
    return [node for node in box.xpath(_HEADING) if joined_words(node)]


def _from_box(box: Fragment, reading: ReadContext, *, is_agenda: bool) -> RawArticle | None:
    """Return what one box says: a heading with a link or a date, or a link with a date; None where it is less."""
    heading = next(iter(_headings(box)), None)
    term = _term_of(box)
    stamp = published_day(box, reading, title=heading)
    if term is not None and (day := stated_day(joined_words(term), reading)):
        stamp = day.isoformat()
    elif heading is None:
        heading = term
    link = _main_link(box, heading)
    title = heading if heading is not None else link
    words = _title_words(title)
    if title is None or len(words) < (3 if heading is not None else _SHORTEST_TITLE):
        return None
    if (heading is None and not stamp) or (link is None and not stamp):
        return None
    is_event = is_agenda or bool(_EVENT_CLASS.search(f"{box.get('class') or ''}")) or _lies_ahead(stamp, reading)
    is_event = is_event and bool(stamp)
    return RawArticle(
        title=markup_of(title),
        url=_href(link),
        published="" if is_event else stamp,
        summary=_summary(box, title, reading),
        dates=RawDates(start=_event_words(box, stamp), place=_place(box)) if is_event else RawDates(),
    )


def _term_of(box: Fragment) -> Fragment | None:
    before = box.getprevious()
    return before if box.tag == "dd" and before is not None and before.tag == "dt" else None


def _main_link(box: Fragment, heading: Fragment | None) -> Fragment | None:
    """Return the link of a box: that of its heading, the one around it, "Lire la suite", or the one with most words."""
    if heading is not None:
        around = [*heading.xpath("descendant-or-self::a[@href]"), *heading.xpath("ancestor::a[@href]")]
        if around:
            return around[0]
    links = [
        link
        for link in box.xpath("descendant-or-self::a[@href]")
        if not link.get("href").startswith(("#", "mailto:", "tel:"))
    ]
    if heading is not None:
        more = [link for link in links if _MORE.fullmatch(fold_for_search(link.text_content()[:80]))]
        return next(iter(more or links), None)
    return max(links, key=lambda link: len(joined_words(link)), default=None)


def _title_words(title: Fragment | None) -> str:
    words = joined_words(title) if title is not None else ""
    return "" if _MORE.fullmatch(fold_for_search(words)) else words


def _summary(box: Fragment, title: Fragment, reading: ReadContext) -> str:
    """Return the first paragraph that is neither the title, a date nor "Lire la suite"."""
    for node in box.xpath(
        ".//p|.//*[contains(@class,'desc') or contains(@class,'summary') or contains(@class,'chapo')]"
    )[:20]:
        words = joined_words(node)
        if node is title or title in node.iterdescendants() or not words:
            continue
        if _MORE.fullmatch(fold_for_search(words)) or (len(words) < 90 and stated_day(words, reading)):
            continue
        return markup_of(node)
    return ""


def _lies_ahead(stamp: str, reading: ReadContext) -> bool:
    return stamp[:10] > reading.today.isoformat() and bool(re.match(r"\d{4}-\d\d-\d\d", stamp))


def _event_words(box: Fragment, stamp: str) -> str:
    """Return when the event of a box takes place: for machines if it says so, else in its words."""
    for node in box.xpath(".//time[@datetime]")[:1]:
        return stamp_in(node, "self::*")
    for node in box.xpath(".//*[contains(@class,'date') or contains(@class,'time') or contains(@class,'horaire')]")[:5]:
        words = " ".join(" ".join(node.itertext()).split())
        if re.search(r"\d", words) and len(words) < 100:
            return words
    return stamp


def _place(box: Fragment) -> str:
    classes = " or ".join(f"contains(@class,'{name}')" for name in ("lieu", "place", "location", "venue"))
    found = box.xpath(f".//*[{classes}]")
    return joined_words(found[0])[:200] if found else ""


def _says_agenda(page: Fragment, reading: ReadContext) -> bool:
    named = " ".join(joined_words(node) for node in page.xpath("//title|//h1")[:3])
    return bool(_AGENDA.search(fold_for_search(f"{named} {reading.source.name}")))


def _weight(found: Found) -> tuple[float, int]:
    """Return how much a list of boxes looks like the list of the page: its boxes, with headings, links and dates."""
    with_heading = sum(bool(_headings(box)) for box, _raw in found)
    with_link = sum(bool(raw.url) for _box, raw in found)
    dated = sum(bool(raw.published or raw.dates.start) for _box, raw in found)
    depth = -sum(1 for _step in found[0][0].iterancestors())
    return (len(found) + 2 * with_heading + with_link + 2 * dated, depth)


def _is_one_text(page: Fragment, best: Found) -> bool:
    """Whether the running text outside the boxes outweighs them: then the page is an article with a list in it."""
    if not best:
        return True
    boxes = [box for box, _raw in best]
    inside = set(boxes)
    outside = [
        node
        for node in page.xpath("//p")
        if len(joined_words(node)) > 60 and not inside & {node, *node.iterancestors()}
    ]
    text = sum(len(joined_words(node)) for node in outside)
    return text > _LONG_TEXT and text > sum(len(joined_words(box)) for box in boxes)


def _compiled(name: str, selector: str) -> CSSSelector:
    try:
        return CSSSelector(selector, translator="html")
    except SelectorError as error:
        message = _('the selector "{selector}" ({name}) cannot be read: {reason}')
        raise SelectorFaultError(message.format(selector=selector[:100], name=name, reason=error)) from error


def _from_selected(box: Fragment, select: dict[str, CSSSelector], reading: ReadContext) -> RawArticle:
    def first(name: str, path: str) -> Fragment | None:
        found = select[name](box) if name in select else box.xpath(path) if path else []
        return found[0] if found else None

    title, link = first("title", _HEADING), first("link", "")
    link = link if link is not None else _main_link(box, title)
    when, said, place = first("date", ".//time"), first("summary", ".//p"), first("place", "")
    stamp = stamp_in(when, "self::*") if when is not None else ""
    is_event = "place" in select
    if stamp and not is_event:
        day = stated_day(stamp, reading) if not re.match(r"\d{4}-", stamp) else None
        stamp = day.isoformat() if day is not None else stamp
    return RawArticle(
        title=markup_of(title) if title is not None else markup_of(link) if link is not None else "",
        url=_href(link),
        published="" if is_event else stamp,
        summary=markup_of(said) if said is not None else "",
        dates=RawDates(start=stamp, place=joined_words(place) if place is not None else "") if is_event else RawDates(),
    )


def _href(link: Fragment | None) -> str:
    if link is None:
        return ""
    return str(link.get("href") or next(iter(link.xpath(".//a/@href")), ""))
