import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.sources.page.discover import guess_addresses, read_links

PAGE = """<!DOCTYPE html><html><head><base href="https://site.example/fr/"><title> Le
  réseau </title><meta name="generator" content="SPIP 4.2">
<link rel="alternate" type="application/rss+xml" title="Commentaires sur Le réseau" href="/comments/feed/">
<link rel="alternate" type="application/rss+xml; charset=utf-8" title="Le réseau" href="spip.php?page=backend">
<LINK REL="ALTERNATE home" TYPE="application/atom+xml" HREF="//autre.example/atom.xml#haut">
<link rel="alternate" type="text/html" hreflang="en" href="/en/">
<link rel="alternate" type="application/json+oembed" href="/oembed">
<link rel="stylesheet" href="/style.css"></head>
<body><a href="webcal://site.example/agenda.ics">Agenda</a> <a href="/rss.xml">RSS</a>
<a href="javascript:feed/">x</a> <a href="file:///etc/feed">y</a> <a href="/contact">Contact</a></body></html>"""


def test_a_page_links_to_its_feeds_and_calendars_those_of_comments_last() -> None:
    page = read_links(PAGE, base="https://www.site.example/")

    assert (page.title, page.generator, page.links) == (
        "Le réseau",
        "SPIP 4.2",
        (
            "https://site.example/fr/spip.php?page=backend",
            "https://autre.example/atom.xml",
            "https://site.example/agenda.ics",
            "https://site.example/rss.xml",
            "https://site.example/comments/feed/",
        ),
    )


@pytest.mark.parametrize(
    ("generator", "first"),
    [
        ("", "spip.php?page=backend"),
        ("WordPress 6.5", "feed/"),
        ("Drupal 10", "rss.xml"),
        ("SPIP", "spip.php?page=backend"),
    ],
)
def test_the_system_that_a_page_names_is_guessed_first(generator: str, first: str) -> None:
    guessed = guess_addresses("https://site.example/fr/accueil", generator=generator)

    assert guessed[0] == f"https://site.example/fr/{first}"


def test_guesses_lie_beside_the_address_and_at_the_top_of_the_site() -> None:
    guessed = guess_addresses("http://site.example:8080/fr/accueil?x=1#y")

    assert guessed[:6] == (
        "http://site.example:8080/fr/spip.php?page=backend",
        "http://site.example:8080/fr/feed/",
        "http://site.example:8080/fr/rss.xml",
        "http://site.example:8080/spip.php?page=backend",
        "http://site.example:8080/feed/",
        "http://site.example:8080/rss.xml",
    )


@given(st.text(max_size=200))
def test_any_text_gives_web_addresses_only(text: str) -> None:
    page = read_links(f'<link rel="alternate" type="text/calendar" href="{text}">{text}', base="https://site.example/")

    assert [one for one in page.links if not one.startswith(("http://", "https://"))] == []


def test_a_page_of_a_hundred_thousand_links_is_bounded() -> None:
    rows = "".join(f'<link rel="alternate" type="application/rss+xml" href="/{n}/feed">' for n in range(100_000))

    assert len(read_links(rows, base="https://site.example/").links) == 8
