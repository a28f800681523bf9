from datetime import date, datetime

import pytest

from digest.model import Article, Event, Moment, Provenance, Status
from digest.sources.feed.events import announced_event, make_event
from digest.sources.types import RawArticle, RawDates
from tests.sources.readings import PARIS, reading_of

THE_10TH = datetime(2024, 4, 10, 9, tzinfo=PARIS)


def article(title: str, published: Moment | None = THE_10TH) -> Article:
    return Article(
        id="a-0123456789",
        title=title,
        url="https://exemple.org/1",
        published=published,
        provenance=Provenance(source="Essai", where="https://exemple.org/feed"),
    )


def span(event: Event | None) -> tuple[Moment | None, Moment | None] | None:
    return (event.start, event.end) if event else None


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        pytest.param("Atelier sur l'eau, le 11 avril 2024", (date(2024, 4, 11), None), id="a day"),
        pytest.param("Atelier sur l'eau, ce 10 avril", (date(2024, 4, 10), None), id="its own day"),
        pytest.param("Webinaire, jeudi 11 avril à 14h", (datetime(2024, 4, 11, 14, tzinfo=PARIS), None), id="an hour"),
        pytest.param(
            "Rencontres du 18 au 21 novembre 2024", (date(2024, 11, 18), date(2024, 11, 21)), id="several days"
        ),
        pytest.param("Atelier du 9 avril 2024", None, id="before the article's own day"),
        pytest.param("Retour sur la réunion du 11 avril 2024", None, id="a look back"),
        pytest.param("Appel à projets jusqu'au 30 juin 2024", (None, date(2024, 6, 30)), id="a deadline"),
        pytest.param(
            "Inscrivez-vous avant le 6 mai à 18h", (None, datetime(2024, 5, 6, 18, tzinfo=PARIS)), id="an hour to close"
        ),
        pytest.param("Exposition jusqu'au 30 juin 2024", None, id="on until a day"),
        pytest.param("Appel à projets clos le 30 mars 2024", None, id="closed before the article"),
        pytest.param("ANNULÉ : réunion du 12 avril 2024", None, id="cancelled"),
        pytest.param("Réunions les 12 avril et 14 mai 2024", None, id="several dates"),
        pytest.param("Réunion en avril 2024", None, id="a month"),
        pytest.param("Lettre n° 12 – 15 avril 2024", None, id="a publication"),
        pytest.param("Décret du 12 avril 2024", None, id="a law"),
        pytest.param("Agenda 2030 : où en sont les villes ?", None, id="a year that is no date"),
        pytest.param("Congrès du 11 avril 2034", None, id="too far ahead"),
        pytest.param("Jumelages", None, id="no date"),
    ],
)
def test_a_title_announces_an_event_or_deadline_only_by_one_plain_coming_date(
    title: str, expected: tuple[Moment | None, Moment | None] | None
) -> None:
    assert span(announced_event(article(title), reading_of())) == expected


def test_an_article_without_a_day_of_its_own_announces_nothing() -> None:
    assert announced_event(article("Atelier, le 11 avril 2024", None), reading_of()) is None


def test_an_announced_event_has_the_words_and_the_address_of_its_article() -> None:
    event = announced_event(article("Atelier sur l'eau, le 11 avril 2024"), reading_of())

    assert event is not None
    assert (event.title, event.url) == ("Atelier sur l'eau, le 11 avril 2024", "https://exemple.org/1")


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        pytest.param("2024-05-13", "2024-05-15", (date(2024, 5, 13), date(2024, 5, 15)), id="days"),
        pytest.param(
            "2024-05-13T14:00",
            "2024-05-13T13:00",
            (datetime(2024, 5, 13, 14, tzinfo=PARIS), None),
            id="end before start",
        ),
        pytest.param("2024-05-12T22:00:00Z", "", (date(2024, 5, 13), None), id="midnight is a day without an hour"),
        pytest.param(
            "2024-05-13 00:00", "2024-05-15 23:59:59", (date(2024, 5, 13), date(2024, 5, 15)), id="whole days"
        ),
        pytest.param("2024-05-13 00:00", "2024-05-14 00:00", (date(2024, 5, 13), None), id="one whole day"),
        pytest.param("du 18 au 21 novembre 2024", "", (date(2024, 11, 18), date(2024, 11, 21)), id="words"),
        pytest.param("le 3 juin à 14 h", "", (datetime(2024, 6, 3, 14, tzinfo=PARIS), None), id="words without a year"),
        pytest.param("bientôt", "2024-05-15", None, id="unreadable"),
        pytest.param("", "2024-05-15", None, id="no start"),
    ],
)
def test_explicit_dates_are_read_for_machines_and_for_people(
    start: str, end: str, expected: tuple[Moment | None, Moment | None] | None
) -> None:
    raw = RawArticle(title="Réunion", dates=RawDates(start=start, end=end))

    assert span(make_event(raw, reading_of())) == expected


def test_a_title_that_says_cancelled_cancels() -> None:
    event = make_event(RawArticle(title="ANNULÉ : forum", dates=RawDates(start="2024-05-13")), reading_of())

    assert event is not None
    assert event.status is Status.CANCELLED
