"""What a store of 100 MB costs: opening it warm and cold, reading all of it, recording a feed that is unchanged.

Run it with `python benchmarks/store.py [megabytes]`. It prints figures and holds them to nothing but this: opening,
which checks the whole file, takes at most half a second warm. "Cold" asks the system to forget the file first (Linux).
"""

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from digest.model import Article, CollectionResult, Provenance, SourceResult
from digest.store import Store
from digest.store.database import FILE_NAME

BOUND = 0.5
AT_ONCE = 1000
START = datetime(2026, 1, 1, tzinfo=UTC)


def make_articles(batch: int, words: list[str]) -> Iterator[Article]:
    """Make articles of 700 words, each unlike the others."""
    for rank in range(batch * AT_ONCE, (batch + 1) * AT_ONCE):
        body = f"<p>{' '.join(random.choices(words, k=700))}</p>"
        yield Article(
            id=f"a-{rank:010x}",
            title=f"Nouvelle {rank} du réseau",
            url=f"https://portail.example/{rank}.html",
            summary=body[3:300],
            body=body,
            keys=(f"https://portail.example/?p={rank}",),
            provenance=Provenance(source="Portail", where="https://portail.example/flux"),
        )


def fill(folder: Path, octets: int) -> tuple[int, float]:
    """Record batch after batch until the file is as large; return the number of articles and the seconds."""
    random.seed(1)
    words = ["".join(random.choices("aeioulmnrst", k=random.randrange(2, 12))) for _word in range(3000)]
    start, batch = time.perf_counter(), 0
    while not batch or (folder / FILE_NAME).stat().st_size < octets:
        with Store.open(folder) as store:
            one = SourceResult(source="Portail", articles=tuple(make_articles(batch, words)))
            store.record(CollectionResult(yields=(one,)), now=START + timedelta(days=batch))
        batch += 1
    return batch * AT_ONCE, time.perf_counter() - start


def forget(file: Path) -> None:
    """Query the system to drop the file from its memory."""
    handle = os.open(file, os.O_RDONLY)
    os.fsync(handle)
    os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
    os.close(handle)


def measure(act: Callable[[], object], before: Callable[[], object] = time.time) -> float:
    """Return the median seconds of five runs."""
    seconds = []
    for _turn in range(5):
        before()
        start = time.perf_counter()
        act()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def main(megabytes: int) -> int:
    """Print the figures; return 1 where opening is past the bound."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        count, filling = fill(folder, megabytes * 1_000_000)
        file = folder / FILE_NAME
        print(f"{count} articles, {file.stat().st_size / 1e6:.0f} MB, made in {filling:.1f} s")
        warm = measure(lambda: Store.open(folder).close())
        print(f"open and close, warm   {warm * 1000:8.1f} ms (at most {BOUND * 1000:.0f})")
        if hasattr(os, "posix_fadvise"):
            cold = measure(lambda: Store.open(folder).close(), before=lambda: forget(file))
            print(f"open and close, cold   {cold * 1000:8.1f} ms")
        with Store.open(folder) as store:
            print(f"read all articles      {measure(store.articles) * 1000:8.1f} ms")
            shown = tuple(one.article for one in store.articles()[:50])
            same = CollectionResult(yields=(SourceResult(source="Portail", articles=shown),))
            print(f"record 50 known ones   {measure(lambda: store.record(same, now=START)) * 1000:8.1f} ms")
    return int(warm > BOUND)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100))
