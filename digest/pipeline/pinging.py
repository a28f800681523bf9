"""The health check is told when an unattended run begins and how it ended, as healthchecks.io and its like expect it.

`{address}/start`, then `{address}` with one line about the run, or `{address}/{exit code}` where it failed. Whoever
watches there notices a run that never came, which no run can tell of itself. It never stops a run, and its address is
a secret: whoever knows it can say that all is well.
"""

from collections.abc import Mapping

from digest import __version__
from digest.config import Config
from digest.config.addresses import fill_in
from digest.errors import DigestError
from digest.locale import _
from digest.model import Problem

_SECONDS = 5.0
_LONGEST = 10_000
"""Octets of the summary; healthchecks.io keeps at most 100 kB of it."""


class Pinger:
    """Tells the health check that feeds.yaml names, if it names one.

    Args:
        config: What feeds.yaml says.
        environ: The environment, which may hold the address.
    """

    def __init__(self, config: Config, environ: Mapping[str, str]) -> None:
        self._config = config
        self._environ = environ
        self.problems: list[Problem] = []

    def begin(self) -> None:
        """Say that a run begins."""
        self._tell("/start", "")

    def end(self, code: int, summary: str) -> None:
        """Say how it ended: 0 for well, else the exit code."""
        self._tell(f"/{code}" if code else "", summary)

    def _tell(self, suffix: str, summary: str) -> None:
        if not self._config.send.ping:
            return
        try:
            address = fill_in(self._config.send.ping, self._environ)
            reason = _post(address.rstrip("/") + suffix, summary.encode()[:_LONGEST], self._config)
        except DigestError as error:
            reason = error.problem
        if reason and not self.problems:
            message = _("the health check could not be told: {reason}").format(reason=reason)
            self.problems.append(Problem(source="", where="send.ping", message=message))


def _post(address: str, body: bytes, config: Config) -> str:
    """Post octets to an address; give what went wrong, without the address."""
    from urllib3.util import parse_url

    from digest.sources.connect import Deadline, ForbiddenAddressError
    from digest.sources.connections import Connections
    from digest.sources.failures import FAILURES, problem_of, refusal_of

    headers = {"User-Agent": f"digest-newsletter/{__version__}", "Content-Type": "text/plain; charset=utf-8"}
    try:
        url = parse_url(address)
        if url.scheme not in ("http", "https") or not url.host:
            raise ValueError
        with (
            Connections(allow=config.fetch.allow) as connections,
            Deadline(_SECONDS) as deadline,
            connections.line(url, deadline) as line,
            line.ask(url.request_uri, headers, method="POST", body=body) as response,
        ):
            if not 200 <= response.status < 300:
                raise refusal_of(response.status, {})
    except ForbiddenAddressError:
        return _("its host is on a private network, and fetch: allow: in feeds.yaml does not name it")
    except FAILURES as error:
        return problem_of(error, source="", where="", seconds=_SECONDS).message
    return ""
