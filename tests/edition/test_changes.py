"""What a person does in a page stands in the file as if typed there, and nothing else of the file changes."""

import re
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.edition.actions import CHANGES, EditAction, change_document
from digest.edition.model import Edition
from digest.edition.yaml.document import EditionFile, read_edition, update_document, write_document
from digest.errors import DigestError, UsageError
from digest.selection.compose import Selection
from tests.edition.makers import HOSTILE, SELECTIONS, ids_of, on, select_from
from tests.makers import PARIS, make_event

FILE = "editions/17.yaml"
CHOSEN = select_from(
    on("1", 12, tags=("CGLU",), summary="Une phrase."),
    on("2", 13, tags=("CGLU",)),
    on("3", 14, tags=("CGLU",)),
    on("4", 14),
    make_event("1", place="Paris"),
    make_event("2"),
)
DRAFT = write_document(CHOSEN.edition, zone=PARIS)
ORDER = ids_of(CHOSEN.edition)
EUROPE, REST = "Réseau Monde & Europe", "Autres nouvelles"


def change(text: str, *changes: EditAction, selection: Selection = CHOSEN, draft: str = DRAFT) -> str:
    for one in changes:
        manuscript = EditionFile(text=text, file=FILE, material=selection.material, draft=draft)
        text = change_document(manuscript, one)
    return text


def read(text: str) -> Edition:
    return read_edition(text, file=FILE, material=CHOSEN.material, draft=DRAFT)


def themes(text: str) -> dict[str, list[str]]:
    return {chapter.name: [one.article.id for one in chapter.articles] for chapter in read(text).chapters}


def commented(text: str) -> str:
    """Write a comment at the end of every line that may bear one, and above every article."""
    rows = []
    for number, row in enumerate(text.split("\n")):
        plain = re.fullmatch(r"( *)(?:- )?\w+: (?:[^{\[\"']+|\"[^\"]*\")", row)
        rows += [f"{plain[1]}# above {number}"] if plain and "- id:" in row else []
        rows += [f"{row}  # on {number}"] if plain else [row]
    return "\n".join(rows)


def comments(text: str) -> set[str]:
    return set(re.findall(r"# (?:above|on) \d+", text))


def test_an_article_goes_before_another_one() -> None:
    assert ORDER == ["a-3", "a-2", "a-1", "a-4", "e-1", "e-2"]

    text = change(DRAFT, EditAction(do="move", place="a-1", before="a-3", theme=EUROPE))

    assert themes(text) == {EUROPE: ["a-1", "a-3", "a-2"], REST: ["a-4"]}


def test_an_article_goes_to_another_theme_and_back_and_the_file_is_as_it_was() -> None:
    there = EditAction(do="move", place="a-1", theme=REST)
    back = EditAction(do="move", place="a-1", theme=EUROPE)

    assert change(DRAFT, there, back) == DRAFT


def test_a_theme_without_articles_appears_where_the_letter_has_it() -> None:
    text = change(DRAFT, EditAction(do="move", place="a-4", theme="Crises et réhabilitation"))

    assert list(themes(text).items())[1:] == [("Crises et réhabilitation", ["a-4"])]


@pytest.mark.parametrize(
    ("do", "place", "order"),
    [
        ("up", "a-1", ["a-3", "a-1", "a-2"]),
        ("up", "a-3", ["a-3", "a-2", "a-1"]),
        ("down", "a-3", ["a-2", "a-3", "a-1"]),
        ("down", "a-1", ["a-3", "a-2", "a-1"]),
    ],
)
def test_an_article_goes_up_and_down_in_its_theme(do: str, place: str, order: list[str]) -> None:
    text = change(DRAFT, EditAction(do=do, place=place))

    assert themes(text)[EUROPE] == order


def test_a_theme_goes_up_and_down() -> None:
    up = change(DRAFT, EditAction(do="theme_up", place=REST))

    assert (list(themes(up)), change(up, EditAction(do="theme_down", place=REST))) == ([REST, EUROPE], DRAFT)


def test_what_is_left_out_is_named_in_the_file_and_comes_back_where_it_was() -> None:
    out = change(DRAFT, EditAction(do="leave_out", place="a-2"))
    back = change(out, EditAction(do="bring_back", place="a-2"))

    left = [(one.id, one.reason) for one in read(out).left_out]
    assert (left, "a-2" in ids_of(read(out)), back) == ([("a-2", "left out by hand")], False, DRAFT)


def test_the_last_article_of_a_theme_may_be_left_out() -> None:
    out = change(DRAFT, EditAction(do="leave_out", place="a-4"))

    assert (themes(out), change(out, EditAction(do="bring_back", place="a-4"))) == (
        {EUROPE: ["a-3", "a-2", "a-1"]},
        DRAFT,
    )


def test_a_deleted_article_comes_back() -> None:
    deleted = DRAFT.replace('      - id: a-1\n        title: "Titre 1"\n', "").replace(
        '        summary: "Une phrase."\n', ""
    )
    deleted = deleted.replace("        link: https://portail.example/1\n", "")

    assert (ids_of(read(deleted)) != ORDER, change(deleted, EditAction(do="bring_back", place="a-1"))) == (True, DRAFT)


def test_an_event_is_left_out_and_comes_back() -> None:
    out = change(DRAFT, EditAction(do="leave_out", place="e-1"))

    back = change(out, EditAction(do="bring_back", place="e-1"))

    assert (ids_of(read(out)), back) == ([one for one in ORDER if one != "e-1"], DRAFT)


def test_words_typed_over_come_back_with_their_article() -> None:
    words = EditAction(do="retell", place="a-1", texts={"title": "Neuf", "summary": "Plus court."})

    text = change(DRAFT, words, EditAction(do="leave_out", place="a-1"), EditAction(do="bring_back", place="a-1"))

    articles = {one.article.id: one.article for chapter in read(text).chapters for one in chapter.articles}
    assert (articles["a-1"].title, articles["a-1"].summary, articles["a-1"].url) == (
        "Neuf",
        "Plus court.",
        "https://portail.example/1",
    )


def test_an_empty_title_is_the_sources_own_again() -> None:
    text = change(
        DRAFT,
        EditAction(do="retell", place="a-1", texts={"title": "Neuf"}),
        EditAction(do="retell", place="a-1", texts={"title": " "}),
    )

    assert text == DRAFT


def test_another_title_for_a_bare_id_keeps_the_summary_and_the_link_of_its_source() -> None:
    bare = DRAFT.replace("unclassified: []", "unclassified: []").replace(
        '      - id: a-1\n        title: "Titre 1"\n        summary: "Une phrase."\n        link: https://portail.example/1\n',
        "      - id: a-1\n",
    )
    manuscript = EditionFile(text=bare, file=FILE, material=CHOSEN.material, draft=None)

    text = change_document(manuscript, EditAction(do="retell", place="a-1", texts={"title": "Neuf"}))

    edition = read_edition(text, file=FILE, material=CHOSEN.material)
    articles = {one.article.id: one.article for chapter in edition.chapters for one in chapter.articles}
    assert (articles["a-1"].title, articles["a-1"].summary, articles["a-1"].url) == (
        "Neuf",
        "Une phrase.",
        "https://portail.example/1",
    )


def test_an_own_text_without_an_id_is_named_by_its_line() -> None:
    own = DRAFT.replace("      - id: a-3\n", "      - title: Le nôtre\n        summary: Un mot.\n      - id: a-3\n")
    line = own[: own.index("- title: Le nôtre")].count("\n") + 1

    text = change(own, EditAction(do="move", place=f"#{line}", theme=REST))

    titles = [[one.article.title for one in chapter.articles] for chapter in read(text).chapters]
    assert titles == [["Titre 3", "Titre 2", "Titre 1"], ["Titre 4", "Le nôtre"]]


def test_the_words_of_the_edition_are_written_and_unchanged_ones_touch_nothing() -> None:
    words = {"subject": "Nouvelles : l’été", "edito": "# Bonjour \r\n\r\n- un\r\n- deux\r\n", "signed": "Maëlle"}

    text = change(DRAFT, EditAction(do="words", texts=words))

    edition = read(text)
    assert (edition.subject, edition.edito, edition.signed, change(text, EditAction(do="words", texts=words))) == (
        "Nouvelles : l’été",
        "# Bonjour\n\n- un\n- deux",
        "Maëlle",
        text,
    )


def test_a_word_whose_line_was_deleted_is_written_and_the_comments_stay() -> None:
    text = commented(DRAFT).replace('signed: ""\n', "")

    changed = change(text, EditAction(do="words", texts={"signed": "Maëlle"}))

    assert (read(changed).signed, comments(changed)) == ("Maëlle", comments(text))


def test_an_article_is_pinned_and_unpinned() -> None:
    pinned = change(DRAFT, EditAction(do="pin", place="a-4"))

    assert (read(pinned).pinned, read(change(pinned, EditAction(do="unpin", place="a-4"))).pinned) == ("a-4", None)


@pytest.mark.parametrize(
    "done",
    [
        EditAction(do="move", place="a-1", before="a-3", theme=EUROPE),
        EditAction(do="move", place="a-1", theme=REST),
        EditAction(do="move", place="a-4", theme="Crises et réhabilitation"),
        EditAction(do="up", place="a-1"),
        EditAction(do="theme_up", place=REST),
        EditAction(do="leave_out", place="a-4"),
        EditAction(do="leave_out", place="e-1"),
        EditAction(do="retell", place="a-1", texts={"summary": "Plus court.\n\nEt fini."}),
        EditAction(do="retell", place="a-1", texts={"title": "Un « autre » titre # 1"}),
        EditAction(do="pin", place="a-4"),
        EditAction(do="words", texts={"edito": "Bonjour.\n\nBonne lecture."}),
    ],
    ids=lambda one: f"{one.do} {one.place}",
)
def test_every_comment_outlives_a_change(done: EditAction) -> None:
    text = commented(DRAFT)

    changed = change(text, done)

    assert comments(text) - comments(changed) <= _lost_with(done, text)


def _lost_with(done: EditAction, text: str) -> set[str]:
    """Return what is gone with a line that is not in the file any more: of what is left out, when, place and link."""
    if done.do != "leave_out":
        return set()
    block = text.partition(f"- id: {done.place} ")[2].partition("- id:")[0]
    return comments("\n".join(row for row in block.split("\n")[1:] if not row.strip().startswith(("title", "# above"))))


@pytest.mark.parametrize(
    "wrong",
    [
        EditAction(do="steal", place="a-1"),
        EditAction(do="up", place="a-99"),
        EditAction(do="up", place=""),
        EditAction(do="move", place="a-1", theme="Nulle part"),
        EditAction(do="theme_up", place="Nulle part"),
        EditAction(do="move", place="e-1", theme=EUROPE),
        EditAction(do="pin", place="e-1"),
        EditAction(do="pin", place="a-99"),
        EditAction(do="bring_back", place="a-1"),
        EditAction(do="bring_back", place="a-99"),
        EditAction(do="retell", place="#1", texts={"title": ""}),
    ],
    ids=lambda one: f"{one.do} {one.place}",
)
def test_what_cannot_be_done_is_said(wrong: EditAction) -> None:
    with pytest.raises(UsageError):
        change(DRAFT, wrong)


def changes_of(edition: Edition) -> st.SearchStrategy[EditAction]:
    names: Sequence[str] = [*(one.article.id for c in edition.chapters for one in c.articles), "a-99"]
    named = ["Réseau Monde & Europe", "Crises et réhabilitation", "Autres nouvelles"]
    words = st.text(max_size=8) | HOSTILE
    return st.builds(
        EditAction,
        do=st.sampled_from(sorted(CHANGES)),
        place=st.sampled_from([*names, *(event.id for event in edition.agenda)]),
        before=st.sampled_from(["", *names]),
        theme=st.sampled_from(named),
        texts=st.fixed_dictionaries({}, optional={"title": words, "summary": words, "edito": words, "signed": words}),
    )


@settings(max_examples=40)  # another run on the same machine is no fault of this one
@given(SELECTIONS, st.data())
def test_whatever_is_done_the_file_can_be_read_and_nothing_is_lost(selection: Selection, data: st.DataObject) -> None:
    draft = text = write_document(selection.edition, zone=PARIS)
    for one in data.draw(st.lists(changes_of(selection.edition), max_size=4)):
        try:
            text = change(text, one, selection=selection, draft=draft)
        except DigestError:
            continue

    edition = read_edition(text, file=FILE, material=selection.material, draft=draft)
    there = {*ids_of(edition), *(left.id for left in edition.left_out)}
    again = update_document(text, file=FILE, draft=draft, edition=selection.edition, zone=PARIS)
    assert (set(ids_of(selection.edition)) - there, without_pin(again)) == (set(), without_pin(text))


def without_pin(text: str) -> str:
    """Return a file without its pin: one on what is left out waits for it, until a collection takes it off."""
    return re.sub(r"^pinned: .*$", "", text, flags=re.MULTILINE)
