"""Editions partition what is published: every article goes to one edition and to no other."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.config import WindowRule
from digest.model import SeenArticle, Window
from digest.selection.window import EditionFrame, WindowDecision, article_day, frame_days, frame_edition, judge_article
from tests.makers import PARIS, make_article, seen

RULE = WindowRule()
TODAY = date(2026, 11, 18)


def test_the_first_window_of_a_wednesday_begins_on_a_wednesday() -> None:
    frame = frame_edition(RULE, number=1, today=TODAY, last_sent=None)

    assert frame == EditionFrame(
        number=1,
        day=TODAY,
        window=Window(first_day=date(2026, 11, 11), last_day=TODAY),
        horizon=date(2026, 11, 11),
    )


@pytest.mark.parametrize(
    ("sent", "first_day", "horizon"),
    [
        pytest.param(date(2026, 11, 11), date(2026, 11, 12), date(2026, 10, 19), id="a week ago"),
        pytest.param(date(2026, 11, 18), date(2026, 11, 18), date(2026, 10, 19), id="today"),
        pytest.param(date(2026, 9, 1), date(2026, 9, 2), date(2026, 9, 2), id="after the summer"),
    ],
)
def test_the_next_window_begins_the_day_after_the_last_one_ended(sent: date, first_day: date, horizon: date) -> None:
    last = Window(first_day=sent - timedelta(days=7), last_day=sent)

    frame = frame_edition(RULE, number=2, today=TODAY, last_sent=last)

    assert (frame.window, frame.horizon) == (Window(first_day=first_day, last_day=TODAY), horizon)


@pytest.mark.parametrize(
    ("published", "day"),
    [
        pytest.param(date(2026, 11, 2), date(2026, 11, 2), id="a day is that day"),
        pytest.param(datetime(2026, 11, 2, 23, 30, tzinfo=UTC), date(2026, 11, 3), id="an instant"),
        pytest.param(None, date(2026, 11, 18), id="the day it was first seen"),
    ],
)
def test_an_article_counts_for_a_day_of_the_letters_zone(published: date | None, day: date) -> None:
    article = seen(make_article("1", published=published), at=datetime(2026, 11, 17, 23, 30, tzinfo=UTC))

    assert article_day(article, PARIS) == day


LATER_FRAME = frame_edition(
    RULE, number=2, today=TODAY, last_sent=Window(first_day=date(2026, 11, 4), last_day=date(2026, 11, 11))
)
FIRST_FRAME = frame_edition(RULE, number=1, today=TODAY, last_sent=None)
ASKED_FOR = frame_days(Window(first_day=date(2026, 11, 1), last_day=date(2026, 11, 5)), number=2, today=TODAY)


@pytest.mark.parametrize(
    ("frame", "day", "verdict"),
    [
        pytest.param(FIRST_FRAME, date(2026, 11, 10), WindowDecision.OLD, id="first edition: before the window"),
        pytest.param(FIRST_FRAME, date(2026, 11, 11), WindowDecision.TAKEN, id="first edition: first day"),
        pytest.param(FIRST_FRAME, date(2026, 11, 18), WindowDecision.TAKEN, id="first edition: last day"),
        pytest.param(FIRST_FRAME, date(2026, 11, 19), WindowDecision.LATER, id="first edition: tomorrow"),
        pytest.param(LATER_FRAME, date(2026, 10, 18), WindowDecision.OLD, id="later: before the horizon"),
        pytest.param(LATER_FRAME, date(2026, 10, 19), WindowDecision.TAKEN, id="later: a late arrival"),
        pytest.param(ASKED_FOR, date(2026, 10, 31), WindowDecision.OLD, id="asked for: the day before"),
        pytest.param(ASKED_FOR, date(2026, 11, 1), WindowDecision.TAKEN, id="asked for: first day"),
        pytest.param(ASKED_FOR, date(2026, 11, 5), WindowDecision.TAKEN, id="asked for: last day"),
        pytest.param(ASKED_FOR, date(2026, 11, 6), WindowDecision.LATER, id="asked for: the day after"),
    ],
)
def test_an_article_is_taken_by_its_day(frame: EditionFrame, day: date, verdict: WindowDecision) -> None:
    article = seen(make_article("1", published=day))

    assert judge_article(article, frame=frame, zone=PARIS) is verdict


@pytest.mark.parametrize(
    ("number", "verdict"), [(1, WindowDecision.DEALT), (2, WindowDecision.TAKEN)], ids=["earlier", "this one"]
)
def test_what_an_earlier_edition_dealt_with_is_not_taken_again(number: int, verdict: WindowDecision) -> None:
    article = seen(make_article("1", published=TODAY), number=number)

    assert judge_article(article, frame=LATER_FRAME, zone=PARIS) is verdict


START = datetime(2026, 1, 7, 7, 0, tzinfo=UTC)
ARRIVALS = st.lists(
    st.tuples(
        st.integers(0, 60 * 7 * 24 * 60 - 1),  # the minute it is first seen
        st.none() | st.integers(-3 * 24, 18 * 24),  # by how many hours it is dated back, or ahead
    ),
    max_size=40,
)


@given(ARRIVALS, st.lists(st.sampled_from([0, 1, 2, 25, -30]), min_size=60, max_size=60))
def test_sixty_weekly_editions_over_both_clock_changes_take_each_article_once(
    arrivals: list[tuple[int, int | None]], delays: list[int]
) -> None:
    waiting = [
        seen(make_article(str(name), published=published(minute, back)), at=START + timedelta(minutes=minute))
        for name, (minute, back) in enumerate(arrivals)
    ]

    taken: list[str] = []
    last_sent: Window | None = None
    for week, delay in enumerate([*delays, 0, 0, 0, 0], start=1):
        now = START + timedelta(weeks=week, hours=delay)
        today = now.astimezone(PARIS).date()
        frame = frame_edition(WindowRule(articles=timedelta(days=27)), number=week, today=today, last_sent=last_sent)
        issue = [one for one in waiting if one.first_seen <= now and is_taken(one, frame)]
        taken += [one.article.id for one in issue]
        waiting = [one for one in waiting if one not in issue]
        last_sent = frame.window

    assert sorted(taken) == sorted(f"a-{name}" for name in range(len(arrivals)))


def published(minute: int, back: int | None) -> datetime | None:
    return None if back is None else START + timedelta(minutes=minute, hours=-back)


def is_taken(one: SeenArticle, frame: EditionFrame) -> bool:
    return judge_article(one, frame=frame, zone=PARIS) is WindowDecision.TAKEN


def test_windows_of_sixty_weeks_touch_and_do_not_overlap() -> None:
    windows: list[Window] = []
    for week in range(60):
        today = (START + timedelta(weeks=week)).astimezone(PARIS).date()
        windows.append(
            frame_edition(RULE, number=week + 1, today=today, last_sent=windows[-1] if windows else None).window
        )

    days = [window.first_day + timedelta(days=n) for window in windows for n in range(length(window))]
    assert days == [windows[0].first_day + timedelta(days=n) for n in range(len(days))]


def length(window: Window) -> int:
    return (window.last_day - window.first_day).days + 1
