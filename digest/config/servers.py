"""Servers in feeds.yaml that want a password: relay, mailbox, provider, database; no secret is kept or repeated.

What stands as `${NAME}` stays as it is written; whoever uses it fills it in.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import unquote

from digest.config.addresses import LONGEST_NAME, VARIABLE, fill_in, has_host, parse_web_address, split_address
from digest.config.context import RequestedKeys
from digest.config.errors import ConfigFault
from digest.config.values import read_line, refuse
from digest.config.yaml_nodes import Node, ScalarNode
from digest.errors import ConfigError
from digest.locale import _

_VARIABLES = {"smtp": "DIGEST_SMTP", "imap": "DIGEST_IMAP", "api_key": "DIGEST_API_KEY", "ping": "DIGEST_PING"}


def read_members(node: Node, asked: RequestedKeys) -> str | None:
    """Read where the members are: a file, a table of the store, or a database whose password is `${NAME}`."""
    text = read_line(node, asked)
    return text if text and not _refuse_secret(node, asked, text) else None


def read_smtp(node: Node, asked: RequestedKeys) -> str | None:
    """Read the address of the relay, as it is written: `${NAME}` stays; a password in plain words is refused."""
    form = _("{what} is not the address of a mail relay: {fault}")
    return _read_server(node, asked, schemes=("smtp", "smtps"), form=form)


def read_imap(node: Node, asked: RequestedKeys) -> str | None:
    """Read the address of the mailbox, as it is written: `${NAME}` stays; a password in plain words is refused."""
    form = _("{what} is not the address of a mailbox: {fault}")
    return _read_server(node, asked, schemes=("imap", "imaps"), form=form)


def _read_server(node: Node, asked: RequestedKeys, *, schemes: Sequence[str], form: str) -> str | None:
    text = read_line(node, asked)
    if not text or _refuse_secret(node, asked, text):
        return None
    fault = server_fault(VARIABLE.sub("x", text), schemes) if not VARIABLE.match(text) else ""
    if not fault:
        return text
    refuse(node, asked, form.format(what=asked.what, fault=fault))
    return None


def server_fault(text: str, schemes: Sequence[str]) -> str:
    """Word what is wrong with the address of a server, in one clause without its words; nothing where it is good."""
    parts = split_address(text)
    if parts is None:
        return _("its host or port is not one")
    if parts.scheme.lower() not in schemes:
        first, second = (f"{scheme}://" for scheme in schemes)
        return _("it does not begin with {first} or {second}").format(first=first, second=second)
    if not has_host(parts) or re.search(r"\s", text):
        return _("there is no host in it")
    return ""


def read_secret(node: Node, asked: RequestedKeys) -> str | None:
    """Read `${NAME}`, or two of them joined by a colon; anything else may be the secret itself, and is not shown."""
    text = node.text.strip() if isinstance(node, ScalarNode) else ""
    if re.fullmatch(rf"{VARIABLE.pattern}(?::{VARIABLE.pattern})?", text):
        return text
    message = _("{what} holds a secret in plain words").format(what=asked.what)
    fault = ConfigFault(
        line=node.place.line, column=node.place.column, message=message, hint=_hint(asked), is_hidden=True
    )
    asked.notes.faults.append(fault)
    return None


def parse_key_path(node: Node, asked: RequestedKeys) -> str | None:
    """Read where a private key is: a file, from the folder of feeds.yaml, or `${NAME}`; it is opened when used."""
    text = read_line(node, asked)
    if text is None or VARIABLE.fullmatch(text) or not ("$" in text or "-----" in text or len(text) > LONGEST_NAME):
        return text
    refuse(node, asked, _("{what} is neither a file nor an environment variable").format(what=asked.what))
    return None


def read_ping(node: Node, asked: RequestedKeys) -> str | None:
    """Read a web address that may hold `${NAME}`, and stays as it is written: who knows it can use it."""
    text = read_line(node, asked)
    if text is None or VARIABLE.match(text):
        return text
    return text if parse_web_address(node, asked, VARIABLE.sub("x", text)) else None


def read_api_address(node: Node, asked: RequestedKeys) -> str | None:
    """Read the web address of a provider: https, for the key goes there; http for this machine only."""
    text = read_line(node, asked)
    address = parse_web_address(node, asked, text) if text else None
    parts = split_address(address) if address else None
    if parts is None or parts.scheme.lower() == "https" or is_loopback(parts.hostname or ""):
        return address
    message = _("{what} is read over http, which shows the key to everyone on the way").format(what=asked.what)
    refuse(node, asked, message, _("Write https://; http:// is for a server on this machine only."))
    return None


def is_loopback(host: str) -> bool:
    """Whether a host is this very machine: localhost and names below it (RFC 6761), 127.0.0.0/8 or ::1."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        name = host.lower().rstrip(".")
        return name == "localhost" or name.endswith(".localhost")


def _refuse_secret(node: Node, asked: RequestedKeys, text: str) -> bool:
    """Note a fault where a password stands in plain words, or where `${NAME}` is not written as it must be."""
    if "$" in VARIABLE.sub("", text):
        message = _("{what} names an environment variable in a form that is not read").format(what=asked.what)
        refuse(node, asked, message, _hint(asked))
        return True
    user, at, _host = text.partition("://")[2].rpartition("@")
    secret = user.partition(":")[2]
    bare = ":" in text.rpartition("@")[0] and "://" not in text
    if bare or (at and secret and not VARIABLE.fullmatch(secret)):
        refuse(node, asked, _("{what} holds a password in plain words").format(what=asked.what), _hint(asked))
        return True
    return False


def _hint(asked: RequestedKeys) -> str:
    name = _VARIABLES.get(asked.key.last, "DIGEST_MEMBERS")
    example = f"{asked.key.last}: ${{{name}}}"
    return _("Set an environment variable and name it here: {example}").format(example=example)


# Where to log in: the address of a relay or a mailbox taken apart, its `${NAME}` filled in, when it is used.


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerLogin:
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


def read_login(text: str, environ: Mapping[str, str], *, what: str) -> ServerLogin:
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
            hint=_(
                "It has the form scheme://user:password@host:port; signs like @ and / in a password are written %40."
            ),
        )
    return ServerLogin(
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
    """Return a part of the address as it is meant; what comes from a variable is not decoded."""
    decoded = unquote(text)
    return decoded if environ is None else fill_in(decoded, environ)
