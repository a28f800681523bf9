"""What is around the letter: the problems of the last collection, and codes in feeds.yaml that silence nothing."""

from collections.abc import Iterator

from digest.checks.data import Flaw, Material
from digest.locale import _


def find_problems_of_sources(material: Material) -> Iterator[Flaw]:
    """Something was wrong with a source when it was last read."""
    for problem in material.edition.problems:
        place = f"{problem.source}, {problem.where}" if problem.source != problem.where else problem.where
        mend = problem.mend or _('Mend it at the source, then "digest build" again.')
        yield Flaw(place=place.strip(", "), what=problem.message, mend=mend)
