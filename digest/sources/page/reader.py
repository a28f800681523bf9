"""Web pages without a feed: octets in, articles and events out.

A page is read by the selectors of feeds.yaml where it has some; else as the events it marks up, as the article it says
it is, or as the list of articles it shows. `page_facts` and `page_list` find, `articles` cleans.
"""

import re
from dataclasses import replace

import lxml.etree
import lxml.html

from digest.locale import _
from digest.model import Article, Event, Problem, SourceResult
from digest.sources.article import make_article, read_each
from digest.sources.content import Fragment, markup_of, parse_fragment
from digest.sources.encoding import decode_document, decode_text
from digest.sources.feed.events import make_event
from digest.sources.page.listing import SelectorFaultError, listed_articles, selected_articles
from digest.sources.page.main_content import is_mostly_links, strip_surroundings, unreadable_reason
from digest.sources.page.structured_data import linked_data, main_part, marked_events, open_graph, says_article
from digest.sources.page.written_date import published_day, strip_date_lines
from digest.sources.portal.items import found_at, name_article, problem_at
from digest.sources.types import RawArticle, ReadContext
from digest.text.sanitize import clean_html, clean_line, cut_at_word, excerpt, plain_text

_AT_MOST = 5_000_000


class UnreadablePageError(Exception):
    """A page that says nothing of its own; `str` says why, `hint` what to do."""

    def __init__(self, reason: str, hint: str) -> None:
        super().__init__(reason)
        self.hint = hint


def read_page(raw: bytes, reading: ReadContext) -> SourceResult:
    """Read a web page; any octets at all give a yield, with a problem where nothing was found."""
    markup = decode_document(raw, reading.headers)
    page = _parse(markup)
    try:
        found = _find(page, markup, reading) if page is not None else ()
    except SelectorFaultError as error:
        hint = _("Write a CSS selector as a style sheet has it, for instance: article.event h3 a.")
        return _failed(reading, str(error), hint)
    except UnreadablePageError as error:
        return _failed(reading, str(error), error.hint)
    base = _base(page, reading) if page is not None else reading.where
    made, broken = read_each(found, lambda raw: _make(raw, base, reading), reading)
    articles = tuple({one.id: one for one in made if isinstance(one, Article)}.values())
    events = tuple({one.id: one for one in made if isinstance(one, Event)}.values())
    if not articles and not events:
        return _failed(
            reading,
            _("no article or event was found on the page"),
            _("Say in feeds.yaml where they stand: select: item, title, link, date, summary, place."),
        )
    return SourceResult(source=reading.source.name, articles=articles, events=events, problems=broken)


def _parse(text: str) -> Fragment | None:
    text = re.sub(r"^\s{0,99}<\?xml[^>]{0,200}\?>", "", text[:_AT_MOST])
    text = re.sub("[\x00\ud800-\udfff]", "", text)
    try:
        return lxml.html.document_fromstring(text, parser=lxml.html.HTMLParser(no_network=True, remove_comments=True))
    except (lxml.etree.LxmlError, ValueError, AssertionError):
        return None


def _find(page: Fragment, markup: str, reading: ReadContext) -> tuple[RawArticle, ...]:
    """Return what a page says.

    Raises:
        SelectorFaultError: A selector of feeds.yaml is none that CSS knows.
        UnreadablePageError: It is a check page, or has no text of its own.
    """
    if reading.source.select:
        return selected_articles(page, reading)
    linked = linked_data(page)
    events = tuple(one for one in linked if one.dates.is_event) or marked_events(page)
    articles = tuple(one for one in linked if not one.dates.is_event)
    if events and not articles:
        return events
    is_article = says_article(page)
    strip_surroundings(page)
    if not articles and (reason := unreadable_reason(page, markup)):
        raise UnreadablePageError(*reason)
    listed = listed_articles(page, reading) if not is_article and len(articles) < 2 else ()
    if len(listed) > 1:
        return (*listed, *events)
    return (*_completed(articles, page, reading), *events)


def _completed(articles: tuple[RawArticle, ...], page: Fragment, reading: ReadContext) -> tuple[RawArticle, ...]:
    """Fill what JSON-LD leaves out of one article with what the page says elsewhere."""
    if len(articles) > 1:
        return articles
    main = main_part(page)
    if not articles and main is not None and is_mostly_links(main):
        return ()
    written = published_day(main if main is not None else page, reading, title=next(iter(page.iter("h1")), None))
    strip_date_lines(main if main is not None else page)
    whole = open_graph(page)
    own = reading.where if reading.where.startswith("http") else ""
    said = articles[0] if articles else whole
    return (
        RawArticle(
            title=said.title or whole.title,
            url=said.url or whole.url or own,
            guid=said.guid,
            published=said.published or whole.published or written,
            summary=said.summary or whole.summary,
            content=said.content or whole.content,
            tags=(*said.tags, *whole.tags),
            author=said.author or whole.author,
            files=said.files or whole.files,
            language=said.language or whole.language,
        ),
    )


def _make(one: RawArticle, base: str, reading: ReadContext) -> Article | Event | None:
    raw = one if one.base else replace(one, base=base)
    return make_event(raw, reading) if raw.dates.is_event else make_article(raw, reading)


def _base(page: Fragment, reading: ReadContext) -> str:
    stated = next(iter(page.xpath("//base/@href")), "")
    return str(stated) if str(stated).startswith(("http://", "https://")) else reading.where


def _failed(reading: ReadContext, message: str, hint: str) -> SourceResult:
    problem = Problem(source=reading.source.name, where=reading.where, message=message, hint=hint)
    return SourceResult(source=reading.source.name, problems=(problem,), failed=True)


# Web pages kept as files (.html): what `pages` reads in them, and for plain ones their heading and their text.

_AROUND = ("nav", "header", "footer", "aside", "form", "title")
_TITLE = 300


def read_webfile(raw: bytes, reading: ReadContext) -> SourceResult:
    """Read a saved web page: the one article it is, or the articles and events it shows."""
    text = decode_text(raw)
    if text is None or not text.strip():
        message = _("it is no text") if text is None else _("there is no text in it")
        hint = _("Take it out of the folder, or write something in it.")
        return SourceResult(source=reading.source.name, problems=(problem_at(reading, message, hint=hint),))
    found = read_page(raw, reading)
    if found.events or len(found.articles) > 1:
        return found
    known = found.articles[0] if found.articles else None
    article = _article(text, known, reading)
    if article is None:
        hint = _("Take it out of the folder, or write something in it.")
        return SourceResult(
            source=reading.source.name, problems=(problem_at(reading, _("there is no text in it"), hint=hint),)
        )
    return SourceResult(source=reading.source.name, articles=(article,))


def _article(text: str, known: Article | None, reading: ReadContext) -> Article | None:
    """Complete what the page says of itself with its heading and its text; None where there is neither."""
    page = parse_fragment(text)
    main = next((found for name in ("article", "main") for found in page.iter(name)), page)
    heading = _take_heading(main, page)
    body = clean_html(_without_surroundings(main), base=known.url or "" if known else "")
    words = plain_text(body)
    title = (known.title if known else "") or heading or cut_at_word(clean_line(words.partition("\n")[0]), limit=80)
    if not title:
        return None
    article = known or Article(id="", title=title, provenance=found_at(reading))
    whole = replace(article, title=title, body=article.body or body, summary=article.summary or excerpt(words))
    return name_article(replace(whole, keys=known.keys if known else ()), reading)


def _take_heading(main: Fragment, page: Fragment) -> str:
    """Return the page's first heading, else its title, and take the heading out of the text."""
    for heading in main.iter("h1"):
        words = clean_line(plain_text(markup_of(heading)))
        if words:
            heading.drop_tree()
            return cut_at_word(words, limit=_TITLE)
    return next((cut_at_word(clean_line(title.text_content()), limit=_TITLE) for title in page.iter("title")), "")


def _without_surroundings(main: Fragment) -> str:
    for node in list(main.iter(*_AROUND)):
        if node is not main and node.getparent() is not None:
            node.drop_tree()
    return markup_of(main)
