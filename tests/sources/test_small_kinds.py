"""Small things that feeds of the world do, each with what a reader must see of it."""

import pytest

from digest.sources.feed.reader import read_feed
from tests.sources.readings import reading_of

HEAD = "<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>x</title>"
TAIL = "</channel></rss>"


def read(items: str, encoding: str = "utf-8") -> list[tuple[str, str | None, str]]:
    found = read_feed(f"{HEAD}{items}{TAIL}".encode(encoding), reading_of())
    return [(article.title, article.url, article.summary) for article in found.articles]


@pytest.mark.parametrize(
    ("item", "title", "summary"),
    [
        ("<title>Eau & climat</title>", "Eau & climat", ""),
        ("<title>R&D</title><description>La R&D; et plus & mieux</description>", "R&D", "La R&D; et plus & mieux"),
        ("<title>Eau &amp; climat</title>", "Eau & climat", ""),
        ("<title>L&amp;#8217;eau &amp;amp; nous</title>", "L’eau & nous", ""),
        ("<title><![CDATA[L&#8217;eau & nous]]></title>", "L’eau & nous", ""),
        ("<title>Caf&eacute; &copy; 2024</title>", "Café © 2024", ""),
        ("<title>Eau</title><description><![CDATA[<p>1 & 2</p>]]></description>", "Eau", "1 & 2"),
    ],
)
def test_a_bare_or_doubled_ampersand_is_one_sign(item: str, title: str, summary: str) -> None:
    assert read(f"<item>{item}<link>https://a.example/1</link></item>") == [(title, "https://a.example/1", summary)]


@pytest.mark.parametrize(
    ("item", "url"),
    [
        ("<link></link><guid>https://a.example/1</guid>", "https://a.example/1"),
        ("<link/><guid isPermaLink='true'>https://a.example/1</guid>", "https://a.example/1"),
        ("<link> \n </link><guid>https://a.example/1</guid>", "https://a.example/1"),
        ("<link><![CDATA[]]></link><guid>https://a.example/1</guid>", "https://a.example/1"),
        ("<link></link><guid isPermaLink='false'>https://a.example/?p=1</guid>", None),
        ("<link>https://a.example/1</link><guid></guid>", "https://a.example/1"),
        ("<link>https://a.example/1&#11;2</link>", "https://a.example/12"),
        ("<link>https://a.example/?a=1&b=2</link>", "https://a.example/?a=1&b=2"),
    ],
)
def test_an_empty_element_says_nothing_and_an_address_holds_no_control(item: str, url: str | None) -> None:
    assert read(f"<item><title>Eau</title>{item}</item>") == [("Eau", url, "")]


def test_text_of_atom_is_text() -> None:
    raw = (
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>x</title><entry><title>Eau</title><id>urn:x:1</id>"
        "<link href='https://a.example/1'/>"
        "<summary type='text'>La balise &lt;b&gt; et 2 &lt; 3</summary></entry></feed>"
    )

    assert [article.summary for article in read_feed(raw.encode(), reading_of()).articles] == ["La balise <b> et 2 < 3"]


@pytest.mark.parametrize(
    "before",
    [
        "<span>admin</span> <span>Thu, 04/04/2024 - 10:15</span> ",
        "<span><span about='/user/1'>webmestre</span></span>\n<span>jeu, 04/04/2024 - 10:15</span>\n",
        "<span>04/04/2024</span>",
    ],
)
def test_login_and_date_of_a_bare_node_are_no_words_of_its_text(before: str) -> None:
    item = f"<title>Nœud</title><link>https://a.example/1</link><description><![CDATA[{before}<p>Le texte.</p>]]>"

    assert read(f"<item>{item}</description></item>") == [("Nœud", "https://a.example/1", "Le texte.")]


@pytest.mark.parametrize("encoding", ["mac-roman", "cp1252", "utf-8"])
def test_a_feed_that_declares_no_encoding_is_read_by_its_octets(encoding: str) -> None:
    item = "<title>Été à Évian : la régie créée</title><link>https://a.example/1</link>"

    assert read(f"<item>{item}</item>", encoding) == [("Été à Évian : la régie créée", "https://a.example/1", "")]
