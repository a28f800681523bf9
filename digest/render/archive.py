"""The archive as static web pages: an index, a page for each edition with its calendars, a feed, a map of the site.

Editions in, paths and octets out, always the same for the same editions. What anybody may read only: no member, nothing
that would take a reader off the list, no contact's address, nothing tagged as for members. Nothing on a page is fetched
from another host than its own, no script is needed, and nothing counts readers. The addresses are those that the letter
prints ("read it online"), see `headers.online_address`.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from digest.config.model import Config
from digest.edition import Edition, PlacedArticle, ThemeSection
from digest.edition.views import public_edition
from digest.locale import in_language
from digest.model import Event, Moment, Status
from digest.render.colours import brand_colours
from digest.render.headers import online_address
from digest.render.ics import write_calendar, write_event
from digest.render.layout import direction_of, lay_out, our_words
from digest.render.templates import TemplateEnvironment
from digest.render.view import LetterView
from digest.text.sanitize import clean_line
from digest.text.urls import safe_address

# An edition for machines, inside its page: JSON-LD of schema.org, a NewsArticle for the letter, Events for dates.

_LONGEST_HEADLINE = 110
_STATUSES = {
    Status.CONFIRMED: "EventScheduled",
    Status.CANCELLED: "EventCancelled",
    Status.POSTPONED: "EventPostponed",
    Status.FULL: "EventScheduled",
}
# A data block ends at "</script", and two line ends of Unicode end a line of JavaScript.
_ESCAPES = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"}


def write_linked_data(edition: Edition, sheet: LetterView) -> str:
    """Return the JSON that stands in `<script type="application/ld+json">`; nothing in it can end that element."""
    graph = [_letter(edition, sheet), *(_event(event) for event in edition.agenda)]
    record = {"@context": "https://schema.org", "@graph": graph}
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)


def _letter(edition: Edition, sheet: LetterView) -> dict[str, Any]:
    publisher = {"@type": "Organization", "name": sheet.sender.name or sheet.brand or sheet.title}
    return _said(
        {
            "@type": "NewsArticle",
            "headline": sheet.subject[:_LONGEST_HEADLINE],
            "description": sheet.preheader,
            "datePublished": edition.day.isoformat(),
            "inLanguage": sheet.language,
            "isAccessibleForFree": True,
            "url": sheet.online,
            "mainEntityOfPage": sheet.online,
            "author": publisher,
            "publisher": publisher,
            "articleSection": [section.name for section in sheet.sections],
        }
    )


def _event(event: Event) -> dict[str, Any]:
    place = clean_line(event.place)
    return _said(
        {
            "@type": "Event",
            "name": clean_line(event.title),
            "startDate": _moment(event.start),
            "endDate": _moment(event.end),
            "eventStatus": f"https://schema.org/{_STATUSES[event.status]}",
            "location": {"@type": "Place", "name": place, "address": place} if place else None,
            "url": _page_node(event.url),
        }
    )


def _page_node(url: str | None) -> str | None:
    address = safe_address(clean_line(url)) if url else None
    return address if address and address.lower().startswith("http") else None


def _said(record: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is not known."""
    return {key: value for key, value in record.items() if value not in (None, "", [])}


def _moment(moment: Moment | None) -> str | None:
    if isinstance(moment, datetime):
        return moment.isoformat(timespec="minutes")
    return moment.isoformat() if moment else None


FEED, MAP, ROBOTS, STYLE = "atom.xml", "sitemap.xml", "robots.txt", "archive.css"
AGENDA = "agenda.ics"
_NEWEST = 20
_HOUR = time(8)
# What XML 1.0 has no way to write (section 2.2); a page has no use for it either.
_UNWRITABLE = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedIssue:
    """One edition as the archive shows it.

    Attributes:
        path: Its folder in the archive: `17/`.
        address: Where its page is on the web; None where the letter has no place there.
        identity: What the feed calls it for good (RFC 4287 section 4.2.6).
        published: The instant it bears as its date, as in the head of its mail (RFC 3339).
        year: What the index files it under.
        calendars: The calendar file of each event, by the event's id.
        has_agenda: Whether `agenda.ics` lies beside its page.
        data: JSON-LD.
    """

    letter: LetterView
    path: str
    address: str | None
    identity: str
    published: str
    year: int
    calendars: Mapping[str, str]
    has_agenda: bool
    data: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveSite:
    """What every page of the archive knows: the letter's name, its address on the web, its issues, newest first."""

    title: str
    language: str
    direction: str
    publisher: str
    address: str | None
    identity: str
    issues: tuple[ArchivedIssue, ...]

    @property
    def updated(self) -> str:
        """Return the instant of the newest issue."""
        return max(issue.published for issue in self.issues)

    @property
    def has_feed(self) -> bool:
        """Whether there is a feed: it needs a known address and something to tell of."""
        return bool(self.address and self.issues)

    @property
    def newest(self) -> tuple[ArchivedIssue, ...]:
        """Return the issues that the feed tells of."""
        return self.issues[:_NEWEST]


def render_archive(editions: Iterable[Edition], config: Config, *, templates: Path | None = None) -> dict[str, bytes]:
    """Return the files of the archive by their path in it, each after those it leads to.

    Without a place on the web there is no feed and no map.

    Args:
        editions: In any order; one without anything to read is left out.
        config: Who writes, in which language and look, and where.
        templates: The project's own templates, each of which replaces ours of the same name.

    Raises:
        TemplateError: A template of the project cannot be used.
    """
    config = _for_the_web(config)
    shown = sorted(map(public_edition, editions), key=lambda edition: edition.number, reverse=True)
    shown = [_with_own_pictures(edition, config.web) for edition in shown if not edition.is_empty]
    with in_language(config.letter.language):
        press = TemplateEnvironment(templates)
        site = _site(shown, config)
        files = {STYLE: press.style("archive.css", brand_colours(config.letter.brand))}
        files |= _issue_pages(site, press) | {"index.html": _page(press, "archive.index.html.j2", {"site": site})}
        files |= _web_files(site, press)
        calendars = _calendar_files(shown, config)
    return calendars | {path: _UNWRITABLE.sub("", text).encode() for path, text in files.items()}


def _for_the_web(config: Config) -> Config:
    """Take a logo away that another host would have to be asked for; pages have room for the whole letter."""
    brand = config.letter.brand
    logo = brand.logo if _is_own(brand.logo, config.web) else None
    return replace(config, letter=replace(config.letter, brand=replace(brand, logo=logo), variant="full"))


def _with_own_pictures(edition: Edition, web: str | None) -> Edition:
    """Take the pictures away that lie on another host: it would learn who reads."""
    chapters = (
        ThemeSection(name=chapter.name, articles=tuple(_with_own_picture(placed, web) for placed in chapter.articles))
        for chapter in edition.chapters
    )
    return replace(edition, chapters=tuple(chapters))


def _with_own_picture(placed: PlacedArticle, web: str | None) -> PlacedArticle:
    image = placed.article.image
    if image is None or _is_own(image.url, web):
        return placed
    return replace(placed, article=replace(placed.article, image=None))


def _is_own(address: str | None, web: str | None) -> bool:
    return bool(address and web) and _origin(address or "") == _origin(web or "")


def _origin(address: str) -> tuple[str, str]:
    try:
        parts = urlsplit(address)
    except ValueError:
        return "", address
    return parts.scheme.lower(), parts.netloc.lower()


def _site(editions: Sequence[Edition], config: Config) -> ArchiveSite:
    letter = config.letter
    return ArchiveSite(
        title=our_words(letter.title),
        language=letter.language,
        direction=direction_of(letter.language),
        publisher=our_words(letter.sender.name or letter.brand.name or letter.title),
        address=f"{config.web.rstrip('/')}/" if config.web else None,
        identity=_identity(config, ""),
        issues=tuple(_issue(edition, config) for edition in editions),
    )


def _issue(edition: Edition, config: Config) -> ArchivedIssue:
    events = (*edition.agenda, *edition.deadlines)
    sheet = lay_out(edition, config, has_calendar=bool(events))
    return ArchivedIssue(
        letter=sheet,
        path=f"{edition.number}/",
        address=online_address(edition, config),
        identity=_identity(config, str(edition.number)),
        published=datetime.combine(edition.day, _HOUR, config.letter.timezone).isoformat(),
        year=edition.window.last_day.year,
        calendars={event.id: f"{event.id}.ics" for event in events if _is_file_name(event.id)},
        has_agenda=bool(events),
        data=write_linked_data(edition, sheet),
    )


def _identity(config: Config, number: str) -> str:
    """Name the letter or one issue of it for good, wherever the archive may move to."""
    return uuid5(NAMESPACE_URL, f"mailto:{config.letter.sender.address.lower()}#{number}").urn


def _is_file_name(name: str) -> bool:
    return re.fullmatch(r"[a-z]-[0-9a-f]{1,40}", name) is not None


def _issue_pages(site: ArchiveSite, press: TemplateEnvironment) -> dict[str, str]:
    around = zip(site.issues, (None, *site.issues), (*site.issues[1:], None), strict=False)
    return {
        f"{issue.path}index.html": _page(
            press,
            "archive.html.j2",
            {"site": site, "issue": issue, "letter": issue.letter, "newer": newer, "older": older},
        )
        for issue, newer, older in around
    }


def _page(press: TemplateEnvironment, name: str, values: Mapping[str, object]) -> str:
    return re.sub(r"\n{2,}", "\n", press.fill(name, values)) + "\n"


def _web_files(site: ArchiveSite, press: TemplateEnvironment) -> dict[str, str]:
    """Return the files that only make sense at a known address."""
    if not site.address or not site.has_feed:
        return {}
    files = {
        FEED: _page(press, "archive.atom.xml.j2", {"site": site, "feed": f"{site.address}{FEED}"}),
        MAP: _page(press, "archive.sitemap.xml.j2", {"site": site}),
    }
    if urlsplit(site.address).path == "/":  # robots look for it at the root of a host only (RFC 9309 section 2.3)
        files[ROBOTS] = f"User-agent: *\nAllow: /\nSitemap: {site.address}{MAP}\n"
    return files


def _calendar_files(editions: Iterable[Edition], config: Config) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for edition in editions:
        events = (*edition.agenda, *edition.deadlines)
        if events:
            files[f"{edition.number}/{AGENDA}"] = write_calendar(events, edition=edition, config=config)
        for event in events:
            if _is_file_name(event.id):
                files[f"{edition.number}/{event.id}.ics"] = write_event(event, edition=edition, config=config)
    return files
