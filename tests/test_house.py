"""The house itself: what is shipped, and what the pure rooms must not do."""

import ast
import configparser
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PURE_ROOMS = ("model.py", "text", "edition", "selection", "render", "checks")
# What opens files, reads the clock, the environment or chance; imports of sockets are the import contract's business.
IMPURE = {
    "open", "input", "print", "getenv", "environ", "urandom", "now", "today", "utcnow", "localtime", "time_ns",
    "read_text", "read_bytes", "write_text", "write_bytes", "unlink", "mkdir", "iterdir", "glob", "rglob", "uuid4",
}  # fmt: skip


def pure_modules() -> list[Path]:
    rooms = (ROOT / "digest" / room for room in PURE_ROOMS)
    return sorted(file for room in rooms for file in ([room] if room.suffix else room.rglob("*.py")))


def calls(source: str) -> set[str]:
    """Name what a module calls, and whether it reaches for the environment: `open(…)`, `date.today()`, `os.environ`."""
    nodes = list(ast.walk(ast.parse(source)))
    called = (node.func for node in nodes if isinstance(node, ast.Call))
    reached = [node for node in nodes if isinstance(node, ast.Attribute) and node.attr == "environ"]
    return {getattr(node, "attr", getattr(node, "id", "")) for node in (*called, *reached)}


@pytest.mark.parametrize("module", pure_modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_pure_room_opens_nothing_and_asks_no_clock(module: Path) -> None:
    reached = calls(module.read_text(encoding="utf-8"))

    assert reached & IMPURE == set()


def test_the_check_of_pure_rooms_sees_an_open_file_and_a_clock() -> None:
    reached = calls("from datetime import date\nopen(str(date.today()))")

    assert reached & IMPURE == {"open", "today"}


def test_every_package_on_the_disk_is_shipped() -> None:
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", encoding="utf-8")
    on_disk = {".".join(file.parent.relative_to(ROOT).parts) for file in (ROOT / "digest").rglob("__init__.py")}

    shipped = set(setup["options"]["packages"].split())

    assert shipped == on_disk | {"digest.templates"}
