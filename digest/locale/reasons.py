"""Why the operating system refused, in the person's language: its own words are English wherever Python runs."""

import errno

from digest.locale import _

_NO_NAME, _NO_NAMES_NOW = -2, -3
"""EAI_NONAME and EAI_AGAIN of Linux: look-ups of names that failed have numbers below zero."""


def say_reason(error: Exception) -> str:
    """Return in words in a few words why a file, a folder or a disk could not be used.

    Args:
        error: What was raised; an `OSError` whose number is not among the usual ones keeps its own words.
    """
    reasons = {
        errno.EACCES: _("permission denied"),
        errno.EPERM: _("permission denied"),
        errno.ENOENT: _("no such file or folder"),
        errno.EEXIST: _("it exists already"),
        errno.ENOTDIR: _("a part of its path is no folder"),
        errno.EISDIR: _("it is a folder"),
        errno.ENAMETOOLONG: _("its name is too long"),
        errno.ENOSPC: _("no room left on the disk"),
        errno.EDQUOT: _("no room left on the disk"),
        errno.EROFS: _("the disk can only be read"),
        errno.EIO: _("the disk has a fault"),
        errno.EMFILE: _("too many files are open"),
        errno.ELOOP: _("links lead round in a circle"),
        errno.ECONNREFUSED: _("the connection is refused"),
        errno.ECONNRESET: _("the connection was cut"),
        errno.EPIPE: _("the connection was cut"),
        errno.ETIMEDOUT: _("no answer came in time"),
        errno.EHOSTUNREACH: _("there is no way to the host"),
        errno.ENETUNREACH: _("there is no way to the network"),
        _NO_NAME: _("there is no such host"),
        _NO_NAMES_NOW: _("the host's name cannot be looked up now"),
    }
    if isinstance(error, TimeoutError):
        return _("no answer came in time")
    return reasons.get(getattr(error, "errno", None) or 0) or getattr(error, "strerror", None) or str(error)
