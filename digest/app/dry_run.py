"""What a run of `send` would do, found out on a copy of the store: the same work up to where messages would leave."""

from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from digest.app.freeze import MailingSnapshot, why_wait
from digest.app.images import with_pictures
from digest.app.paths import find_edition, own_templates
from digest.app.personalise import MessageBuilder, tester_id
from digest.app.report import say_senseless
from digest.app.sent_marker import check_witnesses
from digest.config.model import Config
from digest.delivery.transport import ConnectionLostError, DeliveryResult, Outcome, OutgoingMessage, Transport
from digest.errors import DigestError, LaterError, UnapprovedError
from digest.locale import _
from digest.model import Delivery, DeliveryState, Problem
from digest.render.message_template import make_mould
from digest.store import Store
from digest.store.database import copy_store

if TYPE_CHECKING:
    from digest.edition import Edition
    from digest.render.dkim import DkimSigner


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRun:
    """What would be sent.

    Attributes:
        number: The edition.
        variants: How many members would get each rendering, by what is in it.
        excluded: How many would get nothing, by why.
        refusal: Why it would not leave: nobody approved it; None where it would.
        waits: Why it would wait: empty or thin.
        is_frozen: Whether the list is fixed already; then only those are counted who are still to be tried.
        problems: What could not be used of the list's file.
    """

    number: int
    variants: Mapping[str, int] = field(default_factory=dict)
    excluded: Mapping[str, int] = field(default_factory=dict)
    refusal: UnapprovedError | None = None
    waits: str = ""
    is_frozen: bool = False
    problems: tuple[Problem, ...] = ()

    @property
    def members(self) -> int:
        """Return how many would get it."""
        return sum(self.variants.values())


def plan_sending(
    config: Config, state: Path, number: int | None, *, now: datetime, trusts_state: bool = False
) -> DryRun:
    """Report who would get what; neither the store nor anything beside it is written.

    Raises:
        UsageError: There is no such edition.
        DigestError: The store knows less than it should, the letter cannot be made, or its time has passed.
    """
    with TemporaryDirectory() as folder:
        copy_store(state, Path(folder))
        with Store.open(Path(folder)) as store:
            check_witnesses(config, store, is_trusted=trusts_state)
            if number is None or store.outbox().mailing(number) is None:
                number = find_edition(config, number)
            return _count(_freeze(config, store, number, now=now), store)


def _freeze(config: Config, store: Store, number: int, *, now: datetime) -> DryRun:
    """Freeze the edition in the copy where it is not, approved or not."""
    if store.outbox().mailing(number):
        return DryRun(number=number, is_frozen=True)
    freezing = MailingSnapshot(config, store, now=now)
    proof = freezing.prove(number)
    waits = why_wait(proof.edition, config)
    if waits:
        return DryRun(number=number, waits=waits)
    refusal = None
    try:
        freezing.standings(proof)
    except UnapprovedError as error:
        refusal = error
    return DryRun(number=number, refusal=refusal, problems=freezing.freeze(proof, None).problems)


def _count(plan: DryRun, store: Store) -> DryRun:
    """Count the rows of the copy."""
    outbox = store.outbox()
    mailing = outbox.mailing(plan.number)
    said = mailing.record.get("variants") if mailing else None
    names = said if isinstance(said, dict) else {}
    to_send = outbox.deliveries(plan.number, DeliveryState.TO_SEND, DeliveryState.DEFERRED)
    return DryRun(
        number=plan.number,
        variants=Counter(str(names.get(str(one.variant), one.variant)) for one in to_send),
        excluded=Counter(one.words for one in outbox.deliveries(plan.number, DeliveryState.EXCLUDED)),
        refusal=plan.refusal,
        waits=plan.waits,
        is_frozen=plan.is_frozen,
        problems=plan.problems,
    )


# The test: the very message, to the addresses of `send: test_to:` only, and nothing written down of it.


@dataclass(frozen=True, slots=True, kw_only=True)
class TestResult:
    """What the other side said about one test message."""

    address: str
    answer: DeliveryResult


class InMemoryQueue:
    """A post office of a few parcels that keeps no books.

    Args:
        parcels: What it hands out.
    """

    def __init__(self, messages: Iterable[OutgoingMessage]) -> None:
        self._parcels = deque(messages)
        self.tried: list[TestResult] = []

    def take(self, *, wait: bool = True) -> OutgoingMessage | None:  # noqa: ARG002 - there is nothing to wait for
        """Return the next parcel."""
        return self._parcels.popleft() if self._parcels else None

    def commit(self, message: OutgoingMessage) -> None:
        """Write nothing down: a test that is lost is sent again by hand."""

    def settle(self, message: OutgoingMessage, answer: DeliveryResult) -> None:
        """Keep the answer, to show it."""
        self.tried.append(TestResult(address=message.address, answer=answer))

    def put_back(self, message: OutgoingMessage) -> None:
        """Take a parcel back."""
        self._parcels.appendleft(message)


def pack_tests(
    edition: "Edition", config: Config, store: Store, *, now: "datetime", signer: "DkimSigner | None"
) -> tuple[OutgoingMessage, ...]:
    """Make the test messages of an edition: what a member gets who chose no themes."""
    shown = with_pictures(edition, config, store.folder)
    mould = make_mould(shown, config, templates=own_templates(config), leaves=now)
    fill = MessageBuilder(config, {1: mould}, key=store.link_keys().current(now), signer=signer)
    tests = (
        Delivery(place=place, member=tester_id(), address=address, variant=1)
        for place, address in enumerate(config.send.test_to, start=1)
    )
    return tuple(
        OutgoingMessage(place=one.place, address=one.address, octets=fill(one), key=f"{edition.number}-{one.member}")
        for one in tests
    )


def hand_over(messages: Iterable[OutgoingMessage], transport: Transport) -> tuple[TestResult, ...]:
    """Carry the parcels over one connection; return what was said about each.

    Raises:
        DigestError: The relay does not let us in.
        LaterError: It cannot be reached.
    """
    tray = InMemoryQueue(messages)
    try:
        transport.carry(tray)
    except ConnectionLostError as error:
        if not any(one.answer.outcome is Outcome.UNKNOWN for one in tray.tried):
            raise _say_lost(error) from error
    return tuple(tray.tried)


def _say_lost(error: ConnectionLostError) -> DigestError:
    """Report that messages cannot leave: for now, or until the person mends something."""
    if error.is_final:
        return say_senseless(error.words)
    return LaterError(
        _("messages cannot leave now: {reason}").format(reason=error.words),
        hint=_("The same command again later."),
    )
