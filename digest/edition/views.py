"""What of an edition a member gets: the themes they chose, and everything that belongs to no theme.

The choice is by the names of themes; case and accents do not count, so that a list kept in a table still fits after
the officer mended a capital.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from digest.edition.model import Edition, PlacedArticle, ThemeSection
from digest.model import Article, Event, Image, Link, Status, Thumbnail
from digest.text.normalize import fold_for_search

# The first words beside the subject: the titles of the issue, as many as an inbox shows.

PREHEADER_LENGTH = 110


def say_preheader(chapters: Iterable[ThemeSection]) -> str:
    """Join the first titles, one of each theme first."""
    rows = [[placed.article.title for placed in chapter.articles] for chapter in chapters]
    return join_titles([row[rank] for rank in range(max(map(len, rows), default=0)) for row in rows if rank < len(row)])


def join_event_titles(events: Iterable[Event]) -> str:
    """Join the titles of what takes place: without its mark, a cancelled event would read as going ahead."""
    return join_titles([event.title for event in events if event.status not in (Status.CANCELLED, Status.POSTPONED)])


def join_titles(titles: Sequence[str]) -> str:
    """Join as many whole titles as the inbox shows beside the subject; a first one that is too long is cut."""
    joined = ""
    for title in titles:
        longer = f"{joined} · {title}" if joined else title
        if len(longer) > PREHEADER_LENGTH:
            return joined or title[: PREHEADER_LENGTH - 1].rstrip() + "…"
        joined = longer
    return joined


def names_any(preheader: str, titles: Iterable[str]) -> bool:
    """Whether a preheader names one of some titles; of a long one it holds the beginning only."""
    line = fold_for_search(preheader)
    return any(fold_for_search(title)[:40].rstrip() in line for title in titles)


def select_themes(edition: Edition, themes: Iterable[str]) -> Edition:
    """Return the edition for those who chose some themes.

    The édito, the agenda and what fits no theme stay. An article that fits a chosen theme too ("aussi dans") moves
    there from a home that was not chosen; an event goes with the theme that it names. A preheader that names what is
    not there any more gives way to the titles that are.

    Args:
        edition: The whole.
        themes: Names; none at all stands for all.
    """
    chosen = frozenset(map(fold_for_search, themes))
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
        preheader=edition.preheader if fits else say_preheader(chapters) or join_event_titles(agenda),
    )


def _all(chapters: Iterable[ThemeSection]) -> Iterator[PlacedArticle]:
    return (placed for chapter in chapters for placed in chapter.articles)


def keep_language(edition: Edition, language: str) -> Edition:
    """Return the edition with each article saying the language it is in, for a letter whose frame speaks another.

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


def _chosen_chapters(chapters: Iterable[ThemeSection], chosen: frozenset[str]) -> tuple[ThemeSection, ...]:
    """Return the chosen chapters in the letter's order, then those that only a move makes; none is empty."""
    kept: dict[str, ThemeSection] = {}
    moved: dict[str, list[PlacedArticle]] = {}
    for chapter in chapters:
        if fold_for_search(chapter.name) in chosen:
            kept[fold_for_search(chapter.name)] = chapter
            continue
        for placed in chapter.articles:
            if home := next((name for name in placed.also_in if fold_for_search(name) in chosen), None):
                moved.setdefault(home, []).append(_at_home(placed, home, before=chapter.name))
    for home, placed_here in moved.items():
        before = kept.get(fold_for_search(home), ThemeSection(name=home, articles=()))
        kept[fold_for_search(home)] = replace(before, articles=(*before.articles, *placed_here))
    return tuple(kept.values())


def _at_home(placed: PlacedArticle, home: str, *, before: str) -> PlacedArticle:
    """Return an article in another home; the one it had becomes one of those it fits, too."""
    return replace(placed, also_in=tuple(before if name == home else name for name in placed.also_in))


def _chosen_events(events: Iterable[Event], chosen: frozenset[str]) -> tuple[Event, ...]:
    return tuple(event for event in events if not event.theme or fold_for_search(event.theme) in chosen)


# What of an edition anybody may read: what says that it is for members only is left out.

MEMBERS_ONLY = frozenset(
    map(
        fold_for_search,
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


_FOR_MEMBERS = re.compile(
    r"(?<!\bpas )(?<!\bplus )(?<!\bnon )\breservee?s? (?:a|aux) (?:\w+ ){0,3}?"
    r"(?:adherente?s?\b|membres?\b(?! (?:du|de|des|d)\b)|membres? (?:du|de notre) reseau\b|membres? de l association\b)"
    r"|\b(?:for )?members only\b"
)
"""Words that say so in a text, folded; "membres du conseil" are others. In doubt an item stays out of the archive."""


def is_for_members(one: Article | Event) -> bool:
    """Whether an article or an event is for members only, by its tags or by its own words, wherever they stand."""
    text = f"{one.title} . {one.summary} . {getattr(one, 'body', '')}"
    words = fold_for_search(re.sub(r"<[^>]{0,2000}>", " ", text))
    tags = [fold_for_search(tag) for tag in one.tags]
    return any(tag in MEMBERS_ONLY or _FOR_MEMBERS.search(tag) for tag in tags) or bool(_FOR_MEMBERS.search(words))


def public_edition(edition: Edition) -> Edition:
    """Return the edition as anybody may read it.

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


def _public_chapters(chapters: Iterable[ThemeSection]) -> Iterable[ThemeSection]:
    for chapter in chapters:
        kept = tuple(placed for placed in chapter.articles if not is_for_members(placed.article))
        if kept:
            yield replace(chapter, articles=tuple(_impersonal(placed) for placed in kept))


def _impersonal(placed: PlacedArticle) -> PlacedArticle:
    return replace(placed, article=replace(placed.article, links=_pages(placed.article.links)))


def _public(events: Iterable[Event]) -> tuple[Event, ...]:
    return tuple(replace(event, links=_pages(event.links)) for event in events if not is_for_members(event))


def _pages(links: Iterable[Link]) -> tuple[Link, ...]:
    """Keep links to pages: a mailbox or a telephone is a person's."""
    return tuple(link for link in links if link.url.lower().startswith(("http://", "https://")))


def _tells(edition: Edition) -> bool:
    """Whether the first line names something that is left out; a long title is cut there, its beginning stays."""
    articles = (placed.article for chapter in edition.chapters for placed in chapter.articles)
    printed: tuple[Article | Event, ...] = (*articles, *edition.agenda, *edition.deadlines)
    hidden = (one for one in printed if is_for_members(one))
    return names_any(edition.preheader, (one.title for one in hidden))


# The pictures of an edition as our own thumbnails: which may be made, under which address, how large they are shown.

_WIDEST = 560
"""CSS pixels; the width of the letter."""


def public_pictures(edition: Edition) -> tuple[str, ...]:
    """Return the addresses of the pictures that anybody may see, each once, in print order."""
    articles = (placed.article for chapter in public_edition(edition).chapters for placed in chapter.articles)
    return tuple(dict.fromkeys(article.image.url for article in articles if article.image))


def own_files(edition: Edition, thumbnails: Mapping[str, Thumbnail]) -> tuple[str, ...]:
    """Return the names of the files that the page of an edition shows, each once."""
    known = (thumbnails[url].name for url in public_pictures(edition) if url in thumbnails)
    return tuple(dict.fromkeys(known))


def with_thumbnails(edition: Edition, thumbnails: Mapping[str, Thumbnail], *, page: str) -> Edition:
    """Put thumbnails in the place of the sources' pictures; a picture without one stays as it is.

    Args:
        edition: The edition.
        thumbnails: Those that there are, by the picture's own address.
        page: The address of the edition's page on the web, beside which they lie.
    """
    allowed = {url: thumbnails[url] for url in public_pictures(edition) if url in thumbnails}
    chapters = (
        replace(chapter, articles=tuple(_with_thumbnail(placed, allowed, page) for placed in chapter.articles))
        for chapter in edition.chapters
    )
    return replace(edition, chapters=tuple(chapters))


def _with_thumbnail(placed: PlacedArticle, thumbnails: Mapping[str, Thumbnail], page: str) -> PlacedArticle:
    image = placed.article.image
    if image is None or image.url not in thumbnails:
        return placed
    return replace(placed, article=replace(placed.article, image=_shown(image, thumbnails[image.url], page)))


def _shown(image: Image, thumbnail: Thumbnail, page: str) -> Image:
    """Show a thumbnail as wide as its source shows the picture, never wider than it is or than the letter."""
    width = min(image.width or thumbnail.width, thumbnail.width, _WIDEST)
    height = max(round(thumbnail.height * width / thumbnail.width), 1)
    return Image(url=f"{page.rstrip('/')}/{thumbnail.name}", alt=image.alt, width=width, height=height)
