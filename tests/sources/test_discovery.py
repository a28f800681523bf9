from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from digest.config import Config, Fetch, Letter, Mailbox, SourceType
from digest.errors import DigestError
from digest.sources.page.discover import Discovery, discover_source
from tests.servers import HANG, Reply, Site, Stopwatch

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
FEED = (
    "<?xml version='1.0'?><rss version='2.0'><channel><title>Le réseau &amp; ses villes</title>"
    "<item><title>Jumelages</title><link>http://a.example/1</link></item></channel></rss>"
).encode()
CALENDAR = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//exemple//FR\r\nX-WR-CALNAME:L'agenda\\, en bref\r\n"
    b"BEGIN:VEVENT\r\nUID:1@exemple.org\r\nDTSTAMP:20261101T080000Z\r\nDTSTART;VALUE=DATE:20261125\r\n"
    b"SUMMARY:Rencontre\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        yield running


def page(*links: str, title: str = "Accueil") -> Reply:
    return Reply(body=f"<!DOCTYPE html><html><head><title>{title}</title>{''.join(links)}</head></html>".encode())


def link(href: str, kind: str = "application/rss+xml") -> str:
    return f'<link rel="alternate" type="{kind}" href="{href}">'


def find(address: str, *, allow: tuple[str, ...] = ("127.0.0.1",), seconds: float = 5) -> Discovery:
    config = Config(
        path=Path("/nowhere/feeds.yaml"),
        letter=Letter(title="La lettre", sender=Mailbox(address="lettre@exemple.org")),
        fetch=Fetch(allow=allow, deadline=timedelta(seconds=seconds)),
    )
    return discover_source(address, config=config, now=NOW)


def refused(address: str, **more: tuple[str, ...]) -> DigestError:
    with pytest.raises(DigestError) as raised:
        find(address, **more)  # type: ignore[arg-type] # only allow= is ever given
    return raised.value


def test_the_address_of_a_feed_is_itself(site: Site) -> None:
    site.replies["/flux"] = Reply(body=FEED)

    assert find(site.url("/flux")) == Discovery(
        url=site.url("/flux"), type=SourceType.FEED, title="Le réseau & ses villes", articles=1
    )


def test_the_address_of_a_calendar_is_itself_whatever_it_ends_in(site: Site) -> None:
    site.replies["/export"] = Reply(body=CALENDAR)

    assert find(site.url("/export")) == Discovery(
        url=site.url("/export"), type=SourceType.CALENDAR, title="L'agenda, en bref", events=1
    )


def test_a_page_is_asked_for_its_feed_and_its_others_are_told(site: Site) -> None:
    site.replies |= {
        "/": page(link("/dead"), link("/flux"), link("/agenda.ics", "text/calendar")),
        "/flux": Reply(body=FEED),
        "/agenda.ics": Reply(body=CALENDAR),
    }

    found = find(site.url("/"))

    assert (found.url, found.others, site.asked) == (
        site.url("/flux"),
        (site.url("/dead"), site.url("/agenda.ics")),
        ["/", "/dead", "/flux"],
    )


@pytest.mark.parametrize("path", ["/spip.php?page=backend", "/feed/", "/rss.xml", "/atom.xml", "/agenda.ics"])
def test_a_page_without_links_is_tried_where_its_system_keeps_a_feed(site: Site, path: str) -> None:
    site.replies |= {"/": page(), path: Reply(body=CALENDAR if path.endswith("ics") else FEED)}

    assert find(site.url("/")).url == site.url(path)


def test_a_page_in_the_place_of_a_guess_is_no_feed(site: Site) -> None:
    every = {path: page() for path in ("/", "/feed/", "/rss.xml", "/spip.php?page=backend")}
    site.replies |= every | {"/feed.xml": Reply(body=FEED)}

    assert find(site.url("/")).url == site.url("/feed.xml")


def test_an_address_that_moved_for_good_is_given_as_it_is_now(site: Site) -> None:
    site.replies |= {
        "/old": Reply(status=301, headers={"Location": "/new"}),
        "/new": Reply(status=302, headers={"Location": "/today"}),
        "/today": Reply(body=FEED),
    }

    assert find(site.url("/old")).url == site.url("/new")


def test_a_feed_without_a_title_is_called_like_its_page_else_like_its_host(site: Site) -> None:
    bare = FEED.replace("<title>Le réseau &amp; ses villes</title>".encode(), b"")
    site.replies |= {"/": page(link("/flux"), title="La maison des villes"), "/flux": Reply(body=bare)}

    assert [find(site.url(path)).title for path in ("/", "/flux")] == ["La maison des villes", "127.0.0.1"]


def test_without_a_scheme_https_is_tried_first_then_http(site: Site) -> None:
    site.replies["/flux"] = Reply(body=FEED)

    assert find(f"127.0.0.1:{site.port}/flux").url == site.url("/flux")


def test_a_site_without_a_feed_is_said_with_a_way_out(site: Site) -> None:
    site.replies["/"] = page()

    error = refused(site.url("/"))

    assert (error.problem, "type: page" in error.hint, len(site.asked) <= 17) == (
        "no feed and no calendar was found there",
        True,
        True,
    )


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/", "javascript:alert(1)", "", "a b"]
)
def test_what_is_no_web_address_is_refused(address: str) -> None:
    assert refused(address).hint


def test_a_private_network_is_named_with_the_line_that_would_allow_it(site: Site) -> None:
    error = refused(site.url("/"), allow=())

    assert (error.problem, error.hint, site.connections) == (
        '"127.0.0.1" leads into a private network (127.0.0.1)',
        'If that is meant, add "127.0.0.1" under fetch: allow: in feeds.yaml.',
        0,
    )


def test_a_page_cannot_send_the_search_into_a_private_network(site: Site) -> None:
    with Site({"/flux": Reply(body=FEED)}) as canary:
        site.replies["/"] = page(link(canary.url("/flux")), link("file:///etc/passwd"), link("gopher://127.0.0.1/"))
        error = refused(site.url("/"), allow=(site.host,))

    assert (error.problem, canary.connections) == ("no feed and no calendar was found there", 0)


def test_a_site_that_lets_the_search_wait_is_not_asked_for_each_guess(site: Site) -> None:
    site.replies |= {"/": page(), "/spip.php?page=backend": Reply(pause=30)}

    with Stopwatch() as watch, pytest.raises(DigestError):
        find(site.url("/"), seconds=0.5)

    assert watch.seconds < HANG
