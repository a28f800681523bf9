"""How fast a letter of 95 kB reaches its members, as its sender sees it: `digest send`, from its start to its end.

Run it with `python benchmarks/delivery.py [members …]` (10,000 and 100,000 where nothing is said; a million takes some
ten minutes). A letter is built, its list imported, the letter approved, with the commands themselves; then
`digest send 1` freezes it and carries it over 16 connections to Postfix's `smtp-sink` on the loopback address, each
message with the links of its member, each mark on the disk. Beside it, smtplib hands messages of the same weight to the
same sink over one connection that is kept.

Held to, at each number of members: at least 1,500 messages a second on two cores shared with the sink; that is a
million in 11 minutes. And the longest list may need at most 10 MB more memory than the first.
"""

import os
import smtplib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from outbox import open_sink

SPEED = 1500
MORE = 10.0
PEER = 3000
DAY = "2026-03-04"
ARTICLES = 80
WORDS = "Quatre résolutions ont été adoptées, dont une sur l'accès des petites communes aux financements. " * 3
FEEDS = """letter:
  title: La lettre
  from: Réseau <lettre@exemple.org>
  address: 1 rue de l'Exemple, 75000 Paris
  why: Vous êtes membre du réseau.
sources:
  - {name: Nos textes, path: contenu/}
themes:
  - {name: Coopération, words: [résolutions]}
send:
  smtp: ${DIGEST_SMTP}
  connections: 16
web:
  address: https://lettre.exemple.org/
"""


@dataclass(frozen=True, kw_only=True)
class Run:
    """One run of the command: what it took, and what it printed."""

    seconds: float
    processor: float
    megabytes: float
    said: str


def digest(folder: Path, *arguments: str, port: int = 0) -> Run:
    """Run the command in a folder as a person does."""
    command = [sys.executable, "-m", "digest", "--as-of", DAY, *arguments]
    environment = os.environ | {"DIGEST_SMTP": f"smtp://127.0.0.1:{port}"}
    said = folder / "said.txt"
    start = time.perf_counter()
    with said.open("wb") as stream:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=stream, stderr=subprocess.STDOUT)
        _pid, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"digest {' '.join(arguments)} ended with {process.returncode}:\n{said.read_text()}")
    return Run(
        seconds=seconds,
        processor=used.ru_utime + used.ru_stime,
        megabytes=used.ru_maxrss / 1024,
        said=said.read_text(encoding="utf-8"),
    )


def make_letter(folder: Path, members: int) -> float:
    """Build and approve a letter, and import its list; return the seconds of the import."""
    (folder / "contenu").mkdir(parents=True)
    (folder / "feeds.yaml").write_text(FEEDS, encoding="utf-8")
    for number in range(ARTICLES):
        text = f"---\ntitle: Un titre comme un autre {number}\ndate: 2026-03-03\n---\n{WORDS}\n"
        (folder / f"contenu/{number}.md").write_text(text, encoding="utf-8")
    digest(folder, "build")
    with (folder / "membres.csv").open("w", encoding="utf-8") as stream:
        stream.writelines(rows(members))
    imported = digest(folder, "members", "import", "membres.csv").seconds
    digest(folder, "approve", "1", "--by", "Zoé", "--no-links", "--despite-errors")
    return imported


def rows(members: int) -> Iterator[str]:
    """Return the lines of the list."""
    yield "courriel;nom\n"
    for rank in range(members):
        yield f"membre.{rank}@commune-{rank % 997}.example;Hélène Durand-{rank}\n"


def show_send(scratch: Path, port: int, members: int) -> Run:
    """Measure one list, and say what it took."""
    folder = scratch / f"lettre-{members}"
    imported = make_letter(folder, members)
    weight = (folder / "out/1/letter.eml").stat().st_size
    run = digest(folder, "send", "1", port=port)
    size = sum(file.stat().st_size for file in (folder / ".digest").iterdir()) / 1e6
    print(
        f"{members:8} members, letter of {weight / 1000:.0f} kB: imported in {imported:.1f} s, sent in"
        f" {run.seconds:.1f} s ({run.seconds / 60:.2f} minutes; {run.processor:.1f} s of the processor), peak"
        f" {run.megabytes:.1f} MB, {size:.0f} MB on disk",
        flush=True,
    )
    return run


def measure_peer(folder: Path, port: int) -> float:
    """Return how many messages of the same weight smtplib hands over in a second, by one connection that is kept."""
    octets = (folder / "out/1/letter.eml").read_bytes()
    start = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as client:
        for rank in range(PEER):
            client.sendmail("lettre@exemple.org", [f"membre.{rank}@commune.example"], octets)
    return PEER / (time.perf_counter() - start)


def main(lists: list[int]) -> int:
    """Print the figures; return 1 where one is past its bound."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as name, open_sink() as port:
        scratch = Path(name)
        runs = {members: show_send(scratch, port, members) for members in lists}
        peer = measure_peer(scratch / f"lettre-{lists[0]}", port)
    speeds = {members: members / run.seconds for members, run in runs.items()}
    more = runs[lists[-1]].megabytes - runs[lists[0]].megabytes
    print(f"smtplib, one connection kept: {peer:.0f} messages/s")
    for members, speed in speeds.items():
        verdict = "" if speed >= SPEED else ": TOO SLOW"
        print(
            f"{members:8} members: {speed:.0f} messages/s (at least {SPEED}), {speed / peer:.2f} times smtplib{verdict}"
        )
    print(f"memory: {more:+.1f} MB (at most {MORE:.0f} more){'' if more <= MORE else ': TOO MUCH'}")
    return int(min(speeds.values()) < SPEED or more > MORE)


if __name__ == "__main__":
    sys.exit(main([int(word) for word in sys.argv[1:]] or [10_000, 100_000]))
