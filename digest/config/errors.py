"""Faults in a file that a person writes: where, what, how to mend, and the way they are printed.

feeds.yaml and the editions share this module. It says nothing of its own about any key, and it opens no file: whoever
prints a fault hands over the text it was found in.
"""

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType

from ruamel.yaml.error import MarkedYAMLError, StreamMark

from digest.errors import ConfigError
from digest.locale import _, quote
from digest.text.normalize import strip_accents

MOST_SHOWN = 50
"""Faults that are printed in full; a file with more is broken at one place that makes all the others."""

_MOST_KNOWN = 500  # words that one misspelt word is compared with
_WIDEST = 100
_BEFORE = 60
_KEYED = re.compile(
    r"(?i)((?:api[ _-]?key|key[ _-]?api|cl[ée][ _-]?api|secret|passwor[dt]|mot[ _-]?de[ _-]?passe|token|jeton)"
    r"[\"']?[ \t]*:[ \t]+)((?![\"']?\$\{\w+\}).+)"
)
_NO_SYNONYMS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, order=True)
class SourcePosition:
    """A line and a column in a text, both from 1; a column counts characters."""

    line: int
    column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigFault:
    """One thing to mend; `line` 0 means the file as a whole, `mend` may have several lines.

    `is_hidden` where the line may hold a secret of any form, and is not printed.
    """

    line: int
    column: int
    message: str
    hint: str = ""
    is_hidden: bool = False


class FaultCollector(ConfigError):  # noqa: N818 - it is many, and each of them is a Fault
    """All faults of one file, in the order of its lines; its text is what the person reads.

    Args:
        faults: At least one.
        file: The name of the file as the person knows it.
        text: What is in the file, as it was read.
    """

    def __init__(self, faults: Iterable[ConfigFault], *, file: str, text: str) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: (fault.line, fault.column)))
        self.file = file
        self.text = text
        first = self.faults[0]
        super().__init__(first.message, where=where_of(first, file=file), hint=first.hint)

    def __str__(self) -> str:
        shown = [show_fault(fault, file=self.file, text=self.text) for fault in self.faults[:MOST_SHOWN]]
        if len(self.faults) > len(shown):
            shown.append(_("… and more. Mend these first."))
        return "\n".join(shown)


def fault_at(place: SourcePosition, message: str, hint: str = "") -> ConfigFault:
    """Make a fault at a place."""
    return ConfigFault(line=place.line, column=place.column, message=message, hint=hint)


def where_of(fault: ConfigFault, *, file: str) -> str:
    """Return in words where a fault is: `file:line:column`, or the file alone."""
    return f"{file}:{fault.line}:{fault.column}" if fault.line else file


def show_fault(fault: ConfigFault, *, file: str, text: str) -> str:
    """Print a fault: place and message, the line with a caret under the place, the mend; no secret of the line."""
    rows = [f"{where_of(fault, file=file)}: {fault.message}"]
    lines = text.split("\n")
    if not fault.is_hidden and 0 < fault.line <= len(lines) and lines[fault.line - 1].strip():
        rows += _line_and_caret(lines[fault.line - 1].rstrip("\r"), fault.column - 1)
    rows += [f"  {line}" for line in fault.hint.splitlines()]
    return "\n".join(rows)


def _line_and_caret(line: str, offset: int) -> list[str]:
    """Return the line and the caret line; a long line is cut around the place."""
    start = max(0, offset - _BEFORE) if len(line) > _WIDEST else 0
    stop = start + _WIDEST
    clean = "".join(_harmless(character) for character in mask_secrets(line[: stop + 1000])[start:stop])
    head = "…" if start else ""
    tail = "…" if len(line) > stop else ""
    before = head + clean[: offset - start]
    return [f"{head}{clean}{tail}", " " * sum(_width(character) for character in before) + "^"]


def _harmless(character: str) -> str:
    """Return what may be printed on a terminal in place of a character: an arrow for a tab, no control."""
    if character == "\t":
        return "→"
    return "\ufffd" if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") else character


def _width(character: str) -> int:
    """Return how many columns a terminal gives a character (Unicode Standard Annex 11)."""
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def mask_secrets(line: str) -> str:
    """Replace what may be a password by as many asterisks.

    That is what stands in `scheme://user:password@host` or `user:password@host`, and behind a key like `api_key:`.

    `${NAME}` stays, for it says nothing. Rather one word too many is hidden than one too few.
    """
    line = _KEYED.sub(lambda found: found[1] + re.sub(r"\S", "*", found[2]), line)
    scheme, mark, rest = line.partition("://")
    if mark:
        return scheme + mark + _masked(rest, whole=scheme.endswith(("smtp", "smtps", "imap", "imaps")))
    return "".join(_masked(word) if "@" in word else word for word in re.split("([ \t]+)", line))


def _masked(words: str, *, whole: bool = False) -> str:
    user, colon, after = words.partition(":")
    secret, at, host = after.rpartition("@")
    if whole and colon and not at and not after.strip(" /\"'").isdigit():
        secret, host = after, ""
    if "/" in user or ("@" in user and not whole) or re.fullmatch(r"\$\{\w+\}", secret):
        return words
    return f"{user}{colon}{'*' * len(secret)}{at}{host}"


def quoted(text: str, *, limit: int = 60) -> str:
    """Return a foreign word as it may stand in a message: one short line between quotes, without control marks."""
    short = text if len(text) <= limit else text[: limit - 1] + "…"
    return quote("".join(_harmless(character) for character in mask_secrets(short)))


def listed(words: Iterable[str]) -> str:
    """Join the words of a list as they are printed: `feed, calendar, page, folder`."""
    return ", ".join(words)


def suggest(word: str, known: Iterable[str], *, synonyms: Mapping[str, str] = _NO_SYNONYMS) -> str | None:
    """Return the known word that a misspelt one most likely means; None where none is near.

    Case and accents do not count. A synonym counts where it is written as it is, or where no known word is near.

    Args:
        word: What was written.
        known: The words that would have been right.
        synonyms: Other words a person may think of (`rss`, `titre`), each with the known word it stands for.
    """
    right = {folded(one): one for one in islice(known, _MOST_KNOWN)}
    meant = {folded(other): one for other, one in synonyms.items() if folded(one) in right}
    written = folded(word)[:80]
    if written in meant:
        return meant[written]
    for words in (right, meant):
        near = difflib.get_close_matches(written, words, n=1, cutoff=0.65)
        if near:
            return words[near[0]]
    return None


def did_you_mean(word: str, known: Iterable[str], *, synonyms: Mapping[str, str] = _NO_SYNONYMS) -> str:
    """Return in words `Did you mean "x"?`, or nothing where no known word is near."""
    return say_meant(suggest(word, known, synonyms=synonyms))


def say_meant(word: str | None) -> str:
    """Return in words `Did you mean "x"?` of a word that was found; nothing of None."""
    return _('Did you mean "{word}"?').format(word=word) if word else ""


def folded(word: str) -> str:
    """Return a word without case, accents and surrounding space, for comparing."""
    return strip_accents(unicodedata.normalize("NFD", word.casefold())).strip()


# What ruamel.yaml says about broken YAML, in words for a person who never heard of tokens and scalars.

_LONGEST_TO_REPEAT = 70

# The characters YAML 1.2 does not allow (section 5.1).
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def find_unprintable(text: str) -> ConfigFault | None:
    """Find the first character that YAML does not allow, if there is one."""
    found = _UNPRINTABLE.search(text)
    if not found:
        return None
    message = _("a character that cannot be printed stands here (U+{code})").format(code=f"{ord(found.group()):04X}")
    return fault_at(position_of(text, found.start()), message, _("Delete it and type the word again."))


def explain_number(text: str) -> ConfigFault:
    r"""Find the number that no character has (`\UFFFFFFFF`) and that the parser stumbled over."""
    found = re.search(r"\\U(?!000|0010)[0-9A-Fa-f]{8}", text)
    message = _("this number is too large for YAML")
    return fault_at(position_of(text, found.start() if found else 0), message, _("Type the character itself."))


def position_of(text: str, index: int) -> SourcePosition:
    """Return the line and column of a character of a text whose lines end with line feeds."""
    return SourcePosition(line=text.count("\n", 0, index) + 1, column=index - text.rfind("\n", 0, index))


def explain_syntax(error: MarkedYAMLError, *, text: str) -> ConfigFault:
    """Turn the parser's complaint into a fault at the place the person must look at."""
    mark = error.problem_mark or error.context_mark
    trouble = _Trouble(
        words=f"{error.context or ''}: {error.problem or ''}",
        here=_inside(mark, text),
        begun=_inside(error.context_mark or mark, text),
        lines=text.split("\n"),
    )
    return next(fault for explain in _EXPLANATIONS if (fault := explain(trouble)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trouble:
    """The parser's words, the place where it gave up, and where the broken thing began."""

    words: str
    here: SourcePosition
    begun: SourcePosition
    lines: list[str]

    @property
    def line(self) -> str:
        """Return the line where the parser gave up."""
        return self.lines[self.here.line - 1]

    @property
    def value(self) -> str:
        """Return what stands on that line after its key or dash."""
        return re.sub(r"^[ \t]*(?:-[ \t]+)*(?:[^ \t:\"']+:[ \t]+)?", "", self.line)

    def above(self) -> SourcePosition | None:
        """Return the last line above that says something."""
        for number in range(self.here.line - 1, 0, -1):
            line = self.lines[number - 1]
            if line.strip() and not line.lstrip().startswith("#"):
                return SourcePosition(line=number, column=len(line) - len(line.lstrip()) + 1)
        return None


def _inside(mark: StreamMark, text: str) -> SourcePosition:
    """Return the place of a mark; the end of the last line that says something where it lies behind all lines."""
    end = len(text.rstrip())
    return position_of(text, min(mark.index, end))


def _explain_tab(trouble: _Trouble) -> ConfigFault | None:
    if r"found character '\t'" not in trouble.words:
        return None
    return fault_at(trouble.here, _("a tab stands here"), _("Indent with spaces: YAML knows no tabs."))


def _explain_first_character(trouble: _Trouble) -> ConfigFault | None:
    found = re.search(
        r"found character '(.)'|scanning an (anchor|alias)|undefined tag (handle)|(directive|document start)",
        trouble.words,
    )
    if not found:
        return None
    place = trouble.here if found.group(1) else trouble.begun
    character = trouble.lines[place.line - 1][place.column - 1 : place.column] or "%"
    message = _("a text cannot begin with {character} here").format(character=character)
    return fault_at(place, message, _("Put the text between quotes."))


def _explain_quote(trouble: _Trouble) -> ConfigFault | None:
    if "quoted scalar" not in trouble.words or "found unexpected" not in trouble.words:
        return None
    return fault_at(
        trouble.begun, _("the quote that opens here is never closed"), _("Close it at the end of the text.")
    )


def _explain_backslash(trouble: _Trouble) -> ConfigFault | None:
    if "double-quoted scalar" not in trouble.words:
        return None
    message = _("a backslash between double quotes must be part of a known escape")
    return fault_at(trouble.here, message, _("Write the text between single quotes, or each backslash twice."))


def _explain_block_text(trouble: _Trouble) -> ConfigFault | None:
    if "block scalar" not in trouble.words:
        return None
    message = _("after | or > the text begins on the next line, indented")
    return fault_at(trouble.begun, message, _("Move it there; a text that begins with | or > goes between quotes."))


def _explain_colon(trouble: _Trouble) -> ConfigFault | None:
    if "mapping values" not in trouble.words:
        return None
    if ": " in trouble.line[: trouble.here.column - 1]:
        return fault_at(
            trouble.here, _("a text with a colon and a space must stand between quotes"), _quote_all(trouble)
        )
    return _explain_line_above(trouble) or _explain_indentation(trouble)


def _explain_line_above(trouble: _Trouble) -> ConfigFault | None:
    """Explain a key that cannot stand here because the line above was not understood as a key."""
    above = trouble.above()
    if above is None:
        return None
    line = trouble.lines[above.line - 1].strip()
    if re.match(r"-\w", line):
        return fault_at(above, _("a space is missing after the dash"), _('Write "- " before the key.'))
    if re.match(r"\w+:\S", line):
        place = SourcePosition(line=above.line, column=above.column + line.index(":"))
        return fault_at(place, _("a space is missing after the colon"), _('Write "key: value".'))
    if ": " not in line and not line.endswith(":"):
        return fault_at(
            above, _("this line has no key"), _('Write "key: value", or indent the line to go on with the text above.')
        )
    return None


def _explain_missing_colon(trouble: _Trouble) -> ConfigFault | None:
    if "expected ':'" not in trouble.words:
        return None
    return fault_at(trouble.begun, _("a colon is missing after this word"), _('Write "key: value".'))


def _explain_rest(trouble: _Trouble) -> ConfigFault | None:
    """Explain words behind the end of a value: `{title} – {window}`, `"a" b`, `*a* b`."""
    if "expected <block end>" not in trouble.words or not trouble.value.startswith(("{", "[", '"', "'", "*", "&", "!")):
        return None
    message = _("the value before this word has ended already")
    return fault_at(trouble.here, message, _quote_all(trouble))


def _quote_all(trouble: _Trouble) -> str:
    """Show the value between quotes that suit it, where one line can show it."""
    text = mask_secrets(trouble.value.partition(" #")[0].strip())
    if len(text) > 1 and text[0] in "\"'" and text[-1] == text[0]:
        text = text[1:-1]
    mark = next((mark for mark in "\"'" if mark not in text), "")
    if not mark or "\\" in text or len(text) > _LONGEST_TO_REPEAT:
        return _("Put the whole text between single quotes, and write each ' in it twice.")
    return _("Put the whole text between quotes: {text}").format(text=mark + text + mark)


def _explain_brackets(trouble: _Trouble) -> ConfigFault | None:
    if "flow" not in trouble.words:
        return None
    if "expected the node content" in trouble.words:
        return fault_at(
            trouble.here, _("a value is missing before this sign"), _("Remove the sign, or write the value.")
        )
    bracket = trouble.lines[trouble.begun.line - 1][trouble.begun.column - 1]
    message = _("the {bracket} that opens here is not closed as it should be").format(bracket=bracket)
    return fault_at(
        trouble.begun,
        message,
        _("Separate its values with commas and close it; a text that begins with [ or { goes between quotes."),
    )


def _explain_list(trouble: _Trouble) -> ConfigFault | None:
    if "sequence entries" not in trouble.words:
        return None
    return fault_at(trouble.here, _("a list cannot begin here"), _('Begin it on the next line, each value after "- ".'))


def _explain_indentation(trouble: _Trouble) -> ConfigFault | None:
    if "block" not in trouble.words and "mapping values" not in trouble.words:
        return None
    first = len(trouble.line) - len(trouble.line.lstrip()) + 1
    message = _("this line does not begin under the lines it belongs to")
    hint = _("Give all keys of one table, and all dashes of one list, the same number of spaces before them.")
    return fault_at(SourcePosition(line=trouble.here.line, column=first), message, hint)


def _explain_nothing(trouble: _Trouble) -> ConfigFault:
    hint = _("Look at the indentation, the quotes and the colons here and on the line above.")
    return fault_at(trouble.here, _("this is not valid YAML"), hint)


_EXPLANATIONS: tuple[Callable[[_Trouble], ConfigFault | None], ...] = (
    _explain_tab,
    _explain_quote,
    _explain_backslash,
    _explain_first_character,
    _explain_block_text,
    _explain_colon,
    _explain_missing_colon,
    _explain_rest,
    _explain_brackets,
    _explain_list,
    _explain_indentation,
    _explain_nothing,
)
