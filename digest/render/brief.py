"""What the text template needs to stand in columns: filling, underlining, tables, numbers of links (filters)."""

from collections.abc import Iterable, Mapping

from digest.render.marks import around_values
from digest.text.typography import NO_BREAK
from digest.text.wrapping import COLUMNS, columns_of, wrap

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
    """Give the columns that the labels of a table take with the gap behind them; very long ones do not count."""
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
    """Give an address its own line, indented if there is room: it is never broken."""
    return indent + url if columns_of(indent + url) <= COLUMNS else url
