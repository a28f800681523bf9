"""The page around the letter."""

import pytest

from digest.preview.audience import ViewOptions, parse_view_options
from digest.preview.page import PreviewPage, line_of, render_page
from digest.preview.view import MessageView


@pytest.mark.parametrize(
    ("query", "choice"),
    [
        ("", ViewOptions()),
        ("tab=text", ViewOptions(tab="text")),
        ("width=320&colours=dark&images=0&large=1", ViewOptions(width=320, colours="dark", images=False, large=True)),
        ("tab=../../etc/passwd&width=1e9&colours=%22", ViewOptions()),
        ("width=320&width=800", ViewOptions(width=800)),
        ("&".join(f"a{number}=1" for number in range(100)), ViewOptions()),
    ],
)
def test_what_the_query_does_not_know_is_the_default(query: str, choice: ViewOptions) -> None:
    assert parse_view_options(query) == choice


def test_a_choice_comes_back_from_its_own_link() -> None:
    choice = ViewOptions(tab="message", width=375, colours="forced", images=False, large=True)

    assert parse_view_options(choice.link().partition("?")[2]) == choice


def test_a_fault_stands_in_the_page_as_words() -> None:
    view = MessageView(fault="editions/1.yaml:3: <script>alert(1)</script>")

    page = render_page(PreviewPage(view=view, choice=ViewOptions()))

    assert ("<script>alert" in page, "editions/1.yaml:3: &lt;script&gt;" in page) == (False, True)


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ('editions/17.yaml:23 "Bureau exécutif"', 23),
        ("editions/17.yaml subject", 0),
        ("editions/1.yaml:23", 0),
        ("feeds.yaml:3", 0),
    ],
)
def test_a_place_in_the_edition_file_leads_to_its_line(place: str, line: int) -> None:
    assert line_of(place, "editions/17.yaml") == line
