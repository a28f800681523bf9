"""What feeds.yaml says, as plain data; `load` reads the file, `rules` checks it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo


def _nothing() -> Mapping[str, str]:
    return MappingProxyType({})


class SourceType(StrEnum):
    """The kinds of places we read."""

    FEED = "feed"
    CALENDAR = "calendar"
    PAGE = "page"
    FOLDER = "folder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A place we read: an address (`url`) or a file or folder (`path`, absolute), never both.

    Attributes:
        type: What it is; `folder` for every `path`.
        same_as: Host names of mirrors: their addresses are the same articles.
        theme: The theme of everything it gives.
        tags: Tags added to everything it gives.
        replace: The source's own known faults and what they stand for.
        select: CSS selectors for a page: keys `item`, `title`, `link`, `date`, `summary`, `place`.
        saved_on: The day the material was saved, for rehearsals: its dates move with today, by whole weeks.
        line: Its line in feeds.yaml.
    """

    name: str
    type: SourceType
    url: str | None = None
    path: Path | None = None
    same_as: tuple[str, ...] = ()
    theme: str | None = None
    tags: tuple[str, ...] = ()
    replace: Mapping[str, str] = field(default_factory=_nothing)
    select: Mapping[str, str] = field(default_factory=_nothing)
    saved_on: date | None = None
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A chapter of the letter, and what belongs to it; without tags and words it takes the rest."""

    name: str
    tags: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def takes_the_rest(self) -> bool:
        """Whether it is the home of what fits no other theme."""
        return not self.tags and not self.words


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """A name and an address, as in `Cités Unies France <lettre@exemple.org>` (RFC 5322 section 3.4)."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """The look: name, logo, colours (`#rrggbb`) and fonts, set here and not in templates.

    `style` names a ready look; colours and fonts hold what it gives, or what was given in its stead.
    """

    name: str = ""
    logo: str | None = None
    style: str = "atlantique"
    colour: str = "#00386f"
    colour_dark: str = "#9cc7ff"
    fonts: str = "Arial, Helvetica, sans-serif"


STYLES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "atlantique": MappingProxyType(
            {"colour": "#00386f", "colour_dark": "#9cc7ff", "fonts": "Arial, Helvetica, sans-serif"}
        ),
        "garrigue": MappingProxyType(
            {"colour": "#8a3a12", "colour_dark": "#f2b48c", "fonts": "Georgia, 'Times New Roman', serif"}
        ),
        "ardoise": MappingProxyType(
            {"colour": "#2f3e46", "colour_dark": "#a9c4d4", "fonts": "'Trebuchet MS', Verdana, sans-serif"}
        ),
    }
)
"""The ready looks, by name: colours and fonts, readable in light and in dark. The first is the default."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """The letter itself: its words, its language and zone, and who writes it.

    `subject` may hold `{title}`, `{number}`, `{window}` and `{date}`; `variant` is `full`, or `compact` for titles with
    one line each. `typography` is `ours`, for the words that the letter prints itself, or `strict`, for all.
    `images` is `linked`, or `thumbnails` for pictures made small that lie beside the archive's pages.
    """

    title: str
    sender: Mailbox
    reply_to: Mailbox | None = None
    subject: str = "{title} – {window}"
    language: str = "fr"
    timezone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Paris"))
    address: str = ""
    why: str = ""
    contacts: tuple[Mailbox, ...] = ()
    brand: Brand = field(default_factory=Brand)
    variant: str = "full"
    typography: str = "ours"
    images: str = "linked"


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowRule:
    """How far an issue looks: back for articles, ahead for the agenda; `horizon` is how late an article may arrive."""

    articles: timedelta = timedelta(days=7)
    agenda: timedelta = timedelta(days=60)
    horizon: timedelta = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """How addresses are read: hosts allowed on private networks, the whole deadline, the most octets unpacked."""

    allow: tuple[str, ...] = ()
    deadline: timedelta = timedelta(seconds=20)
    at_most: int = 20_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Dkim:
    """Who signs the messages: a domain, the selector of its public key, the file or `${NAME}` of its private key."""

    domain: str
    selector: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Send:
    """How the letter leaves; whatever holds a secret is kept without its value: `${NAME}` stays as written.

    Attributes:
        via: The transport: `smtp`, `folder`, `sendmail`, or a provider's HTTP API: `brevo`, `mailjet`, `ses`.
        smtp: The address of the relay, for `smtp`.
        folder: Where messages are laid as files, for `folder` (a maildir); absolute.
        api_key: The key of a provider; `key:secret` for those that have two.
        api: The provider's address where it is not its usual one (a region, a rehearsal); None for the usual one.
        connections: How many connections are open at once, at most.
        rate: How many messages leave, as `10 per second`; empty where there is no limit.
        per_domain: The same for each domain of the members' addresses.
        approval: `required`, `two` for two persons, or `none`.
        approval_lasts: How long an approval holds.
        grace: How late a letter may still leave after the day it was composed for.
        test_to: Where test messages go.
        report_to: Who gets one line about each run by mail.
        return_path: Where bounces go; the sender where it is None.
        in_doubt: What is done about messages whose answer was lost: `hold`, `resend` or `skip`.
        ping: The address of a health check, told of the start and the end of `digest run`.
    """

    via: str = "smtp"
    smtp: str = ""
    folder: Path | None = None
    api_key: str = ""
    api: str | None = None
    connections: int = 4
    rate: str = ""
    per_domain: str = ""
    approval: str = "required"
    approval_lasts: timedelta = timedelta(days=3)
    grace: timedelta = timedelta(days=3)
    test_to: tuple[str, ...] = ()
    report_to: tuple[str, ...] = ()
    return_path: str = ""
    in_doubt: str = "hold"
    dkim: Dkim | None = None
    ping: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxSettings:
    """The mailbox that bounces and wishes to leave come back to.

    Attributes:
        imap: `imaps://user:${NAME}@host/folder`, or imap:// (STARTTLS required, but for a loopback host).
        bounces: After how many editions in a row that came back softly an address is no longer written to.
    """

    imap: str = ""
    bounces: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    """What the pre-flight leaves unsaid: the codes of its rules, in capitals."""

    ignore: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """feeds.yaml, read whole.

    Attributes:
        path: The file; relative paths in it start from its folder.
        minimum: How many articles and events an issue needs.
        distinct: Titles, addresses and ids of articles that are never merged with others.
    """

    path: Path
    letter: Letter
    window: WindowRule = field(default_factory=WindowRule)
    sources: tuple[Source, ...] = ()
    themes: tuple[Theme, ...] = ()
    minimum: int = 1
    distinct: tuple[str, ...] = ()
    fetch: Fetch = field(default_factory=Fetch)
    members: str | None = None
    send: Send = field(default_factory=Send)
    web: str | None = None
    inbox: MailboxSettings = field(default_factory=MailboxSettings)
    checks: Checks = field(default_factory=Checks)

    @property
    def folder(self) -> Path:
        """The folder that holds feeds.yaml, editions/ and out/."""
        return self.path.parent
