"""Who signs the messages, as `send: dkim:` says: the private key is read here, when it is needed and not before.

The key may be in a file or in an environment variable; it is never shown. `cryptography` is the extra `[dkim]`, asked
for only where messages are signed.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from digest.config import Config
from digest.config.addresses import fill_in
from digest.errors import ConfigError
from digest.locale import _
from digest.locale.reasons import say_reason

if TYPE_CHECKING:
    from digest.render.signing import Signer

_LONGEST_KEY = 100_000


def make_signer(config: Config, environ: Mapping[str, str]) -> "Signer | None":
    """Give who signs the messages; None where feeds.yaml names nobody.

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
        from digest.render.signing import Signer, read_key
    except ImportError as error:
        mend = _("Install it: pip install 'digest-newsletter[dkim]'.")
        raise ConfigError(_("messages cannot be signed without cryptography"), where=_where(), mend=mend) from error
    key = read_key(_read_pem(dkim.key, config, environ), where=dkim.key)
    return Signer(domain=dkim.domain, selector=dkim.selector, key=key)


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
        mend = _("Mend send: dkim: key: in feeds.yaml, or the rights of the file.")
        raise ConfigError(problem, where=str(file), mend=mend) from error


def _where() -> str:
    return "feeds.yaml: send: dkim"
