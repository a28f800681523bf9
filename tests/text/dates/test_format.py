"""Printing moments, and reading back what was printed."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.locale import in_language
from digest.text.dates import Moment, Occurrence, format_moments, read_date

PARIS = ZoneInfo("Europe/Paris")
ZONES = [PARIS, UTC, timezone(timedelta(hours=-4)), timezone(timedelta(hours=5, minutes=30))] + [
    ZoneInfo(name) for name in ("Africa/Dakar", "Asia/Tokyo", "America/Martinique", "Asia/Beirut", "Pacific/Auckland")
]
DAYS = st.dates(date(1960, 1, 1), date(2150, 12, 31))


def _at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=PARIS)  # type: ignore[misc,arg-type]  # year to minute, never tzinfo


def _in_utc(moment: Moment | None) -> datetime | None:
    """Return an instant that compares: two hours told twice in a night are never equal across zones (PEP 495)."""
    return moment.astimezone(UTC) if isinstance(moment, datetime) else None


@st.composite
def instants(draw: st.DrawFn) -> datetime:
    naive = draw(st.datetimes(datetime(1980, 1, 1), datetime(2035, 1, 1)))  # noqa: DTZ001 - its zone comes next
    zone = draw(st.sampled_from(ZONES))
    return naive.replace(second=0, microsecond=0, tzinfo=UTC).astimezone(zone)


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        pytest.param(date(2024, 12, 28), date(2025, 1, 3), "du 28 décembre 2024 au 3 janvier 2025", id="two years"),
        pytest.param(date(2024, 9, 5), date(2024, 9, 6), "les 5 et 6 septembre 2024", id="two days"),
        pytest.param(date(2024, 11, 18), date(2024, 11, 21), "du 18 au 21 novembre 2024", id="one month"),
        pytest.param(date(2024, 4, 30), date(2024, 5, 1), "du 30 avril au 1er mai 2024", id="two months"),
        pytest.param(date(2024, 5, 1), date(2024, 5, 1), "1er mai 2024", id="one day"),
        pytest.param(date(2024, 5, 1), None, "1er mai 2024", id="no end"),
        pytest.param(None, date(2024, 5, 31), "jusqu’au 31 mai 2024", id="deadline"),
        pytest.param(None, _at(2024, 6, 29, 0, 0), "jusqu’au 28 juin 2024 à minuit", id="deadline at midnight"),
        pytest.param(None, _at(2024, 6, 28, 17, 0), "jusqu’au 28 juin 2024 à 17 h", id="deadline with an hour"),
        pytest.param(
            _at(2024, 4, 25, 17, 30), _at(2024, 4, 25, 18, 15), "jeudi 25 avril 2024, de 17 h 30 à 18 h 15", id="hours"
        ),
        pytest.param(_at(2024, 4, 25, 9, 0), None, "jeudi 25 avril 2024, à 9 h", id="an hour without end"),
        pytest.param(
            _at(2024, 5, 24, 20, 0), _at(2024, 5, 25, 0, 0), "vendredi 24 mai 2024, de 20 h à minuit", id="midnight"
        ),
        pytest.param(
            _at(2024, 5, 24, 20, 0),
            _at(2024, 5, 26, 2, 5),
            "du vendredi 24 mai à 20 h au dimanche 26 mai 2024 à 2 h 05",
            id="hours over days",
        ),
        pytest.param(
            datetime(2024, 12, 12, 9, 0, tzinfo=ZoneInfo("Africa/Dakar")),
            None,
            "jeudi 12 décembre 2024, à 9 h (heure de Dakar)",
            id="another city's hour",
        ),
        pytest.param(
            datetime(2024, 4, 25, 14, 0, tzinfo=timezone(timedelta(hours=-4))),
            None,
            "jeudi 25 avril 2024, à 14 h (UTC-4)",
            id="another offset",
        ),
        pytest.param(
            datetime(2024, 7, 12, 9, 0, tzinfo=ZoneInfo("Europe/Brussels")),
            None,
            "vendredi 12 juillet 2024, à 9 h",
            id="another city, the same hour",
        ),
    ],
)
def test_moments_are_said_in_french(start: Moment | None, end: Moment | None, said: str) -> None:
    with in_language("fr"):
        words = format_moments(start, end, zone=PARIS)

    assert words.replace("\u00a0", " ") == said


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        pytest.param(date(2024, 12, 28), date(2025, 1, 3), "from 28 December 2024 to 3 January 2025", id="two years"),
        pytest.param(date(2024, 9, 5), date(2024, 9, 6), "5 and 6 September 2024", id="two days"),
        pytest.param(None, date(2024, 5, 31), "until 31 May 2024", id="deadline"),
        pytest.param(
            _at(2024, 4, 25, 17, 30),
            _at(2024, 4, 25, 18, 15),
            "Thursday 25 April 2024, from 17:30 to 18:15",
            id="hours",
        ),
    ],
)
def test_moments_are_said_in_english(start: Moment | None, end: Moment | None, said: str) -> None:
    with in_language("en"):
        words = format_moments(start, end, zone=PARIS)

    assert words.replace("\u00a0", " ") == said


def test_the_year_is_left_out_where_the_letter_says_it() -> None:
    with in_language("fr"):
        words = format_moments(date(2024, 9, 5), date(2024, 9, 6), zone=PARIS, year=False)

    assert words == "les 5 et 6\u00a0septembre"


def test_the_year_is_said_where_the_ends_have_two() -> None:
    with in_language("fr"):
        words = format_moments(date(2024, 12, 31), date(2025, 1, 1), zone=PARIS, year=False)

    assert words.replace("\u00a0", " ") == "du 31 décembre 2024 au 1er janvier 2025"


@given(DAYS, st.integers(0, 400), DAYS, st.sampled_from(["fr", "en"]))
def test_printed_days_are_read_back(first: date, length: int, reference: date, language: str) -> None:
    last = first + timedelta(days=length)
    with in_language(language):
        words = format_moments(first, last, zone=PARIS)

    assert read_date(words, reference=reference, zone=PARIS).occurrences == (Occurrence(start=first, end=last),)


@given(DAYS, DAYS)
def test_a_printed_deadline_is_read_back(last: date, reference: date) -> None:
    with in_language("fr"):
        words = format_moments(None, last, zone=PARIS)

    assert read_date(words, reference=reference, zone=PARIS).occurrences == (Occurrence(end=last),)


@given(instants(), st.none() | st.integers(1, 4 * 24 * 60), DAYS)
def test_printed_hours_are_read_back(start: datetime, minutes: int | None, reference: date) -> None:
    end = None if minutes is None else (start.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(start.tzinfo)
    with in_language("fr"):
        words = format_moments(start, end, zone=PARIS)
    read = read_date(words, reference=reference, zone=PARIS).occurrences

    assert [(_in_utc(one.start), _in_utc(one.end)) for one in read] == [(_in_utc(start), _in_utc(end))]


@given(instants(), DAYS)
def test_a_printed_deadline_with_an_hour_is_read_back(end: datetime, reference: date) -> None:
    with in_language("fr"):
        words = format_moments(None, end, zone=PARIS)
    read = read_date(words, reference=reference, zone=PARIS).occurrences

    assert [(one.start, _in_utc(one.end)) for one in read] == [(None, _in_utc(end))]
