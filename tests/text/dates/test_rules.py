"""Each rule of the grammar is needed for one text, and leaves another one alone (`tests/data/date_rules.tsv`)."""

import csv
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from digest.text.dates import date_record
from digest.text.dates.grammar import RULES
from tests.text.dates.exhibits import FOLDER

PARIS = ZoneInfo("Europe/Paris")
TODAY = date(2024, 4, 10)
with (FOLDER.parent / "date_rules.tsv").open(encoding="utf-8", newline="") as _lines:
    ROWS = list(csv.DictReader(_lines, delimiter="\t", quoting=csv.QUOTE_NONE))
STAGES = {date_rule.name: stage for stage, rules in RULES.items() for date_rule in rules}


@contextmanager
def _without(name: str) -> Iterator[None]:
    rules = RULES[STAGES[name]]
    kept = list(rules)
    rules[:] = [date_rule for date_rule in kept if date_rule.name != name]
    yield
    rules[:] = kept


def _record(text: str) -> dict[str, str | bool | None]:
    return date_record(text.replace("\\n", "\n"), reference=TODAY, zone=PARIS)


def test_every_registered_rule_has_a_name_of_its_own_and_its_two_texts() -> None:
    registered = [date_rule.name for rules in RULES.values() for date_rule in rules]

    assert Counter(registered) == Counter(row["rule"] for row in ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["rule"])
def test_without_the_rule_its_text_is_read_otherwise(row: dict[str, str]) -> None:
    with_it = _record(row["takes"])
    with _without(row["rule"]):
        assert _record(row["takes"]) != with_it


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["rule"])
def test_the_rule_leaves_a_text_alone_that_is_none_of_its(row: dict[str, str]) -> None:
    with_it = _record(row["leaves"])
    with _without(row["rule"]):
        assert _record(row["leaves"]) == with_it
