"""What durable marks cost, how fast a long list leaves, and whether memory grows with it.

Run it with `python benchmarks/outbox.py [rows]` (a million where nothing is said). Three things are measured, each send
in a process of its own:

- *marks*: some connections hand messages of 95 kB to Postfix's `smtp-sink` on the loopback address; once with the marks
  on the disk, once with books that keep nothing. Held to: at least 0.9 of the speed without.
- *speed*: a list of so many rows with a transport that takes everything at once.
- *memory*: the same at 10,000 rows. Held to: at most 10 MB more at the long list.
"""

import json
import os
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from digest.delivery.journal import OutboxRows
from digest.delivery.queue import MailingOptions, OutboxQueue
from digest.delivery.smtp.client import SmtpTransport
from digest.delivery.smtp.session import SmtpServer
from digest.delivery.transport import DeliveryQueue, DeliveryResult, Outcome, Transport
from digest.delivery.workers import deliver_all
from digest.model import Delivery
from digest.store import Store
from digest.store.database import open_database

NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)
MESSAGE = (b"x" * 76 + b"\r\n") * 1218
CONNECTIONS = 8
MESSAGES = 5000
TURNS = 5
RATIO = 0.9
MORE = 10.0


class NullTransport:
    """Takes everything at once."""

    def carry(self, office: DeliveryQueue) -> None:
        """Take all there is."""
        taken = DeliveryResult(outcome=Outcome.TAKEN, words="250 2.0.0 Ok")
        while (parcel := office.take()) is not None:
            office.commit(parcel)
            office.settle(parcel, taken)


class NoBooks:
    """Books that keep nothing: what sending costs without marks."""

    def __init__(self, rows: Sequence[Delivery]) -> None:
        self._rows = rows

    def claim(self, after: int, *, limit: int, now: datetime) -> Sequence[Delivery]:
        """Return the rows behind a place."""
        del now
        return self._rows[after : after + limit]

    def excuse(self, member: str, *, now: datetime) -> str:
        """Learn of nothing."""
        del member, now
        return ""

    def write(self, deliveries: Sequence[Delivery], *, now: datetime) -> None:
        """Keep nothing."""

    def resend(self, *, now: datetime) -> int:
        """Learn of nothing."""
        del now
        return 0

    def close(self) -> None:
        """Let go of nothing."""


def make_smtp(port: int) -> SmtpTransport:
    return SmtpTransport(SmtpServer(host="127.0.0.1", port=port), sender="lettre@exemple.org")


def make_rows(count: int) -> Iterator[Delivery]:
    for rank in range(1, count + 1):
        yield Delivery(place=rank, member=f"m{rank:015d}", address=f"membre.{rank}@commune-{rank % 997}.example")


def prepare(folder: Path, count: int) -> float:
    """Make a store with a frozen list; return the seconds that freezing took."""
    Store.open(folder).close()
    connection = open_database(folder)
    connection.execute("BEGIN")
    connection.executemany(
        "INSERT INTO members (id, key, address, since) VALUES (?, ?, ?, '2026-01-01')",
        ((one.member, one.address, one.address) for one in make_rows(count)),
    )
    connection.execute("COMMIT")
    connection.close()
    with Store.open(folder) as store:
        start = time.perf_counter()
        rows = ((one, one.address) for one in make_rows(count))
        store.outbox().freeze(1, fingerprint="f", record={}, moulds={0: b"mould"}, rows=rows, now=NOW)
        return time.perf_counter() - start


def carry_all(open_books: Callable[[], OutboxRows], transport: Transport) -> float:
    """Send everything; return the seconds."""
    start = time.perf_counter()
    terms = MailingOptions(series="f", frozen=NOW, now=NOW)
    with OutboxQueue(open_books, lambda _one: (MESSAGE,), terms) as office:
        deliver_all(office, transport, connections=CONNECTIONS, stop=threading.Event(), report=lambda _tally: None)
    return time.perf_counter() - start


def measure_here(what: str, folder: Path, port: int) -> dict[str, float]:
    """Do one measurement in this process."""
    if what == "freeze":
        seconds = prepare(folder, port)
    elif what == "without":
        rows = tuple(make_rows(MESSAGES))
        seconds = carry_all(lambda: NoBooks(rows), make_smtp(port))
    else:
        transport = NullTransport() if what == "null" else make_smtp(port)
        with Store.open(folder, is_checked=True) as store:
            outbox = store.outbox()
            seconds = carry_all(lambda: outbox.open_books(1), transport)
    return {"seconds": seconds, "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def measure(what: str, folder: Path, port: int) -> dict[str, float]:
    """Do one measurement in a process of its own."""
    command = [sys.executable, __file__, what, str(folder), str(port)]
    found: dict[str, float] = json.loads(
        subprocess.run(command, check=True, stdout=subprocess.PIPE, timeout=3600).stdout
    )
    return found


@contextmanager
def open_sink() -> Iterator[int]:
    """Run Postfix's smtp-sink on the loopback address; return its port."""
    program = shutil.which("smtp-sink", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        sys.exit("smtp-sink is missing (Debian: apt install postfix)")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    as_whom = ["-u", "nobody"] if os.geteuid() == 0 else []
    sink = subprocess.Popen([program, *as_whom, f"127.0.0.1:{port}", "256"], stderr=subprocess.DEVNULL)
    try:
        time.sleep(0.5)
        yield port
    finally:
        sink.kill()
        sink.wait()


def show_marks(scratch: Path) -> float:
    """Measure with and without marks, in turns; return the ratio of the best speeds, for a busy machine only adds."""
    seconds = dict[str, list[float]](durable=[], without=[])
    with open_sink() as port:
        for turn in range(TURNS):
            folder = scratch / f"marks-{turn}"
            prepare(folder, MESSAGES)
            for what, found in seconds.items():
                found.append(measure(what, folder, port)["seconds"])
    for what, found in seconds.items():
        print(f"{what:8} {MESSAGES / min(found):8.0f} messages/s of {len(MESSAGE) / 1000:.0f} kB")
    return min(seconds["without"]) / min(seconds["durable"])


def show_list(scratch: Path, count: int) -> float:
    """Measure a list with a transport that takes everything at once; return the peak in MB."""
    folder = scratch / f"list-{count}"
    frozen = measure("freeze", folder, count)
    sent = measure("null", folder, 0)
    size = sum(file.stat().st_size for file in folder.iterdir()) / 1e6
    print(
        f"{count:8} rows: frozen in {frozen['seconds']:.1f} s (peak {frozen['megabytes']:.1f} MB), sent in"
        f" {sent['seconds'] / 60:.2f} minutes, {count / sent['seconds']:.0f} messages/s"
        f" (peak {sent['megabytes']:.1f} MB), {size:.0f} MB on disk"
    )
    return max(frozen["megabytes"], sent["megabytes"])


def main(count: int) -> int:
    """Print the figures; return 1 where one is past its bound."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as name:
        scratch = Path(name)
        ratio = show_marks(scratch)
        print(f"with marks / without: {ratio:.2f} (at least {RATIO})")
        more = -show_list(scratch, 10_000) + show_list(scratch, count)
        print(f"memory: {more:+.1f} MB (at most {MORE:.0f} more)")
    return int(ratio < RATIO or more > MORE)


if __name__ == "__main__":
    if len(sys.argv) == 4:
        print(json.dumps(measure_here(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))))
        sys.exit(0)
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000))
