"""The agenda of an issue: what is kept, what becomes one, in which order."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.edition import LeftOut
from digest.model import Event, Provenance, Status, Window
from digest.selection.events import Agenda, EventMerge, compose_agenda, merge_events

PARIS = ZoneInfo("Europe/Paris")
WINDOW = Window(first_day=date(2026, 5, 11), last_day=date(2026, 7, 10))


def make_event(name: str, title: str = "", **more: Any) -> Event:
    """Make an event of one source, on a day of the window if no other is told."""
    plain: dict[str, Any] = {"id": f"e-{name}", "title": title or f"Titre {name}", "keys": (name,)}
    if "end" not in more:
        plain["start"] = date(2026, 5, 20)
    provenance = Provenance(source=more.pop("source", "Agenda"), where="agenda.ics")
    return Event(**{**plain, "provenance": provenance, **more})


def hours(day: int, hour: int, minute: int = 0) -> datetime:
    """Return an hour of May 2026 in Paris."""
    return datetime(2026, 5, day, hour, minute, tzinfo=PARIS)


def composed(*events: Event) -> Agenda:
    """Compose the agenda of the window."""
    return compose_agenda(events, window=WINDOW, zone=PARIS)


def titles(*events: Event) -> list[str]:
    """Return the titles of the agenda, in print order."""
    return [event.title for event in composed(*events).events]


@pytest.mark.parametrize(
    ("start", "end", "kept"),
    [
        pytest.param(date(2026, 5, 9), date(2026, 5, 10), False, id="over the day before"),
        pytest.param(date(2026, 5, 9), date(2026, 5, 11), True, id="ends on the first day"),
        pytest.param(date(2026, 7, 10), date(2026, 7, 20), True, id="starts on the last day"),
        pytest.param(date(2026, 7, 11), date(2026, 7, 11), False, id="starts after it"),
        pytest.param(hours(10, 20), hours(11, 0), False, id="ended at 0:00"),
        pytest.param(datetime(2026, 5, 10, 22, 30, tzinfo=UTC), None, True, id="tomorrow in the letter's zone"),
    ],
)  # fmt: skip
def test_an_event_is_kept_when_one_of_its_days_is_in_the_window(start: date, end: date | None, kept: bool) -> None:
    assert bool(titles(make_event("1", start=start, end=end))) is kept


def test_what_starts_after_the_window_is_left_out_with_its_reason_and_what_is_past_is_dropped() -> None:
    agenda = composed(make_event("past", start=date(2026, 5, 1)), make_event("far", start=date(2026, 9, 1)))

    reason = "starts on 2026-09-01, after the last day of the agenda (2026-07-10)"
    assert agenda == Agenda(left_out=(LeftOut(id="e-far", title="Titre far", reason=reason),))


def test_the_order_is_ongoing_then_by_day_whole_days_before_hours_then_title() -> None:
    events = [
        make_event("1", "Zoo", start=date(2026, 5, 20)),
        make_event("2", "Matin", start=hours(20, 9)),
        make_event("3", "Aube", start=hours(20, 8)),
        make_event("4", "Écoles", start=date(2026, 5, 20)),
        make_event("5", "Fête", start=date(2026, 5, 20)),
        make_event("6", "Demain", start=date(2026, 5, 12)),
        make_event("7", "Exposition", start=date(2026, 4, 1), end=date(2026, 6, 1)),
    ]

    assert titles(*events) == ["Exposition", "Demain", "Écoles", "Fête", "Zoo", "Aube", "Matin"]


def test_deadlines_have_a_list_of_their_own_in_order_of_day() -> None:
    late, soon = make_event("late", end=date(2026, 6, 30)), make_event("soon", end=hours(31, 12))
    over, meeting = make_event("over", end=date(2026, 5, 1)), make_event("meeting")

    agenda = composed(late, over, soon, meeting)

    assert (agenda.deadlines, agenda.events) == ((soon, late), (meeting,))


def test_the_same_event_from_a_page_a_feed_and_a_calendar_is_one_with_the_best_of_each() -> None:
    page = make_event(
        "page", "Café des élues et élus, le 20 mai 2026", source="Portail", url="https://exemple.org/cafe"
    )
    feed = make_event("feed", "Café des élu·es et élus", source="Fil", summary="On y parle d'eau.", tags=("Eau",))
    calendar = make_event("cal", "CAFÉ DES ÉLUES ET ÉLUS", start=hours(20, 17, 30), end=hours(20, 18, 15), place="Lyon")

    agenda = composed(page, feed, calendar)

    assert agenda == Agenda(
        events=(
            make_event(
                "page",
                "Café des élues et élus, le 20 mai 2026",
                source="Portail",
                start=hours(20, 17, 30),
                end=hours(20, 18, 15),
                url="https://exemple.org/cafe",
                summary="On y parle d'eau.",
                place="Lyon",
                tags=("Eau",),
                keys=("page", "feed", "cal"),
            ),
        ),
        merges=(
            EventMerge(
                id="e-page",
                title="Café des élues et élus, le 20 mai 2026",
                merged=("e-feed", "e-cal"),
                sources=("Portail", "Fil", "Agenda"),
            ),
        ),
    )


ONE = "Rencontres franco-japonaises de la coopération"


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        pytest.param(("Groupe-pays Niger", {}), ("Groupe-pays Nigeria", {}), 2, id="near words of other meetings"),
        pytest.param(("7e Rencontres", {}), ("8e Rencontres", {}), 2, id="other numbers"),
        pytest.param((ONE, {}), (ONE, {"start": date(2026, 5, 21)}), 2, id="other days"),
        pytest.param(
            (ONE, {"start": hours(20, 9)}), (ONE, {"start": hours(20, 14)}), 2, id="two sittings of one source"
        ),
        pytest.param(
            (ONE, {"start": hours(20, 9)}), (ONE, {"start": hours(20, 10), "source": "B"}), 1, id="sources differ"
        ),
        pytest.param((ONE, {"start": hours(20, 9)}), (ONE, {}), 1, id="hours and a whole day"),
        pytest.param((ONE, {}), (f"ANNULÉ : {ONE}", {}), 1, id="cancelled in the title"),
        pytest.param((ONE, {}), ("Rencontres franco-japonaises de la…", {"source": "B"}), 1, id="cut short with dots"),
        pytest.param((ONE, {}), (f"{ONE} décentralisée", {"source": "B"}), 2, id="longer, with nothing else in common"),
        pytest.param(
            (ONE, {"start": hours(20, 9)}),
            (f"{ONE} décentralisée", {"source": "B", "start": hours(20, 9)}),
            1,
            id="longer, at the same hour",
        ),
        pytest.param(("Réunion", {}), ("Réunion", {"end": date(2026, 5, 20), "start": None}), 2, id="a deadline"),
        pytest.param(("20 mai 2026", {}), ("21 mai 2026", {}), 2, id="nothing but dates"),
    ],
)
def test_two_events_are_one_only_when_all_speaks_for_it(
    one: tuple[str, dict[str, Any]], other: tuple[str, dict[str, Any]], count: int
) -> None:
    events = [make_event("one", one[0], **one[1]), make_event("other", other[0], **other[1])]

    assert len(merge_events(events)[0]) == count


@pytest.mark.parametrize(
    ("told", "other", "start", "end"),
    [
        pytest.param(
            (date(2026, 5, 18), date(2026, 5, 21)),
            (hours(18, 14), hours(18, 18)),
            date(2026, 5, 18),
            date(2026, 5, 21),
            id="an opening at 14:00 does not end a fair of four days",
        ),
        pytest.param(
            (date(2026, 5, 18), date(2026, 5, 18)),
            (hours(18, 14), None),
            hours(18, 14),
            None,
            id="an hour says more than a day",
        ),
        pytest.param(
            (hours(18, 14), None),
            (hours(18, 14), hours(18, 16)),
            hours(18, 14),
            hours(18, 16),
            id="an end says more than none",
        ),
    ],
)
def test_of_two_readings_the_one_that_says_more_stays(told: Any, other: Any, start: Any, end: Any) -> None:
    events = [
        make_event("one", ONE, start=told[0], end=told[1]),
        make_event("other", ONE, start=other[0], end=other[1], source="B"),
    ]
    ((merged,), _merges) = merge_events(events)

    assert (merged.start, merged.end) == (start, end)


def test_a_cancellation_from_any_source_wins_and_the_event_stays() -> None:
    agenda = composed(make_event("1", ONE), make_event("2", ONE, source="B", status=Status.CANCELLED))

    assert [event.status for event in agenda.events] == [Status.CANCELLED]


def test_the_second_source_finds_the_sitting_of_its_own_hour() -> None:
    morning, noon = make_event("1", ONE, start=hours(20, 9)), make_event("2", ONE, start=hours(20, 14))
    same = make_event("3", ONE, start=hours(20, 14), source="B", place="Lyon")

    assert [(one.id, one.place) for one in composed(morning, noon, same).events] == [("e-1", ""), ("e-2", "Lyon")]


def test_hours_told_in_utc_become_the_letters_and_a_named_zone_stays() -> None:
    told = make_event("1", start=datetime(2026, 5, 20, 15, 30, tzinfo=UTC))
    named = make_event("2", start=datetime(2026, 5, 21, 9, tzinfo=ZoneInfo("Asia/Tokyo")))

    starts = [str(event.start) for event in composed(told, named).events]

    assert starts == ["2026-05-20 17:30:00+02:00", "2026-05-21 09:00:00+09:00"]


words = st.sampled_from(
    ["Réunion", "Café des élus", "Café des élus, le 20 mai", "Atelier Sahel : eau", "Atelier Sahel"]
)
moments = st.sampled_from([None, date(2026, 4, 1), date(2026, 5, 20), hours(20, 9), hours(20, 14), date(2026, 9, 1)])
inventions = st.builds(
    lambda number, title, start, source: make_event(
        str(number), title, start=start, end=date(2026, 5, 22) if start is None else None, source=source
    ),
    st.integers(0, 8),
    words,
    moments,
    st.sampled_from("AB"),
)


@given(st.lists(inventions, max_size=12, unique_by=lambda event: event.id))
def test_every_event_to_come_is_printed_merged_or_left_out_once(events: list[Event]) -> None:
    agenda = composed(*events)
    told = [event.id for event in agenda.events + agenda.deadlines]
    merged = [one for merge in agenda.merges for one in merge.merged]
    far = [one.id for one in agenda.left_out]

    assert sorted(told + merged + far) == sorted(event.id for event in events if event.last_day >= WINDOW.first_day)


def test_a_thousand_events_of_one_day_are_composed_at_once() -> None:
    events = [
        make_event(str(rank), f"Titre {rank} de la journée", start=hours(20, 9) + timedelta(seconds=rank))
        for rank in range(1_000)
    ]

    assert len(composed(*events).events) == 1_000
