"""Date fields of feeds: every form the world writes, and nothing from half a date."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from digest.text.dates import parse_timestamp

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        pytest.param("2024-04-25T17:30:45Z", "2024-04-25T17:30:45+00:00", id="RFC 3339 in UTC"),
        pytest.param("2024-04-25T17:30:00.000+02:00", "2024-04-25T17:30:00+02:00", id="fractions and an offset"),
        pytest.param("2024-04-25T17:30", "2024-04-25T17:30:00+02:00", id="no zone: the letter's"),
        pytest.param("2024-01-25 17:30:00", "2024-01-25T17:30:00+01:00", id="no zone in winter"),
        pytest.param("20240425T153000Z", "2024-04-25T15:30:00+00:00", id="the basic form"),
        pytest.param("Thu, 25 Apr 2024 17:30:00 +0200", "2024-04-25T17:30:00+02:00", id="RFC 2822"),
        pytest.param("Mon, 01 Jan 2024 10:00:00 -0500", "2024-01-01T10:00:00-05:00", id="west of Greenwich"),
        pytest.param("Thu, 25 Apr 2024 17:30:00 GMT", "2024-04-25T17:30:00+00:00", id="GMT"),
        pytest.param("Thu, 25 Apr 2024 17:30:00 CEST", "2024-04-25T17:30:00+02:00", id="CEST is no UTC"),
        pytest.param("Mon, 5 Feb 2024 08:00:00 CET", "2024-02-05T08:00:00+01:00", id="CET is no UTC"),
        pytest.param("Thu, 25 Apr 2024 17:30:00 EDT", "2024-04-25T17:30:00-04:00", id="EDT"),
        pytest.param("jeu. 25 avr. 2024 17:30:00 +0200", "2024-04-25T17:30:00+02:00", id="RFC 2822 in French"),
        pytest.param("25 avril 2024 à 17 h 30", "2024-04-25T17:30:00+02:00", id="French"),
        pytest.param(" 25/04/2024 17:30 ", "2024-04-25T17:30:00+02:00", id="numbers, day first"),
    ],
)
def test_a_date_field_is_an_instant(written: str, read: str) -> None:
    moment = parse_timestamp(written, zone=PARIS)

    assert moment is not None
    assert moment.isoformat() == read


@pytest.mark.parametrize("written", ["2024-04-25", "25/04/2024", "jeudi 25 avril 2024", "25 April 2024"])
def test_a_field_without_an_hour_is_a_day(written: str) -> None:
    moment = parse_timestamp(written, zone=PARIS)

    assert moment == date(2024, 4, 25)


@pytest.mark.parametrize(
    "written", ["", "hier", "25 avril", "mardi prochain", "2024-02-30T10:00:00Z", "31/04/2024", "12", "x" * 10_000]
)
def test_half_a_date_or_an_impossible_one_is_none(written: str) -> None:
    moment = parse_timestamp(written, zone=PARIS)

    assert moment is None
