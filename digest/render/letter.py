"""One edition rendered: HTML, text, message and agenda, a pure function of edition, configuration and templates.

The same edition gives the same octets on every machine, in every zone and on every day: nothing here asks the clock,
the locale or chance. Everything is said in the letter's language.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from digest.config import Config
from digest.edition import Edition
from digest.edition.record import edition_json
from digest.locale import in_language
from digest.render.calendar_part import write_calendar
from digest.render.colours import brand_colours
from digest.render.headers import unsubscribe_address, write_headers
from digest.render.inlining import inline_styles
from digest.render.layout import lay_out
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


def render_letter(edition: Edition, config: Config, *, templates: Path | None = None) -> Rendered:
    """Render one edition.

    Args:
        edition: What is printed.
        config: Who writes, in which language and look.
        templates: The project's own templates, each of which replaces ours of the same name.

    Raises:
        TemplateError: A template of the project cannot be used.
        ConfigError: An address or a colour cannot be used.
    """
    with in_language(config.letter.language):
        return _render(edition, config, Press(templates))


def _render(edition: Edition, config: Config, press: Press) -> Rendered:
    events = (*edition.agenda, *edition.deadlines)
    calendar = write_calendar(events, edition=edition, config=config) if events else b""
    html, sheet = _light_enough(edition, config, press, has_calendar=bool(calendar))
    subject = clean_line(press.fill("letter.subject.txt.j2", {"letter": sheet}))
    text = press.fill("letter.txt.j2", {"letter": sheet}).rstrip("\n") + "\n"
    headers = write_headers(edition, config, subject=subject, unsubscribe=(unsubscribe_address(config),))
    message = compose_message(Parts(text=text, html=html, calendar=calendar), headers=headers)
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


def _light_enough(edition: Edition, config: Config, press: Press, *, has_calendar: bool) -> tuple[str, Sheet]:
    """Give the HTML with summaries as long as the weight allows, and what it was filled with."""
    sheets = (lay_out(edition, config, has_calendar=has_calendar, longest=longest) for longest in _SHORTER)
    tries = ((_write_html(sheet, config, press), sheet) for sheet in sheets)
    html, sheet = next(tries)
    while len(html.encode()) > HEAVY and (lighter := next(tries, None)):
        html, sheet = lighter
    return html, sheet


def _write_html(sheet: Sheet, config: Config, press: Press) -> str:
    colours = brand_colours(config.letter.brand)
    head = press.style("letter.head.css", colours).strip()
    values = {"letter": sheet, "head_css": head, "fonts": colours["fonts"]}
    markup = re.sub(r"\n{2,}", "\n", press.fill("letter.html.j2", values))
    return inline_styles(markup, css=press.style("letter.css", colours), kept=head)
