from dataclasses import replace

import pytest

from digest.edition import Edition, PlacedArticle, ThemeSection
from digest.edition.views import is_for_members, public_edition
from digest.model import Link
from tests.render.samples import FULL, WATER, article, event


def of_titles(edition: Edition) -> list[str]:
    articles = (placed.article for chapter in edition.chapters for placed in chapter.articles)
    return [one.title for one in articles]


def with_secrets(**fields: str) -> Edition:
    """Return an edition in which one article, one event and one deadline are for members."""
    secret = PlacedArticle(article=article(30, "Secret", tags=("Réservé aux membres",)))
    events = (event(30, "Réunion secrète", FULL.day, tags=("MEMBRES",)), *FULL.agenda)
    last_day = event(31, "Vote secret", None, FULL.day, tags=("adhérents",))
    chapters = (ThemeSection(name="Entre nous", articles=(secret,)), *FULL.chapters)
    changed = replace(FULL, chapters=chapters, agenda=events, deadlines=(last_day, *FULL.deadlines))
    return replace(changed, **fields)  # type: ignore[arg-type]  # words of an edition


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("membres", True),
        ("Réservé aux membres", True),
        ("RESERVE AUX ADHERENTS", True),
        ("Members only", True),
        ("Réservé aux collectivités adhérentes", True),
        ("Réservée aux collectivités adhérentes.", True),
        ("Réservé aux villes membres", True),
        ("Réservé aux adhérents de l’association", True),
        ("Réservé à nos adhérents", True),
        ("membres fondateurs", False),
        ("Réservé aux communes rurales", False),
        ("États membres", False),
    ],
)
def test_a_tag_says_whether_something_is_for_members(tag: str, expected: bool) -> None:
    assert is_for_members(article(1, "Titre", tags=("Eau", tag))) is expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Réservé aux collectivités adhérentes.", True),
        ("Document réservé aux adhérents", True),
        ("Cette note est réservée aux seuls membres de notre réseau.", True),
        ("Contenu exclusivement réservé aux collectivités membres", True),
        ("For members only.", True),
        ("La rencontre n’est pas réservée aux adhérents : venez nombreux.", False),
        ("Un atelier non réservé aux membres", False),
        ("Des places sont réservées aux membres du conseil municipal.", False),
        ("Un concours réservé aux communes de moins de 3 500 habitants", False),
        ("Les collectivités adhérentes ont voté le budget.", False),
        ("Les États membres se réunissent à Genève.", False),
    ],
)
def test_words_in_any_part_of_an_article_say_that_it_is_for_members(words: str, expected: bool) -> None:
    bare = article(1, "Titre", "Résumé.")
    parts = (
        replace(bare, title=words),
        replace(bare, summary=words),
        replace(bare, body=f"<p>Un texte.</p><p><strong>{words}</strong></p>"),
    )

    assert [is_for_members(part) for part in parts] == [expected] * 3


def test_an_article_whose_text_says_so_is_not_in_the_public_edition() -> None:
    secret = PlacedArticle(article=replace(article(30, "Note"), body="<p>Réservé aux collectivités adhérentes</p>"))
    edition = replace(FULL, chapters=(ThemeSection(name="Entre nous", articles=(secret,)), *FULL.chapters))

    assert public_edition(edition) == FULL


def test_what_is_for_members_is_left_out_and_so_is_a_theme_it_leaves_empty() -> None:
    assert public_edition(with_secrets()) == FULL


def test_an_edition_for_all_stays_as_it_is() -> None:
    assert public_edition(FULL) == FULL


def test_links_to_a_mailbox_or_a_telephone_are_left_out() -> None:
    links = (
        Link(url="mailto:a@exemple.org"),
        Link(url="tel:+33123456789"),
        Link(url="https://exemple.org/inscription"),
    )
    placed = PlacedArticle(article=article(1, "Titre", links=links))
    edition = replace(
        FULL, chapters=(ThemeSection(name="N", articles=(placed,)),), agenda=(event(1, "Titre", FULL.day, links=links),)
    )

    public = public_edition(edition)
    left = (public.chapters[0].articles[0].article.links, public.agenda[0].links)
    assert left == (links[2:], links[2:])


def test_a_pinned_article_for_members_is_not_pinned() -> None:
    hidden = PlacedArticle(article=replace(WATER, tags=("membres",)))
    edition = replace(FULL, chapters=(ThemeSection(name="Eau", articles=(hidden, *FULL.chapters[0].articles)),))

    public = public_edition(edition)
    assert (public.pinned, WATER.title in of_titles(public)) == (None, False)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param("Eau · Réunion secrète · Climat", "", id="names what is hidden"),
        pytest.param("Eau · Climat", "Eau · Climat", id="names what is public"),
    ],
)
def test_a_first_line_that_names_something_for_members_goes(line: str, expected: str) -> None:
    assert public_edition(with_secrets(preheader=line)).preheader == expected
