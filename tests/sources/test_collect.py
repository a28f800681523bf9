import gzip
import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from digest.config import Config, Fetch, Letter, Mailbox, Source, SourceType
from digest.locale import in_language
from digest.model import CollectionResult, SourceResult, SourceState
from digest.sources.collect import collect_sources
from tests.servers import HANG, Reply, Site, Stopwatch

NOW = datetime(2024, 4, 10, 8, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")
FEEDS = Path(__file__).parent.parent / "data" / "feeds"
SMALL = (
    b"<rss version='2.0'><channel><item><title>Jumelages</title><link>http://a.example/1</link></item></channel></rss>"
)
CALENDAR = b"""BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//exemple//FR\r
BEGIN:VEVENT\r
UID:1@exemple.org\r
DTSTAMP:20240401T080000Z\r
DTSTART;VALUE=DATE:20240425\r
SUMMARY:Bureau du r\xc3\xa9seau\r
END:VEVENT\r
END:VCALENDAR\r
"""


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        yield running


def source(name: str, url: str, kind: SourceType = SourceType.FEED) -> Source:
    return Source(name=name, type=kind, url=url)


def collect(
    *sources: Source, remembered: Mapping[str, SourceState] | None = None, now: datetime = NOW, seconds: float = 5
) -> CollectionResult:
    config = Config(
        path=Path("/nowhere/feeds.yaml"),
        letter=Letter(title="La lettre", sender=Mailbox(address="lettre@exemple.org")),
        sources=sources,
        fetch=Fetch(allow=("127.0.0.1",), deadline=timedelta(seconds=seconds), at_most=1_000_000),
    )
    return collect_sources(config, now=now, remembered=remembered or {})


def memories(harvest: CollectionResult) -> dict[str, SourceState]:
    return {one.source: one.remembered for one in harvest.yields if one.remembered}


def titles(found: SourceResult) -> list[str]:
    return [*(article.title for article in found.articles), *(event.title for event in found.events)]


def test_sources_come_in_the_order_of_feeds_yaml_whatever_their_pace(site: Site) -> None:
    site.replies |= {"/slow": Reply(body=SMALL, pause=0.2), "/fast": Reply(body=SMALL)}

    harvest = collect(source("lente", site.url("/slow")), source("rapide", site.url("/fast")))

    assert [(one.source, titles(one)) for one in harvest.yields] == [
        ("lente", ["Jumelages"]),
        ("rapide", ["Jumelages"]),
    ]


def test_a_feed_that_answers_500_is_named_and_the_others_are_read(site: Site) -> None:
    site.replies |= {"/dead": Reply(status=500), "/alive": Reply(body=SMALL)}

    harvest = collect(source("Portail", site.url("/dead")), source("CGLU", site.url("/alive")))

    assert [(one.source, one.failed, titles(one)) for one in harvest.yields] == [
        ("Portail", True, []),
        ("CGLU", False, ["Jumelages"]),
    ]
    assert [str(one) for one in harvest.problems] == [
        f"{site.url('/dead')}: the site answers with an error of its own (500)\n  It is tried again next time."
    ]


def test_six_dead_feeds_of_one_host_do_not_cost_six_deadlines_nor_the_seventh() -> None:
    replies = {f"/{n}": Reply(pause=30) for n in range(6)} | {"/ok": Reply(body=SMALL)}
    with Site(replies) as half_dead, Stopwatch() as watch:
        feeds = (*(source(str(n), half_dead.url(f"/{n}")) for n in range(6)), source("saine", half_dead.url("/ok")))
        harvest = collect(*feeds, seconds=1)

    assert ([titles(one) for one in harvest.yields], watch.seconds < HANG) == ([[]] * 6 + [["Jumelages"]], True)


def test_a_host_that_keeps_all_waiting_is_soon_not_asked_any_more() -> None:
    with Site({f"/{n}": Reply(pause=30) for n in range(40)}) as dead:
        harvest = collect(*(source(str(n), dead.url(f"/{n}")) for n in range(40)), seconds=1)

    ways = {(one.failed, one.is_skipped) for one in harvest.yields}
    assert (ways, len(harvest.problems), len(dead.asked) <= 12) == ({(True, False), (False, True)}, 40, True)


@pytest.mark.parametrize("name", ["spip-backend.xml", "atom.xml", "wordpress.xml"])
def test_a_feed_served_over_http_comes_out_dated_tagged_and_clean(site: Site, name: str) -> None:
    site.replies["/feed"] = Reply(body=(FEEDS / name).read_bytes(), headers={"Content-Type": "text/xml; charset=utf-8"})

    articles = collect(source("Portail", site.url("/feed"))).articles
    words = " ".join(f"{article.title} {article.summary} {article.body}" for article in articles)

    furniture = ("(…)", "[…]", "javascript:", "rel=", "Ouvrir", "Partager", "premier sur", "first on", "Lire la suite")
    assert [one for one in furniture if one in words] == []
    assert [bool(article.published and article.summary) for article in articles] == [True] * len(articles)
    assert articles[0].tags != ()


def test_sources_that_hang_drip_or_never_end_cost_a_deadline_and_nothing_else(site: Site) -> None:
    with Site({"/": Reply(body=b"x" * 500, drip=0.1)}) as dripping, Site({"/": Reply(pause=30)}) as hanging:
        site.replies |= {
            "/bomb": Reply(body=gzip.compress(b"\0" * 50_000_000), headers={"Content-Encoding": "gzip"}),
            "/ok": Reply(body=SMALL),
        }
        with Stopwatch() as watch:
            harvest = collect(
                source("goutte", dripping.url()),
                source("muet", hanging.url()),
                source("bombe", site.url("/bomb")),
                source("saine", site.url("/ok")),
                seconds=0.5,
            )

    assert [(one.source, one.failed, titles(one)) for one in harvest.yields] == [
        ("goutte", True, []),
        ("muet", True, []),
        ("bombe", True, []),
        ("saine", False, ["Jumelages"]),
    ]
    assert watch.seconds < HANG


def test_one_host_is_asked_by_two_at_once_at_most(site: Site) -> None:
    at_once, most, lock = [0], [0], threading.Lock()

    def count(_headers: Mapping[str, str]) -> Reply:
        with lock:
            at_once[0] += 1
            most[0] = max(most[0], at_once[0])
        site.closing.wait(0.05)
        with lock:
            at_once[0] -= 1
        return Reply(body=SMALL)

    site.replies |= {f"/{n}": count for n in range(8)}
    collect(*(source(str(n), site.url(f"/{n}")) for n in range(8)))

    assert most == [2]


def test_a_feed_that_did_not_change_is_said_so_and_read_no_more(site: Site) -> None:
    site.replies["/feed"] = Reply(body=SMALL, etag='"1"')
    feed = source("Portail", site.url("/feed"))
    first = collect(feed)

    second = collect(feed, remembered=memories(first))

    assert second.yields == (SourceResult(source="Portail", is_unchanged=True, remembered=first.yields[0].remembered),)


def test_a_feed_without_validators_is_recognised_by_its_octets(site: Site) -> None:
    site.replies["/feed"] = Reply(body=SMALL)
    feed = source("Portail", site.url("/feed"))

    second = collect(feed, remembered=memories(collect(feed)))

    assert second.yields[0].is_unchanged


def test_an_unchanged_feed_is_read_again_when_feeds_yaml_says_something_new_of_it(site: Site) -> None:
    site.replies["/feed"] = Reply(body=SMALL, etag='"1"')
    feed = source("Portail", site.url("/feed"))

    second = collect(replace(feed, theme="Europe"), remembered=memories(collect(feed)))

    assert [article.theme for article in second.articles] == ["Europe"]


def test_a_feed_with_a_problem_says_it_again_next_time(site: Site) -> None:
    site.replies["/feed"] = Reply(body=SMALL.removesuffix(b"</channel></rss>"), etag='"1"')
    feed = source("Portail", site.url("/feed"))

    second = collect(feed, remembered=memories(collect(feed)))

    assert [one.message for one in second.problems] == ["the feed ends in the middle; what was whole has been read"]


def test_an_unchanged_calendar_is_read_again_as_of_the_new_day(site: Site) -> None:
    site.replies["/agenda.ics"] = Reply(body=CALENDAR, etag='"1"')
    agenda = source("Agenda", site.url("/agenda.ics"), SourceType.CALENDAR)
    first = collect(agenda)

    second = collect(agenda, remembered=memories(first), now=NOW + timedelta(days=1))

    assert [titles(one) for one in (*first.yields, *second.yields)] == [["Bureau du réseau"], ["Bureau du réseau"]]
    assert [(one.is_complete, one.is_unchanged) for one in (*first.yields, *second.yields)] == [(True, False)] * 2


def test_a_rehearsal_moves_by_whole_weeks_and_keeps_its_hours_over_summer_time(site: Site) -> None:
    site.replies["/feed"] = Reply(
        body=SMALL.replace(b"</item>", b"<pubDate>Thu, 14 Mar 2024 17:30:00 +0100</pubDate></item>")
    )
    feed = replace(source("Portail", site.url("/feed")), saved_on=date(2024, 3, 15))

    harvest = collect(feed, now=datetime(2024, 4, 10, 8, tzinfo=UTC))

    assert [article.published for article in harvest.articles] == [datetime(2024, 4, 4, 17, 30, tzinfo=PARIS)]


def test_an_address_that_moved_is_read_and_reported(site: Site) -> None:
    site.replies |= {"/old": Reply(status=301, headers={"Location": "/new"}), "/new": Reply(body=SMALL)}

    harvest = collect(source("Portail", site.url("/old")))

    assert (titles(harvest.yields[0]), [one.message for one in harvest.problems]) == (
        ["Jumelages"],
        [f"the address has moved for good to {site.url('/new')}"],
    )


def test_a_fault_of_this_program_costs_one_source_only(site: Site) -> None:
    site.replies["/feed"] = Reply(body=SMALL)
    impossible = Source(name="impossible", type=SourceType.FOLDER, path=None)

    harvest = collect(impossible, source("Portail", site.url("/feed")))

    assert [(one.failed, len(one.problems), titles(one)) for one in harvest.yields] == [
        (True, 1, []),
        (False, 0, ["Jumelages"]),
    ]


def test_progress_names_each_source_with_its_counts(site: Site) -> None:
    site.replies["/feed"] = Reply(body=SMALL)
    said: list[str] = []
    config = Config(
        path=Path("/nowhere/feeds.yaml"),
        letter=Letter(title="La lettre", sender=Mailbox(address="lettre@exemple.org")),
        sources=(source("Portail", site.url("/feed")), source("Mort", site.url("/none"))),
        fetch=Fetch(allow=("127.0.0.1",)),
    )

    with in_language("en"):
        collect_sources(config, now=NOW, remembered={}, report=said.append)

    assert ([words[:3] for words in said], sorted(words[4:] for words in said)) == (
        ["1/2", "2/2"],
        ["Mort: not read", "Portail: 1 article"],
    )


def test_a_feed_that_grew_gives_its_new_article_only_and_one_that_was_rebuilt_nothing(site: Site) -> None:
    feed = "<rss version='2.0'><channel><title>{}</title>{}</channel></rss>"
    items = [f"<item><title>Eau {n}</title><link>http://a.example/{n}</link></item>" for n in range(3)]
    said: list[tuple[list[str], bool]] = []
    left: dict[str, SourceState] = {}
    for title, count in (("un", 2), ("deux", 3), ("trois", 3)):
        site.replies["/feed"] = Reply(body=feed.format(title, "".join(items[:count])).encode())
        harvest = collect(source("Portail", site.url("/feed")), remembered=left)
        left = memories(harvest)
        said.append((titles(harvest.yields[0]), harvest.yields[0].is_unchanged))

    assert said == [(["Eau 0", "Eau 1"], False), (["Eau 2"], False), ([], True)]
