"""VTIMEZONEs: another reader of them shows the hours that the zone has."""

from datetime import datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical

from digest.render.ics import write_zone

ZONES = [
    "Europe/Paris",
    "Europe/Dublin",
    "Africa/Casablanca",
    "Africa/Dakar",
    "America/New_York",
    "America/Port-au-Prince",
    "America/Sao_Paulo",
    "Asia/Beirut",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Noumea",
]


@pytest.mark.parametrize("name", ZONES)
def test_a_described_zone_has_the_hours_of_the_zone(name: str) -> None:
    zone = ZoneInfo(name)
    described = tzical(StringIO("\n".join(write_zone(zone, first_year=2018, last_year=2020)) + "\n")).get()
    assert described is not None
    noons = [datetime(2018, 1, 1, 12) + timedelta(days=day) for day in range(3 * 365)]  # noqa: DTZ001 - both zones are asked

    assert [described.utcoffset(noon) for noon in noons] == [zone.utcoffset(noon) for noon in noons]


def test_what_follows_no_rule_is_written_change_by_change() -> None:
    lines = list(write_zone(ZoneInfo("America/Sao_Paulo"), first_year=2019, last_year=2019))

    assert [line for line in lines if line.startswith(("DTSTART", "TZOFFSETTO", "RRULE"))] == [
        "DTSTART:20180101T000000",
        "TZOFFSETTO:-0200",
        "DTSTART:20180218T000000",
        "TZOFFSETTO:-0300",
        "DTSTART:20181104T000000",
        "TZOFFSETTO:-0200",
        "DTSTART:20190217T000000",
        "TZOFFSETTO:-0300",
    ]


def test_a_zone_without_changes_has_one_state() -> None:
    assert list(write_zone(ZoneInfo("Asia/Tokyo"), first_year=2026, last_year=2027)) == [
        "BEGIN:VTIMEZONE",
        "TZID:Asia/Tokyo",
        "BEGIN:STANDARD",
        "DTSTART:20250101T000000",
        "TZOFFSETFROM:+0900",
        "TZOFFSETTO:+0900",
        "TZNAME:JST",
        "END:STANDARD",
        "END:VTIMEZONE",
    ]
