from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.model import SourceResult
from digest.sources.feed.incremental import find_new_items
from digest.sources.feed.reader import read_feed
from tests.sources.readings import reading_of

EXHIBITS = Path(__file__).parent.parent / "data" / "feeds"
HEADS = {
    "rss": ("<rss version='2.0'><channel><title>Essai</title><link>https://a.example/</link>{}", "</channel></rss>"),
    "atom": ("<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='fr'><title>Essai</title>{}", "</feed>"),
}
ITEMS = {
    "rss": "<item><title>{title}</title><link>/{n}</link><guid>{guid}</guid><description>{words}</description></item>",
    "atom": "<entry><title>{title}</title><link href='https://a.example/{n}'/><id>{guid}</id>"
    "<content type='html'>{words}</content></entry>",
}
# Few of each, so that items share titles, addresses and identifiers as often as not.
items = st.fixed_dictionaries(
    {
        "n": st.sampled_from(["1", "2", "3?utm_source=rss", "3", "4", "5"]),
        "title": st.sampled_from(["Eau", "Climat", "Bureau du 25 avril 2024", "Réunion", "eau", "Jumelage"]),
        "guid": st.sampled_from(["", "a", "b", "c", "d", "e"]),
        "words": st.sampled_from(["Un", "&lt;p&gt;Deux&lt;/p&gt;", "<![CDATA[</item><item>]]>", "<!-- <item> -->"]),
    }
)


def write(form: str, items: list[dict[str, str]], note: str = "") -> bytes:
    head, tail = HEADS[form]
    return (head.format(note) + "\n".join(ITEMS[form].format(**item) for item in items) + tail).encode()


def read(raw: bytes, known: bytes = b"") -> SourceResult:
    return read_feed(raw, replace(reading_of(), known=known))


def left(found: SourceResult) -> bytes:
    return found.remembered.items if found.remembered else b""


@settings(max_examples=150)
@given(st.sampled_from(["rss", "atom"]), st.lists(items, max_size=5), st.lists(items, max_size=5), st.data())
def test_what_is_new_in_a_feed_reads_as_it_does_in_the_whole_feed(
    form: str, old: list[dict[str, str]], new: list[dict[str, str]], data: st.DataObject
) -> None:
    before = read(write(form, old))
    mixed = list(old)
    for item in new:
        if item not in mixed:
            mixed.insert(data.draw(st.integers(0, len(mixed))), item)

    partly, whole = read(write(form, mixed, "<rights>2024</rights>"), left(before)), read(write(form, mixed))

    known = {article.id: article for article in before.articles}
    news = [article for article in whole.articles if known.get(article.id) != article]
    assert [article for article in partly.articles if known.get(article.id) != article] == news


@settings(max_examples=150)
@given(st.sampled_from(["rss", "atom"]), st.lists(items, max_size=5), st.lists(items, max_size=5))
def test_an_event_announced_by_a_new_item_is_the_one_of_the_whole_feed(
    form: str, old: list[dict[str, str]], new: list[dict[str, str]]
) -> None:
    before = read(write(form, old))

    partly, whole = read(write(form, [*old, *new]), left(before)), read(write(form, [*old, *new]))

    assert [event for event in whole.events if event not in (*before.events, *partly.events)] == []


def test_what_is_known_is_not_read_again_and_what_it_left_is_kept() -> None:
    one, two = ({"n": n, "title": f"Eau {n}", "guid": n, "words": "mot"} for n in "12")
    first = read(write("rss", [one]))

    second = read(write("rss", [two, one]), left(first))
    third = read(write("rss", [two, one], "<ttl>60</ttl>"), left(second))

    assert ([article.title for article in second.articles], third.is_unchanged, third.articles) == (
        ["Eau 2"],
        True,
        (),
    )


def test_an_edited_item_is_read_again() -> None:
    item = {"n": "1", "title": "Eau", "guid": "1", "words": "mot"}
    first = read(write("rss", [item]))

    second = read(write("rss", [item | {"words": "autre"}]), left(first))

    assert [article.summary for article in second.articles] == ["autre"]


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"<rss><channel><item>a</item><item></channel></rss>", id="not well-formed"),
        pytest.param(b"<!DOCTYPE rss [<!ENTITY a 'b'>]><rss><channel><item>&a;</item></channel></rss>", id="entities"),
        pytest.param("<rss><item>é</item></rss>".encode("latin-1"), id="not UTF-8"),
        pytest.param(b"<rss><item><item/></item></rss>", id="an item in an item"),
        pytest.param(b"<rss><item/></rss>", id="an empty item"),
        pytest.param(b"<a><b><c><item>a</item></c></b></a>", id="too deep"),
        pytest.param(b"<rss>" + b"<item>a</item>" * 1001 + b"</rss>", id="too many"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_what_is_not_plainly_a_feed_goes_whole(raw: bytes) -> None:
    news = find_new_items(raw, b"")

    assert (news.raw, news.fresh, news.kept) == (raw, (), b"")


@pytest.mark.parametrize("name", ["atom.xml", "drupal.xml", "rdf.xml", "wordpress.xml", "events.xml"])
def test_an_exhibit_read_before_has_nothing_new(name: str) -> None:
    raw = (EXHIBITS / name).read_bytes()

    assert read(raw, left(read(raw))).articles == ()


@settings(max_examples=200)
@given(st.binary(max_size=200), st.binary(max_size=200))
def test_any_octets_may_be_known(raw: bytes, known: bytes) -> None:
    assert find_new_items(raw, known).raw == raw


OLD = "<item><title>{title}</title><link>https://a.example/{n}</link>{date}</item>"
MARCH = "<pubDate>Fri, 01 Mar 2024 08:00:00 GMT</pubDate>"


def defer(*items: str, note: str = "") -> tuple[list[str], list[str]]:
    """Return the titles that are read now, and those that are read of what waits, with a horizon of 3 April 2024."""
    head, tail = HEADS["rss"]
    raw = (head.format(note) + "".join(items) + tail).encode()
    found = read_feed(raw, replace(reading_of(), horizon=date(2024, 4, 3)))
    later = read(found.deferred.octets).articles if found.deferred else ()
    return [article.title for article in found.articles], [article.title for article in later]


def test_a_plain_article_before_the_horizon_waits() -> None:
    new = OLD.format(n=1, title="Eau", date="<pubDate>Thu, 04 Apr 2024 08:00:00 GMT</pubDate>")
    old = OLD.format(n=2, title="Climat", date=MARCH)

    assert defer(new, old) == (["Eau"], ["Climat"])


@pytest.mark.parametrize(
    ("title", "dates"),
    [
        pytest.param("Eau", "", id="no date"),
        pytest.param("Eau", "<pubDate>hier</pubDate>", id="a date that cannot be read"),
        pytest.param("Eau", "<pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate>", id="a date that means unknown"),
        pytest.param("Eau", MARCH + "<dc:date>2024-04-09</dc:date>", id="one of its dates is new"),
        pytest.param("Assises le 14 mai 2024", MARCH, id="announces a day"),
        pytest.param("Assises", MARCH + "<ev:startdate>2024-05-14</ev:startdate>", id="has a day of its own"),
    ],
)
def test_an_old_article_that_may_matter_now_is_read_now(title: str, dates: str) -> None:
    spaces = ' xmlns:ev="http://purl.org/rss/1.0/modules/event/" xmlns:dc="http://purl.org/dc/elements/1.1/"'

    assert defer(OLD.format(n=1, title=title, date=dates).replace("<item", "<item" + spaces, 1))[1] == []


def test_an_agenda_of_spip_is_read_whole() -> None:
    item = OLD.format(n=1, title="Eau", date=MARCH)

    assert defer(item, note="<generator>SPIP</generator>") == (["Eau"], [])
