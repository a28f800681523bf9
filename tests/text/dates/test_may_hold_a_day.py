"""A glance never says no to what the grammar reads as a plain day."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.text.dates import read_date
from digest.text.dates.normalize import may_hold_a_day
from tests.text.dates.exhibits import FOLDER, read_exhibits
from tests.text.dates.test_properties import PIECES

PARIS = ZoneInfo("Europe/Paris")


def is_plain(text: str) -> bool:
    """Whether a text holds one plain day, as an announced event needs it."""
    said = read_date(text, reference=date(2024, 4, 10), zone=PARIS)
    is_sure = said.kind is None and said.problem is None and said.precision in ("day", "minute")
    return is_sure and len(said.occurrences) == 1


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.tsv")))
def test_every_exhibit_with_a_plain_day_is_worth_reading(name: str) -> None:
    passed_over = [one.text for one in read_exhibits(name) if not may_hold_a_day(one.text) and is_plain(one.text)]

    assert passed_over == []


@settings(max_examples=1000)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=6), st.sampled_from([" ", "", "-"]))
def test_whatever_is_put_together_and_holds_a_plain_day_is_worth_reading(pieces: list[str], glue: str) -> None:
    text = glue.join(pieces)

    assert may_hold_a_day(text) or not is_plain(text)


@pytest.mark.parametrize("title", ["Article 17 du flux 3", "La 8e édition", "ODD 16 et COP26", "Trente ans d'action"])
def test_a_title_without_a_day_is_not_worth_reading(title: str) -> None:
    assert not may_hold_a_day(title)
