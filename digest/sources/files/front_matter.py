"""The front matter of a Markdown text, as people write it: YAML, or TOML as Hugo has it, read as plain words.

A person writes `title: Eau : un forum à Dakar` and means all of it. So each line is looked at before YAML is: a value
that YAML would take apart is put between quotes. Fences may be typographic dashes, and blank lines may stand above.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.events import (
    Event as YamlEvent,
)

from digest.locale import _

_FENCE = re.compile(
    r"^\s{0,200}(?:(?P<toml>\+\+\+)|(?P<dashes>[-–—−]{2,20}))[ \t]*\n(?P<block>.*?)(?:^|\n)"
    r"(?(toml)\+\+\+|(?:[-–—−]{2,20}|\.\.\.))[ \t]*(?:\n|$)",
    re.DOTALL,
)
_OPENED = re.compile(
    r"^\s{0,200}(?:[-–—−]{2,20}[ \t]*\n\s{0,200}[\w\"'-]{1,40}[ \t\u00a0\u202f]{0,3}:|\+\+\+[ \t]*\n\s{0,200}\w)"
)
_KEY_LINE = re.compile(
    r"^([\w\"'][\w \"'’·.\u00a0\u202f-]{0,40}?)([ \t\u00a0\u202f]*):(?:[ \t\u00a0\u202f]+(.*)|(?!//)(\S.*)|)$"
)
_WHOLE_LINE = ("title", "titre", "summary", "resume", "résumé", "chapo", "description")
_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"\s*(?:#.*)?|'(?:[^']|'')*'\s*(?:#.*)?")
_LIST = re.compile(r"\[[^\[\]]*\]\s*(?:#.*)?|\{.*\}|\"[^\"]*|'[^']*")  # a quote that is never closed is a fault
_UNSAFE = re.compile(r":(?:\s|$)|^[@`%&*!?\[\]{},\"'|>-]|\s#")
_AT_MOST = 16_384


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatterEntry:
    """One key's value: its words, one for a plain value, and the line in the file."""

    words: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatterFault:
    """What is wrong in a front matter, and on which line of the file; fatal where the keys cannot be trusted."""

    message: str
    line: int
    is_fatal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatterBlock:
    """The lines between two fences: their text, whether they are TOML, and the line of the file they begin on."""

    text: str
    is_toml: bool
    first_line: int


def split_front_matter(text: str) -> tuple[FrontMatterBlock | None, str]:
    """Return the front matter (None where there is none) and the text after it."""
    text = text.removeprefix("\ufeff")
    found = _FENCE.match(text)
    if not found or not (found["toml"] or found["dashes"] == "---" or _OPENED.match(text)):
        return None, text
    first_line = text.count("\n", 0, found.start("block")) + 1
    return FrontMatterBlock(text=found["block"], is_toml=bool(found["toml"]), first_line=first_line), text[
        found.end() :
    ]


def is_unclosed(text: str) -> bool:
    """Whether a text opens a front matter and never closes it."""
    text = text.removeprefix("\ufeff")
    return _OPENED.match(text) is not None and _FENCE.match(text) is None


def read_front_matter(
    block: FrontMatterBlock,
) -> tuple[Mapping[str, FrontMatterEntry], tuple[FrontMatterFault, ...]]:
    """Read the keys as written, with their values; faults are values too, and what was read before them stands."""
    if len(block.text) > _AT_MOST:
        return {}, (FrontMatterFault(message=_("the front matter is longer than 16 kB"), line=1, is_fatal=True),)
    entries, faults = _read_toml(block.text) if block.is_toml else _read_yaml(block.text)
    shift = block.first_line - 2
    return (
        {key: replace(entry, line=entry.line + shift) for key, entry in entries.items()},
        tuple(replace(fault, line=fault.line + shift) for fault in faults),
    )


def _read_yaml(text: str) -> tuple[dict[str, FrontMatterEntry], list[FrontMatterFault]]:
    entries: dict[str, FrontMatterEntry] = {}
    faults: list[FrontMatterFault] = []
    try:
        _collect(YAML(typ="safe", pure=True).parse(_quote_plain_values(text)), entries, faults)
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        faults.append(
            FrontMatterFault(
                message=_('the front matter cannot be read from here; write one "key: value" a line'),
                line=_line_of(mark),
                is_fatal=True,
            )
        )
    return entries, faults


def _quote_plain_values(text: str) -> str:
    """Return YAML in which a value that is meant as plain words is between quotes."""
    return "\n".join(map(_quote_value, text.expandtabs(2).split("\n")))


def _quote_value(line: str) -> str:
    found = _KEY_LINE.match(line)
    if not found:
        return line
    key, value = found[1].strip(), (found[3] or found[4] or "").strip()
    is_whole = key.casefold() in _WHOLE_LINE
    is_plain = not value or _QUOTED.fullmatch(value) or _LIST.fullmatch(value) or re.fullmatch(r"[|>][+-]?\d?", value)
    if is_plain:
        return f"{key}: {value}"
    if not is_whole:
        value = re.sub(r"\s#.*", "", value)
    if _UNSAFE.search(value):
        value = '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"{key}: {value}"


def _read_toml(text: str) -> tuple[dict[str, FrontMatterEntry], list[FrontMatterFault]]:
    """Read TOML as Hugo writes it; the tables of its taxonomies (`[taxonomies]`) count as keys beside the others."""
    try:
        values = tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        message = _("the front matter between +++ is no TOML from here on")
        return {}, [
            FrontMatterFault(message=message, line=int(line[1]) + 1 if line else text.count("\n") + 2, is_fatal=True)
        ]
    flat = {
        **values,
        **{key: value for table in values.values() if isinstance(table, dict) for key, value in table.items()},
    }
    lines = {
        found[1].strip("\"'"): number
        for number, row in enumerate(text.split("\n"), 2)
        if (found := re.match(r"\s*([\w\"'-]+)\s*=", row))
    }
    return {
        key: FrontMatterEntry(
            words=tuple(map(_toml_words, value if isinstance(value, list) else [value])), line=lines.get(key, 1)
        )
        for key, value in flat.items()
        if not isinstance(value, dict)
    }, []


def _toml_words(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, datetime | date | time) else str(value)


def _collect(events: Iterable[YamlEvent], entries: dict[str, FrontMatterEntry], faults: list[FrontMatterFault]) -> None:
    """Fill in the entries: words in the mapping are key and value by turns, those of a list belong to the last key."""
    keys: list[str] = []
    is_key = True
    for depth, event in _plain_events(events, faults):
        if not isinstance(event, ScalarEvent):
            is_key = True
        elif depth == 1 and is_key:
            keys.append(event.value)
            entries[event.value] = FrontMatterEntry(words=(), line=_line_of(event.start_mark))
            is_key = False
        else:
            words = (event.value,) if event.value not in ("", "~", "null") else ()
            entries[keys[-1]] = replace(entries[keys[-1]], words=(*entries[keys[-1]].words, *words))
            is_key = True


def _plain_events(events: Iterable[YamlEvent], faults: list[FrontMatterFault]) -> Iterator[tuple[int, YamlEvent]]:
    """Return the events with their depth, as far as they are keys, values and lists of words."""
    depth = 0
    for event in events:
        if isinstance(event, MappingStartEvent | SequenceStartEvent):
            depth += 1
        is_nested = depth > 2 or (
            isinstance(event, MappingStartEvent | SequenceStartEvent) and _is_out_of_place(event, depth)
        )
        if is_nested or isinstance(event, AliasEvent) or (depth == 0 and isinstance(event, ScalarEvent)):
            message = _("only `key: value` and lists of words are read here")
            faults.append(FrontMatterFault(message=message, line=_line_of(event.start_mark)))
            return
        if isinstance(event, MappingEndEvent | SequenceEndEvent):
            depth -= 1
        yield depth, event


def _is_out_of_place(event: YamlEvent, depth: int) -> bool:
    return (depth == 1) != isinstance(event, MappingStartEvent)


def _line_of(mark: object) -> int:
    """The line in the file: the fence above is line 1, and marks count from 0."""
    return int(getattr(mark, "line", 0)) + 2
