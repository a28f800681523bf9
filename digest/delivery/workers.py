"""Carries everything: some threads, each with a connection of its own, until the office has nothing more.

A connection that ends before its time is made again after a pause that grows; after some failures in a row without any
progress the rest is left for a later run. Where the other side takes fewer connections than we would like, we make do
with fewer. The first connection goes ahead: a wrong password is said once, not by all of them at once, which could lock
the account.
"""

import threading
from collections.abc import Callable, Mapping

from digest.delivery.queue import OutboxQueue
from digest.delivery.transport import ConnectionLostError, DeliveryResult, Outcome, OutgoingMessage, Transport
from digest.errors import DigestError, LaterError
from digest.locale import _
from digest.model import DeliveryState

_PAUSES = (0.1, 0.5, 1.0, 2.0, 4.0)
_THROTTLED_PAUSES = (2.0, 4.0, 8.0, 16.0, 32.0)
"""Seconds before the next try where a relay asks us to come back later: a minute in all, the span of most limits."""
_LOOK = 0.1
_AHEAD = 10.0
"""Seconds that the other connections wait at most for the first to work."""

Report = Callable[[Mapping[DeliveryState, int]], None]


def deliver_all(
    office: OutboxQueue, transport: Transport, *, connections: int, stop: threading.Event, report: Report
) -> None:
    """Carry all that may leave now, and write everything down.

    Args:
        office: Hands out the parcels.
        transport: The way out.
        connections: How many at once, at most.
        stop: Set from outside to end the run; each message in hand is finished first.
        report: Told now and then, and at the end, what became of the parcels of this run.

    Raises:
        LaterError: The other side could not be reached any more; what is left may be sent later.
        DigestError: It is senseless to go on, or the disk refused.
        KeyboardInterrupt: Ctrl-C came though it is to stop already: nobody was waited for, what is in hand is in doubt.
    """
    crew = _WorkerPool(office, transport)
    crew.begin(connections)
    try:
        while not crew.is_home.wait(_LOOK):
            report(office.tally())
            if stop.is_set():
                crew.stop()
    except KeyboardInterrupt:
        crew.stop()
        raise
    except BaseException:
        crew.stop()
        crew.come_home()
        raise
    crew.come_home()
    try:
        office.flush()
    finally:
        report(office.tally())
    if crew.error is not None:
        raise crew.error


class _WorkerPool:
    """The threads of one run, and what they know of each other."""

    def __init__(self, office: OutboxQueue, transport: Transport) -> None:
        self._office = office
        self._transport = transport
        self._lock = threading.Lock()
        self._left = 0
        self._serving: set[int] = set()
        self._good = 0
        self._threads: list[threading.Thread] = []
        self._is_stopped = threading.Event()
        self._may_follow = threading.Event()
        self.is_home = threading.Event()
        self.error: BaseException | None = None

    def begin(self, count: int) -> None:
        """Let so many set out."""
        self._left = count
        for rank in range(count):
            name = f"courier-{rank + 1}"
            self._threads.append(threading.Thread(target=self.work, args=(rank > 0,), name=name, daemon=True))
        for thread in self._threads:
            thread.start()

    def come_home(self) -> None:
        """Wait until all have ended."""
        for thread in self._threads:
            thread.join()

    def stop(self) -> None:
        """Let nobody begin anything new."""
        self._is_stopped.set()
        self._office.stop()
        self._may_follow.set()

    def work(self, follows: bool) -> None:
        """Carry until there is nothing more, or this connection is one too many."""
        try:
            if follows:
                self._may_follow.wait(_AHEAD)
            self._carry()
        except BaseException as error:
            self._end(error)
        finally:
            with self._lock:
                self._left -= 1
                if not self._left:
                    self.is_home.set()

    def _carry(self) -> None:
        failures = 0
        while self._office.has_more():
            window = _WorkerQueue(self._office, self)
            before = self._good
            try:
                self._transport.carry(window)
            except ConnectionLostError as lost:
                if lost.is_final:
                    self._end(DigestError(lost.words))
                    return
                failures = 0 if self._good > before else failures + 1
                if self._is_too_many(window) or not self._pause(failures, lost):
                    return
            else:
                return
            finally:
                self.leave(window)

    def _pause(self, failures: int, lost: ConnectionLostError) -> bool:
        """Wait before the next try; return whether there is one."""
        pauses = _THROTTLED_PAUSES if lost.is_throttled else _PAUSES
        if failures >= len(pauses):
            self._end(
                LaterError(
                    _("the messages cannot be handed over: {reason}").format(reason=lost.words),
                    hint=_("What is left stays in the outbox. Send again later; nobody is written to twice."),
                )
            )
            return False
        return not self._is_stopped.wait(pauses[failures])

    def _is_too_many(self, window: "_WorkerQueue") -> bool:
        """Whether a connection failed that never served, while another one serves: then it was one too many."""
        with self._lock:
            return not window.served and bool(self._serving - {id(window)})

    def _end(self, error: BaseException) -> None:
        with self._lock:
            self.error = self.error or error
        self.stop()

    def begin_service(self, window: "_WorkerQueue") -> None:
        """Note that a connection works."""
        self._serving.add(id(window))
        self._may_follow.set()

    def serve(self, window: "_WorkerQueue", outcome: Outcome) -> None:
        """Note that a connection got an answer."""
        self.begin_service(window)
        with self._lock:
            self._good += outcome is not Outcome.UNKNOWN

    def leave(self, window: "_WorkerQueue") -> None:
        """Note that a connection has ended."""
        with self._lock:
            self._serving.discard(id(window))
        self._may_follow.set()


class _WorkerQueue:
    """The office as one connection sees it; counts what it serves."""

    def __init__(self, office: OutboxQueue, crew: _WorkerPool) -> None:
        self._crew = crew
        self._office = office
        self.served = 0
        self.take = office.take
        self.put_back = office.put_back

    def commit(self, parcel: OutgoingMessage) -> None:
        self._crew.begin_service(self)
        self._office.commit(parcel)

    def settle(self, parcel: OutgoingMessage, answer: DeliveryResult) -> None:
        self.served += 1
        self._crew.serve(self, answer.outcome)
        self._office.settle(parcel, answer)
