"""One edition rendered: HTML, text, message and agenda, a pure function of edition, configuration and templates.

The same edition gives the same octets on every machine, in every zone and on every day: nothing here asks the clock,
the locale or chance. Everything is said in the letter's language.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from digest.config import Config
from digest.edition import Edition
from digest.edition.record import edition_json
from digest.locale import in_language
from digest.render.calendar_part import write_calendar
from digest.render.colours import brand_colours
from digest.render.headers import unsubscribe_address, write_headers
from digest.render.layout import lay_out
from digest.render.looks import Looks, Style, fill_letter
from digest.render.message import Parts, compose_message
from digest.render.sheet import Sheet
from digest.render.templating import Press
from digest.text.cleaning import clean_line

HEAVY = 90_000
"""From how many octets on summaries are shortened: Gmail cuts a letter at 102 kB, and the footer with it."""
_SHORTER = (None, 160, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """One letter, ready to be read.

    Attributes:
        subject: One line.
        html: The whole document.
        text: The text part, lines of at most 72 columns.
        message: The MIME message, addressed to the sender as a preview.
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
    edition: Edition, config: Config, *, templates: Path | None = None, looks: Looks | None = None
) -> Rendered:
    """Render one edition.

    Args:
        edition: What is printed.
        config: Who writes, in which language and look.
        templates: The project's own templates, each of which replaces ours of the same name.
        looks: Looks that earlier runs worked out, to which a new one is added; see `digest.render.looks`.

    Raises:
        TemplateError: A template of the project cannot be used.
        ConfigError: An address or a colour cannot be used.
    """
    with in_language(config.letter.language):
        return _render(edition, config, Press(templates), looks)


def _render(edition: Edition, config: Config, press: Press, looks: Looks | None) -> Rendered:
    events = (*edition.agenda, *edition.deadlines)
    calendar = write_calendar(events, edition=edition, config=config) if events else b""
    sheets = (lay_out(edition, config, has_calendar=bool(calendar), longest=longest) for longest in _SHORTER)
    style = _style_of(config, press)
    html, sheet = _light_enough((fill_letter(press, sheet, style, looks=looks), sheet) for sheet in sheets)
    subject = clean_line(press.fill("letter.subject.txt.j2", {"letter": sheet}))
    text = press.fill("letter.txt.j2", {"letter": sheet}).rstrip("\n") + "\n"
    headers = write_headers(edition, config, subject=subject, unsubscribe=(unsubscribe_address(config),))
    parts = Parts(text=text, html=html, language=config.letter.language, calendar=calendar)
    message = compose_message(parts, headers=headers)
    return Rendered(
        subject=subject,
        html=html,
        text=text,
        message=message,
        calendar=calendar,
        record=edition_json(edition)
        .encode("utf-8", "replace")
        .decode("utf-8"),  # an edited file can hold half a character
        weight=len(html.encode()),
        shortened=sheet.is_shortened,
    )


def _light_enough(tries: Iterator[tuple[str, Sheet]]) -> tuple[str, Sheet]:
    """Give the HTML with summaries as long as the weight allows, and what it was filled with."""
    html, sheet = next(tries)
    while len(html.encode()) > HEAVY and (lighter := next(tries, None)):
        html, sheet = lighter
    return html, sheet


def _style_of(config: Config, press: Press) -> Style:
    colours = brand_colours(config.letter.brand)
    head = press.style("letter.head.css", colours).strip()
    return Style(css=press.style("letter.css", colours), kept=head, fonts=colours["fonts"])
