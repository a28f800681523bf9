"""The problems of the last collection are findings."""

from digest.checks.registry import find_problems_of_sources
from tests.checks.materials import PROBLEM, with_edition


def test_a_problem_keeps_its_place_its_words_and_its_mend() -> None:
    (flaw,) = find_problems_of_sources(with_edition(problems=(PROBLEM,)))

    assert (flaw.place, flaw.what, flaw.hint) == (f"Portail, {PROBLEM.where}", "no such host", "Check it.")
