"""Days and instants as a person reads them."""

from datetime import UTC, date, datetime

from digest.locale import in_language
from digest.text.dates.format import format_day, format_instant
from tests.makers import PARIS


def test_an_instant_is_said_by_the_letters_clock_to_the_minute() -> None:
    instant = datetime(2026, 11, 25, 0, 57, 31, 5, tzinfo=UTC)
    with in_language("fr"):
        french = format_instant(instant, PARIS)
    with in_language("en"):
        english = format_instant(instant, PARIS)

    assert (french, english) == (
        "mercredi 25\u00a0novembre 2026, à 1\u00a0h\u00a057",
        "Wednesday 25\u00a0November 2026, at 01:57",
    )


def test_a_day_is_said_without_its_hour() -> None:
    with in_language("fr"):
        assert format_day(date(2026, 12, 1)) == "1er\u00a0décembre 2026"
