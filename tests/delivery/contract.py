"""What every transport must hold to: a test class to inherit from, and an office that writes down what it is told."""

import threading
from collections.abc import Iterable
from typing import Protocol

import pytest

from digest.delivery.transport import (
    ConnectionLostError,
    DeliveryQueue,
    DeliveryResult,
    Outcome,
    OutgoingMessage,
    Transport,
)
from digest.errors import DigestError

LETTER = b"Subject: La lettre\r\nMIME-Version: 1.0\r\n\r\nBonjour =C3=A0 tous.\r\n"


def parcel_to(address: str, *, place: int = 1, letter: bytes = LETTER) -> OutgoingMessage:
    """Make the parcel of one member, in three pieces."""
    octets = (b"To: ", address.encode() + b"\r\n", letter)
    return OutgoingMessage(place=place, address=address, octets=octets, key=f"key-{address}")


class ListOffice:
    """An office that hands out a list once, and keeps what happens as `verb address` in `log`.

    Args:
        addresses: Whom to write to.
        fails_at: The address whose commit fails, as on a full disk.
        lingers: Whether it gives nothing ahead, as under a rate limit.
    """

    def __init__(
        self, addresses: Iterable[str], *, letter: bytes = LETTER, fails_at: str = "", lingers: bool = False
    ) -> None:
        self.log: list[str] = []
        self.answers: dict[str, DeliveryResult] = {}
        self.back: list[str] = []
        self.committed: set[str] = set()
        self.parcels = [parcel_to(one, place=rank, letter=letter) for rank, one in enumerate(addresses, 1)]
        self._waiting = list(self.parcels)
        self._fails_at = fails_at
        self._lingers = lingers
        self._lock = threading.Lock()

    def take(self, *, wait: bool = True) -> OutgoingMessage | None:
        with self._lock:
            if not self._waiting or (self._lingers and not wait):
                return None
            parcel = self._waiting.pop(0)
            self.log.append(f"take {parcel.address}")
            return parcel

    def commit(self, parcel: OutgoingMessage) -> None:
        with self._lock:
            if parcel.address == self._fails_at:
                raise DigestError("no room left on the disk")
            self.committed.add(parcel.address)
            self.log.append(f"commit {parcel.address}")

    def settle(self, parcel: OutgoingMessage, answer: DeliveryResult) -> None:
        with self._lock:
            assert parcel.address not in self.answers, "settled twice"
            self.answers[parcel.address] = answer
            self.log.append(f"settle {parcel.address}")

    def put_back(self, parcel: OutgoingMessage) -> None:
        with self._lock:
            self.back.append(parcel.address)
            self.log.append(f"back {parcel.address}")

    @property
    def outcomes(self) -> dict[str, str]:
        """What became of each, in one word."""
        return {address: answer.outcome.value for address, answer in self.answers.items()}

    @property
    def words(self) -> dict[str, str]:
        """What was said about each."""
        return {address: answer.words for address, answer in self.answers.items()}

    @property
    def in_hand(self) -> set[str]:
        """Whose parcels were taken and are neither settled nor back: none, once `carry` is over."""
        taken = {line.removeprefix("take ") for line in self.log if line.startswith("take ")}
        return taken - self.answers.keys() - set(self.back)


class Way(Protocol):
    """A transport of a test, and what arrived at its end."""

    transport: Transport

    def arrived(self) -> dict[str, list[bytes]]:
        """Return the messages by address, with the line ends of mail."""


ADDRESSES = ("maire@commune.example", "dgs@metropole.example", "elue@region.example", "prefet@etat.example")


class TransportContract:
    """The tests that each transport inherits; it gives its own `way` as a fixture."""

    def test_every_message_arrives_once(self, way: Way) -> None:
        office = ListOffice(ADDRESSES)

        way.transport.carry(office)

        assert {address: len(them) for address, them in way.arrived().items()} == dict.fromkeys(ADDRESSES, 1)

    def test_every_parcel_is_settled_as_taken(self, way: Way) -> None:
        office = ListOffice(ADDRESSES)

        way.transport.carry(office)

        assert (office.outcomes, office.back) == (dict.fromkeys(ADDRESSES, Outcome.TAKEN.value), [])

    def test_no_parcel_is_settled_before_it_was_written_down(self, way: Way) -> None:
        office = ListOffice(ADDRESSES)

        way.transport.carry(office)

        early = [one for one in ADDRESSES if office.log.index(f"settle {one}") < office.log.index(f"commit {one}")]
        assert early == []

    def test_an_answer_is_known_before_the_next_message_may_leave(self, way: Way) -> None:
        office = ListOffice(ADDRESSES)

        way.transport.carry(office)

        events = [line.split()[0] for line in office.log if line.startswith(("commit", "settle"))]
        assert events == ["commit", "settle"] * len(ADDRESSES)

    def test_nothing_leaves_that_cannot_be_written_down(self, way: Way) -> None:
        office = ListOffice(ADDRESSES, fails_at=ADDRESSES[1])

        with pytest.raises(DigestError):
            way.transport.carry(office)

        assert (set(way.arrived()), office.in_hand) == ({ADDRESSES[0]}, set())

    def test_a_slow_office_gets_its_answers_all_the_same(self, way: Way) -> None:
        office = ListOffice(ADDRESSES, lingers=True)

        way.transport.carry(office)

        assert office.outcomes == dict.fromkeys(ADDRESSES, Outcome.TAKEN.value)

    def test_where_there_is_nothing_to_carry_nothing_is_done(self, way: Way) -> None:
        office = ListOffice(())

        way.transport.carry(office)

        assert (office.log, way.arrived()) == ([], {})


def carried(transport: Transport, office: DeliveryQueue) -> str:
    """Carry, and return the words of the loss that ended it; empty where it came to its end."""
    try:
        transport.carry(office)
    except ConnectionLostError as lost:
        return ("final: " if lost.is_final else "") + lost.words
    return ""
