"""Thumbnails in the place of pictures: their address, their size, and which pictures stay as they are."""

from datetime import date

import pytest

from digest.edition import Edition, PlacedArticle, ThemeSection
from digest.edition.views import own_files, public_pictures, with_thumbnails
from digest.model import Image, Thumbnail, Window
from tests.makers import make_article

DAY = date(2026, 11, 18)
PAGE = "https://lettre.exemple.org/17/"
FAR = "https://portail.example/photo.jpg"
SMALL = Thumbnail(name="p-0123456789abcdef.jpg", width=1120, height=700)


def edition(image: Image | None, *, tags: tuple[str, ...] = ()) -> Edition:
    """Make an edition of one article with this picture."""
    placed = PlacedArticle(article=make_article("a", image=image, tags=tags))
    return Edition(
        number=17,
        title="La lettre",
        day=DAY,
        window=Window(first_day=DAY, last_day=DAY),
        subject="",
        preheader="",
        chapters=(ThemeSection(name="Monde", articles=(placed,)),),
    )


@pytest.mark.parametrize(
    ("pixels", "given", "shown"),
    [
        ((1120, 700), (None, None), (560, 350)),
        ((1120, 700), (3000, 10), (560, 350)),
        ((1120, 700), (150, None), (150, 94)),
        ((120, 60), (560, 280), (120, 60)),
        ((1120, 1), (None, None), (560, 1)),
    ],
)
def test_a_thumbnail_is_as_wide_as_its_source_shows_it_and_as_high_as_it_is(
    pixels: tuple[int, int], given: tuple[int | None, int | None], shown: tuple[int, int]
) -> None:
    before = edition(Image(url=FAR, alt="Le pont", width=given[0], height=given[1]))
    small = Thumbnail(name=SMALL.name, width=pixels[0], height=pixels[1])

    own = Image(url=f"{PAGE}{SMALL.name}", alt="Le pont", width=shown[0], height=shown[1])
    assert with_thumbnails(before, {FAR: small}, page=PAGE) == edition(own)


@pytest.mark.parametrize("image", [None, Image(url="https://portail.example/other.jpg")])
def test_a_picture_without_a_thumbnail_stays(image: Image | None) -> None:
    assert with_thumbnails(edition(image), {FAR: SMALL}, page=PAGE) == edition(image)


def test_a_picture_for_members_only_stays_where_its_source_has_it() -> None:
    hidden = edition(Image(url=FAR), tags=("Réservé aux membres",))

    actual = (
        public_pictures(hidden),
        own_files(hidden, {FAR: SMALL}),
        with_thumbnails(hidden, {FAR: SMALL}, page=PAGE),
    )
    assert actual == ((), (), hidden)


def test_the_files_of_a_page_are_those_of_its_pictures() -> None:
    assert own_files(edition(Image(url=FAR)), {FAR: SMALL, "https://portail.example/b": SMALL}) == (SMALL.name,)
