"""The units of the docs are such as systemd takes them."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

DOCS = Path(__file__).parent.parent / "docs"
NAMED = re.compile(r"`/etc/systemd/system/([\w@.-]+)`.*?```ini\n(.*?)```", re.DOTALL)


def units() -> dict[str, str]:
    pages = (DOCS / name for name in ("automation.md", "serving.md"))
    return {name: text for page in pages for name, text in NAMED.findall(page.read_text(encoding="utf-8"))}


def test_the_docs_have_the_units_of_a_whole_week() -> None:
    assert sorted(units()) == [
        "lettre-alarm@.service",
        "lettre-collect.service",
        "lettre-collect.timer",
        "lettre-run.service",
        "lettre-run.timer",
        "lettre.service",
    ]


@pytest.mark.parametrize("name", units())
def test_systemd_has_nothing_to_say_about_a_unit(tmp_path: Path, name: str) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not installed (Debian: apt install systemd)")
    for other, text in units().items():
        there = re.sub(r"^ExecStart=/srv\S+", "ExecStart=/bin/true", text, flags=re.MULTILINE)
        (tmp_path / other).write_text(there, encoding="utf-8")
    file = tmp_path / name.replace("@.", "@one.")
    file.write_bytes((tmp_path / name).read_bytes())

    done = subprocess.run(["systemd-analyze", "verify", str(file)], capture_output=True, text=True, timeout=60)

    said = [line for line in done.stderr.splitlines() if "lettre" in line]
    assert (done.returncode, said) == (0, [])
