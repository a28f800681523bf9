"""Days and times on the command line."""

from datetime import UTC, date, datetime

import click
import pytest

from digest.cli.context import parse_day_option, parse_moment_option


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-14", date(2026, 1, 14)),
        ("2026-01-14T09:30", datetime(2026, 1, 14, 9, 30)),  # noqa: DTZ001 - the zone is the letter's, added later
        ("2026-01-14T09:30Z", datetime(2026, 1, 14, 9, 30, tzinfo=UTC)),
        ("14/01/2026", date(2026, 1, 14)),
        ("03/02/2026 09:30Z", datetime(2026, 2, 3, 9, 30, tzinfo=UTC)),
    ],
)
def test_a_moment_is_a_day_or_a_time(text: str, moment: date) -> None:
    assert parse_moment_option(text) == moment


@pytest.mark.parametrize("text", ["32/01/2026", "01/13/2026", "hier", "", "2026-02-30"])
def test_what_is_no_day_is_refused_with_the_way_to_write_it(text: str) -> None:
    for read in (parse_day_option, parse_moment_option):
        with pytest.raises(click.BadParameter, match=r"Write it like 2026-01-14"):
            read(text)
