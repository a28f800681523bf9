"""Where things stand in the edition's file."""

from digest.checks import lines_of
from digest.checks.base import locate_item
from tests.checks.materials import CLEAN, with_article


def test_the_lines_of_entries_are_found_by_their_ids() -> None:
    text = 'number: 17\nthemes:\n  - id: a-0123456789\n    title: id: a-9999999999x\n  - id: "e-abcdef0123" # ici\n'

    assert lines_of(text) == {"a-0123456789": 3, "e-abcdef0123": 5}


def test_a_long_title_is_cut_at_a_word() -> None:
    material = with_article(title="Un très long titre " * 20)
    article = material.edition.chapters[0].articles[0].article

    assert (len(locate_item(article, CLEAN)) < 100, locate_item(article, CLEAN).endswith(' …"')) == (True, True)
