"""Pictures drawn by ourselves, for the tests of thumbnails."""

import random
from io import BytesIO

from PIL import Image
from PIL.Image import Exif

ORIENTATION, MAKER = 0x0112, 0x010F


def photograph(width: int, height: int, *, form: str = "JPEG", orientation: int = 1) -> bytes:
    """Draw a picture that is hard to press: coarse noise, with metadata that tells of its maker."""
    noise = Image.frombytes(
        "RGB", (width // 4, height // 4), random.Random(1).randbytes((width // 4) * (height // 4) * 3)
    )
    exif = Exif()
    exif[ORIENTATION], exif[MAKER] = orientation, "Camera of Jeanne"
    return saved(noise.resize((width, height)), form, exif=exif)


def badge(size: int) -> bytes:
    """Draw a square of one colour on nothing, as PNG."""
    ground = Image.new("RGBA", (size, size), (0, 0, 0, 0))
    ground.paste((0, 80, 160, 255), (size // 4, size // 4, size // 2, size // 2))
    return saved(ground, "PNG")


def saved(picture: Image.Image, form: str, **how: object) -> bytes:
    stream = BytesIO()
    picture.save(stream, form, **how)
    return stream.getvalue()
