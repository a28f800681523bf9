"""A post office over a real store, and a transport that answers as it is told."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from digest.delivery.queue import MailingOptions, OutboxQueue
from digest.delivery.transport import (
    ConnectionLostError,
    DeliveryQueue,
    DeliveryResult,
    Outcome,
    OutgoingMessage,
    Transport,
)
from digest.delivery.workers import deliver_all
from digest.model import Delivery, DeliveryState, Member
from digest.store import Store

NUMBER = 17
NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)
TERMS = MailingOptions(series="f", frozen=NOW, now=NOW)
TAKEN = DeliveryResult(outcome=Outcome.TAKEN, words="250 2.0.0 Ok")
LATER = DeliveryResult(outcome=Outcome.LATER, words="451 4.7.1 Greylisted")
NEVER = DeliveryResult(outcome=Outcome.NEVER, words="550 5.1.1 No such user")
UNKNOWN = DeliveryResult(outcome=Outcome.UNKNOWN, words="the connection was cut")


@contextmanager
def frozen_list(folder: Path, *addresses: str) -> Iterator[Store]:
    """Open a store with these members, whose list is frozen."""
    with Store.open(folder) as store:
        roll = store.roll()
        members = [roll.add(Member(id="", address=address), now=NOW) for address in addresses]
        rows = (
            (Delivery(place=place, member=one.id, address=one.address), one.address)
            for place, one in enumerate(members, 1)
        )
        store.outbox().freeze(NUMBER, fingerprint="f", record={}, moulds={0: b"mould"}, rows=rows, now=NOW)
        yield store


def open_office(store: Store, terms: MailingOptions = TERMS) -> OutboxQueue:
    """Open the office; each message is made of its address."""
    outbox = store.outbox()
    return OutboxQueue(lambda: outbox.open_rows(NUMBER), lambda one: (one.address.encode(), b"\r\n"), terms)


def states(store: Store) -> dict[str, DeliveryState]:
    """Return each member's state."""
    return {one.address: one.state for one in store.outbox().deliveries(NUMBER)}


class Scripted:
    """Answers each message as a function says, which may raise where the connection is lost before it leaves."""

    def __init__(
        self, answer: Callable[[OutgoingMessage], DeliveryResult], *, refused: Callable[[], bool] = lambda: False
    ) -> None:
        self._answer = answer
        self._refused = refused
        self.taken: list[str] = []

    def carry(self, office: DeliveryQueue) -> None:
        if self._refused():
            raise ConnectionLostError("421 4.7.0 Too many connections")
        while (parcel := office.take()) is not None:
            try:
                answer = self._answer(parcel)
            except ConnectionLostError:
                office.put_back(parcel)
                raise
            office.commit(parcel)
            self.taken.append(parcel.address)
            office.settle(parcel, answer)
            if answer.outcome is Outcome.UNKNOWN:
                raise ConnectionLostError(answer.words)


def send_all(store: Store, transport: Transport, *, connections: int = 2, **terms: str) -> Mapping[DeliveryState, int]:
    """Deliver what may leave; return what became of it in this run."""
    said: list[Mapping[DeliveryState, int]] = []
    with open_office(store, replace(TERMS, **terms)) as office:  # type: ignore[arg-type]  # all of them are texts
        deliver_all(office, transport, connections=connections, stop=threading.Event(), report=said.append)
    return said[-1]
