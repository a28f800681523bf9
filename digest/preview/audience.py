"""The letter as one member gets it, or as all who chose the same themes do: another message of the same edition."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urlencode

from digest.app.audience import MOST_READINGS, Segment, find_reader, print_for
from digest.app.build import EditionService
from digest.edition.views import select_themes
from digest.errors import DigestError, UsageError
from digest.locale import _
from digest.model import Member
from digest.preview.view import MessageView, read_message

# How the person wants to look: every view of the page is a plain link, and its address says all of it.

TABS = ("message", "edit", "text", "headers", "checks", "why", "changes", "source")
WIDTHS = (320, 375, 600, 800)
COLOURS = ("light", "dark", "forced")
_LONGEST = 254  # characters of a mail address (RFC 5321 section 4.5.3.1.3)


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewOptions:
    """The tab, and for the message its width, its colours, its images, the size of its text, and who reads it.

    Attributes:
        reader: The address of a member, as the person typed it; empty for nobody in particular.
        reading: The place of a choice of themes and language in the list of them, from 1; 0 for none.
    """

    tab: str = "message"
    width: int = 600
    colours: str = "light"
    images: bool = True
    large: bool = False
    reader: str = ""
    reading: int = 0

    def link(self, **changes: object) -> str:
        """Return the address of the page with some of this changed."""
        other = replace(self, **changes)  # type: ignore[arg-type]  # names and values come from our own template
        return "/?" + other.query()

    def query(self) -> str:
        """Return this choice as the query of an address."""
        return urlencode(self.settings())

    def settings(self) -> tuple[tuple[str, str | int], ...]:
        """Return this choice as names and values; what is not chosen is left out."""
        said: dict[str, str | int] = {
            "tab": self.tab,
            "width": self.width,
            "colours": self.colours,
            "images": int(self.images),
            "large": int(self.large),
        }
        if self.reader:
            said["reader"] = self.reader
        if self.reading:
            said["reading"] = self.reading
        return tuple(said.items())


def parse_view_options(query: str) -> ViewOptions:
    """Read the query of an address; whatever is not known is the default."""
    asked: Mapping[str, str] = {name: values[-1] for name, values in parse_qs(query[:2000]).items()}
    width, reading = asked.get("width", ""), asked.get("reading", "")
    return ViewOptions(
        tab=asked["tab"] if asked.get("tab") in TABS else TABS[0],
        width=int(width) if width in map(str, WIDTHS) else 600,
        colours=asked["colours"] if asked.get("colours") in COLOURS else COLOURS[0],
        images=asked.get("images") != "0",
        large=asked.get("large") == "1",
        reader=" ".join(asked.get("reader", "").split())[:_LONGEST],
        reading=int(reading) if reading in map(str, range(MOST_READINGS + 1)) else 0,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewAudience:
    """Who reads the letter on the desk.

    Attributes:
        readings: The choices that members made.
        reader: Whose message is shown; None for nobody's in particular.
        problem: Why it is not shown as the person asked; empty where it is.
    """

    readings: tuple[Segment, ...] = ()
    reader: Member | None = None
    problem: str = ""


def read_as(
    view: MessageView, choice: ViewOptions, newsroom: EditionService, *, readings: tuple[Segment, ...]
) -> tuple[MessageView, PreviewAudience]:
    """Return the view of whoever the person wants to read as, and who that is; where that cannot be, the view as it is.

    Args:
        view: What is shown otherwise.
        choice: Whom the person named.
        newsroom: Knows the members.
        readings: The choices that members made.
    """
    try:
        reader = _reader(choice, readings, newsroom)
        if reader is None or view.edition is None:
            return view, PreviewAudience(readings=readings)
        if select_themes(view.edition, reader.themes).is_empty:
            problem = _("nothing in this letter is for {reader}: no message is sent")
            raise UsageError(problem.format(reader=reader.name or reader.address))
        message = print_for(newsroom, view.edition, reader)
    except DigestError as error:
        return view, PreviewAudience(readings=readings, problem=str(error))
    return replace(view, parts=read_message(message), message=message), PreviewAudience(
        readings=readings, reader=reader
    )


def _reader(choice: ViewOptions, readings: tuple[Segment, ...], newsroom: EditionService) -> Member | None:
    if choice.reader:
        member = find_reader(newsroom, choice.reader)
        if member is None:
            raise UsageError(
                _('no member has the address "{address}"').format(address=choice.reader),
                hint=_('"digest members list" shows them.'),
            )
        return member
    if 0 < choice.reading <= len(readings):
        reading = readings[choice.reading - 1]
        sender = newsroom.config.letter.sender
        return Member(id="", address=sender.address, name=sender.name, themes=reading.themes, language=reading.language)
    return None
