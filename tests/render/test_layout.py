from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from digest.config import Brand
from digest.edition import Edition, PlacedArticle, ThemeSection
from digest.locale import in_language
from digest.model import Event, Image, Link, Status
from digest.render.layout import lay_out
from digest.render.view import LetterView, PictureView, Reference
from tests.render.samples import CONFIG, EMPTY, FULL, article, at, event


def sheet(edition: Edition, **letter: object) -> LetterView:
    config = replace(CONFIG, letter=replace(CONFIG.letter, **letter))  # type: ignore[arg-type]  # fields of the letter
    with in_language("en"):
        return lay_out(edition, config, has_calendar=True)


def of_events(*events: Event) -> LetterView:
    return sheet(replace(EMPTY, agenda=events))


def of_article(**fields: object) -> LetterView:
    one = replace(article(1, "Titre"), **fields)  # type: ignore[arg-type]  # fields of an article
    return sheet(replace(EMPTY, chapters=(ThemeSection(name="N", articles=(PlacedArticle(article=one),)),)))


def test_what_began_before_the_letter_is_on_now_and_the_rest_stands_under_its_first_day() -> None:
    laid = of_events(
        event(1, "a", date(2024, 4, 14), date(2024, 4, 20)),
        event(2, "b", date(2024, 4, 15)),
        event(3, "c", at(16, 9)),
        event(4, "d", at(16, 14)),
    )

    days = [(day.name, [meeting.title for meeting in day.meetings]) for day in laid.days]
    assert ([meeting.title for meeting in laid.ongoing], days) == (
        ["a"],
        [("Monday 15\u00a0April 2024", ["b"]), ("Tuesday 16\u00a0April 2024", ["c", "d"])],
    )


def test_a_late_evening_in_utc_stands_under_the_day_it_is_here() -> None:
    (day,) = of_events(event(1, "a", datetime(2024, 4, 16, 23, tzinfo=UTC))).days

    assert (day.name, day.meetings[0].when) == ("Wednesday 17\u00a0April 2024", "At 01:00")


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (Status.CONFIRMED, ("", False)),
        (Status.CANCELLED, ("Cancelled", True)),
        (Status.POSTPONED, ("Postponed", True)),
        (Status.FULL, ("Full", False)),
    ],
)
def test_what_is_not_as_announced_is_said(status: Status, expected: tuple[str, bool]) -> None:
    (day,) = of_events(event(1, "a", date(2024, 4, 16), status=status)).days

    assert (day.meetings[0].status, day.meetings[0].off) == expected


def strict(edition: Edition, typography: str) -> LetterView:
    letter = replace(CONFIG.letter, typography=typography)
    with in_language("fr"):
        return lay_out(edition, replace(CONFIG, letter=letter), has_calendar=False)


@pytest.mark.parametrize(
    ("typography", "expected"),
    [
        pytest.param("ours", 'L\'eau : "qui" paie ?', id="sources are left alone"),
        pytest.param("strict", "L’eau\u00a0: «\u00a0qui\u00a0» paie\u202f?", id="sources are typeset"),
    ],
)
def test_the_words_of_sources_are_typeset_where_the_letter_asks_for_it(typography: str, expected: str) -> None:
    words = 'L\'eau :  "qui" paie ?'
    image = Image(url="https://exemple.org/i.png", alt=words)
    one = article(1, words, words, links=(Link(url="https://exemple.org/x", title=words),), image=image)
    chapters = (ThemeSection(name="N", articles=(PlacedArticle(article=one),)),)
    agenda, late = event(1, words, date(2024, 4, 20), place=words), event(2, words, None, date(2024, 4, 30))
    laid = strict(replace(EMPTY, chapters=chapters, agenda=(agenda,), deadlines=(late,)), typography)

    (story,), (day,), (deadline,) = laid.stories, laid.days, laid.deadlines
    said = {story.title, *story.paragraphs, story.references[0].words, story.picture.alt if story.picture else ""}
    assert said | {day.meetings[0].title, day.meetings[0].place, deadline.title} == {expected}


def test_what_is_in_another_language_is_not_typeset() -> None:
    one = article(1, "L'eau : qui ?", "Why ?", language="en")
    laid = strict(replace(EMPTY, chapters=(ThemeSection(name="N", articles=(PlacedArticle(article=one),)),)), "strict")

    assert (laid.stories[0].title, laid.stories[0].paragraphs) == ("L'eau : qui ?", ("Why ?",))


def test_links_are_printed_once_each_with_words_and_only_safe_ones() -> None:
    links = (
        Link(url="https://exemple.org/a.pdf?x=1"),
        Link(url="https://exemple.org/a.pdf?x=1", title="encore"),
        Link(url="javascript:alert(1)", title="non"),
        Link(url="https://portail.exemple.org/spip.php?article1", title="l'article même"),
        Link(url="mailto:a@exemple.org", title="Écrire"),
    )

    (section,) = of_article(links=links).sections

    assert section.stories[0].references == (
        Reference(url="https://exemple.org/a.pdf?x=1", words="exemple.org (PDF)"),
        Reference(url="mailto:a@exemple.org", words="Écrire"),
    )


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        (Image(url="https://e.org/i.jpg"), PictureView(url="https://e.org/i.jpg", alt="", width=560, height=None)),
        (
            Image(url="https://e.org/i.jpg", alt="x\r\ny", width=100, height=50),
            PictureView(url="https://e.org/i.jpg", alt="x y", width=100, height=50),
        ),
        (
            Image(url="https://e.org/i.jpg", width=1120, height=50),
            PictureView(url="https://e.org/i.jpg", alt="", width=560, height=25),
        ),
        (Image(url="mailto:a@e.org"), None),
        (
            Image(url="https://e.org/i.jpg", width=0, height=0),
            PictureView(url="https://e.org/i.jpg", alt="", width=560, height=None),
        ),
        (
            Image(url="https://e.org/i.jpg", width=-3, height=9),
            PictureView(url="https://e.org/i.jpg", alt="", width=560, height=None),
        ),
    ],
)
def test_an_image_fits_the_letter(image: Image, expected: PictureView | None) -> None:
    (section,) = of_article(image=image).sections

    assert section.stories[0].picture == expected


def test_a_summary_keeps_its_paragraphs() -> None:
    (section,) = of_article(summary="Un.\n\nDeux.\r\nTrois.").sections

    assert section.stories[0].paragraphs == ("Un.", "Deux.", "Trois.")


def test_the_sources_own_titles_are_not_typeset_and_ours_are() -> None:
    placed = PlacedArticle(article=article(1, "Qui vient ?"))
    edition = replace(EMPTY, title="Qui vient ?", chapters=(ThemeSection(name="Qui ?", articles=(placed,)),))
    with in_language("fr"):
        laid = lay_out(edition, CONFIG, has_calendar=False)

    said = (laid.title, laid.sections[0].name, laid.sections[0].stories[0].title)
    assert said == ("Qui vient\u202f?", "Qui\u202f?", "Qui vient ?")


def test_a_letter_in_arabic_runs_from_right_to_left() -> None:
    assert (sheet(EMPTY, language="ar").direction, sheet(EMPTY, language="fr").direction) == ("rtl", "ltr")


def test_a_letter_without_a_brand_names_its_sender() -> None:
    assert sheet(EMPTY, brand=Brand()).brand == "Réseau des villes partenaires"


def test_an_edition_without_a_title_or_a_subject_has_the_letter_s() -> None:
    laid = sheet(replace(FULL, title=" ", subject="\u202e"))

    assert (laid.title, laid.subject) == (CONFIG.letter.title, CONFIG.letter.title)


def test_a_short_letter_keeps_titles_with_one_line_and_no_image() -> None:
    (story,) = sheet(replace(FULL, chapters=FULL.chapters[1:2], pinned=None), variant="compact").sections[0].stories[:1]

    assert (story.title[:3], story.picture, story.source, story.references, len(story.paragraphs)) == (
        "Eau",
        None,
        "",
        (),
        1,
    )
    assert len(story.paragraphs[0]) <= 110


def test_a_short_letter_keeps_the_links_of_what_has_no_address_itself() -> None:
    link = Link(url="https://exemple.org/a.pdf", title="Le rapport")
    one = article(1, "Titre", url=None, links=(link,))
    short = sheet(
        replace(EMPTY, chapters=(ThemeSection(name="N", articles=(PlacedArticle(article=one),)),)), variant="compact"
    )

    assert [reference.words for reference in short.sections[0].stories[0].references] == ["Le rapport"]


def test_addresses_are_numbered_in_the_order_in_which_they_are_met_each_once() -> None:
    laid = sheet(FULL)
    numbers = laid.link_numbers

    met = (laid.edito_links[0], laid.stories[0].url, laid.stories[0].references[0].url, laid.stories[1].url)
    assert ([numbers[url or ""] for url in met], list(numbers.values())) == ([1, 2, 3, 4], list(range(1, 14)))


def test_words_that_lead_to_different_places_are_told_apart_by_the_title_above_them() -> None:
    links = [Link(url=f"https://exemple.org/{n}", title="S'inscrire") for n in (1, 2)]
    plain = Link(url="https://exemple.org/p", title="Le programme")
    one = replace(article(1, "Assemblée"), links=(links[0], plain))
    laid = sheet(
        replace(
            EMPTY,
            chapters=(ThemeSection(name="N", articles=(PlacedArticle(article=one),)),),
            agenda=(event(1, "Atelier", at(20, 9), links=(links[1],)),),
        )
    )

    assert [[link.words for link in item.references] for item in laid.items] == [
        ["S'inscrire – Assemblée", "Le programme"],
        ["S'inscrire – Atelier"],
    ]


def test_words_that_lead_to_one_place_only_stay_as_they_are() -> None:
    link = Link(url="https://exemple.org/1", title="S'inscrire")
    laid = of_events(event(1, "a", at(20, 9), links=(link,)), event(2, "b", at(21, 9), links=(link,)))

    assert [[one.words for one in meeting.references] for meeting in laid.meetings] == [["S'inscrire"], ["S'inscrire"]]
