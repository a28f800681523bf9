"""Calendars: exhibits with what must come out of them, bombs, and anything at all."""

import json
import re
import time
import tracemalloc
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.config import Source, SourceType
from digest.model import Event, Moment, SourceResult, Status, Window
from digest.sources.calendar.reader import read_calendar
from digest.sources.types import ReadContext

EXHIBITS = Path(__file__).parents[1] / "data" / "calendars"
SPRING_2026 = ReadContext(
    source=Source(name="Agenda", type=SourceType.CALENDAR),
    where="agenda.ics",
    today=date(2026, 4, 1),
    zone=ZoneInfo("Europe/Paris"),
    agenda=Window(first_day=date(2026, 3, 1), last_day=date(2026, 6, 30)),
)


def in_words(moment: Moment | None) -> str | None:
    """Write a moment as the exhibits do: a zone is named where it is not the letter's."""
    zone = getattr(moment, "tzinfo", None)
    name = "" if zone is None or zone == SPRING_2026.zone else f" {zone}"
    return None if moment is None else f"{moment.isoformat()}{name}"


def event_record(event: Event) -> dict[str, Any]:
    """Return what an exhibit says of an event: its title and moments, and what else is not empty."""
    rest: dict[str, Any] = {
        "place": event.place,
        "url": event.url,
        "summary": event.summary,
        "status": "" if event.status is Status.CONFIRMED else event.status.value,
        "tags": list(event.tags),
        "sequence": event.sequence,
        "keys": list(event.keys),
        "line": event.provenance.line,
    }
    moments = {"title": event.title, "start": in_words(event.start), "end": in_words(event.end)}
    return moments | {name: value for name, value in rest.items() if value}


def yield_record(read: SourceResult) -> dict[str, Any]:
    """Return what an exhibit says of a whole calendar."""
    return {
        "is_complete": read.is_complete,
        "failed": read.failed,
        "events": [event_record(event) for event in read.events],
        "problems": [str(problem) for problem in read.problems],
    }


@pytest.mark.parametrize("exhibit", sorted(EXHIBITS.glob("*.ics")), ids=lambda path: path.stem)
def test_an_exhibit_gives_the_events_and_problems_beside_it(exhibit: Path) -> None:
    expected = json.loads(exhibit.with_suffix(".json").read_text("utf-8"))

    assert yield_record(read_calendar(exhibit.read_bytes(), SPRING_2026)) == expected


def calendar(*events: str) -> bytes:
    """Write a calendar of events, each given by its inner lines."""
    blocks = "".join(f"BEGIN:VEVENT\r\n{event}\r\nEND:VEVENT\r\n" for event in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{blocks}END:VCALENDAR\r\n".encode()


def numbered(count: int, lines: str) -> list[str]:
    """Return so many events with UIDs of their own."""
    return [f"UID:{number}\r\nSUMMARY:Titre {number}\r\n{lines}" for number in range(count)]


BOMBS = {
    "a hundred thousand events": calendar(*numbered(100_000, "DTSTART:20260501T100000Z")),
    "three thousand daily events": calendar(*numbered(3_000, "DTSTART:20260301T100000Z\r\nRRULE:FREQ=DAILY")),
    "a thousand rules since 1900": calendar(*numbered(1_000, "DTSTART;VALUE=DATE:19000101\r\nRRULE:FREQ=DAILY")),
    "a million dates in one line": calendar(
        f"UID:1\r\nSUMMARY:T\r\nDTSTART:20260501T100000Z\r\nRDATE:{'20260502T100000Z,' * 10**6}"
    ),
    "eighteen megabytes in one line": calendar(
        f"UID:1\r\nSUMMARY:T\r\nDTSTART:20260501\r\nDESCRIPTION:{'<p>&amp;' * 2_600_000}"
    ),
    "a million folds": calendar(f"UID:1\r\nDTSTART:20260501\r\nSUMMARY:T{chr(13)}{chr(10)} a" * 1_000_000),
    "a million garbage lines": calendar("UID:1\r\nDTSTART:20260501\r\nSUMMARY:T\r\n" + "!\r\n" * 1_000_000),
    "a million alarms inside each other": calendar("UID:1\r\nSUMMARY:T\r\n" + "BEGIN:VALARM\r\n" * 1_000_000),
    "a million calendars without an end": b"BEGIN:VCALENDAR\n" * 1_000_000,
    "a million events without an end": b"BEGIN:VEVENT\n" * 1_000_000,
    "nineteen million line feeds": b"BEGIN:VCALENDAR" + b"\n" * 19_000_000,
    "three thousand rich descriptions": calendar(
        *numbered(3_000, f"DTSTART:20260501\r\nDESCRIPTION:{'<p>é</p>' * 600}")
    ),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_read_within_five_seconds(bomb: str) -> None:
    began = time.process_time()

    read_calendar(BOMBS[bomb], SPRING_2026)

    assert time.process_time() - began <= 5


def test_ten_thousand_events_take_less_than_twenty_megabytes() -> None:
    bomb = calendar(*numbered(10_000, "DTSTART:20260501T100000Z"))
    tracemalloc.start()

    read_calendar(bomb, SPRING_2026)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert most < 20_000_000


def test_of_a_huge_calendar_the_events_nearest_to_the_agenda_are_read() -> None:
    years = [
        f"UID:{day}\r\nSUMMARY:{day}\r\nDTSTART;VALUE=DATE:{1950 + day // 60}0{1 + day % 9}10" for day in range(4_500)
    ]
    here = [f"UID:ici{day}\r\nSUMMARY:Ici\r\nDTSTART;VALUE=DATE:202605{day}" for day in (11, 21)]

    read = read_calendar(calendar(*years, *here), SPRING_2026)

    assert [event.start for event in read.events if event.title == "Ici"] == [date(2026, 5, 11), date(2026, 5, 21)]


RULE_PARTS = {
    "INTERVAL": st.integers(1, 40).map(str),
    "COUNT": st.integers(1, 10**10).map(str),
    "BYDAY": st.lists(
        st.builds(
            str.__add__, st.sampled_from(["", "", "1", "-1", "5", "-5", "53"]), st.sampled_from(["MO", "WE", "SU"])
        ),
        min_size=1,
        max_size=3,
    ).map(",".join),
    "BYMONTHDAY": st.lists(st.integers(-31, 31).map(str), min_size=1, max_size=3).map(",".join),
    "BYMONTH": st.lists(st.integers(1, 12).map(str), min_size=1, max_size=3).map(",".join),
    "BYSETPOS": st.integers(-40, 40).map(str),
    "BYYEARDAY": st.integers(-366, 366).map(str),
    "BYWEEKNO": st.integers(-53, 53).map(str),
    "BYHOUR": st.lists(st.integers(0, 23).map(str), min_size=1, max_size=24).map(",".join),
    "BYEASTER": st.integers(-50, 50).map(str),
    "UNTIL": st.sampled_from(["20260401", "20260401T100000Z", "20260401T100000", "99991231T235959Z", "00000000"]),
    "WKST": st.sampled_from(["MO", "SU", "XX"]),
}
rules = st.builds(
    lambda often, parts: ";".join([f"FREQ={often}", *(f"{key}={value}" for key, value in parts.items())]),
    st.sampled_from(["SECONDLY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"]),
    st.fixed_dictionaries({}, optional=RULE_PARTS),
)
starts = st.sampled_from(
    ["DTSTART;VALUE=DATE:19000101", "DTSTART;VALUE=DATE:20260315", "DTSTART;TZID=Europe/Paris:20200229T100000"]
)


@settings(max_examples=80)
@given(rule=rules, start=starts)
def test_whatever_a_rule_asks_for_its_days_lie_in_the_window_once_each_and_soon(rule: str, start: str) -> None:
    began = time.process_time()

    read = read_calendar(calendar(f"UID:1\r\nSUMMARY:T\r\n{start}\r\nRRULE:{rule}"), SPRING_2026)
    days = [event.first_day for event in read.events]

    in_order = sorted(day for day in set(days) if day in SPRING_2026.agenda)
    assert (days, time.process_time() - began < 2) == (in_order, True)


@settings(max_examples=60)
@given(
    often=st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]),
    interval=st.integers(1, 5),
    first=st.dates(date(2024, 1, 1), date(2026, 6, 30)),
    count=st.none() | st.integers(1, 200),
    last=st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31)),
)
def test_a_rule_gives_the_days_that_dateutil_gives(
    often: str, interval: int, first: date, count: int | None, last: date | None
) -> None:
    last = None if count else last
    text = f"FREQ={often};INTERVAL={interval}" + (
        f";COUNT={count}" if count else f";UNTIL={last:%Y%m%d}" if last else ""
    )
    window = SPRING_2026.agenda
    plain = rrulestr(text, dtstart=datetime.combine(first, datetime.min.time()))
    by_rule = {one.date() for one in plain.between(datetime(2026, 3, 1), datetime(2026, 6, 30), inc=True)}  # noqa: DTZ001 - days
    itself = {first} if first in window and (last is None or first <= last) else set()

    read = read_calendar(
        calendar(f"UID:1\r\nSUMMARY:T\r\nDTSTART;VALUE=DATE:{first:%Y%m%d}\r\nRRULE:{text}"), SPRING_2026
    )

    assert [event.first_day for event in read.events] == sorted(by_rule | itself)


LINES = """
BEGIN:VCALENDAR|END:VCALENDAR|BEGIN:VEVENT|END:VEVENT|BEGIN:VTIMEZONE|END:VTIMEZONE|BEGIN:VALARM|END:VALARM|TZID:X
UID:1|UID:2|SUMMARY:Titre|SUMMARY:|DTSTART:20260501T100000Z|DTSTART;VALUE=DATE:20260501|DTSTART;TZID=X:20260501T100000
DTSTART:20260501T100000|DTEND:20260502|DTEND:20260501T110000Z|DTEND;TZID=X:20260501T110000|DURATION:PT1H|DURATION:P1D
DURATION:P99999W|RRULE:FREQ=DAILY|RRULE:FREQ=WEEKLY;UNTIL=20260601|RDATE:20260601T100000Z|RDATE;VALUE=DATE:20260601
RDATE;VALUE=PERIOD:20260601T100000Z/PT1H|EXDATE:20260503|EXDATE:20260503T100000Z|RECURRENCE-ID:20260502T100000Z
RECURRENCE-ID;VALUE=DATE:20260502|RECURRENCE-ID;RANGE=THISANDFUTURE:20260502T100000Z|SEQUENCE:2|STATUS:CANCELLED
METHOD:CANCEL|X-WR-TIMEZONE:Asia/Tokyo|X-WR-TIMEZONE:../etc|LOCATION:Lyon|URL:http://[|DESCRIPTION:<a href='http://x.fr'>
"""
pieces = st.sampled_from(re.findall(r"[^|\n]+", LINES))


@settings(max_examples=200)
@given(st.lists(pieces | st.text(max_size=20), max_size=40).map("\r\n".join))
def test_any_pile_of_lines_is_read_the_same_twice(text: str) -> None:
    raw = f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{text}".encode("utf-8", "surrogatepass")

    assert read_calendar(raw, SPRING_2026) == read_calendar(raw, SPRING_2026)


@given(st.binary(max_size=300))
def test_any_octets_are_read_the_same_twice(raw: bytes) -> None:
    assert read_calendar(raw, SPRING_2026) == read_calendar(raw, SPRING_2026)


@given(st.lists(pieces, max_size=40).map("\r\n".join))
def test_no_two_events_of_a_calendar_have_one_id(text: str) -> None:
    ids = [
        event.id for event in read_calendar(f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{text}".encode(), SPRING_2026).events
    ]

    assert len(ids) == len(set(ids))
