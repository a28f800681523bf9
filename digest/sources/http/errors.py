"""Why an address could not be read, in words that a person can act on: what is wrong, where, how to mend it."""

import socket
import ssl
from collections.abc import Mapping
from enum import StrEnum

from urllib3.exceptions import (
    DecodeError,
    HTTPError,
    LocationParseError,
    NameResolutionError,
    NewConnectionError,
    ProtocolError,
    SSLError,
)
from urllib3.exceptions import (
    TimeoutError as ReadTimeoutError,
)

from digest.locale import _
from digest.model import Problem
from digest.sources.http.guard import DeadlineError, ForbiddenAddressError


class RefusedError(Exception):
    """An answer that will not be read further; it carries its own words.

    Args:
        message: What is wrong.
        hint: What to do about it.
        status: The status of the answer; 0 where that was not the reason.
        retry_after: The server's wish to be asked later, as it came.
    """

    def __init__(self, message: str, hint: str, *, status: int = 0, retry_after: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.status = status
        self.retry_after = retry_after


class FailureCause(StrEnum):
    """What kind of failure it was, for programs; the words are for people."""

    ANSWER = "answer"
    LATE = "late"
    NO_HOST = "no host"
    PRIVATE = "private"
    CONNECTION = "connection"


FAILURES = (RefusedError, ForbiddenAddressError, DeadlineError, HTTPError, OSError, ValueError)
"""What a fetch can fail with; everything else is a fault of this program."""


def problem_of(error: Exception, *, source: str, where: str, seconds: float) -> Problem:
    """Word a failed fetch; `seconds` is the deadline it had."""
    message, hint = _words(error, seconds)
    return Problem(source=source, where=where, message=message, hint=hint)


def cause_of(error: Exception) -> FailureCause:
    """Return what kind of failure it was."""
    if isinstance(error, RefusedError):
        return FailureCause.ANSWER
    if isinstance(error, ForbiddenAddressError):
        return FailureCause.PRIVATE
    if isinstance(error, NameResolutionError | socket.gaierror):
        return FailureCause.NO_HOST
    if _is_late(error):
        return FailureCause.LATE
    return FailureCause.CONNECTION


def _is_late(error: Exception) -> bool:
    # urllib3 counts a refused connection among the time-outs.
    is_late = isinstance(error, DeadlineError | ReadTimeoutError | TimeoutError)
    return is_late and not isinstance(error, NewConnectionError)


def refusal_of(status: int, headers: Mapping[str, str]) -> RefusedError:
    """Word a status that is no success (RFC 9110 section 15), with the server's wish to be asked later."""
    wait = headers.get("retry-after", "").strip()[:60]
    message, hint = _status_words(status, wait)
    return RefusedError(message, hint, status=status, retry_after=wait)


def _status_words(status: int, wait: str) -> tuple[str, str]:
    later = (
        _("The site asks to wait: {wait}.").format(wait=_waiting(wait)) if wait else _("It is tried again next time.")
    )
    if status == 410:
        return _("the address is gone for good (410)"), _("Take the source out of feeds.yaml.")
    if status == 404:
        return (
            _("the site knows no such address (404)"),
            _("Look for the feed's new address on the site and write it in feeds.yaml."),
        )
    if status in (401, 403, 407, 451):
        return (
            _("the site refuses to show it ({status})").format(status=status),
            _("Ask the site's owner to let this program read it, or take the source out of feeds.yaml."),
        )
    if status == 429:
        return _("the site says it is asked too often (429)"), later
    if status >= 500:
        return _("the site answers with an error of its own ({status})").format(status=status), later
    return (
        _("the site gives an answer that is no content ({status})").format(status=status),
        _("Open the address in a browser and write the one that shows the content."),
    )


def _waiting(wait: str) -> str:
    return _("{seconds} seconds").format(seconds=wait) if wait.isdigit() else wait


def _words(error: Exception, seconds: float) -> tuple[str, str]:
    if isinstance(error, RefusedError):
        return error.message, error.hint
    if _is_late(error):
        return (
            _("no complete answer within {seconds} seconds").format(seconds=f"{seconds:g}"),
            _("It is tried again next time; a slow site may need a longer fetch: deadline: in feeds.yaml."),
        )
    if isinstance(error, ForbiddenAddressError):
        return (
            _('"{host}" leads into a private network ({address})').format(host=error.host, address=error.address),
            _('If that is meant, add "{host}" under fetch: allow: in feeds.yaml.').format(host=error.host),
        )
    return _connection_words(error)


def _connection_words(error: Exception) -> tuple[str, str]:
    try_again = _("It is tried again next time.")
    if isinstance(error, NameResolutionError | socket.gaierror):
        return _("there is no such host"), _("Check the address in feeds.yaml, and the connection to the internet.")
    if isinstance(error, SSLError | ssl.SSLError):
        return (
            _("its certificate or encryption is not in order ({reason})").format(reason=_reason(error)),
            _("Tell the site's owner; until it is mended, the source cannot be trusted."),
        )
    if isinstance(error, NewConnectionError | ConnectionRefusedError):
        return _("the site accepts no connection"), try_again
    if isinstance(error, LocationParseError | ValueError):
        return _("this is no web address"), _("Write an address that begins with https:// or http://.")
    if isinstance(error, DecodeError):
        return _("the answer is packed in a way that cannot be unpacked"), try_again
    if isinstance(error, ProtocolError):
        return _("the connection broke before the answer was complete"), try_again
    return _("the connection failed ({reason})").format(reason=_reason(error)), try_again


def _reason(error: Exception) -> str:
    inner = error.args[0] if error.args and isinstance(error.args[0], Exception) else error
    words = getattr(inner, "verify_message", "") or getattr(inner, "reason", "") or type(inner).__name__
    return " ".join(str(words).split())[:120]
