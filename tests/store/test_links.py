"""Living links are remembered for some hours, others never."""

from datetime import timedelta
from pathlib import Path

import pytest

from digest.model import LinkCheckResult, LinkStatus
from digest.store.caches import KEPT, keep_links, known_links
from tests.makers import WEDNESDAY

PAGE = LinkCheckResult(url="https://portail.example/a", reach=LinkStatus.ALIVE)
MOVED = LinkCheckResult(url="https://portail.example/b", reach=LinkStatus.ALIVE, moved_to="https://neuf.example/b")


def test_living_links_come_back_as_they_were(tmp_path: Path) -> None:
    keep_links(tmp_path, [PAGE, MOVED], now=WEDNESDAY)

    assert known_links(tmp_path, now=WEDNESDAY + KEPT) == {PAGE.url: PAGE, MOVED.url: MOVED}


def test_what_failed_is_asked_again(tmp_path: Path) -> None:
    keep_links(
        tmp_path, [LinkCheckResult(url="https://portail.example/c", reach=LinkStatus.DEAD, words="404")], now=WEDNESDAY
    )

    assert known_links(tmp_path, now=WEDNESDAY) == {}


@pytest.mark.parametrize("later", [KEPT + timedelta(seconds=1), timedelta(seconds=-1)])
def test_an_old_answer_counts_no_more_and_one_from_the_future_neither(tmp_path: Path, later: timedelta) -> None:
    keep_links(tmp_path, [PAGE], now=WEDNESDAY)

    assert known_links(tmp_path, now=WEDNESDAY + later) == {}


def test_an_answer_is_kept_beside_those_of_before(tmp_path: Path) -> None:
    keep_links(tmp_path, [PAGE], now=WEDNESDAY)
    keep_links(tmp_path, [MOVED], now=WEDNESDAY + timedelta(hours=1))

    assert list(known_links(tmp_path, now=WEDNESDAY + timedelta(hours=2))) == [PAGE.url, MOVED.url]


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"a": 1}', '{"a": ["hier", ""]}', '{"a": [1, 2]}', '{"a": ["2026-11-18T09:00:00", ""]}']
)
def test_a_damaged_memory_is_an_empty_one(tmp_path: Path, text: str) -> None:
    (tmp_path / "links.json").write_text(text, encoding="utf-8")

    assert known_links(tmp_path, now=WEDNESDAY) == {}


def test_a_folder_that_cannot_be_written_costs_only_the_memory(tmp_path: Path) -> None:
    keep_links(tmp_path / "absent", [PAGE], now=WEDNESDAY)

    assert known_links(tmp_path / "absent", now=WEDNESDAY) == {}
