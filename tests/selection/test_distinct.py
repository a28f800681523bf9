"""What a person names in feeds.yaml is kept apart, whatever machines find alike."""

from datetime import date

import pytest

from digest.model import Article
from digest.selection.compose import Selection, frame_edition, select
from digest.selection.dedupe import MergeExclusions
from digest.selection.explain import list_merges, say_merge
from tests.makers import make_article, make_config, seen

DAY = date(2026, 11, 18)
FRAME = frame_edition(make_config().window, number=1, today=DAY, last_sent=None)
ONE = make_article("1", title="L'agenda des jumelages de mai", published=DAY)
OTHER = make_article("2", title="L’Agenda des jumelages de mai !", published=DAY, source="Miroir")


def choose(*articles: Article, distinct: tuple[str, ...] = ()) -> Selection:
    return select(make_config(distinct=distinct), map(seen, articles), (), frame=FRAME)


def printed(selection: Selection) -> list[str]:
    return [placed.article.id for chapter in selection.edition.chapters for placed in chapter.articles]


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("L’AGENDA des jumelages de mai", id="the title, in another case"),
        pytest.param("a-1", id="the id of the one"),
        pytest.param(" a-2 ", id="the id of the other"),
        pytest.param("http://www.portail.example/2/?utm_source=x", id="the address, spelt otherwise"),
    ],
)
def test_articles_named_in_any_way_are_printed_apart(name: str) -> None:
    selection = choose(ONE, OTHER, distinct=(name,))

    assert (printed(selection), selection.merges) == (["a-1", "a-2"], ())


def test_without_a_name_they_are_one_and_the_list_of_merges_says_how_to_undo_it() -> None:
    selection = choose(ONE, OTHER)

    said = [tuple(say_merge(merge)) for merge in list_merges(selection, edition=selection.edition)]
    found = 'one article out of several (the same title on the same days): "Portail", "Miroir"'
    assert (printed(selection), said) == (
        ["a-1"],
        [(found, "to print them apart, write in feeds.yaml: distinct: [a-1]")],
    )


def test_copies_of_one_page_stay_one_for_they_have_one_id() -> None:
    copy = make_article("1", title=ONE.title, published=DAY, source="Miroir")

    assert printed(choose(ONE, copy, distinct=("a-1",))) == ["a-1"]


def test_merges_of_other_editions_are_not_listed() -> None:
    old = [
        make_article(one.id, title=one.title, published=date(2026, 10, 1), source=one.provenance.source)
        for one in (ONE, OTHER)
    ]
    selection = choose(*old)

    assert list_merges(selection, edition=selection.edition) == ()


def test_an_empty_name_names_nothing() -> None:
    assert make_article("1", title="…", published=DAY) not in MergeExclusions(["", " ", "!"])
