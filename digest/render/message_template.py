"""One letter for thousands: rendered and encoded once, a member's own values put in their places.

A mould is what all members' messages of one edition, one choice of themes and one language have in common: octets with
places between them. Filling it needs neither templates nor styles (none of jinja2, premailer, lxml is imported), and
gives the very octets of rendering the whole letter for that member (`benchmarks/composing.py` measures it).
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from digest.config.model import Config
from digest.edition import Edition
from digest.edition.views import keep_language
from digest.errors import DigestError
from digest.locale import _, in_language
from digest.render.headers import date_headers
from digest.render.mime import HeaderGap, MessageDraft, by_turns, quote_value, sketch_message
from digest.render.placeholders import change_values, strip_placeholders
from digest.render.recipient import ANYBODY, SOMEBODY, LetterImprint, RecipientContext, RecipientFields, make_imprint

_FORM = b"digest mould 1\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageTemplate:
    """The messages of one edition, one choice of themes and one language.

    Attributes:
        pieces: The octets that all have in common, in order; what is a member's own stands between them.
        slots: What stands between them, and where: one less.
        imprint: What members' values are made with.
    """

    pieces: tuple[bytes, ...]
    slots: tuple[tuple[str, str], ...]
    imprint: LetterImprint

    def fill(self, personal: RecipientFields) -> tuple[bytes, ...]:
        """Give a member's message in pieces that follow each other: by turns what all have in common and the member's.

        Raises:
            DigestError: The member's links do not go with the letter.
        """
        values = self.imprint.values(personal)
        return by_turns(self.pieces, [_ENCODERS[place](values[slot]) for slot, place in self.slots])

    def to_bytes(self) -> bytes:
        """Return the mould as octets, to be kept."""
        head = {
            "sizes": [len(piece) for piece in self.pieces],
            "slots": self.slots,
            "imprint": asdict(self.imprint),
        }
        rest = json.dumps(head).encode("ascii") + b"\n" + b"".join(self.pieces)
        return _FORM + hashlib.sha256(rest).hexdigest().encode("ascii") + b"\n" + rest

    @staticmethod
    def from_bytes(octets: bytes) -> "MessageTemplate":
        """Read a mould that was kept.

        Raises:
            DigestError: It is damaged, or of a form that this version does not know.
        """
        if not octets.startswith(_FORM):
            raise _unread(_("it is of a form that this version does not know"))
        checksum, _end, rest = octets[len(_FORM) :].partition(b"\n")
        if hashlib.sha256(rest).hexdigest().encode("ascii") != checksum:
            raise _unread(_("it is damaged"))
        line, _end, pieces = rest.partition(b"\n")
        head = json.loads(line)
        return MessageTemplate(
            pieces=_cut(pieces, head["sizes"]),
            slots=tuple((slot, place) for slot, place in head["slots"]),
            imprint=LetterImprint(**head["imprint"]),
        )


def make_mould(
    edition: Edition,
    config: Config,
    *,
    templates: Path | None = None,
    language: str = "",
    leaves: datetime | None = None,
) -> MessageTemplate:
    """Render an edition once for all members who read it in one language.

    Args:
        edition: What is printed, see `digest.edition.views.choose_themes`.
        config: Who writes, and in which look.
        templates: The project's own templates, each of which replaces ours of the same name.
        language: Of the words around what the sources wrote; the letter's where it is empty.
        leaves: When its messages leave: their Date; eight in the morning of the edition's day where it is None.

    Raises:
        TemplateError: A template of the project cannot be used, or does more with members' values than print them.
        ConfigError: An address or a colour cannot be used.
    """
    from digest.render.letter import draft_letter

    if language and language != config.letter.language:
        edition = keep_language(edition, config.letter.language)
        config = replace(config, letter=replace(config.letter, language=language))
    with in_language(config.letter.language):
        imprint = make_imprint(edition, config)

    def drafted(values: Mapping[str, str]) -> MessageDraft:
        reader = RecipientContext(values=values, has_pages=imprint.has_pages)
        return draft_letter(edition, config, templates=templates, reader=reader)

    draft = drafted(ANYBODY)
    if templates:
        values = imprint.values(SOMEBODY if imprint.has_pages else replace(SOMEBODY, unsubscribe="", preferences=""))
        _see_that_it_only_prints(draft, drafted(values), values, templates)
    headers = date_headers(draft.headers, leaves) if leaves else draft.headers
    sketch = sketch_message(draft.parts, headers=headers)
    return MessageTemplate(
        pieces=sketch.pieces, slots=tuple((hole.value, hole.place) for hole in sketch.holes), imprint=imprint
    )


def _see_that_it_only_prints(
    cast: MessageDraft, printed: MessageDraft, values: Mapping[str, str], templates: Path
) -> None:
    """Refuse own templates that print other words than a member's own values: they would be sent otherwise than shown.

    Args:
        cast: The letter with slots.
        printed: The letter filled in with the values of one member.
        values: These values.
        templates: The folder.
    """
    from digest.render.templates import TemplateError

    def known(slot: str) -> str:
        return values.get(slot, "")

    parts = (
        ("letter.html.j2", change_values(cast.parts.html, lambda slot: _as_markup(known(slot))), printed.parts.html),
        ("letter.txt.j2", change_values(cast.parts.text, known), printed.parts.text),
        ("letter.subject.txt.j2", cast.subject, printed.subject),  # the same for all members
    )
    for name, expected, actual in parts:
        if strip_placeholders(actual) != strip_placeholders(expected):
            raise TemplateError(
                _("the template does more with a member's own values than print them"),
                where=str(templates / name),
                hint=_("Print addressee, unsubscribe and the like as they are: without a filter, and in full."),
            )


def _as_markup(value: str) -> str:
    """Escape a value as the template does, see `css_inline`."""
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&#34;")


def _quote_markup(value: str) -> bytes:
    return quote_value(_as_markup(value))


_ENCODERS: Mapping[str, Callable[[str], bytes]] = {
    HeaderGap.HEAD: str.encode,
    HeaderGap.TEXT: quote_value,
    HeaderGap.HTML: _quote_markup,
}


def _cut(octets: bytes, sizes: list[int]) -> tuple[bytes, ...]:
    pieces, start = [], 0
    for size in sizes:
        pieces.append(octets[start : start + size])
        start += size
    return tuple(pieces)


def _unread(why: str) -> DigestError:
    return DigestError(
        _("the frozen letter cannot be read: {reason}").format(reason=why),
        hint=_("Use the version of this program that froze it, or a backup of the state."),
    )
