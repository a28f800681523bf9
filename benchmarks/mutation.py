"""Mutation of the pure packages: a seeded sample of small faults, each of which a test should notice.

    python benchmarks/mutation.py                                 # text/dates, selection, edition: 150 mutants each
    python benchmarks/mutation.py selection --sample 10 --seed 3

Each mutant changes one operator, comparison, constant or condition of one module, in a copy of the tree; the fast tests
of the package run against it and stop at the first that fails. Printed: the share that was noticed, and what was not.
Some mutants change nothing that can be seen, so that 100 % is out of reach; 90 % is the bound.
"""

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = {
    "text/dates": ("tests/text",),
    "selection": ("tests/selection",),
    "edition": ("tests/edition",),
}
BOUND = 90
SECONDS = 300
COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.FloorDiv: ast.Mult, ast.Mod: ast.Add,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One fault: the `place`-th change that `changes` finds in a module."""

    module: Path
    place: int
    what: str


def changes(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """Make every change that is known in the tree, one after the other, each taken back before the next."""
    annotations = {
        id(inner)
        for node in ast.walk(tree)
        for part in (getattr(node, "annotation", None), getattr(node, "returns", None))
        if part is not None
        for inner in ast.walk(part)
    }
    for node in ast.walk(tree):
        if id(node) not in annotations:
            yield from _changes_of(node)


def _changes_of(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    line = getattr(node, "lineno", 0)
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in COMPARISONS:
        yield from _swapped(node, "ops", [COMPARISONS[type(node.ops[0])]()], f"{line}: comparison")
    elif isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        yield from _swapped(node, "op", OPERATORS[type(node.op)](), f"{line}: operator")
    elif isinstance(node, ast.BoolOp):
        yield from _swapped(node, "op", ast.Or() if isinstance(node.op, ast.And) else ast.And(), f"{line}: and/or")
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield from _swapped(node, "op", ast.UAdd(), f"{line}: not")
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        changed = not node.value if isinstance(node.value, bool) else node.value + 1
        yield from _swapped(node, "value", changed, f"{line}: {node.value} becomes {changed}")
    elif isinstance(node, ast.If | ast.IfExp):
        yield from _swapped(node, "test", ast.UnaryOp(op=ast.Not(), operand=node.test), f"{line}: condition")
    elif isinstance(node, ast.Return) and node.value is not None:
        yield from _swapped(node, "value", ast.Constant(value=None), f"{line}: return")


def _swapped(node: ast.AST, name: str, value: object, what: str) -> Iterator[tuple[str, ast.AST]]:
    before = getattr(node, name)
    setattr(node, name, value)
    yield what, node
    setattr(node, name, before)


def find_mutants(package: str) -> list[Mutant]:
    """Find every mutant of a package."""
    return [
        Mutant(module=module.relative_to(ROOT), place=place, what=what)
        for module in sorted((ROOT / "digest" / package).rglob("*.py"))
        for place, (what, _) in enumerate(changes(ast.parse(module.read_text(encoding="utf-8"))))
    ]


def source_of(mutant: Mutant) -> str:
    """Return the module's source with the fault in it."""
    tree = ast.parse((ROOT / mutant.module).read_text(encoding="utf-8"))
    for place, _change in enumerate(changes(tree)):
        if place == mutant.place:
            return ast.unparse(ast.fix_missing_locations(tree))
    raise ValueError(mutant)


def is_killed(copy: Path, mutant: Mutant, tests: tuple[str, ...]) -> bool:
    """Whether a test fails on the mutant; one that does not come to an end counts as noticed."""
    file = copy / mutant.module
    whole = file.read_text(encoding="utf-8")
    file.write_text(source_of(mutant), encoding="utf-8")
    try:
        return run_tests(copy, tests) != 0
    except subprocess.TimeoutExpired:
        return True
    finally:
        file.write_text(whole, encoding="utf-8")


def run_tests(copy: Path, tests: tuple[str, ...]) -> int:
    """Run the fast tests in the copy, up to the first that fails; return pytest's exit code."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-m", "not slow", *tests]
    environment = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        command, cwd=copy, env=environment, capture_output=True, check=False, timeout=SECONDS
    ).returncode


def measure(package: str, *, sample: int, seed: int) -> float:
    """Print what became of a sample of a package's mutants; return the share that was noticed, in percent."""
    mutants = find_mutants(package)
    chosen = random.Random(seed).sample(mutants, min(sample, len(mutants)))
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "tree"
        shutil.copytree(
            ROOT,
            copy,
            ignore=shutil.ignore_patterns(".*cache*", "__pycache__", ".git", ".venv", ".hypothesis", "*.egg-info"),
        )
        if run_tests(copy, PACKAGES[package]):
            raise SystemExit(f"{package}: the tests fail without any mutant")
        alive = [mutant for mutant in chosen if not is_killed(copy, mutant, PACKAGES[package])]
    share = 100 * (1 - len(alive) / len(chosen))
    print(f"{package:12} {share:5.1f} % of {len(chosen)} noticed (of {len(mutants)} possible, seed {seed})", flush=True)
    for mutant in alive:
        print(f"    {mutant.module}:{mutant.what}")
    return share


def main() -> int:
    """Measure the packages named, or all; exit code 1 where one is under the bound."""
    parser = argparse.ArgumentParser(description="Seeded mutation of the pure packages.")
    parser.add_argument("packages", nargs="*", choices=[[], *PACKAGES], default=[])
    parser.add_argument("--sample", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    shares = [measure(one, sample=chosen.sample, seed=chosen.seed) for one in chosen.packages or PACKAGES]
    return int(min(shares) < BOUND)


if __name__ == "__main__":
    sys.exit(main())
