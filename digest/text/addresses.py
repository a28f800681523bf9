"""Web addresses: what is safe to print, and when two of them mean the same page (RFC 3986)."""

import hashlib
import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

_TRACKING = re.compile(r"^(utm_\w+|xtor|at_\w+|mtm_\w+|pk_\w+|fbclid|gclid|mc_cid|mc_eid|xts)$", re.IGNORECASE)
_SAFE_SCHEMES = ("http", "https", "mailto", "tel")


def safe_address(address: str, *, base: str = "") -> str | None:
    """Give an absolute address that may stand in the letter: http, https, mailto or tel; None for any other."""
    try:
        joined = urljoin(base, re.sub(r"[\x00-\x20\x7f]+", "", address.strip()))
        parts = urlsplit(joined)
    except ValueError:
        return None
    if parts.scheme.lower() not in _SAFE_SCHEMES:
        return None
    if parts.scheme.lower() in ("http", "https") and not parts.hostname:
        return None
    return joined


def page_key(address: str, *, same_as: Iterable[str] = (), host: str = "") -> str:
    """Give the same key for addresses of one page: scheme, `www.`, mirrors, tracking, fragments and order set aside.

    Args:
        address: An absolute http(s) address.
        same_as: Host names of mirrors of `host`.
        host: The host name that stands for all of them.
    """
    parts = urlsplit(address)
    name = (parts.hostname or "").lower().removeprefix("www.")
    if name in {mirror.lower().removeprefix("www.") for mirror in same_as}:
        name = host.lower().removeprefix("www.")
    query = sorted((k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.match(k))
    path = re.sub(r"/+$", "", parts.path) or "/"
    return urlunsplit(("", name, path, urlencode(query), ""))


def short_id(prefix: str, *keys: str) -> str:
    """Give a stable short name for something: the prefix, a hyphen and 10 hexadecimal digits of its keys."""
    digits = hashlib.sha256("\n".join(keys).encode("utf-8", "replace")).hexdigest()[:10]
    return f"{prefix}-{digits}"
