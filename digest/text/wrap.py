"""Plain text in columns: broken at ordinary spaces only.

A no-break space holds, an address is never broken, and a line never begins with the French punctuation that belongs
to the word before it, even where a source wrote an ordinary space there.
"""

import re
import unicodedata
from collections.abc import Iterator

COLUMNS = 72

# What must not begin a line, whatever closes behind it: « : ; ! ? » and the like, but not ":-)" or "?x=1".
_LEANS_BACK = re.compile(r"[:;!?»%€]+(?:[.,…)\]\"”’\u00a0\u202f]|$)")


def columns_of(text: str) -> int:
    """Count the columns a text takes in a fixed-width font: accents that combine take none, wide letters two."""
    if text.isascii():
        return len(text)
    return sum(_columns_of_character(character) for character in text)


def wrap(text: str, *, columns: int = COLUMNS, first: str = "", rest: str | None = None) -> str:
    """Break a text into lines of at most so many columns; a longer word has a line of its own.

    Args:
        text: One or more paragraphs; each line of it is filled on its own, blank ones stay blank.
        columns: The width, indents included.
        first: What the first line begins with.
        rest: What the other lines begin with; blanks as wide as `first` where it is not given.
    """
    indent = " " * columns_of(first) if rest is None else rest
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines += _fill(paragraph, columns, indent if lines else first, indent)
    return "\n".join(lines)


def _fill(paragraph: str, columns: int, first: str, rest: str) -> Iterator[str]:
    """Give the lines of one paragraph."""
    line, width, is_bare = first, columns_of(first), True
    for word in _words(paragraph):
        size = columns_of(word)
        if not is_bare and width + 1 + size > columns:
            yield line
            line, width, is_bare = rest, columns_of(rest), True
        line += word if is_bare else f" {word}"
        width += size if is_bare else size + 1
        is_bare = False
    yield line.rstrip(" ")


def _words(paragraph: str) -> Iterator[str]:
    """Give the pieces between which a line may end."""
    piece: list[str] = []
    for word in re.split(r"[ \t]+", paragraph):
        if piece and not (_LEANS_BACK.match(word) or piece[-1].endswith("«")):
            yield " ".join(piece)
            piece = []
        piece += [word] if word else []
    if piece:
        yield " ".join(piece)


def _columns_of_character(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    if "\ufdd0" <= character <= "\ufdef":  # noncharacters: Unicode 14 calls them wide, 15 narrow
        return 2
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
