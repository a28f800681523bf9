"""YAML with places: nothing is guessed, everything has its line and column, and nothing is read twice."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digest.config.errors import ConfigFault, SourcePosition
from digest.config.yaml_nodes import MappingItem, MappingNode, Node, ScalarNode, SequenceNode, read_yaml


def plain(node: Node | None) -> object:
    """Return a document as plain values, for comparing."""
    if isinstance(node, MappingNode):
        return {row.key.text: plain(row.value) for row in node.rows}
    if isinstance(node, SequenceNode):
        return [plain(item) for item in node.items]
    return None if node is None or node.is_null else node.text


@pytest.mark.parametrize(
    "word", ["17:30", "no", "012", "1e3", "0x1F", "2024-04-10", "true", "1_000", "=", ".inf", "=2+2", "08"]
)
def test_a_word_stays_the_text_that_was_written(word: str) -> None:
    assert plain(read_yaml(f"key: {word}\n").root) == {"key": word}


@pytest.mark.parametrize("nothing", ["", " ~", " null", "   # nothing"])
def test_nothing_is_told_from_a_text(nothing: str) -> None:
    assert plain(read_yaml(f"key:{nothing}\n").root) == {"key": None}


def test_a_quoted_null_is_a_text() -> None:
    assert plain(read_yaml('key: "null"\n').root) == {"key": "null"}


def test_every_value_has_its_line_and_column() -> None:
    root = read_yaml("\ufeff# été\r\nletter:\r\n  title: 'é' # ici\r\n  tags: [a, b]\r\n").root

    assert root == MappingNode(
        place=SourcePosition(2, 1),
        rows=(
            MappingItem(
                key=ScalarNode(place=SourcePosition(2, 1), text="letter"),
                value=MappingNode(
                    place=SourcePosition(3, 3),
                    rows=(
                        MappingItem(
                            key=ScalarNode(place=SourcePosition(3, 3), text="title"),
                            value=ScalarNode(place=SourcePosition(3, 10), text="é", is_quoted=True),
                        ),
                        MappingItem(
                            key=ScalarNode(place=SourcePosition(4, 3), text="tags"),
                            value=SequenceNode(
                                place=SourcePosition(4, 9),
                                items=(
                                    ScalarNode(place=SourcePosition(4, 10), text="a"),
                                    ScalarNode(place=SourcePosition(4, 13), text="b"),
                                ),
                            ),
                        ),
                    ),
                ),
            ),
        ),
    )


def test_a_key_that_stands_twice_keeps_its_first_value_and_is_a_fault() -> None:
    document = read_yaml("a: 1\nb: 2\na: 3\n")

    assert (plain(document.root), document.faults) == (
        {"a": "1", "b": "2"},
        (
            ConfigFault(
                line=3,
                column=1,
                message='the key "a" stands here a second time',
                hint="It is on line 1 already: keep one of the two.",
            ),
        ),
    )


def test_an_empty_text_is_no_document_and_no_fault() -> None:
    document = read_yaml("# nothing\n")

    assert (document.root, document.faults) == (None, ())


@given(text=st.text())
@example(text="a: \u2028b")
@example(text='"\\U00110000"')
@example(text="!<%")
def test_any_text_gives_a_document_or_a_fault_inside_it(text: str) -> None:
    faults = read_yaml(text).faults

    assert all(1 <= fault.line <= len(text.splitlines()) + 1 for fault in faults)


KEY_TEXT = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=30)


@given(texts=st.lists(KEY_TEXT))
def test_a_quoted_text_comes_back_as_it_was(texts: list[str]) -> None:
    quoted = "".join("- '" + text.replace("'", "''") + "'\n" for text in texts)

    assert plain(read_yaml(quoted).root) == ([text.replace("\ufeff", "") for text in texts] or None)
