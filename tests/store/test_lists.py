"""Lists taken into the store: what they change, and what they never do."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import DigestError
from digest.model import Consent, Member, MemberRow, MemberStatus
from digest.store import Store
from digest.store.member_import import ImportOptions, ImportResult

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
RULES = ImportOptions(name="membres.csv")
WHOLE = replace(RULES, is_whole=True)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path) as store:
        yield store


def rows(*names: str) -> list[MemberRow]:
    return [MemberRow(address=f"{name}@x.exemple", line=line) for line, name in enumerate(names, start=2)]


def take(store: Store, *listed: MemberRow, rules: ImportOptions = RULES) -> ImportResult:
    return store.roll().take(listed, rules, now=NOW)


def find(store: Store, name: str) -> Member:
    found = store.roll().find(f"{name}@x.exemple")
    assert found
    return found


def on_the_list(store: Store) -> list[str]:
    return [member.address.partition("@")[0] for member, _why in store.roll().recipients(today=NOW.date())]


def test_the_same_list_twice_changes_nothing_the_second_time(store: Store) -> None:
    assert (take(store, *rows("a", "b")), take(store, *rows("a", "b"))) == (ImportResult(new=2), ImportResult(same=2))


def test_of_two_rows_with_one_address_the_first_counts(store: Store) -> None:
    taken = take(store, *rows("a"), MemberRow(address="A@X.exemple", line=9, name="Second"))

    assert (taken, find(store, "a").name) == (ImportResult(new=1, doubles=1, double_lines=((9, 2),)), "")


def test_a_second_row_that_says_they_left_is_heard(store: Store) -> None:
    first, other = rows("a", "b")
    taken = take(store, first, other, replace(first, line=9, standing=MemberStatus.UNSUBSCRIBED))

    assert (taken, find(store, "a").standing) == (
        ImportResult(new=2, doubles=1, double_lines=((9, 2),)),
        MemberStatus.UNSUBSCRIBED,
    )


def test_a_good_row_after_a_refused_one_of_the_same_address_brings_them_in(store: Store) -> None:
    row = rows("a")[0]

    assert take(store, replace(row, is_doubtful=True), replace(row, line=9)) == ImportResult(new=1)


def test_no_list_brings_back_who_left_bounced_or_was_removed(store: Store) -> None:
    take(store, *rows("a", "b", "c", "d", "e"))
    store.roll().unsubscribe(find(store, "a").id, now=NOW, how="page")
    store.roll().note_bounce(find(store, "b").id, number=1, is_hard=True, words="550", limit=3, now=NOW)
    store.roll().remove("c@x.exemple", now=NOW)
    active = [replace(row, standing=MemberStatus.ACTIVE) for row in rows("a", "b", "c", "d", "e")]
    taken = take(store, *active, rules=replace(WHOLE, over_choices=True))

    assert (taken, [one.address for one in store.roll().members(standing=MemberStatus.ACTIVE)]) == (
        ImportResult(same=2, left=1, bounced=1, removed=1),
        ["d@x.exemple", "e@x.exemple"],
    )


def test_what_members_chose_stands_against_a_list_unless_it_is_told_to_win(store: Store) -> None:
    row = replace(rows("a")[0], themes=("Monde",), language="fr")
    take(store, row)
    store.roll().change(replace(find(store, "a"), themes=("Eau",), language="en"), now=NOW)
    first = take(store, replace(row, name="Anna"))
    kept = find(store, "a")
    second = take(store, row, rules=replace(RULES, over_choices=True))
    won = find(store, "a")

    assert (first, kept.themes, kept.language, kept.name, second, won.themes, won.language) == (
        ImportResult(changed=1, own_choices=1), ("Eau",), "en", "Anna", ImportResult(changed=1), ("Monde",), "fr",
    )  # fmt: skip


def test_a_list_changes_what_nobody_chose_and_leaves_what_it_does_not_say(store: Store) -> None:
    row = replace(rows("a")[0], name="Anna", themes=("Monde",))
    take(store, row)
    taken = take(store, replace(row, name=None, themes=("Eau",), language=None, paused_until=date(2026, 12, 1)))
    found = find(store, "a")

    assert (taken, found.name, found.themes, found.paused_until) == (
        ImportResult(changed=1), "Anna", ("Eau",), date(2026, 12, 1),
    )  # fmt: skip


def test_a_record_of_consent_is_never_written_over(store: Store) -> None:
    row = rows("a")[0]
    take(store, row)
    take(store, replace(row, consent=Consent(how="site")))
    taken = take(store, replace(row, consent=Consent(how="other")))

    assert (taken, find(store, "a").consent) == (ImportResult(same=1), Consent(how="site"))


def test_a_whole_list_takes_off_who_is_not_in_it_and_keeps_what_they_chose(store: Store) -> None:
    take(store, *rows("a", "b", "c"), rules=WHOLE)
    store.roll().change(replace(find(store, "b"), themes=("Eau",)), now=NOW)
    first = take(store, *rows("a", "c"), rules=WHOLE)
    without = on_the_list(store)
    second = take(store, *rows("a", "b", "c"), rules=WHOLE)

    assert (first, without, second, on_the_list(store), find(store, "b").themes) == (
        ImportResult(same=2, dropped=1), ["a", "c"], ImportResult(same=2, changed=1), ["a", "b", "c"], ("Eau",),
    )  # fmt: skip


def test_a_row_that_is_refused_takes_nobody_off_and_brings_nobody_in(store: Store) -> None:
    take(store, *rows("a", "b"), rules=WHOLE)
    taken = take(store, *(replace(row, is_doubtful=True, name="No") for row in rows("a", "b", "c")), rules=WHOLE)

    assert (taken, on_the_list(store), find(store, "a").name) == (ImportResult(same=2), ["a", "b"], "")


@pytest.mark.parametrize("name", ["whole", "standings"])
def test_a_list_that_costs_more_than_half_is_refused_and_changes_nothing(store: Store, name: str) -> None:
    take(store, *rows("a", "b", "c", "d", "e"))
    left = [replace(row, standing=MemberStatus.UNSUBSCRIBED) for row in rows("a", "b", "c")]
    short, rules = (rows("new", "a", "b"), WHOLE) if name == "whole" else (left, RULES)
    with pytest.raises(DigestError, match="would lose 3 of its 5 members"):
        take(store, *short, rules=rules)
    before = on_the_list(store), store.roll().count()[MemberStatus.ACTIVE]
    take(store, *short, rules=replace(rules, may_shrink=True))

    assert (before, store.roll().count()[MemberStatus.ACTIVE]) == (
        (["a", "b", "c", "d", "e"], 5),
        6 if name == "whole" else 2,
    )


def test_without_a_list_of_its_own_the_letter_goes_to_everybody_in_the_store(store: Store) -> None:
    take(store, *rows("a", "b", "c"), rules=WHOLE)
    take(store, *rows("a", "b"), rules=WHOLE)
    store.roll().list_all()

    assert on_the_list(store) == ["a", "b", "c"]


@given(
    lists=st.lists(st.lists(st.sampled_from("abcdef"), max_size=8), max_size=4), gone=st.sets(st.sampled_from("abcdef"))
)
def test_whatever_lists_come_nobody_who_left_is_ever_written_to(
    tmp_path_factory: pytest.TempPathFactory, lists: list[list[str]], gone: set[str]
) -> None:
    with Store.open(tmp_path_factory.mktemp("store")) as store:
        for name in sorted(gone):
            store.roll().remove(f"{name}@x.exemple", now=NOW)
        for names in lists:
            take(store, *rows(*names), rules=replace(WHOLE, may_shrink=True))
        written_to = {member.address[0] for member, why in store.roll().recipients(today=NOW.date()) if not why}

        assert written_to == set(lists[-1] if lists else ()) - gone
