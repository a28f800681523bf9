"""The application: which request gets which answer.

The same page answers every address that leads nowhere, so that a forged link learns nothing. Whatever fails is told to
the server's log by its kind and place alone: an address there would hold a token.
"""

import re
import traceback
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any

from digest.config import Config
from digest.errors import DigestError
from digest.locale import in_language
from digest.members.tokens import Purpose
from digest.pipeline.wishes import Pass, Wishes
from digest.web.answer import Answer, Start
from digest.web.archive import answer_archive
from digest.web.pages import Pages
from digest.web.personal import answer_get, answer_post
from digest.web.request import Request, read_request

_PERSONAL = re.compile(r"/(u|p)/([A-Za-z0-9_-]{25,})")
_READING, _FORMS = "GET, HEAD, OPTIONS", "GET, HEAD, OPTIONS, POST"


class Application:
    """A WSGI application for one letter.

    Args:
        config: Gives feeds.yaml as it is now; a new object where it has changed.
        wishes: What members ask for.
    """

    def __init__(self, config: Callable[[], Config], wishes: Wishes) -> None:
        self._config = config
        self._wishes = wishes
        self._pages = Pages(config(), wishes)

    def __call__(self, environ: Mapping[str, Any], start: Start) -> Iterable[bytes]:
        """Answer one request."""
        try:
            answer = self._answer(environ)
        except Exception as error:  # the last door: the server's own would write the address into its log
            with in_language(self._pages.config.letter.language):
                environ["wsgi.errors"].write(f"digest serve: {_words(error)}\n")
            answer = self._failed()
        return answer.send(start, is_head=environ.get("REQUEST_METHOD") == "HEAD")

    def _answer(self, environ: Mapping[str, Any]) -> Answer:
        config = self._config()
        pages = self._pages_of(config)
        request = read_request(environ, config.web)
        personal = _PERSONAL.fullmatch(request.path)
        if request.method == "OPTIONS":
            return Answer(status=HTTPStatus.NO_CONTENT, headers=(("Allow", _FORMS if personal else _READING),))
        if personal:
            return self._personal(pages, request, Pass(token=personal[2], purpose=Purpose(personal[1])))
        if request.method not in ("GET", "HEAD"):
            return pages.wrong_method(_READING)
        return answer_archive(config, request) or pages.nothing_here(request)

    def _personal(self, pages: Pages, request: Request, held: Pass) -> Answer:
        if request.method in ("GET", "HEAD"):
            return answer_get(pages, self._wishes, held)
        if request.method != "POST":
            return pages.wrong_method(_FORMS)
        if request.is_too_large:
            return pages.too_large()
        return answer_post(pages, self._wishes, held, request)

    def _pages_of(self, config: Config) -> Pages:
        if self._pages.config is not config:
            self._pages = Pages(config, self._wishes)
        return self._pages

    def _failed(self) -> Answer:
        try:
            return self._pages.failed()
        except Exception:  # the project's own template, say, cannot be filled
            words = b"503 Service Unavailable\n"
            return Answer(status=HTTPStatus.SERVICE_UNAVAILABLE, kind="text/plain; charset=utf-8", body=words)


def _words(error: Exception) -> str:
    """Say what failed without a value: a message may name a member, a line of code does not."""
    if isinstance(error, DigestError):
        return error.problem
    places = (f"{Path(frame.filename).name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)[-3:])
    return f"{type(error).__name__} ({', '.join(places)})"
