from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.config import Source, SourceType
from digest.locale import in_language
from digest.model import Problem, SourceResult, SourceState
from digest.sources.http.backoff import (
    LONGEST_PAUSE,
    LONGEST_WAIT,
    backoff_delay,
    count_days,
    read_retry_after,
    remember_failure,
    why_not_asked,
    without_content,
    without_waiting,
)
from digest.sources.http.client import FetchFailure

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")
HOUR = timedelta(hours=1)
PORTAL = Source(name="Portail", type=SourceType.FEED, url="https://portail.example/flux")
KNOWN = SourceState(etag='"1"', fingerprint="ab", address="https://portail.example/flux")
FAILING = replace(KNOWN, last_read=NOW - HOUR, failures=5, failing_since=NOW - timedelta(days=3))


def said(old: SourceState, *, source: Source = PORTAL, now: datetime = NOW) -> str:
    with in_language("en"):
        problem = why_not_asked(source, old, now=now, zone=PARIS)
    return problem.message.replace("\u00a0", " ") if problem else ""


def unread(status: int, retry_after: str = "") -> FetchFailure:
    return FetchFailure(source="Portail", where="", message="", status=status, retry_after=retry_after)


def test_the_pauses_grow_from_nothing_to_almost_a_day() -> None:
    pauses = [backoff_delay(failures) / HOUR for failures in (0, 1, 2, 3, 4, 5, 6, 7, 8, 10_000)]

    assert pauses == [0, 0, 0, 1, 2, 4, 8, 16, 23, 23]


def test_a_daily_run_is_never_in_a_pause() -> None:
    assert timedelta(hours=24) > LONGEST_PAUSE


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("120", NOW + timedelta(minutes=2), id="seconds"),
        pytest.param(" 120 ", NOW + timedelta(minutes=2), id="seconds and spaces"),
        pytest.param("0", None, id="no time at all"),
        pytest.param("999999999999", NOW + LONGEST_WAIT, id="too long"),
        pytest.param("Sat, 21 Nov 2026 10:00:00 GMT", NOW + 2 * HOUR, id="a date"),
        pytest.param("Sat, 21 Nov 2026 07:00:00 GMT", None, id="a date that is past"),
        pytest.param("Sat, 21 Nov 2099 07:00:00 GMT", NOW + LONGEST_WAIT, id="a date too far"),
        pytest.param("", None, id="nothing"),
        pytest.param("soon", None, id="a word"),
        pytest.param("-5", None, id="a negative number"),
        pytest.param("١٢", None, id="digits of another script"),
    ],
)
def test_a_retry_after_is_seconds_or_a_date(text: str, expected: datetime | None) -> None:
    assert read_retry_after(text, now=NOW) == expected


@given(st.text(max_size=80))
def test_whatever_a_retry_after_says_it_lies_ahead_and_within_a_week(text: str) -> None:
    until = read_retry_after(text, now=NOW)

    assert until is None or NOW < until <= NOW + LONGEST_WAIT


@pytest.mark.parametrize(
    ("old", "expected"),
    [
        pytest.param(SourceState(), "", id="never read"),
        pytest.param(replace(KNOWN, last_read=NOW - HOUR), "", id="well"),
        pytest.param(replace(FAILING, failures=2), "", id="failed twice"),
        pytest.param(
            FAILING,
            "not asked, for it failed 5 times in a row; it is asked again from Saturday 21 November 2026, at 12:00 on",
            id="failed often",
        ),
        pytest.param(replace(FAILING, last_read=NOW - 4 * HOUR), "", id="failed often, and the pause is over"),
        pytest.param(replace(FAILING, last_read=NOW + HOUR), "", id="a rehearsal of an earlier day"),
        pytest.param(
            replace(KNOWN, last_read=NOW - HOUR, wait_until=NOW + HOUR),
            "not asked, for the site wants to be left alone until Saturday 21 November 2026, at 10:00",
            id="asked to wait",
        ),
        pytest.param(replace(KNOWN, last_read=NOW - HOUR, wait_until=NOW), "", id="waited long enough"),
        pytest.param(
            replace(KNOWN, is_gone=True),
            "the address is gone for good (410), and it is not asked any more",
            id="gone",
        ),
    ],
)
def test_a_source_is_not_asked_where_the_site_or_its_failures_say_so(old: SourceState, expected: str) -> None:
    assert said(old) == expected


@pytest.mark.parametrize("old", [replace(KNOWN, is_gone=True), FAILING], ids=["gone", "failing"])
def test_a_new_address_in_feeds_yaml_is_asked_at_once(old: SourceState) -> None:
    assert said(old, source=replace(PORTAL, url="https://portail.example/nouveau")) == ""


@pytest.mark.parametrize(
    "old",
    [replace(KNOWN, is_gone=True), FAILING, replace(FAILING, wait_until=NOW + HOUR)],
    ids=["gone", "failing", "wait"],
)
def test_retry_asks_every_source_and_keeps_what_saves_work(old: SourceState) -> None:
    (kept,) = without_waiting({"Portail": old}).values()

    assert (said(kept), kept.etag, kept.failing_since) == ("", old.etag, old.failing_since)


def test_a_check_asks_in_full_and_knows_since_when_a_source_fails() -> None:
    assert without_content({"Portail": FAILING}) == {
        "Portail": SourceState(address=FAILING.address, failing_since=FAILING.failing_since)
    }


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        pytest.param(unread(410), replace(KNOWN, is_gone=True), id="410"),
        pytest.param(unread(404), KNOWN, id="404"),
        pytest.param(unread(503, "3600"), replace(KNOWN, wait_until=NOW + HOUR), id="503 with a wish"),
        pytest.param(unread(429, "3600"), replace(KNOWN, wait_until=NOW + HOUR), id="429 with a wish"),
        pytest.param(unread(500, "3600"), KNOWN, id="500, whose wish means nothing"),
        pytest.param(None, KNOWN, id="an answer that is no feed"),
    ],
)
def test_a_failed_reading_keeps_the_validators_of_the_last_good_one(
    failure: FetchFailure | None, expected: SourceState
) -> None:
    assert remember_failure(PORTAL, KNOWN, failure, now=NOW) == expected


def test_a_new_address_that_fails_is_forgotten_and_makes_nothing_gone() -> None:
    moved = replace(KNOWN, moved_to="https://ailleurs.example/flux")

    assert remember_failure(PORTAL, moved, unread(410), now=NOW) == KNOWN


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        pytest.param(None, "dead", id="its first failure"),
        pytest.param(NOW - HOUR, "dead", id="today"),
        pytest.param(datetime(2026, 11, 20, 22, 30, tzinfo=UTC), "dead (failing for 1 day)", id="yesterday in Paris"),
        pytest.param(datetime(2026, 11, 20, 23, 30, tzinfo=UTC), "dead", id="yesterday in UTC only"),
        pytest.param(NOW - timedelta(days=3), "dead (failing for 3 days)", id="three days"),
    ],
)
def test_a_problem_says_for_how_many_days_its_source_fails(since: datetime | None, expected: str) -> None:
    found = SourceResult(source="Portail", failed=True, problems=(Problem(source="Portail", where="", message="dead"),))

    with in_language("en"):
        aged = count_days(found, replace(KNOWN, failing_since=since), now=NOW, zone=PARIS)

    assert [one.message for one in aged.problems] == [expected]
