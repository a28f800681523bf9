"""Pages that list articles or events: by the CSS selectors of feeds.yaml, or by the `article` elements they have."""

from cssselect import SelectorError
from lxml.cssselect import CSSSelector

from digest.locale import _
from digest.sources.content import Fragment, markup_of
from digest.sources.page.structured_data import joined_words, stamp_in
from digest.sources.types import RawArticle, RawDates, ReadContext

_AT_MOST = 1000
_HEADING = "self::*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5]|.//h1|.//h2|.//h3|.//h4|.//h5"


class SelectorFaultError(Exception):
    """A selector of feeds.yaml is none that CSS knows; `str` says which and why."""


def selected_articles(page: Fragment, reading: ReadContext) -> tuple[RawArticle, ...]:
    """Return what the selectors of feeds.yaml find; with `place` among them, events.

    Raises:
        SelectorFaultError: A selector is none that CSS knows.
    """
    select = {name: _compiled(name, selector) for name, selector in reading.source.select.items()}
    boxes = select["item"](page) if "item" in select else [page]
    return tuple(_from_box(box, select) for box in boxes[:_AT_MOST])


def listed_articles(page: Fragment) -> tuple[RawArticle, ...]:
    """Return the articles of a list page: every `article` that has a heading with a link."""
    return tuple(raw for box in page.xpath("//article")[:_AT_MOST] if (raw := _from_box(box, {})).title and raw.url)


def _compiled(name: str, selector: str) -> CSSSelector:
    try:
        return CSSSelector(selector, translator="html")
    except SelectorError as error:
        message = _('the selector "{selector}" ({name}) cannot be read: {reason}')
        raise SelectorFaultError(message.format(selector=selector[:100], name=name, reason=error)) from error


def _from_box(box: Fragment, select: dict[str, CSSSelector]) -> RawArticle:
    def first(name: str, path: str) -> Fragment | None:
        found = select[name](box) if name in select else box.xpath(path) if path else []
        return found[0] if found else None

    title, link = first("title", _HEADING), first("link", "")
    link = link if link is not None else _link_in(title, box)
    when, said, place = first("date", ".//time"), first("summary", ".//p"), first("place", "")
    stamp = stamp_in(when, "self::*") if when is not None else ""
    is_event = "place" in select
    return RawArticle(
        title=markup_of(title) if title is not None else markup_of(link) if link is not None else "",
        url=_href(link),
        published="" if is_event else stamp,
        summary=markup_of(said) if said is not None else "",
        dates=RawDates(start=stamp, place=joined_words(place) if place is not None else "") if is_event else RawDates(),
    )


def _link_in(title: Fragment | None, box: Fragment) -> Fragment | None:
    if title is not None:
        around = [*title.xpath("descendant-or-self::a[@href]"), *title.xpath("ancestor::a[@href]")]
        if around:
            return around[0]
    return next(iter(box.xpath("descendant-or-self::a[@href]")), None)


def _href(link: Fragment | None) -> str:
    if link is None:
        return ""
    return str(link.get("href") or next(iter(link.xpath(".//a/@href")), ""))
