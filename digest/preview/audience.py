"""The letter as one member gets it, or as all who chose the same themes do: another message of the same edition."""

from dataclasses import dataclass, replace

from digest.app.audience import Segment, find_reader, print_for
from digest.app.build import EditionService
from digest.edition.views import select_themes
from digest.errors import DigestError, UsageError
from digest.locale import _
from digest.model import Member
from digest.preview.options import ViewOptions
from digest.preview.view import MessageView, read_message


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
