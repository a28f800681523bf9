"""Where each article and event comes from, and why it is where it is: what `explain` says, in the letter's order."""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from digest.app.build import EditionService
from digest.checks import lines_of
from digest.edition import Edition
from digest.locale import _
from digest.model import Article, Event
from digest.selection.explain import Explanation
from digest.text.dates import format_moments


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What is known of one article or event.

    Attributes:
        source: The name of its source; empty for what a person wrote into the file.
        where: The address or file it was read from.
        first_seen: The day it came in, in words.
        reasons: One sentence each, the decisive one first.
        line: Its line in the edition's file; 0 where it has none.
    """

    title: str
    source: str = ""
    where: str = ""
    first_seen: str = ""
    reasons: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvenanceGroup:
    """A part of the letter with the origins of what it holds."""

    name: str
    origins: tuple[Origin, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    explanations: Mapping[str, Explanation]
    first_seen: Mapping[str, datetime]
    lines: Mapping[str, int]
    newsroom: EditionService

    def origin(self, key: str, title: str, reason: str = "", line: int = 0) -> Origin:
        found = self.explanations.get(key)
        reasons = found.reasons if found else tuple(filter(None, [reason]))
        return Origin(
            title=title,
            source=found.source if found else "",
            where=self._place(found.where) if found else "",
            first_seen=self._day(key),
            reasons=reasons,
            line=self.lines.get(key, line),
        )

    def _place(self, where: str) -> str:
        """Name a file from the folder of feeds.yaml on, as the person knows it."""
        return where.removeprefix(f"{self.newsroom.config.folder}{os.sep}")

    def _day(self, key: str) -> str:
        zone = self.newsroom.config.letter.timezone
        seen = self.first_seen.get(key)
        return format_moments(seen.astimezone(zone).date(), None, zone=zone) if seen else ""


def find_origins(newsroom: EditionService, edition: Edition | None, *, text: str) -> tuple[ProvenanceGroup, ...]:
    """Report of everything in an edition where it comes from.

    Args:
        newsroom: Knows what the store has and why.
        edition: The edition.
        text: What is in its file.
    """
    if edition is None:
        return ()
    found = {one.id: one for one in newsroom.explain("", number=edition.number)}
    known = _Known(found, newsroom.first_seen(), lines_of(text), newsroom)
    return tuple(group for group in _groups(edition, known) if group.origins)


def _groups(edition: Edition, known: _Known) -> Iterator[ProvenanceGroup]:
    for chapter in edition.chapters:
        articles = (placed.article for placed in chapter.articles)
        yield ProvenanceGroup(name=chapter.name, origins=_printed(articles, known))
    yield ProvenanceGroup(name=_("Agenda"), origins=_printed(edition.agenda, known))
    yield ProvenanceGroup(name=_("Deadlines"), origins=_printed(edition.deadlines, known))
    yield ProvenanceGroup(name=_("In no theme"), origins=_printed((one.article for one in edition.unclassified), known))
    left_out = tuple(known.origin(left.id, left.title, left.reason) for left in edition.left_out)
    yield ProvenanceGroup(name=_("Left out"), origins=left_out)


def _printed(items: Iterable[Article | Event], known: _Known) -> tuple[Origin, ...]:
    by_hand = _("written into the edition's file by hand")
    return tuple(known.origin(item.id, item.title, by_hand, item.provenance.line or 0) for item in items)
