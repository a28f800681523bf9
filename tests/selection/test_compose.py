"""An edition holds what is new, in its home, newest first, and says what it leaves out."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from digest.edition.model import Edition, LeftOut, dealt_ids
from digest.model import Article, Image, Problem, SeenArticle, Window
from digest.selection.compose import EditionFrame, compose_edition, frame_days, frame_edition, say_subject, select
from digest.selection.explain import explain_items
from tests.makers import make_article, make_config, make_event, seen, seen_event

TODAY = date(2026, 11, 18)
CONFIG = make_config()
FRAME = frame_edition(CONFIG.window, number=1, today=TODAY, last_sent=None)


def compose(*articles: Article, frame: EditionFrame = FRAME) -> Edition:
    return compose_edition(CONFIG, map(seen, articles), (), frame=frame)


def on(name: str, day: int, **more: Any) -> Article:
    return make_article(name, published=date(2026, 11, day), **more)


def test_chapters_are_in_the_letters_order_and_articles_newest_first() -> None:
    edition = compose(on("1", 13), on("2", 15), on("3", 15), on("4", 14, tags=("CGLU",)))

    printed = {chapter.name: [placed.article.id for placed in chapter.articles] for chapter in edition.chapters}
    assert list(printed.items()) == [
        ("Réseau Monde & Europe", ["a-4"]),
        ("Autres nouvelles", ["a-2", "a-3", "a-1"]),
    ]


def test_articles_of_one_day_are_newest_first_as_well() -> None:
    morning, evening = (datetime(2026, 11, 15, hour, tzinfo=UTC) for hour in (8, 18))

    edition = compose(on("day", 15), make_article("8", published=morning), make_article("18", published=evening))

    assert [placed.article.id for placed in edition.chapters[0].articles] == ["a-18", "a-8", "a-day"]


def test_what_fits_no_theme_is_reported() -> None:
    config = make_config(themes=CONFIG.themes[:2])

    edition = compose_edition(config, [seen(on("1", 13))], (), frame=FRAME)

    assert ([placed.article.id for placed in edition.unclassified], edition.chapters) == (["a-1"], ())


def test_the_horizon_says_what_it_leaves_out_and_tomorrow_waits_in_silence() -> None:
    edition = compose(on("1", 1), on("2", 19))

    assert (edition.left_out, edition.is_empty) == (
        (LeftOut(id="a-1", title="Titre 1", reason="dated 2026-11-01, before 2026-11-11"),),
        True,
    )


def test_days_a_person_asked_for_hold_what_is_dated_in_them() -> None:
    frame = frame_days(Window(first_day=date(2026, 11, 1), last_day=date(2026, 11, 2)), number=1, today=TODAY)

    edition = compose(make_article("0", published=date(2026, 10, 31)), on("1", 1), on("2", 2), on("3", 3), frame=frame)

    ids = [placed.article.id for chapter in edition.chapters for placed in chapter.articles]
    assert (ids, edition.left_out, edition.day) == (["a-2", "a-1"], (), TODAY)


PICTURE = Image(url="https://portail.example/x.jpg")


@pytest.mark.parametrize(
    ("articles", "pinned"),
    [
        pytest.param((on("1", 13, summary="x", image=PICTURE), on("2", 15, summary="x")), "a-1", id="with a picture"),
        pytest.param((on("1", 13, summary="x"), on("2", 15, image=PICTURE)), "a-1", id="with a summary"),
        pytest.param((on("1", 13),), None, id="none says enough"),
        pytest.param(
            (make_article("1", published=None, summary="Un."), on("2", 15, summary="Deux.")), "a-2", id="a date"
        ),
    ],
)
def test_the_newest_article_with_a_picture_and_a_summary_is_pinned(
    articles: tuple[Article, ...], pinned: str | None
) -> None:
    assert compose(*articles).pinned == pinned


def test_the_preheader_takes_whole_titles_one_theme_after_the_other() -> None:
    titles = ("Bureau exécutif de CGLU à Barcelone", "Deuxième nouvelle du réseau", "Une nouvelle d’ailleurs", "T" * 60)

    edition = compose(
        on("1", 15, title=titles[0], tags=("CGLU",)),
        on("2", 14, title=titles[1], tags=("CGLU",)),
        on("3", 13, title=titles[2]),
        on("4", 12, title=titles[3]),
    )

    assert edition.preheader == (
        "Bureau exécutif de CGLU à Barcelone · Une nouvelle d’ailleurs · Deuxième nouvelle du réseau"
    )


def test_a_first_title_that_is_too_long_is_cut() -> None:
    edition = compose(on("1", 15, title="x" * 200))

    assert edition.preheader == "x" * 109 + "…"


def test_without_an_article_the_preheader_names_events() -> None:
    edition = compose_edition(CONFIG, (), [seen_event(make_event("1"))], frame=FRAME)

    assert edition.preheader == "Rencontre 1"


def test_the_subject_is_filled_in_once_and_unknown_braces_stay() -> None:
    letter = replace(CONFIG.letter, title="Lettre {number}", subject="{title} no {number} {x} {")

    assert say_subject(letter, FRAME) == "Lettre {number} no 1 {x} {"


def test_the_agenda_looks_ahead_from_the_last_day_of_the_window() -> None:
    last = TODAY + CONFIG.window.agenda
    events = [
        make_event("past", start=TODAY - timedelta(days=1)),
        make_event("today", start=TODAY),
        make_event("last", start=last),
        make_event("beyond", start=last + timedelta(days=1)),
        make_event("answer", start=None, end=TODAY + timedelta(days=3)),
    ]

    edition = compose_edition(CONFIG, (), map(seen_event, events), frame=FRAME)

    assert (
        [event.id for event in edition.agenda],
        [event.id for event in edition.deadlines],
        [left.id for left in edition.left_out],
    ) == (["e-today", "e-last"], ["e-answer"], [])


def test_the_problems_of_the_harvest_are_in_the_edition() -> None:
    problem = Problem(source="Portail", where="https://portail.example/flux", message="it answers 500")

    edition = compose(frame=replace(FRAME, problems=(problem,)))

    assert edition.problems == (problem,)


def test_weekly_editions_print_each_article_once_whatever_the_feeds_repeat() -> None:
    history = [on("1", 17), on("2", 18, keys=("a-9",)), on("3", 20), on("old", 1), on("4", 16)]
    numbers: dict[str, int] = {}
    printed: list[str] = []
    last_sent = None
    for number, today in enumerate((TODAY, date(2026, 11, 25), date(2026, 12, 2)), start=1):
        known = [seen(article, number=numbers.get(article.id)) for article in history[: number + 2] + history[3:]]
        frame = frame_edition(CONFIG.window, number=number, today=today, last_sent=last_sent)
        edition = compose_edition(CONFIG, known, (), frame=frame)
        printed += [placed.article.id for chapter in edition.chapters for placed in chapter.articles]
        numbers |= dict.fromkeys(set(dealt_ids(edition)) - numbers.keys(), number)
        last_sent = frame.window

    assert (sorted(printed), numbers["a-old"], numbers["a-9"]) == (["a-1", "a-2", "a-3", "a-4"], 1, 1)


def reasons(text: str, *known: SeenArticle, edition: Edition | None = None) -> list[tuple[str, ...]]:
    selection = select(CONFIG, known, [seen_event(make_event("1"))], frame=FRAME)
    explained = explain_items(text, selection, frame=FRAME, edition=edition or selection.edition)
    return [one.reasons for one in explained]


@pytest.mark.parametrize(
    ("article", "said"),
    [
        pytest.param(seen(on("1", 15, tags=("CGLU",))), ('in "Réseau Monde & Europe": tag "CGLU"',), id="taken"),
        pytest.param(
            seen(on("1", 1)),
            ("out: dated 2026-11-01, before 2026-11-11", 'in "Autres nouvelles": the rest'),
            id="too old",
        ),
        pytest.param(
            seen(on("1", 19)),
            (
                "out: dated 2026-11-19, after the window (2026-11-18); it waits for its day",
                'in "Autres nouvelles": the rest',
            ),
            id="of tomorrow",
        ),
        pytest.param(
            seen(on("1", 15), number=7),
            ("out: edition 7 dealt with it", 'in "Autres nouvelles": the rest'),
            id="printed before",
        ),
    ],
)
def test_explain_says_why_an_article_is_where_it_is(article: SeenArticle, said: tuple[str, ...]) -> None:
    assert reasons("titre 1", article) == [said]


def test_explain_says_what_a_person_did() -> None:
    empty = replace(compose(), number=1)

    assert reasons("a-1", seen(on("1", 15)), edition=empty) == [
        ("left out by hand, in editions/1.yaml", 'in "Autres nouvelles": the rest')
    ]


def test_explain_says_what_was_merged() -> None:
    copy = seen(on("1", 15, source="Miroir"))

    assert reasons("a-1", seen(on("1", 15)), copy) == [
        (
            'in "Autres nouvelles": the rest',
            'one article out of several (the same page): "Portail", "Miroir"',
        )
    ]


def test_explain_says_that_an_event_waits() -> None:
    event = seen_event(make_event("1", start=date(2027, 3, 1)))
    selection = select(CONFIG, (), [event], frame=FRAME)

    explained = explain_items("e-1", selection, frame=FRAME, edition=selection.edition)

    assert [one.reasons for one in explained] == [
        ("out: starts on 2027-03-01, after the last day of the agenda (2027-01-17)",)
    ]


def test_explain_speaks_of_events_too() -> None:
    assert reasons("RENCONTRE") == [("in the agenda",)]


@pytest.mark.parametrize(
    ("published", "printed"),
    [
        pytest.param(date(1970, 1, 1), [None], id="the year that means unknown"),
        pytest.param(datetime(2062, 11, 18, 9, tzinfo=UTC), [None], id="a slip of the hand"),
        pytest.param(date(2027, 11, 19), [], id="a year ahead: it waits"),
        pytest.param(date(1991, 8, 6), [], id="the first page of the web: it is old"),
    ],
)
def test_a_date_that_cannot_be_right_counts_as_none(published: date, printed: list[None]) -> None:
    edition = compose(make_article("1", published=published))

    assert [placed.article.published for chapter in edition.chapters for placed in chapter.articles] == printed
