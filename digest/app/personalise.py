"""A member's message made of the frozen mould: their links, their name, the signature; no template, no style.

The same member gets the same octets on every try: the key of the links and the place on the web are those of the day
the letter was frozen.
"""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from digest.config.addresses import fill_in
from digest.config.model import Config
from digest.errors import ConfigError
from digest.locale import _
from digest.locale.reasons import say_reason
from digest.members.tokens import TEST_MARK, make_token, member_links
from digest.model import Delivery, LinkKey
from digest.render.message_template import MessageTemplate
from digest.render.recipient import RecipientFields
from digest.store import Store

if TYPE_CHECKING:
    from digest.render.dkim import DkimSeal, DkimSigner

TESTER = f"{TEST_MARK}message----"
"""The id that a message bears which is only looked at: nobody's, so that its links change nothing."""


def tester_id() -> str:
    """Return the id of one test message: nobody's, and another each time, for mailboxes drop what they had already."""
    return f"{TEST_MARK}{secrets.token_urlsafe(8)}"


class MessageBuilder:
    """Makes each delivery's message.

    Args:
        config: Who writes; its place on the web is the frozen letter's.
        moulds: What the messages are made of, by variant.
        key: What the links are signed with.
        signer: Who signs the messages; None where nobody does.
    """

    def __init__(
        self, config: Config, moulds: Mapping[int, MessageTemplate], *, key: LinkKey, signer: "DkimSigner | None" = None
    ) -> None:
        self._config = config
        self._moulds = moulds
        self._key = key
        self._seals = _seals(moulds, signer) if signer else {}

    def __call__(self, delivery: Delivery) -> tuple[bytes, ...]:
        """Return the message of a member, in pieces that follow each other."""
        unsubscribe, preferences = member_links(self._config, delivery.member, self._key)
        personal = RecipientFields(
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
    config: Config, store: Store, number: int, *, now: datetime, signer: "DkimSigner | None" = None
) -> MessageBuilder:
    """Return what makes the messages of a frozen edition.

    Raises:
        DigestError: A mould is damaged.
    """
    mailing = store.outbox().mailing(number)
    record = mailing.record if mailing else {}
    moulds = {variant: MessageTemplate.from_bytes(octets) for variant, octets in store.outbox().moulds(number).items()}
    web = record.get("web")
    config = replace(config, web=web if isinstance(web, str) else None)
    return MessageBuilder(config, moulds, key=_key_of(store, record.get("key"), now=now), signer=signer)


def _key_of(store: Store, number: object, *, now: datetime) -> LinkKey:
    """Return the key of the day the letter was frozen; the newest where its links lead nowhere any more."""
    known = (key for key in store.link_keys().accepted(now) if key.number == number)
    return next(known, None) or store.link_keys().current(now)


def _seals(moulds: Mapping[int, MessageTemplate], signer: "DkimSigner") -> dict[int, "DkimSeal"]:
    from digest.render.dkim import DkimSeal

    return {variant: DkimSeal(mould.pieces, signer) for variant, mould in moulds.items()}


# Who signs the messages, as `send: dkim:` says: the private key is read here, when it is needed and not before.

_LONGEST_KEY = 100_000


def make_signer(config: Config, environ: Mapping[str, str]) -> "DkimSigner | None":
    """Return who signs the messages; None where feeds.yaml names nobody.

    Args:
        config: What feeds.yaml says.
        environ: The environment, for a key that is named as `${NAME}`.

    Raises:
        ConfigError: The key cannot be read, is none, or `cryptography` is not installed.
    """
    dkim = config.send.dkim
    if dkim is None:
        return None
    try:
        from digest.render.dkim import DkimSigner, load_private_key
    except ImportError as error:
        hint = _("Install it: pip install 'digest-newsletter[dkim]'.")
        raise ConfigError(_("messages cannot be signed without cryptography"), where=_where(), hint=hint) from error
    key = load_private_key(_read_pem(dkim.key, config, environ), where=dkim.key)
    return DkimSigner(domain=dkim.domain, selector=dkim.selector, key=key)


def _read_pem(key: str, config: Config, environ: Mapping[str, str]) -> bytes:
    """Read a key from its file, or from its variable, where a stroke and an n may stand for a line end."""
    if key.startswith("${"):
        return fill_in(key, environ).replace("\\n", "\n").encode("utf-8", "replace")
    file = Path(config.folder, key)
    try:
        with file.open("rb") as opened:
            return opened.read(_LONGEST_KEY)
    except (OSError, ValueError) as error:
        problem = _("the key that signs messages cannot be read: {reason}").format(reason=say_reason(error))
        hint = _("Mend send: dkim: key: in feeds.yaml, or the rights of the file.")
        raise ConfigError(problem, where=str(file), hint=hint) from error


def _where() -> str:
    return "feeds.yaml: send: dkim"
