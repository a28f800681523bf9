"""HTML as the rules see it: elements, words, headings, inherited colours."""

from hypothesis import given
from hypothesis import strategies as st

from digest.checks.dom import read_markup, read_style


def test_a_link_has_the_words_inside_it_and_the_heading_above_it() -> None:
    (link,) = read_markup('<h2>Agenda</h2><p><a href="#x">Le <b>bureau</b>\n exécutif</a></p>').named("a")

    assert (link.words, link.heading) == ("Le bureau exécutif", "Agenda")


def test_a_picture_in_a_link_speaks_by_its_alt_text() -> None:
    (link,) = read_markup('<a href="#x"><img src="x" alt="Le réseau"></a>').named("a")

    assert link.words == "Le réseau"


def test_colours_are_inherited_until_another_is_said() -> None:
    markup = read_markup(
        '<div style="color:#123; background: #FFF url(x)"><p>a</p><p style="color: #abcdef">b</p></div>'
    )

    assert [(one.colour, one.ground) for one in markup.named("p")] == [("#112233", "#ffffff"), ("#abcdef", "#ffffff")]


def test_what_stands_in_comments_and_styles_is_no_element_and_no_word() -> None:
    markup = read_markup("<h1><style>a{color:red}</style>Titre</h1><!--[if mso]><table><tr><td><![endif]-->")

    assert ([one.name for one in markup.elements], markup.headings[0].words) == (["h1", "style"], "Titre")


def test_what_is_never_closed_ends_with_its_parent() -> None:
    markup = read_markup('<ul><li><a href="#x">un<li>deux</ul><p>trois</p>')

    assert [one.own for one in markup.elements] == ["", "", "un", "deux", "trois"]


def test_the_first_of_two_attributes_of_one_name_counts() -> None:
    (image,) = read_markup('<img alt="un" alt="deux">').named("img")

    assert image.attributes == {"alt": "un"}


def test_a_style_is_read_with_lower_case_names() -> None:
    assert read_style("Color: #FFF;; margin:0 ;nothing") == {"color": "#FFF", "margin": "0", "nothing": ""}


@given(st.text())
def test_any_text_is_read_as_some_markup(html: str) -> None:
    assert len(read_markup(html).elements) <= len(html)


def test_deep_nesting_takes_no_more_than_its_share() -> None:
    assert len(read_markup("<div>" * 20_000 + "x" * 10).elements) == 20_000
