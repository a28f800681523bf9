import json
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from digest.config import Source, SourceType
from digest.model import SourceResult
from digest.sources.feed.reader import read_feed
from tests.servers import Stopwatch
from tests.sources.readings import plain, reading_of

EXHIBITS = Path(__file__).parent.parent / "data" / "feeds"
ADDRESSES = {"spip-agenda.xml": "https://villes.exemple.org/spip.php?page=agenda_rss"}


def exhibits() -> list[str]:
    return sorted(file.name for file in EXHIBITS.iterdir() if not file.name.endswith(".expected"))


def feed(*items: str, head: str = "") -> bytes:
    return f"<rss version='2.0'><channel><title>Essai</title>{head}{''.join(items)}</channel></rss>".encode()


def item(title: str, link: str = "", more: str = "") -> str:
    return f"<item><title>{title}</title>{f'<link>{link}</link>' if link else ''}{more}</item>"


def source(**settings: object) -> Source:
    return Source(**{"name": "Essai", "type": SourceType.FEED, "url": "https://villes.exemple.org/feed"} | settings)  # type: ignore[arg-type]  # a test's short form


def read(raw: bytes, **settings: object) -> SourceResult:
    return read_feed(raw, reading_of(source(**settings)))


@pytest.mark.parametrize("name", exhibits())
def test_an_exhibit_gives_what_stands_beside_it(name: str) -> None:
    raw = (EXHIBITS / name).read_bytes()
    address = ADDRESSES.get(name, "https://source.exemple.org/feed")

    found = plain(read_feed(raw, reading_of(source(url=address))))

    assert found == json.loads((EXHIBITS / f"{name}.expected").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        pytest.param(b"<!DOCTYPE html><html><body>Bonjour</body></html>", "this is a web page, not a feed", id="page"),
        pytest.param(b"BEGIN:VCALENDAR\r\nEND:VCALENDAR", "this is a calendar, not a feed", id="calendar"),
        pytest.param(b"", "the answer is empty", id="nothing"),
        pytest.param(b"  \n ", "the answer is empty", id="blanks"),
        pytest.param(b"{}", "this is no feed that can be read", id="JSON of another kind"),
        pytest.param(b"[" * 100_000, "this is no feed that can be read", id="deep JSON"),
        pytest.param(b"%PDF-1.7 \x00\x01", "this is no feed that can be read", id="PDF"),
    ],
)
def test_what_is_no_feed_fails_with_a_word_and_a_mend(raw: bytes, said: str) -> None:
    found = read(raw)

    assert (found.failed, [(one.message, bool(one.hint)) for one in found.problems]) == (True, [(said, True)])


def test_a_feed_without_articles_is_a_feed() -> None:
    assert read(feed()) == SourceResult(source="Essai")


def test_mirrors_give_one_article_its_one_identity() -> None:
    hosts = ("villes.exemple.org", "www.villes.exemple.org", "miroir.example", "www.miroir.example")

    found = [read(feed(item("Eau", f"http://{host}/a+b?xtor=RSS")), same_as=["miroir.example"]) for host in hosts]

    assert len({one.articles[0].id for one in found}) == 1


def test_an_article_keeps_its_identity_when_its_title_or_scheme_changes() -> None:
    before = read(feed(item("Eau", "http://villes.exemple.org/1")))
    after = read(feed(item("L'eau", "https://villes.exemple.org/1?utm_source=rss")))

    assert before.articles[0].id == after.articles[0].id


def test_an_address_that_all_articles_share_identifies_none_of_them() -> None:
    found = read(feed(item("Un", "https://villes.exemple.org/"), item("Deux", "https://villes.exemple.org/")))

    assert len({article.id for article in found.articles}) == 2


def test_the_same_article_twice_in_a_feed_is_one() -> None:
    found = read(feed(item("Un", "https://villes.exemple.org/1"), item("Un", "https://villes.exemple.org/1")))

    assert [article.title for article in found.articles] == ["Un"]


def test_a_bare_number_is_an_identifier_in_its_own_source_only() -> None:
    one, two = (read(feed(item("Un", more="<guid isPermaLink='false'>7</guid>")), name=name) for name in ("A", "B"))

    assert (one.articles[0].keys, two.articles[0].keys) == (("A 7",), ("B 7",))


def test_the_known_faults_of_a_source_are_mended_everywhere_but_in_addresses() -> None:
    raw = feed(
        item(
            "La coopé©ration",
            "https://villes.exemple.org/coopé©ration",
            "<description>Coopé©ration. coopé©ration</description>",
        )
    )

    found = read(raw, replace={"coopé©ration": "coopération"}).articles[0]

    assert (found.title, found.summary, found.url) == (
        "La coopération",
        "Coopé©ration. coopération",
        "https://villes.exemple.org/coopé©ration",
    )


def test_the_theme_and_tags_of_the_source_go_to_all_it_gives() -> None:
    found = read(feed(item("Un", more="<category>Eau</category>")), theme="Europe", tags=("CGLU", "eau"))

    assert [(article.theme, article.tags) for article in found.articles] == [("Europe", ("Eau", "CGLU"))]


def test_a_thousand_articles_are_read_and_the_rest_is_counted() -> None:
    found = read(feed(*(item(f"Titre {n}", f"https://villes.exemple.org/{n}") for n in range(1203))))

    assert (len(found.articles), [one.message for one in found.problems]) == (
        1000,
        ["203 articles at the end of the feed were not read: the feed is too long"],
    )


def test_a_feed_that_ends_in_the_middle_gives_what_was_whole() -> None:
    whole = feed(
        item("Entière", "https://villes.exemple.org/1"), item("Coupée en deux", "https://villes.exemple.org/2")
    )

    found = read(whole[: whole.index(b"en deux")])

    assert ([article.title for article in found.articles], [one.message for one in found.problems]) == (
        ["Entière"],
        ["the feed ends in the middle; what was whole has been read"],
    )


def test_a_title_of_a_megabyte_is_cut_at_a_word() -> None:
    found = read(feed(item("mot " * 250_000)))

    assert (len(found.articles[0].title) <= 300, found.articles[0].title.endswith("mot …")) == (True, True)


def test_a_spip_feed_of_coming_days_is_an_agenda_whatever_its_address() -> None:
    dated = [item(f"Réunion {day}", more=f"<pubDate>2024-05-{day}</pubDate>") for day in (12, 13)]

    found = read(feed(*dated, head="<generator>SPIP - www.spip.net</generator>"))

    assert ([event.title for event in found.events], found.articles) == (["Réunion 12", "Réunion 13"], ())


@settings(max_examples=300)
@given(
    st.binary(max_size=400)
    | st.text(max_size=400).map(lambda text: feed(item(text, text, f"<description>{text}</description>")))
)
@example(b"<rss><channel><item><title>&#xD800;</title></item></channel></rss>")
@example(b"<rss version='2.0'><channel><item><link>http://[</link><title>a</title></item></channel></rss>")
@example(b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><title type='xhtml'><![CDATA[<]]></title></entry>")
@example(b'{"items": [{"id": {}, "title": [], "tags": {}, "authors": [1], "attachments": ["x"]}]}')
def test_any_octets_at_all_give_a_yield(raw: bytes) -> None:
    assert isinstance(read(raw), SourceResult)


PIECES = [
    b"<",
    b">",
    b"&",
    b"]]>",
    b"<![CDATA[",
    b"&#xD800;",
    b"//[",
    b"\xff",
    b"\x00",
    b"<item>",
    b"</item>",
    b'"',
    b"{",
    b"null",
]

ATTRIBUTES = " ".join(f"a{n}='1'" for n in range(50_000))


@settings(max_examples=200)
@given(st.sampled_from(exhibits()), st.lists(st.tuples(st.floats(0, 1), st.sampled_from(PIECES)), max_size=8))
def test_a_damaged_exhibit_gives_a_yield(name: str, damages: list[tuple[float, bytes]]) -> None:
    raw = (EXHIBITS / name).read_bytes()
    for where, piece in damages:
        place = int(where * len(raw))
        raw = raw[:place] + piece + raw[place:]

    assert isinstance(read(raw), SourceResult)


@pytest.mark.parametrize(
    "bomb",
    [
        pytest.param(feed(item("t") * 100_000), id="a hundred thousand articles"),
        pytest.param(feed(item("t", more=f"<description>{'<b>' * 50_000}</description>")), id="nested tags"),
        pytest.param(
            feed(item("t", more=f"<description>{'&lt;div&gt;' * 50_000}</description>")), id="nested, escaped"
        ),
        pytest.param(feed(f"<item {ATTRIBUTES}><title>t</title></item>"), id="attributes"),
        pytest.param(feed(item("t", more="<category>c</category>" * 20_000)), id="keywords"),
        pytest.param(b"<!DOCTYPE r [" + b"<!ENTITY a '&b;&b;'>" * 20_000 + b"]><rss><channel/></rss>", id="entities"),
        pytest.param(feed(item("&lt;i&gt;" * 100_000)), id="a title of tags"),
    ],
)
def test_a_bomb_is_read_in_time(bomb: bytes) -> None:
    with Stopwatch() as watch:
        read(bomb)

    assert watch.cpu < 10
