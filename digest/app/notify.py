"""Who hears of an unattended run: the officer by mail, cron by what is printed; of each thing once.

What was told is remembered in the store. An event is told once for good; what is wrong is told again only after it was
gone for more than a day.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from digest import __version__
from digest.app.personalise import make_signer
from digest.app.run_log import RunLog, key_of
from digest.config.addresses import fill_in
from digest.config.model import Config
from digest.delivery.transport import Outcome, OutgoingMessage
from digest.errors import DigestError, LockedError
from digest.locale import _, in_language
from digest.model import Problem
from digest.store import Store

# A notice to the officer (`send: report_to:`) by the letter's own way out: one message for all a run did.


def send_notice(lines: Sequence[str], config: Config, *, environ: Mapping[str, str], now: datetime) -> str:
    """Send a notice; return why it certainly did not leave, empty where it did or nobody knows.

    Args:
        lines: What happened, a line each.
        config: What feeds.yaml says.
        environ: The environment, which holds the secrets.
        now: The instant of the run.
    """
    from digest.app.dry_run import hand_over
    from digest.delivery.factory import make_transport

    try:
        tried = hand_over(_pack(lines, config, environ, now), make_transport(config, environ))
    except DigestError as error:
        return error.problem
    refused = [one.answer.words for one in tried if one.answer.outcome in (Outcome.LATER, Outcome.NEVER)]
    return refused[0] if len(refused) == len(config.send.report_to) else ""


def _pack(lines: Sequence[str], config: Config, environ: Mapping[str, str], now: datetime) -> list[OutgoingMessage]:
    from digest.render.notice import write_notice

    signer = make_signer(config, environ)
    messages = []
    for place, address in enumerate(config.send.report_to, start=1):
        key = f"notice-{now.isoformat()}-{place}"
        with in_language(config.letter.language):
            notice = write_notice(lines, config, recipient=address, key=key, now=now)
        if signer:
            from digest.render.dkim import sign_message

            notice = sign_message(notice, signer)
        messages.append(OutgoingMessage(place=place, address=address, octets=(notice,), key=key))
    return messages


_REMEMBERED = timedelta(hours=26)
"""What was wrong in a run less than this ago is not told anew; sources are read once a day, give or take an hour."""
_TROUBLE = "mail:"


class Notifier:
    """Tells what a run came to.

    Args:
        config: What feeds.yaml says.
        now: The instant of the run.
        environ: The environment, which holds the secrets.
    """

    def __init__(self, config: Config, *, now: datetime, environ: Mapping[str, str]) -> None:
        self._config = config
        self._now = now
        self._environ = environ

    def tell(self, diary: RunLog, store: Store) -> None:
        """Report to the officer what happened, once; what could not be told waits for the next run."""
        self._know(diary, store)
        news = self._news(diary, store)
        if news:
            store.told().note(news, now=self._now)
        if not news or not self._config.send.report_to:
            return
        why = send_notice(tuple(news.values()), self._config, environ=self._environ, now=self._now)
        if why:
            events = {key: words for key, words in news.items() if not key.startswith(_TROUBLE)}
            store.told().hold(events, now=self._now)  # what is in the way may be gone by the next run
            message = _("nobody could be told by mail: {reason}").format(reason=why)
            diary.problems.append(Problem(source="", where="send.report_to", message=message))

    def remember(self, diary: RunLog, store: Store) -> None:
        """Note what is wrong as told, after it was found out what of it is news."""
        self._know(diary, store)
        store.told().note(diary.wrongs(), now=self._now)

    def _news(self, diary: RunLog, store: Store) -> dict[str, str]:
        """Return what the officer has not heard yet, by its key."""
        told = store.told()
        news = told.waiting()
        news |= {one.key: one.words for one in diary.events if told.since(one.key) is None}
        for error in diary.errors:
            if diary.is_news(error) and not isinstance(error, LockedError):
                news[_TROUBLE + key_of(error)] = _("Something is in the way: {reason}.").format(reason=error.problem)
        return news

    def _know(self, diary: RunLog, store: Store) -> None:
        """Find out what of all that is wrong earlier runs have said."""
        told = store.told()
        seen = {key: told.since(key) for key in diary.wrongs()}
        known = (key for key, when in seen.items() if when and timedelta(0) <= self._now - when <= _REMEMBERED)
        diary.known = frozenset(known)


# The health check is told when an unattended run begins and how it ended, as healthchecks.io and its like expect it.

_SECONDS = 5.0
_LONGEST = 10_000
"""Octets of the summary; healthchecks.io keeps at most 100 kB of it."""


class HealthcheckPing:
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
        """Report that a run begins."""
        self._tell("/start", "")

    def end(self, code: int, summary: str) -> None:
        """Report how it ended: 0 for well, else the exit code."""
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
    """Post octets to an address; return what went wrong, without the address."""
    from urllib3.util import parse_url

    from digest.sources.http.errors import FAILURES, problem_of, refusal_of
    from digest.sources.http.guard import ConnectionPool, Deadline, ForbiddenAddressError

    headers = {"User-Agent": f"digest-newsletter/{__version__}", "Content-Type": "text/plain; charset=utf-8"}
    try:
        url = parse_url(address)
        if url.scheme not in ("http", "https") or not url.host:
            raise ValueError
        with (
            ConnectionPool(allow=config.fetch.allow) as connections,
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
