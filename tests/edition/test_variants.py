"""What a member gets of an edition, by the themes they chose."""

from dataclasses import replace
from datetime import date

import pytest

from digest.edition import Edition, PlacedArticle, ThemeSection
from digest.edition.views import keep_language, select_themes
from digest.model import Window
from tests.makers import make_article, make_event

WATER, CITIES, OTHER = "Eau & climat", "Villes", "Autres nouvelles"
EDITION = Edition(
    number=17,
    title="La lettre",
    day=date(2026, 11, 18),
    window=Window(first_day=date(2026, 11, 12), last_day=date(2026, 11, 18)),
    subject="La lettre",
    preheader="",
    edito="Bonjour.",
    chapters=(
        ThemeSection(
            name=WATER,
            articles=(
                PlacedArticle(article=make_article("eau")),
                PlacedArticle(article=make_article("puits"), also_in=(CITIES, OTHER)),
            ),
        ),
        ThemeSection(name=CITIES, articles=(PlacedArticle(article=make_article("ville"), also_in=(WATER,)),)),
        ThemeSection(name=OTHER, articles=(PlacedArticle(article=make_article("reste")),)),
    ),
    agenda=(make_event("pour tous"), make_event("des villes", theme=CITIES)),
    deadlines=(make_event("appel", start=None, end=date(2026, 12, 1), theme=WATER),),
    unclassified=(PlacedArticle(article=make_article("sans thème")),),
    pinned="a-eau",
)


def chapters_of(edition: Edition) -> dict[str, list[str]]:
    return {chapter.name: [placed.article.id for placed in chapter.articles] for chapter in edition.chapters}


CHOICES = [
    pytest.param((WATER,), {WATER: ["a-eau", "a-puits", "a-ville"]}, id="an article that fits it, too, moves there"),
    pytest.param((CITIES,), {CITIES: ["a-ville", "a-puits"]}, id="behind those at home"),
    pytest.param(("EAU & CLIMAT",), {WATER: ["a-eau", "a-puits", "a-ville"]}, id="case does not count"),
    pytest.param(
        (OTHER, WATER), {WATER: ["a-eau", "a-puits", "a-ville"], OTHER: ["a-reste"]}, id="in the letter's order"
    ),
    pytest.param(("Finances",), {}, id="a theme without a chapter"),
]


@pytest.mark.parametrize(("themes", "expected"), CHOICES)
def test_only_the_chosen_themes_stay(themes: tuple[str, ...], expected: dict[str, list[str]]) -> None:
    assert chapters_of(select_themes(EDITION, frozenset(themes))) == expected


def test_no_choice_is_the_whole_edition() -> None:
    assert select_themes(EDITION, frozenset()) is EDITION


def test_what_has_no_theme_stays_and_an_event_goes_with_its_own() -> None:
    chosen = select_themes(EDITION, {OTHER})

    said = ([event.id for event in chosen.agenda], chosen.deadlines, chosen.edito, chosen.unclassified)
    assert said == (["e-pour tous"], (), "Bonjour.", EDITION.unclassified)


@pytest.mark.parametrize(("theme", "expected"), [(WATER, "a-eau"), (CITIES, None)])
def test_the_article_in_the_spotlight_goes_with_its_theme(theme: str, expected: str | None) -> None:
    assert select_themes(EDITION, {theme}).pinned == expected


def test_an_article_that_moved_names_the_home_it_had() -> None:
    moved = select_themes(EDITION, {CITIES}).chapters[0].articles[1]

    assert moved.also_in == (WATER, OTHER)


def test_a_chosen_theme_without_an_article_of_its_own_gets_a_chapter_for_what_fits_it() -> None:
    alone = replace(EDITION, chapters=EDITION.chapters[:1])

    assert chapters_of(select_themes(alone, {CITIES})) == {CITIES: ["a-puits"]}


def test_choosing_twice_is_choosing_once() -> None:
    once = select_themes(EDITION, {CITIES, OTHER})

    assert select_themes(once, {CITIES, OTHER}) == once


def test_an_article_keeps_its_language_and_one_that_says_none_has_the_letter_s() -> None:
    english = ThemeSection(
        name=WATER,
        articles=(PlacedArticle(article=make_article("eau", language="en")), PlacedArticle(article=make_article("b"))),
    )
    kept = keep_language(replace(EDITION, chapters=(english,)), "fr")

    assert [placed.article.language for placed in kept.chapters[0].articles] == ["en", "fr"]


def test_a_preheader_that_names_what_is_not_there_gives_way_to_the_titles_that_are() -> None:
    whole = replace(EDITION, preheader=make_article("eau").title)
    chosen = select_themes(whole, [OTHER])

    assert chosen.preheader == " · ".join(one.article.title for chapter in chosen.chapters for one in chapter.articles)


def test_a_preheader_of_the_persons_own_stays() -> None:
    chosen = select_themes(replace(EDITION, preheader="Nos rendez-vous d’avril"), [EDITION.chapters[1].name])

    assert chosen.preheader == "Nos rendez-vous d’avril"
