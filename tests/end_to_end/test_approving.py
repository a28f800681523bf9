"""An approval is for just one letter, by a name, for a time."""

from pathlib import Path

import pytest

from tests.end_to_end.commands import digest, write
from tests.end_to_end.letters import ADDRESSES, approve, at_noon, build_letter, change, delivered, send


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    """Return a letter with one edition built."""
    return build_letter(tmp_path / "lettre")


def test_nothing_leaves_unapproved(letter: Path) -> None:
    result = send(letter)

    assert (result.code, delivered(letter)) == (4, [])
    assert result.err == (
        "digest: editions/1.yaml: nobody has approved edition 1\n"
        'Look at it (digest preview 1), then: digest approve 1 --by "…"\n'
    )


@pytest.mark.parametrize(
    ("file", "old", "new", "named"),
    [
        pytest.param("editions/1.yaml", "Un jumelage", "Deux jumelages", "editions/1.yaml", id="the edition"),
        pytest.param("feeds.yaml", "membre du réseau", "membre", "feeds.yaml", id="the settings"),
        pytest.param("templates/letter.txt.j2", "", "{{ letter.title }}", "templates/", id="a template"),
        pytest.param("membres.csv", "ana@exemple.org", "anne@exemple.org", "", id="the list, but not its rule"),
        pytest.param("editions/1.yaml", "number: 1", "number: 1  # the first", "", id="a comment"),
    ],
)
def test_a_change_voids_the_approval(letter: Path, file: str, old: str, new: str, named: str) -> None:
    approve(letter)
    if file.startswith("templates/"):
        write(letter, {file: new})
    else:
        change(letter / file, old, new)
    result = send(letter)

    said = result.err.partition("\n")[0]
    then = "Wednesday 4\u00a0March 2026, at 12:00"
    expected = f"digest: editions/1.yaml: edition 1 changed since Zoé Martin approved it on {then}: {named}"
    assert (result.code, said) == ((4, expected) if named else (0, ""))


def test_an_approval_expires(letter: Path) -> None:
    change(letter / "feeds.yaml", "  via: folder\n", "  via: folder\n  approval_lasts: 2 hours\n")
    digest(letter, "--as-of", "2026-03-04T09:00", "approve", "--by", "Zoé", "--no-links")

    result = send(letter)

    words = "does not hold at this time: it was given on Wednesday 4\u00a0March 2026, at 09:00"
    assert (result.code, words in result.err) == (4, True)


def test_two_approvals_are_two_persons(letter: Path) -> None:
    change(letter / "feeds.yaml", "  via: folder\n", "  via: folder\n  approval: two\n")

    codes = [approve(letter, name=name).code * 10 + send(letter).code for name in ("Zoé Martin", "ZOE  MARTIN", "Ana")]

    assert codes == [4, 4, 0]


def test_nobody_is_asked_where_no_approval_is_wanted(letter: Path) -> None:
    change(letter / "feeds.yaml", "  via: folder\n", "  via: folder\n  approval: none\n")

    assert (send(letter).code, delivered(letter)) == (0, sorted(ADDRESSES))


def test_an_approval_needs_a_name(letter: Path) -> None:
    assert [at_noon(letter, "approve", "--no-links", *more).code for more in ((), ("--by", " ."))] == [2, 2]


def test_errors_of_the_check_refuse_an_approval_unless_they_do_not_matter(letter: Path) -> None:
    change(letter / "feeds.yaml", "  address: 1 rue de l'Exemple, 75000 Paris\n", "")
    refused = approve(letter)
    accepted = approve(letter, "--despite-errors")

    assert (refused.code, accepted.code) == (4, 0)
    assert "edition 1 has errors and is not approved: O003" in refused.err
