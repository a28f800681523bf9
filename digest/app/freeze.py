"""An edition and its list at one instant, kept for good: moulds, one row a member, and all that going on needs later.

Whatever happens to the edition's file, the templates or the list afterwards, a run that goes on sends what was frozen
here. Members are read and written one by one; only the moulds are in memory together. All that renders is loaded here.
"""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from digest.app.approval import ApprovalStatus, Fingerprint, require_approval, take_fingerprint
from digest.app.build import EditionService
from digest.app.editions import EditionRepository
from digest.app.images import with_pictures
from digest.app.members import ImportSummary, synchronise
from digest.app.paths import edition_file, name_for_person, own_templates
from digest.config.model import Config
from digest.edition import Edition
from digest.edition.model import dealt_ids
from digest.edition.views import select_themes
from digest.errors import DigestError
from digest.locale import _, in_language, ngettext
from digest.model import Delivery, DeliveryState, Member
from digest.render.letter import RenderedLetter
from digest.render.message_template import make_mould
from digest.store import Store
from digest.text.dates.format import format_day
from digest.text.email_address import mailbox_key

# The renderings that the members of one edition need: one for each choice of themes and language that differs.

NOTHING = 0
"""The number of no rendering: nothing in the edition is for them."""


class RenderedVariants:
    """The renderings of an edition: one for each choice of themes and language that makes another letter.

    Args:
        edition: The whole, with its own pictures.
        config: Who writes.
        state: Where thumbnails are kept.
    """

    def __init__(self, edition: Edition, config: Config, state: Path) -> None:
        self._edition = with_pictures(edition, config, state)
        self._config = config
        self._numbers: dict[tuple[str, tuple[str, ...]], int] = {}
        self._editions: list[tuple[str, Edition]] = []

    def number_of(self, member: Member) -> int:
        """Return the number of the rendering that a member gets, from 1; 0 where nothing in it is for them."""
        language = member.language or self._config.letter.language
        choice = (language, member.themes)
        if choice not in self._numbers:
            self._numbers[choice] = self._find(language, select_themes(self._edition, member.themes))
        return self._numbers[choice]

    def moulds(self, *, leaves: datetime) -> dict[int, bytes]:
        """Render each of them, once, to leave at one instant."""
        templates = own_templates(self._config)
        return {
            place: make_mould(edition, self._config, templates=templates, language=language, leaves=leaves).to_bytes()
            for place, (language, edition) in enumerate(self._editions, start=1)
        }

    def describe(self) -> dict[str, str]:
        """Return in words of each rendering in which language it is and which themes are in it."""
        return {
            str(place): ", ".join((language, *(chapter.name for chapter in edition.chapters)))
            for place, (language, edition) in enumerate(self._editions, start=1)
        }

    def _find(self, language: str, edition: Edition) -> int:
        if edition.is_empty:
            return NOTHING
        if (language, edition) not in self._editions:
            self._editions.append((language, edition))
        return self._editions.index((language, edition)) + 1


# The letter as it would leave now: an edition read, rendered and fingerprinted; and whether it may leave at all.


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedEdition:
    """One edition as it would leave.

    Attributes:
        text: What is in its file.
    """

    edition: Edition
    text: str
    rendered: RenderedLetter
    fingerprint: Fingerprint


def take_proof(newsroom: EditionService, number: int) -> RenderedEdition:
    """Read and render an edition.

    Raises:
        Faults: Its file has faults.
        ConfigError: Its file bears another's number.
        TemplateError: A template of the project cannot be used.
    """
    config, text = newsroom.config, newsroom.edition_text(number)
    with Store.open(newsroom.state) as store:
        edition = EditionRepository(config, store, now=newsroom.now).read_own(number)
    rendered = newsroom.render(edition)
    fingerprint = take_fingerprint(config, message=rendered.message, text=text, templates=own_templates(config))
    return RenderedEdition(edition=edition, text=text, rendered=rendered, fingerprint=fingerprint)


def refuse_stale(edition: Edition, config: Config, store: Store, *, now: datetime) -> None:
    """Refuse a letter whose time has passed.

    Raises:
        DigestError: A later edition was sent already, or it was composed too long ago.
    """
    place = name_for_person(config, edition_file(config, edition.number))
    sent = store.last_sent()
    if sent and sent.number > edition.number:
        problem = _("edition {number} is older than edition {later}, which was sent on {day}")
        day = format_day(sent.sent.astimezone(config.letter.timezone).date())
        raise DigestError(
            problem.format(number=edition.number, later=sent.number, day=day),
            where=place,
            hint=_('Make the next one: "digest build".'),
        )
    if now.astimezone(config.letter.timezone).date() - edition.day > config.send.grace:
        problem = _("edition {number} was composed for {day}, more than {grace} ago (send: grace: in feeds.yaml)")
        raise DigestError(
            problem.format(number=edition.number, day=format_day(edition.day), grace=_days(config)),
            where=place,
            hint=_('Compose it anew: "digest build". Then look at it and approve it again.'),
        )


def why_wait(edition: Edition, config: Config) -> str:
    """Return in words why an edition waits for more to print; empty where it need not."""
    count = edition.size
    if edition.is_empty:
        return _("Edition {number} is empty, and is not sent.").format(number=edition.number)
    if count < config.minimum:
        words = ngettext(
            "Edition {number} holds {count} article or event and waits for {minimum} (minimum: in feeds.yaml).",
            "Edition {number} holds {count} articles and events and waits for {minimum} (minimum: in feeds.yaml).",
            count,
        )
        return words.format(number=edition.number, count=count, minimum=config.minimum)
    return ""


def _days(config: Config) -> str:
    days = config.send.grace.total_seconds() / 86_400
    return ngettext("{count} day", "{count} days", round(days)).format(count=f"{days:g}")


Rows = Iterator[tuple[Delivery, str]]


class MailingSnapshot:
    """What stands between an edition's file and a list that only needs carrying.

    Args:
        config: What feeds.yaml says.
        store: Its store, open; whoever writes holds the lock of the letter.
        now: The instant of the run.
    """

    def __init__(self, config: Config, store: Store, *, now: datetime) -> None:
        self._config = config
        self._store = store
        self._now = now

    def prove(self, number: int) -> RenderedEdition:
        """Render an edition as it would leave.

        Raises:
            Faults: Its file has faults.
            DigestError: Its time has passed.
        """
        proof = take_proof(EditionService(self._config, state=self._store.folder, now=self._now), number)
        refuse_stale(proof.edition, self._config, self._store, now=self._now)
        return proof

    def standings(self, proof: RenderedEdition) -> ApprovalStatus:
        """Return the approvals that let it leave.

        Raises:
            UnapprovedError: There are not enough.
        """
        number = proof.edition.number
        approvals = self._store.approvals().of(number)
        return require_approval(approvals, self._config, number=number, fingerprint=proof.fingerprint, now=self._now)

    def freeze(self, proof: RenderedEdition, standings: ApprovalStatus | None) -> ImportSummary:
        """Bring the list up to date and freeze the edition with it, whole or not at all; return what the list gave.

        Raises:
            TemplateError: A template of the project cannot be used.
            DigestError: Nobody on the list would get it, the list cannot be read, or the disk refuses.
        """
        imported = synchronise(self._config, self._store, self._now)
        variants = RenderedVariants(proof.edition, self._config, self._store.folder)
        record = self._record(proof, standings)
        while not self._write(proof, variants, record):  # each round knows more wishes, and few change meanwhile
            pass
        return imported

    def _write(self, proof: RenderedEdition, variants: RenderedVariants, record: Mapping[str, object]) -> bool:
        """Write the list; return whether it could be: not where somebody has just chosen what was not rendered."""
        number = proof.edition.number
        if not self._count(variants):
            raise _nobody(number)
        moulds = variants.moulds(leaves=self._now)
        try:
            self._store.outbox().freeze(
                number,
                fingerprint=proof.fingerprint.whole,
                record={**record, "variants": variants.describe()},
                moulds=moulds,
                rows=_rendered(self._rows(variants), moulds),
                now=self._now,
            )
        except _UnrenderedError:
            return False
        return True

    def _count(self, variants: RenderedVariants) -> int:
        """Count who gets the edition; all of them are asked, for each may need another rendering."""
        members = self._store.roll().recipients(today=self._today)
        return sum(variants.number_of(member) != NOTHING for member, why in members if not why)

    @property
    def _today(self) -> date:
        return self._now.astimezone(self._config.letter.timezone).date()

    def _rows(self, variants: RenderedVariants) -> Rows:
        """Return the list in the order the members came, also those who get nothing, with why.

        Beside each stands the key of the address, which no other on the list may have.
        """
        with in_language(self._config.letter.language):
            for place, (member, why) in enumerate(self._store.roll().recipients(today=self._today), start=1):
                variant = NOTHING if why else variants.number_of(member)
                words = why or ("" if variant else _("nothing in the themes they chose"))
                delivery = Delivery(
                    place=place,
                    member=member.id,
                    address=member.address,
                    name=member.name,
                    variant=variant,
                    state=DeliveryState.EXCLUDED if words else DeliveryState.TO_SEND,
                    words=words,
                )
                yield delivery, mailbox_key(member.address)

    def _record(self, proof: RenderedEdition, standings: ApprovalStatus | None) -> Mapping[str, object]:
        """Return all that going on, closing and accounting need to know later, without rendering anything."""
        window = proof.edition.window
        return {
            "mailing": secrets.token_hex(8),
            "subject": proof.rendered.subject,
            "edition": proof.rendered.record,
            "web": self._config.web,
            "key": self._store.link_keys().current(self._now).number,
            "text": proof.fingerprint.parts["edition"],
            "approved_by": [one.name for one in standings.valid] if standings else [],
            "window": [window.first_day.isoformat(), window.last_day.isoformat()],
            "dealt": list(dealt_ids(proof.edition)),
        }


def _rendered(rows: Rows, moulds: Mapping[int, bytes]) -> Rows:
    """Pass the rows on while there is a mould for each.

    Raises:
        _UnrenderedError: There is none; nothing is written then.
    """
    for delivery, key in rows:
        if delivery.variant and delivery.variant not in moulds:
            raise _UnrenderedError
        yield delivery, key


class _UnrenderedError(Exception):
    """A member changed their wishes while the list was written."""


def _nobody(number: int) -> DigestError:
    return DigestError(
        _("nobody on the list would get edition {number}").format(number=number),
        hint=_('See who is on it: "digest members list". Add members: "digest members import FILE".'),
    )
