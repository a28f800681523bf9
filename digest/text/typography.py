"""The typography of the words we print: no-break spaces, quotation marks, apostrophes, hours (French and English).

For labels, dates, headings and the édito only: a source's own title is the source's. What must stay as it is, stays:
addresses, `code`, hours like 12:30, `{placeholders}`, inclusive forms. Typesetting twice is typesetting once.

Plain text in columns is broken at ordinary spaces only.
"""

import re
import unicodedata
from collections.abc import Iterator

NO_BREAK = "\u00a0"
NARROW = "\u202f"

# One private character stands for each run that is left alone, so that the rules still see where words meet.
_RUN, _SPAN = "\ue000", "\ue001"
_MARKS = ("://", "@", "www.", "/", "\\", "=", "_")
_SPANS = re.compile(rf"`[^`\n]*`|\{{[^{{}}\s]*\}}|[{_RUN}{_SPAN}]")

_SPACE = "[ \u00a0\u202f]"
_WORD_END = f"(?:(?<=[^\\W\\d])|(?<=[)»%’…{_RUN}{_SPAN}]))"
_STOP = "(?=[\\s)»]|$)"
_ALONE = r"(?<![\w.,:·/-])"
_WHOLE = r"(?![\w·(]|[.-]\w)"
_MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"

_SHARED = (
    (r"(?<=\w)\.\.\.(?=[\s)»]|$)", "…"),
    (r"(?<=[^\W\d])'(?=[^\W\d])", "’"),
)
_FRENCH = (
    *_SHARED,
    (r'(?<![^\s(’«])"(?=\S)([^"«»\n]*[^"«»\s])"', f"«{NO_BREAK}\\1{NO_BREAK}»"),
    (f"«{_SPACE}?(?=\\S)", f"«{NO_BREAK}"),
    (f"(?<=[^\\s«]){_SPACE}?»", f"{NO_BREAK}»"),
    (f"(?:{_SPACE}|{_WORD_END}|(?<=\\d))([;!?]+){_STOP}", f"{NARROW}\\1"),
    (f"(?:{_SPACE}|{_WORD_END}):{_STOP}", f"{NO_BREAK}:"),
    (
        f"(?<![\\w.:,])(\\d{{1,2}}){_SPACE}?h{_SPACE}?([0-5]\\d)(?![\\w·]|{_SPACE}h(?!\\w))",
        f"\\1{NO_BREAK}h{NO_BREAK}\\2",
    ),
    (f"(?<![\\w.:,])(\\d{{1,2}}){_SPACE}?h(?![\\w·’'])", f"\\1{NO_BREAK}h"),
    (r"(?<![\w.])([nN]°|[nN]os|M\.|MM\.|Mme|Mmes|Mlle|Dr|Pr) (?=[\dA-ZÀ-Þ])", f"\\1{NO_BREAK}"),
    (rf"(?<![\w.:,/])(\d{{1,2}}|1er) (?=(?:{_MONTHS})(?!\w))", f"\\1{NO_BREAK}"),
    (r"(?<=\d) (?=[%€])", NO_BREAK),
    (f"{_ALONE}1i?[èe]re(s?){_WHOLE}", r"1re\1"),
    (f"{_ALONE}(\\d{{1,4}})i?[èe]me(s?){_WHOLE}", r"\1e\2"),
)
_RULES = {
    language: tuple((re.compile(pattern), replacement) for pattern, replacement in rules)
    for language, rules in (("fr", _FRENCH), ("en", _SHARED))
}


def typeset(text: str, *, language: str) -> str:
    """Set a text as a careful printer would; in other languages than French and English it comes back as it is."""
    rules = _RULES.get(language.partition("-")[0].lower(), ())
    kept_runs: list[str] = []
    kept_spans: list[str] = []
    text = _SPANS.sub(lambda found: _store(found[0], kept_spans, _SPAN), text)
    text = re.sub(r"\S+", lambda found: _keep(found[0], kept_runs), text)
    for pattern, replacement in rules:
        text = pattern.sub(replacement, text)
    return _restore(_restore(text, kept_runs, _RUN), kept_spans, _SPAN)


def _keep(run: str, kept: list[str]) -> str:
    """Put a run without white space aside if it is an address, a path or the like."""
    return _store(run, kept, _RUN) if any(mark in run.lower() for mark in _MARKS) else run


def _store(words: str, kept: list[str], mark: str) -> str:
    kept.append(words)
    return mark


def _restore(text: str, kept: list[str], mark: str) -> str:
    """Put what was set aside back, in its order."""
    if not kept:
        return text
    back: Iterator[str] = iter(kept)
    return re.sub(mark, lambda _found: next(back), text)


# Plain text in columns: a no-break space holds, an address is never broken, and a line never begins with the French
# punctuation that belongs to the word before it, even where a source wrote an ordinary space there.

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
    """Return the lines of one paragraph."""
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
    """Return the pieces between which a line may end."""
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
