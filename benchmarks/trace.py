"""Count the modules under `digest/` that a journey enters: a first message, `build`, a date, an item of a feed.

    python benchmarks/trace.py

Each journey runs in a process of its own, with `sys.setprofile` on in every thread; what runs while a module is
imported is not counted. Beside each count stands its bound; exit code 1 where one is passed.
"""

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = str(ROOT / "digest") + os.sep
BOUNDS = {"message": 60, "build": 90, "date": 9, "item": 12}
LIST = "email,name\nanne@example.org,Anne\n"
ITEM = (
    b"<rss version='2.0'><channel><title>Ville</title><item><title>Le budget est vot\xc3\xa9</title>"
    b"<link>https://ville.example/budget</link><guid>https://ville.example/budget</guid>"
    b"<pubDate>Mon, 02 Mar 2026 08:00:00 +0100</pubDate><description>&lt;p&gt;Lundi.&lt;/p&gt;</description></item>"
    b"</channel></rss>"
)


def traced(journey: Callable[[], object]) -> set[str]:
    """Return the files under `digest/` of which a function runs during the journey."""
    files: set[str] = set()
    importing = threading.local()

    def enter(frame: FrameType, event: str, _argument: Any) -> None:
        code = frame.f_code
        if code.co_name == "<module>" and event in ("call", "return"):
            importing.depth = getattr(importing, "depth", 0) + (1 if event == "call" else -1)
        elif event == "call" and not getattr(importing, "depth", 0) and code.co_filename.startswith(PACKAGE):
            files.add(code.co_filename.removeprefix(PACKAGE))

    threading.setprofile(enter)
    sys.setprofile(enter)
    try:
        journey()
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
    return files


def command(*words: str) -> Callable[[], object]:
    """Return a journey that is a whole command."""

    def run() -> None:
        from digest.cli import main

        try:
            main.main(args=["--quiet", *words])
        except SystemExit as end:
            if end.code not in (0, 3, None):
                raise RuntimeError(f"digest {' '.join(words)} ended with {end.code}") from end

    return run


def prepare_sample(folder: Path) -> None:
    """Make a letter of the sample content in a folder, with one member, to be delivered into a folder."""
    command("init", str(folder))()
    os.chdir(folder)
    settings = folder / "feeds.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(
        text + "\nsend:\n  via: folder\n  folder: sortie\n",
        encoding="utf-8",
    )


def journey_message() -> set[str]:
    """Trace `send` of an approved edition to its first member."""
    command("build")()
    Path("liste.csv").write_text(LIST, encoding="utf-8")
    command("members", "import", "liste.csv", "--consent-how", "adhésion", "--consent-on", "2026-01-01")()
    command("approve", "1", "--by", "Anne", "--no-links", "--despite-errors")()
    return traced(command("send", "1"))


def journey_date() -> set[str]:
    """Trace the reading of one day with its hours."""
    from datetime import date
    from zoneinfo import ZoneInfo

    from digest.text.dates import read_date

    zone = ZoneInfo("Europe/Paris")
    read_date("lundi 2 mars 2026", reference=date(2026, 3, 1), zone=zone)  # builds what is built once
    return traced(lambda: read_date("mardi 3 mars 2026 de 9h à 12h", reference=date(2026, 3, 1), zone=zone))


def journey_item() -> set[str]:
    """Trace the way of one item of a feed, from its bytes to an article."""
    from datetime import date
    from zoneinfo import ZoneInfo

    from digest.config.model import Source, SourceType
    from digest.model import Window
    from digest.sources.feed.reader import read_feed
    from digest.sources.types import ReadContext

    context = ReadContext(
        source=Source(name="Ville", type=SourceType.FEED, url="https://ville.example/rss"),
        where="https://ville.example/rss",
        today=date(2026, 3, 2),
        zone=ZoneInfo("Europe/Paris"),
        agenda=Window(first_day=date(2026, 3, 2), last_day=date(2026, 5, 2)),
    )
    read_feed(ITEM, context)  # builds what is built once
    return traced(lambda: read_feed(ITEM, context))


JOURNEYS: dict[str, Callable[[], set[str]]] = {
    "message": journey_message,
    "build": lambda: traced(command("build")),
    "date": journey_date,
    "item": journey_item,
}


def main() -> int:
    """Run every journey in a process of its own and print its count beside its bound."""
    if len(sys.argv) > 1:
        with tempfile.TemporaryDirectory() as folder:
            if sys.argv[1] in ("message", "build"):
                prepare_sample(Path(folder) / "lettre")
            files = JOURNEYS[sys.argv[1]]()
            os.chdir(ROOT)
        print("\n".join(sorted(files)))
        return 0
    is_over = False
    for name in JOURNEYS:
        run = subprocess.run([sys.executable, __file__, name], capture_output=True, text=True, check=False)
        count = len(run.stdout.split())
        if run.returncode or not count:
            print(f"{name:8} failed: {run.stderr.strip()[-300:]}")
        is_over |= run.returncode != 0 or not 0 < count <= BOUNDS[name]
        print(f"{name:8} {count:4} modules   (bound {BOUNDS[name]})")
    return int(is_over)


if __name__ == "__main__":
    sys.exit(main())
