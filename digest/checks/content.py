"""What the issue holds: empty themes, the same thing twice, homeless articles, members' matters, an empty letter."""

import re
from collections.abc import Iterator
from itertools import combinations

from digest.checks.base import (
    CheckInput,
    Flaw,
    TextPassage,
    articles_of,
    config_place,
    edition_place,
    items_of,
    locate_item,
    passages,
)
from digest.edition.views import is_for_members
from digest.locale import _
from digest.model import Article, Event
from digest.text.normalize import fold_for_search
from digest.text.urls import page_key

_ALIKE = 0.75
_WORDS_AT_LEAST = 3
_COMPARED_AT_MOST = 400


def find_empty_letter(material: CheckInput) -> Iterator[Flaw]:
    """There is no article and no event."""
    if not items_of(material.edition):
        hint = _("Collect first, or wait: an empty issue is not sent.")
        yield Flaw(place=edition_place(material), what=_("the issue has no article and no event"), hint=hint)


def find_empty_themes(material: CheckInput) -> Iterator[Flaw]:
    """A theme of feeds.yaml has no article in this issue."""
    printed = {chapter.name for chapter in material.edition.chapters}
    for theme in material.config.themes:
        if theme.name not in printed and not theme.takes_the_rest:
            what = _('the theme "{name}" has no article').format(name=theme.name)
            hint = _("Nothing is printed of it; widen its tags and words if articles were missed.")
            yield Flaw(place=f"{config_place(material.config)} themes", what=what, hint=hint)


def find_unplaced_articles(material: CheckInput) -> Iterator[Flaw]:
    """An article fits no theme and is not printed."""
    for placed in material.edition.unclassified:
        hint = _("Move its lines under a theme, or add tags or words to a theme in feeds.yaml.")
        what = _("it fits no theme and is not printed")
        yield Flaw(place=locate_item(placed.article, material), what=what, hint=hint)


def find_similar_titles(material: CheckInput) -> Iterator[Flaw]:
    """Two articles, or two events of one day, have nearly the same title."""
    items = [
        (item, frozenset(fold_for_search(item.title).split()))
        for item in items_of(material.edition)[:_COMPARED_AT_MOST]
    ]
    for (one, words), (other, others) in combinations(items, 2):
        if _are_alike(words, others) and _may_be_one(one, other):
            what = _("nearly the same title stands at {other}").format(other=locate_item(one, material))
            yield Flaw(place=locate_item(other, material), what=what, hint=_("Keep the better of the two."))


def _are_alike(words: frozenset[str], others: frozenset[str]) -> bool:
    if words == others:
        return True
    common = len(words & others)
    return common >= _WORDS_AT_LEAST and common >= _ALIKE * len(words | others) and not _differ_by_number(words, others)


def _differ_by_number(words: frozenset[str], others: frozenset[str]) -> bool:
    """Whether a number is what sets two titles apart: "atelier 1", "atelier 2"."""
    return any(word.isdecimal() for word in words ^ others)


def _may_be_one(one: Article | Event, other: Article | Event) -> bool:
    if isinstance(one, Event) and isinstance(other, Event):
        return one.first_day == other.first_day
    return isinstance(one, Article) and isinstance(other, Article)


def find_same_addresses(material: CheckInput) -> Iterator[Flaw]:
    """Two articles lead to one page, or an article leads there twice."""
    first: dict[str, Article] = {}
    for article in articles_of(material.edition):
        own = [page_key(url) for url in (article.url, *(link.url for link in article.links)) if url]
        if len(own) != len(set(own)):
            hint = _("Take one of its links out.")
            yield Flaw(place=locate_item(article, material), what=_("it leads to one page twice"), hint=hint)
        before = first.setdefault(own[0], article) if article.url else article
        if before is not article:
            what = _("it leads to the same page as {other}").format(other=locate_item(before, material))
            yield Flaw(place=locate_item(article, material), what=what, hint=_("Keep the better of the two."))


def find_matters_of_members(material: CheckInput) -> Iterator[Flaw]:
    """Something for members only stands in a letter that has a public archive."""
    if not material.config.web:
        return
    for item in items_of(material.edition):
        if is_for_members(item):
            what = _("it is for members only, and the letter has a public archive")
            hint = _("The archive leaves it out; look whether the letter may show it.")
            yield Flaw(place=locate_item(item, material), what=what, hint=hint)


# The texts themselves: broken characters, cut marks, unbalanced signs, printed markup, words of advertising.

# UTF-8 read as Windows-1252 or Latin-1, replacement characters, and signs inside words that mirrors leave behind.
_MOJIBAKE = re.compile(
    "[ÃÂ][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2122]"
    "|â[€\u0080][^\\s\\w,.]|ï¿½|\ufffd|[a-zà-ÿ][©®¤][a-zà-ÿ]|Ã(?= )"
)
_CUT = r"(?:[(\[] ?(?:…|\.{3}) ?[)\]]|…|\.{3,6})"
_DOUBLE_CUT = re.compile(rf"{_CUT}\s{{0,3}}{_CUT}")
_MARKUP = re.compile(
    r"&(?:[a-zA-Z]{2,8}|#x?[0-9a-fA-F]{1,6});|</?[a-zA-Z][a-zA-Z0-9]{0,10}(?:\s[^<>]{0,200})?/?>|\{\{|\}\}|->(?:https?:|art)"
)
_PAIRS = {"(": ")", "[": "]", "{": "}", "«": "»", "“": "”"}
_CLOSING = {closing: opening for opening, closing in _PAIRS.items()}
_SPAM = re.compile(
    r"\b(?:100 gratuit|gratuit gratuit|gagnez|vous avez gagne|offre exceptionnelle|offre limitee|derniere chance|"
    r"argent facile|sans engagement|sans frais|satisfait ou rembourse|cliquez vite|urgent|felicitations vous|"
    r"prix casse|promo|promotion exclusive|cadeau|bonus|credit immediat|meilleur prix|"
    r"act now|limited time|risk free|free money|winner|you won|cash|click below|buy now|special offer|guaranteed|"
    r"no obligation|viagra|casino|loterie|lottery)\b"
)


def find_mojibake(material: CheckInput) -> Iterator[Flaw]:
    """A text has broken characters: "coopÃ©ration"."""
    for passage in passages(material):
        found = _MOJIBAKE.search(passage.words)
        if found:
            what = _('broken characters: "{words}"').format(words=_around(passage.words, found))
            hint = _("Write it right in the edition's file; a fault that comes again goes under the source's replace:.")
            yield Flaw(place=passage.place, what=what, hint=hint)


def find_double_cuts(material: CheckInput) -> Iterator[Flaw]:
    """A text is cut twice: "(…) (…)"."""
    for passage in passages(material):
        found = _DOUBLE_CUT.search(passage.words)
        if found:
            what = _('it is cut twice: "{words}"').format(words=_around(passage.words, found))
            yield Flaw(place=passage.place, what=what, hint=_("Leave one of the marks, or end the sentence."))


def find_printed_markup(material: CheckInput) -> Iterator[Flaw]:
    """A text shows signs of a markup language to its readers: "&nbsp;", "<br>"."""
    for passage in passages(material):
        found = _MARKUP.search(passage.words)
        if found and not passage.place.endswith(" edito"):
            what = _('signs of markup are printed as words: "{words}"').format(words=_around(passage.words, found))
            yield Flaw(place=passage.place, what=what, hint=_("Write the words alone in the edition's file."))


def find_unbalanced_signs(material: CheckInput) -> Iterator[Flaw]:
    """A title opens a quotation or a bracket and does not close it, or the other way round."""
    for passage in passages(material):
        sign = _unbalanced(passage.words) if passage.is_title else ""
        if sign:
            what = _('the sign {sign} has no counterpart in "{title}"').format(sign=sign, title=passage.words[:200])
            yield Flaw(place=passage.place, what=what, hint=_("Close it, or take it out."))


def find_spam_words(material: CheckInput) -> Iterator[Flaw]:
    """A subject or title has words that filters take for advertising."""
    for passage in passages(material):
        found = _SPAM.search(fold_for_search(passage.words)) if _is_looked_at(passage) else None
        if found:
            what = _('filters take "{words}" for advertising').format(words=found[0])
            yield Flaw(place=passage.place, what=what, hint=_("Say it in other words if you can."))


def _is_looked_at(passage: TextPassage) -> bool:
    return passage.is_title or passage.place.endswith(" preheader")


def _around(words: str, found: re.Match[str]) -> str:
    return " ".join(words[max(found.start() - 15, 0) : found.end() + 15].split())


def _unbalanced(title: str) -> str:
    """Return the first sign without its counterpart; "1)" has none."""
    opened: list[str] = []
    for place, sign in enumerate(title):
        if sign in _PAIRS:
            opened.append(sign)
        elif sign in _CLOSING and not (opened and opened.pop() == _CLOSING[sign]) and not _is_number(title, place):
            return sign
    if title.count('"') % 2:
        return '"'
    return opened[0] if opened else ""


def _is_number(title: str, place: int) -> bool:
    """Whether a bracket closes a number, "1) Bilan", or a smile."""
    return title[place] == ")" and bool(re.search(r"(?:^|\s)\w{1,2}$|[:;]-?$", title[max(place - 3, 0) : place]))
