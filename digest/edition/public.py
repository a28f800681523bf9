"""What of an edition anybody may read: what its source tags as being for members only is left out.

Used where the letter leaves the circle of its members: the archive on the web, and the checks before it.
"""

from collections.abc import Iterable
from dataclasses import replace

from digest.edition.data import Chapter, Edition, Placed
from digest.edition.preheader import names_any
from digest.model import Article, Event, Link
from digest.text.folding import fold

MEMBERS_ONLY = frozenset(
    map(
        fold,
        (
            "membres",
            "membres uniquement",
            "réservé aux membres",
            "adhérents",
            "adhérents uniquement",
            "réservé aux adhérents",
            "members",
            "members only",
        ),
    )
)
"""The tags that say so, folded."""


def is_for_members(one: Article | Event) -> bool:
    """Tell whether an article or an event is for members only, by its own tags; case and accents do not count."""
    return any(fold(tag) in MEMBERS_ONLY for tag in one.tags)


def public_edition(edition: Edition) -> Edition:
    """Give the edition as anybody may read it.

    Without what is for members only, without a first line that would tell of it, and without links to a person's
    mailbox or telephone.
    """
    chapters = tuple(_public_chapters(edition.chapters))
    printed = {placed.article.id for chapter in chapters for placed in chapter.articles}
    return replace(
        edition,
        chapters=chapters,
        agenda=_public(edition.agenda),
        deadlines=_public(edition.deadlines),
        unclassified=tuple(placed for placed in edition.unclassified if not is_for_members(placed.article)),
        pinned=edition.pinned if edition.pinned in printed else None,
        preheader="" if _tells(edition) else edition.preheader,
    )


def _public_chapters(chapters: Iterable[Chapter]) -> Iterable[Chapter]:
    for chapter in chapters:
        kept = tuple(placed for placed in chapter.articles if not is_for_members(placed.article))
        if kept:
            yield replace(chapter, articles=tuple(_impersonal(placed) for placed in kept))


def _impersonal(placed: Placed) -> Placed:
    return replace(placed, article=replace(placed.article, links=_pages(placed.article.links)))


def _public(events: Iterable[Event]) -> tuple[Event, ...]:
    return tuple(replace(event, links=_pages(event.links)) for event in events if not is_for_members(event))


def _pages(links: Iterable[Link]) -> tuple[Link, ...]:
    """Keep links to pages: a mailbox or a telephone is a person's."""
    return tuple(link for link in links if link.url.lower().startswith(("http://", "https://")))


def _tells(edition: Edition) -> bool:
    """Tell whether the first line names something that is left out; a long title is cut there, its beginning stays."""
    articles = (placed.article for chapter in edition.chapters for placed in chapter.articles)
    printed: tuple[Article | Event, ...] = (*articles, *edition.agenda, *edition.deadlines)
    hidden = (one for one in printed if is_for_members(one))
    return names_any(edition.preheader, (one.title for one in hidden))
