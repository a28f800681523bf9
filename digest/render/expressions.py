"""What the expressions of a template can print: words, which are escaped, or markup that nobody has seen yet.

Of Jinja only what surely prints words counts as such; everything else may print markup.
"""

from collections.abc import Iterable

from jinja2 import nodes

_OTHER_FILES = (nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)
_UNESCAPED = (nodes.FilterBlock, nodes.EvalContextModifier)
_FILTERS = frozenset({
    "abs", "batch", "capitalize", "count", "d", "default", "first", "float", "format", "groupby", "int", "join", "last",
    "length", "list", "lower", "map", "max", "min", "reject", "rejectattr", "round", "select", "selectattr", "slice",
    "sort", "string", "sum", "title", "trim", "truncate", "unique", "upper", "wordcount",
})  # fmt: skip


def prints_markup(tree: nodes.Template, *, but: Iterable[str]) -> bool:
    """Tell whether a template may print markup that does not stand in its own source.

    Args:
        tree: The template.
        but: Values, like `letter.edito_html`, whose markup is known and may be printed as it is.
    """
    known = frozenset(but)
    return any(tree.find_all((*_OTHER_FILES, *_UNESCAPED))) or any(
        not _is_plain(found, known) for found in tree.find_all(nodes.Filter)
    )


def _is_plain(found: nodes.Filter, known: frozenset[str]) -> bool:
    if found.name == "safe":
        return _path(found.node) in known
    applies_another = found.name in ("map", "select", "reject") and bool(found.args)
    return found.name in _FILTERS and not applies_another


def _path(node: nodes.Node | None) -> str:
    """Give the dotted name of a value; empty for anything else."""
    if isinstance(node, nodes.Getattr):
        return f"{_path(node.node)}.{node.attr}"
    return node.name if isinstance(node, nodes.Name) else ""
