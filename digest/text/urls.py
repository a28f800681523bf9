"""Web addresses: what is safe to print, and when two of them mean the same page (RFC 3986)."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urljoin, urlsplit, urlunsplit

from digest.text.sanitize import clean_text

_TRACKING = re.compile(
    r"(?:utm_\w+|xtor|xts|at_\w+|mtm_\w+|pk_\w+|piwik_\w+|fbclid|gclid|dclid|msclkid|mc_cid|mc_eid|_hs\w+|igshid)",
    re.IGNORECASE,
)
_WEB = ("http", "https")
_SAFE_SCHEMES = (*_WEB, "mailto", "tel")
_UNSAFE = re.compile(r"[\x00-\x20\x7f\"<>\\^`{|}\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f\u3000]")
# Nearly every article's address. What is safe and what identifies it stands there to be read, in 1 µs where taking it
# apart takes 10; a test holds both ways to the same result.
_SIMPLE = re.compile(r"https?://((?:[a-z0-9-]+\.)*[a-z0-9-]*[a-z0-9])((?:/[A-Za-z0-9_~.-]+)*/?)")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_AT_MOST = 4000
"""Characters of an address; browsers and mail programs stop following well before."""


def safe_address(address: str, *, base: str = "") -> str | None:
    """Return an absolute address that may stand in the letter: http, https, mailto or tel; None for any other.

    White space and quotes inside are percent-encoded; a name and password before the host make it unsafe, because
    they dress one host up as another.
    """
    if len(address) <= _AT_MOST and _SIMPLE.fullmatch(address):
        return address
    address = re.sub(r"[\t\n\r]+", "", address).strip("".join(map(chr, range(0x21))) + "\u00a0\ufeff")
    if not address or len(address) > _AT_MOST:
        return None
    try:
        joined = _encode(urljoin(base, address))
        parts = urlsplit(joined)
    except ValueError:
        return None
    return joined if _is_safe(parts) else None


def join_address(base: str, address: str) -> str:
    """Return an address as seen from a page; as it is where the two cannot be joined."""
    try:
        return urljoin(base, address.strip())
    except ValueError:
        return address


def page_key(address: str, *, same_as: Iterable[str] = (), host: str = "") -> str:
    """Return the same key for addresses of one page: scheme, `www.`, mirrors, tracking, fragments and order set aside.

    `+`, `%2B`, `%20` and a space are one character, because mirrors and mailers rewrite them. What is no address at
    all is its own key.

    Args:
        address: An absolute http(s) address.
        same_as: Host names of mirrors of `host`.
        host: The host name that stands for all of them.
    """
    if simple := _SIMPLE.fullmatch(address):
        return f"//{_host_key(simple[1], same_as, host)}{simple[2].rstrip('/') or '/'}"
    try:
        parts = urlsplit(address.strip())
        port = "" if parts.port in (None, _DEFAULT_PORTS.get(parts.scheme.lower())) else f":{parts.port}"
    except ValueError:
        return address.strip()
    path = _plain(parts.path).rstrip("/") or "/"
    return urlunsplit(("", _host_key(parts.hostname or "", same_as, host) + port, path, _query_key(parts.query), ""))


def without_tracking(address: str) -> str:
    """Return an http(s) address without the parameters that only count clicks; the rest to the letter."""
    if "?" not in address and "#" not in address:
        return address
    head, mark, fragment = address.partition("#")
    page, _asked, query = head.partition("?")
    kept = [pair for pair in query.split("&") if not _TRACKING.fullmatch(pair.partition("=")[0])]
    if re.match(r"(?:xtor|utm_\w+|at_\w+)=", fragment):
        mark, fragment = "", ""
    return page + ("?" + "&".join(kept) if any(kept) else "") + mark + fragment


def host_of(address: str) -> str:
    """Return the host name of an address, lower case; empty where it has none."""
    try:
        return (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""


def short_id(prefix: str, *keys: str) -> str:
    """Return a stable short name for something: the prefix, a hyphen and 10 hexadecimal digits of its keys."""
    digits = hashlib.sha256("\n".join(keys).encode("utf-8", "replace")).hexdigest()[:10]
    return f"{prefix}-{digits}"


def _encode(address: str) -> str:
    escaped = _UNSAFE.sub(lambda found: "".join(f"%{octet:02X}" for octet in found[0].encode()), address)
    return clean_text(escaped)


def _is_safe(parts: SplitResult) -> bool:
    scheme = parts.scheme.lower()
    if scheme in _WEB:
        return bool(parts.hostname) and "@" not in parts.netloc and "%" not in parts.netloc
    # A line end inside a mailto: would be a second header line in the member's mail program.
    return scheme in _SAFE_SCHEMES and bool(parts.path) and not re.search(r"%0[ad]", parts.geturl(), re.IGNORECASE)


def _host_key(name: str, same_as: Iterable[str], host: str) -> str:
    name = name.lower().rstrip(".").removeprefix("www.")
    if not same_as:
        return name
    mirrors = {mirror.lower().removeprefix("www.") for mirror in same_as}
    return host.lower().removeprefix("www.") if host and name in mirrors else name


def _query_key(query: str) -> str:
    pairs = parse_qsl(query.replace("+", "%2B"), keep_blank_values=True, max_num_fields=None)
    return urlencode(sorted((k, v.replace(" ", "+")) for k, v in pairs if not _TRACKING.fullmatch(k)))


def _plain(path: str) -> str:
    return unicodedata.normalize("NFC", unquote(path)).replace(" ", "+")
