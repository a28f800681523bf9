"""One issue as plain data: what is printed, where, and why."""

from dataclasses import dataclass
from datetime import date

from digest.model import Article, Event, Problem, Window


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedArticle:
    """An article in its one home.

    Attributes:
        article: The article, with the title and summary that will be printed.
        also_in: Other themes it fits, named as "aussi dans".
        why: The rule that chose the home, in words: `source theme`, `tag "CGLU"`, `word "jumelage"`, `edited by hand`.
    """

    article: Article
    also_in: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeSection:
    """A theme of this issue with its articles, in print order; never empty."""

    name: str
    articles: tuple[PlacedArticle, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Something that is not printed, and why: by hand, older than the window, past."""

    id: str
    title: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """How many articles and events the sources gave for an edition, and what became of each; the sum closes.

    Attributes:
        printed: Articles, events, deadlines and éditos in the letter.
        waiting: What waits for its day, or starts after the last day of the agenda.
        left_out: What is left out, by hand or because it is too old; `Edition.left_out` says why.
        unclassified: Articles that fit no theme.
        merged: Copies that became one with another.
        unreadable: Items that could not be read, each with a problem.
    """

    printed: int = 0
    waiting: int = 0
    left_out: int = 0
    unclassified: int = 0
    merged: int = 0
    unreadable: int = 0

    @property
    def read(self) -> int:
        """Count all of them."""
        return self.printed + self.waiting + self.left_out + self.unclassified + self.merged + self.unreadable


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One issue, complete: the same edition always renders to the same octets.

    Attributes:
        number: From 1.
        title: The letter's title.
        day: The day it is composed for: "today" in the letter, its Date header, its DTSTAMP.
        window: The days its articles cover; the agenda starts on `window.last_day`.
        agenda: Events in print order: ongoing first, then by start; without deadlines.
        deadlines: Last days to answer, in order of day.
        pinned: The id of the article "à la une"; None where there is none.
        edito: Markdown, may be empty; `signed` names its author.
        editos: The ids of the éditos of our sources that it prints or stands for: with it they are dealt with.
        waiting: How many articles and events wait for a later edition.
        merged: How many copies became one with another.
    """

    number: int
    title: str
    day: date
    window: Window
    subject: str
    preheader: str
    edito: str = ""
    signed: str = ""
    editos: tuple[str, ...] = ()
    chapters: tuple[ThemeSection, ...] = ()
    agenda: tuple[Event, ...] = ()
    deadlines: tuple[Event, ...] = ()
    unclassified: tuple[PlacedArticle, ...] = ()
    pinned: str | None = None
    left_out: tuple[LeftOut, ...] = ()
    problems: tuple[Problem, ...] = ()
    waiting: int = 0
    merged: int = 0

    @property
    def account(self) -> Account:
        """Return what became of all that was read for this edition."""
        articles = sum(len(chapter.articles) for chapter in self.chapters)
        return Account(
            printed=articles + len(self.agenda) + len(self.deadlines) + len(self.editos),
            waiting=self.waiting,
            left_out=len(self.left_out),
            unclassified=len(self.unclassified),
            merged=self.merged,
            unreadable=sum(problem.is_item for problem in self.problems),
        )

    @property
    def size(self) -> int:
        """Count what it has to read: articles, events, deadlines; an édito counts like an article."""
        articles = sum(len(chapter.articles) for chapter in self.chapters)
        return articles + len(self.agenda) + len(self.deadlines) + bool(self.edito)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to print but the frame."""
        return not (self.chapters or self.agenda or self.deadlines or self.edito)


# What an edition has dealt with once it was sent: no later one takes it again.


def dealt_ids(edition: Edition) -> tuple[str, ...]:
    """Return the ids of the articles and éditos that the edition printed or left out, with those merged into them.

    What fits no theme was neither: it comes back until a theme takes it or its day is beyond the horizon.
    """
    articles = [placed.article for chapter in edition.chapters for placed in chapter.articles]
    merged = (key for article in articles for key in article.keys if key.startswith("a-"))
    left_out = (left.id for left in edition.left_out if left.id.startswith("a-"))
    return tuple(sorted({*(article.id for article in articles), *merged, *left_out, *edition.editos}))
