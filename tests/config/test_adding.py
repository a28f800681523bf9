from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.config import ConfigFaults, SourceType, load_config
from digest.config.add_source import NewSource, add_sources
from digest.config.load import save_sources
from digest.config.yaml_nodes import read_yaml
from digest.errors import ConfigError

NEW = NewSource(name="CGLU", url="https://cglu.example/feed/", type=SourceType.FEED)
HEAD = "letter:\n  title: La lettre\n  from: Réseau <lettre@exemple.org>\n"
THEMES = "themes:\n  - name: Monde\n"


def added(text: str, *sources: NewSource) -> str:
    return add_sources(text, sources or (NEW,), file="feeds.yaml")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "sources:\n  - name: A\n    url: https://a.example/  # un mot\n"
            "\n  # - name: plus tard\nthemes:\n  - name: B\n",
            "sources:\n  - name: A\n    url: https://a.example/  # un mot\n"
            "  - name: CGLU\n    url: https://cglu.example/feed/\n    type: feed\n"
            "\n  # - name: plus tard\nthemes:\n  - name: B\n",
            id="comments and what follows stay",
        ),
        pytest.param(
            "sources:\n- name: A\n  url: https://a.example/\n",
            "sources:\n- name: A\n  url: https://a.example/\n"
            "- name: CGLU\n  url: https://cglu.example/feed/\n  type: feed\n",
            id="dashes at the margin",
        ),
        pytest.param(
            "sources:\n    -   name: A\n        url: https://a.example/",
            "sources:\n    -   name: A\n        url: https://a.example/\n"
            "    -   name: CGLU\n        url: https://cglu.example/feed/\n        type: feed\n",
            id="wide steps and no line end",
        ),
        pytest.param(
            "sources:\n  -\n    name: A\n    url: https://a.example/\n",
            "sources:\n  -\n    name: A\n    url: https://a.example/\n"
            "  - name: CGLU\n    url: https://cglu.example/feed/\n    type: feed\n",
            id="a dash alone on its line",
        ),
        pytest.param(
            "sources:\n  - name: A\n    url: https://a.example/\n    tags: [un,\n      deux]\n",
            "sources:\n  - name: A\n    url: https://a.example/\n    tags: [un,\n      deux]\n"
            "  - name: CGLU\n    url: https://cglu.example/feed/\n    type: feed\n",
            id="a list in brackets at the end",
        ),
        pytest.param(
            "sources:\r\n  - name: A\r\n    url: https://a.example/\r\n",
            "sources:\r\n  - name: A\r\n    url: https://a.example/\r\n"
            "  - name: CGLU\r\n    url: https://cglu.example/feed/\r\n    type: feed\r\n",
            id="lines as Windows ends them",
        ),
        pytest.param(
            'sources: [{name: A, url: "https://a.example/"}]\n',
            'sources: [{name: A, url: "https://a.example/"}, '
            '{name: "CGLU", url: "https://cglu.example/feed/", type: "feed"}]\n',
            id="all in brackets",
        ),
    ],
)
def test_a_source_goes_to_the_end_of_the_list_and_nothing_else_moves(before: str, after: str) -> None:
    assert [added(mark + before) for mark in ("", "\ufeff")] == [after, "\ufeff" + after]


def test_two_sources_come_in_their_order() -> None:
    other = NewSource(name="Agenda", url="https://cglu.example/a.ics", type=SourceType.CALENDAR)

    text = added("sources:\n- name: A\n", NEW, other)

    assert text.splitlines()[2:] == [
        "- name: CGLU",
        "  url: https://cglu.example/feed/",
        "  type: feed",
        "- name: Agenda",
        "  url: https://cglu.example/a.ics",
        "  type: calendar",
    ]


@pytest.mark.parametrize("text", ["", "letter:\n  title: x\n", "sources:\n", "sources: []\n", "sources: word\n"])
def test_without_a_list_of_sources_nothing_is_added(text: str) -> None:
    with pytest.raises(ConfigError) as raised:
        added(text)

    assert raised.value.problem == "there is no list of sources to add to"


@given(name=st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co")), min_size=1, max_size=40))
def test_whatever_a_source_is_called_it_is_read_back_to_the_letter(name: str) -> None:
    text = added("sources:\n  - name: A\n", NewSource(name=name, url="https://a.example/", type=SourceType.FEED))

    root = read_yaml(text).root

    assert root.rows[0].value.items[1].get("name").text == name  # type: ignore[union-attr] # it is a list of tables


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "feeds.yaml"
    path.write_bytes(f"{HEAD}sources:\n  - name: A\n    url: https://a.example/\n{THEMES}".encode())
    return path


def test_the_file_is_read_again_and_keeps_its_rights(file: Path) -> None:
    file.chmod(0o640)

    config = save_sources(file, [NEW], environ={})

    assert [(one.name, one.url, one.type, one.line) for one in config.sources] == [
        ("A", "https://a.example/", SourceType.FEED, 5),
        ("CGLU", "https://cglu.example/feed/", SourceType.FEED, 7),
    ]
    assert (file.stat().st_mode & 0o777, sorted(one.name for one in file.parent.iterdir())) == (0o640, ["feeds.yaml"])


def test_a_link_to_the_file_stays_a_link(file: Path) -> None:
    link = file.parent / "lettre" / "feeds.yaml"
    link.parent.mkdir()
    link.symlink_to(file)

    save_sources(link, [NEW], environ={})

    assert (link.is_symlink(), len(load_config(file, environ={}).sources)) == (True, 2)


def test_a_source_that_would_make_a_fault_is_not_written(file: Path) -> None:
    before = file.read_bytes()
    double = NewSource(name="a", url="https://autre.example/", type=SourceType.FEED)

    with pytest.raises(ConfigFaults):
        save_sources(file, [double], environ={})

    assert (file.read_bytes(), [one.name for one in file.parent.iterdir()]) == (before, ["feeds.yaml"])
