"""One article for the reader, however many addresses, feeds and ids it has; never one for two."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model import Article, Image, SeenArticle
from digest.selection.dedupe import Merge, MergeRule, merge_articles
from tests.makers import PARIS, WEDNESDAY, make_article, seen

DAY = date(2026, 11, 18)
PLAIN = MergeRule(zone=PARIS)
MIRRORS = {"miroir.example": "portail.example"}


def merged_ids(*articles: Article) -> list[str]:
    kept, _merges = merge_articles(map(seen, articles), rule=MergeRule(zone=PARIS, mirrors=MIRRORS))
    return [one.article.id for one in kept]


def one_of(name: str, title: str, **more: Any) -> Article:
    return make_article(name, title=title, published=more.pop("published", DAY), **more)


LONG = "Le fonds de solidarité soutient les communes touchées par le séisme"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(
            make_article("1"),
            make_article("2", source="B", url="http://www.portail.example/1/?xtor=RSS-1"),
            id="one page with a tracking parameter",
        ),
        pytest.param(
            make_article("1"),
            make_article("2", source="B", url="https://www.miroir.example/1", title="Autrement"),
            id="one page at a mirror",
        ),
        pytest.param(
            make_article("1", keys=("tag:portail.example,2026:17",)),
            make_article("2", source="B", keys=("tag:portail.example,2026:17",)),
            id="one GUID in two feeds",
        ),
        pytest.param(one_of("1", LONG), one_of("2", LONG.upper() + " !", source="B"), id="one title but for its case"),
        pytest.param(
            one_of("1", LONG),
            one_of("2", "Fonds de solidarité : soutien", source="B", url="https://portail.example/1"),
            id="one page, two titles",
        ),
        pytest.param(
            one_of("1", LONG),
            one_of("2", LONG.replace("solidarité", "solidaritée"), source="B", published=DAY + timedelta(days=1)),
            id="one word misspelt, a day later",
        ),
        pytest.param(one_of("1", LONG), one_of("2", LONG, url=None), id="one source, once without an address"),
    ],
)
def test_the_same_article_twice_is_one(one: Article, other: Article) -> None:
    assert merged_ids(one, other) == ["a-1"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(one_of("1", "Session 5 du forum"), one_of("2", "Session 6 du forum"), id="another session"),
        pytest.param(
            one_of("1", "Session 5 du forum"),
            one_of("2", "Session 6 du forum", source="B"),
            id="elsewhere too",
        ),
        pytest.param(one_of("1", LONG), one_of("2", LONG), id="two pages of one source with one title"),
        pytest.param(
            one_of("1", LONG), one_of("2", LONG, source="B", published=DAY + timedelta(days=2)), id="two days later"
        ),
        pytest.param(
            one_of("1", "Mission au Mali du réseau"),
            one_of("2", "Mission au Niger du réseau", source="B"),
            id="a country",
        ),
        pytest.param(one_of("1", "Agenda"), one_of("2", "Agenda", source="B"), id="a title that says nothing"),
        pytest.param(
            one_of("1", "Le bureau", keys=("17",)),
            one_of("2", "Un appel", source="B", keys=("17",)),
            id="a mere number",
        ),
        pytest.param(
            one_of("1", "Un", keys=("https://x.example/flux",)),
            one_of("2", "Deux", keys=("https://x.example/flux",)),
            id="two pages of one source with one key",
        ),
    ],
)
def test_two_articles_stay_two(one: Article, other: Article) -> None:
    assert merged_ids(one, other) == ["a-1", "a-2"]


def test_what_stays_has_the_oldest_id_the_first_sources_home_and_the_best_of_all() -> None:
    image = Image(url="https://b.example/x.jpg")
    mine = one_of("1", LONG, theme="Crises", tags=("Séisme",), keys=("g1",), published=None)
    theirs = one_of("2", LONG, source="B", theme="Monde", tags=("Solidarité",), summary="Plus long", image=image)

    kept, merges = merge_articles([seen(mine), seen(theirs, at=WEDNESDAY - timedelta(hours=9), number=3)], rule=PLAIN)

    expected = one_of(
        "1",
        LONG,
        id="a-2",
        theme="Crises",
        tags=("Séisme", "Solidarité"),
        summary="Plus long",
        image=image,
        keys=("g1", "a-1"),
    )
    assert (kept, merges) == (
        (seen(expected, at=WEDNESDAY - timedelta(hours=9), number=3),),
        (
            Merge(
                kept="a-2",
                title=LONG,
                merged=("a-1",),
                sources=("Portail", "B"),
                why="the same title on the same days",
            ),
        ),
    )


def test_four_articles_of_three_hosts_stay_four() -> None:
    hosts = ("portail.example", "miroir.example", "www.portail.example")
    articles = [
        make_article(f"{host}-{n}", url=f"http://{host}/article{n}", title=f"Nouvelle {n}", source=host)
        for host in hosts
        for n in range(4)
    ]

    assert len(merged_ids(*articles)) == 4


def test_merging_takes_in_thousands_of_alike_titles_of_one_day() -> None:
    articles = [one_of(str(n), LONG, source=f"S{n % 7}") for n in range(3500)]

    assert len(merged_ids(*articles)) == 500  # no two of one source


def test_a_daily_title_of_two_sources_is_one_a_day() -> None:
    days = [DAY + timedelta(days=n) for n in range(6)]
    articles = [
        one_of(f"{source}{day.day}", LONG, source=source, published=day) for day in days for source in ("A", "B")
    ]

    assert merged_ids(*articles) == [f"a-A{day.day}" for day in days]


NAMES = st.sampled_from(["1", "2", "3"])
COPIES = st.lists(
    st.builds(
        lambda name, source, title: seen(one_of(name, title, source=source)),
        NAMES,
        st.sampled_from(["A", "B"]),
        st.sampled_from([LONG, "Session 5 du forum", "Agenda"]),
    ),
    max_size=8,
)


@given(COPIES)
def test_merging_loses_no_article_and_tells_each_once(copies: list[SeenArticle]) -> None:
    kept, merges = merge_articles(copies, rule=PLAIN)

    told = [*(one.article.id for one in kept), *(name for merge in merges for name in merge.merged)]
    assert sorted(told) == sorted({one.article.id for one in copies})
