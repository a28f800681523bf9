"""What importing 100,000 members costs: a list that is new, the same list again, and the csv module alone as the floor.

Run it with `python benchmarks/members.py [rows]`. Each part runs in a process of its own and prints its seconds and
the memory it added at its peak. The list is what Excel writes in France: Windows-1252, `;`, accents, themes.
"""

import csv
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
THEMES = ("Crises et réhabilitation", "Eau et climat")
FEEDS = """\
letter: {title: La lettre, from: lettre@exemple.org}
sources: [{name: Textes, path: .}]
themes: [{name: Crises et réhabilitation, words: [crise]}, {name: Eau et climat}]
"""


def write_table(file: Path, rows: int) -> None:
    """Write a list of so many members."""
    with file.open("w", encoding="cp1252", newline="") as table:
        table.write("Nom;Prénom;Courriel;Thèmes;Consentement date\r\n")
        for row in range(rows):
            theme = THEMES[row % 2] if row % 3 else ""
            table.write(f"Dupré{row};Hélène;h.{row}@mairie-{row % 997}.exemple;{theme};04/03/2026\r\n")


def read_floor(folder: Path) -> int:
    """Read the table with the csv module and do nothing with it."""
    with (folder / "membres.csv").open(encoding="cp1252", newline="") as table:
        return sum(1 for _row in csv.reader(table, delimiter=";")) - 1


def import_table(folder: Path) -> int:
    """Import the table into the store of the folder."""
    from digest.app.members import ImportRules, import_list
    from digest.config import load_config
    from digest.store import Store

    config = load_config(folder / "feeds.yaml", environ={})
    with Store.open(folder / ".digest") as store:
        taken = import_list(config, store, folder / "membres.csv", ImportRules(), now=NOW).taken
    return taken.new + taken.same


def export_table(folder: Path) -> int:
    """Export the store of the folder."""
    from digest.app.members import export_list
    from digest.store import Store

    with Store.open(folder / ".digest") as store:
        return sum(1 for _line in export_list(store, None)) - 1


PARTS = {"csv": read_floor, "import": import_table, "again": import_table, "export": export_table}


def run_part(name: str, folder: Path) -> None:
    """Run one part; print its rows, its seconds, and the megabytes at its peak."""
    start, worked = time.perf_counter(), time.process_time()
    rows = PARTS[name](folder)
    seconds, worked = time.perf_counter() - start, time.process_time() - worked
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{name:7} {rows:9} rows {seconds:7.2f} s {worked:7.2f} s of CPU {memory:5} MB")


def main(rows: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "feeds.yaml").write_text(FEEDS, encoding="utf-8")
        write_table(folder / "membres.csv", rows)
        for part in PARTS:
            subprocess.run([sys.executable, __file__, part, name], check=True)


if __name__ == "__main__":
    asked = sys.argv[1] if len(sys.argv) > 1 else "100000"
    if asked in PARTS:
        run_part(asked, Path(sys.argv[2]))
    else:
        main(int(asked))
