"""Days and hours in English, the language of the sources: the French is the catalogue's business."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from digest.locale import in_language
from digest.model import Event
from digest.render.days import say_day, say_deadline, say_event, say_span
from tests.render.samples import PARIS, at, event

UTC = ZoneInfo("UTC")


@pytest.mark.parametrize(
    ("weekday", "year", "expected"),
    [
        (False, False, "25 April"),
        (False, True, "25 April 2024"),
        (True, False, "Thursday 25 April"),
        (True, True, "Thursday 25 April 2024"),
    ],
)
def test_a_day_is_said(weekday: bool, year: bool, expected: str) -> None:
    with in_language("en"):
        assert say_day(date(2024, 4, 25), weekday=weekday, year=year) == expected


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2024, 4, 9), date(2024, 4, 9), "on 9 April 2024"),
        (date(2024, 4, 9), date(2024, 4, 15), "from 9 to 15 April 2024"),
        (date(2024, 4, 29), date(2024, 5, 3), "from 29 April to 3 May 2024"),
        (date(2024, 12, 30), date(2025, 1, 5), "from 30 December 2024 to 5 January 2025"),
    ],
)
def test_a_run_of_days_says_month_and_year_once_where_once_is_enough(first: date, last: date, expected: str) -> None:
    with in_language("en"):
        assert say_span(first, last) == expected


@pytest.mark.parametrize(
    ("one", "ongoing", "expected"),
    [
        pytest.param(event(1, "x", at(25, 17, 30), at(25, 18, 15)), False, "from 17:30 to 18:15", id="hours"),
        pytest.param(event(1, "x", at(25, 17)), False, "at 17:00", id="no known end"),
        pytest.param(event(1, "x", at(25, 17), at(25, 17)), False, "at 17:00", id="an end that is its start"),
        pytest.param(event(1, "x", date(2024, 4, 25)), False, "", id="a whole day says nothing under its heading"),
        pytest.param(event(1, "x", date(2024, 4, 25), date(2024, 4, 26)), False, "from 25 to 26 April 2024", id="days"),
        pytest.param(
            event(1, "x", at(25, 9), at(26, 17)),
            False,
            "from 25 to 26 April 2024, starting at 9:00",
            id="days and hours",
        ),
        pytest.param(event(1, "x", date(2024, 4, 2)), True, "since 2 April 2024", id="open"),
        pytest.param(event(1, "x", at(2, 9), at(26, 17)), True, "from 2 to 26 April 2024", id="ongoing"),
        pytest.param(event(1, "x", datetime(2024, 4, 25, 15, 30, tzinfo=UTC)), False, "at 17:30", id="another zone"),
        pytest.param(event(1, "x", at(25, 20), at(26, 0)), False, "from 20:00 to 0:00", id="until midnight is one day"),
    ],
)
def test_an_event_says_when(one: Event, ongoing: bool, expected: str) -> None:
    with in_language("en"):
        assert say_event(one, PARIS, ongoing=ongoing) == expected


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        (date(2024, 5, 3), "until Friday 3 May 2024"),
        (at(30, 12), "until Tuesday 30 April 2024, 12:00"),
    ],
)
def test_a_deadline_says_until_when(end: date, expected: str) -> None:
    with in_language("en"):
        assert say_deadline(event(1, "x", None, end), PARIS) == expected
