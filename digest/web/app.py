"""The application: which request gets which answer.

The same page answers every address that leads nowhere, so that a forged link learns nothing. Whatever fails is told to
the server's log by its kind and place alone: an address there would hold a token.
"""

import os
import re
import traceback
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

from digest.app.preferences import Clock, LinkClaim, PreferenceService
from digest.config import Config, find_config, load_config
from digest.errors import ConfigError, DigestError
from digest.locale import _, in_language
from digest.members.tokens import TokenPurpose
from digest.web.handlers import answer_archive, answer_get, answer_post
from digest.web.http import HttpAnswer, HttpRequest, Start, read_request
from digest.web.pages import MemberPages

_PERSONAL = re.compile(r"/(u|p)/([A-Za-z0-9_-]{25,})")
_READING, _FORMS = "GET, HEAD, OPTIONS", "GET, HEAD, OPTIONS, POST"


class WebApplication:
    """A WSGI application for one letter.

    Args:
        config: Gives feeds.yaml as it is now; a new object where it has changed.
        wishes: What members ask for.
    """

    def __init__(self, config: Callable[[], Config], wishes: PreferenceService) -> None:
        self._config = config
        self._wishes = wishes
        self._pages = MemberPages(config(), wishes)

    def __call__(self, environ: Mapping[str, Any], start: Start) -> Iterable[bytes]:
        """Answer one request."""
        try:
            answer = self._answer(environ)
        except Exception as error:  # the last door: the server's own would write the address into its log
            with in_language(self._pages.config.letter.language):
                environ["wsgi.errors"].write(f"digest serve: {_words(error)}\n")
            answer = self._failed()
        return answer.send(start, is_head=environ.get("REQUEST_METHOD") == "HEAD")

    def _answer(self, environ: Mapping[str, Any]) -> HttpAnswer:
        config = self._config()
        pages = self._pages_of(config)
        request = read_request(environ, config.web)
        personal = _PERSONAL.fullmatch(request.path)
        if request.method == "OPTIONS":
            return HttpAnswer(status=HTTPStatus.NO_CONTENT, headers=(("Allow", _FORMS if personal else _READING),))
        if personal:
            return self._personal(pages, request, LinkClaim(token=personal[2], purpose=TokenPurpose(personal[1])))
        if request.method not in ("GET", "HEAD"):
            return pages.wrong_method(_READING)
        return answer_archive(config, request) or pages.nothing_here(request)

    def _personal(self, pages: MemberPages, request: HttpRequest, held: LinkClaim) -> HttpAnswer:
        if request.method in ("GET", "HEAD"):
            return answer_get(pages, self._wishes, held)
        if request.method != "POST":
            return pages.wrong_method(_FORMS)
        if request.is_too_large:
            return pages.too_large()
        return answer_post(pages, self._wishes, held, request)

    def _pages_of(self, config: Config) -> MemberPages:
        if self._pages.config is not config:
            self._pages = MemberPages(config, self._wishes)
        return self._pages

    def _failed(self) -> HttpAnswer:
        try:
            return self._pages.failed()
        except Exception:  # the project's own template, say, cannot be filled
            words = b"503 Service Unavailable\n"
            return HttpAnswer(status=HTTPStatus.SERVICE_UNAVAILABLE, kind="text/plain; charset=utf-8", body=words)


def _words(error: Exception) -> str:
    """Return in words what failed without a value: a message may name a member, a line of code does not."""
    if isinstance(error, DigestError):
        return error.problem
    places = (f"{Path(frame.filename).name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)[-3:])
    return f"{type(error).__name__} ({', '.join(places)})"


# Making the application: from the environment for a server of the person's choice, or from what they have at hand.


def application(environ: Mapping[str, str] | None = None) -> WebApplication:
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
        raise ConfigError(_("there is no feeds.yaml here or in a folder above"), hint=_("Name it in DIGEST_CONFIG."))
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
) -> WebApplication:
    """Make the application of a letter.

    Args:
        config: feeds.yaml.
        state: The folder of the store.
        clock: Gives the instant, in the letter's zone.
        again: Reads feeds.yaml anew, asked where the file has changed; None where it never does.
    """
    return WebApplication(_Newest(config, again) if again else lambda: config, PreferenceService(state, clock))


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
