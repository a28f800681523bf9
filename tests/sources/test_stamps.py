from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.sources.identity import parse_feed_date
from digest.text.dates import parse_timestamp

PARIS = ZoneInfo("Europe/Paris")
EIGHT = datetime(2024, 4, 10, 8, tzinfo=PARIS)
BOUNDS = (EIGHT.replace(year=1990, tzinfo=None), EIGHT.replace(year=2090, tzinfo=None))  # hypothesis wants them naive


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("2024-04-10T08:00:00+02:00", EIGHT, id="ISO 8601"),
        pytest.param("2024-04-10T06:00:00.000Z", EIGHT, id="with a fraction, in UTC"),
        pytest.param("2024-04-10 08:00:00", EIGHT, id="without a zone: the letter's"),
        pytest.param("Wed, 10 Apr 2024 06:00:00 +0000", EIGHT, id="RFC 5322"),
        pytest.param("Wed, 10 Apr 2024 08:00:00 CEST", EIGHT, id="summer time by its name"),
        pytest.param(
            "Wed, 10 Jan 2024 08:00:00 CET", datetime(2024, 1, 10, 8, tzinfo=PARIS), id="winter time by its name"
        ),
        pytest.param("Wednesday, 10-Apr-24 06:00:00 GMT", EIGHT, id="RFC 850"),
        pytest.param("10 Apr 24 06:00:00 GMT", EIGHT, id="RFC 822 itself"),
        pytest.param("Wed Apr 10 08:00:00 2024", EIGHT, id="asctime"),
        pytest.param("mercredi 10 avril 2024, 8h00", EIGHT, id="French"),
        pytest.param("20240410", date(2024, 4, 10), id="a compact day"),
        pytest.param("2024-04-10", date(2024, 4, 10), id="a day is a day, not midnight"),
        pytest.param("Wed, 31 Apr 2024 08:00:00 +0200", None, id="a day that does not exist"),
        pytest.param("9999-12-31T23:59:59-10:00", None, id="after the last year"),
        pytest.param("demain", None, id="no date of a field"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_a_date_field_is_read_in_the_letters_zone(text: str, expected: date | datetime | None) -> None:
    assert parse_feed_date(text, zone=PARIS) == expected


@given(st.datetimes(*BOUNDS), st.integers(-14, 14))
def test_every_instant_that_a_machine_writes_comes_back(naive: datetime, hours: int) -> None:
    moment = naive.replace(microsecond=0, tzinfo=UTC) + timedelta(hours=hours)

    # In UTC, for an hour of the night of the change never equals its own in another zone (PEP 495).
    assert parse_feed_date(moment.isoformat(), zone=ZoneInfo("UTC")) == moment


@given(st.text())
def test_any_text_at_all_is_a_moment_or_none(text: str) -> None:
    assert isinstance(parse_feed_date(text, zone=PARIS), date | None)


@given(
    st.datetimes(*BOUNDS),
    st.sampled_from(["Z", "+00:00", "-00:00", "+02:00", "-03:30", "+05:45", "+13:00", "-12:00", "+15:00", "+24:00"]),
    st.sampled_from(["{d} {m} {y} {c} {o}", "Wed, {d} {m} {y} {c} {o}", "{i}{l}"]),
)
def test_the_short_way_reads_an_instant_as_the_grammar_does(naive: datetime, offset: str, form: str) -> None:
    short = "GMT" if offset == "Z" else offset.replace(":", "")
    clock, iso = f"{naive:%H:%M:%S}", f"{naive:%Y-%m-%dT%H:%M:%S}"
    text = form.format(d=naive.day, m=naive.strftime("%b"), y=naive.year, c=clock, o=short, i=iso, l=offset)

    by_grammar = parse_timestamp(text, zone=PARIS)

    assert parse_feed_date(text, zone=PARIS) == by_grammar
