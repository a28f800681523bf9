"""New sources written into the text of feeds.yaml: at the end of `sources:`, everything else to the letter.

ruamel.yaml says where the list ends; the lines are put there by hand, because its own round trip would fold long lines
and move comments. Pure: a text in, a text out; `load.save_sources` reads it again before it becomes the file.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from digest.config.model import SourceType
from digest.errors import ConfigError
from digest.locale import _

# A word that YAML reads as it stands, whatever its version: no sign of its own, no number, no yes or no.
_PLAIN = re.compile(r"[^\W\d_][\w.()/’–-]*(?: [\w(][\w.()/’–-]*)*")
_SPOKEN = re.compile(r"(?i)true|false|yes|no|on|off|null|y|n")
_ADDRESS = re.compile(r"https?://[!-~]*[!-9;-~]")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSource:
    """A source to be written: its name, its address, and what it is."""

    name: str
    url: str
    type: SourceType


def add_sources(text: str, sources: Sequence[NewSource], *, file: str) -> str:
    """Return the text of feeds.yaml with sources added at the end of its list; line ends stay what they are.

    Args:
        text: A text that reads without a fault.
        sources: What to add.
        file: The name of the file in messages.

    Raises:
        ConfigError: The list of sources cannot be found.
    """
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    body = text.removeprefix(mark)
    listing = _find_list(body)
    if listing is None or not listing.value:
        raise ConfigError(
            _("there is no list of sources to add to"),
            where=file,
            hint=_("Write sources: with one source by hand first."),
        )
    if listing.flow_style:
        return mark + _in_brackets(body, listing, sources)
    place, newline = _end_of_line(body, _last(listing)), _newline(body)
    lines = newline.join(_lines(sources, listing))
    before = body[:place] if body[:place].endswith(("\n", "\r")) else body[:place] + newline
    return mark + before + lines + newline + body[place:].removeprefix(newline)


def _find_list(body: str) -> SequenceNode | None:
    root = YAML(typ="rt", pure=True).compose(body)
    rows = root.value if isinstance(root, MappingNode) else ()
    found = (value for key, value in rows if isinstance(key, ScalarNode) and key.value == "sources")
    node = next(found, None)
    return node if isinstance(node, SequenceNode) else None


def _last(node: Node) -> Node:
    """Return the last value inside a node; bounded, for `load` refuses what is nested deeper than people write."""
    while isinstance(node, SequenceNode | MappingNode) and node.value and not node.flow_style:
        node = node.value[-1][1] if isinstance(node, MappingNode) else node.value[-1]
    return node


def _end_of_line(body: str, last: Node) -> int:
    """Return where the line ends on which the last value does; a comment behind it stays with it."""
    # A text of several lines (| or >) ends, for ruamel.yaml, at the beginning of the line after it.
    end = max(len(body[: last.end_mark.index].rstrip()), last.start_mark.index)
    found = re.compile(r"\r\n|\n|\r|\Z").search(body, end)
    return found.start() if found else len(body)


def _newline(body: str) -> str:
    found = re.search(r"\r\n|\n|\r", body)
    return found[0] if found else "\n"


def _lines(sources: Sequence[NewSource], listing: SequenceNode) -> Iterator[str]:
    """Write sources as the list's own are: dashes in its column, keys as far from them as in its first item."""
    column, first = listing.start_mark.column, listing.value[0].start_mark
    gap = first.column - column - 1 if first.line == listing.start_mark.line else 1
    for source in sources:
        for place, (key, value) in enumerate(_rows(source)):
            yield " " * column + (" " if place else "-") + " " * gap + f"{key}: {value}"


def _rows(source: NewSource) -> tuple[tuple[str, str], ...]:
    url = source.url if _ADDRESS.fullmatch(source.url) else json.dumps(source.url, ensure_ascii=False)
    return ("name", _word(source.name)), ("url", url), ("type", source.type.value)


def _word(text: str) -> str:
    """Write a text so that YAML reads it back to the letter: as it is, or between double quotes as JSON has them."""
    is_plain = _PLAIN.fullmatch(text) and not _SPOKEN.fullmatch(text)
    return text if is_plain else json.dumps(text, ensure_ascii=False)


def _in_brackets(body: str, listing: SequenceNode, sources: Sequence[NewSource]) -> str:
    place = listing.end_mark.index - 1
    before = body[:place].rstrip()
    tables = (
        "{" + ", ".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in _plain_rows(source)) + "}"
        for source in sources
    )
    return before + ("" if before.endswith(",") else ",") + " " + ", ".join(tables) + body[place:]


def _plain_rows(source: NewSource) -> tuple[tuple[str, str], ...]:
    return ("name", source.name), ("url", source.url), ("type", source.type.value)
