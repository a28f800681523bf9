"""Which way the letter leaves, by `send.via` in feeds.yaml; secrets come from the environment, nowhere else."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from digest.config import Config
from digest.config.servers import read_login
from digest.delivery.transport import Transport
from digest.errors import ConfigError
from digest.locale import _

if TYPE_CHECKING:
    from digest.delivery.smtp.session import SmtpServer


def make_transport(config: Config, environ: Mapping[str, str]) -> Transport:
    """Make the transport that feeds.yaml asks for; it opens nothing yet.

    Raises:
        ConfigError: A variable of the environment or a key of feeds.yaml is missing, or makes no sense.
    """
    return MAKERS[config.send.via](config, environ)


def sender_of(config: Config) -> str:
    """Return where bounces go."""
    return config.send.return_path or config.letter.sender.address


def make_smtp_server(config: Config, environ: Mapping[str, str]) -> "SmtpServer":
    """Report where and as whom messages are handed over, as `send.smtp` has it.

    Raises:
        ConfigError: It names no relay, or a variable of the environment is missing.
    """
    from digest.delivery.smtp.session import SmtpServer

    if not config.send.smtp:
        raise ConfigError(
            _("nothing says which mail relay the letter leaves by"),
            where=config.path.name,
            hint=_("Write it under send: smtp:, like smtp://user:${NAME}@relay.example:587."),
        )
    login = read_login(config.send.smtp, environ, what="send.smtp")
    return SmtpServer(
        host=login.host,
        port=login.port or 0,
        user=login.user,
        password=login.password,
        is_implicit=login.scheme == "smtps",
    )


def _make_smtp(config: Config, environ: Mapping[str, str]) -> Transport:
    from digest.delivery.smtp.client import SmtpTransport

    return SmtpTransport(make_smtp_server(config, environ), sender=sender_of(config))


def _make_folder(config: Config, _environ: Mapping[str, str]) -> Transport:
    from digest.delivery.maildir import MaildirTransport

    if config.send.folder is None:
        raise ConfigError(
            _("nothing says into which folder messages are laid"),
            where=config.path.name,
            hint=_("Write it under send: folder:, like: folder: maildir."),
        )
    return MaildirTransport(config.send.folder)


def _make_sendmail(config: Config, environ: Mapping[str, str]) -> Transport:
    from digest.delivery.sendmail import SendmailTransport, find_sendmail

    return SendmailTransport(sender=sender_of(config), command=(find_sendmail(environ),))


def _make_provider(config: Config, environ: Mapping[str, str]) -> Transport:
    try:
        from digest.delivery.api.factory import open_account
    except ImportError as error:
        raise ConfigError(
            _("sending by {provider} needs a library that is not installed").format(provider=config.send.via),
            hint=_("Install it: pip install {package}").format(package='"digest-newsletter[api]"'),
        ) from error
    return open_account(config, environ, sender=sender_of(config))


MAKERS: dict[str, Callable[[Config, Mapping[str, str]], Transport]] = {
    "smtp": _make_smtp,
    "folder": _make_folder,
    "sendmail": _make_sendmail,
    "brevo": _make_provider,
    "mailjet": _make_provider,
    "ses": _make_provider,
}
"""The ways out, by their names in feeds.yaml."""
