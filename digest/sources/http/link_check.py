"""Whether links lead anywhere: each is asked once, politely, through the one client.

HEAD first, because nothing of the page is wanted; GET where a server does not know HEAD or answers it with an error,
for many do so by mistake. The addresses of one host are asked one after the other, hosts beside each other. A host that
does not answer in time is asked no further, and at the end of the whole time the rest stays unknown.
"""

import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import urlsplit

from digest.config.model import Config, Source, SourceType
from digest.locale import _
from digest.model import LinkCheckResult, LinkStatus
from digest.sources.collect import agent_of
from digest.sources.http.client import FetchFailure, HttpClient, HttpResponse
from digest.sources.http.errors import FailureCause
from digest.sources.http.guard import ConnectionPool

_AT_ONCE = 16
_LONGEST = timedelta(seconds=10)
"""For one address; a reader would have left by then."""
_WHOLE = 90.0
"""Seconds for all addresses of a letter."""
_DEAD = frozenset({404, 410})
_BUSY = frozenset({429, 503})
_REACHES = {FailureCause.PRIVATE: LinkStatus.PRIVATE, FailureCause.NO_HOST: LinkStatus.NO_HOST}
_FINAL = frozenset({FailureCause.PRIVATE, FailureCause.NO_HOST, FailureCause.LATE})
"""What another method would not change."""


def ask_links(addresses: Iterable[str], *, config: Config, whole: float = _WHOLE) -> dict[str, LinkCheckResult]:
    """Query every address whether it leads anywhere; return the answers by address.

    Args:
        addresses: http and https addresses.
        config: Who asks, and which private hosts may be asked.
        whole: Seconds after which no further address is asked.
    """
    hosts: dict[str, list[str]] = {}
    for address in dict.fromkeys(addresses):
        hosts.setdefault(_host(address), []).append(address)
    limits = replace(config.fetch, deadline=min(config.fetch.deadline, _LONGEST))
    with (
        ConnectionPool(allow=limits.allow) as connections,
        ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix="link") as workers,
    ):
        client = HttpClient(limits=limits, agent=agent_of(config), connections=connections, is_probe=True)
        asking = _Asking(client=client, end=time.monotonic() + whole)
        # What went wrong is worded in the language of whoever asks, which is the context's.
        waiting = [workers.submit(copy_context().run, asking.ask_host, pages) for pages in hosts.values()]
        return {answer.url: answer for one in waiting for answer in one.result()}


def _host(address: str) -> str:
    try:
        return urlsplit(address).netloc.rpartition("@")[2].lower()
    except ValueError:
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asking:
    """One round of questions: the client, and the instant (monotonic) after which no more are asked."""

    client: HttpClient
    end: float

    def ask_host(self, pages: list[str]) -> list[LinkCheckResult]:
        """Query the pages of one host, one after the other, as long as it answers in time."""
        answers: list[LinkCheckResult] = []
        answers_in_time = True
        for page in pages:
            if answers_in_time and time.monotonic() < self.end:
                found = self._ask(page)
                answers_in_time = not (isinstance(found, FetchFailure) and found.cause is FailureCause.LATE)
                answers.append(_judge(page, found))
            else:
                answers.append(
                    LinkCheckResult(url=page, reach=LinkStatus.UNSURE, words=_("not asked, for want of time"))
                )
        return answers

    def _ask(self, page: str) -> HttpResponse | FetchFailure:
        source = Source(name="", type=SourceType.PAGE, url=page)
        found = replace(self.client, method="HEAD").get(source)
        if isinstance(found, HttpResponse) or found.cause in _FINAL or found.status in _BUSY:
            return found
        return self.client.get(source)


def _judge(page: str, found: HttpResponse | FetchFailure) -> LinkCheckResult:
    if isinstance(found, HttpResponse):
        return LinkCheckResult(url=page, reach=LinkStatus.ALIVE, moved_to=found.moved_to or None)
    reach = LinkStatus.DEAD if found.status in _DEAD else _REACHES.get(found.cause, LinkStatus.UNSURE)
    return LinkCheckResult(url=page, reach=reach, words=found.message)
