"""What must hold for every letter, whatever stands in the edition."""

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.edition import Edition, PlacedArticle, ThemeSection
from digest.locale import in_language
from digest.model import Image, Link
from digest.render.letter import HEAVY, RenderedLetter, render_letter
from digest.text.typography import columns_of
from tests.render.outlines import Outline
from tests.render.samples import BARE_CONFIG, CONFIG, EMPTY, FULL, WATER, article, at, event

HOSTILE = [
    pytest.param("Fin\r\nBcc: victime@exemple.org", "Fin Bcc: victime@exemple.org", id="a header"),
    pytest.param("a\u2028b\u0085c", "a b c", id="line ends of other alphabets"),
    pytest.param("a\ud800b", "ab", id="a lone surrogate"),
    pytest.param("{{ 7*7 }}{% raw %}", "{{ 7*7 }}{% raw %}", id="a template"),
    pytest.param("<script>alert(1)</script>", "<script>alert(1)</script>", id="a script"),
    pytest.param(
        "</title></style><img src=x onerror=y>", "</title></style><img src=x onerror=y>", id="an end of the head"
    ),
    pytest.param("gauche\u202edroite\u2066x\u2069", "gauchedroitex", id="bidirectional marks"),
    pytest.param("a\x00\x07b", "ab", id="control marks"),
    pytest.param("<!--[if mso]>x", "<!--[if mso]>x", id="a conditional comment"),
    pytest.param('" onclick="x', '" onclick="x', id="an end of an attribute"),
    pytest.param("&lt;b&gt; &amp;", "&lt;b&gt; &amp;", id="entities as words"),
]


def titled(title: str) -> Edition:
    """Put one title everywhere a foreign word can stand."""
    one = article(
        1, title, " ".join(title.split()), links=(Link(url="https://exemple.org/x", title=title),), tags=(title,)
    )
    meeting = event(1, title, date(2024, 4, 20), place=title, url="https://exemple.org/e")
    return replace(
        FULL,
        title=title,
        subject=title,
        preheader=title,
        edito=title,
        signed=title,
        chapters=(ThemeSection(name=title, articles=(PlacedArticle(article=one, also_in=(title,)),)),),
        agenda=(meeting,),
        deadlines=(),
        pinned=None,
    )


def english(edition: Edition, **letter: object) -> RenderedLetter:
    changed = replace(CONFIG.letter, language="en", **letter)  # type: ignore[arg-type]  # fields of the letter
    return render_letter(edition, replace(CONFIG, letter=changed))


def of_articles(count: int, *, title: str = "Une nouvelle", summary: str = "") -> Edition:
    placed = tuple(PlacedArticle(article=article(number, f"{title} {number}", summary)) for number in range(count))
    return replace(EMPTY, chapters=(ThemeSection(name="Nouvelles", articles=placed),) if placed else ())


def test_the_same_edition_gives_the_same_letter() -> None:
    assert render_letter(FULL, CONFIG) == render_letter(FULL, CONFIG)


def test_the_language_of_the_machine_does_not_matter() -> None:
    with in_language("en"):
        abroad = render_letter(FULL, CONFIG)

    assert abroad == render_letter(FULL, CONFIG)


@pytest.mark.parametrize(("title", "words"), HOSTILE)
def test_a_hostile_title_comes_out_as_harmless_words(title: str, words: str) -> None:
    letter = english(titled(title))
    calm = Outline(english(titled("Calme")).html)
    outline = Outline(letter.html)

    assert (letter.subject, words in outline.words, words in re.sub(r"\s+", " ", letter.text)) == (words, True, True)
    assert (outline.tags, letter.message.isascii(), bool(letter.record.encode())) == (calm.tags, True, True)


@pytest.mark.parametrize(("title", "words"), HOSTILE)
def test_a_hostile_title_adds_no_header(title: str, words: str) -> None:
    names = [line.split(b":")[0] for line in english(titled(title)).message.split(b"\r\n\r\n")[0].split(b"\r\n")]

    assert b"Bcc" not in names, words


def test_headings_stand_in_order() -> None:
    headings = Outline(english(FULL).html).headings

    assert headings == [
        ("h1", "La lettre de la coopération décentralisée"),
        ("h2", "In the spotlight"),
        ("h3", "Eau et assainissement : trois syndicats signent avec la région des Plateaux"),
        ("h2", "Editorial"),
        ("h2", "Réseau Monde & Europe"),
        ("h3", "Bureau exécutif mondial : ce que les villes ont décidé à Lisbonne"),
        ("h3", "Call for partners: youth councils across the Mediterranean"),
        ("h2", "Climat et ressources"),
        ("h3", "Un guide pour les jumelages sobres"),
        ("h2", "Solidarité"),
        ("h3", "Après le cyclone, le fonds de solidarité des collectivités reste ouvert"),
        ("h3", "Portrait d'une élue engagée"),
        ("h2", "Deadlines"),
        ("h2", "Agenda"),
        ("h3", "Now on"),
        ("h2", "Contacts"),
    ]


def test_an_empty_edition_leaves_no_heading_behind() -> None:
    letter = render_letter(EMPTY, BARE_CONFIG)

    said = (Outline(letter.html).headings, letter.calendar, b"text/calendar" in letter.message)
    assert said == ([("h1", EMPTY.title)], b"", False)


def test_contents_stand_only_above_two_themes_or_more() -> None:
    one, two = of_articles(1), replace(FULL, chapters=FULL.chapters[:2])

    assert ("In this letter" in english(one).html, "In this letter" in english(two).html) == (False, True)


def test_the_contents_are_one_sentence_and_no_link_leads_within_the_letter() -> None:
    html = english(FULL).html
    local = [href for href in Outline(html).named("href") if href and href.startswith("#")]

    assert (local, "Solidarité (2), 2 deadlines, 5 events." in html) == ([], True)


def test_the_agenda_is_a_table_of_data_whose_first_column_is_the_day() -> None:
    html = english(FULL).html
    rows = re.findall(r'<th [^>]*scope="row"[^>]*>(.*?)</th>', html)

    assert ([re.sub(r"<[^>]+>", " ", row).split() for row in rows], html.count('scope="col"')) == (
        [["18", "April", "thursday"], ["25", "April", "thursday"], ["28", "May", "tuesday"]],
        2,
    )


def test_deadlines_stand_before_the_agenda_with_the_days_that_are_left() -> None:
    html = english(FULL).html

    assert (html.index('id="deadlines"') < html.index('id="agenda"'), "15 days left" in html) == (True, True)


def test_the_pinned_article_is_printed_once_and_a_theme_it_leaves_empty_is_not() -> None:
    alone = replace(FULL, chapters=(ThemeSection(name="Seul", articles=(FULL.chapters[1].articles[0],)),))

    headings = [words for _tag, words in Outline(english(alone).html).headings]
    assert (headings.count("Seul"), sum(words.startswith("Eau et") for words in headings)) == (0, 1)


@pytest.mark.parametrize(
    "url", [None, "javascript:alert(1)", "data:text/html,x", "https://", "http://[", "ftp://exemple.org/"]
)
def test_an_article_without_a_safe_address_has_a_title_without_a_link(url: str | None) -> None:
    edition = replace(
        EMPTY, chapters=(ThemeSection(name="N", articles=(PlacedArticle(article=article(1, "Titre", url=url)),)),)
    )

    config = replace(BARE_CONFIG, letter=replace(BARE_CONFIG.letter, language="en"))
    assert Outline(render_letter(edition, config).html).named("href") == [
        "mailto:lettre@exemple.org?subject=unsubscribe"
    ]


def test_a_cancelled_event_is_struck_and_said() -> None:
    letter = english(FULL)

    said = ("Cancelled</strong> – <s>" in letter.html, "Cancelled – Atelier budget participatif" in letter.text)
    assert said == (True, True)


def test_an_image_is_as_wide_as_the_letter_at_most_and_keeps_its_shape() -> None:
    found = re.search(r'<img[^>]* width="(\d+)" height="(\d+)"', english(FULL).html)

    assert found is not None
    assert found.groups() == ("560", "280")


def test_an_image_that_is_no_web_address_is_not_printed() -> None:
    pinned = replace(FULL.chapters[1].articles[0].article, image=Image(url="data:image/png;base64,AAAA"))
    edition = replace(FULL, chapters=(ThemeSection(name="N", articles=(PlacedArticle(article=pinned),)),))

    assert "img" not in Outline(render_letter(edition, CONFIG).html).tags


def test_without_a_place_on_the_web_nothing_is_read_online() -> None:
    letter = render_letter(FULL, replace(CONFIG, letter=replace(CONFIG.letter, language="en"), web=None))

    assert ("online" in letter.html, "online" in letter.text) == (False, False)


def test_looks_stand_inline_and_dark_screens_in_a_style_under_2_kb() -> None:
    html = english(FULL).html
    styles = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)

    assert (len(styles[0]) < 2000, "prefers-color-scheme" in styles[0], "!important" in styles[0]) == (True, True, True)
    assert (html.startswith("<!DOCTYPE html>\n<html "), 'style="max-width:600px;margin:0 auto"' in html) == (
        True,
        True,
    )


def test_nothing_remote_nothing_obsolete_and_no_layout_table_is_in_the_letter() -> None:
    outline = Outline(english(FULL).html)
    unwanted = {"script", "link", "iframe", "header", "main", "section", "font", "center"}

    names = {name for name, _value in outline.attributes}
    assert (unwanted & set(outline.tags), names & {"bgcolor", "align", "valign", "background"}) == (set(), set())


def test_the_one_table_of_a_letter_without_pictures_is_its_agenda() -> None:
    tables = re.findall(r"<table[^>]*>", english(FULL).html.replace("<!--[if mso]>", "<!--").split("-->", 2)[2])

    assert [table for table in tables if "role" not in table] == tables[:1]


def test_every_colour_has_six_digits() -> None:
    html = english(FULL).html

    assert [colour for colour in re.findall(r"#[0-9a-fA-F]+(?=[;\" ])", html) if len(colour) != 7] == []


def test_every_class_that_is_left_is_named_in_the_style() -> None:
    html = english(FULL).html
    left = {name for value in Outline(html).named("class") for name in (value or "").split()}

    assert left - set(re.findall(r"\.([a-z]+)", html.partition("</style>")[0])) == set()


@pytest.mark.parametrize("count", [0, 1, 60])
def test_any_number_of_articles_makes_a_letter_that_is_not_cut(count: int) -> None:
    letter = render_letter(of_articles(count, summary="Une phrase qui compte. " * 20), CONFIG)

    said = (letter.html.count("<h3"), letter.weight == len(letter.html.encode()), letter.weight <= HEAVY)
    assert said == (count, True, True)


def test_a_full_letter_is_light() -> None:
    """Ten articles with an image and a file each, twelve events with a place and two links, an édito of 300 words."""
    words = "Les élues et élus du réseau se retrouvent pour parler d'eau, de jeunesse et de coopération. "
    placed = tuple(
        PlacedArticle(
            article=article(n, f"{words} {n}", words * 6, image=WATER.image, links=WATER.links), also_in=("Climat",)
        )
        for n in range(10)
    )
    links = (Link(url="https://exemple.org/inscription", title="S'inscrire"), *WATER.links)
    agenda = tuple(event(n, words, at(15 + n, 9), at(15 + n, 17), place="Lyon", links=links) for n in range(12))
    chapters = tuple(ThemeSection(name=f"Thème {n}", articles=placed[2 * n : 2 * n + 2]) for n in range(5))
    letter = render_letter(replace(FULL, edito=words * 20, chapters=chapters, agenda=agenda), CONFIG)

    assert (letter.html.count("<h3") + letter.html.count("<td") >= 22, letter.shortened, letter.weight <= 60_000) == (
        True,
        False,
        True,
    )


def test_a_heavy_letter_shortens_its_summaries_and_keeps_its_footer() -> None:
    letter = render_letter(of_articles(120, summary="Une phrase qui compte. " * 20), CONFIG)

    assert (letter.shortened, CONFIG.letter.address in letter.html) == (True, True)


def test_a_light_letter_is_not_shortened() -> None:
    assert render_letter(FULL, CONFIG).shortened is False


def test_the_text_stays_within_72_columns_but_for_addresses() -> None:
    long = "un titre qui ne finit pas " * 8
    edition = replace(titled(long), edito=f"{long} https://exemple.org/{'x' * 300}", signed="Une élue")

    lines = english(edition).text.split("\n")
    assert [line for line in lines if columns_of(line) > 72 and "://" not in line] == []


def test_each_address_of_the_text_stands_whole_behind_its_number() -> None:
    url = "https://exemple.org/" + "a-b_c" * 60
    edition = replace(
        EMPTY, chapters=(ThemeSection(name="N", articles=(PlacedArticle(article=article(1, "T", url=url)),)),)
    )

    assert f"[1] {url}" in english(edition).text.split("\n")


def test_every_number_in_the_text_leads_to_an_address_of_the_list() -> None:
    text, _mark, listed = english(FULL).text.partition("\nLinks\n-----\n\n")

    numbers = {int(found) for found in re.findall(r"\u00a0\[(\d+)\]", text)}
    assert numbers == {int(found) for found in re.findall(r"^\[(\d+)\] https?://\S+$", listed, re.MULTILINE)}


def test_no_address_is_printed_twice_in_the_text() -> None:
    addresses = re.findall(r"https?://\S+", english(FULL).text)

    assert len(addresses) == len(set(addresses)) == 14


def test_an_event_of_a_whole_day_leaves_no_column_empty() -> None:
    day = event(1, "Assemblée", date(2024, 4, 20), place="Lyon")

    assert "\nDuring the day  Assemblée\n                Lyon\n" in english(replace(EMPTY, agenda=(day,))).text


def test_a_short_letter_is_half_as_heavy_and_loses_no_title() -> None:
    full, short = english(FULL), english(FULL, variant="compact")

    titles = [words for _tag, words in Outline(full.html).headings]
    assert (titles == [words for _tag, words in Outline(short.html).headings], "<img" in short.html) == (True, False)


def test_the_footer_of_the_text_begins_as_footers_do() -> None:
    assert "\n-- \nRéseau des villes partenaires\n" in english(FULL).text


def test_the_message_holds_the_text_and_the_html_and_the_weight_is_told() -> None:
    letter = english(FULL)

    said = (letter.message.count(b"Content-Type: text/plain"), letter.message.count(b"Content-Type: text/html"))
    assert (said, letter.weight) == ((1, 1), len(letter.html.encode()))


def test_a_foreign_title_names_its_language() -> None:
    html = render_letter(FULL, CONFIG).html

    assert re.findall(r'<h3[^>]* lang="en" dir="auto"[^>]*><a[^>]*>Call for partners', html) != []


@settings(max_examples=25)
@given(st.text(min_size=1, max_size=60))
def test_no_title_breaks_the_letter(title: str) -> None:
    letter = english(titled(title))

    said = (
        letter.message.isascii(),
        "\n" in letter.subject,
        set(Outline(letter.html).tags) & {"script", "img", "iframe"},
    )
    assert said == (True, False, set())
