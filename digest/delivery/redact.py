"""The words of another server, made fit to be kept: one line, plain, not too long, without our password in it."""

import base64
import re
from collections.abc import Iterable
from urllib.parse import quote

_AT_MOST = 400
_UNPLAIN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+")


class SecretRedactor:
    """Takes secrets out of foreign words, in the forms in which a server could echo them.

    Args:
        user: Who logs in.
        secrets: What must never be seen.
    """

    def __init__(self, user: str = "", secrets: Iterable[str] = ()) -> None:
        forms = {form for secret in secrets if secret for form in _forms(user, secret)}
        longest_first = sorted(forms, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest_first))) if forms else None

    def __repr__(self) -> str:
        return "Redactor()"

    def clean(self, words: bytes | str) -> str:
        """Return the words as one plain line."""
        text = words if isinstance(words, str) else words.decode("utf-8", "replace")
        text = self._redact(" ".join(_UNPLAIN.sub(" ", self._redact(text)).split()))
        return text if len(text) <= _AT_MOST else text[: _AT_MOST - 1] + "…"

    def _redact(self, text: str) -> str:
        return self._pattern.sub("…", text) if self._pattern else text


def _forms(user: str, secret: str) -> Iterable[str]:
    """Return a secret as it is, in addresses, and as AUTH carries it (RFC 4616 PLAIN, LOGIN)."""
    yield secret
    yield quote(secret, safe="")
    for clear in (secret, f"\0{user}\0{secret}", f"{user}\0{user}\0{secret}", f"{user}:{secret}"):
        encoded = base64.b64encode(clear.encode()).decode()
        yield encoded
        yield encoded.rstrip("=")
