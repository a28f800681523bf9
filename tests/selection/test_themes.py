"""One home for each article: source, then tags, then words; the letter's order among equals."""

import pytest

from digest.config import Theme
from digest.edition.model import PlacedArticle
from digest.model import Article
from digest.selection.themes import ThemeAssignment, find_home, say_home
from tests.makers import THEMES, make_article

WORLD, CRISES, REST = (theme.name for theme in THEMES)


@pytest.mark.parametrize(
    ("article", "home", "also_in", "why"),
    [
        pytest.param(make_article("1", theme=CRISES, tags=("CGLU",)), CRISES, (WORLD,), "source theme", id="source"),
        pytest.param(
            make_article("1", theme="réseau monde &amp; europe"),
            WORLD,
            (),
            "source theme",
            id="spelt otherwise",
        ),
        pytest.param(make_article("1", theme="CGLU"), WORLD, (), 'tag "CGLU"', id="its theme is a tag here"),
        pytest.param(
            make_article("1", tags=("CGLU",), title="Séisme et fonds de solidarité"),
            WORLD,
            (CRISES,),
            'tag "CGLU"',
            id="a tag before a word",
        ),
        pytest.param(
            make_article("1", tags=("Réseau Monde &amp; Europe",)),
            WORLD,
            (),
            'tag "Réseau Monde &amp; Europe"',
            id="a tag that is the theme's name",
        ),
        pytest.param(
            make_article("1", title="PLATFORMA répond au séisme"),
            WORLD,
            (CRISES,),
            'word "Platforma" in the title',
            id="the letter's order among words",
        ),
        pytest.param(
            make_article("1", summary="Le Fonds  de solidarite s’engage"),
            CRISES,
            (),
            'word "fonds de solidarité" in the summary',
            id="a phrase, whatever its accents",
        ),
        pytest.param(
            make_article("1", body='<p>Un <a href="https://x.example/jumelage">l’autre</a></p>'),
            REST,
            (),
            "the rest",
            id="no word of an address",
        ),
        pytest.param(
            make_article("1", body="<p>Du</p><p>jumelage</p>"),
            WORLD,
            (),
            'word "jumelage" in the text',
            id="body",
        ),
        pytest.param(make_article("1", title="Les jumelages"), REST, (), "the rest", id="whole words only"),
    ],
)
def test_the_strongest_rule_gives_the_home(article: Article, home: str, also_in: tuple[str, ...], why: str) -> None:
    found = find_home(article, THEMES)

    assert found == ThemeAssignment(theme=home, placed=PlacedArticle(article=article, also_in=also_in, why=why))


def test_what_fits_no_theme_has_no_home_where_no_theme_takes_the_rest() -> None:
    article = make_article("1")

    assert (find_home(article, THEMES[:2]).theme, say_home(find_home(article, THEMES[:2]))) == (
        None,
        "unclassified: it fits no theme and no theme takes the rest",
    )


def test_the_reason_names_the_other_themes() -> None:
    home = find_home(make_article("1", tags=("CGLU", "Crises")), THEMES)

    assert say_home(home) == ('in "Réseau Monde & Europe": tag "CGLU"; it also fits "Crises et réhabilitation"')


def test_a_theme_whose_words_are_only_signs_takes_nothing() -> None:
    themes = (Theme(name="Signes", words=("…", " ")),)

    assert find_home(make_article("1", title="… !"), themes).theme is None
