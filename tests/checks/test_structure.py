"""Pictures, headings, languages."""

from dataclasses import replace

from digest.checks.html_rules import (
    find_images_without_alt,
    find_images_without_width,
    find_skipped_headings,
    find_wrong_h1,
    find_wrong_languages,
)
from tests.checks.materials import CLEAN, HTML, said, with_html


def test_an_empty_alt_text_says_that_the_image_only_decorates() -> None:
    assert said(find_images_without_alt, with_html('<img src="x" alt="" width="10">')) == []


def test_a_width_may_be_a_share() -> None:
    assert said(find_images_without_width, with_html('<img src="x" alt="" width="100%">')) == []


def test_a_letter_without_h1_is_told_as_one_with_two() -> None:
    without = replace(CLEAN, html=HTML.replace("h1>", "p>"))

    found = said(find_wrong_h1, without) + said(find_wrong_h1, with_html("<h1>Deux</h1>"))
    assert found == [f"the letter has {count} headings of the first level (h1)" for count in (0, 2)]


def test_headings_may_climb_as_far_as_they_want() -> None:
    assert said(find_skipped_headings, with_html("<h2>a</h2><h3>b</h3><h4>c</h4><h2>d</h2>")) == []


def test_a_language_may_have_a_region() -> None:
    assert said(find_wrong_languages, replace(CLEAN, html=HTML.replace('"fr"', '"fr-FR"'))) == []


def test_a_language_that_webmails_drop_is_told() -> None:
    html = HTML.replace('<div lang="fr"', "<div")

    assert said(find_wrong_languages, replace(CLEAN, html=html)) == [
        "only <html> or <body> says the language, and webmails drop both"
    ]
