"""Addresses in feeds.yaml: of mail, the web and hosts; paths; `servers` has those that need a password."""

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from digest.config.context import ConfigEnvironment, RequestedKeys
from digest.config.errors import did_you_mean, quoted, say_meant, suggest
from digest.config.model import Mailbox
from digest.config.values import parse_each, read_line, refuse
from digest.config.yaml_nodes import Node
from digest.errors import ConfigError
from digest.locale import _

_LONGEST_ADDRESS = 2000
# RFC 5322 section 3.2.3: the dot-atom; quoted local parts exist in the standard and nowhere else.
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"\w(?:[\w-]{0,61}\w)?")
VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_DNS_NAME = re.compile(r"(?i)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*")
LONGEST_NAME = 253
_LARGEST_PORT = 65535


def parse_mailbox(node: Node, asked: RequestedKeys) -> Mailbox | None:
    """Read `Name <address>` or an address alone (RFC 5322 section 3.4)."""
    text = read_line(node, asked)
    if text is None:
        return None
    name, bracket, rest = text.partition("<")
    address = rest.strip().removesuffix(">").strip() if bracket else text
    fault = _("the closing > is missing") if bracket and not rest.rstrip().endswith(">") else mail_fault(address)
    if not fault:
        return Mailbox(name=name.strip().strip('"').strip() if bracket else "", address=address)
    message = _("{what} is not a mail address: {fault}").format(what=asked.what, fault=fault)
    refuse(node, asked, message)
    return None


def mail_fault(address: str) -> str:
    """Return in words what is wrong with a mail address, in one clause; nothing where it is good."""
    local, at, domain = address.rpartition("@")
    if not at:
        return _("there is no @ in {value}").format(value=quoted(address))
    if any(character.isspace() or character in "<>,;" for character in address):
        return _("{value} holds a space or a sign that does not belong there").format(value=quoted(address))
    if not local.isascii():
        return _("{value} has an accent before the @").format(value=quoted(address))
    if len(local) > 64 or not _LOCAL.fullmatch(local):
        return _("{value} is not a name before the @").format(value=quoted(local))
    if not is_host(domain) or "_" in domain or not ("." in domain or domain == "localhost"):
        return _("{value} is not a mail domain").format(value=quoted(domain))
    return ""


def is_host(name: str) -> bool:
    """Whether a text can be the name of a host (RFC 1123 section 2.1; accents and _ too) or an IPv4 address."""
    return 0 < len(name) <= 253 and all(_LABEL.fullmatch(label) for label in name.split("."))


def read_mailboxes(node: Node, asked: RequestedKeys) -> tuple[Mailbox, ...] | None:
    """Read a list of names and addresses; one stands for a list of one."""
    found: list[Mailbox] = []

    def keep(item: Node, asked: RequestedKeys) -> str | None:
        mailbox = parse_mailbox(item, asked)
        found.extend([mailbox] if mailbox else [])
        return mailbox.address if mailbox else None

    return None if parse_each(node, asked, keep) is None else tuple(found)


def read_mail_addresses(node: Node, asked: RequestedKeys) -> tuple[str, ...] | None:
    """Read a list of addresses; names before them are dropped."""
    boxes = read_mailboxes(node, asked)
    return None if boxes is None else tuple(dict.fromkeys(box.address for box in boxes))


def read_mail_address(node: Node, asked: RequestedKeys) -> str | None:
    """Read one mail address; a name before it is dropped."""
    box = parse_mailbox(node, asked)
    return box.address if box else None


def read_hosts(node: Node, asked: RequestedKeys) -> tuple[str, ...] | None:
    """Read a list of `host` or `host:port`, in small letters."""
    return parse_each(node, asked, read_host)


def read_host(node: Node, asked: RequestedKeys) -> str | None:
    """Read one `host` or `host:port`; `[::1]:8080` for IPv6."""
    text = read_line(node, asked)
    if text is None:
        return None
    text = text.lower()
    found = re.fullmatch(r"(\[[0-9a-f:.]+\]|[^\s:/\[\]]+)(?::([0-9]{1,5}))?", text)
    if (
        found
        and (found.group(1).startswith("[") or is_host(found.group(1)))
        and int(found.group(2) or 1) in range(1, 65536)
    ):
        return text
    message = _("{what} takes a host or host:port, not {value}").format(what=asked.what, value=quoted(text))
    meant = re.search(r"^[a-z]*:?//([^/@\s]+)", text) or re.search(r"^([^/@\s]+)/", text)
    refuse(node, asked, message, say_meant(meant.group(1) if meant else None))
    return None


def read_source_address(node: Node, asked: RequestedKeys) -> str | None:
    """Read the address of a source: http, https, or webcal, which is https."""
    text = read_line(node, asked)
    if text is None:
        return None
    text = re.sub(r"(?i)^webcals?://", "https://", text)
    if re.match(r"(?i)file:|[a-z]:\\|[~./\\]", text):
        message = _("{what} is a file, not a web address").format(what=asked.what)
        refuse(node, asked, message, _("Write path: instead of url:."))
        return None
    return parse_web_address(node, asked, text)


def read_web_address(node: Node, asked: RequestedKeys) -> str | None:
    """Read an http or https address; `${NAME}` in it is filled in where the environment has it, else it is left out."""
    text = read_line(node, asked)
    if text is None:
        return None
    environ = asked.notes.around.environ
    if any(name not in environ for name in VARIABLE.findall(text)):
        return None
    return parse_web_address(node, asked, fill_in(text, environ))


def parse_web_address(node: Node, asked: RequestedKeys, text: str) -> str | None:
    """Take a text as an http or https address; a fault is noted where it is none."""
    fault, hint = _address_fault(text)
    if not fault:
        return text
    message = _("{what} cannot be used: {fault}").format(what=asked.what, fault=fault)
    refuse(node, asked, message, hint)
    return None


def _address_fault(text: str) -> tuple[str, str]:
    """Return in words what is wrong with a web address, and how to mend it."""
    if VARIABLE.search(text):
        return _("${NAME} is not filled in here"), _("It is in smtp, in members and in the address of web.")
    if re.search(r"[\s<>\"\\]", text):
        return _("it holds a space or a sign that does not belong there"), _("A space in an address is written %20.")
    if len(text) > _LONGEST_ADDRESS:
        return _("it is longer than {count} characters").format(count=_LONGEST_ADDRESS), ""
    parts = split_address(text)
    if parts is None:
        return _("its host or port is not one"), _("A port is a number from 1 to {most}.").format(most=_LARGEST_PORT)
    if parts.scheme.lower() not in ("http", "https"):
        return _scheme_fault(text, parts)
    if parts.username is not None or parts.password is not None:
        return _("it holds a name or password"), _("Remove it: feeds.yaml keeps no secret.")
    if not has_host(parts):
        return _("there is no host in it"), ""
    return "", ""


def _scheme_fault(text: str, parts: SplitResult) -> tuple[str, str]:
    if "://" not in text:
        is_near = re.match(r"[\w-]+(\.[\w-]+){2}|[\w-]+\.[\w-]+/", text)
        return _("http:// or https:// is missing"), say_meant(f"https://{text}" if is_near else None)
    hint = did_you_mean(parts.scheme, ("http", "https"))
    return _("{scheme} is not http or https").format(scheme=quoted(parts.scheme)), hint


def has_host(parts: SplitResult) -> bool:
    """Whether an address that was taken apart names a host."""
    host = parts.hostname or ""
    return is_host(host.removesuffix(".")) or ":" in host


def split_address(text: str) -> SplitResult | None:
    """Take an address apart; None where its host or port makes no sense."""
    try:
        parts = urlsplit(text)
        is_good = parts.port is None or 0 < parts.port <= _LARGEST_PORT
    except ValueError:
        return None
    return parts if is_good else None


def read_path(node: Node, asked: RequestedKeys) -> Path | None:
    """Read a file or folder that must exist; return it absolute, from the folder of feeds.yaml."""
    text = read_line(node, asked)
    if text is None or _refuse_scheme(node, asked, text, _("Write url: instead of path:.")):
        return None
    around = asked.notes.around
    path = Path(around.folder, text)
    if around.exists(path):
        return path
    message = _("{what}: there is no file or folder {value}").format(what=asked.what, value=quoted(text))
    start = _("A path starts from the folder that feeds.yaml is in.")
    refuse(node, asked, message, say_meant(_near_path(Path(text), around)) or start)
    return None


def _refuse_scheme(node: Node, asked: RequestedKeys, text: str, hint: str = "") -> bool:
    """Note a fault where an address stands in the place of a path."""
    if not re.match(r"(?i)[a-z]{2,9}://", text):
        return False
    refuse(node, asked, _("{what} is a web address, not a file or folder").format(what=asked.what), hint)
    return True


def parse_folder(node: Node, asked: RequestedKeys) -> Path | None:
    """Read a folder that is made when it is needed; return it absolute, from the folder of feeds.yaml."""
    text = read_line(node, asked)
    if text is None or _refuse_scheme(node, asked, text):
        return None
    return Path(asked.notes.around.folder, text)


def _near_path(path: Path, around: ConfigEnvironment) -> str | None:
    """Find the path that was probably meant: the first part of it that does not exist, with a neighbour's name."""
    there = Path()
    for part in path.parts:
        if not around.exists(around.folder / there / part):
            near = suggest(part, around.neighbours(around.folder / there))
            return (there / near).as_posix() if near else None
        there /= part
    return None


def read_domain(node: Node, asked: RequestedKeys) -> str | None:
    """Read a name as the DNS knows it: labels of letters, digits and hyphens (RFC 1035 section 2.3.1)."""
    text = read_line(node, asked)
    if text is None or (len(text) <= LONGEST_NAME and _DNS_NAME.fullmatch(text)):
        return text.lower() if text else None
    refuse(node, asked, _("{what} is not a name in the DNS: {value}").format(what=asked.what, value=quoted(text)))
    return None


def fill_in(text: str, environ: Mapping[str, str]) -> str:
    """Put the values of environment variables in the place of `${NAME}`.

    Raises:
        ConfigError: A variable is not set.
    """
    missing = [name for name in VARIABLE.findall(text) if name not in environ]
    if missing:
        problem = _("the environment variable {name} is not set").format(name=missing[0])
        raise ConfigError(
            problem, hint=_("Set it before the command: {example}").format(example=f"export {missing[0]}=…")
        )
    return VARIABLE.sub(lambda found: environ[found.group(1)], text)
