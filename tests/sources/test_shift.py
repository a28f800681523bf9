from datetime import UTC, date, datetime, timedelta

import pytest

from digest.model import Article, Event, Provenance, SourceResult
from digest.sources.collect import shift_yield, weeks_since
from tests.sources.readings import PARIS

HERE = Provenance(source="Essai", where="essai.xml")


@pytest.mark.parametrize(
    ("saved_on", "weeks"),
    [
        pytest.param(None, 0, id="nothing saved"),
        pytest.param(date(2024, 4, 10), 0, id="today"),
        pytest.param(date(2024, 4, 4), 0, id="six days"),
        pytest.param(date(2024, 4, 3), 1, id="a week"),
        pytest.param(date(2023, 4, 12), 52, id="a year"),
        pytest.param(date(2024, 5, 1), 0, id="in the future"),
    ],
)
def test_only_whole_weeks_count(saved_on: date | None, weeks: int) -> None:
    assert weeks_since(saved_on, today=date(2024, 4, 10)) == timedelta(weeks=weeks)


def test_every_date_moves_and_hours_stay_on_the_wall_clock_over_summer_time() -> None:
    found = SourceResult(
        source="Essai",
        articles=(
            Article(id="a", title="a", published=datetime(2024, 3, 28, 16, 30, tzinfo=UTC), provenance=HERE),
            Article(id="b", title="b", provenance=HERE),
        ),
        events=(Event(id="c", title="c", start=date(2024, 3, 28), end=date(2024, 3, 29), provenance=HERE),),
    )

    moved = shift_yield(found, by=timedelta(weeks=1), zone=PARIS)

    assert [article.published for article in moved.articles] == [datetime(2024, 4, 4, 17, 30, tzinfo=PARIS), None]
    assert [(event.start, event.end) for event in moved.events] == [(date(2024, 4, 4), date(2024, 4, 5))]


def test_a_date_at_the_end_of_time_stays() -> None:
    found = SourceResult(source="Essai", events=(Event(id="c", title="c", start=date.max, provenance=HERE),))

    assert shift_yield(found, by=timedelta(weeks=1), zone=PARIS) == found
