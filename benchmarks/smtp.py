"""How fast 95 kB letters reach Postfix's `smtp-sink` on the loopback address, beside its `smtp-source` and smtplib.

Run it with `python benchmarks/smtp.py`. In turns, in one run, so that a busy machine slows all alike:

- *one connection* of ours, of smtp-source (`-d`: one connection, the same letter), of smtplib (one connection kept).
  Held to: at least as fast as smtp-source, at least 2.5 times smtplib.
- *16 connections at 20 ms* of latency, ours and smtplib in 16 threads, through a proxy that adds it: 3.5 times.
- *the whole path*: list and marks on the disk, messages out of a mould, 8 connections. Held to: 1,500 messages a second
  on two cores shared with the sink.

Each measurement is a process of its own. Each message has lines of its own, as a member's has.
"""

import json
import shutil
import smtplib
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from outbox import NOW, make_rows, make_smtp, open_sink, prepare

from digest.delivery.queue import MailingOptions, OutboxQueue
from digest.delivery.transport import DeliveryResult, Outcome, OutgoingMessage
from digest.delivery.workers import deliver_all
from digest.model import Delivery
from digest.store import Store

SENDER = "lettre@exemple.org"
BOUNDS = {"smtp-source": 1.0, "smtplib": 2.5, "smtplib in 16 threads at 20 ms": 3.5}
WHOLE = 1500
ONE, FAR, ALL = 2000, 3000, 10_000
TURNS = 7
DELAY = 0.010
THREADS = 16
LINE = b"Quatre r=C3=A9solutions ont =C3=A9t=C3=A9 adopt=C3=A9es par les communes; =\r\n"
PIECE = LINE * (95_000 // len(LINE) // 6)
HEAD = b"From: lettre@exemple.org\r\nSubject: La lettre\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n"


def letter_to(address: str) -> tuple[bytes, ...]:
    """Return a message of 95 kB with lines of the member's own, in pieces."""
    own = f"https://lettre.exemple.org/u/{address.replace('@', '.')}\r\n".encode()
    return (b"To: ", address.encode(), b"\r\n", HEAD, b"\r\n", *(PIECE, own) * 6)


class NullOffice:
    """An office without a disk."""

    def __init__(self, count: int) -> None:
        self._rows = make_rows(count)
        self._lock = threading.Lock()
        self.taken = 0

    def take(self, *, wait: bool = True) -> OutgoingMessage | None:
        """Return the next one."""
        del wait
        with self._lock:
            row = next(self._rows, None)
        if row is None:
            return None
        return OutgoingMessage(place=row.place, address=row.address, octets=letter_to(row.address), key=row.member)

    def commit(self, parcel: OutgoingMessage) -> None:
        """Keep nothing."""

    def settle(self, parcel: OutgoingMessage, answer: DeliveryResult) -> None:
        """Count what was taken."""
        del parcel
        with self._lock:
            self.taken += answer.outcome is Outcome.TAKEN

    def put_back(self, parcel: OutgoingMessage) -> None:
        """Keep nothing."""


def in_threads(count: int, work: Callable[[], None]) -> None:
    threads = [threading.Thread(target=work) for _rank in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def by_digest(port: int, count: int, connections: int) -> int:
    """Send with our transport; return how many were taken."""
    office = NullOffice(count)
    transport = make_smtp(port)
    in_threads(connections, lambda: transport.carry(office))
    return office.taken


def by_smtplib(port: int, count: int, connections: int) -> int:
    """Send with the standard library, each thread over a connection of its own that is kept."""
    office = NullOffice(count)

    def work() -> None:
        with smtplib.SMTP("127.0.0.1", port) as client:
            while parcel := office.take():
                client.sendmail(SENDER, [parcel.address], bytes(parcel))
                office.settle(parcel, DeliveryResult(outcome=Outcome.TAKEN))

    in_threads(connections, work)
    return office.taken


def by_source(port: int, count: int, _connections: int) -> int:
    """Send with Postfix's smtp-source: the same letter, over one connection."""
    with tempfile.NamedTemporaryFile(suffix=".eml") as file:
        file.write(b"".join(letter_to("membre@commune.example")).replace(b"\r\n", b"\n"))
        file.flush()
        command = [shutil.which("smtp-source") or "/usr/sbin/smtp-source", "-d", "-m", str(count), "-F", file.name]
        subprocess.run([*command, "-f", SENDER, "-t", "membre@commune.example", f"127.0.0.1:{port}"], check=True)
    return count


def by_all(port: int, count: int, connections: int) -> int:
    """Send with everything: list and marks on the disk, messages out of a mould."""
    from composing import CONFIG, heavy_edition, member

    from digest.render.message_template import make_mould

    mould, one = make_mould(heavy_edition(), CONFIG), member(1)

    def fill(delivery: Delivery) -> tuple[bytes, ...]:
        return mould.fill(type(one)(**{**personal, "id": delivery.member, "address": delivery.address}))

    personal = {name: getattr(one, name) for name in one.__dataclass_fields__}
    with tempfile.TemporaryDirectory() as name:
        prepare(Path(name), count)
        start = time.perf_counter()
        with Store.open(Path(name), is_checked=True) as store:
            terms = MailingOptions(series="f", frozen=NOW, now=NOW)
            with OutboxQueue(partial(store.outbox().open_books, 1), fill, terms) as office:
                deliver_all(
                    office,
                    make_smtp(port),
                    connections=connections,
                    stop=threading.Event(),
                    report=lambda _tally: None,
                )
                taken = sum(office.tally().values())
        print(json.dumps(time.perf_counter() - start))
    return taken


WAYS = {"digest": by_digest, "smtplib": by_smtplib, "smtp-source": by_source, "all": by_all}


def measure(way: str, port: int, count: int, connections: int) -> float:
    """Return the seconds of one way, in a process of its own."""
    command = [sys.executable, __file__, way, str(port), str(count), str(connections)]
    return float(subprocess.run(command, check=True, stdout=subprocess.PIPE, timeout=600).stdout.split()[0])


def measure_here(way: str, port: int, count: int, connections: int) -> None:
    start = time.perf_counter()
    taken = WAYS[way](port, count, connections)
    print(json.dumps(time.perf_counter() - start))
    if taken != count:
        sys.exit(f"{way}: {taken} of {count} were taken")


@contextmanager
def open_delay(port: int) -> Iterator[int]:
    """Run the proxy; return its port."""
    command = [sys.executable, str(Path(__file__).with_name("delay.py")), str(port), str(DELAY)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as proxy:
        assert proxy.stdout is not None
        yield int(proxy.stdout.readline())
        proxy.kill()


def compare(ways: tuple[str, ...], port: int, count: int, connections: int) -> dict[str, float]:
    """Measure in turns; return the ratio of our speed to each one's, each at its best: others use this machine too."""
    seconds: dict[str, list[float]] = {way: [] for way in ways}
    for _turn in range(TURNS if connections == 1 else TURNS // 3):
        for way, found in seconds.items():
            found.append(measure(way, port, count, connections))
    for way, found in seconds.items():
        print(f"  {way:12} {count / min(found):7.0f} messages/s")
    return {way: min(found) / min(seconds[ways[0]]) for way, found in seconds.items()}


def main() -> int:
    """Print the figures; return 1 where one is past its bound."""
    with open_sink() as port:
        print("one connection")
        ratios = compare(("digest", "smtp-source", "smtplib"), port, ONE, 1)
        print(f"{THREADS} connections, {DELAY * 2000:.0f} ms")
        with open_delay(port) as far:
            there = compare(("digest", "smtplib"), far, FAR, THREADS)
        ratios["smtplib in 16 threads at 20 ms"] = there["smtplib"]
        speed = ALL / min(measure("all", port, ALL, 8) for _turn in range(3))
    for name, bound in BOUNDS.items():
        print(f"{ratios[name]:.2f} times {name} (at least {bound})")
    print(f"the whole path: {speed:.0f} messages/s (at least {WHOLE})")
    return int(speed < WHOLE or any(ratios[name] < bound for name, bound in BOUNDS.items()))


if __name__ == "__main__":
    if len(sys.argv) == 5:
        measure_here(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
        sys.exit(0)
    sys.exit(main())
