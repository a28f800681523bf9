"""What a letter remembers of its sources from run to run, with real servers and a store on the disk."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from digest.app.build import EditionService
from digest.config import Fetch, Source, SourceType
from digest.locale import in_language
from tests.makers import make_config
from tests.servers import HANG, Reply, Site, Stopwatch

MONDAY = datetime(2026, 11, 16, 6, 0, tzinfo=UTC)
DAY = timedelta(days=1)
EVENT = (
    b"BEGIN:VEVENT\r\nUID:%d@exemple.org\r\nDTSTAMP:20261101T080000Z\r\nDTSTART;VALUE=DATE:20261125\r\n"
    b"SUMMARY:Rencontre %d\r\nEND:VEVENT\r\n"
)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        yield running


def feed(*numbers: int) -> bytes:
    items = b"".join(
        b"<item><title>Article %d</title><link>http://a.example/%d</link></item>" % (n, n) for n in numbers
    )
    return b"<rss version='2.0'><channel><title>Portail</title>%s</channel></rss>" % items


def calendar(*numbers: int) -> bytes:
    events = b"".join(EVENT % (n, n) for n in numbers)
    return b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//exemple//FR\r\n%sEND:VCALENDAR\r\n" % events


class Letter:
    """A letter with one source, collected at instants of the test's choice."""

    def __init__(self, folder: Path, address: str, kind: SourceType = SourceType.FEED) -> None:
        self.folder = folder
        self.source = Source(name="Portail", type=kind, url=address)

    def collect(self, now: datetime, *, retry: bool = False) -> list[str]:
        """Collect once; return what is wrong."""
        with in_language("en"):
            found = self._newsroom(now).collect(retry=retry)
        return [problem.message for problem in found.harvest.problems]

    def known(self) -> tuple[int, int]:
        """Count the articles and events that the next edition would see."""
        (state,) = self._newsroom(MONDAY).source_states()
        return state.articles, state.events

    def _newsroom(self, now: datetime) -> EditionService:
        fetch = Fetch(allow=("127.0.0.1",), deadline=timedelta(seconds=5))
        config = make_config(path=self.folder / "feeds.yaml", sources=(self.source,), fetch=fetch)
        config = replace(config, letter=replace(config.letter, language="en"))
        return EditionService(config, state=self.folder / ".digest", now=now)


def plain(words: list[str]) -> list[str]:
    return [" ".join(one.replace("\u00a0", " ").split()) for one in words]


def test_an_address_that_moved_for_good_is_asked_where_it_is_now_and_said_each_time(tmp_path: Path, site: Site) -> None:
    site.replies |= {"/old": Reply(status=301, headers={"Location": "/new"}), "/new": Reply(body=feed(1), etag='"1"')}
    letter = Letter(tmp_path, site.url("/old"))

    said = [letter.collect(MONDAY + n * DAY) for n in range(3)]

    assert (site.asked, said) == (
        ["/old", "/new", "/new", "/new"],
        [[f"the address has moved for good to {site.url('/new')}"]] * 3,
    )


def test_a_new_address_that_fails_is_left_for_the_old_one(tmp_path: Path, site: Site) -> None:
    site.replies |= {"/old": Reply(status=308, headers={"Location": "/new"}), "/new": Reply(body=feed(1))}
    letter = Letter(tmp_path, site.url("/old"))
    letter.collect(MONDAY)
    site.replies |= {"/old": Reply(body=feed(1, 2)), "/new": Reply(status=410)}

    said = [letter.collect(MONDAY + n * DAY) for n in (1, 2)]

    assert (site.asked[2:], said, letter.known()) == (
        ["/new", "/old"],
        [["the address is gone for good (410)"], []],
        (2, 0),
    )


def test_a_move_to_a_page_that_is_no_feed_is_not_remembered(tmp_path: Path, site: Site) -> None:
    site.replies |= {"/old": Reply(status=301, headers={"Location": "/"}), "/": Reply(body=b"<html>Bienvenue</html>")}
    letter = Letter(tmp_path, site.url("/old"))

    for n in (0, 1):
        letter.collect(MONDAY + n * DAY)

    assert site.asked == ["/old", "/", "/old", "/"]


def test_an_address_that_is_gone_is_not_asked_again_until_it_changes_in_feeds_yaml(tmp_path: Path, site: Site) -> None:
    site.replies |= {"/feed": Reply(body=feed(1)), "/new": Reply(body=feed(1, 2))}
    letter = Letter(tmp_path, site.url("/feed"))
    letter.collect(MONDAY)
    site.replies["/feed"] = Reply(status=410)
    said = [letter.collect(MONDAY + n * DAY) for n in (1, 2, 3)]
    known = letter.known()

    letter.source = replace(letter.source, url=site.url("/new"))
    said.append(letter.collect(MONDAY + 3 * DAY))

    assert (site.asked, known, letter.known()) == (["/feed", "/feed", "/new"], (1, 0), (2, 0))
    assert said == [
        ["the address is gone for good (410)"],
        ["the address is gone for good (410), and it is not asked any more (failing for 1 day)"],
        ["the address is gone for good (410), and it is not asked any more (failing for 2 days)"],
        [],
    ]


@pytest.mark.parametrize("wish", ["10800", "Mon, 16 Nov 2026 09:00:00 GMT"], ids=["seconds", "a date"])
def test_a_site_that_wants_to_be_left_alone_is_until_then(tmp_path: Path, site: Site, wish: str) -> None:
    site.replies["/feed"] = Reply(status=503, headers={"Retry-After": wish})
    letter = Letter(tmp_path, site.url("/feed"))
    letter.collect(MONDAY)
    site.replies["/feed"] = Reply(body=feed(1))

    said = [letter.collect(MONDAY + timedelta(minutes=minutes)) for minutes in (60, 179, 180)]

    waits = "not asked, for the site wants to be left alone until Monday 16 November 2026, at 10:00"
    assert ([plain(words) for words in said], len(site.asked), letter.known()) == ([[waits], [waits], []], 2, (1, 0))


def test_a_source_that_keeps_failing_is_asked_less_often_and_at_once_on_request(tmp_path: Path, site: Site) -> None:
    site.replies["/feed"] = Reply(status=500)
    letter = Letter(tmp_path, site.url("/feed"))

    for quarter in range(4 * 24):
        letter.collect(MONDAY + quarter * timedelta(minutes=15))
    asked = len(site.asked)
    letter.collect(MONDAY + DAY, retry=True)

    assert (asked, len(site.asked)) == (7, 8)


def test_a_source_that_fails_says_for_how_many_days(tmp_path: Path, site: Site) -> None:
    site.replies["/feed"] = Reply(status=500)
    letter = Letter(tmp_path, site.url("/feed"))

    said = [letter.collect(MONDAY + n * DAY) for n in range(6)]

    error = "the site answers with an error of its own (500)"
    assert said == [
        [error],
        [f"{error} (failing for 1 day)"],
        *([f"{error} (failing for {n} days)"] for n in range(2, 6)),
    ]


def test_the_days_of_an_address_that_is_no_longer_asked_do_not_count(tmp_path: Path, site: Site) -> None:
    site.replies |= {"/feed": Reply(status=500), "/new": Reply(status=500)}
    letter = Letter(tmp_path, site.url("/feed"))
    said = [letter.collect(MONDAY + n * DAY) for n in (0, 1)]

    letter.source = replace(letter.source, url=site.url("/new"))
    said += [letter.collect(MONDAY + n * DAY) for n in (2, 3)]

    error = "the site answers with an error of its own (500)"
    assert said == [[error], [f"{error} (failing for 1 day)"]] * 2


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(Reply(body=feed(1, 2, 3), etag='"2"', cut_after=90), id="cut short"),
        pytest.param(Reply(body=feed(1, 2, 3)[:-60], etag='"2"'), id="ends in the middle"),
        pytest.param(Reply(body=b"<html>Maintenance</html>", etag='"2"'), id="a notice in its place"),
        pytest.param(Reply(status=500, etag='"2"'), id="an error"),
    ],
)
def test_a_broken_answer_loses_nothing_and_its_validators_are_not_kept(
    tmp_path: Path, site: Site, broken: Reply
) -> None:
    site.replies["/feed"] = Reply(body=feed(1), etag='"1"')
    letter = Letter(tmp_path, site.url("/feed"))
    letter.collect(MONDAY)
    site.replies["/feed"] = broken
    said = letter.collect(MONDAY + DAY)
    site.replies["/feed"] = Reply(body=feed(1, 2, 3), etag='"2"')

    after = letter.collect(MONDAY + 2 * DAY)

    assert (len(said), after, letter.known()) == (1, [], (3, 0))


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(Reply(body=calendar(1, 2), cut_after=200), id="cut short"),
        pytest.param(Reply(body=calendar(1, 2)[:250]), id="ends in the middle"),
        pytest.param(Reply(body=b""), id="nothing at all"),
        pytest.param(Reply(status=503, headers={"Retry-After": "60"}), id="busy"),
    ],
)
def test_a_broken_calendar_withdraws_no_event(tmp_path: Path, site: Site, broken: Reply) -> None:
    site.replies["/agenda.ics"] = Reply(body=calendar(1, 2), etag='"1"')
    letter = Letter(tmp_path, site.url("/agenda.ics"), SourceType.CALENDAR)
    letter.collect(MONDAY)
    site.replies["/agenda.ics"] = broken

    said = letter.collect(MONDAY + DAY)

    assert (bool(said), letter.known()) == (True, (0, 2))


def test_a_calendar_that_says_nothing_changed_or_is_not_asked_keeps_its_events(tmp_path: Path, site: Site) -> None:
    site.replies["/agenda.ics"] = Reply(body=calendar(1, 2), etag='"1"')
    letter = Letter(tmp_path, site.url("/agenda.ics"), SourceType.CALENDAR)
    known = []
    for n in range(2):
        letter.collect(MONDAY + n * DAY)
        known.append(letter.known())
    site.replies["/agenda.ics"] = Reply(status=410)

    for n in (2, 3):
        letter.collect(MONDAY + n * DAY)
        known.append(letter.known())

    assert (known, len(site.asked)) == ([(0, 2)] * 4, 3)


def test_five_of_twenty_sources_that_hang_or_drip_cost_the_deadline_and_not_the_other_fifteen(tmp_path: Path) -> None:
    bad = [Reply(pause=60), Reply(body=feed(0) * 50, drip=0.2), Reply(pause=60), Reply(body=b" " * 500, drip=0.2)]
    replies = {f"/{n}": Reply(body=feed(n)) for n in range(15)} | {f"/bad{n}": reply for n, reply in enumerate(bad)}
    with Site(replies) as one, Site({"/": Reply(pause=60)}) as other:
        addresses = [*(one.url(f"/bad{n}") for n in range(4)), other.url(), *(one.url(f"/{n}") for n in range(15))]
        sources = [Source(name=url, type=SourceType.FEED, url=url) for url in addresses]
        fetch = Fetch(allow=("127.0.0.1",), deadline=timedelta(seconds=2))
        config = make_config(path=tmp_path / "feeds.yaml", sources=tuple(sources), fetch=fetch, themes=())
        with Stopwatch() as watch:
            found = EditionService(config, state=tmp_path / ".digest", now=MONDAY).collect()

    failed = [problem.where for problem in found.harvest.problems]
    assert (found.recorded.new_articles, failed, watch.seconds < HANG) == (15, addresses[:5], True)


def test_a_host_with_a_hundred_dead_sources_does_not_cost_a_hundred_deadlines(tmp_path: Path) -> None:
    with Site({f"/{n}": Reply(pause=60) for n in range(100)}) as dead, Site({"/": Reply(body=feed(1))}) as alive:
        addresses = [*(dead.url(f"/{n}") for n in range(100)), alive.url()]
        sources = tuple(Source(name=url, type=SourceType.FEED, url=url) for url in addresses)
        fetch = Fetch(allow=("127.0.0.1",), deadline=timedelta(seconds=2))
        config = make_config(path=tmp_path / "feeds.yaml", sources=sources, fetch=fetch, themes=())
        with Stopwatch() as watch:
            found = EditionService(config, state=tmp_path / ".digest", now=MONDAY).collect()

    assert (found.recorded.new_articles, len(found.harvest.problems), watch.seconds < HANG) == (1, 100, True)
