"""What a run of `send` would do, found out on a copy of the store: the same work up to where messages would leave."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from digest.config import Config
from digest.errors import UnapprovedError
from digest.model import Problem, State
from digest.pipeline.freezing import Freezing
from digest.pipeline.places import find_edition
from digest.pipeline.proofs import why_wait
from digest.pipeline.witnesses import check_witnesses
from digest.store import Store
from digest.store.copying import copy_store


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
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
        """Give how many would get it."""
        return sum(self.variants.values())


def plan_sending(config: Config, state: Path, number: int | None, *, now: datetime, trusts_state: bool = False) -> Plan:
    """Say who would get what; neither the store nor anything beside it is written.

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


def _freeze(config: Config, store: Store, number: int, *, now: datetime) -> Plan:
    """Freeze the edition in the copy where it is not, approved or not."""
    if store.outbox().mailing(number):
        return Plan(number=number, is_frozen=True)
    freezing = Freezing(config, store, now=now)
    proof = freezing.prove(number)
    waits = why_wait(proof.edition, config)
    if waits:
        return Plan(number=number, waits=waits)
    refusal = None
    try:
        freezing.standings(proof)
    except UnapprovedError as error:
        refusal = error
    return Plan(number=number, refusal=refusal, problems=freezing.freeze(proof, None).problems)


def _count(plan: Plan, store: Store) -> Plan:
    """Count the rows of the copy."""
    outbox = store.outbox()
    mailing = outbox.mailing(plan.number)
    said = mailing.record.get("variants") if mailing else None
    names = said if isinstance(said, dict) else {}
    to_send = outbox.deliveries(plan.number, State.TO_SEND, State.DEFERRED)
    return Plan(
        number=plan.number,
        variants=Counter(str(names.get(str(one.variant), one.variant)) for one in to_send),
        excluded=Counter(one.words for one in outbox.deliveries(plan.number, State.EXCLUDED)),
        refusal=plan.refusal,
        waits=plan.waits,
        is_frozen=plan.is_frozen,
        problems=plan.problems,
    )
