"""Empty themes, things that stand twice, matters of members."""

from dataclasses import replace
from datetime import date

import pytest

from digest.checks import content as contents
from digest.model import Link
from tests.checks.materials import ARTICLE, CONFIG, EVENT, said, with_article, with_articles, with_config, with_events
from tests.makers import THEMES, make_article


def test_the_theme_that_takes_the_rest_may_be_empty() -> None:
    assert said(contents.find_empty_themes, with_config(themes=(THEMES[0], THEMES[2]))) == []


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        ("Deux communes se jumellent", "Deux communes se jumellent enfin", 1),
        ("Jumelage", "JUMELAGE !", 1),
        ("Atelier eau et climat, séance 1", "Atelier eau et climat, séance 2", 0),
        ("Deux communes se jumellent", "Trois régions se rencontrent", 0),
        ("Appel à projets", "Appel à projets Jeunesse et climat", 0),
    ],
)
def test_titles_are_near_whatever_signs_and_small_words_say(one: str, other: str, count: int) -> None:
    material = with_articles(make_article("0000000001", title=one), make_article("0000000002", title=other))

    assert len(said(contents.find_similar_titles, material)) == count


def test_an_event_may_come_back_on_another_day_and_be_announced_by_an_article() -> None:
    again = replace(EVENT, id="e-0000000009", start=date(2026, 12, 2))
    material = with_events(EVENT, again)

    assert said(contents.find_similar_titles, material) == []


def test_two_events_of_one_day_with_one_title_are_told() -> None:
    assert len(said(contents.find_similar_titles, with_events(EVENT, replace(EVENT, id="e-0000000009")))) == 1


def test_an_article_that_leads_to_one_page_twice_is_told() -> None:
    links = (Link(url=f"{ARTICLE.url}?utm_source=x", title="La suite"),)

    assert said(contents.find_same_addresses, with_article(links=links)) == ["it leads to one page twice"]


@pytest.mark.parametrize(
    ("change", "count"),
    [
        ({"tags": ("Membres",)}, 1),
        ({"tags": ("réservé aux adhérents",)}, 1),
        ({"summary": "Webinaire réservé aux membres."}, 1),
        ({"tags": ("CGLU",), "summary": "Les membres du bureau se réunissent."}, 0),
    ],
)
def test_matters_of_members_are_told_where_the_archive_is_public(change: dict[str, object], count: int) -> None:
    material = with_article(**change)
    public = replace(material, config=replace(CONFIG, web="https://lettre.example/"))

    found = [len(said(contents.find_matters_of_members, one)) for one in (public, material)]
    assert found == [count, 0]
