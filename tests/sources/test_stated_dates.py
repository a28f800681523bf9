"""Dates that sources state for their articles: those that can be used, and those that are named and set aside."""

from datetime import date

import pytest

from digest.sources.calendar.reader import read_calendar
from digest.sources.feed.reader import read_feed
from tests.sources.readings import reading_of

TODAY = date(2026, 11, 20)


def read(stated: str, *, title: str = "Eau") -> tuple[list[str | None], list[str]]:
    """Return the dates of the one article of a feed, and what is wrong with it."""
    raw = (
        f"<rss version='2.0'><channel><title>x</title><item><title>{title}</title><link>https://a.example/1</link>"
        f"<pubDate>{stated}</pubDate></item></channel></rss>"
    )
    found = read_feed(raw.encode(), reading_of(today=TODAY))
    dates = [str(article.published) if article.published else None for article in found.articles]
    return dates, [problem.message for problem in found.problems]


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("Nov 9, 2026", "2026-11-09"),
        ("Mar 12, 2026", "2026-03-12"),
        ("Monday, November 9, 2026 - 07:15", "2026-11-09 07:15:00+01:00"),
        ("Mon, 09/11/2026 - 07:15", "2026-11-09 07:15:00+01:00"),
        ("2026-11-09 07:15:00", "2026-11-09 07:15:00+01:00"),
        ("1794000000", "2026-11-06 22:20:00+01:00"),
        ("1794000000000", "2026-11-06 22:20:00+01:00"),
        ("lundi 9 novembre 2026", "2026-11-09"),
        ("mar. 10 nov. 2026", "2026-11-10"),
        ("Thu, 19 Nov 2026 22:00:00 -0800", "2026-11-20 07:00:00+01:00"),
        ("Fri, 20 Nov 2026 23:59:00 +0100", "2026-11-20 23:59:00+01:00"),
    ],
)
def test_a_date_that_can_be_meant_is_kept(stated: str, expected: str) -> None:
    assert read(stated) == ([expected], [])


@pytest.mark.parametrize(
    ("stated", "why"),
    [
        ("Sat, 28 Nov 2026 20:00:00 +0100", "lies ahead"),
        ("2027-01-15", "lies ahead"),
        ("samedi 21 novembre 2026 à 20h", "lies ahead"),
        ("Mon, 10/09/2026", "is another day of the week"),
        ("Tue, 09 Nov 2026 07:15:00 +0100", "is another day of the week"),
        ("dimanche 9 novembre 2026", "is another day of the week"),
        ("la semaine dernière", "cannot be read"),
        ("0000-00-00 00:00:00", "cannot be read"),
        ("Thu, 31 Nov 2026 08:00:00 GMT", "cannot be read"),
        ("Thu, 01 Jan 1970 00:00:00 GMT", "cannot be read"),
    ],
)
def test_an_article_whose_date_cannot_be_meant_appears_without_it_and_is_named(stated: str, why: str) -> None:
    assert read(stated) == ([None], [f'"Eau" appears without its date: "{stated}" {why}'])


def test_an_article_without_a_date_is_no_problem() -> None:
    assert read("") == ([None], [])


def test_the_day_of_an_event_in_the_place_of_its_publication_does_not_hide_what_its_title_announces() -> None:
    raw = (
        "<rss version='2.0'><channel><title>x</title><item><title>Concert le 28 novembre 2026</title>"
        "<link>https://a.example/1</link><pubDate>Sat, 28 Nov 2026 20:00:00 +0100</pubDate></item></channel></rss>"
    )

    found = read_feed(raw.encode(), reading_of(today=TODAY))

    assert [event.start for event in found.events] == [date(2026, 11, 28)]


@pytest.mark.parametrize(
    ("title", "is_kept"),
    [
        ("Busy", False),
        ("Occupé(e)", False),
        ("[Beschäftigt]", False),
        ("Rendez-vous privé", False),
        ("Private Appointment", False),
        ("Indisponible", False),
        ("Libre accès aux archives", True),
        ("Forum public-privé", True),
        ("Busy Bees : atelier d’apiculture", True),
        ("Réunion publique", True),
    ],
)
def test_a_placeholder_of_a_busy_time_is_no_event(title: str, is_kept: bool) -> None:
    lines = ("BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT", "UID:1", "DTSTART:20261204T100000Z", f"SUMMARY:{title}")
    raw = "\r\n".join((*lines, "END:VEVENT", "END:VCALENDAR", "")).encode()

    found = read_calendar(raw, reading_of(today=date(2026, 11, 20)))

    assert ([event.title for event in found.events], found.problems) == ([title] if is_kept else [], ())
