"""A member's message made of the frozen mould: their links, their name, the signature; no template, no style.

The same member gets the same octets on every try: the key of the links and the place on the web are those of the day
the letter was frozen.
"""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from digest.config import Config
from digest.members.tokens import TEST_MARK, links, make_token
from digest.model import Delivery, LinkKey
from digest.render.moulds import Mould
from digest.render.personal import Personal
from digest.store import Store

if TYPE_CHECKING:
    from digest.render.signing import Seal, Signer

TESTER = f"{TEST_MARK}message----"
"""The id that a message bears which is only looked at: nobody's, so that its links change nothing."""


def tester_id() -> str:
    """Give the id of one test message: nobody's, and another each time, for mailboxes drop what they had already."""
    return f"{TEST_MARK}{secrets.token_urlsafe(8)}"


class Filler:
    """Makes each delivery's message.

    Args:
        config: Who writes; its place on the web is the frozen letter's.
        moulds: What the messages are made of, by variant.
        key: What the links are signed with.
        signer: Who signs the messages; None where nobody does.
    """

    def __init__(
        self, config: Config, moulds: Mapping[int, Mould], *, key: LinkKey, signer: "Signer | None" = None
    ) -> None:
        self._config = config
        self._moulds = moulds
        self._key = key
        self._seals = _seals(moulds, signer) if signer else {}

    def __call__(self, delivery: Delivery) -> tuple[bytes, ...]:
        """Give the message of a member, in pieces that follow each other."""
        unsubscribe, preferences = links(self._config, delivery.member, self._key)
        personal = Personal(
            id=delivery.member,
            address=delivery.address,
            name=delivery.name,
            unsubscribe=unsubscribe,
            preferences=preferences,
            token=make_token(delivery.member, self._key),
        )
        pieces = self._moulds[delivery.variant].fill(personal)
        seal = self._seals.get(delivery.variant)
        return seal.sign(pieces) if seal else pieces


def frozen_filler(
    config: Config, store: Store, number: int, *, now: datetime, signer: "Signer | None" = None
) -> Filler:
    """Give what makes the messages of a frozen edition.

    Raises:
        DigestError: A mould is damaged.
    """
    mailing = store.outbox().mailing(number)
    record = mailing.record if mailing else {}
    moulds = {variant: Mould.from_bytes(octets) for variant, octets in store.outbox().moulds(number).items()}
    web = record.get("web")
    config = replace(config, web=web if isinstance(web, str) else None)
    return Filler(config, moulds, key=_key_of(store, record.get("key"), now=now), signer=signer)


def _key_of(store: Store, number: object, *, now: datetime) -> LinkKey:
    """Give the key of the day the letter was frozen; the newest where its links lead nowhere any more."""
    known = (key for key in store.link_keys().accepted(now) if key.number == number)
    return next(known, None) or store.link_keys().current(now)


def _seals(moulds: Mapping[int, Mould], signer: "Signer") -> dict[int, "Seal"]:
    from digest.render.signing import Seal  # needs cryptography, which a letter that is not signed does not

    return {variant: Seal(mould.pieces, signer) for variant, mould in moulds.items()}
