"""What ruamel.yaml says about broken YAML, in words for a person who never heard of tokens and scalars."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from ruamel.yaml.error import MarkedYAMLError, StreamMark

from digest.config.errors import ConfigFault, SourcePosition, fault_at, mask_secrets
from digest.locale import _

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
