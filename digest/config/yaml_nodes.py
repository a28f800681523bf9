"""YAML whose every value knows its line and column (YAML 1.2 by ruamel.yaml's parser); the text comes in, no file.

All scalars stay text: what a key means decides later whether `012`, `no` or `17:30` is a number, a word or an hour.
Anchors, aliases, merge keys, tags and second documents have no use in files people write by hand and are refused with
a word each. Nothing here recurses, so that depth costs nothing; size, depth and the number of values are bounded.
"""

from dataclasses import dataclass, field, replace
from typing import NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    ScalarEvent,
)

from digest.config.errors import (
    ConfigFault,
    SourcePosition,
    explain_number,
    explain_syntax,
    fault_at,
    find_unprintable,
    quoted,
)
from digest.locale import _

DEEPEST = 20
MOST_VALUES = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ScalarNode:
    """A word, number or text, as it is written; `is_refused` where a fault was said about it already."""

    place: SourcePosition
    text: str
    is_quoted: bool = False
    is_refused: bool = False

    @property
    def is_null(self) -> bool:
        """Whether it stands for nothing."""
        return not self.is_quoted and self.text in ("", "~", "null", "Null", "NULL")


@dataclass(frozen=True, slots=True, kw_only=True)
class SequenceNode:
    """A list of values."""

    place: SourcePosition
    items: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingItem:
    """A key with its value."""

    key: ScalarNode
    value: "Node"


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingNode:
    """Keys with their values, in the order of the file; no key stands twice."""

    place: SourcePosition
    rows: tuple[MappingItem, ...]

    @property
    def is_whole(self) -> bool:
        """Whether all its keys could be read; what seems to be missing may stand in a refused one."""
        return not any(row.key.is_refused for row in self.rows)

    def row(self, key: str) -> MappingItem | None:
        """Return the row of a key."""
        return next((row for row in self.rows if row.key.text == key), None)

    def get(self, key: str) -> "Node | None":
        """Return the value of a key; None where the key is missing or stands for nothing."""
        row = self.row(key)
        return None if row is None or (isinstance(row.value, ScalarNode) and row.value.is_null) else row.value


Node = ScalarNode | SequenceNode | MappingNode


@dataclass(frozen=True, slots=True, kw_only=True)
class YamlDocument:
    """A text read as YAML: `root` is None where nothing could be read or nothing is there; the faults say why.

    Where the reading ended early, `beginning` is what stands before that place, so that its faults can be said in the
    same go; its open tables are not whole.
    """

    root: Node | None
    faults: tuple[ConfigFault, ...] = ()
    beginning: Node | None = None


def normal_lines(text: str) -> str:
    """Return the text with line feeds only and without a byte order mark: the lines that faults are counted in."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def read_yaml(text: str, *, at_most: int = MOST_VALUES) -> YamlDocument:
    """Read a text as one YAML document, with all its faults.

    A fault of the syntax ends the reading, and `root` is None. Lines are those of `normal_lines(text)`.

    Args:
        text: The text.
        at_most: How many values it may hold.
    """
    text = normal_lines(text)
    unprintable = find_unprintable(text)
    if unprintable:
        return YamlDocument(root=None, faults=(unprintable,))
    builder = _Builder(at_most)
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            builder.take(event)
    except MarkedYAMLError as error:
        fault = explain_syntax(error, text=text)
        others = [other for other in builder.faults if other.line != fault.line]
        return YamlDocument(root=None, faults=(*others, fault), beginning=builder.beginning())
    except (ValueError, OverflowError):  # ruamel.yaml 0.19 on "\\UFFFFFFFF" and on numbers of thousands of digits
        return YamlDocument(root=None, faults=(*builder.faults, explain_number(text)))
    except _TooMuchError:
        return YamlDocument(root=None, faults=tuple(builder.faults))
    return YamlDocument(root=builder.root, faults=tuple(builder.faults))


class _TooMuchError(Exception):
    """The reading ends here; the builder's last fault says why."""


@dataclass(slots=True)
class _Open:
    """A list or a table whose end has not come yet; `key` waits for its value."""

    place: SourcePosition
    is_table: bool
    items: list[Node] = field(default_factory=list)
    rows: dict[str, MappingItem] = field(default_factory=dict)
    key: ScalarNode | None = None

    def closed(self, *, is_whole: bool = True) -> Node:
        """Return the finished node; one that is not whole has a refused row at its end."""
        if self.is_table and not is_whole:
            rest = ScalarNode(place=self.place, text="", is_refused=True)
            return MappingNode(place=self.place, rows=(*self.rows.values(), MappingItem(key=rest, value=rest)))
        if self.is_table:
            return MappingNode(place=self.place, rows=tuple(self.rows.values()))
        return SequenceNode(place=self.place, items=tuple(self.items))


class _Builder:
    """Events of the parser in, nodes out, with a stack of its own instead of recursion."""

    def __init__(self, at_most: int) -> None:
        self._at_most = at_most
        self.root: Node | None = None
        self.faults: list[ConfigFault] = []
        self._stack: list[_Open] = []
        self._values = 0
        self._documents = 0
        self._named: set[str] = set()

    def take(self, event: Event) -> None:
        """Take the next event."""
        place = _place(event)
        if isinstance(event, DocumentStartEvent):
            self._begin_document(place)
        elif isinstance(event, AliasEvent):
            self._refuse_once(f"*{event.anchor}", _alias_fault(place, event.anchor))
            self._add(ScalarNode(place=place, text="", is_quoted=True, is_refused=True))
        elif isinstance(event, ScalarEvent):
            self._refuse_marks(event, place)
            self._add(self._scalar(event, place))
        elif isinstance(event, CollectionStartEvent):
            self._refuse_marks(event, place)
            self._open(_Open(place=place, is_table=isinstance(event, MappingStartEvent)))
        elif isinstance(event, CollectionEndEvent):
            self._add(self._stack.pop().closed())

    def beginning(self) -> Node | None:
        """Return what was read so far, with the open lists and tables closed."""
        self._values = 0
        while self._stack:
            self._add(self._stack.pop().closed(is_whole=False))
        return self.root

    def _scalar(self, event: ScalarEvent, place: SourcePosition) -> ScalarNode:
        is_half = any("\ud800" <= character <= "\udfff" for character in event.value)
        if is_half:
            message = _("an escape here (\\u and four digits) is only half a character")
            self.faults.append(fault_at(place, message, _("Type the character itself.")))
        return ScalarNode(place=place, text=event.value, is_quoted=event.style is not None, is_refused=is_half)

    def _begin_document(self, place: SourcePosition) -> None:
        self._documents += 1
        if self._documents > 1:
            self._stop(place, _("a second document begins here"), _('Remove the line "---": one file is one document.'))

    def _open(self, opened: _Open) -> None:
        if len(self._stack) >= DEEPEST:
            message = _("the values are nested more than {count} levels deep").format(count=DEEPEST)
            self._stop(opened.place, message, _("Write it flatter: no key needs that depth."))
        self._stack.append(opened)

    def _add(self, node: Node) -> None:
        self._values += 1
        if self._values > self._at_most:
            message = _("the file holds more than {count} values").format(count=self._at_most)
            self._stop(node.place, message, _("Shorten it: a letter has some tens of sources and themes."))
        if not self._stack:
            self.root = node
        elif not self._stack[-1].is_table:
            self._stack[-1].items.append(node)
        else:
            self._add_to_table(self._stack[-1], node)

    def _add_to_table(self, table: _Open, node: Node) -> None:
        if table.key is None:
            table.key = node if isinstance(node, ScalarNode) else self._refused_key(node.place)
            return
        key, table.key = table.key, None
        first = table.rows.get(key.text)
        if key.text == "<<" and not key.is_quoted:
            self._refuse_once("<<", _merge_fault(key.place))
            table.rows.setdefault(key.text, MappingItem(key=replace(key, is_refused=True), value=node))
        elif first is None:
            table.rows[key.text] = MappingItem(key=key, value=node)
        elif not key.is_refused:
            self.faults.append(_twice_fault(key, first.key.place))

    def _refused_key(self, place: SourcePosition) -> ScalarNode:
        message = _("a list or a table stands where a key is expected")
        self.faults.append(
            fault_at(place, message, _("If it is a text that begins with [ or {, put it between quotes."))
        )
        return ScalarNode(place=place, text="", is_refused=True)

    def _refuse_marks(self, event: ScalarEvent | CollectionStartEvent, place: SourcePosition) -> None:
        if event.anchor is not None:
            self._refuse_once(f"&{event.anchor}", _anchor_fault(place, event.anchor))
        if event.tag is not None and event.tag != "!":
            self.faults.append(_tag_fault(place, event.tag.replace("tag:yaml.org,2002:", "!!")))

    def _refuse_once(self, name: str, fault: ConfigFault) -> None:
        """Note the first fault of a name only: a file that repeats an alias has one thing to mend."""
        if name not in self._named:
            self.faults.append(fault)
        self._named.add(name)

    def _stop(self, place: SourcePosition, message: str, hint: str) -> NoReturn:
        self.faults.append(fault_at(place, message, hint))
        raise _TooMuchError


def _place(event: Event) -> SourcePosition:
    return SourcePosition(line=event.start_mark.line + 1, column=event.start_mark.column + 1)


def _twice_fault(key: ScalarNode, first: SourcePosition) -> ConfigFault:
    message = _("the key {key} stands here a second time").format(key=quoted(key.text))
    return fault_at(key.place, message, _("It is on line {line} already: keep one of the two.").format(line=first.line))


def _alias_fault(place: SourcePosition, name: str) -> ConfigFault:
    message = _("{alias} is a YAML alias, and aliases are not read").format(alias=quoted(f"*{name}"))
    return fault_at(place, message, _("Write the value out; a text that begins with * goes between quotes."))


def _anchor_fault(place: SourcePosition, name: str) -> ConfigFault:
    message = _("{anchor} is a YAML anchor, and anchors are not read").format(anchor=quoted(f"&{name}"))
    return fault_at(place, message, _("Remove it; a text that begins with & goes between quotes."))


def _merge_fault(place: SourcePosition) -> ConfigFault:
    message = _('"<<" is a YAML merge key, and merge keys are not read')
    return fault_at(place, message, _("Write the keys out where they belong."))


def _tag_fault(place: SourcePosition, tag: str) -> ConfigFault:
    message = _("{tag} is a YAML tag, and tags are not read").format(tag=quoted(tag))
    return fault_at(place, message, _("Remove it; a text that begins with ! goes between quotes."))
