"""All sources of feeds.yaml into one harvest: many at once, few per host, each contained.

Whatever one source does, the others are read and the order of feeds.yaml is kept. A source that did not change is not
parsed again, except where its meaning moves with the day (calendars, pages, rehearsals): those are read again from the
octets remembered. Whether a source is asked at all is `patience`'s business.
"""

import gc
import hashlib
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import contextmanager, nullcontext
from contextvars import copy_context
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from digest import __version__
from digest.config.model import Config, Source, SourceType
from digest.locale import _, in_language, ngettext
from digest.model import (
    Article,
    CollectionResult,
    DeferredFeed,
    Event,
    Moment,
    Problem,
    SourceResult,
    SourceState,
    Window,
)
from digest.sources.http.backoff import count_days, remember_failure, why_not_asked
from digest.sources.http.client import FetchFailure, HttpClient, HttpResponse, request_url
from digest.sources.http.guard import PER_HOST, ConnectionPool
from digest.sources.types import ReadContext

# Rehearsals: material saved on one day is read as of that day, and its dates move with today, by whole weeks.


def weeks_since(saved_on: date | None, *, today: date) -> timedelta:
    """Return the whole weeks between the day of saving and today; none before it, none without one."""
    return timedelta(weeks=max(0, (today - saved_on).days // 7)) if saved_on else timedelta(0)


def shift_yield(found: SourceResult, *, by: timedelta, zone: ZoneInfo) -> SourceResult:
    """Move every date of a yield; hours stay hours of the wall clock over summer time."""
    if not by:
        return found
    return replace(
        found,
        articles=tuple(_shift_article(article, by, zone) for article in found.articles),
        events=tuple(_shift_event(event, by, zone) for event in found.events),
    )


def _shift_article(article: Article, by: timedelta, zone: ZoneInfo) -> Article:
    return replace(article, published=_shift(article.published, by, zone))


def _shift_event(event: Event, by: timedelta, zone: ZoneInfo) -> Event:
    return replace(event, start=_shift(event.start, by, zone), end=_shift(event.end, by, zone))


def _shift(moment: Moment | None, by: timedelta, zone: ZoneInfo) -> Moment | None:
    if moment is None:
        return None
    try:
        return moment.astimezone(zone) + by if isinstance(moment, datetime) else moment + by
    except OverflowError:
        return moment


Read = Callable[[bytes, ReadContext], SourceResult]

AT_ONCE = 36
"""Sources that are asked at once while sites answer. More gain little: with 100 sites that take 50 to 200 ms, 64 at
once end 0.05 s sooner, and cost a quarter more CPU."""
_WORKERS = 64
_LET_BY = 2.0
"""Seconds after which a source does not wait any longer for those before it: a site that hangs costs no other its
turn."""
_LESS_PATIENCE = 0.1
"""Of the deadline, for the further sources of a host that let one run into it: ten dead feeds must not cost ten."""
_NO_PATIENCE = 1.35
"""Deadlines after the run began; from then on such a host is not asked any more in this run."""
_PARSED_AT_ONCE = 2
"""Answers; more would only wait for each other, and a bomb costs memory once, not as often as there are threads."""
_BEFORE = timedelta(days=31)
_AFTER = timedelta(days=7)
_NOTHING = SourceState()


def collect_sources(
    config: Config,
    *,
    now: datetime,
    remembered: Mapping[str, SourceState],
    horizon: date | None = None,
    report: Callable[[str], None] | None = None,
) -> CollectionResult:
    """Read every source of feeds.yaml.

    Args:
        config: What feeds.yaml says.
        now: The instant of the run.
        remembered: What each source, by name, left at its last reading.
        horizon: The first day whose articles are read; older ones of feeds come unread. None where all are read.
        report: Told each source's name and counts as it is done, in the order they finish.
    """
    done: dict[str, SourceResult] = {}
    with ConnectionPool(allow=config.fetch.allow) as connections, _workers() as workers:
        run = _Run(config=config, now=now, remembered=remembered, connections=connections, horizon=horizon)
        # Problems are worded in the letter's language, which is the context's.
        waiting: list[Future[SourceResult]] = [
            workers.submit(copy_context().run, run.read, source) for source in _by_turns(config.sources)
        ]
        for future in as_completed(waiting):
            found = done[future.result().source] = future.result()
            if report:
                report(f"{len(done)}/{len(waiting)} {_counts(found)}")
    return CollectionResult(yields=tuple(done[source.name] for source in config.sources))


@contextmanager
def _workers() -> Iterator[ThreadPoolExecutor]:
    """Return threads for which nobody waits at the end: all are done by then, or the person pressed Ctrl-C."""
    workers = ThreadPoolExecutor(max_workers=_WORKERS, thread_name_prefix="source")
    try:
        yield workers
    finally:
        workers.shutdown(wait=False, cancel_futures=True)


def _by_turns(sources: tuple[Source, ...]) -> list[Source]:
    """Order the sources so that no host, be it dead, takes all workers: first two of each host, then two more."""
    before: Counter[str] = Counter()
    turns: dict[str, int] = {}
    for source in sources:
        turns[source.name] = before[_site(source)] // PER_HOST
        before[_site(source)] += 1
    return sorted(sources, key=lambda source: turns[source.name])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """One collection: what all its sources share."""

    config: Config
    now: datetime
    remembered: Mapping[str, SourceState]
    connections: ConnectionPool
    horizon: date | None
    turns: dict[str, threading.Semaphore] = field(default_factory=dict)
    slow_hosts: set[str] = field(default_factory=set)
    pace: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(AT_ONCE))
    parsing: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(_PARSED_AT_ONCE))
    large: threading.Lock = field(default_factory=threading.Lock)
    started: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.turns.update((_site(source), threading.Semaphore(PER_HOST)) for source in self.config.sources)

    def read(self, source: Source) -> SourceResult:
        """Read one source; a fault of this program costs this source only, and is said."""
        old, zone = self.remembered.get(source.name, _NOTHING), self.config.letter.timezone
        by = weeks_since(source.saved_on, today=self._today)
        try:
            found = shift_yield(self._read(source, old, self._reading(source, self._today - by)), by=by, zone=zone)
        except Exception as error:  # the letter goes out without this source, whatever is wrong with it
            message = _("reading it failed unexpectedly ({kind})").format(kind=type(error).__name__)
            hint = _("The other sources were read. Please report this fault with the address or file.")
            found = replace(_without(source, message, hint), failed=True)
        is_same = old.address == (source.url or "")
        return count_days(found, old if is_same else _NOTHING, now=self.now, zone=zone)

    @property
    def _today(self) -> date:
        return self.now.astimezone(self.config.letter.timezone).date()

    def _reading(self, source: Source, today: date) -> ReadContext:
        return ReadContext(
            source=source,
            where=source.url or str(source.path),
            today=today,
            zone=self.config.letter.timezone,
            agenda=Window(first_day=today - _BEFORE, last_day=today + self.config.window.agenda + _AFTER),
        )

    def _read(self, source: Source, old: SourceState, reading: ReadContext) -> SourceResult:
        if source.url is None:
            from digest.sources.files.folder import read_folder

            return read_folder(reading)
        unwelcome = why_not_asked(source, old, now=self.now, zone=reading.zone)
        if unwelcome:
            return SourceResult(source=source.name, problems=(unwelcome,), is_skipped=True)
        usable = _usable(old, source)
        with self._in_turn():
            answer = self._ask(source, usable)
        if answer is None:
            return replace(_without(source, *_left_alone()), is_skipped=True)
        failed = remember_failure(source, old, answer if isinstance(answer, FetchFailure) else None, now=self.now)
        if isinstance(answer, FetchFailure):
            return SourceResult(source=source.name, problems=(_plain(answer),), remembered=failed, failed=True)
        with self._time_to_parse(answer):
            reading = replace(reading, where=answer.url, headers=answer.headers)
            found = _read_answer(answer, usable, reading, horizon=self.horizon)
        if found.failed:  # what answers is no longer what it was: a page, a notice
            return replace(found, remembered=failed)
        return replace(found, problems=(*_moved(answer, source), *found.problems))

    @contextmanager
    def _time_to_parse(self, answer: HttpResponse) -> Iterator[None]:
        """Wait until few others parse; of large answers one is parsed at a time, and nothing is left of it."""
        with self.large if answer.laid else nullcontext(), self.parsing:
            yield
            if answer.laid:
                gc.collect()  # feedparser keeps the exception of a faulty feed, and with it every frame's octets

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        """Wait until fewer sources are being asked, or for a while."""
        is_in_turn = self.pace.acquire(timeout=_LET_BY)
        try:
            yield
        finally:
            if is_in_turn:
                self.pace.release()

    def _ask(self, source: Source, old: SourceState) -> HttpResponse | FetchFailure | None:
        """Query a site, when it is its turn, with less patience where the site has just shown that it does not answer.

        Gives None where it has shown so for so long that it is not asked.
        """
        limits, site = self.config.fetch, _site(source)
        with self.turns[site]:
            if site in self.slow_hosts:
                if time.monotonic() - self.started > _NO_PATIENCE * limits.deadline.total_seconds():
                    return None
                limits = replace(limits, deadline=limits.deadline * _LESS_PATIENCE)
            started = time.monotonic()
            client = HttpClient(
                limits=limits, agent=agent_of(self.config), connections=self.connections, lays_aside=True
            )
            answer = client.get(source, remembered=old)
            if isinstance(answer, FetchFailure) and time.monotonic() - started >= limits.deadline.total_seconds():
                self.slow_hosts.add(site)
        return answer


def _without(source: Source, message: str, hint: str) -> SourceResult:
    where = source.url or str(source.path)
    return SourceResult(
        source=source.name, problems=(Problem(source=source.name, where=where, message=message, hint=hint),)
    )


def _left_alone() -> tuple[str, str]:
    return _("not asked, for its site let other sources wait without an answer"), _("It is tried again next time.")


def _plain(answer: FetchFailure) -> Problem:
    return Problem(source=answer.source, where=answer.where, message=answer.message, hint=answer.hint)


def _site(source: Source) -> str:
    """Name the server that a source is on: its host and port, however its address spells them."""
    address = request_url(source.url or "")
    try:
        parts = urlsplit(address)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:  # no address at all, which `fetch` will say
        return address
    return f"{parts.hostname}:{port}"


def _read_answer(answer: HttpResponse, old: SourceState, reading: ReadContext, *, horizon: date | None) -> SourceResult:
    source = reading.source
    body = old.body or b"" if answer.is_unchanged else answer.octets()
    fingerprint = old.fingerprint if answer.is_unchanged else f"{_digits(body)}-{_settings(source)}"
    keeps_body = _keeps_body(source)
    bare = SourceState(address=source.url or "", moved_to=answer.moved_to)
    memory = replace(
        bare,
        etag=answer.headers.get("etag", old.etag if answer.is_unchanged else ""),
        last_modified=answer.headers.get("last-modified", old.last_modified if answer.is_unchanged else ""),
        body=body if keeps_body else None,
        fingerprint=fingerprint,
        items=old.items,
    )
    if fingerprint == old.fingerprint and not keeps_body:
        return SourceResult(source=source.name, is_unchanged=True, remembered=memory)
    reading = reading if keeps_body else replace(reading, known=old.items + old.deferred, horizon=horizon)
    found = reader_of(source.type)(body, reading)
    memory = replace(memory, items=found.remembered.items if found.remembered else b"")
    # What has a problem is asked for in full and read again next time, so that the problem is said again.
    return replace(found, remembered=bare if found.problems else memory)


def read_deferred(config: Config, feeds: Iterable[DeferredFeed], *, now: datetime) -> CollectionResult:
    """Read articles that waited unread; what feeds.yaml has no source for any more is left out.

    No day matters in it: what announces an event is never deferred.
    """
    from digest.sources.feed.reader import read_feed

    sources, zone = {source.name: source for source in config.sources}, config.letter.timezone
    today = now.astimezone(zone).date()
    with in_language(config.letter.language):
        return CollectionResult(
            yields=tuple(
                read_feed(
                    feed.octets,
                    ReadContext(
                        source=sources[feed.source],
                        where=feed.where,
                        today=today,
                        zone=zone,
                        agenda=Window(first_day=today, last_day=today),
                        headers={"content-language": feed.language},
                    ),
                )
                for feed in feeds
                if feed.source in sources
            )
        )


def reader_of(kind: SourceType) -> Read:
    """Return the reader of a kind of source; each kind's libraries are imported only where feeds.yaml has one."""
    if kind is SourceType.CALENDAR:
        from digest.sources.calendar.reader import read_calendar

        return read_calendar
    if kind is SourceType.PAGE:
        from digest.sources.page.reader import read_page

        return read_page
    from digest.sources.feed.reader import read_feed

    return read_feed


def _keeps_body(source: Source) -> bool:
    return source.type in (SourceType.CALENDAR, SourceType.PAGE) or source.saved_on is not None


def _usable(old: SourceState, source: Source) -> SourceState:
    """Return what was remembered if it still means the same: a source whose theme or type changed is asked in full."""
    is_same = old.fingerprint.endswith("-" + _settings(source))
    if is_same and (old.body is not None or not _keeps_body(source)):
        return old
    return SourceState(address=old.address, moved_to=old.moved_to, deferred=old.deferred)


def _settings(source: Source) -> str:
    said = (source.type, source.url, source.same_as, source.theme, source.tags, source.saved_on)
    return _digits(repr((__version__, *said, sorted(source.replace.items()), sorted(source.select.items()))).encode())[
        :8
    ]


def _digits(octets: bytes) -> str:
    return hashlib.sha256(octets).hexdigest()


def agent_of(config: Config) -> str:
    """Return in words who we are to every site: the program, and where the letter is on the web."""
    # An address given by a person must not become a second header line.
    web = "".join(c for c in config.web or "" if "!" <= c <= "~")
    return f"digest-newsletter/{__version__}" + (f" (+{web})" if web else "")


def _moved(answer: HttpResponse, source: Source) -> tuple[Problem, ...]:
    if not answer.moved_to:
        return ()
    message = _("the address has moved for good to {address}").format(address=answer.moved_to)
    hint = _('Write the new address for source "{name}" in feeds.yaml.').format(name=source.name)
    return (Problem(source=source.name, where=source.url or "", message=message, hint=hint),)


def _counts(found: SourceResult) -> str:
    if found.is_skipped:
        return _("{source}: not asked").format(source=found.source)
    if found.failed:
        return _("{source}: not read").format(source=found.source)
    if found.is_unchanged:
        return _("{source}: unchanged").format(source=found.source)
    articles, events = len(found.articles), len(found.events)
    parts = [ngettext("{count} article", "{count} articles", articles).format(count=articles)] * bool(articles)
    parts += [ngettext("{count} event", "{count} events", events).format(count=events)] * bool(events)
    return _("{source}: {counts}").format(source=found.source, counts=", ".join(parts) or _("nothing"))
