"""One edition rendered: HTML, text, message and agenda, a pure function of edition, configuration and templates.

The same edition gives the same octets on every machine, in every zone and on every day: nothing here asks the clock,
the locale or chance. Everything is said in the letter's language.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from digest.config.model import Config
from digest.edition import Edition
from digest.edition.json_export import edition_json
from digest.locale import in_language
from digest.render.colours import brand_colours
from digest.render.css_inline import InlinedStyle, fill_letter
from digest.render.headers import unsubscribe_address, write_headers
from digest.render.ics import write_calendar
from digest.render.layout import lay_out
from digest.render.mime import MessageDraft, RenderedParts, compose_message
from digest.render.placeholders import Placeholder, strip_placeholders, without_values
from digest.render.recipient import RecipientContext, RecipientFields, make_imprint
from digest.render.templates import TemplateEnvironment
from digest.render.view import LetterView
from digest.text.sanitize import clean_line

HEAVY = 90_000
"""From how many octets on summaries are shortened: Gmail cuts a letter at 102 kB, and the footer with it."""
_SHORTER = (None, 160, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedLetter:
    """One letter, ready to be read.

    Attributes:
        subject: One line.
        html: The whole document.
        text: The text part, lines of at most 72 columns.
        message: The MIME message, addressed to the member, or to the sender where it is nobody's own.
        calendar: The agenda as iCalendar; empty where there is no event.
        record: The edition for programs, as JSON (`edition.json`).
        weight: The octets of the HTML.
        shortened: Whether summaries were cut to stay under `HEAVY`.
    """

    subject: str
    html: str
    text: str
    message: bytes
    calendar: bytes
    record: str
    weight: int
    shortened: bool = False


def render_letter(
    edition: Edition,
    config: Config,
    *,
    templates: Path | None = None,
    personal: RecipientFields | None = None,
) -> RenderedLetter:
    """Render one edition.

    Args:
        edition: What is printed.
        config: Who writes, in which language and look.
        templates: The project's own templates, each of which replaces ours of the same name.
        personal: The member whose letter it is; None for nobody's in particular.

    Raises:
        TemplateError: A template of the project cannot be used.
        ConfigError: An address or a colour cannot be used.
        DigestError: The member's links do not go with the letter.
    """
    with in_language(config.letter.language):
        imprint = make_imprint(edition, config)
        reader = RecipientContext(values=imprint.values(personal), has_pages=imprint.has_pages) if personal else None
    draft = draft_letter(edition, config, templates=templates, reader=reader)
    html, text = strip_placeholders(draft.parts.html), strip_placeholders(draft.parts.text)
    return RenderedLetter(
        subject=draft.subject,
        html=html,
        text=text,
        message=compose_message(draft.parts, headers=draft.headers),
        calendar=draft.parts.calendar,
        record=edition_json(edition)
        .encode("utf-8", "replace")
        .decode("utf-8"),  # an edited file can hold half a character
        weight=len(html.encode()),
        shortened=draft.is_shortened,
    )


def draft_letter(
    edition: Edition, config: Config, *, templates: Path | None, reader: RecipientContext | None
) -> MessageDraft:
    """Fill the templates, for a reader or for nobody in particular; see `render_letter`."""
    with in_language(config.letter.language):
        return _draft(edition, config, TemplateEnvironment(templates), reader)


def _draft(
    edition: Edition, config: Config, press: TemplateEnvironment, reader: RecipientContext | None
) -> MessageDraft:
    events = (*edition.agenda, *edition.deadlines)
    calendar = write_calendar(events, edition=edition, config=config) if events else b""
    sheets = (lay_out(edition, config, has_calendar=bool(calendar), longest=longest) for longest in _SHORTER)
    own = (_for_reader(sheet, reader) for sheet in sheets)
    style = _style_of(config, press)
    html, sheet = _light_enough((fill_letter(press, sheet, style), sheet) for sheet in own)
    subject = clean_line(press.fill("letter.subject.txt.j2", {"letter": sheet}))
    text = press.fill("letter.txt.j2", {"letter": sheet}).rstrip("\n") + "\n"
    pages = (config.web,) if reader and config.web else ()
    headers = write_headers(edition, config, subject=subject, unsubscribe=(*pages, unsubscribe_address(config)))
    return MessageDraft(
        subject=subject,
        headers=reader.address(headers) if reader else headers,
        parts=RenderedParts(text=text, html=html, language=config.letter.language, calendar=calendar),
        is_shortened=sheet.is_shortened,
    )


def _for_reader(sheet: LetterView, reader: RecipientContext | None) -> LetterView:
    """Return what a letter says with its reader's own values."""
    if reader is None:
        return sheet
    return replace(
        sheet,
        addressee=reader[Placeholder.NAME],
        unsubscribe=reader[Placeholder.UNSUBSCRIBE],
        unsubscribe_subject=reader[Placeholder.SUBJECT],
        preferences=reader[Placeholder.PREFERENCES] if reader.has_pages else "",
    )


def _light_enough(tries: Iterator[tuple[str, LetterView]]) -> tuple[str, LetterView]:
    """Return the HTML with summaries as long as the weight allows, whoever reads it, and what it was filled with."""
    html, sheet = next(tries)
    while len(without_values(html).encode()) > HEAVY and (lighter := next(tries, None)):
        html, sheet = lighter
    return html, sheet


def _style_of(config: Config, press: TemplateEnvironment) -> InlinedStyle:
    colours = brand_colours(config.letter.brand)
    head = press.style("letter.head.css", colours).strip()
    return InlinedStyle(css=press.style("letter.css", colours), kept=head, fonts=colours["fonts"])
