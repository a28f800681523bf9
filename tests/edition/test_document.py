"""The edition file: what the machine writes it reads, what a person writes stays."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.config.errors import FaultCollector
from digest.edition.model import Edition, LeftOut
from digest.edition.yaml.document import composed_days, read_edition, update_document, write_document
from digest.model import Event
from digest.selection.compose import Selection
from digest.text.sanitize import clean_text
from tests.edition.makers import ARTICLES, EVENTS, FRAME, SELECTIONS, TITLES, ids_of, material_of, on, select_from
from tests.makers import PARIS, make_event

FILE = "editions/17.yaml"
FIRST = select_from(
    on("1", 12, tags=("CGLU",), summary="Une phrase."),
    on("2", 13, tags=("CGLU",)),
    on("3", 14),
    make_event("1", place="Paris"),
    make_event("2", start=None, end=date(2026, 12, 1)),
)
DRAFT = write_document(FIRST.edition, zone=PARIS)


def read(text: str, *selections: Selection, draft: str | None = DRAFT) -> Edition:
    return read_edition(text, file=FILE, material=material_of(*(selections or (FIRST,))), draft=draft)


def update(text: str, after: Selection, *, draft: str | None = DRAFT) -> str:
    return update_document(text, file=FILE, draft=draft, edition=after.edition, zone=PARIS)


@given(SELECTIONS)
def test_what_the_machine_writes_is_read_as_the_same_edition(selection: Selection) -> None:
    text = write_document(selection.edition, zone=PARIS)

    edition = read_edition(text, file=FILE, material=selection.material, draft=text)

    assert edition == selection.edition


@given(SELECTIONS, TITLES, TITLES, st.text(max_size=40))
def test_whatever_a_person_types_is_read_as_it_was_written(
    selection: Selection, subject: str, signed: str, edito: str
) -> None:
    edition = replace(selection.edition, subject=subject, signed=signed, edito="Bonjour,\n\n# " + edito.strip("\r\n"))
    plain = replace(
        edition, edito=read_edition(write_document(edition, zone=PARIS), file=FILE, material=selection.material).edito
    )

    back = read_edition(write_document(plain, zone=PARIS), file=FILE, material=selection.material)

    assert back == plain


@given(SELECTIONS, SELECTIONS)
def test_an_update_of_an_untouched_file_is_the_new_composition(before: Selection, after: Selection) -> None:
    draft = write_document(before.edition, zone=PARIS)

    text = update_document(draft, file=FILE, draft=draft, edition=after.edition, zone=PARIS)

    assert text == write_document(after.edition, zone=PARIS)


@given(SELECTIONS, SELECTIONS)
def test_an_update_of_a_file_with_a_remark_prints_the_new_composition(before: Selection, after: Selection) -> None:
    draft = write_document(before.edition, zone=PARIS)

    text = update_document(draft + "# vu\n", file=FILE, draft=draft, edition=after.edition, zone=PARIS)

    edition = read_edition(text, file=FILE, material=material_of(before, after), draft=None)
    assert (sorted(ids_of(edition)), set(edition.left_out)) == (
        sorted(ids_of(after.edition)),
        set(after.edition.left_out),
    )


@given(SELECTIONS, SELECTIONS, st.data())
def test_updating_twice_is_updating_once_whatever_lines_are_deleted(
    before: Selection, after: Selection, data: st.DataObject
) -> None:
    draft = write_document(before.edition, zone=PARIS)
    lines = draft.split("\n")
    gone = data.draw(st.sets(st.integers(0, len(lines)), max_size=3))
    edited = "\n".join(line for place, line in enumerate(lines) if place not in gone)
    new_draft = write_document(after.edition, zone=PARIS)

    try:
        once = update_document(edited, file=FILE, draft=draft, edition=after.edition, zone=PARIS)
    except FaultCollector:
        return
    twice = update_document(once, file=FILE, draft=new_draft, edition=after.edition, zone=PARIS)

    assert twice == once


@given(st.text(max_size=200) | st.lists(st.sampled_from(DRAFT.split("\n")), max_size=30).map("\n".join))
def test_any_text_gives_an_edition_or_faults(text: str) -> None:
    try:
        result: object = read(text)
    except FaultCollector as faults:
        result = str(faults)

    assert isinstance(result, Edition | str)


def block(text: str, name: str) -> str:
    """Return the lines of one article or event."""
    start = text.index(f"      - id: {name}\n") if f"      - id: {name}\n" in text else text.index(f"  - id: {name}\n")
    depth = len(text[start:]) - len(text[start:].lstrip(" "))
    lines = text[start:].split("\n")
    end = next(n for n, line in enumerate(lines) if n and len(line) - len(line.lstrip(" ")) <= depth)
    return "\n".join(lines[:end]) + "\n"


def test_deleting_the_lines_of_an_article_leaves_it_out() -> None:
    edition = read(DRAFT.replace(block(DRAFT, "a-2"), ""))

    assert (ids_of(edition), edition.left_out) == (
        ["a-1", "a-3", "e-1", "e-2"],
        (LeftOut(id="a-2", title="Titre 2", reason="left out by hand"),),
    )


def test_what_was_left_out_by_hand_stays_out_and_is_listed() -> None:
    edited = DRAFT.replace(block(DRAFT, "a-2"), "")

    text = update(edited, FIRST)

    assert text == edited.replace("left_out: []", "left_out:\n  - {id: a-2, title: Titre 2, reason: left out by hand}")


def test_moving_the_lines_of_an_article_moves_it() -> None:
    lines = block(DRAFT, "a-1")
    edited = DRAFT.replace(lines, "").replace(block(DRAFT, "a-3"), lines + block(DRAFT, "a-3"))

    edition = read(update(edited, FIRST))

    printed = [(chapter.name, [one.article.id for one in chapter.articles]) for chapter in edition.chapters]
    moved = edition.chapters[1].articles[0]
    assert (printed, moved.why, moved.also_in) == (
        [("Réseau Monde & Europe", ["a-2"]), ("Autres nouvelles", ["a-1", "a-3"])],
        "edited by hand",
        ("Réseau Monde & Europe",),
    )


def test_a_title_typed_over_stays_when_its_source_changes_it() -> None:
    edited = DRAFT.replace('title: "Titre 1"\n', "title: Mon titre  # plus court\n")
    after = select_from(on("1", 12, tags=("CGLU",), title="Leur nouveau titre", summary="Une autre phrase."))

    text = update(edited, after)

    article = read(text, FIRST, after).chapters[0].articles[0].article
    assert (article.title, article.summary, "# plus court" in text) == ("Mon titre", "Une autre phrase.", True)


def test_a_new_article_comes_in_where_it_belongs_and_nothing_else_moves() -> None:
    edited = (
        DRAFT.replace("edito: |\n", "edito: |\n  Chères lectrices,\n\n  # voici\n")
        .replace("themes:\n", "# mes thèmes\n\nthemes:   # dans l'ordre\n")
        .replace("      - id: a-1\n", "      # à garder\n      - id: a-1\n")
    )
    after = select_from(
        *(known.placed.article for known in FIRST.material.articles.values()),
        *FIRST.material.events.values(),
        on("9", 13, tags=("CGLU",), source="S9", title="Neuf"),
    )

    text = update(edited, after)

    new = '      - id: a-9\n        title: "Neuf"\n        link: https://portail.example/9\n'
    assert text == edited.replace("      # à garder\n", new + "      # à garder\n").replace(
        FIRST.edition.preheader, after.edition.preheader
    )


def test_what_its_source_withdrew_disappears_unless_a_person_touched_it() -> None:
    edited = DRAFT.replace('title: "Titre 2"\n', "title: Je le garde\n")
    after = select_from(on("3", 14))

    text = update(edited, after)

    edition = read(text, after)
    kept = edition.chapters[0].articles[0].article
    assert (ids_of(edition), kept.title, kept.url, kept.provenance.where) == (
        ["a-2", "a-3"],
        "Je le garde",
        "https://portail.example/2",
        FILE,
    )


def test_what_the_horizon_left_out_can_be_moved_into_a_theme() -> None:
    old = select_from(on("old", 1, summary="Vieux"), on("3", 14))
    draft = write_document(old.edition, zone=PARIS)
    line = "  - {id: a-old, title: Titre old, reason: dated 2026-11-01, before 2026-11-11}\n"
    line = next(row for row in draft.split("\n") if "a-old" in row) + "\n"
    edited = draft.replace(line, "").replace("    articles:\n", "    articles:\n    " + line)

    text = update(edited, old, draft=draft)

    edition = read(text, old, draft=draft)
    first = edition.chapters[0].articles[0].article
    assert (text, ids_of(edition), first.summary, edition.left_out) == (edited, ["a-old", "a-3"], "Vieux", ())


def test_deleting_the_summary_and_the_link_prints_neither() -> None:
    edited = DRAFT.replace('        summary: "Une phrase."\n        link: https://portail.example/1\n', "")

    article = read(update(edited, FIRST)).chapters[0].articles[1].article

    assert (article.id, article.summary, article.url) == ("a-1", "", None)


def test_an_id_alone_prints_all_that_is_known_of_an_article() -> None:
    waiting = on("9", 19, summary="Demain.")
    edited = DRAFT.replace("    articles:\n", "    articles:\n      - id: a-9\n", 1)

    article = read(edited, FIRST, select_from(waiting)).chapters[0].articles[0].article

    assert article == waiting


def test_a_text_typed_without_an_id_is_printed() -> None:
    own = "      - title: Notre assemblée\n        summary: Venez.\n        link: https://nous.example/\n"
    edited = DRAFT.replace("    articles:\n", "    articles:\n" + own, 1)

    article = read(update(edited, FIRST)).chapters[0].articles[0].article

    assert (article.title, article.summary, article.url, article.published) == (
        "Notre assemblée",
        "Venez.",
        "https://nous.example/",
        None,
    )


def event_after(old: str, new: str) -> Event:
    edition = read(DRAFT.replace(old, new))
    return next(event for event in (*edition.agenda, *edition.deadlines) if event.id == "e-1")


WHEN = next(line for line in block(DRAFT, "e-1").split("\n") if "when:" in line)


@pytest.mark.parametrize(
    ("when", "start", "end"),
    [
        pytest.param("2026-11-27", date(2026, 11, 27), None, id="a day"),
        pytest.param('"2026-11-27 17:30"', datetime(2026, 11, 27, 17, 30, tzinfo=PARIS), None, id="an hour"),
        pytest.param("27 novembre 2026", date(2026, 11, 27), None, id="in words"),
        pytest.param("du 27 au 29 novembre 2026", date(2026, 11, 27), date(2026, 11, 29), id="a span"),
    ],
)
def test_typing_over_when_moves_an_event(when: str, start: date, end: date | None) -> None:
    event = event_after(WHEN, f"    when: {when}")

    assert (event.start, event.end or event.start) == (start, end or start)


def test_a_status_typed_in_cancels_an_event() -> None:
    event = event_after(WHEN, WHEN + "\n    status: cancelled")

    assert event.status == "cancelled"


def test_an_event_that_is_over_is_not_printed_whoever_keeps_it() -> None:
    edition = read(DRAFT.replace(WHEN, "    when: 2026-11-17"))

    assert (edition.agenda, edition.left_out) == (
        (),
        (LeftOut(id="e-1", title="Rencontre 1", reason="over since 2026-11-17"),),
    )


def test_events_are_in_the_order_of_their_days_and_then_of_the_file() -> None:
    typed = "\n".join(f"  - title: Rendez-vous {n}\n    when: 2026-11-2{n}" for n in (9, 6, 5))

    edition = read(DRAFT.replace("agenda:\n", f"agenda:\n{typed}\n"))

    assert [event.title for event in edition.agenda] == [
        "Rendez-vous 5",
        "Rencontre 1",
        "Rendez-vous 6",
        "Rendez-vous 9",
    ]


def test_an_event_that_becomes_one_with_hours_follows_its_source() -> None:
    hours = make_event("1", place="Paris", start=datetime(2026, 11, 26, 9, tzinfo=PARIS))

    text = update(DRAFT, select_from(on("1", 12), hours))

    assert read(text, FIRST, select_from(hours)).agenda == (hours,)


def test_a_pinned_article_that_is_taken_out_is_pinned_no_more() -> None:
    assert (FIRST.edition.pinned, read(DRAFT.replace(block(DRAFT, "a-1"), "")).pinned) == ("a-1", None)


def test_a_file_with_a_fault_is_not_updated() -> None:
    broken = DRAFT.replace("subject:", "sujet: x\nsubject:")

    with pytest.raises(FaultCollector) as raised:
        update(broken, FIRST)

    assert str(raised.value).startswith(f'{FILE}:7:1: an edition has no key "sujet"')


def test_a_file_without_its_draft_keeps_all_that_is_in_it() -> None:
    after = select_from(on("9", 14, title="Neuf"))

    text = update(DRAFT, after, draft=None)

    assert ids_of(read(text, FIRST, after, draft=None)) == ["a-2", "a-1", "a-9", "a-3", "e-1", "e-2"]


def test_windows_line_ends_and_a_byte_order_mark_are_no_fault() -> None:
    text = update("\ufeff" + DRAFT.replace("\n", "\r\n"), FIRST)

    assert text == DRAFT


def test_the_window_of_a_draft_is_that_of_its_composition() -> None:
    assert (composed_days(DRAFT), composed_days("x: y")) == ((FRAME.day, FRAME.window), None)


@given(ARTICLES, EVENTS)
def test_what_is_typed_over_survives_any_new_collection(article: object, event: object) -> None:
    before = select_from(on("1", 15), make_event("1", start=FRAME.day + timedelta(days=2)))
    draft = write_document(before.edition, zone=PARIS)
    edited = draft.replace("Titre 1", "À moi").replace("Rencontre 1", "À nous").replace("themes:", "# gardé\nthemes:")
    after = select_from(article, event)  # type: ignore[arg-type]

    text = update_document(edited, file=FILE, draft=draft, edition=after.edition, zone=PARIS)

    edition = read_edition(text, file=FILE, material=material_of(before, after))
    titles = {placed.article.title for chapter in edition.chapters for placed in chapter.articles}
    printed = titles | {one.title for one in edition.agenda}
    assert ({"À moi", "À nous"} - printed, "# gardé" in text) == (set(), True)


MARKDOWN = (
    st.lists(st.tuples(st.sampled_from(["", "  ", "    ", "- ", "  - ", "# ", "> "]), TITLES | st.just("")), max_size=6)
    .map(lambda rows: "\n".join(mark + words for mark, words in rows))
    .map(clean_text)
    .map(str.strip)
)


@given(MARKDOWN, MARKDOWN)
def test_any_edito_is_read_back_as_it_was_and_replaced_whole_by_a_newer_one(first: str, second: str) -> None:
    before, after = (replace(FIRST, edition=replace(FIRST.edition, edito=text)) for text in (first, second))
    draft = write_document(before.edition, zone=PARIS)
    touched = draft.replace("signed:", "# à relire\nsigned:")

    updated = update(touched, after, draft=draft)

    assert (read(draft, draft=draft).edito, read(updated, draft=draft).edito) == (first, second)


def test_the_lists_of_an_edito_stay_lines_that_a_person_can_edit() -> None:
    edition = replace(FIRST.edition, edito="Deux choses :\n\n- l'une\n  - et son détail")

    assert "edito: |-\n  Deux choses :\n\n  - l'une\n    - et son détail\nsigned:" in write_document(
        edition, zone=PARIS
    )


def test_a_french_colon_typed_into_a_title_is_no_fault() -> None:
    edited = DRAFT.replace('title: "Titre 1"\n', 'title: "CGLU : l\'heure des comptes"\n')

    article = read(update(edited, FIRST)).chapters[0].articles[1].article

    assert article.title == "CGLU : l'heure des comptes"


def test_what_a_first_reading_of_a_hundred_sources_leaves_out_is_read_again() -> None:
    left_out = tuple(LeftOut(id=f"a-{n:010x}", title=f"Article {n}", reason="trop ancien") for n in range(5000))
    text = write_document(replace(FIRST.edition, left_out=left_out), zone=PARIS)

    assert read(text, draft=text).left_out == left_out
