"""One run of `send`, under the letter's lock: freeze what is approved, or go on with what is frozen; deliver; close.

Whatever ends a run, the next one goes on where it stopped. Before the first message leaves, the witness beside the
edition is written; what was in flight when a run died is in doubt, and the policy says what becomes of it.
"""

import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from digest.app.approval import hash_text
from digest.app.paths import edition_file, find_edition
from digest.app.personalise import frozen_filler, make_signer
from digest.app.report import DeliveryReport, next_try, say_senseless, take_accounts
from digest.app.sent_marker import SentMarker, check_witnesses, write_witness
from digest.config.model import Config
from digest.config.yaml_nodes import normal_lines
from digest.delivery.queue import MailingOptions, OutboxQueue
from digest.delivery.workers import deliver_all
from digest.errors import DigestError
from digest.model import DeliveryState, Problem, Window
from digest.store import Store

if TYPE_CHECKING:
    from digest.delivery.transport import Transport
    from digest.render.dkim import DkimSigner

_WITNESS_EVERY = 5.0
"""Seconds: a copy of the store that was made in the middle of a run is found out sooner."""
_UNTRIED = (DeliveryState.TO_SEND, DeliveryState.IN_FLIGHT)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunControl:
    """Who watches a run: `stop` ends it after the message in hand, `report` is told how many were done."""

    stop: threading.Event = field(default_factory=threading.Event)
    report: Callable[[int], None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SendOptions:
    """What the person says beside the number.

    Attributes:
        in_doubt: What is done about messages whose answer was lost; None for what feeds.yaml says.
        trusts_state: Whether the store is right even where the witnesses know more.
    """

    in_doubt: str | None = None
    trusts_state: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SendResult:
    """What one run of `send` came to.

    Attributes:
        accounts: Of the edition, at the end of the run.
        before: The members in each state at its beginning.
        waits: Why nothing was sent: an empty or a thin edition; empty where it was.
        was_over: Whether everything had been done before.
        is_new: Whether this run froze it.
        has_changed: Whether the edition's file changed since it was frozen, which changes nothing of what is sent.
        lost: Why the run ended before its time; None where it did not.
        is_interrupted: Whether it was asked to stop.
        problems: What could not be used of the list's file.
    """

    accounts: DeliveryReport
    before: Mapping[DeliveryState, int]
    waits: str = ""
    was_over: bool = False
    is_new: bool = False
    has_changed: bool = False
    lost: DigestError | None = None
    is_interrupted: bool = False
    problems: tuple[Problem, ...] = ()


class MailingRun:
    """One run of `send`; whoever makes it holds the lock of the letter.

    Args:
        config: What feeds.yaml says.
        store: Its store, open.
        now: The instant of the run.
        environ: The environment, which holds the secrets.
    """

    def __init__(self, config: Config, store: Store, *, now: datetime, environ: Mapping[str, str]) -> None:
        self._config = config
        self._store = store
        self._now = now
        self._environ = environ
        self._start = time.monotonic()

    def run(self, number: int | None, orders: SendOptions, watch: RunControl) -> SendResult:
        """Bring an edition to every member who has not had it; the newest where no number is given.

        Raises:
            UnapprovedError: Nobody approved it, or it changed since.
            DigestError: The store knows less than it should, the letter's time has passed, or it cannot be made.
        """
        check_witnesses(self._config, self._store, is_trusted=orders.trusts_state)
        number = self.number(number)
        known = take_accounts(self._store, number)
        if known.mailing and known.mailing.finished:
            return SendResult(accounts=known, before=known.counts, was_over=True)
        if known.mailing:
            return self._go_on(number, orders, watch)
        waits, problems = self._freeze(number)
        if waits:
            return SendResult(accounts=known, before={}, waits=waits)
        return replace(self._go_on(number, orders, watch), is_new=True, problems=problems)

    def number(self, number: int | None) -> int:
        """Return the number of the edition; one that is frozen needs no file any more."""
        if number is not None and self._store.outbox().mailing(number):
            return number
        return find_edition(self._config, number)

    def _freeze(self, number: int) -> tuple[str, tuple[Problem, ...]]:
        """Freeze an edition that is approved; return why it waits instead, and what is wrong in the list's file."""
        from digest.app.freeze import MailingSnapshot, why_wait

        freezing = MailingSnapshot(self._config, self._store, now=self._now)
        proof = freezing.prove(number)
        waits = why_wait(proof.edition, self._config)
        if waits:
            return waits, ()
        standings = freezing.standings(proof)
        self._way_out()  # what cannot leave until the person mends their settings is not frozen either
        return "", freezing.freeze(proof, standings).problems

    def _way_out(self) -> "tuple[Transport, DkimSigner | None]":
        """Return what carries the messages and who signs them; nothing is opened yet.

        Raises:
            ConfigError: A setting or a variable of the environment is missing, or makes no sense.
        """
        from digest.delivery.factory import make_transport

        return make_transport(self._config, self._environ), make_signer(self._config, self._environ)

    def _go_on(self, number: int, orders: SendOptions, watch: RunControl) -> SendResult:
        """Deliver what is frozen."""
        outbox = self._store.outbox()
        before = outbox.counts(number)
        outbox.recover(number, now=self._now)
        policy = orders.in_doubt or self._config.send.in_doubt
        outbox.resolve(number, policy, now=self._now)
        lost = self._deliver(number, policy, watch) if self._is_due(number) else None
        try:
            accounts = self._close(number, policy)
        except DigestError as error:
            raise lost or error from error
        return SendResult(
            accounts=accounts,
            before=before,
            has_changed=self._has_changed(accounts),
            lost=lost,
            is_interrupted=watch.stop.is_set(),
        )

    def _is_due(self, number: int) -> bool:
        """Whether there is anything to carry now."""
        if self._store.outbox().counts(number)[DeliveryState.TO_SEND]:
            return True
        again = next_try(self._store, number)
        return again is not None and again <= self._now

    def _deliver(self, number: int, policy: str, watch: RunControl) -> DigestError | None:
        """Carry what is to be carried now; return why it ended before its time, where it did."""
        config, outbox = self._config, self._store.outbox()
        transport, signer = self._way_out()
        fill = frozen_filler(config, self._store, number, now=self._now, signer=signer)
        accounts = take_accounts(self._store, number)
        if watch.stop.is_set():
            return None
        self._witness(accounts)
        terms = self._terms(accounts, policy)
        try:
            with OutboxQueue(partial(outbox.open_rows, number), fill, terms) as office:
                deliver_all(
                    office,
                    transport,
                    connections=config.send.connections,
                    stop=watch.stop,
                    report=self._told(number, watch),
                )
        except DigestError as error:
            return error if error.hint else say_senseless(error.problem)
        return None

    def _terms(self, accounts: DeliveryReport, policy: str) -> MailingOptions:
        send = self._config.send
        return MailingOptions(
            series=str(accounts.record["mailing"]),
            frozen=accounts.mailing.frozen if accounts.mailing else self._now,
            now=self._now,
            rate=send.rate,
            per_domain=send.per_domain,
            in_doubt=policy,
        )

    def _told(self, number: int, watch: RunControl) -> Callable[[Mapping[DeliveryState, int]], None]:
        """Return what the courier tells how far it is: the person hears it, and now and then the witness."""
        written = time.monotonic()

        def tell(tally: Mapping[DeliveryState, int]) -> None:
            nonlocal written
            with suppress(DigestError, OSError):  # neither is worth the answers that are on their way
                if watch.report:
                    watch.report(sum(tally.values()))
                if time.monotonic() - written > _WITNESS_EVERY:
                    written = time.monotonic()
                    self._witness(take_accounts(self._store, number))

        return tell

    def _witness(self, accounts: DeliveryReport) -> None:
        """Write the witness, after the store knows that it will be written."""
        if accounts.mailing is None:
            return
        mailing = str(accounts.record["mailing"])
        witness = SentMarker(
            number=accounts.number,
            mailing=mailing,
            fingerprint=accounts.mailing.fingerprint,
            members=accounts.members,
            generation=self._store.witnesses().next(accounts.number, mailing),
            counts={state.value: count for state, count in accounts.counts.items()},
        )
        write_witness(self._config, witness)

    def _close(self, number: int, policy: str) -> DeliveryReport:
        """Write down how far it is: whether it is over, and whether the next edition may begin."""
        if policy == "skip":  # what came to be in doubt in this run; `resend` waits for the next one
            self._store.outbox().resolve(number, policy, now=self._now)
        outbox, accounts = self._store.outbox(), take_accounts(self._store, number)
        is_tried = not any(accounts.counts[state] for state in _UNTRIED)
        if not outbox.open_count(number) or (is_tried and accounts.counts[DeliveryState.SENT]):
            self._begin_next(accounts)  # before it is called over: a crash between the two is mended by the next run
        if outbox.finish(number, now=self._clock()):
            accounts = take_accounts(self._store, number)
        self._witness(accounts)
        return accounts

    def _clock(self) -> datetime:
        """Return the instant now: the run's own and what has passed since."""
        return self._now + timedelta(seconds=time.monotonic() - self._start)

    def _begin_next(self, accounts: DeliveryReport) -> None:
        """Let the next edition begin: everybody was written to once, if not with success."""
        dealt, days = accounts.record["dealt"], accounts.record["window"]
        if isinstance(dealt, list) and isinstance(days, list):
            first, last = map(date.fromisoformat, days)
            window = Window(first_day=first, last_day=last)
            self._store.mark_sent(accounts.number, dealt, window=window, now=self._now)

    def _has_changed(self, accounts: DeliveryReport) -> bool:
        """Whether the edition's file says something else than when it was frozen."""
        try:
            text = edition_file(self._config, accounts.number).read_bytes().decode("utf-8", "replace")
        except OSError:
            return True
        return hash_text(normal_lines(text)) != accounts.record["text"]
