"""How long a title takes to be read for its date, and how right the readings are, beside dateutil and dateparser.

Run it with `python benchmarks/dates.py [runs]`. All take the same exhibits (`tests/data/dates/`) in one run; one that
is not installed is named and skipped. The grammar must keep to 0.2 ms a title at the median; the last lines show the
time of 1 MB of one thing over and over. Exits with 1 past the bound.

"right" counts titles with exactly the days expected; "wrong days" are days given that the exhibit does not hold.
"""

import csv
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from types import FrameType
from zoneinfo import ZoneInfo

from digest.text.dates import read_date

BOUND = 0.2
FOLDER = Path(__file__).parents[1] / "tests" / "data" / "dates"
PARIS = ZoneInfo("Europe/Paris")
MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
WEEKDAYS = "lundi mardi mercredi jeudi vendredi samedi dimanche"
Reader = Callable[[str, date], set[date]]


def read_titles() -> Iterator[tuple[str, date, set[date]]]:
    """Return the exhibits: text, reference day, and the first days expected."""
    for path in sorted(FOLDER.glob("[!a]*.tsv")):  # not the agenda's, which is read by another rule
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                days = {date.fromisoformat(day[:10]) for day in (row["start"] or row["end"]).split("|") if day}
                yield row["text"].replace("\\n", "\n"), date.fromisoformat(row["reference_date"]), days


def with_digest(text: str, reference: date) -> set[date]:
    """Read with the grammar."""
    moments = [one.start or one.end for one in read_date(text, reference=reference, zone=PARIS).occurrences]
    return {moment.date() if isinstance(moment, datetime) else moment for moment in moments if moment}


def dateutil_reader() -> Reader:
    """Read with python-dateutil, told the French names."""
    from dateutil import parser

    class French(parser.parserinfo):
        MONTHS = [(name, name[:4]) for name in MONTHS.split()]  # noqa: RUF012 - the shape dateutil asks for
        WEEKDAYS = [(name, name[:3]) for name in WEEKDAYS.split()]  # noqa: RUF012 - see above

    info = French(dayfirst=True)

    def read(text: str, reference: date) -> set[date]:
        default = datetime(reference.year, reference.month, reference.day, tzinfo=PARIS)
        try:
            return {parser.parse(text, parserinfo=info, default=default, fuzzy=True).date()}
        except (ValueError, OverflowError, TypeError):
            return set()

    return read


def dateparser_reader() -> Reader:
    """Read with dateparser, told the language and the order.

    Raises:
        ImportError: It is not installed.
    """
    from dateparser import parse

    def read(text: str, reference: date) -> set[date]:
        base = datetime(reference.year, reference.month, reference.day)  # noqa: DTZ001 - it wants a naive one
        found = parse(text, languages=["fr"], settings={"RELATIVE_BASE": base, "DATE_ORDER": "DMY"})
        return {found.date()} if found else set()

    return read


def measure(reader: Reader, text: str, reference: date) -> tuple[float, set[date]]:
    """Return the milliseconds one reading takes, and the days it gives."""
    start = time.perf_counter()
    days = reader(text, reference)
    return (time.perf_counter() - start) * 1000, days


def compare(name: str, reader: Reader, runs: int) -> float:
    """Print one reader's line; return its median in milliseconds."""
    titles = list(read_titles())
    for text, reference, _days in titles[:20]:
        reader(text, reference)
    taken, right, wrong = [], 0, 0
    for text, reference, expected in titles:
        measured = [measure(reader, text, reference) for _run in range(runs)]
        taken.append(min(milliseconds for milliseconds, _days in measured))
        days = measured[0][1]
        right += days == expected
        wrong += bool(days - expected)
    median = statistics.median(taken)
    share = 100 * right / len(titles)
    print(f"{name:12} {median:8.3f} ms at the median of {len(titles)} titles, {share:5.1f} % right, {wrong} wrong days")
    return median


def modules_entered(text: str) -> int:
    """Return how many modules a reading of one title enters."""
    entered: set[str] = set()

    def note(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call" and "/digest/" in frame.f_code.co_filename:
            entered.add(frame.f_code.co_filename)

    sys.setprofile(note)
    try:
        with_digest(text, date(2024, 4, 10))
    finally:
        sys.setprofile(None)
    return len(entered)


def main(runs: int) -> int:
    """Print every reader's line and the ratios; return 1 where ours is past the bound."""
    ours = compare("digest", with_digest, runs)
    for name, make in (("dateutil", dateutil_reader), ("dateparser", dateparser_reader)):
        try:
            reader = make()
        except ImportError:
            print(f"{name:12} is not installed: skipped")
            continue
        theirs = compare(name, reader, 1)
        print(f"{'':12} {theirs / ours:8.2f} times as long as digest")
    print(f"one date enters {modules_entered('Atelier, jeudi 25 avril 2024 de 14h à 16h')} modules")
    for piece in ("1", " ", "le "):
        seconds = measure(with_digest, piece * (1_000_000 // len(piece)), date(2024, 4, 10))[0] / 1000
        print(f"1 MB of {piece!r}: {seconds:.2f} s")
    return int(ours > BOUND)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 5))
