"""The post office: hands out parcels, lets none leave that is not written down, and keeps every answer.

The state of each delivery goes *to send → in flight → sent, deferred, refused or in doubt*; `put_back` makes it what it
was. It claims rows in pieces by their place in the list, so that memory does not grow with the list, and writes marks
through the one `Writer`. What was deferred is handed out again only once its time has come; this may be in a later run.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import inf
from types import TracebackType
from typing import Self

from digest.deliver.contract import Answer, Outcome, Parcel
from digest.deliver.pauses import pause_after
from digest.deliver.rates import read_rate
from digest.deliver.shelf import Shelf, Waiting
from digest.deliver.writer import Books, Writer
from digest.errors import DigestError
from digest.locale import _
from digest.model import Delivery, State

_AT_ONCE = 500
_FARTHEST = 5000
_FRESH = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
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


class PostOffice:
    """The office of one mailing, for one run; closed at the end of a `with`.

    Args:
        open_books: Opens the mailing's books; called in the thread that writes.
        fill: Makes the message of a delivery, as pieces that follow each other; called by several threads.
        terms: How it is done.
    """

    def __init__(
        self, open_books: Callable[[], Books], fill: Callable[[Delivery], tuple[bytes, ...]], terms: Terms
    ) -> None:
        self._fill = fill
        self._terms = terms
        self._start = time.monotonic()
        self._shelf = Shelf(read_rate(terms.rate), read_rate(terms.per_domain))
        self._changed = threading.Condition()
        self._hand: dict[int, Delivery] = {}
        self._tally: Counter[State] = Counter()
        self._cursor = 0
        self._known: set[int] = set()
        self._is_ordered = False
        self._is_exhausted = False
        self._is_stopped = False
        self._is_resent = False
        self._next_due: datetime | None = None
        self._writer = Writer(open_books, self._now, self.stop)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self._writer.close()

    def take(self, *, wait: bool = True) -> Parcel | None:
        """Give the next parcel; None where there is nothing (more) to carry now, or the run is to end.

        Args:
            wait: Whether to wait for rate limits; without, None may also mean "not yet".
        """
        waiting = self._draw(wait=wait)
        while waiting is not None and self._is_unwanted(waiting):
            waiting = self._draw(wait=wait)
        return self._wrap(waiting.delivery) if waiting else None

    def _wrap(self, delivery: Delivery) -> Parcel:
        try:
            octets = self._fill(delivery)
        except BaseException:
            self._return(delivery)
            raise
        key = f"{self._terms.series}-{delivery.member}"
        return Parcel(place=delivery.place, address=delivery.address, octets=octets, key=key)

    def commit(self, parcel: Parcel) -> None:
        """Write down that the other side may have this message from now on; lasting once it returns.

        Raises:
            DigestError: The disk refuses; the parcel must not leave.
        """
        before = self._hand[parcel.place]
        self._writer.write(replace(before, state=State.IN_FLIGHT, tries=before.tries + 1, again=None))

    def settle(self, parcel: Parcel, answer: Answer) -> None:
        """Note what became of a parcel."""
        with self._changed:
            after = self._judge(self._hand.pop(parcel.place), answer)
            self._note(after)

    def put_back(self, parcel: Parcel) -> None:
        """Give a parcel back that certainly was not handed over; it is as it was before it was taken."""
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
        """Tell whether anything may still be handed out."""
        with self._changed:
            return not self._is_stopped and bool(not self._is_exhausted or self._shelf or self._begins_again())

    def tally(self) -> Mapping[State, int]:
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
        lost = [one for one in unwritten if one.state not in (State.IN_FLIGHT, State.TO_SEND)]
        raise _unwritten(error, lost) from error

    def _draw(self, *, wait: bool) -> Waiting | None:
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

    def _is_unwanted(self, waiting: Waiting) -> bool:
        """Tell whether a member left while their message waited long; then that is noted."""
        if time.monotonic() - waiting.since < _FRESH:
            return False
        delivery = waiting.delivery
        excuse = self._writer.read(lambda books: books.excuse(delivery.member, now=self._now()))
        if excuse:
            with self._changed:
                del self._hand[delivery.place]
                self._note(replace(delivery, state=State.EXCLUDED, again=None, words=excuse))
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
        """Tell whether the list is gone through once more: for what was put off and is due, for what is in doubt."""
        return self._is_due() or (self._may_resend() and not self._hand and self._tally[State.IN_DOUBT] > 0)

    def _may_resend(self) -> bool:
        return self._terms.in_doubt == "resend" and not self._is_resent

    def _is_due(self) -> bool:
        return self._next_due is not None and self._next_due <= self._now()

    def _begin_again(self, books: Books) -> None:
        """Go back to the beginning of the list, past what is in somebody's hand or on the shelf at this moment.

        What is claimed after it sees the marks of all that is neither: they were noted before.
        """
        if self._may_resend() and not self._hand:
            self._is_resent = True
            count = books.resend(now=self._now())
            with self._changed:
                self._tally[State.IN_DOUBT] = max(0, self._tally[State.IN_DOUBT] - count)
        with self._changed:
            self._cursor, self._next_due = 0, None
            self._known = self._hand.keys() | self._shelf.places()
        self._writer.ask(self._stock)

    def _stock(self, books: Books) -> None:
        """Put the next rows on the shelf; in the writing thread, after all marks of before are written."""
        now = self._now()
        rows = books.claim(self._cursor, limit=_AT_ONCE, now=now)
        with self._changed:
            for delivery in rows:
                if delivery.state is State.EXCLUDED:
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

    def _judge(self, delivery: Delivery, answer: Answer) -> Delivery:
        """Give what a delivery becomes by an answer."""
        tries = delivery.tries + 1
        state = {Outcome.TAKEN: State.SENT, Outcome.NEVER: State.REFUSED, Outcome.UNKNOWN: State.IN_DOUBT}
        after = replace(delivery, tries=tries, again=None, words=answer.words)
        if answer.outcome is not Outcome.LATER:
            return replace(after, state=state[answer.outcome])
        now = self._now()
        pause = pause_after(tries, now - self._terms.frozen)
        if pause is None:
            words = _("given up after {tries} tries: {words}").format(tries=tries, words=answer.words)
            return replace(after, state=State.REFUSED, words=words)
        return replace(after, state=State.DEFERRED, again=self._due(now + pause))

    def _due(self, again: datetime) -> datetime:
        self._next_due = min(self._next_due or again, again)
        return again

    def _now(self) -> datetime:
        return self._terms.now + timedelta(seconds=time.monotonic() - self._start)


def _unwritten(error: DigestError, lost: list[Delivery]) -> DigestError:
    if not lost:
        return DigestError(error.problem, where=error.where, mend=error.mend)
    names = "\n".join(f"  {one.address}: {one.state.value} {one.words}".rstrip() for one in lost)
    return DigestError(
        _("{problem}\nThese answers could not be written down:\n{names}").format(problem=error.problem, names=names),
        where=error.where,
        mend=error.mend + "\n" + _("Then send again: these members are in doubt by then, and named."),
    )
