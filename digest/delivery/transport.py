"""What every transport promises, and what it is handed: parcels, answers, the post office.

A transport carries one parcel after another over one connection. Before the octets leave that may make the other side
take a message (over SMTP the final dot), it tells the office, which writes that down first; whatever answer comes goes
to the office at once. So a crash leaves at most one message a connection whose answer nobody knows.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingMessage:
    """One message for one member.

    Attributes:
        place: Its place in the list of the edition.
        address: Whom it goes to.
        octets: The whole message, CRLF line ends, no line beginning with a full stop; in pieces that follow each other.
        key: The same for every try of this message, for providers that drop what they had already.
    """

    place: int
    address: str
    octets: tuple[bytes, ...]
    key: str

    def __bytes__(self) -> bytes:
        return b"".join(self.octets)

    @property
    def size(self) -> int:
        """Return its octets."""
        return sum(map(len, self.octets))


class Outcome(StrEnum):
    """What became of one try."""

    TAKEN = "taken"
    LATER = "later"
    NEVER = "never"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryResult:
    """What the other side said.

    Attributes:
        outcome: Taken (2yz), to be tried later (4yz), never (5yz), or unknown where the answer was lost.
        words: Its own words with the code, in one line, or ours where it said nothing; never a secret.
        is_certain: Whether its words or status say whom a refusal is about, and not only the command it came at.
    """

    outcome: Outcome
    words: str = ""
    is_certain: bool = True


class DeliveryQueue(Protocol):
    """Who hands out parcels and writes down what becomes of them; safe to call from several threads."""

    def take(self, *, wait: bool = True) -> OutgoingMessage | None:
        """Return the next parcel; None where there is nothing (more) to carry now. May wait for rate limits.

        Args:
            wait: False while an answer is awaited, so that it is not left unread meanwhile (a crash would put it in
                doubt); None then also means "not yet", and the transport asks again after it has settled.
        """

    def commit(self, parcel: OutgoingMessage) -> None:
        """Write down that the other side may have this message from now on; lasting once it returns.

        Raises:
            DigestError: It cannot be written: the parcel must not leave.
        """

    def settle(self, parcel: OutgoingMessage, answer: DeliveryResult) -> None:
        """Note what became of a parcel; a refusal before `commit` is settled too.

        What was settled is lasting at the latest when the next `commit` of the same connection returns.
        """

    def put_back(self, parcel: OutgoingMessage) -> None:
        """Return a parcel back that was taken and certainly not handed over: somebody else may take it at once."""


class ConnectionLostError(Exception):
    """The connection ended, or could not be made; the office knows of every parcel already.

    Args:
        words: Why, in one clause.
        is_final: Whether trying again now is senseless: a wrong password, a certificate that does not hold.
        is_throttled: Whether the other side asks us to come back later, so that waiting is worth it.
    """

    def __init__(self, words: str, *, is_final: bool = False, is_throttled: bool = False) -> None:
        super().__init__(words)
        self.words = words
        self.is_final = is_final
        self.is_throttled = is_throttled


class Transport(Protocol):
    """One way out; each thread calls `carry` for a connection of its own."""

    def carry(self, office: DeliveryQueue) -> None:
        """Connect, carry parcels until `take` gives None, say goodbye.

        Every parcel taken is settled or put back when it returns or raises; one that was committed and whose answer
        was lost is settled as unknown.

        Raises:
            ConnectionLostError: The connection could not be made, or ended before its time.
        """
