"""A small real send as a process of its own, for campaigns of faults: `python -m tests.delivery.small_send FOLDER …`.

All of it is the program's own but for the transport, which appends each message it takes to a file: the server's log.
"""

import os
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from digest.delivery.queue import MailingOptions, OutboxQueue
from digest.delivery.transport import DeliveryQueue, DeliveryResult, Outcome, OutgoingMessage
from digest.delivery.workers import deliver_all
from digest.errors import DigestError, LaterError
from digest.model import Delivery, DeliveryState, Member
from digest.store import Store
from digest.store.outbox import OutboxRepository

LOG = "server.log"
NUMBER = 17
FIRST_DAY = datetime(2026, 11, 18, 9, tzinfo=UTC)


def addresses(count: int) -> tuple[str, ...]:
    """Return the members' addresses."""
    return tuple(f"membre.{rank}@commune-{rank % 7}.example" for rank in range(1, count + 1))


def prepare(folder: Path, count: int) -> None:
    """Make a store with so many members."""
    with Store.open(folder) as store:
        for address in addresses(count):
            store.roll().add(Member(id="", address=address), now=FIRST_DAY)


class LogTransport:
    """Appends the address of each message to the log, in one system call as a server would note it; takes its time."""

    def __init__(self, folder: Path, seconds: float) -> None:
        self._file = folder / LOG
        self._seconds = seconds

    def carry(self, office: DeliveryQueue) -> None:
        parcel = office.take()
        while parcel is not None:
            office.commit(parcel)
            time.sleep(self._seconds / 2)
            answer = self._take_in(parcel)
            ahead = office.take(wait=False)
            time.sleep(self._seconds / 2)
            office.settle(parcel, answer)
            parcel = ahead or office.take()

    def _take_in(self, parcel: OutgoingMessage) -> DeliveryResult:
        try:
            log = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
            try:
                os.write(log, f"{parcel.address} {parcel.key}\n".encode())
            finally:
                os.close(log)
        except OSError as error:
            return DeliveryResult(outcome=Outcome.LATER, words=f"452 4.3.1 {error.strerror}")
        return DeliveryResult(outcome=Outcome.TAKEN, words="250 2.0.0 Ok")


def freeze(store: Store, outbox: OutboxRepository, now: datetime) -> None:
    """Write the list down."""
    recipients = enumerate((member for member, _reason in store.roll().recipients(today=now.date())), 1)
    rows = ((Delivery(place=place, member=one.id, address=one.address), one.address) for place, one in recipients)
    outbox.freeze(NUMBER, fingerprint="f", record={}, moulds={0: b"mould"}, rows=rows, now=now)


def send(folder: Path, policy: str, connections: int, seconds: float, day: int) -> int:
    """Send what is left; return the exit code."""
    now = FIRST_DAY + timedelta(days=day)
    with Store.open(folder) as store, store.lock(now=now):
        outbox = store.outbox()
        if outbox.mailing(NUMBER) is None:
            freeze(store, outbox, now)
        outbox.recover(NUMBER, now=now)
        outbox.resolve(NUMBER, policy, now=now)
        terms = MailingOptions(series="f", frozen=FIRST_DAY, now=now, in_doubt=policy)
        with OutboxQueue(lambda: outbox.open_rows(NUMBER), lambda _one: (b"message\r\n",), terms) as office:
            deliver_all(
                office,
                LogTransport(folder, seconds),
                connections=connections,
                stop=threading.Event(),
                report=lambda _tally: None,
            )
        outbox.finish(NUMBER, now=now)
        return 3 if outbox.counts(NUMBER)[DeliveryState.IN_DOUBT] else 0


def main(arguments: list[str]) -> int:
    """Send, and say what went wrong as the command line does."""
    folder, policy, connections, seconds, day = arguments
    try:
        return send(Path(folder), policy, int(connections), float(seconds), int(day))
    except LaterError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except DigestError as error:
        print(error, file=sys.stderr)
        return error.exit_code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
