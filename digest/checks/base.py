"""What the rules are given and what they give: the material of one letter, flaws, and findings with code and level."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from digest.config.model import Config
from digest.edition import Edition
from digest.locale import _, quote
from digest.model import Article, Event, LinkCheckResult
from digest.text.sanitize import cut_at_word


class Severity(StrEnum):
    """How bad it is: an error harms readers or breaks a duty, a warning embarrasses, a note could be done better."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInput:
    """One letter as it would leave, with what is known around it.

    Attributes:
        html: The HTML part; `text` and `message` are the text part and the whole message.
        today: The day it is looked at, in the letter's zone.
        links: What each address answered; empty where none was asked.
        lines: The line of each article and event in the edition's file, by id.
    """

    edition: Edition
    config: Config
    html: str
    text: str
    message: bytes
    today: date
    links: Mapping[str, LinkCheckResult] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """Something a rule found: where, what is wrong in one clause, and what to do about it."""

    place: str
    what: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A flaw with the code and the level of its rule."""

    code: str
    level: Severity
    place: str
    what: str
    hint: str


Check = Callable[[CheckInput], Iterator[Flaw]]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRule:
    """A rule: its code, which never changes its meaning, its level, and its function, whose docstring says it."""

    code: str
    level: Severity
    check: Check


# Where things stand: what is printed, item by item, and how a person finds it again in the edition's file.

_ID = re.compile(r"\bid:\s{0,9}[\"']?([ae]-[0-9a-f]{10})\b")
_TITLE_AT_MOST = 70


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPassage:
    """Some words that are printed: a title, a summary, the editorial, with the place a person finds them at."""

    place: str
    words: str
    is_title: bool = False


def lines_of(text: str) -> Mapping[str, int]:
    """Return the line of each article and event in an edition's file, by id."""
    found: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        match = _ID.search(line[:200])
        if match:
            found.setdefault(match[1], number)
    return found


def articles_of(edition: Edition) -> tuple[Article, ...]:
    """Return the printed articles, in print order."""
    return tuple(placed.article for chapter in edition.chapters for placed in chapter.articles)


def events_of(edition: Edition) -> tuple[Event, ...]:
    """Return the printed events and deadlines, in print order."""
    return (*edition.agenda, *edition.deadlines)


def locate_item(item: Article | Event, material: CheckInput) -> str:
    """Name an article or event as a person finds it: `editions/17.yaml:23 "Bureau exécutif de CGLU"`."""
    title = quote(cut_at_word(item.title, limit=_TITLE_AT_MOST))
    line = material.lines.get(item.id)
    return f"{edition_place(material)}:{line} {title}" if line else title


def edition_place(material: CheckInput) -> str:
    """Name the edition's file."""
    return f"editions/{material.edition.number}.yaml"


def config_place(config: Config) -> str:
    """Name the letter's configuration."""
    return config.path.name


def html_place(heading: str = "") -> str:
    """Name a place in the HTML part by the heading above it."""
    if not heading:
        return _("the HTML part")
    return _('the HTML part, under "{heading}"').format(heading=cut_at_word(heading, limit=_TITLE_AT_MOST))


def passages(material: CheckInput) -> Iterator[TextPassage]:
    """Return all words that people wrote, in print order: subject, first line, editorial, titles, summaries."""
    edition, file = material.edition, edition_place(material)
    yield TextPassage(place=f"{file} subject", words=edition.subject, is_title=True)
    yield TextPassage(place=f"{file} preheader", words=edition.preheader)
    yield TextPassage(place=f"{file} edito", words=edition.edito)
    for item in items_of(edition):
        place = locate_item(item, material)
        yield TextPassage(place=place, words=item.title, is_title=True)
        yield TextPassage(place=place, words=item.summary)


def items_of(edition: Edition) -> tuple[Article | Event, ...]:
    """Return everything printed that has an entry of its own in the edition's file."""
    return (*articles_of(edition), *events_of(edition))


def places_of_address(url: str, material: CheckInput) -> tuple[str, ...]:
    """Name every article and event that leads to an address."""
    items = (item for item in items_of(material.edition) if url in _addresses(item))
    return tuple(locate_item(item, material) for item in items)


def _addresses(item: Article | Event) -> Iterable[str | None]:
    pictures = (item.image.url,) if isinstance(item, Article) and item.image else ()
    return (item.url, *(link.url for link in item.links), *pictures)
