"""What of an edition a member gets: the themes they chose, and everything that belongs to no theme.

The choice is by the names of themes; case and accents do not count, so that a list kept in a table still fits after
the officer mended a capital.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from digest.edition.data import Chapter, Edition, Placed
from digest.edition.preheader import join_titles, names_any, say_preheader
from digest.model import Article, Event
from digest.text.folding import fold


def choose_themes(edition: Edition, themes: Iterable[str]) -> Edition:
    """Give the edition for those who chose some themes.

    The édito, the agenda and what fits no theme stay. An article that fits a chosen theme too ("aussi dans") moves
    there from a home that was not chosen; an event goes with the theme that it names. A preheader that names what is
    not there any more gives way to the titles that are.

    Args:
        edition: The whole.
        themes: Names; none at all stands for all.
    """
    chosen = frozenset(map(fold, themes))
    if not chosen:
        return edition
    chapters = _chosen_chapters(edition.chapters, chosen)
    printed = {placed.article.id for placed in _all(chapters)}
    agenda = _chosen_events(edition.agenda, chosen)
    left = [one.article.title for one in _all(edition.chapters) if one.article.id not in printed]
    fits = not names_any(edition.preheader, left)
    return replace(
        edition,
        chapters=chapters,
        agenda=agenda,
        deadlines=_chosen_events(edition.deadlines, chosen),
        pinned=edition.pinned if edition.pinned in printed else None,
        preheader=edition.preheader if fits else say_preheader(chapters) or join_titles([one.title for one in agenda]),
    )


def _all(chapters: Iterable[Chapter]) -> Iterator[Placed]:
    return (placed for chapter in chapters for placed in chapter.articles)


def keep_language(edition: Edition, language: str) -> Edition:
    """Give the edition with each article saying the language it is in, for a letter whose frame speaks another.

    Args:
        edition: The whole.
        language: The letter's own, which an article that says nothing is in.
    """
    chapters = (
        replace(chapter, articles=tuple(replace(one, article=_said(one.article, language)) for one in chapter.articles))
        for chapter in edition.chapters
    )
    return replace(edition, chapters=tuple(chapters))


def _said(article: Article, language: str) -> Article:
    return article if article.language else replace(article, language=language)


def _chosen_chapters(chapters: Iterable[Chapter], chosen: frozenset[str]) -> tuple[Chapter, ...]:
    """Give the chosen chapters in the letter's order, then those that only a move makes; none is empty."""
    kept: dict[str, Chapter] = {}
    moved: dict[str, list[Placed]] = {}
    for chapter in chapters:
        if fold(chapter.name) in chosen:
            kept[fold(chapter.name)] = chapter
            continue
        for placed in chapter.articles:
            if home := next((name for name in placed.also_in if fold(name) in chosen), None):
                moved.setdefault(home, []).append(_at_home(placed, home, before=chapter.name))
    for home, placed_here in moved.items():
        before = kept.get(fold(home), Chapter(name=home, articles=()))
        kept[fold(home)] = replace(before, articles=(*before.articles, *placed_here))
    return tuple(kept.values())


def _at_home(placed: Placed, home: str, *, before: str) -> Placed:
    """Give an article in another home; the one it had becomes one of those it fits, too."""
    return replace(placed, also_in=tuple(before if name == home else name for name in placed.also_in))


def _chosen_events(events: Iterable[Event], chosen: frozenset[str]) -> tuple[Event, ...]:
    return tuple(event for event in events if not event.theme or fold(event.theme) in chosen)
