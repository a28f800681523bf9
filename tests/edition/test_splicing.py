"""However a person lays the file out, a new composition comes in right; and where it can, line by line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.edition.yaml.document import read_edition, update_document, write_document
from tests.edition.makers import ids_of, material_of, on, select_from
from tests.makers import PARIS, make_event

BEFORE = select_from(on("1", 12, tags=("CGLU",)), on("2", 13), make_event("1"))
AFTER = select_from(on("1", 12, tags=("CGLU",), title="Corrigé"), on("2", 13), on("3", 14), make_event("1"))
DRAFT = write_document(BEFORE.edition, zone=PARIS)
ENTRY = '      - id: a-1\n        title: Titre 1\n        summary: ""\n        link: https://portail.example/1\n'


def updated(text: str) -> str:
    return update_document(text + "# vu\n", file="editions/17.yaml", draft=DRAFT, edition=AFTER.edition, zone=PARIS)


@pytest.mark.parametrize(
    "laid_out",
    [
        pytest.param(
            ENTRY.replace("- id: a-1\n        title", "-\n        id: a-1\n        title"),
            id="a lone dash",
        ),
        pytest.param(
            '      - {id: a-1, title: Titre 1, summary: "", link: https://portail.example/1}\n', id="on one line"
        ),
        pytest.param(
            '      - title: Titre 1\n        id: a-1\n        link: https://portail.example/1\n        summary: ""\n',
            id="in another order",
        ),
        pytest.param(ENTRY.replace("title: Titre 1", "title:\n          Titre\n          1"), id="two lines"),
        pytest.param(ENTRY.replace("title: Titre 1", 'title: "Titre\n          1"'), id="quotes over two lines"),
        pytest.param(ENTRY.replace('summary: ""', "summary: |\n\n"), id="an empty block"),
        pytest.param(ENTRY.replace("      -", "      # avant\n\n      -"), id="a comment and a blank line before"),
        pytest.param("\n" + ENTRY + "\n\n# après\n", id="blank lines and a comment behind"),
    ],
)
def test_a_file_laid_out_otherwise_takes_a_new_composition(laid_out: str) -> None:
    text = updated(DRAFT.replace(ENTRY, laid_out))

    edition = read_edition(text, file="editions/17.yaml", material=material_of(BEFORE, AFTER))
    titles = {placed.article.title for chapter in edition.chapters for placed in chapter.articles}
    assert (ids_of(edition), titles) == (["a-1", "a-3", "a-2", "e-1"], {"Corrigé", "Titre 2", "Titre 3"})


def test_a_comment_beside_a_line_that_does_not_change_stays() -> None:
    text = updated(DRAFT.replace("id: a-1\n", "id: a-1  # gardé\n"))

    assert '      - id: a-1  # gardé\n        title: "Corrigé"\n' in text


def test_a_comment_between_articles_outlives_the_article_above_it() -> None:
    after = select_from(on("2", 13))
    commented = DRAFT.replace("agenda:\n", "      # fin du thème\n# l'agenda\nagenda:\n").replace(
        "  - name: Autres", "  # la suite\n  - name: Autres"
    )

    text = update_document(commented, file="x", draft=DRAFT, edition=after.edition, zone=PARIS)

    assert [line.strip() for line in text.split("\n") if "#" in line][3:] == [
        "# la suite",
        "# fin du thème",
        "# l'agenda",
    ]


def test_lists_that_a_person_emptied_or_removed_take_what_is_new() -> None:
    emptied = DRAFT.replace("deadlines: []\n", "").replace("unclassified: []\n", "unclassified:\n")
    after = select_from(*BEFORE.material.events.values(), make_event("9", start=None, end=BEFORE.edition.day))

    text = update_document(emptied, file="x", draft=DRAFT, edition=after.edition, zone=PARIS)

    edition = read_edition(text, file="x", material=material_of(BEFORE, after))
    assert ([event.id for event in edition.deadlines], text.count("deadlines:")) == (["e-9"], 1)


def test_nothing_new_leaves_every_octet() -> None:
    odd = "# à moi\n" + DRAFT.replace(": ", ":   ").replace("\n      - id", "\n\n      - id")

    text = update_document(odd, file="x", draft=DRAFT, edition=BEFORE.edition, zone=PARIS)

    assert text == odd


@given(st.lists(st.integers(0, DRAFT.count("\n")), max_size=6, unique=True))
def test_every_comment_outlives_a_composition_that_takes_nothing_away(places: list[int]) -> None:
    lines = DRAFT.split("\n")
    for rank, place in enumerate(sorted(places, reverse=True)):
        lines.insert(place, f"# remarque {rank}")

    text = updated("\n".join(lines))

    kept = [line for line in text.split("\n") if line.startswith("# remarque")]
    assert kept == [line for line in lines if line.startswith("# remarque")]
