"""From an approved edition to every member, exactly once: approve, test, freeze, send, account for it.

The counterpart of the newsroom. It is light: all that composes and renders is loaded only where a letter is still to
be made, so that a run that goes on with a frozen one starts at once.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from digest.app.approval import ApprovalStatus, weigh_approvals
from digest.app.paths import edition_file, find_edition, name_for_person
from digest.app.personalise import make_signer
from digest.app.report import DeliveryReport, name_deliveries, take_accounts
from digest.app.send import MailingRun, RunControl, SendOptions, SendResult
from digest.config.model import Config
from digest.errors import DigestError, UnapprovedError, UsageError
from digest.locale import _
from digest.model import Delivery, Problem
from digest.store import Store
from digest.store.editions import Approval
from digest.store.lock import lock_letter
from digest.text.dates.format import format_instant
from digest.text.normalize import fold_for_search

if TYPE_CHECKING:
    from digest.app.approval import Fingerprint
    from digest.app.build import EditionService
    from digest.app.dry_run import DryRun, TestResult
    from digest.app.freeze import RenderedEdition
    from digest.checks import Finding
    from digest.store.outbox import Mailing


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalReview:
    """What a person looks at before they approve.

    Attributes:
        proof: The letter.
        findings: What `digest check` found, the worst first.
        standings: Who approved just this letter already.
        receive: How many members would get it; `stay` how many of the list would not.
        waits: Why it would not be sent yet; empty where it would.
        problems: What could not be used of the list's file.
    """

    proof: "RenderedEdition"
    findings: tuple["Finding", ...]
    standings: ApprovalStatus
    receive: int
    stay: int
    waits: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def number(self) -> int:
        """Return the number of the edition."""
        return self.proof.edition.number

    @property
    def errors(self) -> tuple["Finding", ...]:
        """Return the findings that make the letter wrong."""
        return tuple(one for one in self.findings if one.level.value == "error")


class DeliveryService:
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

    def review(self, number: int | None = None, *, links: bool = True) -> ApprovalReview:
        """Look at an edition as whoever approves it does; the newest where no number is given.

        Args:
            number: The edition.
            links: Whether its links are asked if they are alive.

        Raises:
            UsageError: There is no such edition.
            DigestError: It is being sent already, its time has passed, or it cannot be made.
        """
        from digest.app.freeze import MailingSnapshot, why_wait
        from digest.app.members import synchronise

        number = find_edition(self.config, number)
        with Store.open(self.state) as store:
            self._refuse_frozen(store, number)
            proof = MailingSnapshot(self.config, store, now=self.now).prove(number)
            imported = synchronise(self.config, store, self.now)
            reasons = Counter(bool(why) for _member, why in store.roll().recipients(today=self._today()))
            approvals = store.approvals().of(number)
        findings = self._newsroom().findings(proof.edition, proof.rendered, text=proof.text, links=links)
        return ApprovalReview(
            proof=proof,
            findings=findings,
            standings=self._weigh(approvals, proof.fingerprint.whole),
            receive=reasons[False],
            stay=reasons[True],
            waits=why_wait(proof.edition, self.config),
            problems=imported.problems,
        )

    def approve(self, review: ApprovalReview, name: str, *, despite_errors: bool = False) -> ApprovalStatus:
        """Bind a person's name to just the letter that was looked at; return how its approvals stand then.

        Raises:
            UsageError: The name is empty.
            UnapprovedError: The letter has errors, and the person did not say that they do not matter.
        """
        if not fold_for_search(name):
            raise UsageError(_("an approval needs a name"), hint=_('Give your own: --by "…".'))
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

    def fingerprint(self, number: int | None = None) -> "Fingerprint":
        """Return the fingerprint of all that an approval of an edition binds, as it is now."""
        from digest.app.freeze import take_proof

        return take_proof(self._newsroom(), find_edition(self.config, number)).fingerprint

    def approval(self, number: int | None = None) -> ApprovalStatus:
        """Return the approvals of an edition as it is now.

        Raises:
            UnapprovedError: They are not enough for it to leave.
        """
        from digest.app.freeze import MailingSnapshot

        with Store.open(self.state) as store:
            freezing = MailingSnapshot(self.config, store, now=self.now)
            return freezing.standings(freezing.prove(find_edition(self.config, number)))

    def test(self, number: int | None = None) -> tuple["TestResult", ...]:
        """Send the very message to the test addresses, and to nobody else; return what was said about each.

        Raises:
            UsageError: There is no such edition, or no test address.
            DigestError: Messages cannot leave.
        """
        from digest.app.dry_run import hand_over, pack_tests
        from digest.delivery.factory import make_transport

        number = find_edition(self.config, number)
        if not self.config.send.test_to:
            raise UsageError(
                _("there is no address that test messages go to"),
                where=self.config.path.name,
                hint=_("Write your own under send: test_to:, like: test_to: [me@example.org]."),
            )
        transport = make_transport(self.config, self.environ)
        edition = self._newsroom().edition(number)
        with Store.open(self.state) as store:
            messages = pack_tests(
                edition, self.config, store, now=self.now, signer=make_signer(self.config, self.environ)
            )
        return hand_over(messages, transport)

    def send(
        self, number: int | None = None, *, orders: SendOptions | None = None, watch: RunControl | None = None
    ) -> SendResult:
        """Bring an edition to every member who has not had it; the newest where no number is given.

        Safe to run again, whatever ended the run before.

        Raises:
            LockedError: Another run of this letter is under way.
            UnapprovedError: Nobody approved it, or it changed since.
            DigestError: The store knows less than it should, the letter's time has passed, or it cannot be made.
        """
        # The lock first: whoever comes second leaves before a large store is looked over.
        with lock_letter(self.state, now=self.now), Store.open(self.state) as store:
            sending = MailingRun(self.config, store, now=self.now, environ=self.environ)
            return sending.run(number, orders or SendOptions(), watch or RunControl())

    def plan(self, number: int | None = None, *, trusts_state: bool = False) -> "DryRun":
        """Report who would get what if it were sent now; nothing is written, and nobody is asked.

        Raises:
            UsageError: There is no such edition.
            DigestError: It could not be sent.
        """
        from digest.app.dry_run import plan_sending

        return plan_sending(self.config, self.state, number, now=self.now, trusts_state=trusts_state)

    def report(self, number: int | None = None) -> DeliveryReport:
        """Return the accounts of an edition; the newest that was sent, or else the newest, where no number is given.

        Raises:
            UsageError: There is no such edition.
        """
        with Store.open(self.state) as store:
            mailings = store.outbox().mailings()
            if number is None and mailings:
                number = mailings[-1].number
            known = {one.number for one in mailings}
            return take_accounts(store, number if number in known else find_edition(self.config, number))

    def report_page(self, mailing: "Mailing") -> str:
        """Return the page about an edition whose list was frozen: numbers and drawings, no name and no address.

        Raises:
            TemplateError: A template of the project cannot be used.
        """
        from digest.app.report_page import make_page

        with Store.open(self.state) as store:
            return make_page(store, mailing, self.config)

    def deliveries(self, number: int, *, is_whole: bool = False) -> Iterator[Delivery]:
        """Name the members of an edition's list: all, or those who were not just sent the letter; streamed."""
        with Store.open(self.state) as store:
            yield from name_deliveries(store, number, is_whole=is_whole)

    def _weigh(self, approvals: tuple[Approval, ...], fingerprint: str) -> ApprovalStatus:
        return weigh_approvals(approvals, self.config, fingerprint=fingerprint, now=self.now)

    def _wrong(self, review: ApprovalReview) -> UnapprovedError:
        codes = ", ".join(dict.fromkeys(one.code for one in review.errors))
        return UnapprovedError(
            _("edition {number} has errors and is not approved: {codes}").format(number=review.number, codes=codes),
            where=name_for_person(self.config, edition_file(self.config, review.number)),
            hint=_(
                'Mend them ("digest check {number}" shows them); where they do not matter: digest approve {number}'
                ' --by "…" --despite-errors'
            ).format(number=review.number),
        )

    def _refuse_frozen(self, store: Store, number: int) -> None:
        mailing = store.outbox().mailing(number)
        if mailing:
            problem = _("edition {number} is being sent, or was: its text and its list are fixed since {time}")
            raise DigestError(
                problem.format(number=number, time=format_instant(mailing.frozen, self.config.letter.timezone)),
                where=name_for_person(self.config, edition_file(self.config, number)),
                hint=_('See how far it is: "digest report {number}".').format(number=number),
            )

    def _newsroom(self) -> "EditionService":
        from digest.app.build import EditionService

        return EditionService(self.config, state=self.state, now=self.now)

    def _today(self) -> date:
        return self.now.astimezone(self.config.letter.timezone).date()
