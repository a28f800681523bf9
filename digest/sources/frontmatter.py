"""The front matter of a Markdown text: YAML between two lines of hyphens, read as plain words with their lines.

YAML 1.2 event by event (ruamel.yaml), so that neither depth nor anchors can hurt; `17:30` and `no` stay
words.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

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
    """What is wrong in a front matter, and on which line of the file; fatal where the keys cannot be trusted."""

    message: str
    line: int
    is_fatal: bool = False


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
        return {}, (Fault(message=_("the front matter is longer than 16 kB"), line=1, is_fatal=True),)
    entries: dict[str, Entry] = {}
    faults: list[Fault] = []
    try:
        _collect(YAML(typ="safe", pure=True).parse(block), entries, faults)
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        reason = str(getattr(error, "problem", None) or _("it is not YAML"))
        faults.append(
            Fault(
                message=_("the front matter cannot be read: {reason}").format(reason=reason),
                line=_line_of(mark),
                is_fatal=True,
            )
        )
    return entries, tuple(faults)


def _collect(events: Iterable[Event], entries: dict[str, Entry], faults: list[Fault]) -> None:
    """Fill in the entries: words in the mapping are key and value by turns, those of a list belong to the last key."""
    keys: list[str] = []
    is_key = True
    for depth, event in _plain_events(events, faults):
        if not isinstance(event, ScalarEvent):
            is_key = True
        elif depth == 1 and is_key:
            keys.append(event.value)
            entries[event.value] = Entry(words=(), line=_line_of(event.start_mark))
            is_key = False
        else:
            words = (event.value,) if event.value not in ("", "~", "null") else ()
            entries[keys[-1]] = replace(entries[keys[-1]], words=(*entries[keys[-1]].words, *words))
            is_key = True


def _plain_events(events: Iterable[Event], faults: list[Fault]) -> Iterator[tuple[int, Event]]:
    """Give the events with their depth, as far as they are keys, values and lists of words."""
    depth = 0
    for event in events:
        if isinstance(event, MappingStartEvent | SequenceStartEvent):
            depth += 1
        is_nested = depth > 2 or (
            isinstance(event, MappingStartEvent | SequenceStartEvent) and _is_out_of_place(event, depth)
        )
        if is_nested or isinstance(event, AliasEvent) or (depth == 0 and isinstance(event, ScalarEvent)):
            message = _("only `key: value` and lists of words are read here")
            faults.append(Fault(message=message, line=_line_of(event.start_mark)))
            return
        if isinstance(event, MappingEndEvent | SequenceEndEvent):
            depth -= 1
        yield depth, event


def _is_out_of_place(event: Event, depth: int) -> bool:
    return (depth == 1) != isinstance(event, MappingStartEvent)


def _line_of(mark: object) -> int:
    """The line in the file: the fence above is line 1, and marks count from 0."""
    return int(getattr(mark, "line", 0)) + 2
