"""What a feed, a page or a file says of an article, as it came: foreign, unclean, unread.

Every reader fills this; `articles` makes it clean and gives it its place in the model. Only readers make it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from digest.config.model import Source
from digest.model import Status, Window


@dataclass(frozen=True, slots=True, kw_only=True)
class RawFile:
    """An enclosure or attachment, a picture among them; the type as the source declares it."""

    url: str
    type: str = ""
    title: str = ""
    width: str = ""
    height: str = ""

    @property
    def is_image(self) -> bool:
        """Whether it is a picture, by its declared type or, without one, by its ending."""
        endings = (".jpg", ".jpeg", ".png", ".gif", ".webp")
        if self.type:
            return self.type.lower().startswith("image")
        return self.url.lower().partition("?")[0].endswith(endings)


@dataclass(frozen=True, slots=True, kw_only=True)
class RawDates:
    """The day and hour of an event, in the source's own words; all empty for an article that is none."""

    start: str = ""
    end: str = ""
    place: str = ""
    status: Status | None = None
    """What it states of whether it takes place; None where only words could tell."""

    @property
    def is_event(self) -> bool:
        """Whether the source says explicitly when it takes place."""
        return bool(self.start)


@dataclass(frozen=True, slots=True, kw_only=True)
class RawArticle:
    """One article as a source gives it.

    Attributes:
        title: Text or HTML, escaped never, once or twice.
        guid: Its identifier in the source; an address only by chance.
        published: The date in the source's own words; empty where it gives none.
        summary: HTML.
        content: HTML, the whole text where the source gives it.
        files: Enclosures and attachments.
        base: The address that relative links in it start from.
        dates: When it takes place, if the source says it is an event.
        own_address: Whether the address is its own; False where other articles of the source share it.
    """

    title: str = ""
    url: str = ""
    guid: str = ""
    published: str = ""
    summary: str = ""
    content: str = ""
    tags: tuple[str, ...] = ()
    author: str = ""
    files: tuple[RawFile, ...] = ()
    language: str = ""
    base: str = ""
    dates: RawDates = RawDates()
    own_address: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RawFeed:
    """A feed as it came.

    Attributes:
        articles: At most `AT_MOST` of them, in its order.
        generator: The program that says it wrote it.
        left_over: How many articles were not read, because the feed holds more than we take.
        is_feed: Whether it is a feed at all.
        is_truncated: Whether it ends in the middle; an article that is cut is left for the next time.
    """

    articles: tuple[RawArticle, ...] = ()
    generator: str = ""
    left_over: int = 0
    is_feed: bool = True
    is_truncated: bool = False


# What a reader of bytes is told about them; shared by every kind of source.


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadContext:
    """One reading of one address or file of a source.

    Attributes:
        source: The source, as feeds.yaml has it.
        where: The address after redirects, or the file relative to feeds.yaml; goes into provenances and problems.
        today: The day of the reading; what French dates without a year are read against where nothing better is known.
        zone: The letter's zone: hours without a zone are meant there.
        agenda: The days in which recurring events are expanded, both ends included.
        headers: The response's headers, lower-case names; empty for files.
        horizon: The first day whose articles a feed has to be read for now; None where all are read.
        known: Which items of a feed were read before (`Remembered.items`) and are not to be read again.
    """

    source: Source
    where: str
    today: date
    zone: ZoneInfo
    agenda: Window
    headers: Mapping[str, str] = field(default_factory=dict)
    known: bytes = b""
    horizon: date | None = None
