"""The clock and the answers of one run."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from digest.cli.context import CommandContext

PARIS = ZoneInfo("Europe/Paris")


def run(**options: Any) -> CommandContext:
    unsaid = {"config": None, "state": None, "as_of": None, "quiet": False, "verbose": False, "as_json": False}
    return CommandContext(unsaid | {"language": None} | options)


@pytest.mark.parametrize(
    ("as_of", "now"),
    [
        pytest.param(date(2026, 7, 1), "2026-07-01T12:00:00+02:00", id="a day is noon"),
        pytest.param(datetime(2026, 1, 14, 9, 30), "2026-01-14T09:30:00+01:00", id="a time is in the letter's zone"),  # noqa: DTZ001
        pytest.param(datetime(2026, 1, 14, 9, 30, tzinfo=UTC), "2026-01-14T10:30:00+01:00", id="an instant is itself"),
    ],
)
def test_as_of_is_the_clock(as_of: date, now: str) -> None:
    assert run(as_of=as_of).now(PARIS).isoformat() == now


def test_without_as_of_the_clock_is_the_clock() -> None:
    before = datetime.now(PARIS)
    now = run().now(PARIS)

    assert before <= now <= datetime.now(PARIS)


@pytest.mark.parametrize("options", [{"quiet": True}, {"as_json": True}])
def test_quiet_and_json_keep_the_words_back(options: dict[str, bool], capsys: pytest.CaptureFixture[str]) -> None:
    run(**options).say("bonjour")

    assert capsys.readouterr().out == ""


def test_json_answers_in_one_line_with_its_accents(capsys: pytest.CaptureFixture[str]) -> None:
    run(as_json=True).answer({"thème": "Été\nhiver"})

    assert capsys.readouterr().out == '{"thème": "Été\\nhiver"}\n'
