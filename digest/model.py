"""The nouns that all packages share: articles, events, windows, members, deliveries, problems.

Plain frozen data. A `datetime` always has a zone; a day without an hour is a `date`, never midnight. Texts are plain
and clean (no markup, no control or bidirectional mark) except `Article.body`, which is safe HTML.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

Moment = date | datetime
"""A day, or an instant with its zone."""

FIRST_WEB_PAGE = date(1990, 12, 20)
"""No article is older; feeds say 1970 for "unknown"."""


def day_of(moment: Moment) -> date:
    """Return the day of a moment, in the moment's own zone."""
    return moment.date() if isinstance(moment, datetime) else moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where something was read: source by name, address or file (relative to feeds.yaml), and line from 1."""

    source: str
    where: str
    line: int | None = None

    def __str__(self) -> str:
        return f"{self.where}:{self.line}" if self.line else self.where


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something wrong in the input, with its place; `hint` says what to do about it, as an instruction.

    `is_item` where one item of a source could not be read whole, and not the source.
    """

    source: str
    where: str
    message: str
    hint: str = ""
    is_item: bool = False

    def __str__(self) -> str:
        place = self.where or self.source
        first = f"{place}: {self.message}" if place else self.message
        return f"{first}\n  {self.hint}" if self.hint else first


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture at an http(s) address; width and height in CSS pixels where the source gave them."""

    url: str
    alt: str = ""
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Thumbnail:
    """A picture made small, in a file of our own; width and height are its pixels."""

    name: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An address worth following, with the words for it: an enclosure, a registration page, a document."""

    url: str
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """Something the network published.

    Attributes:
        id: `a-` and 10 hexadecimal digits, stable as long as the article is the same article.
        title: One line of plain text, never empty.
        url: The http(s) address a reader opens; None where there is none.
        published: When it was published, by its own word; None where it does not say.
        summary: One plain-text paragraph or a few, cut to a length that a letter bears; may be empty.
        body: The whole text as safe HTML; may be empty.
        tags: The source's own sections and keywords, in its order.
        keys: What identifies it beside its address: GUIDs, mirrors' addresses, a file's path.
        theme: The theme the article itself or its source names, if any.
        is_edito: Whether it is the édito of an edition and no article of a theme; then `summary` is its whole
            Markdown and `author` who signs it.
    """

    id: str
    title: str
    url: str | None = None
    published: Moment | None = None
    summary: str = ""
    body: str = ""
    tags: tuple[str, ...] = ()
    author: str = ""
    image: Image | None = None
    links: tuple[Link, ...] = ()
    language: str | None = None
    theme: str | None = None
    keys: tuple[str, ...] = ()
    is_edito: bool = False
    provenance: Provenance


class Status(StrEnum):
    """Whether an event takes place."""

    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    POSTPONED = "postponed"
    FULL = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An agenda item, first day to last day.

    Attributes:
        id: `e-` and 10 hexadecimal digits, stable as long as the event is the same event.
        start: A day (all-day) or an instant; None only for a deadline.
        end: The last day, included, or the instant it ends; None where the end is not known. A deadline has only this.
        url: The http(s) address a reader opens; None where there is none.
        keys: What identifies it: the calendar's UID with the occurrence's day, a file's path.
        sequence: The calendar's revision number (RFC 5545 section 3.8.7.4).
        slots: Its sittings, where there are several: "du 10 au 12 mars, de 9 h à 17 h" has three.
        precision: month, quarter, semester, about, from or before, where it was said so; `end` of "before" is too late.
    """

    id: str
    title: str
    start: Moment | None = None
    end: Moment | None = None
    slots: tuple[tuple[Moment, Moment | None], ...] = ()
    precision: str = ""
    place: str = ""
    url: str | None = None
    summary: str = ""
    status: Status = Status.CONFIRMED
    tags: tuple[str, ...] = ()
    theme: str | None = None
    links: tuple[Link, ...] = ()
    keys: tuple[str, ...] = ()
    sequence: int = 0
    provenance: Provenance

    def __post_init__(self) -> None:
        if self.start is None and self.end is None:
            raise ValueError("an event has a start, or, as a deadline, an end")

    @property
    def is_deadline(self) -> bool:
        """Whether only its end is given: the last day to register, to apply, to answer."""
        return self.start is None

    @property
    def all_day(self) -> bool:
        """Whether it has days and no hours."""
        return not isinstance(self.start if self.start is not None else self.end, datetime)

    @property
    def first_day(self) -> date:
        """The first day; of a deadline, the day it ends."""
        return day_of(self.start) if self.start is not None else self.last_day

    @property
    def last_day(self) -> date:
        """The last day, included; an evening that ends at midnight ends on its own day."""
        if self.end is None:
            assert self.start is not None  # noqa: S101 - __post_init__ saw to it
            return day_of(self.start)
        if isinstance(self.end, datetime) and isinstance(self.start, datetime) and self.end > self.start:
            return (self.end - timedelta(microseconds=1)).date()
        if self.precision == "before" and not isinstance(self.end, datetime):
            return self.end - timedelta(days=1)
        return day_of(self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The days an issue covers; both ends count."""

    first_day: date
    last_day: date

    def __contains__(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """What one source left for its next reading (RFC 9110 sections 8.8 and 13.1).

    Attributes:
        etag: The validator to send back as If-None-Match; empty where there is none.
        last_modified: The date to send back as If-Modified-Since, to the letter; empty where there is none.
        body: The last good octets, for sources whose meaning moves with the day (calendars); None elsewhere.
        fingerprint: SHA-256 of the last good octets, hexadecimal.
        items: What tells which items of a feed need not be read again; empty where all must be.
        deferred: The same of the articles that wait unread, or were too old for an edition that was sent.
        address: The address of feeds.yaml that all below is about; once it changes there, nothing of it holds.
        moved_to: Where that address has moved for good (301, 308); empty where it has not.
        is_gone: Whether it is gone for good (410).
        wait_until: Until when the site asked not to be asked (Retry-After); None where it did not.
        last_read: When it was last asked; the store writes it down, as it does the two below.
        failures: How many readings in a row failed.
        failing_since: The first of them; None while all is well.
    """

    etag: str = ""
    last_modified: str = ""
    body: bytes | None = None
    fingerprint: str = ""
    items: bytes = b""
    deferred: bytes = b""
    address: str = ""
    moved_to: str = ""
    is_gone: bool = False
    wait_until: datetime | None = None
    last_read: datetime | None = None
    failures: int = 0
    failing_since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeferredFeed:
    """The articles of a feed that are older than an edition would print, as a feed of their own, unread.

    Attributes:
        source: The name of the source.
        where: The address they were read from.
        language: What the response's headers said of the language.
        last_day: The newest day among them.
        octets: The feed.
        items: What tells these articles from others in the whole feed, as in `SourceState.items`.
    """

    source: str
    where: str
    language: str = ""
    last_day: date
    octets: bytes
    items: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceResult:
    """What one source gave in one reading.

    Attributes:
        source: The name of the source.
        is_complete: Whether it shows all it has (a folder, a calendar): what it no longer shows is withdrawn.
        is_unchanged: Whether it said that nothing changed since the last reading; then nothing is withdrawn.
        failed: Whether it could not be read at all; the problems say why. `remembered` then keeps the validators of the
            last good reading.
        is_skipped: Whether it was not asked at all, for the reasons the problems say; then it is as it was.
        deferred: Its articles before the horizon, unread; None where there are none.
    """

    source: str
    articles: tuple[Article, ...] = ()
    events: tuple[Event, ...] = ()
    problems: tuple[Problem, ...] = ()
    remembered: SourceState | None = None
    is_complete: bool = False
    is_unchanged: bool = False
    failed: bool = False
    is_skipped: bool = False
    deferred: DeferredFeed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionResult:
    """What the sources gave, in the order of feeds.yaml, with its problems."""

    yields: tuple[SourceResult, ...] = field(default=())

    @property
    def articles(self) -> tuple[Article, ...]:
        """All articles, in the order of the sources."""
        return tuple(article for one in self.yields for article in one.articles)

    @property
    def events(self) -> tuple[Event, ...]:
        """All events, in the order of the sources."""
        return tuple(event for one in self.yields for event in one.events)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All problems, in the order of the sources."""
        return tuple(problem for one in self.yields for problem in one.problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenArticle:
    """An article as the store knows it: with the instant it was first seen."""

    article: Article
    first_seen: datetime
    number: int | None = None
    """The sent edition that dealt with it, if any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenEvent:
    """An event as the store knows it."""

    event: Event
    first_seen: datetime


class LinkStatus(StrEnum):
    """What came of asking whether a link leads anywhere."""

    ALIVE = "alive"
    DEAD = "dead"
    NO_HOST = "no host"
    PRIVATE = "private"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkCheckResult:
    """What one address of the letter answered: `words` say what went wrong, `moved_to` where it has moved for good.

    `reach` is dead only where the site itself said so; unsure where nothing was learnt (too slow, refused, broken).
    """

    url: str
    reach: LinkStatus
    words: str = ""
    moved_to: str | None = None


class MemberStatus(StrEnum):
    """Whether a member is written to."""

    ACTIVE = "active"
    UNSUBSCRIBED = "unsubscribed"
    BOUNCED = "bounced"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """The record of a member's consent: when it was given, how, and to which words (GDPR, article 7(1))."""

    given: date | None = None
    how: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A person who receives the letter.

    Attributes:
        id: 16 characters out of `A-Za-z0-9_-`, from chance; it stands for the member in addresses and message ids.
        address: As it is written to: the domain in small letters, the rest as it was given.
        name: One line, may be empty.
        language: `fr` or `en`; empty for the letter's.
        themes: The themes that were chosen; empty for all.
        paused_until: The last day on which nothing is sent; None where there is no pause.
    """

    id: str
    address: str
    name: str = ""
    language: str = ""
    themes: tuple[str, ...] = ()
    standing: MemberStatus = MemberStatus.ACTIVE
    paused_until: date | None = None
    consent: Consent = field(default_factory=Consent)


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRow:
    """A member as one row of a list names them; None stands for what the list does not say.

    Attributes:
        line: The line on which the row begins, from 1; 0 where there are no lines.
        is_doubtful: Whether something else in the row cannot be used: it brings nobody in, and no member out.
    """

    address: str
    line: int = 0
    name: str | None = None
    language: str | None = None
    themes: tuple[str, ...] | None = None
    standing: MemberStatus | None = None
    paused_until: date | None = None
    consent: Consent | None = None
    is_doubtful: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkKey:
    """What members' personal links are signed with; the secret shows in no representation."""

    number: int
    secret: bytes = field(repr=False)


class DeliveryState(StrEnum):
    """The one state that a member's message of an edition is in."""

    TO_SEND = "to send"
    IN_FLIGHT = "in flight"
    SENT = "sent"
    DEFERRED = "deferred"
    REFUSED = "refused"
    EXCLUDED = "excluded"
    IN_DOUBT = "in doubt"


MOST_TRIES = 12
"""How often a message is begun at most, over all runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message to one member, and what became of it.

    Attributes:
        place: Its place in the list of the edition, from 1.
        member: The member's id.
        variant: Which rendering of the edition it is made of.
        tries: How often it was begun.
        again: When it may be tried again; None where that does not matter.
        words: The last answer of the server, with its code, or why it is excluded; may be empty.
    """

    place: int
    member: str
    address: str
    name: str = ""
    variant: int = 0
    state: DeliveryState = DeliveryState.TO_SEND
    tries: int = 0
    again: datetime | None = None
    words: str = ""
