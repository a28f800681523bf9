"""Web pages without a feed: octets in, articles and events out.

A page is read by the selectors of feeds.yaml where it has some; else as the events it marks up, as the article it says
it is, or as the list of articles it shows. `page_facts` and `page_list` find, `articles` cleans.
"""

import re
from dataclasses import replace

import lxml.etree
import lxml.html

from digest.locale import _
from digest.model import Article, Event, Problem, Yield
from digest.sources.articles import make_article
from digest.sources.encoding import decode_document
from digest.sources.feed_events import make_event
from digest.sources.furniture import Fragment
from digest.sources.page_facts import linked_data, marked_events, open_graph, says_article
from digest.sources.page_list import SelectorFaultError, listed_articles, selected_articles
from digest.sources.raw import RawArticle
from digest.sources.reading import Reading

_AT_MOST = 5_000_000


def read_page(raw: bytes, reading: Reading) -> Yield:
    """Read a web page; any octets at all give a yield, with a problem where nothing was found."""
    page = _parse(decode_document(raw, reading.headers))
    try:
        found = _find(page, reading) if page is not None else ()
    except SelectorFaultError as error:
        mend = _("Write a CSS selector as a style sheet has it, for instance: article.event h3 a.")
        return _failed(reading, str(error), mend)
    base = _base(page, reading) if page is not None else reading.where
    made = [_make(one, base, reading) for one in found]
    articles = tuple({one.id: one for one in made if isinstance(one, Article)}.values())
    events = tuple({one.id: one for one in made if isinstance(one, Event)}.values())
    if not articles and not events:
        return _failed(
            reading,
            _("no article or event was found on the page"),
            _("Say in feeds.yaml where they stand: select: item, title, link, date, summary, place."),
        )
    return Yield(source=reading.source.name, articles=articles, events=events)


def _parse(text: str) -> Fragment | None:
    text = re.sub(r"^\s{0,99}<\?xml[^>]{0,200}\?>", "", text[:_AT_MOST])
    text = re.sub("[\x00\ud800-\udfff]", "", text)
    try:
        return lxml.html.document_fromstring(text, parser=lxml.html.HTMLParser(no_network=True, remove_comments=True))
    except (lxml.etree.LxmlError, ValueError, AssertionError):
        return None


def _find(page: Fragment, reading: Reading) -> tuple[RawArticle, ...]:
    if reading.source.select:
        return selected_articles(page, reading)
    linked = linked_data(page)
    events = tuple(one for one in linked if one.dates.is_event) or marked_events(page)
    articles = tuple(one for one in linked if not one.dates.is_event)
    if events and not articles:
        return events
    listed = listed_articles(page)
    if len(listed) > 1 and not says_article(page) and len(articles) < 2:
        return (*listed, *events)
    return (*_completed(articles, page), *events)


def _completed(articles: tuple[RawArticle, ...], page: Fragment) -> tuple[RawArticle, ...]:
    """Fill what JSON-LD leaves out of one article with what the page says elsewhere."""
    if len(articles) > 1:
        return articles
    whole = open_graph(page)
    said = articles[0] if articles else whole
    return (
        RawArticle(
            title=said.title or whole.title,
            url=said.url or whole.url,
            guid=said.guid,
            published=said.published or whole.published,
            summary=said.summary or whole.summary,
            content=said.content or whole.content,
            tags=(*said.tags, *whole.tags),
            author=said.author or whole.author,
            files=said.files or whole.files,
            language=said.language or whole.language,
        ),
    )


def _make(one: RawArticle, base: str, reading: Reading) -> Article | Event | None:
    raw = one if one.base else replace(one, base=base)
    return make_event(raw, reading) if raw.dates.is_event else make_article(raw, reading)


def _base(page: Fragment, reading: Reading) -> str:
    stated = next(iter(page.xpath("//base/@href")), "")
    return str(stated) if str(stated).startswith(("http://", "https://")) else reading.where


def _failed(reading: Reading, message: str, mend: str) -> Yield:
    problem = Problem(source=reading.source.name, where=reading.where, message=message, mend=mend)
    return Yield(source=reading.source.name, problems=(problem,), failed=True)
