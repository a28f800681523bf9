"""The test: the very message, to the addresses of `send: test_to:` only, and nothing written down of it.

It goes the way of every member's message: the same mould, the same filling, the same transport. Its links bear a token
that is nobody's, so that whoever tries them changes nothing.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.config import Config
from digest.deliver.contract import Answer, ConnectionLostError, Outcome, Parcel, Transport
from digest.errors import DigestError, LaterError
from digest.locale import _
from digest.model import Delivery
from digest.pipeline.accounts import say_senseless
from digest.pipeline.filling import Filler, tester_id
from digest.pipeline.pictures import with_pictures
from digest.pipeline.places import own_templates
from digest.render.moulds import make_mould
from digest.store import Store

if TYPE_CHECKING:
    from datetime import datetime

    from digest.edition import Edition
    from digest.render.signing import Signer


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What the other side said about one test message."""

    address: str
    answer: Answer


class Tray:
    """A post office of a few parcels that keeps no books.

    Args:
        parcels: What it hands out.
    """

    def __init__(self, parcels: Iterable[Parcel]) -> None:
        self._parcels = deque(parcels)
        self.tried: list[Tried] = []

    def take(self, *, wait: bool = True) -> Parcel | None:  # noqa: ARG002 - there is nothing to wait for
        """Give the next parcel."""
        return self._parcels.popleft() if self._parcels else None

    def commit(self, parcel: Parcel) -> None:
        """Write nothing down: a test that is lost is sent again by hand."""

    def settle(self, parcel: Parcel, answer: Answer) -> None:
        """Keep the answer, to show it."""
        self.tried.append(Tried(address=parcel.address, answer=answer))

    def put_back(self, parcel: Parcel) -> None:
        """Take a parcel back."""
        self._parcels.appendleft(parcel)


def pack_tests(
    edition: "Edition", config: Config, store: Store, *, now: "datetime", signer: "Signer | None"
) -> tuple[Parcel, ...]:
    """Make the test messages of an edition: what a member gets who chose no themes."""
    shown = with_pictures(edition, config, store.folder)
    mould = make_mould(shown, config, templates=own_templates(config), leaves=now)
    fill = Filler(config, {1: mould}, key=store.link_keys().current(now), signer=signer)
    tests = (
        Delivery(place=place, member=tester_id(), address=address, variant=1)
        for place, address in enumerate(config.send.test_to, start=1)
    )
    return tuple(
        Parcel(place=one.place, address=one.address, octets=fill(one), key=f"{edition.number}-{one.member}")
        for one in tests
    )


def hand_over(parcels: Iterable[Parcel], transport: Transport) -> tuple[Tried, ...]:
    """Carry the parcels over one connection; give what was said about each.

    Raises:
        DigestError: The relay does not let us in.
        LaterError: It cannot be reached.
    """
    tray = Tray(parcels)
    try:
        transport.carry(tray)
    except ConnectionLostError as error:
        if not any(one.answer.outcome is Outcome.UNKNOWN for one in tray.tried):
            raise _say_lost(error) from error
    return tuple(tray.tried)


def _say_lost(error: ConnectionLostError) -> DigestError:
    """Say that messages cannot leave: for now, or until the person mends something."""
    if error.is_final:
        return say_senseless(error.words)
    return LaterError(
        _("messages cannot leave now: {reason}").format(reason=error.words),
        mend=_("The same command again later."),
    )
