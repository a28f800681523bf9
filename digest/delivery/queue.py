"""The post office: hands out parcels, lets none leave that is not written down, and keeps every answer.

The state of each delivery goes *to send → in flight → sent, deferred, refused or in doubt*; `put_back` makes it what it
was. It claims rows in pieces by their place in the list, so that memory does not grow with the list, and writes marks
through the one `StateJournal`. What was deferred is handed out again only once its time has come; this may be in a
later run.
"""

import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import inf
from types import TracebackType
from typing import Self

from digest.delivery.journal import OutboxRows, StateJournal
from digest.delivery.transport import DeliveryResult, Outcome, OutgoingMessage
from digest.errors import DigestError
from digest.locale import _
from digest.model import MOST_TRIES, Delivery, DeliveryState

# How fast messages leave: a pace for all of them, and one for each domain.

_SECONDS = {"second": 1.0, "minute": 60.0, "hour": 3600.0}
_CATCH_UP = 0.02
_MANY = 1000


def read_rate(words: str) -> float:
    """Return the messages a second of `10 per second`, as feeds.yaml has it once it is read; 0 for no limit."""
    if not words:
        return 0.0
    count, _per, unit = words.split()
    return int(count) / _SECONDS[unit]


class RateLimiter:
    """One pace for everything.

    Args:
        rate: Messages a second; 0 for no limit.
    """

    def __init__(self, rate: float) -> None:
        self._step = 1 / rate if rate else 0.0
        self._credit = _CATCH_UP if self._step < _CATCH_UP else 0.0
        self._next = 0.0

    def wait(self, clock: float) -> float:
        """Return the seconds until the next one may leave; 0 or less for now."""
        return self._next - clock

    def spend(self, clock: float) -> None:
        """Note that one leaves."""
        self._next = max(self._next, clock - self._credit) + self._step


class KeyedRateLimiter:
    """The same pace for each of many names; only those that must wait are remembered."""

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._paces: dict[str, RateLimiter] = {}

    def wait(self, name: str, clock: float) -> float:
        """Return the seconds until the next one of a name may leave; 0 or less for now."""
        pace = self._paces.get(name)
        return pace.wait(clock) if pace else 0.0

    def spend(self, name: str, clock: float) -> None:
        """Note that one of a name leaves."""
        if not self._rate:
            return
        if len(self._paces) >= _MANY:
            self._paces = {one: pace for one, pace in self._paces.items() if pace.wait(clock) > 0}
        self._paces.setdefault(name, RateLimiter(self._rate)).spend(clock)


# What waits to be taken: a bounded number of deliveries, sorted by domain where domains have a pace.


@dataclass(frozen=True, slots=True)
class QueuedDelivery:
    """A delivery that waits, and since when it is known that it is wanted: a monotonic clock, in seconds."""

    delivery: Delivery
    since: float


class ReadyQueue:
    """Deliveries in the order they came, handed out no faster than allowed.

    Args:
        rate: Messages a second, all together; 0 for no limit.
        per_domain: The same for each domain.
    """

    def __init__(self, rate: float, per_domain: float) -> None:
        self._pace = RateLimiter(rate)
        self._paces = KeyedRateLimiter(per_domain)
        self._by_domain = bool(per_domain)
        self._rows: dict[str, deque[QueuedDelivery]] = {}
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def places(self) -> set[int]:
        """Return the places of all that waits."""
        return {one.delivery.place for row in self._rows.values() for one in row}

    def put(self, delivery: Delivery, clock: float) -> None:
        """Add one at the end of its row."""
        self._rows.setdefault(self._domain(delivery), deque()).append(QueuedDelivery(delivery, clock))
        self._count += 1

    def pick(self, clock: float) -> tuple[QueuedDelivery | None, float | None]:
        """Take the first whose turn has come.

        Returns:
            It, or None and the seconds after which one may be had; None for both where the shelf is empty.
        """
        if not self._rows:
            return None, None
        pause = self._pace.wait(clock)
        if pause > 0:
            return None, pause
        pauses = []
        for domain in self._rows:
            pause = self._paces.wait(domain, clock)
            if pause <= 0:
                return self._take(domain, clock), None
            pauses.append(pause)
        return None, min(pauses)

    def _take(self, domain: str, clock: float) -> QueuedDelivery:
        row = self._rows[domain]
        waiting = row.popleft()
        if not row:
            del self._rows[domain]
        self._count -= 1
        self._pace.spend(clock)
        self._paces.spend(domain, clock)
        return waiting

    def _domain(self, delivery: Delivery) -> str:
        return delivery.address.rpartition("@")[2].lower() if self._by_domain else ""


# When a message that was put off is tried again: pauses that grow over the runs, and an end after three days.

_MINUTES = (5, 15, 45, 120, 240, 480, 480, 720, 720, 720, 720)
_GIVEN_UP = timedelta(days=3)
_AT_LEAST = 5


def retry_delay(tries: int, age: timedelta) -> timedelta | None:
    """Return how long to wait before the next try; None where it is given up.

    Twelve tries take about three days where runs are frequent; where they are rare, a message of three days is given up
    once it was tried five times.

    Args:
        tries: How often it was tried, the last one included.
        age: How long ago the list was frozen.
    """
    if tries >= MOST_TRIES or (age >= _GIVEN_UP and tries >= _AT_LEAST):
        return None
    return timedelta(minutes=_MINUTES[max(tries, 1) - 1])


_AT_ONCE = 500
_FARTHEST = 5000
_FRESH = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MailingOptions:
    """On what terms the parcels of a mailing leave.

    Attributes:
        series: What sets this mailing apart from all others: the parcels' keys begin with it.
        frozen: When the list was frozen.
        now: The instant the run began.
        rate: How many leave, as `10 per second`; empty for no limit.
        per_domain: The same for each domain.
        in_doubt: What is done about lost answers: `hold`, `skip`, or `resend`, which tries them once more at the end.
    """

    series: str
    frozen: datetime
    now: datetime
    rate: str = ""
    per_domain: str = ""
    in_doubt: str = "hold"


class OutboxQueue:
    """The office of one mailing, for one run; closed at the end of a `with`.

    Args:
        open_books: Opens the mailing's books; called in the thread that writes.
        fill: Makes the message of a delivery, as pieces that follow each other; called by several threads.
        terms: How it is done.
    """

    def __init__(
        self, open_books: Callable[[], OutboxRows], fill: Callable[[Delivery], tuple[bytes, ...]], terms: MailingOptions
    ) -> None:
        self._fill = fill
        self._terms = terms
        self._start = time.monotonic()
        self._shelf = ReadyQueue(read_rate(terms.rate), read_rate(terms.per_domain))
        self._changed = threading.Condition()
        self._hand: dict[int, Delivery] = {}
        self._tally: Counter[DeliveryState] = Counter()
        self._cursor = 0
        self._known: set[int] = set()
        self._is_ordered = False
        self._is_exhausted = False
        self._is_stopped = False
        self._is_resent = False
        self._next_due: datetime | None = None
        self._writer = StateJournal(open_books, self._now, self.stop)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self._writer.close()

    def take(self, *, wait: bool = True) -> OutgoingMessage | None:
        """Return the next parcel; None where there is nothing (more) to carry now, or the run is to end.

        Args:
            wait: Whether to wait for rate limits; without, None may also mean "not yet".
        """
        waiting = self._draw(wait=wait)
        while waiting is not None and self._is_unwanted(waiting):
            waiting = self._draw(wait=wait)
        return self._wrap(waiting.delivery) if waiting else None

    def _wrap(self, delivery: Delivery) -> OutgoingMessage:
        try:
            octets = self._fill(delivery)
        except BaseException:
            self._return(delivery)
            raise
        key = f"{self._terms.series}-{delivery.member}"
        return OutgoingMessage(place=delivery.place, address=delivery.address, octets=octets, key=key)

    def commit(self, parcel: OutgoingMessage) -> None:
        """Write down that the other side may have this message from now on; lasting once it returns.

        Raises:
            DigestError: The disk refuses; the parcel must not leave.
        """
        before = self._hand[parcel.place]
        self._writer.write(replace(before, state=DeliveryState.IN_FLIGHT, tries=before.tries + 1, again=None))

    def settle(self, parcel: OutgoingMessage, answer: DeliveryResult) -> None:
        """Note what became of a parcel."""
        with self._changed:
            after = self._judge(self._hand.pop(parcel.place), answer)
            self._note(after)

    def put_back(self, parcel: OutgoingMessage) -> None:
        """Return a parcel back that certainly was not handed over; it is as it was before it was taken."""
        with self._changed:
            delivery = self._hand[parcel.place]
            self._writer.note(delivery)
        self._return(delivery)

    def stop(self) -> None:
        """Hand out nothing more; what is under way may be finished."""
        with self._changed:
            self._is_stopped = True
            self._changed.notify_all()

    def has_more(self) -> bool:
        """Whether anything may still be handed out."""
        with self._changed:
            return not self._is_stopped and bool(not self._is_exhausted or self._shelf or self._begins_again())

    def tally(self) -> Mapping[DeliveryState, int]:
        """Count what became of parcels in this run."""
        with self._changed:
            return {state: count for state, count in self._tally.items() if count}

    def flush(self) -> None:
        """Write what is left and end; nothing can be taken any more.

        Raises:
            DigestError: Something could not be written. Each answer that is on no disk is named; its member will be
                found in doubt.
        """
        self.stop()
        unwritten = self._writer.close()
        error = self._writer.error
        if error is None:
            return
        if not isinstance(error, DigestError):
            raise error
        lost = [one for one in unwritten if one.state not in (DeliveryState.IN_FLIGHT, DeliveryState.TO_SEND)]
        raise _unwritten(error, lost) from error

    def _draw(self, *, wait: bool) -> QueuedDelivery | None:
        with self._changed:
            while not self._is_stopped:
                waiting, pause = self._shelf.pick(time.monotonic())
                self._order(is_short=waiting is None)
                if waiting is not None:
                    self._hand[waiting.delivery.place] = waiting.delivery
                    return waiting
                if not wait or (pause is None and self._is_exhausted):
                    return None
                self._changed.wait(pause)
        return None

    def _return(self, delivery: Delivery) -> None:
        with self._changed:
            del self._hand[delivery.place]
            self._shelf.put(delivery, -inf)
            self._changed.notify()

    def _is_unwanted(self, waiting: QueuedDelivery) -> bool:
        """Whether a member left while their message waited long; then that is noted."""
        if time.monotonic() - waiting.since < _FRESH:
            return False
        delivery = waiting.delivery
        excuse = self._writer.read(lambda books: books.excuse(delivery.member, now=self._now()))
        if excuse:
            with self._changed:
                del self._hand[delivery.place]
                self._note(replace(delivery, state=DeliveryState.EXCLUDED, again=None, words=excuse))
        return bool(excuse)

    def _order(self, *, is_short: bool) -> None:
        """Have more rows claimed where the shelf runs low, or where nothing on it may leave yet."""
        enough = _FARTHEST if is_short else _AT_ONCE // 2
        if self._is_ordered or len(self._shelf) >= enough:
            return
        if not self._is_exhausted:
            self._is_ordered = True
            self._writer.ask(self._stock)
        elif self._begins_again():
            self._is_ordered, self._is_exhausted = True, False
            self._writer.ask(self._begin_again)

    def _begins_again(self) -> bool:
        """Whether the list is gone through once more: for what was put off and is due, for what is in doubt."""
        return self._is_due() or (self._may_resend() and not self._hand and self._tally[DeliveryState.IN_DOUBT] > 0)

    def _may_resend(self) -> bool:
        return self._terms.in_doubt == "resend" and not self._is_resent

    def _is_due(self) -> bool:
        return self._next_due is not None and self._next_due <= self._now()

    def _begin_again(self, books: OutboxRows) -> None:
        """Go back to the beginning of the list, past what is in somebody's hand or on the shelf at this moment.

        What is claimed after it sees the marks of all that is neither: they were noted before.
        """
        if self._may_resend() and not self._hand:
            self._is_resent = True
            count = books.resend(now=self._now())
            with self._changed:
                self._tally[DeliveryState.IN_DOUBT] = max(0, self._tally[DeliveryState.IN_DOUBT] - count)
        with self._changed:
            self._cursor, self._next_due = 0, None
            self._known = self._hand.keys() | self._shelf.places()
        self._writer.ask(self._stock)

    def _stock(self, books: OutboxRows) -> None:
        """Put the next rows on the shelf; in the writing thread, after all marks of before are written."""
        now = self._now()
        rows = books.claim(self._cursor, limit=_AT_ONCE, now=now)
        with self._changed:
            for delivery in rows:
                if delivery.state is DeliveryState.EXCLUDED:
                    self._note(delivery)
                elif delivery.place not in self._known:
                    self._shelf.put(delivery, time.monotonic())
            self._cursor = rows[-1].place if rows else self._cursor
            self._is_exhausted = len(rows) < _AT_ONCE
            self._is_ordered = False
            self._changed.notify_all()

    def _note(self, delivery: Delivery) -> None:
        self._tally[delivery.state] += 1
        self._writer.note(delivery)

    def _judge(self, delivery: Delivery, answer: DeliveryResult) -> Delivery:
        """Return what a delivery becomes by an answer."""
        tries = delivery.tries + 1
        state = {
            Outcome.TAKEN: DeliveryState.SENT,
            Outcome.NEVER: DeliveryState.REFUSED,
            Outcome.UNKNOWN: DeliveryState.IN_DOUBT,
        }
        after = replace(delivery, tries=tries, again=None, words=answer.words)
        if answer.outcome is not Outcome.LATER:
            return replace(after, state=state[answer.outcome])
        now = self._now()
        pause = retry_delay(tries, now - self._terms.frozen)
        if pause is None:
            words = _("given up after {tries} tries: {words}").format(tries=tries, words=answer.words)
            return replace(after, state=DeliveryState.REFUSED, words=words)
        return replace(after, state=DeliveryState.DEFERRED, again=self._due(now + pause))

    def _due(self, again: datetime) -> datetime:
        self._next_due = min(self._next_due or again, again)
        return again

    def _now(self) -> datetime:
        return self._terms.now + timedelta(seconds=time.monotonic() - self._start)


def _unwritten(error: DigestError, lost: list[Delivery]) -> DigestError:
    if not lost:
        return DigestError(error.problem, where=error.where, hint=error.hint)
    names = "\n".join(f"  {one.address}: {one.state.value} {one.words}".rstrip() for one in lost)
    return DigestError(
        _("{problem}\nThese answers could not be written down:\n{names}").format(problem=error.problem, names=names),
        where=error.where,
        hint=error.hint + "\n" + _("Then send again: these members are in doubt by then, and named."),
    )
