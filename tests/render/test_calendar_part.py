"""The calendar of an issue: its octets, and that what is written is read back."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from digest.config import Config, Letter, Mailbox, Source, SourceType
from digest.edition import Edition
from digest.locale import in_language
from digest.model import Event, Link, Moment, Provenance, Status, Window
from digest.render.ics import write_calendar, write_event
from digest.sources.calendar.reader import read_calendar
from digest.sources.types import ReadContext

PARIS = ZoneInfo("Europe/Paris")
LETTER = Letter(title="La lettre", sender=Mailbox(address="lettre@exemple.org"), language="en")
CONFIG = Config(path=Path("feeds.yaml"), letter=LETTER)
EDITION = Edition(
    number=17,
    title="La lettre, n° 17",
    day=date(2026, 4, 1),
    window=Window(first_day=date(2026, 3, 25), last_day=date(2026, 4, 1)),
    subject="",
    preheader="",
)


def make_event(**values: Any) -> Event:
    """Make an event of the letter's kind."""
    plain: dict[str, Any] = {"id": "e-0123456789", "title": "Café des élus", "start": date(2026, 4, 25)}
    return Event(**{**plain, "provenance": Provenance(source="Agenda", where="agenda.ics"), **values})


def written(*events: Event) -> bytes:
    """Write the calendar of the issue."""
    return write_calendar(events, edition=EDITION, config=CONFIG)


def event_lines(event: Event) -> list[str]:
    """Return the lines of the one VEVENT, unfolded."""
    text = written(event).decode().replace("\r\n ", "")
    return text[text.index("BEGIN:VEVENT") : text.index("END:VEVENT")].split("\r\n")[1:-1]


def test_an_event_of_an_evening_is_written_whole() -> None:
    event = make_event(
        start=datetime(2026, 4, 25, 17, 30, tzinfo=PARIS),
        end=datetime(2026, 4, 25, 18, 15, tzinfo=PARIS),
        place="Hôtel de ville, Lyon",
        url="https://exemple.org/cafe?a=1,2;b",
        summary="Deux lignes ;\net \\ une barre",
        tags=("Sahel", "Eau, sols"),
        links=(Link(url="https://exemple.org/inscription", title="S'inscrire"),),
        sequence=3,
    )

    assert event_lines(event) == [
        "UID:e-0123456789@exemple.org",
        "DTSTAMP:20260401T000000Z",
        "DTSTART;TZID=Europe/Paris:20260425T173000",
        "DTEND;TZID=Europe/Paris:20260425T181500",
        "SUMMARY:Café des élus",
        "LOCATION:Hôtel de ville\\, Lyon",
        (
            r"DESCRIPTION:Deux lignes \;\net \\ une barre\n\nhttps://exemple.org/cafe?a=1\,2\;b\n\n"
            "S'inscrire: https://exemple.org/inscription"
        ),
        "URL:https://exemple.org/cafe?a=1,2;b",
        "CATEGORIES:Sahel,Eau\\, sols",
        "SEQUENCE:3",
        "STATUS:CONFIRMED",
    ]


def test_a_calendar_says_what_it_is_and_describes_its_zones() -> None:
    text = written(make_event(start=datetime(2026, 4, 25, 17, 30, tzinfo=PARIS))).decode()

    assert text[: text.index("BEGIN:VEVENT")].split("\r\n")[:-1] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//digest//digest-newsletter//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:La lettre\\, n° 17",
        "X-WR-TIMEZONE:Europe/Paris",
        "BEGIN:VTIMEZONE",
        "TZID:Europe/Paris",
        "BEGIN:DAYLIGHT",
        "DTSTART:20250330T020000",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0200",
        "TZNAME:CEST",
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
        "END:DAYLIGHT",
        "BEGIN:STANDARD",
        "DTSTART:20251026T030000",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0100",
        "TZNAME:CET",
        "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
        "END:STANDARD",
        "END:VTIMEZONE",
    ]


@pytest.mark.parametrize(
    ("event", "lines"),
    [
        pytest.param(
            make_event(start=date(2026, 11, 18), end=date(2026, 11, 21)),
            ["DTSTART;VALUE=DATE:20261118", "DTEND;VALUE=DATE:20261122"],
            id="days, the last one included with us and excluded there",
        ),
        pytest.param(
            make_event(start=date(2026, 11, 18)),
            ["DTSTART;VALUE=DATE:20261118", "DTEND;VALUE=DATE:20261119"],
            id="one day",
        ),
        pytest.param(
            make_event(start=None, end=datetime(2026, 5, 31, 12, tzinfo=PARIS)),
            ["DTSTART;VALUE=DATE:20260531", "DTEND;VALUE=DATE:20260601"],
            id="a deadline is a whole day",
        ),
        pytest.param(
            make_event(start=datetime(2026, 4, 25, 17, 30, tzinfo=UTC)),
            ["DTSTART:20260425T173000Z"],
            id="UTC needs no zone",
        ),
        pytest.param(
            make_event(start=datetime(2026, 10, 25, 2, 30, tzinfo=PARIS, fold=1)),
            ["DTSTART:20261025T013000Z"],
            id="an hour that the clock shows twice is told in UTC",
        ),
        pytest.param(
            make_event(start=datetime(2026, 4, 25, 17, 30, tzinfo=PARIS), end=date(2026, 4, 26)),
            ["DTSTART;TZID=Europe/Paris:20260425T173000", "DTEND;TZID=Europe/Paris:20260427T000000"],
            id="hours first and a day last",
        ),
    ],
)
def test_moments_are_written_as_calendars_have_them(event: Event, lines: list[str]) -> None:
    assert [line for line in event_lines(event) if line.startswith(("DTSTART", "DTEND"))] == lines


@pytest.mark.parametrize(
    ("event", "lines"),
    [
        pytest.param(
            make_event(status=Status.CANCELLED),
            ["SUMMARY:Cancelled: Café des élus", "STATUS:CANCELLED"],
            id="cancelled",
        ),
        pytest.param(
            make_event(status=Status.CANCELLED, title="CANCELLED – Café"),
            ["SUMMARY:CANCELLED – Café", "STATUS:CANCELLED"],
            id="cancelled by its own title",
        ),
        pytest.param(
            make_event(status=Status.POSTPONED),
            ["SUMMARY:Postponed: Café des élus", "STATUS:TENTATIVE"],
            id="postponed",
        ),
        pytest.param(make_event(status=Status.FULL), ["SUMMARY:Full: Café des élus", "STATUS:CONFIRMED"], id="full"),
        pytest.param(
            make_event(start=None, end=date(2026, 5, 31)),
            ["SUMMARY:Deadline: Café des élus", "STATUS:CONFIRMED", "TRANSP:TRANSPARENT"],
            id="deadline",
        ),
    ],
)
def test_what_becomes_of_an_event_is_said_in_its_title_too(event: Event, lines: list[str]) -> None:
    assert [line for line in event_lines(event) if line.startswith(("SUMMARY", "STATUS", "TRANSP"))] == lines


def test_the_words_are_those_of_the_letters_language_not_of_the_machines() -> None:
    with in_language("fr"):
        text = written(make_event(status=Status.FULL))

    assert text == written(make_event(status=Status.FULL))


def test_one_event_is_a_calendar_of_its_own() -> None:
    assert write_event(make_event(), edition=EDITION, config=CONFIG) == written(make_event())


ZONES = [
    "Europe/Paris",
    "America/New_York",
    "Africa/Casablanca",
    "Africa/Dakar",
    "Asia/Tokyo",
    "Australia/Lord_Howe",
    "UTC",
]
days = st.dates(date(2025, 1, 1), date(2030, 12, 31))
titles = st.text(min_size=1, max_size=120)
zones = st.sampled_from(ZONES).map(ZoneInfo)


@st.composite
def spans(draw: st.DrawFn) -> tuple[Moment, Moment | None]:
    """Invent days, or hours that are not whole days."""
    first = draw(days)
    if draw(st.booleans()):
        return first, first + timedelta(days=draw(st.integers(0, 20)))
    hour = time(draw(st.integers(1, 22)), draw(st.integers(1, 58)))
    start = datetime.combine(first, hour, draw(zones)).astimezone(UTC)
    start = start.astimezone(draw(zones))
    # Midnight in its own zone or the letter's, without an end, is how many calendars write a whole day.
    assume(time() not in (start.time(), start.astimezone(PARIS).time()))
    length = draw(st.none() | st.integers(1, 5_000))
    return start, start + timedelta(minutes=length) if length else None


def instant(moment: Moment | None) -> Moment | None:
    """Return what two spellings of one instant have in common."""
    return moment.astimezone(UTC) if isinstance(moment, datetime) else moment


@given(st.lists(spans(), max_size=5))
def test_what_is_written_is_read_back_to_the_same_days_and_hours(told: list[tuple[Moment, Moment | None]]) -> None:
    events = [make_event(id=f"e-{rank}", title=f"Titre {rank}", start=a, end=b) for rank, (a, b) in enumerate(told)]
    whole = Window(first_day=date(2024, 1, 1), last_day=date(2031, 12, 31))
    source = Source(name="Agenda", type=SourceType.CALENDAR)
    reading = ReadContext(source=source, where="agenda.ics", today=EDITION.day, zone=PARIS, agenda=whole)

    read = read_calendar(written(*events), reading)

    assert [(one.title, instant(one.start), instant(one.end)) for one in read.events] == [
        (one.title, instant(one.start), instant(one.end)) for one in events
    ]


@given(titles, titles, st.sampled_from(list(Status)))
def test_any_words_give_lines_of_75_octets_that_a_strict_parser_takes(title: str, place: str, status: Status) -> None:
    raw = written(make_event(title=f"T{title}", place=place, summary=title, status=status))
    (parsed,) = icalendar.Calendar.from_ical(raw).walk("VEVENT")

    assert (max(map(len, raw.split(b"\r\n"))) <= 75, raw.count(b"\n") == raw.count(b"\r\n"), parsed.errors) == (
        True,
        True,
        [],
    )


@given(titles)
def test_folding_cuts_no_character(title: str) -> None:
    for line in written(make_event(title=title * 5)).split(b"\r\n"):
        assert line.decode().encode() == line


def test_a_calendar_without_events_is_a_calendar() -> None:
    assert written().count(b"BEGIN:") == 1


def test_a_later_version_keeps_its_uid_and_says_its_number() -> None:
    event = make_event()
    moved = replace(event, start=date(2026, 5, 2), sequence=event.sequence + 1)

    assert [line for line in event_lines(moved) if line.startswith(("UID", "SEQ"))] == [
        "UID:e-0123456789@exemple.org",
        "SEQUENCE:1",
    ]


def test_hours_of_several_days_are_an_entry_for_each_day() -> None:
    days = tuple(
        (datetime(2026, 4, day, 9, tzinfo=PARIS), datetime(2026, 4, day, 17, tzinfo=PARIS)) for day in (21, 22, 23)
    )
    calendar = icalendar.Calendar.from_ical(written(make_event(start=days[0][0], end=days[-1][1], slots=days)))

    entries = [
        (str(entry["UID"]), entry.decoded("DTSTART"), entry.decoded("DTEND")) for entry in calendar.walk("VEVENT")
    ]
    names = [f"e-0123456789{ending}@exemple.org" for ending in ("", "-2", "-3")]
    assert entries == [(name, *day) for name, day in zip(names, days, strict=True)]
