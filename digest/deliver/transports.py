"""Which way the letter leaves, by `send.via` in feeds.yaml; secrets come from the environment, nowhere else."""

from collections.abc import Callable, Mapping

from digest.config import Config
from digest.config.logins import read_login
from digest.deliver.contract import Transport
from digest.errors import ConfigError
from digest.locale import _


def make_transport(config: Config, environ: Mapping[str, str]) -> Transport:
    """Make the transport that feeds.yaml asks for; it opens nothing yet.

    Raises:
        ConfigError: A variable of the environment or a key of feeds.yaml is missing, or makes no sense.
    """
    return _MAKERS[config.send.via](config, environ)


def _sender_of(config: Config) -> str:
    """Give where bounces go."""
    return config.send.return_path or config.letter.sender.address


def _make_smtp(config: Config, environ: Mapping[str, str]) -> Transport:
    from digest.deliver.smtp import SmtpTransport
    from digest.deliver.smtp_opening import Relay

    if not config.send.smtp:
        raise ConfigError(
            _("nothing says which mail relay the letter leaves by"),
            where=config.path.name,
            mend=_("Write it under send: smtp:, like smtp://user:${NAME}@relay.example:587."),
        )
    login = read_login(config.send.smtp, environ, what="send.smtp")
    relay = Relay(
        host=login.host,
        port=login.port or 0,
        user=login.user,
        password=login.password,
        is_implicit=login.scheme == "smtps",
    )
    return SmtpTransport(relay, sender=_sender_of(config))


_MAKERS: Mapping[str, Callable[[Config, Mapping[str, str]], Transport]] = {"smtp": _make_smtp}
