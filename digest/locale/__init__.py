"""The words a person reads: English in the source, French in the catalogue beside this file (GNU gettext).

`_` and `ngettext` look a word up at the moment it is said, never at import. The command line sets the language of the
process once; whatever goes into a file of the letter is said `in_language` of the letter, so that the same edition
gives the same bytes whatever the machine's locale is.
"""

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from os.path import dirname

LANGUAGES = ("fr", "en")

_process_language = "en"
_language: ContextVar[str | None] = ContextVar("language", default=None)


def set_language(language: str) -> None:
    """Choose the language of the whole process: `fr` or `en`; any other speaks English."""
    global _process_language
    _process_language = language


def current_language() -> str:
    """Return the language that `_` speaks here and now."""
    return _language.get() or _process_language


@contextmanager
def in_language(language: str) -> Iterator[None]:
    """Speak another language for a while, in this thread or task only."""
    token = _language.set(language)
    try:
        yield
    finally:
        _language.reset(token)


def _(message: str) -> str:
    """Return in words a message in the current language."""
    return _catalogue(current_language()).gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """Return in words a message about a number of things; French has the singular for 0 and 1."""
    return _catalogue(current_language()).ngettext(singular, plural, count)


def quote(words: str) -> str:
    """Put somebody's words between the quotation marks of the current language."""
    return _('"{words}"').format(words=words)


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("digest", dirname(__file__), languages=[language], fallback=True)  # noqa: PTH120 - pathlib is not needed for --help
