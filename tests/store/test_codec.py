"""What the store writes it reads again, whatever a source sends."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model import Article, Event, Image, Link, Moment, Provenance, Status
from digest.store.codec import article_text, decode_event, decode_instant, encode_instant, event_text, read_article
from tests.makers import make_article

ZONES = st.sampled_from([UTC, ZoneInfo("Europe/Paris"), ZoneInfo("America/St_Johns"), ZoneInfo("Pacific/Apia")])
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
MOMENTS = st.dates() | st.datetimes(
    min_value=datetime.fromisoformat("1900-01-01"),
    max_value=datetime.fromisoformat("2100-01-01"),
    timezones=ZONES,
    allow_imaginary=False,
)
TEXTS = st.lists(WORDS, max_size=3).map(tuple)
LINKS = st.lists(st.builds(Link, url=WORDS, title=WORDS), max_size=2).map(tuple)
PROVENANCES = st.builds(Provenance, source=WORDS, where=WORDS, line=st.none() | st.integers(1, 9999))
ARTICLES = st.builds(
    Article,
    id=WORDS,
    title=WORDS,
    url=st.none() | WORDS.filter(bool),
    published=st.none() | MOMENTS,
    summary=WORDS,
    body=WORDS,
    tags=TEXTS,
    image=st.none() | st.builds(Image, url=WORDS, width=st.none() | st.integers(1, 9)),
    links=LINKS,
    keys=TEXTS,
    provenance=PROVENANCES,
)
EVENTS = st.builds(
    Event,
    id=WORDS,
    title=WORDS,
    start=MOMENTS,
    end=st.none() | MOMENTS,
    status=st.sampled_from(Status),
    tags=TEXTS,
    links=LINKS,
    sequence=st.integers(0, 9),
    provenance=PROVENANCES,
)


@given(ARTICLES)
def test_an_article_comes_back_as_it_was_written(article: Article) -> None:
    back = read_article(article_text(article))

    assert back == article


@given(EVENTS)
def test_an_event_comes_back_as_it_was_written(event: Event) -> None:
    back = decode_event(event_text(event))

    assert back == event


@given(MOMENTS)
def test_a_moment_keeps_its_offset_and_its_day(moment: Moment) -> None:
    back = decode_instant(encode_instant(moment))

    assert back.isoformat() == moment.isoformat()


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        pytest.param(date(2026, 11, 21), "2026-11-21", id="a day"),
        pytest.param(datetime(2026, 11, 21, 9, tzinfo=UTC), "2026-11-21T09:00:00+00:00", id="an offset"),
        pytest.param(
            datetime(2026, 7, 1, 9, tzinfo=ZoneInfo("Europe/Paris")),
            "2026-07-01T09:00:00+02:00[Europe/Paris]",
            id="zone",
        ),
        pytest.param(
            datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=ZoneInfo("Europe/Paris")),
            "2026-10-25T02:30:00+01:00[Europe/Paris]",
            id="the second half past two of the night",
        ),
    ],
)
def test_a_moment_is_written_as_rfc_9557_has_it(moment: Moment, written: str) -> None:
    text = encode_instant(moment)

    assert text == written


def test_a_key_of_a_later_version_is_passed_over() -> None:
    article = make_article("1")
    text = article_text(article).replace("{", '{"mood": "merry", ', 1)

    back = read_article(text)

    assert back == article


def test_a_zone_that_this_machine_does_not_know_keeps_the_instant() -> None:
    moment = decode_instant("2026-07-01T09:00:00+02:00[Mars/Olympus]")

    assert moment == datetime(2026, 7, 1, 7, tzinfo=UTC)


def test_the_sittings_of_an_event_are_read_back() -> None:
    start, end = datetime(2026, 4, 21, 9, tzinfo=UTC), datetime(2026, 4, 21, 17, tzinfo=UTC)
    event = Event(
        id="e-0",
        title="Forum",
        start=start,
        slots=((start, end), (start + timedelta(days=1), None)),
        precision="about",
        provenance=Provenance(source="Agenda", where="agenda.ics"),
    )

    assert decode_event(event_text(event)) == event
