"""Words of links that say nothing, are addresses, or lead to several places."""

import pytest

from digest.checks.links import find_bare_addresses, find_same_words, find_vague_words
from tests.checks.materials import said, with_html


def link(words: str, address: str = "https://portail.example/x") -> str:
    return f'<p><a href="{address}">{words}</a></p>'


@pytest.mark.parametrize("words", ["ici", "Cliquez ICI !", "Lire la suite…", "> En savoir plus", "read more", "Là"])
def test_words_that_do_not_say_where_they_lead_are_told(words: str) -> None:
    assert len(said(find_vague_words, with_html(link(words)))) == 1


@pytest.mark.parametrize("words", ["Lire la suite de l'appel à projets", "Inscription ici, avant le 3 mai", "Agenda"])
def test_words_that_say_more_are_let_pass(words: str) -> None:
    assert said(find_vague_words, with_html(link(words))) == []


@pytest.mark.parametrize(
    ("words", "count"),
    [("https://portail.example/x", 1), ("www.portail.example", 1), ("lettre@exemple.org", 0), ("portail.example", 0)],
)
def test_a_bare_web_address_is_told_and_a_mail_address_is_not(words: str, count: int) -> None:
    assert len(said(find_bare_addresses, with_html(link(words)))) == count


def test_the_same_words_to_two_pages_are_told_once() -> None:
    markup = link("Programme", "https://a.example/1") + link("programme", "https://a.example/2") * 3

    assert said(find_same_words, with_html(markup)) == [
        '"programme" leads to https://a.example/1 and to https://a.example/2'
    ]


def test_the_same_words_to_one_page_are_let_pass_whatever_counts_the_clicks() -> None:
    markup = link("Programme", "https://a.example/1") + link("Programme", "http://www.a.example/1/?utm_source=x")

    assert said(find_same_words, with_html(markup)) == []
