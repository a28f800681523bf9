"""From an approved edition to every member, exactly once: approve, test, freeze, send, account for it.

The counterpart of the newsroom. It is light: all that composes and renders is loaded only where a letter is still to
be made, so that a run that goes on with a frozen one starts at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from digest.config import Config
from digest.errors import UnapprovedError, UsageError
from digest.locale import _
from digest.pipeline.approvals import Standings, require_approval, weigh_approvals
from digest.pipeline.places import edition_file, find_edition, name_for_person
from digest.store import Store
from digest.store.approvals import Approval
from digest.text.folding import fold

if TYPE_CHECKING:
    from digest.checks import Finding
    from digest.pipeline.newsroom import Newsroom
    from digest.pipeline.proofs import Proof


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What a person looks at before they approve.

    Attributes:
        proof: The letter.
        findings: What `digest check` found, the worst first.
        standings: Who approved just this letter already.
        receive: How many members would get it; `stay` how many of the list would not.
        waits: Why it would not be sent yet; empty where it would.
    """

    proof: "Proof"
    findings: tuple["Finding", ...]
    standings: Standings
    receive: int
    stay: int
    waits: str = ""

    @property
    def number(self) -> int:
        """Give the number of the edition."""
        return self.proof.edition.number

    @property
    def errors(self) -> tuple["Finding", ...]:
        """Give the findings that make the letter wrong."""
        return tuple(one for one in self.findings if one.level.value == "error")


class Mailroom:
    """The way out of one letter.

    Args:
        config: What feeds.yaml says.
        state: The folder of the store.
        now: The instant of this run.
        environ: The environment, which holds the secrets.
    """

    def __init__(self, config: Config, *, state: Path, now: datetime, environ: Mapping[str, str]) -> None:
        self.config = config
        self.state = state
        self.now = now
        self.environ = environ

    def review(self, number: int | None = None, *, links: bool = True) -> Review:
        """Look at an edition as whoever approves it does; the newest where no number is given.

        Args:
            number: The edition.
            links: Whether its links are asked if they are alive.

        Raises:
            UsageError: There is no such edition.
            DigestError: It is being sent already, its time has passed, or it cannot be made.
        """
        from digest.pipeline.proofs import refuse_stale, take_proof, why_wait

        number = find_edition(self.config, number)
        newsroom = self._newsroom()
        with Store.open(self.state) as store:
            proof = take_proof(newsroom, number)
            refuse_stale(proof.edition, self.config, store, now=self.now)
            reasons = [why for _member, why in store.roll().recipients(today=self._today())]
            approvals = store.approvals().of(number)
        findings = newsroom.findings(proof.edition, proof.rendered, text=proof.text, links=links)
        return Review(
            proof=proof,
            findings=findings,
            standings=self._weigh(approvals, proof.fingerprint.whole),
            receive=reasons.count(""),
            stay=len(reasons) - reasons.count(""),
            waits=why_wait(proof.edition, self.config),
        )

    def approve(self, review: Review, name: str, *, despite_errors: bool = False) -> Standings:
        """Bind a person's name to just the letter that was looked at; give how its approvals stand then.

        Raises:
            UsageError: The name is empty.
            UnapprovedError: The letter has errors, and the person did not say that they do not matter.
        """
        if not fold(name):
            raise UsageError(_("an approval needs a name"), mend=_('Give your own: --by "…".'))
        if review.errors and not despite_errors:
            raise self._wrong(review)
        fingerprint = review.proof.fingerprint
        approval = Approval(
            number=review.number,
            name=" ".join(name.split()),
            fingerprint=fingerprint.whole,
            parts=fingerprint.parts,
            given=self.now,
        )
        with Store.open(self.state) as store, store.lock(now=self.now):
            store.approvals().keep(approval)
            return self._weigh(store.approvals().of(review.number), fingerprint.whole)

    def approval(self, number: int | None = None) -> Standings:
        """Give the approvals of an edition as it is now.

        Raises:
            UnapprovedError: They are not enough for it to leave.
        """
        from digest.pipeline.proofs import take_proof

        number = find_edition(self.config, number)
        with Store.open(self.state) as store:
            proof = take_proof(self._newsroom(), number)
            return require_approval(
                store.approvals().of(number),
                self.config,
                number=number,
                fingerprint=proof.fingerprint,
                now=self.now,
            )

    def _weigh(self, approvals: tuple[Approval, ...], fingerprint: str) -> Standings:
        return weigh_approvals(approvals, self.config, fingerprint=fingerprint, now=self.now)

    def _wrong(self, review: Review) -> UnapprovedError:
        codes = ", ".join(dict.fromkeys(one.code for one in review.errors))
        return UnapprovedError(
            _("edition {number} has errors and is not approved: {codes}").format(number=review.number, codes=codes),
            where=name_for_person(self.config, edition_file(self.config, review.number)),
            mend=_(
                'Mend them ("digest check {number}" shows them); where they do not matter: digest approve {number}'
                ' --by "…" --despite-errors'
            ).format(number=review.number),
        )

    def _newsroom(self) -> "Newsroom":
        from digest.pipeline.newsroom import Newsroom

        return Newsroom(self.config, state=self.state, now=self.now)

    def _today(self) -> date:
        return self.now.astimezone(self.config.letter.timezone).date()
