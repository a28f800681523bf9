"""How long `digest --help` takes beside `python -c "import click"`; at most 1.5 times as long (issue 2).

Run it with `python benchmarks/help.py [runs]`. It prints both medians and the ratio, and exits with 1 past the bound.
The two are measured in turns, so that a busy machine slows both.
"""

import statistics
import subprocess
import sys
import time

BOUND = 1.5
HELP = (sys.executable, "-c", "from digest.cli import main; main(['--help'])")
CLICK = (sys.executable, "-c", "import click")


def measure(command: tuple[str, ...]) -> float:
    """Return the seconds that one run of a command takes, start of the interpreter included."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main(runs: int) -> int:
    """Print both medians in milliseconds and their ratio; return 1 where the ratio is past the bound."""
    pairs = [(measure(HELP), measure(CLICK)) for _turn in range(runs)]
    ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = ours / theirs
    print(
        f"digest --help {ours * 1000:.1f} ms, import click {theirs * 1000:.1f} ms, ratio {ratio:.2f} (at most {BOUND})"
    )
    return int(ratio > BOUND)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 30))
