"""What is recognised in a folder of bounces, beside flufl.bounce alone; and what people make of them, which is none.

    python benchmarks/bounces.py FOLDER

flufl.bounce's own mails are in its source distribution, under tests/data; sisimai's are in its set-of-emails. What
flufl.bounce gives that is no address, an empty word or a piece of JSON, counts as nothing.
"""

import re
import sys
import time
from email import message_from_bytes
from pathlib import Path

from flufl.bounce import all_failures

from digest.delivery.bounces.parse import read_return

_ADDRESS = re.compile(rb"[^\s<>\"@]+@[^\s<>\"@]+")


def main(folder: Path) -> None:
    """Print every mail in which flufl.bounce recognises more, and the sums."""
    peer = ours = fewer = hard = 0
    start = time.perf_counter()
    files = sorted(file for file in folder.rglob("*") if file.suffix in (".txt", ".msg", ".eml"))
    for file in files:
        octets = file.read_bytes()
        passing, lasting = _peer(octets)
        wanted = {address.decode("ascii").lower() for address in passing | lasting if _ADDRESS.fullmatch(address)}
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
    personal = [mail for file in files for mail in _personal(file.read_bytes())]
    false = sum(bool(read_return(octets).bounces) for octets in personal)
    peers = sum(any(_peer(octets)) for octets in personal)
    print(
        f"{len(personal)} mails of people that quote or enclose one, false alarms: flufl.bounce {peers}, digest {false}"
    )


def _peer(octets: bytes) -> tuple[frozenset[bytes], frozenset[bytes]]:
    try:
        return all_failures(message_from_bytes(octets))
    except (IndexError, AttributeError, TypeError, ValueError):  # what it raises on mails of unusual make
        return frozenset(), frozenset()


def _personal(bounce: bytes) -> list[bytes]:
    """Make answers that quote a bounce with and without marks, and mails that pass it on, in and beside the text."""
    bounce = bounce.replace(b"\r\n", b"\n")
    head, _gap, body = bounce.partition(b"\n\n")
    subject = next((line[8:].strip() for line in head.split(b"\n") if line.lower().startswith(b"subject:")), b"")
    sender = b"From: Claire Leroy <c.leroy@mairie.exemple>\n"
    answer = sender + b"Subject: Re: " + subject + b"\nIn-Reply-To: <1@exemple.org>\n\nBonjour,\n\n"
    passed = sender + b"Subject: TR: " + subject + b"\n\nVoyez ci-dessous.\n\n"
    enclosed = sender + b"Subject: message\nContent-Type: multipart/mixed; boundary=enclosing\n\n"
    parts = b"--enclosing\nContent-Type: message/rfc822\n\n" + bounce + b"\n--enclosing--\n"
    return [answer + b"> " + body.replace(b"\n", b"\n> "), answer + body, passed + body, enclosed + parts]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
