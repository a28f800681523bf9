"""The command as a person or cron runs it: a process of its own, in a folder, with an environment of its own."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

COMMAND = (sys.executable, "-m", "digest")
NOON = "2026-03-04"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came out of a run."""

    code: int
    out: str
    err: str


def environment(**more: str) -> dict[str, str]:
    """Return a bare environment: no locale, no editor, no state folder of the machine."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TEMP", "TMPDIR") if name in os.environ}
    return kept | {"PYTHONWARNINGS": "ignore"} | more


def digest(folder: Path, *arguments: str, stdin: str = "", **more: str) -> Result:
    """Run the command in a folder until it ends."""
    done = subprocess.run(
        [*COMMAND, *arguments],
        cwd=folder,
        env=environment(**more),
        input=stdin.encode(),
        capture_output=True,
        timeout=60,
    )
    return Result(code=done.returncode, out=done.stdout.decode(), err=done.stderr.decode())


def write(folder: Path, files: dict[str, str]) -> Path:
    """Write small files into a folder."""
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="")
    return folder


def feeds_yaml(*sources: str, more: str = "") -> str:
    """Return a small feeds.yaml with these sources, each as the lines of one list entry."""
    entries = "".join(f"  - {source}\n" for source in sources)
    head = "letter:\n  title: La lettre\n  from: Réseau <lettre@exemple.org>\n"
    themes = "themes:\n  - name: Monde\n    tags: [CGLU]\n    words: [jumelage]\n  - name: Autres nouvelles\n"
    return f"{head}sources:\n{entries}{themes}{more}"
