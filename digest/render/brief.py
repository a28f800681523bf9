"""What the text template needs to stand in columns: filling, underlining, rows of a table (template filters)."""

from digest.text.wrapping import COLUMNS, columns_of, wrap

# Wide enough for "Les 24 et 25 décembre 2026", which leaves titles 44 columns.
_FIRST_COLUMN = 28


def in_columns(text: str, first: str = "", rest: str | None = None) -> str:
    """Fill a text to the columns of the letter."""
    return wrap(text, first=first, rest=rest)


def underlined(text: str, mark: str = "=") -> str:
    """Put a line of marks under a title, as long as its longest line."""
    filled = wrap(text)
    return f"{filled}\n{mark * max(columns_of(line) for line in filled.split(chr(10)))}"


def row(text: str, label: str = "") -> str:
    """Set a text in the second column of a table, with a label in the first; a long label has its own line."""
    blank = " " * _FIRST_COLUMN
    size = columns_of(label)
    if size > _FIRST_COLUMN - 2:
        return f"{wrap(label)}\n{wrap(text, first=blank)}"
    return wrap(text, first=label + " " * (_FIRST_COLUMN - size), rest=blank)


def address(url: str, indent: str = "") -> str:
    """Give an address its own line, indented if there is room: it is never broken."""
    return indent + url if columns_of(indent + url) <= COLUMNS else url
