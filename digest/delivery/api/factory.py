"""An account at a provider: its key from the environment, the address of its interface, the transport over it."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from digest.config import Config
from digest.config.addresses import fill_in
from digest.config.servers import is_loopback
from digest.delivery.api import brevo, mailjet, ses
from digest.delivery.api.base import ApiProvider, ApiTransport
from digest.delivery.transport import Transport
from digest.errors import ConfigError
from digest.locale import _

_ADDRESSES = {"brevo": brevo.ADDRESS, "mailjet": mailjet.ADDRESS, "ses": ses.ADDRESS}


def open_account(config: Config, environ: Mapping[str, str], *, sender: str) -> Transport:
    """Make the transport over a provider's interface; it opens nothing yet.

    Raises:
        ConfigError: The key is missing or has not the form it should have; the address is not safe.
    """
    via = config.send.via
    address = config.send.api or _ADDRESSES[via]
    _check(address, config)
    return ApiTransport(_provider(config, environ, address, sender), address=address)


def _provider(config: Config, environ: Mapping[str, str], address: str, sender: str) -> ApiProvider:
    key, colon, secret = fill_in(config.send.api_key, environ).strip().partition(":")
    if config.send.via == "brevo" and key:
        return brevo.BrevoProvider(key + colon + secret)
    if not key or not secret:
        raise ConfigError(
            _("send: api_key: is missing or has not the form that {provider} needs").format(provider=config.send.via),
            where=config.path.name,
            hint=_("It stands in the environment, for brevo as the key, for mailjet and ses as key:secret."),
        )
    if config.send.via == "mailjet":
        return mailjet.MailjetProvider(key, secret)
    return ses.SesProvider(key, secret, address=address, sender=sender)


def _check(address: str, config: Config) -> None:
    """Refuse to send a key in the clear to another machine."""
    parts = urlsplit(address)
    if parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or "")):
        return
    raise ConfigError(
        _("send: api: is not an https:// address"),
        where=config.path.name,
        hint=_("Take it from the provider's own pages, or leave it out for the usual one."),
    )
