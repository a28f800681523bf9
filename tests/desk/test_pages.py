"""The page around the letter."""

import pytest

from digest.desk.pages import Choice, read_choice, write_message, write_page
from digest.desk.parts import Parts
from digest.desk.watching import View


def parts(html: str) -> Parts:
    return Parts(html=html, text="", headers=(), source="", weight=len(html), inbox="")


@pytest.mark.parametrize(
    ("query", "choice"),
    [
        ("", Choice()),
        ("tab=text", Choice(tab="text")),
        ("width=320&dark=1&images=0", Choice(width=320, dark=True, images=False)),
        ("tab=../../etc/passwd&width=1e9&dark=%22", Choice()),
        ("width=320&width=800", Choice(width=800)),
        ("&".join(f"a{number}=1" for number in range(100)), Choice()),
    ],
)
def test_what_the_query_does_not_know_is_the_default(query: str, choice: Choice) -> None:
    assert read_choice(query) == choice


def test_a_choice_comes_back_from_its_own_link() -> None:
    choice = Choice(tab="message", width=375, dark=True, images=False)

    assert read_choice(choice.link().partition("?")[2]) == choice


@pytest.mark.parametrize(("dark", "media"), [(True, "@media all {"), (False, "@media not all {")])
def test_the_dark_style_of_the_letter_is_on_or_off_as_chosen(dark: bool, media: str) -> None:
    view = View(parts=parts("<style>@media (prefers-color-scheme: dark) { p { color: #ffffff } }</style>"))

    assert write_message(view, Choice(dark=dark)) == f"<style>{media} p {{ color: #ffffff }} }}</style>"


def test_a_link_to_the_world_opens_in_a_new_tab_and_an_anchor_stays() -> None:
    view = View(parts=parts('<a href="#agenda">a</a><a style="x" href="https://exemple.org/">b</a>'))

    page = write_message(view, Choice())

    world = '<a target="_blank" rel="noopener" style="x" href="https://exemple.org/">b</a>'
    assert page == f'<a href="#agenda">a</a>{world}'


def test_a_fault_stands_in_the_page_as_words() -> None:
    page = write_page(View(fault="editions/1.yaml:3: <script>alert(1)</script>"), Choice())

    assert ("<script>alert" in page, "editions/1.yaml:3: &lt;script&gt;" in page) == (False, True)
