"""What the templates are filled with: one letter in words, in print order.

Whatever an own template of a project asks for is an attribute here; `layout` fills them.
"""

from dataclasses import dataclass

from digest.config.model import Mailbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """An address with the words for it."""

    url: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureView:
    """An image with the size it is shown at; None where the size is not known."""

    url: str
    alt: str
    width: int
    height: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleView:
    """An article in words; `language` only where it is not the letter's."""

    title: str
    url: str | None
    language: str | None
    date: str
    source: str
    also_in: str
    theme: str
    paragraphs: tuple[str, ...]
    references: tuple[Reference, ...]
    picture: PictureView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionView:
    """A theme with its stories; `anchor` is its place in the page."""

    anchor: str
    name: str
    stories: tuple[ArticleView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventView:
    """An event or a deadline in words.

    `off` where it does not take place as announced; `remaining` says how many days a deadline leaves.
    """

    id: str
    title: str
    url: str | None
    when: str
    place: str
    status: str
    off: bool
    remaining: str
    references: tuple[Reference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayView:
    """The events that begin on one day: its name, and the parts that a column of dates shows."""

    name: str
    number: str
    month: str
    weekday: str
    meetings: tuple[EventView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterView:
    """One letter in words, in print order; what is empty is not printed, its heading neither.

    `addressee` and `preferences` are a member's name or address and the address of the member's page; empty where the
    letter is printed for nobody in particular. Templates print these as they are, and the ways to unsubscribe too.
    """

    language: str
    direction: str
    title: str
    number: int
    subject: str
    preheader: str
    contents: str
    period: str
    online: str | None
    brand: str
    logo: str | None
    edito_html: str
    edito_text: str
    edito_links: tuple[str, ...]
    signed: str
    pinned: ArticleView | None
    sections: tuple[SectionView, ...]
    ongoing: tuple[EventView, ...]
    days: tuple[DayView, ...]
    deadlines: tuple[EventView, ...]
    contacts: tuple[Mailbox, ...]
    sender: Mailbox
    why: str
    address: str
    unsubscribe: str
    unsubscribe_to: str
    unsubscribe_subject: str
    addressee: str
    preferences: str
    has_calendar: bool
    is_shortened: bool

    @property
    def has_agenda(self) -> bool:
        """Whether any event is printed."""
        return bool(self.ongoing or self.days)

    @property
    def stories(self) -> tuple[ArticleView, ...]:
        """Return all articles, in print order."""
        pinned = (self.pinned,) if self.pinned else ()
        return (*pinned, *(story for section in self.sections for story in section.stories))

    @property
    def meetings(self) -> tuple[EventView, ...]:
        """Return all events without the deadlines, in print order."""
        return (*self.ongoing, *(meeting for day in self.days for meeting in day.meetings))

    @property
    def items(self) -> tuple[ArticleView | EventView, ...]:
        """Return all that may have links below its title, in print order."""
        return (*self.stories, *self.meetings, *self.deadlines)

    @property
    def link_numbers(self) -> dict[str, int]:
        """Number the addresses that the text part lists at its end, in the order in which they are met."""
        urls = (url for item in self.items for url in (item.url, *(link.url for link in item.references)) if url)
        return {url: number for number, url in enumerate(dict.fromkeys((*self.edito_links, *urls)), start=1)}
