"""Faults in a file that a person writes: where, what, how to mend, and the way they are printed.

feeds.yaml and the editions share this module. It says nothing of its own about any key, and it opens no file: whoever
prints a fault hands over the text it was found in.
"""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType

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
