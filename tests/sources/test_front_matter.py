"""Front matter as people write it by hand: a title is a title, a draft stays out, and no header is printed."""

from pathlib import Path

import pytest

from tests.sources.folders import read_one

WHOLE = {
    "a colon in the title": "---\ntitle: Eau : un forum à Kaolack\ndate: 2024-04-02\n---\nTexte.",
    "no space after the colon": "---\ntitle:Eau : un forum à Kaolack\ndate:2024-04-02\n---\nTexte.",
    "a no-break space": "---\nTitre\u00a0: Eau : un forum à Kaolack\nDate\u00a0: 2 avril 2024\n---\nTexte.",
    "typographic dashes": "———\ntitle: Eau : un forum à Kaolack\ndate: 2024-04-02\n———\nTexte.",
    "blank lines above": "\n\n---\ntitle: Eau : un forum à Kaolack\ndate: 2024-04-02\n---\nTexte.",
    "quotes": '---\ntitle: "Eau : un forum à Kaolack"\ndate: "2024-04-02"\n---\nTexte.',
    "a tab": "---\ntitle:\tEau : un forum à Kaolack\ndate:\t2024-04-02\n---\nTexte.",
    "TOML": '+++\ntitle = "Eau : un forum à Kaolack"\ndate = 2024-04-02\n+++\nTexte.',
    "a mark of order": "\ufeff---\ntitle: Eau : un forum à Kaolack\ndate: 2024-04-02\n---\nTexte.",
}


@pytest.mark.parametrize("kind", WHOLE)
def test_a_title_is_read_to_the_end_of_its_line(tmp_path: Path, kind: str) -> None:
    found = read_one(tmp_path, "a.md", WHOLE[kind])

    assert [(one.title, str(one.published), one.summary) for one in found.articles] == [
        ("Eau : un forum à Kaolack", "2024-04-02", "Texte.")
    ]
    assert found.problems == ()


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("« Eau » : le guide", "« Eau » : le guide"),
        ('"Eau" : le guide', '"Eau" : le guide'),
        ("Lettre # 12", "Lettre # 12"),
        ("[Appel] Eau pour tous", "[Appel] Eau pour tous"),
        ("@CUF répond", "@CUF répond"),
        ("Eau & climat", "Eau & climat"),
        ("50 % d’eau : un objectif", "50 % d’eau : un objectif"),
        ("L'eau, c'est la vie", "L'eau, c'est la vie"),
    ],
)
def test_what_yaml_would_take_apart_is_a_title_all_the_same(tmp_path: Path, line: str, title: str) -> None:
    found = read_one(tmp_path, "a.md", f"---\ntitle: {line}\n---\nTexte.")

    assert ([one.title for one in found.articles], found.problems) == ([title], ())


@pytest.mark.parametrize(
    "line",
    [
        "draft: true",
        "draft: yes",
        "brouillon: oui",
        "published: false",
        "publié: non",
        "statut: brouillon",
        "status: draft",
        "type: brouillon",
    ],
)
def test_a_draft_is_left_out_and_said(tmp_path: Path, line: str) -> None:
    found = read_one(tmp_path, "a.md", f"---\ntitle: Un\n{line}\n---\nTexte.")

    assert (found.articles, [str(one).partition("\n")[0] for one in found.problems]) == (
        (),
        ["contenu/a.md:3: this text is a draft, and is left out"],
    )


@pytest.mark.parametrize("line", ["draft: false", "brouillon: non", "published: 2024-04-02"])
def test_what_is_no_draft_is_read(tmp_path: Path, line: str) -> None:
    assert len(read_one(tmp_path, "a.md", f"---\ntitle: Un\n{line}\n---\nTexte.").articles) == 1


def test_toml_keeps_its_tags_and_hours(tmp_path: Path) -> None:
    text = '+++\ntitle = "Un"\ndate = 2024-04-02T10:00:00+02:00\n[taxonomies]\ntags = ["Eau", "Europe"]\n+++\nTexte.'
    article = read_one(tmp_path, "a.md", text).articles[0]

    assert (article.tags, str(article.published)) == (("Eau", "Europe"), "2024-04-02 10:00:00+02:00")


def test_toml_that_breaks_off_is_told_with_its_line(tmp_path: Path) -> None:
    found = read_one(tmp_path, "a.md", '+++\ntitle = "Un"\ndate = \n+++\nTexte.')

    assert [one.where for one in found.problems] == ["contenu/a.md:3"]


def test_a_table_of_markdown_is_read_row_by_row_beside_the_text(tmp_path: Path) -> None:
    table = "| Jour | Lieu |\n| --- | :-: |\n| 3 mai | **Brest** |\n| 4 mai | [Lyon](https://a.example/lyon) |\n"
    article = read_one(tmp_path, "a.md", f"# Un\n\nAvant.\n\n{table}\nAprès.\n").articles[0]

    assert article.summary == "Avant. Jour – Lieu 3 mai – Brest 4 mai – Lyon Après."
    assert ("3 mai – <strong>Brest</strong>" in article.body, "https://a.example/lyon" in article.body) == (True, True)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("FORUM DES ELUS", "Forum des élus"),
        ("LES BERGES DE LA VILLE", "Les berges de la ville"),
        ("RENCONTRE A BREST", "Rencontre à Brest"),
        ("FORUM DE QUIMPERLE", "FORUM DE QUIMPERLE"),
        ("CGLU ET LA VILLE", "CGLU et la ville"),
    ],
    ids=["a list", "the text's spelling", "a name of the text", "a name nobody spells", "an acronym of the text"],
)
def test_a_title_in_capitals_is_set_as_a_sentence(tmp_path: Path, title: str, expected: str) -> None:
    found = read_one(tmp_path, "a.md", f"# {title}\n\nLes berges de la ville de Brest ont leur forum, dit CGLU.")

    assert [one.title for one in found.articles] == [expected]
