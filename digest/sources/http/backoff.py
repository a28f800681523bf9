"""When a source is asked again: what a site said about it (RFC 9110), and what its failures say.

Pure: what was remembered and the instant of the run go in. A source that is not asked is always a problem with a word,
for its articles are missing from the letter as those of a dead one are; and `digest collect --retry` asks all of them.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from digest.config.model import Source
from digest.locale import _, ngettext
from digest.model import Problem, SourceResult, SourceState
from digest.sources.http.client import FetchFailure

_PATIENT_FAILURES = 3
_FIRST_PAUSE = timedelta(hours=1)
LONGEST_PAUSE = timedelta(hours=23)
"""Not a whole day: a daily cron job that starts a second early would else ask every other day only."""

LONGEST_WAIT = timedelta(days=7)
"""What a Retry-After may ask for; a site that asks for a year has made a mistake, and the letter would miss it all."""

_GONE = 410
_BUSY = (429, 503)
_NOTHING = SourceState()


def backoff_delay(failures: int) -> timedelta:
    """Return the pause after failures in a row: none after two, an hour after three, then twice as long each."""
    if failures < _PATIENT_FAILURES:
        return timedelta(0)
    doublings = min(failures - _PATIENT_FAILURES, 10)
    return min(_FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)


def read_retry_after(text: str, *, now: datetime) -> datetime | None:
    """Read a Retry-After, seconds or a date (RFC 9110 section 10.2.3); None for what is past or cannot be read."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        return now + min(timedelta(seconds=int(text[:9])), LONGEST_WAIT) if int(text[:9]) else None
    try:
        until = parsedate_to_datetime(text[:60])
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(until, now + LONGEST_WAIT) if until > now else None


def why_not_asked(source: Source, old: SourceState, *, now: datetime, zone: ZoneInfo) -> Problem | None:
    """Report why a source is not asked in this run; None where it is."""
    if old.address != source.url:
        return None
    if old.is_gone:
        message = _("the address is gone for good (410), and it is not asked any more")
        hint = _("Write the source's new address in feeds.yaml, or take the source out.")
        return _problem(source, message, f"{hint} " + _("digest collect --retry asks it once more."))
    until = _asked_again(old)
    # Before the last reading this is a rehearsal of an earlier day.
    if until is None or old.last_read is None or not old.last_read <= now < until:
        return None
    return _problem(source, _waiting(old, until, now, zone), _("digest collect --retry asks it now."))


def _problem(source: Source, message: str, hint: str) -> Problem:
    return Problem(source=source.name, where=source.url or "", message=message, hint=hint)


def _asked_again(old: SourceState) -> datetime | None:
    paused = old.last_read + backoff_delay(old.failures) if old.last_read else None
    return max((instant for instant in (old.wait_until, paused) if instant), default=None)


def _waiting(old: SourceState, until: datetime, now: datetime, zone: ZoneInfo) -> str:
    from digest.text.dates.format import format_moments

    when = format_moments(until.astimezone(zone).replace(second=0, microsecond=0), None, zone=zone)
    if old.wait_until and now < old.wait_until:
        return _("not asked, for the site wants to be left alone until {moment}").format(moment=when)
    message = ngettext(
        "not asked, for it failed {count} time in a row; it is asked again from {moment} on",
        "not asked, for it failed {count} times in a row; it is asked again from {moment} on",
        old.failures,
    )
    return message.format(count=old.failures, moment=when)


def remember_failure(source: Source, old: SourceState, failure: Problem | None, *, now: datetime) -> SourceState:
    """Return what is left after a reading that failed: the last good state, and what the site said about asking again.

    A new address that fails is forgotten: the next run asks the one of feeds.yaml, which knows where it leads to by
    then. So an address is gone for good only where that very one says so.
    """
    status, wait = (failure.status, failure.retry_after) if isinstance(failure, FetchFailure) else (0, "")
    asked_at_new = bool(old.moved_to) and old.address == source.url
    return replace(
        old,
        address=source.url or "",
        moved_to="",
        is_gone=status == _GONE and not asked_at_new,
        wait_until=read_retry_after(wait, now=now) if status in _BUSY else None,
    )


def count_days(found: SourceResult, old: SourceState, *, now: datetime, zone: ZoneInfo) -> SourceResult:
    """Report in the problems of a source that could not be read for how many days it has been so."""
    if not (found.failed or found.is_skipped) or old.failing_since is None:
        return found
    days = (now.astimezone(zone).date() - old.failing_since.astimezone(zone).date()).days
    if days < 1:
        return found
    words = ngettext("{problem} (failing for {count} day)", "{problem} (failing for {count} days)", days)
    problems = (replace(one, message=words.format(problem=one.message, count=days)) for one in found.problems)
    return replace(found, problems=tuple(problems))


def without_waiting(remembered: Mapping[str, SourceState]) -> dict[str, SourceState]:
    """Return the same memory with no reason in it not to ask a source: what `--retry` means."""
    return {
        name: replace(old, is_gone=False, wait_until=None, last_read=None, moved_to="")
        for name, old in remembered.items()
    }


def without_content(remembered: Mapping[str, SourceState]) -> dict[str, SourceState]:
    """Return a memory that knows only since when each source fails: every source is asked, and in full."""
    return {
        name: replace(_NOTHING, address=old.address, failing_since=old.failing_since)
        for name, old in remembered.items()
    }
