"""What changed between two records of an edition."""

import json
from typing import Any

import pytest

from digest.preview.diff import EditionComparison, LineDifference, compare_records, compare_with_sent

EMPTY: dict[str, Any] = {"subject": "Nouvelles", "preheader": "", "edito": "", "themes": [], "agenda": []}


def article(key: str, **more: str) -> dict[str, str]:
    return {"id": f"a-{key}", "title": f"Titre {key}", "summary": "", "url": "https://exemple.org/", **more}


def record(*themes: tuple[str, list[dict[str, str]]], **more: Any) -> str:
    return json.dumps({**EMPTY, "themes": [{"name": name, "articles": articles} for name, articles in themes], **more})


def test_the_same_record_has_no_difference() -> None:
    same = record(("Europe", [article("1"), article("2")]), agenda=[article("3")])

    assert compare_records(same, same) == ()


def test_what_is_new_and_what_is_gone_is_told_with_its_theme() -> None:
    found = compare_records(record(("Europe", [article("1")])), record(("Eau", [article("2")])))

    assert found == (
        LineDifference(title="Titre 2", what='new, in "Eau"'),
        LineDifference(title="Titre 1", what='gone from "Europe"'),
    )


def test_an_article_in_another_theme_is_moved_and_not_new() -> None:
    found = compare_records(record(("Europe", [article("1")])), record(("Eau", [article("1")])))

    assert found == (LineDifference(title="Titre 1", what="in another theme", before="Europe", now="Eau"),)


def test_other_words_are_told_with_those_before() -> None:
    now = record(("Eau", [article("1", title="Neuf")]), subject="Nouvelles d’été")
    found = compare_records(record(("Eau", [article("1")])), now)

    assert found == (
        LineDifference(title="Subject", what="other words", before="Nouvelles", now="Nouvelles d’été"),
        LineDifference(title="Neuf", what="another title", before="Titre 1", now="Neuf"),
    )


def test_another_order_is_told_once_for_a_theme() -> None:
    before = record(("Eau", [article("1"), article("2"), article("3")]))

    found = compare_records(before, record(("Eau", [article("3"), article("2"), article("1")])))

    assert found == (LineDifference(title="Eau", what="another order"),)


@pytest.mark.parametrize("broken", ["", "no", "[]", "{}", '{"subject": 1}', '{"themes": {}}', "null"])
def test_a_record_that_cannot_be_read_tells_nothing(broken: str) -> None:
    assert compare_records(broken, record()) == ()


def test_beside_an_edition_that_was_sent_the_new_is_counted_and_what_is_told_otherwise_is_named() -> None:
    sent = record(("Eau", [article("1")]), number=16, agenda=[article("3", start="2026-03-10")])
    now = record(("Eau", [article("2")]), number=17, agenda=[article("3", start="2026-03-11")])

    assert compare_with_sent(sent, now, number=16) == EditionComparison(
        number=16,
        fresh=1,
        again=("Titre 3",),
        differences=(LineDifference(title="Titre 3", what="another day", before="2026-03-10", now="2026-03-11"),),
    )


def test_beside_itself_as_it_was_sent_an_edition_tells_all_its_differences() -> None:
    sent, now = record(("Eau", [article("1")]), number=17), record(("Eau", []), number=17)
    found = compare_with_sent(sent, now, number=17)

    assert found is not None
    assert found.differences == (LineDifference(title="Titre 1", what='gone from "Eau"'),)


def test_a_record_that_cannot_be_read_is_compared_with_nothing() -> None:
    assert compare_with_sent("[]", record(number=17), number=16) is None
