"""Pictures made small: under the budget, upright, without metadata; and what is refused."""

import random
import struct
import zlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from digest.sources.http.thumbnails import BUDGET, UnusableError, shrink_picture
from tests.pictures import badge, photograph, saved

SMALL = photograph(64, 48)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_large_picture_of_every_form_becomes_a_jpeg_under_the_budget(form: str) -> None:
    thumbnail, octets = shrink_picture(photograph(2400, 1600, form=form))

    shown = Image.open(BytesIO(octets))
    actual = (shown.format, shown.size == (thumbnail.width, thumbnail.height), thumbnail.width <= 1120)
    assert (actual, len(octets) <= BUDGET) == (("JPEG", True, True), True)


def test_even_noise_that_does_not_press_comes_under_the_budget() -> None:
    noise = Image.frombytes("RGB", (1120, 1680), random.Random(2).randbytes(1120 * 1680 * 3))

    assert len(shrink_picture(saved(noise, "PNG"))[1]) <= BUDGET


def test_a_small_picture_is_not_enlarged() -> None:
    thumbnail = shrink_picture(SMALL)[0]

    assert (thumbnail.width, thumbnail.height) == (64, 48)


def test_a_picture_taken_upright_stands_upright() -> None:
    thumbnail = shrink_picture(photograph(2400, 1600, orientation=6))[0]

    assert thumbnail.width < thumbnail.height


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_what_a_picture_tells_of_its_maker_is_gone(form: str) -> None:
    before = photograph(320, 200, form=form)
    after = shrink_picture(before)[1]

    assert (b"Jeanne" in before, b"Jeanne" in after, b"Exif" in after) == (True, False, False)


def test_a_comment_in_a_jpeg_is_gone() -> None:
    before = saved(Image.new("RGB", (64, 64)), "JPEG", comment=b"Jeanne")
    after = shrink_picture(before)[1]

    assert (b"Jeanne" in before, b"Jeanne" in after) == (True, False)


def test_a_light_picture_with_holes_keeps_them() -> None:
    thumbnail, octets = shrink_picture(badge(400))

    assert (thumbnail.name[-4:], Image.open(BytesIO(octets)).getpixel((0, 0))) == (".png", (0, 0, 0, 0))


def test_a_heavy_picture_with_holes_lies_on_white() -> None:
    noise = Image.frombytes("RGBA", (900, 900), random.Random(3).randbytes(900 * 900 * 4))
    noise.paste((0, 0, 0, 0), (0, 0, 300, 300))
    thumbnail, octets = shrink_picture(saved(noise, "PNG"))

    corner = Image.open(BytesIO(octets)).convert("L").getpixel((5, 5))
    assert (thumbnail.name[-4:], isinstance(corner, int) and corner > 245) == (".jpg", True)


def bomb(width: int, height: int) -> bytes:
    """Write a PNG of a few hundred octets whose head promises any number of pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(100_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(6500, 6500), (10_000, 10_000), (60_000, 60_000)])
def test_a_picture_that_unpacks_to_too_many_pixels_is_refused(size: tuple[int, int]) -> None:
    with pytest.raises(UnusableError, match=r"pixels"):
        shrink_picture(bomb(*size))


@pytest.mark.parametrize("octets", [b"", b"<svg/>", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", SMALL[:-900]])
def test_what_is_no_whole_picture_is_refused(octets: bytes) -> None:
    with pytest.raises(UnusableError):
        shrink_picture(octets)


@given(st.integers(0, len(SMALL) - 1), st.binary(min_size=1, max_size=8))
def test_a_picture_with_wrong_octets_is_shrunk_or_refused(at: int, wrong: bytes) -> None:
    try:
        fits = len(shrink_picture(SMALL[:at] + wrong + SMALL[at + len(wrong) :])[1]) <= BUDGET
    except UnusableError:
        fits = True

    assert fits
