"""The house itself: what is shipped, and what the pure rooms must not do."""

import ast
import configparser
import re
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


def rows_of_the_table() -> list[tuple[str, str]]:
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    return re.findall(r"^\| [^|]+ \| `(digest/[^`]+\.py)` \| `(\w+)` \|$", text, re.MULTILINE)


@pytest.mark.parametrize(("file", "name"), rows_of_the_table())
def test_each_word_of_the_map_leads_to_a_name_that_is_there(file: str, name: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")

    assert re.search(rf"^(?:class|def|async def) {name}\b|^{name}\b", text, re.MULTILINE)


def test_the_map_is_long_enough_to_be_one() -> None:
    assert len(rows_of_the_table()) >= 30


def public_names() -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for file in (ROOT / "digest").rglob("*.py"):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                names.setdefault(node.name, []).append(str(file.relative_to(ROOT)))
    return names


def test_no_two_public_things_share_a_name() -> None:
    assert {name: files for name, files in public_names().items() if len(files) > 1} == {}


def test_modules_keep_their_size_and_the_program_its_budget() -> None:
    sizes = {file: len(file.read_text(encoding="utf-8").splitlines()) for file in (ROOT / "digest").rglob("*.py")}
    modules = [file for file in sizes if file.name != "__init__.py"]
    large = sorted(str(file.relative_to(ROOT)) for file, size in sizes.items() if size > 470)

    assert (large, len(modules) <= 230, sum(sizes.values()) <= 46_000) == ([], True, True)


def test_docstrings_begin_with_what_is_returned() -> None:
    docs = [
        ast.get_docstring(node) or ""
        for file in (ROOT / "digest").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module)
    ]
    old = [doc for doc in docs if re.match(r"(?:Give|Tell|Say|Let|Hold|Ask|Hear|Know)\b", doc)]

    assert len(old) <= 0.05 * len([doc for doc in docs if doc])
