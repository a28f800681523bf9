"""Broken characters, cut marks, markup, unbalanced signs, words of advertising."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.checks import check_letter
from digest.checks import content as writing
from tests.checks.materials import said, with_article, with_edition


@pytest.mark.parametrize(
    "text", ["coopÃ©ration", "lâ€™eau", "NumÃ©ro Â« un Â»", "Ã la mairie", "coopé©ration", "d\ufffdeau"]
)
def test_broken_characters_are_told(text: str) -> None:
    assert len(said(writing.find_mojibake, with_article(title=text))) == 1


@pytest.mark.parametrize(
    "text", ["São Paulo", "SÃO PAULO", "Âge d'or", "La fête à Hanoï", "© Le réseau", "200 € à Ålesund"]
)
def test_letters_of_other_languages_are_let_pass(text: str) -> None:
    assert said(writing.find_mojibake, with_article(title=text)) == []


@pytest.mark.parametrize(
    ("text", "count"), [("Fin (…) (…)", 1), ("Fin … (...)", 1), ("Fin […]…", 1), ("Fin (…)", 0), ("Fin… Et", 0)]
)
def test_a_text_that_is_cut_twice_is_told(text: str, count: int) -> None:
    assert len(said(writing.find_double_cuts, with_article(summary=text))) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Un&nbsp;deux", 1),
        ("Un<br>deux", 1),
        ("{{ titre }}", 1),
        ("R&D ; A & B", 0),
        ("3 < 4 et 5 > 2", 0),
        ("x <- y", 0),
    ],
)
def test_markup_that_readers_would_see_is_told(text: str, count: int) -> None:
    assert len(said(writing.find_printed_markup, with_article(summary=text))) == count


@pytest.mark.parametrize(
    ("title", "count"),
    [
        ("Appel « Jeunesse » (2027)", 0),
        ("Appel « Jeunesse", 1),
        ("Jeunesse »", 1),
        ("Le « plan (bis » )", 1),
        ('Le "plan', 1),
        ("L'eau, l’air", 0),
        ("1) Bilan a) et b)", 0),
        ("Merci :)", 0),
        ("Bilan) final", 1),
    ],
)
def test_a_sign_without_its_counterpart_is_told(title: str, count: int) -> None:
    assert len(said(writing.find_unbalanced_signs, with_article(title=title))) == count


def test_words_of_advertising_are_looked_for_in_titles_and_not_in_summaries() -> None:
    material = with_article(title="Gagnez un voyage", summary="Offre exceptionnelle")

    assert said(writing.find_spam_words, material) == ['filters take "gagnez" for advertising']


@given(text=st.text(st.characters(codec="utf-8")))
def test_any_text_at_all_can_be_checked(text: str) -> None:
    edition = with_article(title=text or "x", summary=text).edition
    material = with_edition(subject=text, preheader=text, edito=text, chapters=edition.chapters)

    assert [one for one in check_letter(material) if not one.hint] == []


@pytest.mark.parametrize("piece", ["<a ", "((", "« ", "…", "&a", "{{", "Ã", "demain ", "le 3 mai ", "https://"])
def test_a_long_text_made_to_take_long_is_checked_soon(piece: str) -> None:
    findings = check_letter(with_article(summary=piece * 4000))

    assert isinstance(findings, tuple)
