"""An edition put into words: what the templates are filled with, made safe once more.

The model promises clean texts and safe addresses; an edition file is edited by hand, and a letter is sent to
thousands: everything passes the cleaning again here, where it is cheap, and no template has to think of it.
"""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from digest.config import Config, Letter, Mailbox
from digest.edition import Chapter, Edition, Placed
from digest.locale import _, current_language
from digest.model import Article, Event, Image, Status, day_of
from digest.render.days import on_local_clock, say_days, say_deadline, say_event, say_heading, say_ongoing
from digest.render.edito import edito_html, edito_links, edito_text
from digest.render.headers import online_address, unsubscribe_address, unsubscribe_mailbox
from digest.render.references import list_references, tell_apart
from digest.render.setting import typeset_sources
from digest.render.sheet import Day, Meeting, Picture, Section, Sheet, Story
from digest.text.addresses import safe_address
from digest.text.cleaning import clean_line, clean_text, excerpt
from digest.text.typography import typeset

_WIDEST = 560
_ONE_LINE = 110
_THEME = "theme-{number}"
_RIGHT_TO_LEFT = ("ar", "fa", "he", "ur")


def lay_out(edition: Edition, config: Config, *, has_calendar: bool, longest: int | None = None) -> Sheet:
    """Put an edition into words, in the current language.

    Args:
        edition: What is printed.
        config: Who writes, and how it looks.
        has_calendar: Whether the agenda is attached.
        longest: The most characters of a summary; None leaves them whole.
    """
    letter = config.letter
    edition = typeset_sources(edition, letter)
    zone = letter.timezone
    today = edition.window.last_day
    title = our_words(edition.title) or our_words(letter.title)
    agenda = [on_local_clock(event, zone) for event in edition.agenda]
    ongoing = [event for event in agenda if event.first_day < today]
    coming = [event for event in agenda if event.first_day >= today]
    sheet = Sheet(
        language=letter.language,
        direction=direction_of(letter.language),
        title=title,
        number=edition.number,
        subject=clean_line(edition.subject) or title,
        preheader=clean_line(edition.preheader),
        period=say_days(edition.window.first_day, edition.window.last_day, zone),
        online=online_address(edition, config),
        brand=our_words(letter.brand.name or letter.sender.name),
        logo=_web_address(letter.brand.logo),
        edito_html=edito_html(edition.edito),
        edito_text=edito_text(edition.edito),
        edito_links=edito_links(edition.edito),
        signed=our_words(edition.signed),
        pinned=_pinned(edition, letter, longest),
        sections=_sections(edition, letter, longest),
        ongoing=tuple(_meeting(event, say_ongoing(event, zone)) for event in ongoing),
        days=_days(coming, zone),
        deadlines=tuple(
            _meeting(event, say_deadline(on_local_clock(event, zone), zone)) for event in edition.deadlines
        ),
        contacts=tuple(_mailbox(mailbox) for mailbox in letter.contacts),
        sender=_mailbox(letter.sender),
        why=our_words(letter.why),
        address=clean_line(letter.address),
        unsubscribe=unsubscribe_address(config),
        unsubscribe_to=unsubscribe_mailbox(config),
        unsubscribe_subject=_("unsubscribe"),
        addressee="",
        preferences="",
        has_calendar=has_calendar,
        is_shortened=longest is not None,
    )
    return tell_apart(sheet)


def _days(coming: list[Event], zone: ZoneInfo) -> tuple[Day, ...]:
    """Put events under the days they begin on, in print order."""
    days: dict[date, list[Meeting]] = {}
    for event in coming:
        days.setdefault(event.first_day, []).append(_meeting(event, say_event(event, zone)))
    return tuple(Day(name=say_heading(day, zone), meetings=tuple(meetings)) for day, meetings in days.items())


def direction_of(language: str) -> str:
    """Tell which way a language is written: `ltr` or `rtl`."""
    return "rtl" if language.partition("-")[0] in _RIGHT_TO_LEFT else "ltr"


def our_words(words: str) -> str:
    """Typeset what the letter's own people wrote."""
    return typeset(clean_line(words), language=current_language())


def _pinned(edition: Edition, letter: Letter, longest: int | None) -> Story | None:
    """Find the article "à la une"; None where it is not in the edition."""
    found = (
        _story(placed, chapter.name, letter, longest)
        for chapter in edition.chapters
        for placed in chapter.articles
        if placed.article.id == edition.pinned
    )
    return next(found, None)


def _sections(edition: Edition, letter: Letter, longest: int | None) -> tuple[Section, ...]:
    """Give the themes without the pinned article; a theme left empty by it is not printed."""
    rests = ((chapter, _unpinned(chapter, edition.pinned)) for chapter in edition.chapters)
    return tuple(
        Section(
            anchor=_THEME.format(number=number),
            name=our_words(chapter.name),
            stories=tuple(_story(placed, chapter.name, letter, longest) for placed in rest),
        )
        for number, (chapter, rest) in enumerate(rests, start=1)
        if rest
    )


def _unpinned(chapter: Chapter, pinned: str | None) -> tuple[Placed, ...]:
    return tuple(placed for placed in chapter.articles if placed.article.id != pinned)


def _story(placed: Placed, theme: str, letter: Letter, longest: int | None) -> Story:
    article = placed.article
    url = _web_address(article.url)
    story = Story(
        title=_title(article.title),
        url=url,
        language=article.language if article.language and article.language != letter.language else None,
        date=_say_published(article, letter),
        source=clean_line(article.provenance.source),
        also_in=", ".join(our_words(name) for name in placed.also_in),
        theme=our_words(theme),
        paragraphs=_paragraphs(article, longest),
        references=list_references(article.links, but=url),
        picture=_picture(article.image),
    )
    return _compact(story) if letter.variant == "compact" else story


def _compact(story: Story) -> Story:
    """Keep the title and one line for readers on phones; links only where the title is none."""
    line = excerpt(" ".join(story.paragraphs), limit=_ONE_LINE)
    return replace(
        story,
        date="",
        source="",
        also_in="",
        paragraphs=(line,) if line else (),
        references=() if story.url else story.references,
        picture=None,
    )


def _say_published(article: Article, letter: Letter) -> str:
    if article.published is None:
        return ""
    day = day_of(article.published)
    return say_days(day, day, letter.timezone)


def _meeting(event: Event, when: str) -> Meeting:
    url = _web_address(event.url)
    return Meeting(
        id=event.id,
        title=_title(event.title),
        url=url,
        when=when,
        place=clean_line(event.place),
        status=_status(event.status),
        off=event.status in (Status.CANCELLED, Status.POSTPONED),
        references=list_references(event.links, but=url),
    )


def _status(status: Status) -> str:
    """Say in words what is not as announced: colour and a stroke alone tell nothing to those who do not see them."""
    words = {
        Status.CANCELLED: _("Cancelled"),
        Status.POSTPONED: _("Postponed"),
        Status.FULL: _("Full"),
    }
    return words.get(status, "")


def _title(title: str) -> str:
    return clean_line(title) or _("Untitled")


def _paragraphs(article: Article, longest: int | None) -> tuple[str, ...]:
    if longest is not None:
        return (excerpt(article.summary, limit=longest),) if article.summary and longest else ()
    return tuple(line for line in map(clean_line, clean_text(article.summary).split("\n")) if line)


def _picture(image: Image | None) -> Picture | None:
    """Give an image as wide as the letter at most."""
    url = _web_address(image.url) if image else None
    if not image or not url:
        return None
    width, height = _fit(image.width or 0, image.height or 0)
    return Picture(url=url, alt=clean_line(image.alt), width=width, height=height)


def _fit(width: int, height: int) -> tuple[int, int | None]:
    """Shrink a size to the letter's width; without a believable size it is as wide as the letter."""
    if width <= 0:
        return _WIDEST, None
    shown = min(width, _WIDEST)
    return shown, max(round(height * shown / width), 1) if height > 0 else None


def _mailbox(mailbox: Mailbox) -> Mailbox:
    return Mailbox(name=clean_line(mailbox.name), address=clean_line(mailbox.address))


def _web_address(url: str | None) -> str | None:
    """Give an address a browser opens; None for any other."""
    address = safe_address(clean_line(url)) if url else None
    return address if address and address.lower().startswith(("http://", "https://")) else None
