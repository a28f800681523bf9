"""An article whose words are read later is the article that reading the whole feed gives."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.model import Article, SourceResult
from digest.sources.feed.deferred import find_outlines, read_frame, read_words
from digest.sources.feed.reader import read_feed
from tests.sources.readings import reading_of

EXHIBITS = Path(__file__).parent.parent / "data" / "feeds"
HEADS = {
    "rss": "<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/'"
    " xmlns:content='http://purl.org/rss/1.0/modules/content/' xmlns:media='http://search.yahoo.com/mrss/' {base}>"
    "<channel><title>Essai</title><link>https://a.example/</link><language>fr</language>"
    "<lastBuildDate>Mon, 01 Apr 2024 08:00:00 GMT</lastBuildDate>{items}</channel></rss>",
    "atom": "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='fr' {base}><title>Essai</title>"
    "<updated>2024-04-01T08:00:00Z</updated><link href='https://a.example/'/>{items}</feed>",
    "rdf": "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'"
    " xmlns:dc='http://purl.org/dc/elements/1.1/' {base}><channel rdf:about='https://a.example/'><title>Essai</title>"
    "</channel>{items}</rdf:RDF>",
}
BASES = ["", "", "xml:base='https://b.example/x/'"]
# The plain ones first.
TITLES = [
    "Eau &amp; climat",
    "L&#8217;été à Lyon",
    "  Deux\n lignes ",
    "Réunion du 25 avril 2024",
    "R&amp;D",
    "<![CDATA[Une <b>fête</b>]]>",
    "Une &lt;em&gt;fête&lt;/em&gt;",
    "&amp;copy 2024",
    "Ã©tÃ©",
    "&#146;",
    "Rencontre le 3 mai à 14h",
    "",
]
LINKS = [
    "https://a.example/{n}",
    "https://a.example/{n}",
    "https://a.example/commun",
    "https://a.example/?p={n}&amp;utm_source=rss",
    "https://a.example/p?id={n}&amp;x=1;2",
    "https://a.example/{n};",
    "http://www.a.example:80/{n}/#",
    "/{n}",
    "HTTPS://A.example/é{n}",
    "mailto:a@a.example",
]
DATES = ["Mon, 01 Apr 2024 08:00:00 +0200", "2024-04-01T08:00:00Z", "1er avril 2024", "hier", "2024-13-45", ""]
RSS_PARTS = [
    "<guid>{n}</guid>",
    "<guid isPermaLink='false'>n {n}</guid>",
    "<guid isPermaLink='true'>https://a.example/g{n}</guid>",
    "<pubDate>{date}</pubDate>",
    "<dc:date>{date}</dc:date>",
    "<dc:creator>Anne</dc:creator>",
    "<category>Eau</category>",
    "<description>&lt;p&gt;Un &lt;a href='/x'&gt;lien&lt;/a&gt;&lt;/p&gt;</description>",
    "<description>Mots &#146; &amp;eacute;</description>",
    "<content:encoded><![CDATA[<p>Long <img src='/i.jpg'></p>]]></content:encoded>",
    "<enclosure url='https://a.example/d.pdf' type='application/pdf' length='1'/>",
    "<media:thumbnail url='https://a.example/i.jpg'/>",
    "<!-- <title>non</title> -->",
    "<media:content url='https://a.example/i.jpg' medium='image'><media:title>Autre</media:title></media:content>",
    "<source url='https://c.example/'>Ailleurs</source>",
    "<title>Encore</title>",
    "<inconnu>mots</inconnu>",
]
ATOM_PARTS = [
    "<id>urn:uuid:{n}</id>",
    "<published>{date}</published>",
    "<updated>{date}</updated>",
    "<author><name>Anne</name></author>",
    "<link rel='enclosure' href='https://a.example/d.pdf'/>",
    "<category term='Eau' label='L&#39;eau'/>",
    "<summary type='html'>&lt;b&gt;Mots&lt;/b&gt;</summary>",
    "<link rel='alternate' type='application/json' href='https://a.example/json'/>",
    "<id>{n}</id>",
    "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>Un <title>x</title></p></div></content>",
    "<source><title>Ailleurs</title><id>x</id></source>",
]
_ODD_AT_THE_END = 4
"""Parts that no plain feed has."""


@st.composite
def feeds(draw: st.DrawFn) -> bytes:
    """Write a feed whose articles say what plain ones say, and now and then something else."""
    form, is_odd = draw(st.sampled_from(sorted(HEADS))), draw(st.booleans())
    items = [_item(draw, form, number, is_odd) for number in range(draw(st.integers(1, 4)))]
    return HEADS[form].format(base=draw(st.sampled_from(BASES)), items="\n".join(items)).encode()


def _item(draw: st.DrawFn, form: str, number: int, is_odd: bool) -> str:
    titles, links = (TITLES, LINKS) if is_odd else (TITLES[:4], LINKS[:4])
    title, link = draw(st.sampled_from(titles)), draw(st.sampled_from(links)).format(n=number)
    parts = draw(_parts(ATOM_PARTS if form == "atom" else RSS_PARTS, is_odd))
    kind = draw(st.sampled_from(["", " type='html'", " type='text'"])) if is_odd else ""
    told = [f"<title{kind}>{title}</title>"]
    told.append(f"<link href='{link}'/>" if form == "atom" else f"<link>{link}</link>")
    told += [part.format(n=number, date=draw(st.sampled_from(DATES))) for part in parts]
    about = f" rdf:about='{link}'" if form == "rdf" else ""
    name = "entry" if form == "atom" else "item"
    return f"<{name}{about}>{''.join(draw(st.permutations(told)))}</{name}>"


def _parts(known: list[str], is_odd: bool) -> st.SearchStrategy[list[str]]:
    if is_odd:
        return st.lists(st.sampled_from(known), max_size=4)
    plain = st.sampled_from(known[:-_ODD_AT_THE_END])
    return st.lists(plain, max_size=4, unique_by=lambda part: part.replace(">", " ").split()[0])


def read_late(raw: bytes) -> SourceResult:
    """Read a feed with its words left for later, then these words."""
    found = read_feed(raw, replace(reading_of(), may_wait=True))
    return replace(found, articles=tuple(_with_words(found, one) for one in found.articles), frames={})


def _with_words(found: SourceResult, article: Article) -> Article:
    if not article.unread:
        return article
    return read_words((article,), read_frame(found.frames[article.frame]), reading_of())[0]


def outlined(raw: bytes) -> bool:
    return find_outlines(raw, language="") is not None


@settings(max_examples=400)
@given(feeds())
def test_words_read_later_are_the_words_of_the_whole_feed(raw: bytes) -> None:
    assert read_late(raw) == read_feed(raw, reading_of())


@settings(max_examples=400)
@given(feeds())
def test_an_article_without_its_words_is_the_same_article(raw: bytes) -> None:
    later = read_feed(raw, replace(reading_of(), may_wait=True))

    assert [_identity(one) for one in later.articles] == [
        _identity(one) for one in read_feed(raw, reading_of()).articles
    ]


def _identity(article: Article) -> Sequence[object]:
    return article.id, article.title, article.url, article.published, article.keys, article.theme


@pytest.mark.parametrize("name", sorted(path.name for path in EXHIBITS.glob("*.xml")))
def test_an_exhibit_says_the_same_when_it_is_read_late(name: str) -> None:
    raw = (EXHIBITS / name).read_bytes()

    assert read_late(raw) == read_feed(raw, reading_of())


@pytest.mark.parametrize("name", ["dates.xml", "drupal.xml", "rdf.xml", "wordpress.xml"])
def test_the_feeds_of_the_usual_systems_are_plain(name: str) -> None:
    assert outlined((EXHIBITS / name).read_bytes())


def test_the_words_of_an_announced_event_are_read_at_once() -> None:
    item = (
        "<item><title>Réunion du 25 avril 2024</title><link>https://a.example/1</link>"
        "<pubDate>Mon, 01 Apr 2024 08:00:00 GMT</pubDate><description>À Lyon</description></item>"
    )
    raw = HEADS["rss"].format(base="", items=item).encode()

    (event,) = read_feed(raw, replace(reading_of(), may_wait=True)).events

    assert event.summary == "À Lyon"


def test_articles_of_one_frame_are_read_together_or_one_by_one_alike() -> None:
    items = "".join(
        f"<item><title>Un {n}</title><link>https://a.example/{n}</link><description>Mots {n}</description></item>"
        for n in range(3)
    )
    found = read_feed(HEADS["rss"].format(base="", items=items).encode(), replace(reading_of(), may_wait=True))
    frame = read_frame(next(iter(found.frames.values())))

    together = read_words(found.articles, frame, reading_of())

    assert together == tuple(read_words((one,), frame, reading_of())[0] for one in found.articles)


def test_an_article_whose_octets_say_nothing_stays_as_it_is() -> None:
    article = replace(read_feed((EXHIBITS / "rdf.xml").read_bytes(), reading_of()).articles[0], unread="<nothing/>")

    assert read_words((article,), read_frame('["<rss>", "</rss>", ""]'), reading_of()) == (article,)


def test_a_feed_that_only_says_when_it_was_made_keeps_its_frame() -> None:
    item = "<item><title>Un</title><link>https://a.example/1</link></item>"
    one = HEADS["rss"].format(base="", items=item)
    other = one.replace("01 Apr 2024 08", "02 Apr 2024 09")

    frames = [read_feed(raw.encode(), replace(reading_of(), may_wait=True)).frames for raw in (one, other)]

    assert frames[0] == frames[1]
