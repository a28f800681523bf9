from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from digest.locale import in_language
from digest.model import Event, Moment
from digest.render.layout import on_local_clock, say_deadline, say_event, say_heading, say_ongoing
from tests.render.samples import PARIS, at, event

NB = "\u00a0"


def test_a_heading_has_its_weekday() -> None:
    with in_language("fr"):
        assert say_heading(date(2024, 5, 1), PARIS) == f"Mercredi 1er{NB}mai 2024"


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        pytest.param(at(25, 17, 30), at(25, 18, 15), f"De 17{NB}h{NB}30 à 18{NB}h{NB}15", id="hours"),
        pytest.param(at(25, 17), None, f"À 17{NB}h", id="no known end"),
        pytest.param(at(25, 20), at(26, 0), f"De 20{NB}h à minuit", id="until midnight is one day"),
        pytest.param(date(2024, 4, 25), None, "", id="a whole day says nothing under its heading"),
        pytest.param(date(2024, 4, 25), date(2024, 4, 27), f"Du 25 au 27{NB}avril 2024", id="days"),
        pytest.param(
            at(25, 9),
            at(26, 17),
            f"Du jeudi 25{NB}avril à 9{NB}h au vendredi 26{NB}avril 2024 à 17{NB}h",
            id="days and hours",
        ),
    ],
)
def test_an_event_says_under_its_day_what_the_day_does_not(start: Moment, end: Moment | None, expected: str) -> None:
    with in_language("fr"):
        assert say_event(event(1, "x", start, end), PARIS) == expected


THREE_DAYS = tuple((at(day, 9), at(day, 17)) for day in (25, 26, 27))


@pytest.mark.parametrize(
    ("start", "end", "shape", "expected"),
    [
        (at(25, 9), at(27, 17), {"slots": THREE_DAYS}, "Du 25 au 27 avril 2024, de 9 h à 17 h"),
        (at(25, 9), at(25, 17), {"slots": ((at(25, 9), at(25, 12)), (at(25, 14), at(25, 17)))}, None),
        (date(2024, 4, 1), date(2024, 4, 30), {"precision": "month"}, "En avril 2024"),
        (date(2024, 4, 1), date(2024, 6, 30), {"precision": "quarter"}, "Au 2e trimestre 2024"),
        (date(2024, 4, 25), None, {"precision": "from"}, "À partir du 25 avril 2024"),
        (at(25, 14), None, {"precision": "about"}, "Vers 14 h"),
        (at(25, 22), at(26, 2), {}, "De 22 h à 2 h"),
    ],
)
def test_an_event_is_printed_as_it_was_said(
    start: Moment, end: Moment | None, shape: dict[str, Any], expected: str | None
) -> None:
    with in_language("fr"):
        words = say_event(replace(event(1, "x", start, end), **shape), PARIS)

    assert words.replace(NB, " ") == (expected or "De 9 h à 12 h et de 14 h à 17 h")


def test_a_month_that_is_on_stays_a_month() -> None:
    month = replace(event(1, "x", date(2024, 4, 1), date(2024, 4, 30)), precision="month")
    with in_language("fr"):
        assert say_ongoing(month, PARIS) == "En avril 2024"


def test_a_deadline_that_closes_before_a_day_names_that_day() -> None:
    closing = replace(event(1, "x", None, date(2024, 6, 15)), precision="before")
    with in_language("fr"):
        words = say_deadline(closing, PARIS)

    assert (words.replace(NB, " "), closing.last_day) == ("Avant le 15 juin 2024", date(2024, 6, 14))


@pytest.mark.parametrize(
    ("end", "expected"),
    [(None, f"Since 2{NB}April 2024"), (date(2024, 5, 3), f"From 2{NB}April to 3{NB}May 2024")],
)
def test_what_is_on_says_how_long(end: date | None, expected: str) -> None:
    with in_language("en"):
        assert say_ongoing(event(1, "x", date(2024, 4, 2), end), PARIS) == expected


@pytest.mark.parametrize(
    ("end", "expected"),
    [(date(2024, 5, 3), f"Jusqu’au 3{NB}mai 2024"), (at(30, 12), f"Jusqu’au 30{NB}avril 2024 à 12{NB}h")],
)
def test_a_deadline_says_until_when(end: Moment, expected: str) -> None:
    with in_language("fr"):
        assert say_deadline(event(1, "x", None, end), PARIS) == expected


@pytest.mark.parametrize(
    ("start", "day", "expected"),
    [
        pytest.param(datetime(2024, 4, 16, 23, tzinfo=UTC), 17, f"À 1{NB}h", id="UTC is nobody's clock"),
        pytest.param(datetime(2024, 4, 16, 23, tzinfo=ZoneInfo("Etc/UTC")), 17, f"À 1{NB}h", id="nor is its name"),
        pytest.param(
            datetime(2024, 4, 16, 20, tzinfo=timezone(timedelta(hours=-4))), 17, f"À 2{NB}h", id="nor a bare offset"
        ),
        pytest.param(
            datetime(2024, 4, 16, 20, tzinfo=ZoneInfo("America/Montreal")), 16, f"À 20{NB}h (", id="a place has its own"
        ),
    ],
)
def test_hours_are_told_by_a_clock_somebody_looks_at(start: datetime, day: int, expected: str) -> None:
    here: Event = on_local_clock(event(1, "x", start), PARIS)
    with in_language("fr"):
        words = say_event(here, PARIS)

    assert (here.first_day.day, words[: len(expected)]) == (day, expected)
