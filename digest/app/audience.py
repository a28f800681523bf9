"""How the letter is read: each choice of themes and language that members made, and the very message that follows.

The message goes the way of the sent one, from the mould to the filled octets; only its links are nobody's, so that
whoever looks at it can take no member off the list.
"""

import secrets
from collections import Counter
from dataclasses import dataclass

from digest.app.build import EditionService
from digest.app.images import with_pictures
from digest.app.paths import own_templates
from digest.app.personalise import TESTER, MessageBuilder
from digest.edition import Edition
from digest.edition.views import select_themes
from digest.model import Delivery, LinkKey, Member
from digest.render.message_template import make_mould
from digest.store import Store

MOST_READINGS = 40
"""How many choices are listed, those of the most members first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A choice that members made, and how many of those who receive the letter made it.

    Attributes:
        language: Of the words around what the sources wrote.
        themes: None at all stands for all.
    """

    language: str
    themes: tuple[str, ...]
    members: int


def list_readings(newsroom: EditionService) -> tuple[Segment, ...]:
    """List the choices of the members who receive the letter, those of the most first."""
    config = newsroom.config
    if not newsroom.state.is_dir():
        return ()
    today = newsroom.now.astimezone(config.letter.timezone).date()
    counts: Counter[tuple[str, tuple[str, ...]]] = Counter()
    with Store.open(newsroom.state) as store:
        for member, why_not in store.roll().recipients(today=today):
            if not why_not:
                counts[member.language or config.letter.language, member.themes] += 1
    found = counts.most_common(MOST_READINGS)
    return tuple(Segment(language=language, themes=themes, members=count) for (language, themes), count in found)


def find_reader(newsroom: EditionService, address: str) -> Member | None:
    """Return the member who has an address; None where nobody has it."""
    with Store.open(newsroom.state) as store:
        return store.roll().find(address)


def print_for(newsroom: EditionService, edition: Edition, reader: Member) -> bytes:
    """Return the message that a member gets, with links that are nobody's.

    Raises:
        TemplateError: A template of the project cannot be used.
    """
    config = newsroom.config
    shown = with_pictures(select_themes(edition, reader.themes), config, newsroom.state)
    mould = make_mould(shown, config, templates=own_templates(config), language=reader.language)
    nobody = LinkKey(number=0, secret=secrets.token_bytes(32))
    delivery = Delivery(place=1, member=TESTER, address=reader.address, name=reader.name, variant=1)
    return b"".join(MessageBuilder(config, {1: mould}, key=nobody)(delivery))
