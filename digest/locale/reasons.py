"""Why the operating system refused, in the person's language: its own words are English wherever Python runs."""

import errno

from digest.locale import _


def say_reason(error: Exception) -> str:
    """Say in a few words why a file, a folder or a disk could not be used.

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
    }
    return reasons.get(getattr(error, "errno", None) or 0) or getattr(error, "strerror", None) or str(error)
