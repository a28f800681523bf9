"""The front matter of a Markdown text: YAML between two lines of hyphens, read as plain words with their lines.

YAML 1.2 event by event (ruamel.yaml), so that neither depth nor anchors can hurt, and so that `17:30` and `no` stay words.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import AliasEvent, Event, MappingStartEvent, ScalarEvent, SequenceEndEvent, SequenceStartEvent

from digest.locale import _

_FENCE = re.compile(r"^\ufeff?---[ \t]*\n(.*?)(?:^|\n)(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)
_OPENED = re.compile(r"^\ufeff?---[ \t]*\n\s{0,200}[\w\"'-]{1,40}[ \t]{0,3}:")
_AT_MOST = 16_384


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One key's value: its words, one for a plain value, and the line in the file."""

    words: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong in a front matter, and on which line of the file."""

    message: str
    line: int


def split_front_matter(text: str) -> tuple[str | None, str, int]:
    """Give the front matter (None where there is none), the text after it, and the line the text begins on."""
    found = _FENCE.match(text)
    if not found:
        return None, text, 1
    return found[1], text[found.end() :], text.count("\n", 0, found.end()) + 1


def is_unclosed(text: str) -> bool:
    """Tell whether a text opens a front matter and never closes it."""
    return _OPENED.match(text) is not None and _FENCE.match(text) is None


def read_front_matter(block: str) -> tuple[Mapping[str, Entry], tuple[Fault, ...]]:
    """Read the keys as written, with their values; faults are values too, and what was read before them stands."""
    if len(block) > _AT_MOST:
        return {}, (Fault(message=_("the front matter is longer than 16 kB"), line=1),)
    entries: dict[str, Entry] = {}
    faults: list[Fault] = []
    try:
        _collect(YAML(typ="safe", pure=True).parse(block), entries, faults)
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        reason = str(getattr(error, "problem", None) or _("it is not YAML"))
        faults.append(
            Fault(message=_("the front matter cannot be read: {reason}").format(reason=reason), line=_line_of(mark))
        )
    return entries, tuple(faults)


def _collect(events: Iterable[Event], entries: dict[str, Entry], faults: list[Fault]) -> None:
    depth, key, key_line, items = 0, None, 1, list[str]()
    for event in events:
        line = _line_of(event.start_mark)
        if isinstance(event, AliasEvent):
            faults.append(Fault(message=_("anchors and aliases are not read here"), line=line))
            return
        if isinstance(event, MappingStartEvent | SequenceStartEvent):
            depth += 1
            if depth > 2 or (depth == 1) != isinstance(event, MappingStartEvent):
                faults.append(Fault(message=_("only `key: value` and lists of words are read here"), line=line))
                return
            items = []
        elif isinstance(event, ScalarEvent) and depth == 1:
            if key is None:
                key, key_line = event.value, line
            else:
                entries[key] = Entry(
                    words=(event.value,) if event.value not in ("", "~", "null") else (), line=key_line
                )
                key = None
        elif isinstance(event, ScalarEvent):
            items.append(event.value)
        elif isinstance(event, SequenceEndEvent):
            depth -= 1
            if key is not None:
                entries[key] = Entry(words=tuple(items), line=key_line)
            key = None


def _line_of(mark: object) -> int:
    """The line in the file: the fence above is line 1, and marks count from 0."""
    return int(getattr(mark, "line", 0)) + 2
