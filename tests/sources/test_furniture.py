import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.sources.content import cut_sections, cut_tail, markup_of, parse_fragment, summarise
from digest.text.sanitize import plain_text


def words(markup: str) -> str:
    return plain_text(markup)


@pytest.mark.parametrize(
    ("tail", "names"),
    [
        pytest.param("- <a rel='directory' href='/r'>Actualités</a>", ("Actualités",), id="section"),
        pytest.param(
            "\n-\n<a href='/r' rel='directory'>Actualités</a>\n\n/ \n<a rel='tag'>Eau</a>, \n<a rel='tag'>Climat</a>\n",
            ("Actualités", "Eau", "Climat"),
            id="section and keywords",
        ),
        pytest.param(
            "<p>- <a rel='tag nofollow'>Eau</a> | <a rel='tag'>Air</a></p>", ("Eau", "Air"), id="in a paragraph"
        ),
        pytest.param("", (), id="nothing"),
        pytest.param("<a rel='tag'>Eau</a> et la suite", (), id="not at the end"),
    ],
)
def test_the_links_to_section_and_keywords_after_the_words_are_tags(tail: str, names: tuple[str, ...]) -> None:
    root = parse_fragment(f"<p>Les mots.</p>{tail}")

    assert cut_sections(root) == names
    assert words(markup_of(root)) == ("Les mots." if names or not tail else "Les mots.\nEau et la suite")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Des mots", ("Des mots", False), id="whole"),
        pytest.param("Des mots (…)", ("Des mots", True), id="SPIP"),
        pytest.param("Des mots (…) (...)", ("Des mots", True), id="SPIP, twice"),
        pytest.param("Des mots […]", ("Des mots", True), id="WordPress"),
        pytest.param("Des mots [...] Lire la suite", ("Des mots", True), id="and its link"),
        pytest.param("Des mots. Continue reading “Titre” →", ("Des mots.", True), id="in English"),
        pytest.param("Des mots. Lire la suite de l’article", ("Des mots.", True), id="of the article"),
        pytest.param("Des mots. L’article Titre est apparu en premier sur Site.", ("Des mots.", False), id="signature"),
        pytest.param("Mots. Cet article X est apparu en premier sur Y.", ("Mots.", False), id="another signature"),
        pytest.param("Il faut lire (la suite)", ("Il faut lire (la suite)", False), id="words in brackets stay"),
        pytest.param("Des élu(e)s", ("Des élu(e)s", False), id="inclusive forms stay"),
        pytest.param("(…)", ("", True), id="nothing else"),
        pytest.param("", ("", False), id="nothing"),
    ],
)
def test_tails_are_cut_and_told(text: str, expected: tuple[str, bool]) -> None:
    assert cut_tail(text) == expected


@given(st.text(st.sampled_from(" .…()[]-/,;:→»\nab")))
def test_cutting_a_tail_leaves_the_beginning(text: str) -> None:
    assert text.startswith(cut_tail(text)[0])


@pytest.mark.parametrize(
    ("description", "content", "expected"),
    [
        pytest.param("<p>Dit en entier.</p>", "<p>Autre chose, bien plus longue.</p>", "Dit en entier.", id="whole"),
        pytest.param(
            "Coupé (…)",
            "<h3>Titre</h3><p><a href='/x'>Seulement un lien vers autre part, très long</a></p>"
            "<p>Le premier paragraphe, qui est assez long pour tout dire.</p>",
            "Le premier paragraphe, qui est assez long pour tout dire.",
            id="first paragraphs in place of a cut one",
        ),
        pytest.param("Coupé au milieu (…)", "", "Coupé au milieu …", id="cut, without a text"),
        pytest.param("", "<div>Des mots</div>", "Des mots", id="only a text"),
        pytest.param("<h2>Titre de section</h2><p>La phrase.</p>", "", "Titre de section – La phrase.", id="a heading"),
        pytest.param("", "", "", id="nothing"),
    ],
)
def test_a_summary_is_in_whole_sentences_where_the_source_has_them(
    description: str, content: str, expected: str
) -> None:
    assert summarise(parse_fragment(description), parse_fragment(content)) == expected
