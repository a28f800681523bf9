"""Making the application: from the environment for a server of the person's choice, or from what they have at hand.

gunicorn --workers 2 --threads 4 'digest.web:application()'
"""

import os
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from digest.config import Config, find_config, load_config
from digest.errors import ConfigError
from digest.locale import _
from digest.pipeline.wishes import Clock, Wishes
from digest.web.application import Application


def application(environ: Mapping[str, str] | None = None) -> Application:
    """Make the application of the letter that the environment names.

    `DIGEST_CONFIG` is its feeds.yaml, by default the one in the working folder or above; `DIGEST_STATE` is the folder
    of the store, by default `.digest/` beside it.

    Raises:
        ConfigError: There is no feeds.yaml, or it has faults.
    """
    environ = os.environ if environ is None else environ
    named = environ.get("DIGEST_CONFIG")
    file = Path(named) if named else find_config(Path())
    if file is None:
        raise ConfigError(_("there is no feeds.yaml here or in a folder above"), mend=_("Name it in DIGEST_CONFIG."))
    config = load_config(file, environ=environ)
    state = environ.get("DIGEST_STATE")
    zone = config.letter.timezone
    return make_application(
        config,
        state=Path(state) if state else config.folder / ".digest",
        clock=lambda: datetime.now(zone),
        again=lambda: load_config(file, environ=environ),
    )


def make_application(
    config: Config, *, state: Path, clock: Clock, again: Callable[[], Config] | None = None
) -> Application:
    """Make the application of a letter.

    Args:
        config: feeds.yaml.
        state: The folder of the store.
        clock: Gives the instant, in the letter's zone.
        again: Reads feeds.yaml anew, asked where the file has changed; None where it never does.
    """
    return Application(_Newest(config, again) if again else lambda: config, Wishes(state, clock))


class _Newest:
    """Gives feeds.yaml as it is on the disk; while it has faults, as it was."""

    def __init__(self, config: Config, again: Callable[[], Config]) -> None:
        self._config = config
        self._again = again
        self._saved = self._stamp()

    def __call__(self) -> Config:
        saved = self._stamp()
        if saved != self._saved:
            self._saved = saved
            try:
                self._config = self._again()
            except ConfigError:  # whoever saves it is told by every other command
                return self._config
        return self._config

    def _stamp(self) -> tuple[int, int]:
        try:
            known = self._config.path.stat()
        except OSError:
            return 0, 0
        return known.st_mtime_ns, known.st_size
