"""An edition and its list at one instant, kept for good: moulds, one row a member, and all that going on needs later.

Whatever happens to the edition's file, the templates or the list afterwards, a run that goes on sends what was frozen
here. Members are read and written one by one; only the moulds are in memory together. All that renders is loaded here.
"""

import secrets
from collections.abc import Iterator, Mapping
from datetime import date, datetime

from digest.config import Config
from digest.edition.dealing import dealt_ids
from digest.errors import DigestError
from digest.locale import _, in_language
from digest.model import Delivery, State
from digest.pipeline.approvals import Standings, require_approval
from digest.pipeline.membership import Imported, synchronise
from digest.pipeline.newsroom import Newsroom
from digest.pipeline.proofs import Proof, refuse_stale, take_proof
from digest.pipeline.variants import NOTHING, Variants
from digest.store import Store
from digest.text.mail import address_key

Rows = Iterator[tuple[Delivery, str]]


class Freezing:
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

    def prove(self, number: int) -> Proof:
        """Render an edition as it would leave.

        Raises:
            Faults: Its file has faults.
            DigestError: Its time has passed.
        """
        proof = take_proof(Newsroom(self._config, state=self._store.folder, now=self._now), number)
        refuse_stale(proof.edition, self._config, self._store, now=self._now)
        return proof

    def standings(self, proof: Proof) -> Standings:
        """Give the approvals that let it leave.

        Raises:
            UnapprovedError: There are not enough.
        """
        number = proof.edition.number
        approvals = self._store.approvals().of(number)
        return require_approval(approvals, self._config, number=number, fingerprint=proof.fingerprint, now=self._now)

    def freeze(self, proof: Proof, standings: Standings | None) -> Imported:
        """Bring the list up to date and freeze the edition with it, whole or not at all; give what the list gave.

        Raises:
            TemplateError: A template of the project cannot be used.
            DigestError: Nobody on the list would get it, the list cannot be read, or the disk refuses.
        """
        imported = synchronise(self._config, self._store, self._now)
        variants = Variants(proof.edition, self._config, self._store.folder)
        record = self._record(proof, standings)
        while not self._write(proof, variants, record):  # each round knows more wishes, and few change meanwhile
            pass
        return imported

    def _write(self, proof: Proof, variants: Variants, record: Mapping[str, object]) -> bool:
        """Write the list; tell whether it could be: not where somebody has just chosen what was not rendered."""
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

    def _count(self, variants: Variants) -> int:
        """Count who gets the edition; all of them are asked, for each may need another rendering."""
        members = self._store.roll().recipients(today=self._today)
        return sum(variants.number_of(member) != NOTHING for member, why in members if not why)

    @property
    def _today(self) -> date:
        return self._now.astimezone(self._config.letter.timezone).date()

    def _rows(self, variants: Variants) -> Rows:
        """Give the list in the order the members came, also those who get nothing, with why.

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
                    state=State.EXCLUDED if words else State.TO_SEND,
                    words=words,
                )
                yield delivery, address_key(member.address)

    def _record(self, proof: Proof, standings: Standings | None) -> Mapping[str, object]:
        """Give all that going on, closing and accounting need to know later, without rendering anything."""
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
        mend=_('See who is on it: "digest members list". Add members: "digest members import FILE".'),
    )
