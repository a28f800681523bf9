"""The letter as the frame shows it."""

import pytest

from digest.preview.audience import ViewOptions
from digest.preview.page import frame_letter


@pytest.mark.parametrize(("colours", "media"), [("dark", "@media all {"), ("light", "@media not all {")])
def test_the_dark_style_of_the_letter_is_on_or_off_as_chosen(colours: str, media: str) -> None:
    html = "<style>@media (prefers-color-scheme: dark) { p { color: #ffffff } }</style>"

    page = frame_letter(html, ViewOptions(colours=colours))

    assert page == f"<style>{media} p {{ color: #ffffff }} }}</style>"


def test_forced_dark_inverts_the_light_colours_and_leaves_the_letters_own_dark_ones_out() -> None:
    html = "<head><style>@media (prefers-color-scheme:dark) { p { color: #ffffff } }</style></head>"

    page = frame_letter(html, ViewOptions(colours="forced"))

    assert ("@media not all {" in page, page.count("invert(1)")) == (True, 2)


def test_large_text_is_twice_as_large_and_the_words_stay() -> None:
    html = '<p style="font-size:14.5px;line-height:20px;width:10px">font-size:14px</p>'

    page = frame_letter(html, ViewOptions(large=True))

    assert page == '<p style="font-size:29px;line-height:40px;width:10px">font-size:14px</p>'


def test_a_link_to_the_world_opens_in_a_new_tab_and_an_anchor_stays() -> None:
    page = frame_letter('<a href="#agenda">a</a><a style="x" href="https://exemple.org/">b</a>', ViewOptions())

    world = '<a target="_blank" rel="noopener" style="x" href="https://exemple.org/">b</a>'
    assert page == f'<a href="#agenda">a</a>{world}'
