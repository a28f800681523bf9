"""What became of an edition, to the last name: the counts add up to the list."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from digest.errors import DigestError
from digest.locale import _
from digest.model import Delivery, DeliveryState
from digest.store import Store
from digest.store.outbox import Mailing


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryReport:
    """The accounts of one edition.

    Attributes:
        number: The edition.
        mailing: Its list as it was frozen; None where it never was.
        counts: The members in each state; every state is there.
        undecided: How many in doubt nobody has decided about.
    """

    number: int
    mailing: Mailing | None = None
    counts: Mapping[DeliveryState, int] = field(default_factory=dict)
    undecided: int = 0

    @property
    def members(self) -> int:
        """Return how long the list is."""
        return sum(self.counts.values())

    @property
    def left(self) -> int:
        """Return how many are still to be tried, now or later."""
        return sum(
            self.counts.get(state, 0)
            for state in (DeliveryState.TO_SEND, DeliveryState.IN_FLIGHT, DeliveryState.DEFERRED)
        )

    @property
    def record(self) -> Mapping[str, object]:
        """Return what was kept with the list."""
        return self.mailing.record if self.mailing else {}


def take_accounts(store: Store, number: int) -> DeliveryReport:
    """Return the accounts of an edition as they are now."""
    outbox = store.outbox()
    mailing = outbox.mailing(number)
    if mailing is None:
        return DeliveryReport(number=number)
    return DeliveryReport(
        number=number, mailing=mailing, counts=outbox.counts(number), undecided=outbox.open_doubts(number)
    )


def name_deliveries(store: Store, number: int, *, is_whole: bool) -> Iterator[Delivery]:
    """Name the members of the list in its order: all of them, or those who were not just sent the letter."""
    states = (
        tuple(DeliveryState) if is_whole else tuple(state for state in DeliveryState if state is not DeliveryState.SENT)
    )
    return store.outbox().deliveries(number, *states)


def next_try(store: Store, number: int) -> datetime | None:
    """Report when the first of what was deferred may be tried again; None where nothing was."""
    return min(
        (one.again for one in store.outbox().deliveries(number, DeliveryState.DEFERRED) if one.again), default=None
    )


def say_senseless(reason: str) -> DigestError:
    """Report that nothing can leave until the person mends something: a wrong password, a certificate that lapsed."""
    return DigestError(
        _("messages cannot leave: {reason}").format(reason=reason),
        hint=_("Mend send: in feeds.yaml or its environment variable; then the same command again."),
    )
