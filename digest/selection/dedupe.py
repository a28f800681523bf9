"""Articles that are one article: one page under several addresses, one GUID, near-equal titles of the same day.

A duplicate in the letter is a small fault and a lost article a grave one, so titles must say the same: the same words
but for small ones, or one word spelt otherwise. Two pages of one source are never one, whatever their titles.
"""

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from digest.locale import _
from digest.model import Article, SeenArticle
from digest.selection.window import article_day
from digest.text.normalize import fold_for_search
from digest.text.urls import page_key

# The articles that a person keeps apart: named in feeds.yaml under `distinct`, they are never merged with others.


class MergeExclusions:
    """What `distinct` names, by title, address or id.

    Args:
        names: As a person wrote them: case, accents and punctuation of a title do not count, nor do the scheme and
            the tracking parameters of an address.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        given = [name.strip() for name in names]
        self._ids = frozenset(given)
        self._pages = frozenset(_page(name, {}) for name in given if "://" in name)
        self._titles = frozenset(title for name in given if "://" not in name and (title := fold_for_search(name)))

    def __contains__(self, article: Article) -> bool:
        """Whether an article is named."""
        if article.id in self._ids:
            return True
        # Most letters keep nothing apart, and a store holds thousands of articles: nothing is folded in vain.
        is_titled = bool(self._titles) and fold_for_search(article.title) in self._titles
        return is_titled or (bool(self._pages) and article.url is not None and _page(article.url, {}) in self._pages)


_SMALL = frozenset(
    re.findall(
        r"\w+",
        "a al au aux avec by ce ces cette d dans de des du en et for from in l la le les of on ou par pour s sur "
        "the to un une with",
    )
)
_MOST_WORDS = 40
_MOST_ALIKE = 20
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """Articles that became one.

    Attributes:
        kept: The id under which they go on.
        title: The title that is printed.
        merged: The other ids, if any; copies of one article in several sources share their id.
        sources: The names of the sources that had it, in their order.
        why: What they have in common, in words.
    """

    kept: str
    title: str
    merged: tuple[str, ...]
    sources: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeRule:
    """What is to be known of a letter to tell its duplicates.

    Attributes:
        zone: The letter's zone, for the day of each article.
        mirrors: Host names and the host each stands for.
        distinct: What a person keeps apart.
        since: The first day of which titles are compared; what is older is known by its keys alone.
    """

    zone: ZoneInfo
    mirrors: Mapping[str, str] = field(default_factory=dict)
    distinct: MergeExclusions = field(default_factory=MergeExclusions)
    since: date = date.min


def merge_articles(
    seen: Iterable[SeenArticle], *, rule: MergeRule
) -> tuple[tuple[SeenArticle, ...], tuple[Merge, ...]]:
    """Make one article of those that are the same; articles and merges in the order of first mention.

    What stays has the id that was seen first, so that it does not change when another source takes the text up, and
    the words and the home of the first source.

    Args:
        seen: All articles, in the order of the sources.
        rule: How duplicates are told.
    """
    copies = list(seen)
    articles = [one.article for one in copies]
    groups = _Groups([(article.provenance.source, article.id if article.url else "") for article in articles])
    _join_by_key(copies, groups, rule)
    _join_by_title(copies, groups, rule)
    united = [[copies[place] for place in places] for places in groups.places()]
    kept = tuple(_richest(group) for group in united)
    told = (_tell(group, one, rule.mirrors) for group, one in zip(united, kept, strict=True) if len(group) > 1)
    return kept, tuple(told)


class _Groups:
    """Places 0 … n-1 joined into groups (union and find, the smallest place stands for its group).

    No group ever holds two articles of one source that have an address each, not even by way of a third: a daily
    "press review" that two sources publish is one a day, not one for the year.

    Args:
        pages: For each place the source and the id of the article there; empty where it has no address.
    """

    def __init__(self, pages: list[tuple[str, str]]) -> None:
        self._above = list(range(len(pages)))
        self._pages = [{source: page} if page else {} for source, page in pages]

    def find(self, place: int) -> int:
        while self._above[place] != place:
            self._above[place] = self._above[self._above[place]]
            place = self._above[place]
        return place

    def join(self, one: int, other: int) -> None:
        """Join two groups, unless they hold two such articles of one source."""
        low, high = sorted((self.find(one), self.find(other)))
        mine, theirs = self._pages[low], self._pages[high]
        if low != high and all(mine.get(source, page) == page for source, page in theirs.items()):
            self._above[high] = low
            mine.update(theirs)

    def places(self) -> list[list[int]]:
        groups: dict[int, list[int]] = {}
        for place in range(len(self._above)):
            groups.setdefault(self.find(place), []).append(place)
        return list(groups.values())


def _join_by_key(copies: list[SeenArticle], groups: _Groups, rule: MergeRule) -> None:
    """Join what has an id, an address, or between two sources a GUID in common; of what is kept apart the id only."""
    first: dict[str, int] = {}
    for place, one in enumerate(copies):
        is_apart = one.article in rule.distinct
        for key in (one.article.id,) if is_apart else page_identity(one.article, rule.mirrors):
            groups.join(place, first.setdefault(key, place))


def page_identity(article: Article, mirrors: Mapping[str, str]) -> tuple[str, ...]:
    """Return what identifies an article across sources: its id, its page, and keys that mean the same everywhere."""
    page = (_page(article.url, mirrors),) if article.url else ()
    uris = (key for key in article.keys if ":" in key and len(key) >= 12)
    return (
        article.id,
        *page,
        *(_page(key, mirrors) if key.startswith(("http://", "https://")) else key for key in uris),
    )


def _page(address: str, mirrors: Mapping[str, str]) -> str:
    try:
        host = (urlsplit(address).hostname or "").lower()
        stands_for = mirrors.get(host.removeprefix("www."))
        return page_key(address, same_as=(host,), host=stands_for) if stands_for else page_key(address)
    except ValueError:
        return address


def _join_by_title(copies: list[SeenArticle], groups: _Groups, rule: MergeRule) -> None:
    days = [article_day(one, rule.zone) for one in copies]
    words = [
        title_words(one.article.title) if day >= rule.since and one.article not in rule.distinct else ()
        for one, day in zip(copies, days, strict=True)
    ]
    for alike in _alike(words, days):
        for place, other in _pairs(alike):
            near_days = abs(days[place] - days[other]) <= timedelta(days=1)
            if near_days and _may_share_title(copies[place], copies[other]) and is_near(words[place], words[other]):
                groups.join(place, other)


def _alike(words: list[tuple[str, ...]], days: list[date]) -> Iterator[list[int]]:
    """Return the places of titles that have all their words but at most one in common, on the same or the next day."""
    buckets: dict[tuple[date, frozenset[str]], list[int]] = {}
    for place, title in enumerate(words):
        if len(title) < 2 or sum(map(len, title)) < 10:
            continue  # "Agenda", "Édito": too little to know them by
        for day in (days[place], days[place] + timedelta(days=1)):
            for missing in ("", *title[:_MOST_WORDS]):
                buckets.setdefault((day, frozenset(title) - {missing}), []).append(place)
    return (places for places in buckets.values() if len(places) > 1)


def _pairs(places: list[int]) -> Iterator[tuple[int, int]]:
    """Return each place with those just before it: enough to join a bucket, and no more than so many a place."""
    for rank, place in enumerate(places):
        for other in places[max(0, rank - _MOST_ALIKE) : rank]:
            yield place, other


def _may_share_title(one: SeenArticle, other: SeenArticle) -> bool:
    same_source = one.article.provenance.source == other.article.provenance.source
    return not same_source or one.article.url is None or other.article.url is None


def title_words(title: str) -> tuple[str, ...]:
    """Return the words of a title that tell it from others, folded and in order of the alphabet, without doubles."""
    return tuple(sorted({word for word in fold_for_search(title[:400]).split() if word not in _SMALL}))


def is_near(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two titles say the same: the same words, or all but one, and that one spelt otherwise.

    Numbers are never spelt otherwise ("session 5" is not "session 6"), nor are short words ("Mali" is not "Malawi").
    """
    if one == other:
        return True
    rest, other_rest = set(one) - set(other), set(other) - set(one)
    if len(rest) != 1 or len(other_rest) != 1:
        return False
    word, variant = rest.pop(), other_rest.pop()
    return _is_variant(word, variant)


def _is_variant(word: str, variant: str) -> bool:
    if not (word.isalpha() and variant.isalpha() and min(len(word), len(variant)) >= 8 and word[:3] == variant[:3]):
        return False
    return difflib.SequenceMatcher(None, word[:60], variant[:60], autojunk=False).ratio() >= 0.88


def _richest(group: list[SeenArticle]) -> SeenArticle:
    """Keep the first one's words and home, the id seen first, and of the rest the best of each."""
    if len(group) == 1:
        return group[0]
    articles = [one.article for one in group]
    oldest = min(group, key=lambda one: one.first_seen)
    ids = (article.id for article in articles if article.id != oldest.article.id)
    merged = replace(
        articles[0],
        id=oldest.article.id,
        url=_first(article.url for article in articles),
        published=_first(article.published for article in articles),
        summary=max((article.summary for article in articles), key=len),
        body=max((article.body for article in articles), key=len),
        tags=_all(article.tags for article in articles),
        author=_first(article.author for article in articles) or "",
        image=_first(article.image for article in articles),
        links=_all(article.links for article in articles),
        language=_first(article.language for article in articles),
        theme=_first(article.theme for article in articles),
        keys=_all((*(article.keys for article in articles), tuple(ids))),
    )
    return SeenArticle(article=merged, first_seen=oldest.first_seen, number=_first(one.number for one in group))


def _first(values: Iterable[T | None]) -> T | None:
    return next((value for value in values if value), None)


def _all(parts: Iterable[tuple[T, ...]]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(one for part in parts for one in part))


def _tell(group: list[SeenArticle], kept: SeenArticle, mirrors: Mapping[str, str]) -> Merge:
    articles = [one.article for one in group]
    return Merge(
        kept=kept.article.id,
        title=kept.article.title,
        merged=tuple(dict.fromkeys(article.id for article in articles if article.id != kept.article.id)),
        sources=tuple(dict.fromkeys(article.provenance.source for article in articles)),
        why=_why(articles, mirrors),
    )


def _why(articles: list[Article], mirrors: Mapping[str, str]) -> str:
    def all_share(value: Callable[[Article], object]) -> bool:
        return len({value(article) for article in articles}) == 1

    if articles[0].url and all_share(lambda article: article.url and _page(article.url, mirrors)):
        return _("the same page")
    if all_share(lambda article: title_words(article.title)):
        return _("the same title on the same days")
    if frozenset.intersection(*(frozenset(page_identity(article, mirrors)) for article in articles)):
        return _("the same identifier")
    return _("near-equal titles on the same days")
