"""Editions made from a few articles and events, by the machine and with chance."""

from datetime import date, datetime

from hypothesis import strategies as st

from digest.config import WindowRule
from digest.edition.model import Edition
from digest.edition.yaml.outline import Candidates
from digest.model import Article, Event, Status
from digest.selection.compose import Selection, frame_edition, select
from digest.text.sanitize import clean_line, clean_text
from tests.makers import PARIS, make_article, make_config, make_event, seen, seen_event

TODAY = date(2026, 11, 18)
CONFIG = make_config()
FRAME = frame_edition(WindowRule(), number=17, today=TODAY, last_sent=None)


def select_from(*items: Article | Event) -> Selection:
    """Compose edition 17 of articles and events."""
    articles = [seen(item) for item in items if isinstance(item, Article)]
    events = [seen_event(item) for item in items if isinstance(item, Event)]
    return select(CONFIG, articles, events, frame=FRAME)


def on(name: str, day: int, **more: object) -> Article:
    """Make an article of a day in November."""
    return make_article(name, published=date(2026, 11, day), **more)


HOSTILE = st.sampled_from(
    [
        "{{ 7*7 }}",
        "a: b",
        "- un tiret",
        "# un dièse",
        "'guillemets' et \"guillemets\"",
        "« l’été » 17\u202fh\u202f30 – 100\u00a0%",
        "🎉 fête",
        "no",
        "null",
        "~",
        "12",
        "2026-11-21",
        "17:30",
        "[x](y)",
        "*gras* & !tag",
        "fin :",
        "fin \\",
        "%TAG",
        "@moi",
        "| >",
        "---",
        "...",
        "? question",
        "a #b",
        "é" * 500,
        "\u0085x\u2028y\u2029z",
        "{a, b}",
        ",",
    ]
)
LINES = (st.text(max_size=30) | HOSTILE).map(clean_line)
TITLES = LINES.filter(bool)
PARAGRAPHS = st.lists(LINES, max_size=3).map("\n".join).map(clean_text).map(str.strip)
ARTICLES = st.builds(
    lambda number, title, summary, tag, day: on(
        str(number), day, title=title, summary=summary, tags=(tag,), source=f"S{number}"
    ),
    st.integers(1, 9),
    TITLES,
    PARAGRAPHS,
    st.sampled_from(["CGLU", "Crises", "rien"]),
    st.integers(1, 18),
)
MOMENTS = st.dates(date(2026, 11, 18), date(2027, 1, 17)) | st.datetimes(
    datetime.fromisoformat("2026-11-18"), datetime.fromisoformat("2027-01-17"), timezones=st.just(PARIS)
).map(lambda moment: moment.replace(second=0, microsecond=0))
EVENTS = st.builds(
    lambda number, title, moment, status, place: make_event(
        str(number), title=title, start=moment, status=status, place=place
    ),
    st.integers(1, 9),
    TITLES,
    MOMENTS,
    st.sampled_from(Status),
    LINES,
)
DEADLINES = st.builds(
    lambda number, title, moment: make_event(f"d{number}", title=title, start=None, end=moment),
    st.integers(1, 9),
    TITLES,
    MOMENTS,
)
SELECTIONS = st.lists(ARTICLES | EVENTS | DEADLINES, max_size=8, unique_by=lambda item: item.id).map(
    lambda items: select_from(*items)
)


def material_of(*selections: Selection) -> Candidates:
    """Return what a store knows that saw all of these."""
    articles = {key: known for one in selections for key, known in one.material.articles.items()}
    events = {key: event for one in selections for key, event in one.material.events.items()}
    last = selections[-1].material
    return Candidates(title=last.title, zone=PARIS, themes=last.themes, articles=articles, events=events)


def ids_of(edition: Edition) -> list[str]:
    """Return the ids of all that is printed."""
    articles = [placed.article.id for chapter in edition.chapters for placed in chapter.articles]
    return [*articles, *(event.id for event in (*edition.agenda, *edition.deadlines))]
