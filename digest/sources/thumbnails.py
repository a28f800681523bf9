"""Thumbnails of the pictures that sources show: each is read once, through the one client, and shrunk.

Several are read at once and shrunk one after the other, so that only one is unpacked at any time. A picture that cannot
be had is a problem; so is one that no time was left for.
"""

import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, replace
from datetime import timedelta

from digest.config import Config, Source, SourceType
from digest.locale import _
from digest.model import Problem, Thumbnail
from digest.sources.collect import agent_of
from digest.sources.connections import Connections
from digest.sources.fetch import Client, Unread, without_secret
from digest.sources.shrinking import UnusableError, shrink_picture

Keep = Callable[[str, Thumbnail, bytes], None]
"""What is done with the thumbnail of an address."""
_AT_ONCE = 4
_AT_MOST = 12_000_000
"""Octets; photographs of a telephone are smaller."""
_LONGEST = timedelta(seconds=15)
_WHOLE = 120.0
"""Seconds for all pictures of a letter."""


def make_thumbnails(
    addresses: Iterable[str], *, config: Config, keep: Keep, whole: float = _WHOLE
) -> tuple[Problem, ...]:
    """Read pictures and hand their thumbnails on, one at a time; give what could not be had, in the addresses' order.

    Args:
        addresses: http and https addresses.
        config: Who asks, and how addresses are read.
        keep: Takes each thumbnail.
        whole: Seconds after which no further picture is asked for.
    """
    limits = replace(
        config.fetch,
        deadline=min(config.fetch.deadline, _LONGEST),
        at_most=min(config.fetch.at_most, _AT_MOST),
    )
    with (
        Connections(allow=limits.allow) as connections,
        ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix="picture") as workers,
    ):
        client = Client(limits=limits, agent=agent_of(config), connections=connections)
        making = _Making(client=client, keep=keep, end=time.monotonic() + whole, turn=threading.Lock())
        # What went wrong is worded in the language of whoever asks, which is the context's.
        waiting = [workers.submit(copy_context().run, making.make, url) for url in dict.fromkeys(addresses)]
        return tuple(problem for one in waiting if (problem := one.result()))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Making:
    """One round: the client, who takes the thumbnails, the instant (monotonic) of its end, whose turn it is."""

    client: Client
    keep: Keep
    end: float
    turn: threading.Lock

    def make(self, url: str) -> Problem | None:
        """Make one thumbnail; give what is wrong where there is none."""
        if time.monotonic() >= self.end:
            return _problem(url, _("no time was left for it"))
        found = self.client.get(Source(name="", type=SourceType.PAGE, url=url))
        if isinstance(found, Unread):
            return _problem(url, found.message)
        try:
            with self.turn:
                self.keep(url, *shrink_picture(found.body))
        except UnusableError:
            return _problem(url, _("it is broken, too large, or of another kind than JPEG, PNG, GIF and WebP"))
        return None


def _problem(url: str, reason: str) -> Problem:
    return Problem(
        source="",
        where=without_secret(url)[:200],
        message=_("this picture has no thumbnail, and the letter shows it from its own place: {reason}").format(
            reason=reason
        ),
        mend=_("Build again later, or give the article another picture."),
    )
