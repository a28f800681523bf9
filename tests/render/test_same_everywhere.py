"""The same edition gives the same octets whatever the machine says: its zone, locale, and seed of hashes."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from digest.render.archive import render_archive
from digest.render.letter import render_letter
from tests.render.samples import CONFIG, FULL

ROOT = Path(__file__).parent.parent.parent
PROGRAM = "from tests.render.test_same_everywhere import fingerprint; print(fingerprint())"


def fingerprint() -> str:
    """Return one number for the octets of a letter and of its archive, the order of the files included."""
    files = render_archive([FULL], CONFIG)
    octets = (render_letter(FULL, CONFIG).message, *(name.encode() + files[name] for name in files))
    return hashlib.sha256(b"".join(octets)).hexdigest()


def render_abroad(**environment: str) -> str:
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return run.stdout.strip()


def test_another_zone_locale_and_seed_change_no_octet() -> None:
    abroad = {
        render_abroad(TZ="Pacific/Auckland", LC_ALL="C", LANGUAGE="de", PYTHONHASHSEED="1"),
        render_abroad(TZ="America/Montreal", LC_ALL="C.UTF-8", LANGUAGE="fr", PYTHONHASHSEED="2"),
    }

    assert abroad == {fingerprint()}
