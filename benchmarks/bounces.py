"""What is recognised in a folder of bounces, beside flufl.bounce alone.

    python benchmarks/bounces.py FOLDER

flufl.bounce's own mails are in its source distribution, under tests/data.
"""

import sys
import time
from email import message_from_bytes
from pathlib import Path

from flufl.bounce import all_failures

from digest.deliver.bounces import read_return


def main(folder: Path) -> None:
    """Print every mail in which flufl.bounce recognises more, and the sums."""
    peer = ours = fewer = hard = 0
    start = time.perf_counter()
    files = sorted(file for file in folder.rglob("*") if file.suffix in (".txt", ".msg", ".eml"))
    for file in files:
        octets = file.read_bytes()
        passing, lasting = all_failures(message_from_bytes(octets))
        wanted = {address.decode("ascii").lower() for address in passing | lasting}
        bounces = read_return(octets).bounces
        found = {address.lower() for bounce in bounces for address in bounce.addresses}
        peer, ours = peer + bool(wanted), ours + bool(found)
        hard += any(bounce.is_hard for bounce in bounces)
        if wanted - found:
            fewer += 1
            print(f"{file.name}: not recognised: {', '.join(sorted(wanted - found))}")
    seconds = time.perf_counter() - start
    print(f"{len(files)} mails: flufl.bounce recognises {peer}, digest {ours} ({hard} hard), fewer in {fewer}")
    print(f"{seconds:.2f} s for both")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
