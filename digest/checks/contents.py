"""What the issue holds: empty themes, the same thing twice, homeless articles, members' matters, an empty letter."""

from collections.abc import Iterator
from itertools import combinations

from digest.checks.data import Flaw, Material
from digest.checks.places import articles_of, config_place, edition_place, items_of, place_of
from digest.edition.public import is_for_members
from digest.locale import _
from digest.model import Article, Event
from digest.text.addresses import page_key
from digest.text.folding import fold

_ALIKE = 0.75
_WORDS_AT_LEAST = 3
_COMPARED_AT_MOST = 400
_SAID_FOR_MEMBERS = tuple(
    fold(words) for words in ("réservé aux membres", "réservée aux membres", "réservés aux membres",
                              "réservé aux adhérents", "réservée aux adhérents", "members only")
)  # fmt: skip


def find_empty_letter(material: Material) -> Iterator[Flaw]:
    """There is no article and no event."""
    if not items_of(material.edition):
        mend = _("Collect first, or wait: an empty issue is not sent.")
        yield Flaw(place=edition_place(material), what=_("the issue has no article and no event"), mend=mend)


def find_empty_themes(material: Material) -> Iterator[Flaw]:
    """A theme of feeds.yaml has no article in this issue."""
    printed = {chapter.name for chapter in material.edition.chapters}
    for theme in material.config.themes:
        if theme.name not in printed and not theme.takes_the_rest:
            what = _('the theme "{name}" has no article').format(name=theme.name)
            mend = _("Nothing is printed of it; widen its tags and words if articles were missed.")
            yield Flaw(place=f"{config_place(material.config)} themes", what=what, mend=mend)


def find_unplaced_articles(material: Material) -> Iterator[Flaw]:
    """An article fits no theme and is not printed."""
    for placed in material.edition.unclassified:
        mend = _("Move its lines under a theme, or add tags or words to a theme in feeds.yaml.")
        what = _("it fits no theme and is not printed")
        yield Flaw(place=place_of(placed.article, material), what=what, mend=mend)


def find_similar_titles(material: Material) -> Iterator[Flaw]:
    """Two articles, or two events of one day, have nearly the same title."""
    items = [(item, frozenset(fold(item.title).split())) for item in items_of(material.edition)[:_COMPARED_AT_MOST]]
    for (one, words), (other, others) in combinations(items, 2):
        if _are_alike(words, others) and _may_be_one(one, other):
            what = _("nearly the same title stands at {other}").format(other=place_of(one, material))
            yield Flaw(place=place_of(other, material), what=what, mend=_("Keep the better of the two."))


def _are_alike(words: frozenset[str], others: frozenset[str]) -> bool:
    if words == others:
        return True
    common = len(words & others)
    return common >= _WORDS_AT_LEAST and common >= _ALIKE * len(words | others) and not _differ_by_number(words, others)


def _differ_by_number(words: frozenset[str], others: frozenset[str]) -> bool:
    """Tell whether a number is what sets two titles apart: "atelier 1", "atelier 2"."""
    return any(word.isdecimal() for word in words ^ others)


def _may_be_one(one: Article | Event, other: Article | Event) -> bool:
    if isinstance(one, Event) and isinstance(other, Event):
        return one.first_day == other.first_day
    return isinstance(one, Article) and isinstance(other, Article)


def find_same_addresses(material: Material) -> Iterator[Flaw]:
    """Two articles lead to one page, or an article leads there twice."""
    first: dict[str, Article] = {}
    for article in articles_of(material.edition):
        own = [page_key(url) for url in (article.url, *(link.url for link in article.links)) if url]
        if len(own) != len(set(own)):
            mend = _("Take one of its links out.")
            yield Flaw(place=place_of(article, material), what=_("it leads to one page twice"), mend=mend)
        before = first.setdefault(own[0], article) if article.url else article
        if before is not article:
            what = _("it leads to the same page as {other}").format(other=place_of(before, material))
            yield Flaw(place=place_of(article, material), what=what, mend=_("Keep the better of the two."))


def find_matters_of_members(material: Material) -> Iterator[Flaw]:
    """Something for members only stands in a letter that has a public archive."""
    if not material.config.web:
        return
    for item in items_of(material.edition):
        if _is_said_for_members(item):
            what = _("it is for members only, and the letter has a public archive")
            mend = _("The archive leaves out what has the tag members; give it that tag, or leave it out.")
            yield Flaw(place=place_of(item, material), what=what, mend=mend)


def _is_said_for_members(item: Article | Event) -> bool:
    words = fold(f"{item.title} {item.summary}")
    return is_for_members(item) or any(said in words for said in _SAID_FOR_MEMBERS)
