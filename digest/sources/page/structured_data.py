"""What a web page says of itself for machines: JSON-LD, microdata, hCalendar, OpenGraph, `<time>`.

Parsed pages in, raw articles out. The vocabularies are schema.org's, microformats.org's and ogp.me's; the words for a
reader are taken from the page itself.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from digest.model import Status
from digest.sources.content import Fragment, markup_of
from digest.sources.types import RawArticle, RawDates, RawFile

_AT_MOST = 1000
_ARTICLES = {"Article", "NewsArticle", "BlogPosting", "Report", "TechArticle", "ScholarlyArticle", "SocialMediaPosting"}
_PUBLISHED_META = (
    "article:published_time", "og:published_time", "dc.date.issued", "dcterms.issued", "dc.date.created",
    "dcterms.created", "dc.date", "dcterms.date", "citation_publication_date", "publish-date", "publication_date",
    "pubdate", "date",
)  # fmt: skip
_STATUSES = {"eventcancelled": Status.CANCELLED, "eventpostponed": Status.POSTPONED}
_MICROFORMATS = (
    # class of the box, then of its title, start, end, place, link
    ("vevent", "summary", "dtstart", "dtend", "location", "url"),
    ("h-event", "p-name", "dt-start", "dt-end", "p-location", "u-url"),
)


def linked_data(page: Fragment) -> tuple[RawArticle, ...]:
    """Return the articles and events that a page describes as JSON-LD (schema.org)."""
    scripts = page.xpath("//script[contains(@type,'ld+json')]")
    nodes = (node for script in scripts[:50] for node in _nodes(script.text or ""))
    return tuple(raw for node in nodes for raw in _from_linked(node))[:_AT_MOST]


def marked_events(page: Fragment) -> tuple[RawArticle, ...]:
    """Return the events that a page marks up as hCalendar, h-event or microdata."""
    found = [
        _from_box(box, *(_by_class(name) for name in names))
        for box_class, *names in _MICROFORMATS
        for box in page.find_class(box_class)[:_AT_MOST]
    ]
    boxes = page.xpath("//*[@itemscope and contains(@itemtype,'schema.org/') and contains(@itemtype,'Event')]")
    properties = ("name", "startDate", "endDate", "location", "url")
    found += [_from_box(box, *(f".//*[@itemprop='{name}']" for name in properties)) for box in boxes[:_AT_MOST]]
    return tuple(raw for raw in found if raw.dates.is_event and raw.title)


def open_graph(page: Fragment) -> RawArticle:
    """Return the one article that a page is, by OpenGraph and the elements every page has."""
    meta = _meta(page)
    stated = next((meta[name] for name in _PUBLISHED_META if meta.get(name)), "")
    title, body = markup_in(page, ".//h1"), main_part(page)
    for heading in page.xpath("//h1[ancestor::*]"):
        heading.drop_tree()  # the title stands above the text already
    return RawArticle(
        title=title or meta.get("og:title", "") or words_in(page, ".//title"),
        url=_link(page, "canonical") or meta.get("og:url", ""),
        published=stated,
        summary=_text(meta.get("og:description") or meta.get("description", "")),
        content=markup_of(body) if body is not None else "",
        tags=tuple(
            joined_words(one) for one in page.xpath("//meta[@property='article:tag' or @property='article:section']")
        )
        + tuple(joined_words(one) for one in page.xpath("//a[contains(concat(' ',@rel,' '),' tag ')]")[:30]),
        author=meta.get("author", ""),
        files=(RawFile(url=meta["og:image"], type="image", title=meta.get("og:image:alt", "")),)
        if meta.get("og:image")
        else (),
        language=page.get("lang") or meta.get("og:locale", ""),
    )


def says_article(page: Fragment) -> bool:
    """Whether the page says that it is one article, not a list of them."""
    return _meta(page).get("og:type", "").startswith("article") or len(page.xpath("//article[.//h1]")) == 1


def joined_words(node: Fragment) -> str:
    """Return the words of an element, or what a `meta` holds."""
    return " ".join((node.get("content") or node.text_content() or "").split())[:5000]


def words_in(node: Fragment, path: str) -> str:
    """Return the words of the first element at a path; empty where there is none."""
    found = node.xpath(path)
    return _text(joined_words(found[0])) if found else ""


def markup_in(node: Fragment, path: str) -> str:
    """Return the first element at a path as HTML; empty where there is none."""
    found = node.xpath(path)
    return markup_of(found[0]) if found else ""


def stamp_in(node: Fragment, path: str) -> str:
    """Return the date of the first element at a path: for machines if it has one, else its words."""
    found = node.xpath(path)
    if not found:
        return ""
    # hCalendar's "value-title" and "abbr" patterns put the date for machines into `title`.
    first = found[0]
    for inner in (first, *first.xpath(".//*[@datetime or @class='value-title' or self::abbr]")[:3]):
        stated = (
            inner.get("datetime")
            or inner.get("content")
            or (inner.get("title") if inner.tag in ("abbr", "span") else "")
        )
        if stated:
            return str(stated)[:200]
    return joined_words(first)[:200]


def _nodes(script: str) -> Iterator[Mapping[str, Any]]:
    try:
        waiting = [_parse_leniently(script)]
    except (ValueError, RecursionError):
        return
    for _node in range(_AT_MOST):
        if not waiting:
            return
        node = waiting.pop(0)
        if isinstance(node, list):
            waiting[:0] = node[:_AT_MOST]
        elif isinstance(node, dict):
            yield node
            waiting += [
                node[name] for name in ("@graph", "itemListElement", "item", "mainEntity", "subEvent") if name in node
            ]


def _parse_leniently(script: str) -> Any:
    """Parse JSON as the web writes it: in a comment or CDATA, with control characters or a comma too many.

    Raises:
        ValueError: It is none all the same.
    """
    text = re.sub(
        r"^\s*(?:<!--|/[/*]\s*<!\[CDATA\[(?:\s*\*/)?)|(?:-->|(?:/[/*]\s*)?\]\]>(?:\s*\*/)?)\s*;?\s*$",
        "",
        script.strip(),
    )
    try:
        return json.loads(text, strict=False)
    except ValueError:
        return json.loads(re.sub(r",(?=\s*[}\]])", "", text), strict=False)


def _from_linked(node: Mapping[str, Any]) -> Iterator[RawArticle]:
    """Yield what a node describes: an article, or an event, once for each of its days."""
    kinds = {str(kind) for kind in _list(node.get("@type"))}
    is_event = any(kind.endswith("Event") or kind == "Festival" for kind in kinds)
    if not is_event and not kinds & _ARTICLES:
        return
    whole = RawArticle(
        title=_text(_said(node, "headline") or _said(node, "name")),
        url=_said(node, "url") or _said(node, "mainEntityOfPage"),
        guid=_said(node, "@id"),
        published=_said(node, "datePublished") or _said(node, "dateCreated"),
        summary=_text(_said(node, "description")),
        content=_text(_said(node, "articleBody")),
        tags=tuple(
            word.strip()
            for name in ("articleSection", "keywords")
            for one in _list(node.get(name))
            for word in str(one).split(",")
        ),
        author=_text(_said(node, "author")),
        files=(RawFile(url=_said(node, "image"), type="image"),) if _said(node, "image") else (),
        language=_said(node, "inLanguage"),
    )
    if not is_event:
        yield whole
        return
    starts, ends = _stamps(node, "startDate"), _stamps(node, "endDate")
    for place, start in enumerate(starts or [""]):
        stated = RawDates(
            start=start,
            end=ends[place] if len(ends) == len(starts) else "",
            place=_text(_place(node)),
            status=_event_status(node),
        )
        yield replace(whole, dates=_without_hours_of_a_day(stated))


def _stamps(node: Mapping[str, Any], name: str) -> list[str]:
    return [
        str(value).strip() for value in _list(node.get(name)) if isinstance(value, str | int) and str(value).strip()
    ]


def _event_status(node: Mapping[str, Any]) -> Status | None:
    """Return the status that `eventStatus` states, as an address of schema.org or its last part alone."""
    stated = _said(node, "eventStatus").rstrip("/").rpartition("/")[2]
    return _STATUSES.get(stated.casefold())


def _without_hours_of_a_day(stated: RawDates) -> RawDates:
    """Return whole days as days: calendars state them from 00:00:00 to 23:59:59, in whatever zone they think in."""
    start, end = stated.start, stated.end
    if re.search(r"T00:00(?::00)?(?:\D|$)", start) and re.search(r"T23:59(?::\d\d)?(?:\D|$)", end):
        return replace(stated, start=start[:10], end=end[:10])
    return stated


def _said(node: Mapping[str, Any], name: str) -> str:
    for value in _list(node.get(name)):
        if isinstance(value, str):
            return value
        if isinstance(value, dict):
            return next((value[key] for key in ("name", "url", "@id") if isinstance(value.get(key), str)), "")
    return ""


def _place(node: Mapping[str, Any]) -> str:
    for value in _list(node.get("location")):
        if isinstance(value, dict) and isinstance(value.get("address"), dict):
            town = _said(value["address"], "addressLocality")
            return ", ".join(dict.fromkeys(filter(None, (_said(value, "name"), town))))
    return _said(node, "location")


def _from_box(box: Fragment, *paths: str) -> RawArticle:
    title, start, end, place, link = paths
    address = next(iter(box.xpath(f"{link}/@href") or box.xpath(".//a/@href")), "")
    return RawArticle(
        title=markup_in(box, title),
        url=str(address),
        dates=RawDates(start=stamp_in(box, start), end=stamp_in(box, end), place=words_in(box, place)),
    )


def _by_class(name: str) -> str:
    return f".//*[contains(concat(' ',normalize-space(@class),' '),' {name} ')]"


def _meta(page: Fragment) -> dict[str, str]:
    facts: dict[str, str] = {}
    for one in page.xpath("//meta[@content and (@property or @name)]")[:_AT_MOST]:
        facts.setdefault((one.get("property") or one.get("name") or "").lower(), one.get("content").strip())
    return facts


def main_part(page: Fragment) -> Fragment | None:
    """Return the element that holds the main text; None where nothing says which."""
    for path in ("//article", "//*[@itemprop='articleBody']", "//main", "//*[@role='main']", "//*[@id='content']"):
        found = page.xpath(path)
        if found:
            return found[0]
    return None


def _link(page: Fragment, rel: str) -> str:
    return str(next(iter(page.xpath(f"//link[@rel='{rel}']/@href")), ""))


def _text(words: str) -> str:
    # Words of an attribute are text; further on they pass as HTML.
    return words.replace("&", "&amp;").replace("<", "&lt;")


def _list(value: Any) -> list[Any]:
    return value[:_AT_MOST] if isinstance(value, list) else [] if value is None else [value]
