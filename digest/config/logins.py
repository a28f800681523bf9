"""Where to log in: the address of a relay or a mailbox taken apart, its `${NAME}` filled in, when it is used.

A password that comes from a variable of its own is taken as it is; in an address that is one variable as a whole it is
written as in any address, `%40` for @.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from digest.config.addresses import VARIABLE, fill_in, has_host, split_address
from digest.errors import ConfigError
from digest.locale import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """A server and who logs in there; the password shows in no representation.

    Attributes:
        scheme: In small letters: `smtp`, `smtps`, `imap`, `imaps`.
        port: None for the usual one.
        user: Empty where nobody logs in.
        folder: What stands behind the host, without the slash; may be empty.
    """

    scheme: str
    host: str
    port: int | None = None
    user: str = ""
    password: str = field(default="", repr=False)
    folder: str = ""


def read_login(text: str, environ: Mapping[str, str], *, what: str) -> Login:
    """Take the address of a server apart, as it stands in feeds.yaml.

    Args:
        text: The address, with `${NAME}` as it is written.
        environ: The environment.
        what: The key it stands under, for messages: `send.smtp`, `inbox.imap`.

    Raises:
        ConfigError: A variable is not set, or the address makes no sense; its words are not repeated.
    """
    variables: Mapping[str, str] | None = environ
    if VARIABLE.fullmatch(text):
        text, variables = fill_in(text, environ).strip(), None
    scheme, mark, rest = text.partition("://")
    authority, _slash, folder = _parted(rest)
    who, _at, place = authority.rpartition("@")
    user, _colon, password = who.partition(":")
    parts = split_address(f"{scheme}://{_plain(place, variables)}")
    if not mark or parts is None or not has_host(parts) or not parts.hostname:
        raise ConfigError(
            _("{what} is not the address of a server").format(what=what),
            mend=_(
                "It has the form scheme://user:password@host:port; signs like @ and / in a password are written %40."
            ),
        )
    return Login(
        scheme=scheme.lower(),
        host=parts.hostname,
        port=parts.port,
        user=_plain(user, variables),
        password=_plain(password, variables),
        folder=_plain(folder, variables),
    )


def _parted(rest: str) -> tuple[str, str, str]:
    """Part user, password and host from the folder; a slash before the @ belongs to the password."""
    start = rest.find("@") + 1
    authority, slash, folder = rest[start:].partition("/")
    return rest[:start] + authority, slash, folder


def _plain(text: str, environ: Mapping[str, str] | None) -> str:
    """Give a part of the address as it is meant; what comes from a variable is not decoded."""
    decoded = unquote(text)
    return decoded if environ is None else fill_in(decoded, environ)
