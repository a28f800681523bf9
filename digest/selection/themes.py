"""One home for each article: the strongest rule wins, the letter's order decides among equals.

The rules, strongest first: the theme that the article or its source names; a tag that a theme lists, or that is a
theme's own name; a word of a theme in the title, summary or text. Nothing is compared with its case, accents, quotes
or entities. Words are whole words as they are written: `jumelage` does not find "jumelages", for the same tolerance
would find "Tours" by `tour`; whoever wants both writes both.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from digest.config.model import Config, Theme
from digest.edition.model import PlacedArticle
from digest.edition.yaml.outline import KnownIds
from digest.locale import _, in_language, quote
from digest.model import Article
from digest.selection.dedupe import Merge
from digest.text.normalize import fold_for_search

_MOST_TEXT = 200_000


class MatchStrength(IntEnum):
    """How strong the rules are."""

    REST = 0
    WORD = 1
    TAG = 2
    NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeMatch:
    """A theme that an article fits, and by which rule."""

    theme: str
    strength: MatchStrength
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeAssignment:
    """An article with the theme it belongs to; None where it fits none."""

    theme: str | None
    placed: PlacedArticle


def find_home(article: Article, themes: Iterable[Theme]) -> ThemeAssignment:
    """Return the article its home, with the reason and the other themes it fits."""
    matches = match_themes(article, themes)
    if not matches:
        return ThemeAssignment(theme=None, placed=PlacedArticle(article=article, why=_("fits no theme")))
    best = matches[0]
    others = tuple(match.theme for match in matches[1:] if match.strength is not MatchStrength.REST)
    return ThemeAssignment(theme=best.theme, placed=PlacedArticle(article=article, also_in=others, why=best.why))


def match_themes(article: Article, themes: Iterable[Theme]) -> tuple[ThemeMatch, ...]:
    """Return the themes an article fits, its home first; the theme of the rest only where no other fits."""
    known = tuple(themes)
    text = _Text.of(article)
    found = [match for theme in known if (match := _match(article, text, theme))]
    if found:
        return tuple(sorted(found, key=lambda match: -match.strength))
    rest = (theme for theme in known if theme.takes_the_rest)
    return tuple(ThemeMatch(theme=theme.name, strength=MatchStrength.REST, why=_("the rest")) for theme in rest)[:1]


def _match(article: Article, text: "_Text", theme: Theme) -> ThemeMatch | None:
    """Try the rules of one theme on an article, the strongest first."""
    name = fold_for_search(theme.name)
    if article.theme and fold_for_search(article.theme) == name:
        return ThemeMatch(theme=theme.name, strength=MatchStrength.NAMED, why=_("source theme"))
    wanted = {name, *map(fold_for_search, theme.tags)}
    named = (article.theme,) if article.theme else ()
    for tag in (*named, *article.tags):
        if fold_for_search(tag) in wanted:
            return ThemeMatch(theme=theme.name, strength=MatchStrength.TAG, why=_('tag "{tag}"').format(tag=tag))
    for word in theme.words:
        place = text.place_of(word)
        if place:
            why = _('word "{word}" in the {place}').format(word=word, place=place)
            return ThemeMatch(theme=theme.name, strength=MatchStrength.WORD, why=why)
    return None


@dataclass(frozen=True, slots=True)
class _Text:
    """What words are looked for in: folded, with a space at both ends."""

    title: str
    summary: str
    body: str

    @classmethod
    def of(cls, article: Article) -> "_Text":
        return cls(_spaced(article.title), _spaced(article.summary), _spaced(_bare(article.body)))

    def place_of(self, word: str) -> str | None:
        """Return in words where a word or phrase stands as whole words; None where it does not."""
        wanted = _spaced(word)
        if not wanted.strip():
            return None
        if wanted in self.title:
            return _("title")
        if wanted in self.summary:
            return _("summary")
        return _("text") if wanted in self.body else None


def _bare(markup: str) -> str:
    """Return the words of safe HTML; only for looking words up, so a tag is a space."""
    return re.sub(r"<[^<>]*>", " ", markup)


@lru_cache(maxsize=2048)
def _spaced(text: str) -> str:
    return f" {fold_for_search(text[:_MOST_TEXT])} "


def say_home(home: ThemeAssignment) -> str:
    """Return in words in one line where an article belongs and why."""
    if home.theme is None:
        return _("unclassified: it fits no theme and no theme takes the rest")
    first = _('in "{theme}": {why}').format(theme=home.theme, why=home.placed.why)
    if not home.placed.also_in:
        return first
    others = ", ".join(map(quote, home.placed.also_in))
    return _("{first}; it also fits {others}").format(first=first, others=others)


# The homes of all articles, found when they are asked for.


class ThemeAssigner(Mapping[str, KnownIds]):
    """Articles with their homes, by id; one that was merged is found under each of its ids.

    Args:
        config: The themes, and the language in which the reasons are said.
        articles: All articles after merging.
        merges: Which ones became one.
    """

    def __init__(self, config: Config, articles: Iterable[Article], merges: Iterable[Merge]) -> None:
        self._config = config
        self._articles = {article.id: article for article in articles}
        for merge in merges:
            self._articles |= dict.fromkeys(merge.merged, self._articles[merge.kept])
        self._found: dict[str, KnownIds] = {}

    def __getitem__(self, key: str) -> KnownIds:
        """Return the home of an article."""
        if key not in self._found:
            article = self._articles[key]
            with in_language(self._config.letter.language):
                home = find_home(article, self._config.themes)
            self._found[key] = KnownIds(placed=home.placed, theme=home.theme)
        return self._found[key]

    def __contains__(self, key: object) -> bool:
        return key in self._articles

    def __iter__(self) -> Iterator[str]:
        return iter(self._articles)

    def __len__(self) -> int:
        return len(self._articles)
