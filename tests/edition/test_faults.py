"""Every fault of an edition file is said with its line, its column and its mend, and all of them at once.

`tests/data/edition/bad/` holds broken files, each with the exact message beside it.
"""

from pathlib import Path

import pytest

from digest.config.errors import FaultCollector
from digest.edition.model import PlacedArticle
from digest.edition.yaml.document import read_edition
from digest.edition.yaml.outline import Candidates, KnownIds
from tests.makers import PARIS, make_article, make_event

EXHIBITS = Path(__file__).parent.parent / "data" / "edition"
MATERIAL = Candidates(
    title="La lettre du réseau",
    zone=PARIS,
    themes=("Réseau Monde & Europe", "Autres nouvelles"),
    articles={
        f"a-{n}": KnownIds(placed=PlacedArticle(article=make_article(str(n))), theme="Autres nouvelles")
        for n in (1, 2, 3)
    },
    events={"e-1": make_event("1")},
)


def test_the_exhibit_that_all_others_come_from_has_no_fault() -> None:
    text = (EXHIBITS / "good.yaml").read_text(encoding="utf-8")

    edition = read_edition(text, file="editions/17.yaml", material=MATERIAL)

    assert (edition.number, edition.pinned, len(edition.chapters), len(edition.agenda)) == (17, "a-1", 2, 1)


@pytest.mark.parametrize("exhibit", sorted((EXHIBITS / "bad").glob("*.yaml")), ids=lambda path: path.stem)
def test_a_broken_file_is_said_to_the_letter(exhibit: Path) -> None:
    text = exhibit.read_text(encoding="utf-8")

    with pytest.raises(FaultCollector) as raised:
        read_edition(text, file="editions/17.yaml", material=MATERIAL)

    assert str(raised.value) + "\n" == exhibit.with_suffix(".txt").read_text(encoding="utf-8")
