"""An edition put into words: what the templates are filled with, made safe once more.

The model promises clean texts and safe addresses; an edition file is edited by hand, and a letter is sent to
thousands: everything passes the cleaning again here, where it is cheap, and no template has to think of it.
"""

from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from digest.config.model import Config, Letter, Mailbox
from digest.edition import Edition, PlacedArticle, ThemeSection
from digest.locale import _, current_language, ngettext
from digest.model import Article, Event, Image, Link, Moment, Status, day_of
from digest.render.editorial import edito_html, edito_links, edito_text
from digest.render.headers import online_address, unsubscribe_address, unsubscribe_mailbox
from digest.render.references import distinguish_titles, list_references
from digest.render.view import ArticleView, DayView, EventView, LetterView, PictureView, SectionView
from digest.text.dates import format_moments
from digest.text.sanitize import clean_line, clean_text, excerpt
from digest.text.typography import typeset
from digest.text.urls import safe_address

# Words for the addresses of an article or an event: what its source calls them, else the host and the kind of file.


# The words of sources, typeset like ours where the letter asks for it (`typography: strict`).


def typeset_sources(edition: Edition, letter: Letter) -> Edition:
    """Return an edition with the words of its sources as the letter wants them."""
    if letter.typography != "strict":
        return edition
    language = letter.language
    return replace(
        edition,
        chapters=tuple(_chapter(chapter, language) for chapter in edition.chapters),
        agenda=tuple(_event(event, language) for event in edition.agenda),
        deadlines=tuple(_event(event, language) for event in edition.deadlines),
    )


def _chapter(chapter: ThemeSection, language: str) -> ThemeSection:
    articles = (replace(placed, article=_article(placed.article, language)) for placed in chapter.articles)
    return replace(chapter, articles=tuple(articles))


def _article(article: Article, language: str) -> Article:
    if article.language and article.language != language:
        return article
    return replace(
        article,
        title=_line(article.title, language),
        summary="\n".join(_line(line, language) for line in clean_text(article.summary).split("\n")),
        links=_links(article.links, language),
        image=_image(article.image, language),
    )


def _event(event: Event, language: str) -> Event:
    title, place = _line(event.title, language), _line(event.place, language)
    return replace(event, title=title, place=place, links=_links(event.links, language))


def _links(links: tuple[Link, ...], language: str) -> tuple[Link, ...]:
    return tuple(replace(link, title=_line(link.title, language)) for link in links)


def _image(image: Image | None, language: str) -> Image | None:
    return replace(image, alt=_line(image.alt, language)) if image else None


def _line(words: str, language: str) -> str:
    return typeset(clean_line(words), language=language)


# When things are, as the letter says it: under a day's heading only the hours, elsewhere the days.

_NOON = time(12)


def say_heading(day: date, zone: ZoneInfo) -> str:
    """Return in words a day with its weekday: "Jeudi 25 avril 2024"."""
    return _capital(format_moments(datetime.combine(day, _NOON, zone), None, zone=zone).partition(", ")[0])


def say_days(first: date, last: date, zone: ZoneInfo) -> str:
    """Return in words a run of days, both included: "du 9 au 15 avril 2024"."""
    return format_moments(first, last, zone=zone)


def format_event_time(event: Event, zone: ZoneInfo) -> str:
    """Return in words when an event takes place, as it was said."""
    return format_moments(event.start, event.end, zone=zone, slots=event.slots, precision=event.precision)


def say_event(event: Event, zone: ZoneInfo) -> str:
    """Return in words when an event takes place, under the heading of its first day; empty for one whole day."""
    if event.all_day and event.first_day == event.last_day and not event.precision:
        return ""
    words = format_event_time(event, zone)
    several_days = bool(event.slots) and day_of(event.slots[0][0]) != day_of(event.slots[-1][0])
    return _capital(words if several_days else words.partition(", ")[2] or words)


def say_ongoing(event: Event, zone: ZoneInfo) -> str:
    """Return in words how long something lasts that began before the letter: "Du 2 avril au 3 mai 2024"."""
    if event.precision in ("month", "quarter", "semester"):
        return _capital(format_event_time(event, zone))
    if event.end is not None:
        return _capital(say_days(event.first_day, event.last_day, zone))
    day = say_days(event.first_day, event.first_day, zone)
    return _capital(typeset(_("since {day}").format(day=day), language=current_language()))


def say_deadline(event: Event, zone: ZoneInfo) -> str:
    """Return in words the last day, or the last hour, to answer: "Jusqu’au 30 avril 2024 à 12 h"."""
    return _capital(format_event_time(event, zone))


def on_local_clock(event: Event, zone: ZoneInfo) -> Event:
    """Put hours given in UTC or with a bare offset on the letter's clock; those of a named place stay its own.

    Calendars write UTC because it is short, not because anybody meets by it; its late evening may be the next day here.
    """
    slots = tuple((_on_clock(start, zone) or start, _on_clock(end, zone)) for start, end in event.slots)
    return replace(event, start=_on_clock(event.start, zone), end=_on_clock(event.end, zone), slots=slots)


def _on_clock(moment: Moment | None, zone: ZoneInfo) -> Moment | None:
    if not isinstance(moment, datetime):
        return moment
    name = moment.tzinfo.key if isinstance(moment.tzinfo, ZoneInfo) else ""
    is_a_place = "/" in name and not name.startswith("Etc/")
    return moment if is_a_place else moment.astimezone(zone)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


_WIDEST = 560
_ONE_LINE = 110
_FEW_SECTIONS = 2
_THEME = "theme-{number}"
_RIGHT_TO_LEFT = ("ar", "fa", "he", "ur")


def lay_out(edition: Edition, config: Config, *, has_calendar: bool, longest: int | None = None) -> LetterView:
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
    sheet = LetterView(
        language=letter.language,
        direction=direction_of(letter.language),
        title=title,
        number=edition.number,
        subject=clean_line(edition.subject) or title,
        preheader=clean_line(edition.preheader),
        contents="",
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
            _meeting(event, say_deadline(on_local_clock(event, zone), zone), remaining=_remaining(event, today))
            for event in edition.deadlines
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
    return distinguish_titles(replace(sheet, contents=_contents(sheet)))


def _contents(sheet: LetterView) -> str:
    """Return what the letter holds as one sentence; empty where it is short enough to be seen at once."""
    if len(sheet.sections) < _FEW_SECTIONS:
        return ""
    parts = [f"{section.name} ({len(section.stories)})" for section in sheet.sections]
    dates, meetings = len(sheet.deadlines), len(sheet.meetings)
    if dates:
        parts.append(ngettext("{count} deadline", "{count} deadlines", dates).format(count=dates))
    if meetings:
        parts.append(ngettext("{count} event", "{count} events", meetings).format(count=meetings))
    return typeset(", ".join(parts) + ".", language=current_language())


def _remaining(event: Event, today: date) -> str:
    """Return in words how many days are left to answer, counted from the day of the letter; empty once it is over."""
    days = (event.last_day - today).days
    if days < 0:
        return ""
    if not days:
        return typeset(_("today"), language=current_language())
    words = ngettext("{count} day left", "{count} days left", days).format(count=days)
    return typeset(words, language=current_language())


def _days(coming: list[Event], zone: ZoneInfo) -> tuple[DayView, ...]:
    """Put events under the days they begin on, in print order."""
    days: dict[date, list[EventView]] = {}
    for event in coming:
        days.setdefault(event.first_day, []).append(_meeting(event, say_event(event, zone)))
    return tuple(_day(day, meetings, zone) for day, meetings in days.items())


def _day(day: date, meetings: list[EventView], zone: ZoneInfo) -> DayView:
    """Return the events of a day with its name, and its parts for a column of dates: "Jeudi 25 avril 2024"."""
    name = say_heading(day, zone)
    words = name.replace("\u00a0", " ").replace("\u202f", " ").split()
    month = next((word for word in words[1:] if word.isalpha()), "")
    return DayView(
        name=name, number=str(day.day), month=month, weekday=words[0].rstrip(",").lower(), meetings=tuple(meetings)
    )


def direction_of(language: str) -> str:
    """Return which way a language is written: `ltr` or `rtl`."""
    return "rtl" if language.partition("-")[0] in _RIGHT_TO_LEFT else "ltr"


def our_words(words: str) -> str:
    """Typeset what the letter's own people wrote."""
    return typeset(clean_line(words), language=current_language())


def _pinned(edition: Edition, letter: Letter, longest: int | None) -> ArticleView | None:
    """Find the article "à la une"; None where it is not in the edition."""
    found = (
        _story(placed, chapter.name, letter, longest)
        for chapter in edition.chapters
        for placed in chapter.articles
        if placed.article.id == edition.pinned
    )
    return next(found, None)


def _sections(edition: Edition, letter: Letter, longest: int | None) -> tuple[SectionView, ...]:
    """Return the themes without the pinned article; a theme left empty by it is not printed."""
    rests = ((chapter, _unpinned(chapter, edition.pinned)) for chapter in edition.chapters)
    return tuple(
        SectionView(
            anchor=_THEME.format(number=number),
            name=our_words(chapter.name),
            stories=tuple(_story(placed, chapter.name, letter, longest) for placed in rest),
        )
        for number, (chapter, rest) in enumerate(rests, start=1)
        if rest
    )


def _unpinned(chapter: ThemeSection, pinned: str | None) -> tuple[PlacedArticle, ...]:
    return tuple(placed for placed in chapter.articles if placed.article.id != pinned)


def _story(placed: PlacedArticle, theme: str, letter: Letter, longest: int | None) -> ArticleView:
    article = placed.article
    url = _web_address(article.url)
    story = ArticleView(
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


def _compact(story: ArticleView) -> ArticleView:
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


def _meeting(event: Event, when: str, *, remaining: str = "") -> EventView:
    url = _web_address(event.url)
    return EventView(
        id=event.id,
        title=_title(event.title),
        url=url,
        when=when,
        place=clean_line(event.place),
        status=_status(event.status),
        off=event.status in (Status.CANCELLED, Status.POSTPONED),
        remaining=remaining,
        references=list_references(event.links, but=url),
    )


def _status(status: Status) -> str:
    """Word in words what is not as announced: colour and a stroke alone tell nothing to those who do not see them."""
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


def _picture(image: Image | None) -> PictureView | None:
    """Return an image as wide as the letter at most."""
    url = _web_address(image.url) if image else None
    if not image or not url:
        return None
    width, height = _fit(image.width or 0, image.height or 0)
    return PictureView(url=url, alt=clean_line(image.alt), width=width, height=height)


def _fit(width: int, height: int) -> tuple[int, int | None]:
    """Shrink a size to the letter's width; without a believable size it is as wide as the letter."""
    if width <= 0:
        return _WIDEST, None
    shown = min(width, _WIDEST)
    return shown, max(round(height * shown / width), 1) if height > 0 else None


def _mailbox(mailbox: Mailbox) -> Mailbox:
    return Mailbox(name=clean_line(mailbox.name), address=clean_line(mailbox.address))


def _web_address(url: str | None) -> str | None:
    """Return an address a browser opens; None for any other."""
    address = safe_address(clean_line(url)) if url else None
    return address if address and address.lower().startswith(("http://", "https://")) else None
