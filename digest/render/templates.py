"""The templates: ours, overridden file by file by those in the project's own `templates/`.

Only our templates and the project's are compiled, in Jinja's immutable sandbox: a template is data and can reach
nothing but the values it is given. What sources wrote is always a value, never a template. A fault in
a project's template is told with its file and line; a fault in ours is a defect of the program and stays loud.
"""

import re
import traceback
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import CodeType, MappingProxyType

from jinja2 import (
    ChoiceLoader,
    FileSystemLoader,
    PackageLoader,
    StrictUndefined,
    Template,
    TemplateNotFound,
    TemplateSyntaxError,
    select_autoescape,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment

from digest import locale
from digest.errors import DigestError
from digest.locale import _, current_language
from digest.render.placeholders import around_values
from digest.text.typography import COLUMNS, NO_BREAK, columns_of, typeset, wrap

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
        self._environment = ImmutableSandboxedEnvironment(
            loader=self._loader,
            autoescape=select_autoescape(disabled_extensions=("txt.j2",), default=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=False,
        )
        self._environment.globals |= {"_": _say, "ngettext": _say_number}
        self._environment.filters |= {
            "wrapped": in_columns,
            "underlined": underlined,
            "row": row,
            "first_column": first_column,
            "marked": marked,
            "address": address,
        }

    def fill(self, name: str, values: Mapping[str, object] = MappingProxyType({})) -> str:
        """Fill a template; names that it asks for and `values` does not hold are faults.

        Args:
            name: Which.
            values: What it is filled with.
        """
        try:
            words = self._template(name).render(values)
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

    def _template(self, name: str) -> Template:
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
