"""Web pages kept as files (.html): what `pages` reads in them, and for plain ones their heading and their text.

A file has no address; one that was saved from a site names its own (OpenGraph, JSON-LD, canonical link).
"""

from dataclasses import replace

from digest.locale import _
from digest.model import Article, Yield
from digest.sources.encoding import decode_text
from digest.sources.findings import found_at, name_article, problem_at
from digest.sources.furniture import Fragment, markup_of, parse_fragment
from digest.sources.pages import read_page
from digest.sources.reading import Reading
from digest.text.cleaning import clean_html, clean_line, cut_at_word, excerpt, plain_text

_AROUND = ("nav", "header", "footer", "aside", "form", "title")
_TITLE = 300


def read_webfile(raw: bytes, reading: Reading) -> Yield:
    """Read a saved web page: the one article it is, or the articles and events it shows."""
    text = decode_text(raw)
    if text is None or not text.strip():
        message = _("it is no text") if text is None else _("there is no text in it")
        mend = _("Take it out of the folder, or write something in it.")
        return Yield(source=reading.source.name, problems=(problem_at(reading, message, mend=mend),))
    found = read_page(raw, reading)
    if found.events or len(found.articles) > 1:
        return found
    known = found.articles[0] if found.articles else None
    article = _article(text, known, reading)
    if article is None:
        mend = _("Take it out of the folder, or write something in it.")
        return Yield(
            source=reading.source.name, problems=(problem_at(reading, _("there is no text in it"), mend=mend),)
        )
    return Yield(source=reading.source.name, articles=(article,))


def _article(text: str, known: Article | None, reading: Reading) -> Article | None:
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
    """Give the page's first heading, else its title, and take the heading out of the text."""
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
