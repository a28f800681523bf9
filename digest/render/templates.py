"""The templates: ours, overridden file by file by those in the project's own `templates/`.

Only our templates and the project's are compiled; what sources wrote is always a value, never a template. A fault in
a project's template is told with its file and line; a fault in ours is a defect of the program and stays loud.
"""

import re
import traceback
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from types import CodeType, MappingProxyType

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    StrictUndefined,
    Template,
    TemplateNotFound,
    TemplateSyntaxError,
    nodes,
    select_autoescape,
)

from digest import locale
from digest.errors import DigestError
from digest.locale import _, current_language
from digest.render import templates as brief
from digest.render.placeholders import around_values
from digest.text.typography import NO_BREAK, typeset
from digest.text.typography import COLUMNS, columns_of, wrap

# What the expressions of a template can print: words, which are escaped, or markup that nobody has seen yet.

_OTHER_FILES = (nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)
_UNESCAPED = (nodes.FilterBlock, nodes.EvalContextModifier)
_FILTERS = frozenset({
    "abs", "batch", "capitalize", "count", "d", "default", "first", "float", "format", "groupby", "int", "join", "last",
    "length", "list", "lower", "map", "max", "min", "reject", "rejectattr", "round", "select", "selectattr", "slice",
    "sort", "string", "sum", "title", "trim", "truncate", "unique", "upper", "wordcount",
})  # fmt: skip


def prints_markup(tree: nodes.Template, *, but: Iterable[str]) -> bool:
    """Whether a template may print markup that does not stand in its own source.

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
    """Return the dotted name of a value; empty for anything else."""
    if isinstance(node, nodes.Getattr):
        return f"{_path(node.node)}.{node.attr}"
    return node.name if isinstance(node, nodes.Name) else ""


# What the text template needs to stand in columns: filling, underlining, tables, numbers of links (filters).

_WIDEST_LABEL = 30
_GAP = 2


def in_columns(text: str, first: str = "", rest: str | None = None) -> str:
    """Fill a text to the columns of the letter."""
    return around_values(lambda held: wrap(held, first=first, rest=rest), text)


def underlined(text: str, mark: str = "=") -> str:
    """Put a line of marks under a title, as long as its longest line."""
    filled = wrap(text)
    return f"{filled}\n{mark * max(columns_of(line) for line in filled.split(chr(10)))}"


def marked(words: str, url: str | None, numbers: Mapping[str, int]) -> str:
    """Put the number of its address behind some words, held to the last of them; nothing where there is no address."""
    return f"{words}{NO_BREAK}[{numbers[url]}]" if url else words


def first_column(labels: Iterable[str]) -> int:
    """Return the columns that the labels of a table take with the gap behind them; very long ones do not count."""
    sizes = (columns_of(label) for label in labels)
    return max((size for size in sizes if size <= _WIDEST_LABEL), default=0) + _GAP


def row(text: str, label: str = "", columns: int = _WIDEST_LABEL + _GAP) -> str:
    """Set a text in the second column of a table, with a label in the first; a long label has its own line.

    Args:
        text: What stands in the second column.
        label: What stands in the first.
        columns: How wide the first is.
    """
    blank = " " * columns
    size = columns_of(label)
    if size > columns - _GAP:
        return f"{wrap(label)}\n{wrap(text, first=blank)}"
    return wrap(text, first=label + " " * (columns - size), rest=blank)


def address(url: str, indent: str = "") -> str:
    """Return an address its own line, indented if there is room: it is never broken."""
    return indent + url if columns_of(indent + url) <= COLUMNS else url


_VARIABLE = re.compile(r"var\(--([\w-]+)\)")

# A preview fills the same templates again and again, each time with a new press: compiling took half of its time.
_compiled: dict[tuple[str, str, str], CodeType] = {}
_COMPILED_AT_MOST = 16


class TemplateError(DigestError):
    """A template or a style sheet of the project cannot be used as it is."""

    exit_code = 78


class TemplateEnvironment:
    """The templates of one letter, ready to be filled.

    Args:
        folder: The project's own templates; None for ours alone.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        own = [FileSystemLoader(folder)] if folder else []
        self._loader = ChoiceLoader([*own, PackageLoader("digest.templates", "")])
        self._environment = Environment(
            loader=self._loader,
            autoescape=select_autoescape(disabled_extensions=("txt.j2",), default=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=False,
        )
        self._environment.globals |= {"_": _say, "ngettext": _say_number}
        self._environment.filters |= {
            "wrapped": brief.in_columns,
            "underlined": brief.underlined,
            "row": brief.row,
            "first_column": brief.first_column,
            "marked": brief.marked,
            "address": brief.address,
        }

    def fill(self, name: str, values: Mapping[str, object] = MappingProxyType({}), *, source: str | None = None) -> str:
        """Fill a template; names that it asks for and `values` does not hold are faults.

        Args:
            name: Which.
            values: What it is filled with.
            source: What stands in it, line for line, where that has been changed.
        """
        try:
            words = self._template(name, source).render(values)
        except Exception as error:  # a template runs the project's own expressions, which may raise anything
            raise self._fault(name, error) or error from error
        if not words.strip():
            raise TemplateError(_("the template gives no words at all"), where=self._where(name), hint=_hint())
        return words

    def source(self, name: str) -> str:
        """Return a template or a style sheet as it is written."""
        try:
            return self._loader.get_source(self._environment, name)[0]
        except UnicodeDecodeError as error:
            raise self._fault(name, error) or error from error

    def prints_markup(self, name: str, *, but: Iterable[str]) -> bool:
        """Whether a template may print markup from elsewhere, see `expressions.prints_markup`."""
        return _may_print_markup(self.source(name), tuple(but))

    def _template(self, name: str, source: str | None) -> Template:
        if source is None:
            source = self.source(name)
        key = (name, self._where(name), source)
        if key not in _compiled:
            if len(_compiled) >= _COMPILED_AT_MOST:
                _compiled.clear()
            _compiled[key] = self._environment.compile(source, name, self._where(name))
        return Template.from_code(self._environment, _compiled[key], self._environment.make_globals(None))

    def style(self, name: str, variables: Mapping[str, str]) -> str:
        """Return a style sheet with its `var(--name)` replaced: mail clients know no custom properties."""
        css = self.source(name)
        unknown = next((found for found in _VARIABLE.finditer(css) if found[1] not in variables), None)
        if unknown:
            raise TemplateError(
                _("the style sheet asks for the unknown value var(--{name})").format(name=unknown[1]),
                where=f"{self._where(name)}:{css.count(chr(10), 0, unknown.start()) + 1}",
                hint=_("Known values: {names}.").format(names=", ".join(variables)),
            )
        return _VARIABLE.sub(lambda found: variables[found[1]], css)

    def _where(self, name: str) -> str:
        """Name the file that a template is read from."""
        own = self._folder / name if self._folder else None
        return str(own) if own and own.is_file() else name

    def _fault(self, name: str, error: Exception) -> TemplateError | None:
        """Word a fault of the project's own templates; None where the fault is ours."""
        places = [(self._where(name), 0)] if isinstance(error, UnicodeDecodeError) else _places(error)
        own = [place for place in places if self._folder and Path(place[0]).is_relative_to(self._folder)]
        if not own:
            return None
        file, line = own[-1]
        return TemplateError(
            _("the template cannot be used: {reason}").format(reason=_reason(error)),
            where=f"{file}:{line}" if line else file,
            hint=_hint(),
        )


@lru_cache(maxsize=_COMPILED_AT_MOST)
def _may_print_markup(source: str, but: tuple[str, ...]) -> bool:
    try:
        return prints_markup(Environment(autoescape=True).parse(source), but=but)
    except TemplateSyntaxError:  # said when it is filled
        return True


def _hint() -> str:
    return _("Mend the file, or delete it: then the program's own template is used.")


def _reason(error: Exception) -> str:
    """Return in words what is wrong with a template; what an expression raised is told in Python's words."""
    if isinstance(error, TemplateNotFound):
        return _('there is no template "{name}"').format(name=error.name)
    if isinstance(error, RecursionError):
        return _("it includes itself without end")
    return str(error) or type(error).__name__


def _places(error: Exception) -> list[tuple[str, int]]:
    """Name the templates and lines that a fault went through, outermost first: Jinja rewrites tracebacks to tell."""
    if isinstance(error, TemplateSyntaxError):
        return [(error.filename or "", error.lineno)]
    return [(frame.filename, frame.lineno or 0) for frame in traceback.extract_tb(error.__traceback__)]


def _say(message: str) -> str:
    """Return in words a message of a template, typeset."""
    return typeset(locale._(message), language=current_language())


def _say_number(singular: str, plural: str, count: int) -> str:
    """Return in words a message about a number of things, typeset."""
    return typeset(locale.ngettext(singular, plural, count), language=current_language())
