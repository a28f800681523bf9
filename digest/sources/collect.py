"""All sources of feeds.yaml into one harvest: many at once, few per host, each contained.

Whatever one source does, the others are read and the order of feeds.yaml is kept. A source that did not change is not
parsed again, except where its meaning moves with the day (calendars, pages, rehearsals): those are read again from the
octets remembered.
"""

import hashlib
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextvars import copy_context
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from digest import __version__
from digest.config import Config, Source, SourceType
from digest.locale import _, ngettext
from digest.model import Harvest, Problem, Remembered, Window, Yield
from digest.sources.fetch import Answer, Client, web_address
from digest.sources.reading import Reading
from digest.sources.shift import shift_yield, weeks_since

Read = Callable[[bytes, Reading], Yield]

_AT_ONCE = 64
_PER_HOST = 2
_LESS_PATIENCE = 0.1
"""Of the deadline, for the further sources of a host that let one run into it: ten dead feeds must not cost ten."""
_BEFORE = timedelta(days=31)
_AFTER = timedelta(days=7)


def collect_sources(
    config: Config,
    *,
    now: datetime,
    remembered: Mapping[str, Remembered],
    report: Callable[[str], None] | None = None,
) -> Harvest:
    """Read every source of feeds.yaml.

    Args:
        config: What feeds.yaml says.
        now: The instant of the run.
        remembered: What each source, by name, left at its last reading.
        report: Told each source's name and counts as it is done, in the order they finish.
    """
    run = _Run(config=config, today=now.astimezone(config.letter.timezone).date(), remembered=remembered)
    with ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix="source") as workers:
        # Problems are worded in the letter's language, which is the context's.
        waiting: dict[Future[Yield], int] = {
            workers.submit(copy_context().run, run.read, source): place for place, source in enumerate(config.sources)
        }
        done: dict[int, Yield] = {}
        for future in as_completed(waiting):
            done[waiting[future]] = future.result()
            if report:
                report(_counts(future.result()))
    return Harvest(yields=tuple(done[place] for place in sorted(done)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """One collection: what all its sources share."""

    config: Config
    today: date
    remembered: Mapping[str, Remembered]
    turns: dict[str, threading.Semaphore] = field(default_factory=dict)
    slow_hosts: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.turns.update((_site(source), threading.Semaphore(_PER_HOST)) for source in self.config.sources)

    def read(self, source: Source) -> Yield:
        """Read one source; a fault of this program costs this source only, and is said."""
        by = weeks_since(source.saved_on, today=self.today)
        try:
            found = self._read(source, self._reading(source, self.today - by))
            return shift_yield(found, by=by, zone=self.config.letter.timezone)
        except Exception as error:  # the letter goes out without this source, whatever is wrong with it
            problem = Problem(
                source=source.name,
                where=source.url or str(source.path),
                message=_("reading it failed unexpectedly ({kind})").format(kind=type(error).__name__),
                mend=_("The other sources were read. Please report this fault with the address or file."),
            )
            return Yield(source=source.name, problems=(problem,), failed=True)

    def _reading(self, source: Source, today: date) -> Reading:
        return Reading(
            source=source,
            where=source.url or str(source.path),
            today=today,
            zone=self.config.letter.timezone,
            agenda=Window(first_day=today - _BEFORE, last_day=today + self.config.window.agenda + _AFTER),
        )

    def _read(self, source: Source, reading: Reading) -> Yield:
        if source.url is None:
            from digest.sources.folders import read_folder  # its libraries only where a folder is read

            return replace(read_folder(reading), is_complete=True)
        old = _usable(self.remembered.get(source.name), source)
        answer = self._ask(source, old)
        if isinstance(answer, Problem):
            return Yield(source=source.name, problems=(answer,), failed=True)
        found = _read_answer(answer, old or Remembered(), replace(reading, where=answer.url, headers=answer.headers))
        return replace(found, problems=(*_moved(answer, source), *found.problems))

    def _ask(self, source: Source, old: Remembered | None) -> Answer | Problem:
        """Ask a site, when it is its turn, with less patience where the site has just shown that it does not answer."""
        limits, site = self.config.fetch, _site(source)
        with self.turns[site]:
            if site in self.slow_hosts:
                limits = replace(limits, deadline=limits.deadline * _LESS_PATIENCE)
            started = time.monotonic()
            answer = Client(limits=limits, agent=_agent(self.config)).get(source, remembered=old)
            if isinstance(answer, Problem) and time.monotonic() - started >= limits.deadline.total_seconds():
                self.slow_hosts.add(site)
        return answer


def _site(source: Source) -> str:
    return urlsplit(web_address(source.url or "")).netloc.rpartition("@")[2].lower()


def _read_answer(answer: Answer, old: Remembered, reading: Reading) -> Yield:
    source = reading.source
    body = old.body or b"" if answer.is_unchanged else answer.body
    fingerprint = old.fingerprint if answer.is_unchanged else f"{_digits(body)}-{_settings(source)}"
    keeps_body = _keeps_body(source)
    memory = Remembered(
        etag=answer.headers.get("etag", old.etag if answer.is_unchanged else ""),
        last_modified=answer.headers.get("last-modified", old.last_modified if answer.is_unchanged else ""),
        body=body if keeps_body else None,
        fingerprint=fingerprint,
    )
    if fingerprint == old.fingerprint and not keeps_body:
        return Yield(source=source.name, is_unchanged=True, remembered=memory)
    found = _reader(source.type)(body, reading)
    # What has a problem is read again next time, so that the problem is said again.
    return replace(
        found,
        remembered=None if found.failed or found.problems else memory,
        is_complete=source.type is SourceType.CALENDAR and not found.failed,
    )


def _reader(kind: SourceType) -> Read:
    """Give the reader of a kind of source; each kind's libraries are imported only where feeds.yaml has one."""
    if kind is SourceType.CALENDAR:
        from digest.sources.calendars import read_calendar

        return read_calendar
    if kind is SourceType.PAGE:
        from digest.sources.pages import read_page

        return read_page
    from digest.sources.feeds import read_feed

    return read_feed


def _keeps_body(source: Source) -> bool:
    return source.type in (SourceType.CALENDAR, SourceType.PAGE) or source.saved_on is not None


def _usable(old: Remembered | None, source: Source) -> Remembered | None:
    """Give what was remembered if it still means the same: a source whose theme or type changed is read afresh."""
    if old is None or not old.fingerprint.endswith("-" + _settings(source)):
        return None
    return old if old.body is not None or not _keeps_body(source) else None


def _settings(source: Source) -> str:
    said = (source.type, source.url, source.same_as, source.theme, source.tags, source.saved_on)
    return _digits(repr((__version__, *said, sorted(source.replace.items()), sorted(source.select.items()))).encode())[
        :8
    ]


def _digits(octets: bytes) -> str:
    return hashlib.sha256(octets).hexdigest()


def _agent(config: Config) -> str:
    # An address given by a person must not become a second header line.
    web = "".join(c for c in config.web or "" if "!" <= c <= "~")
    return f"digest-newsletter/{__version__}" + (f" (+{web})" if web else "")


def _moved(answer: Answer, source: Source) -> tuple[Problem, ...]:
    if answer.moved_to is None:
        return ()
    message = _("the address has moved for good to {address}").format(address=answer.moved_to)
    mend = _('Write the new address for source "{name}" in feeds.yaml.').format(name=source.name)
    return (Problem(source=source.name, where=source.url or "", message=message, mend=mend),)


def _counts(found: Yield) -> str:
    if found.failed:
        return _("{source}: not read").format(source=found.source)
    if found.is_unchanged:
        return _("{source}: unchanged").format(source=found.source)
    articles, events = len(found.articles), len(found.events)
    parts = [ngettext("{count} article", "{count} articles", articles).format(count=articles)] * bool(articles)
    parts += [ngettext("{count} event", "{count} events", events).format(count=events)] * bool(events)
    return f"{found.source}: {', '.join(parts) or _('nothing')}"
