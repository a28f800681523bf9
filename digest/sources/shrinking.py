"""A picture's octets in, a thumbnail under a byte budget out; needs Pillow, the extra `[images]`.

The octets come from anywhere: only four plain formats are read, and a picture whose head says that it unpacks to more
pixels than any camera makes is refused before it is unpacked. What it says of the camera, the place and the person is
not copied; how the camera was held is carried out first (Exif 2.32, Orientation).
"""

import hashlib
import warnings
from collections.abc import Iterator
from io import BytesIO

from PIL import Image as Images
from PIL import ImageOps
from PIL.Image import Image as Canvas

from digest.model import Thumbnail

BUDGET = 80_000
"""Octets of a thumbnail at most."""
_BOX = (1120, 1680)
"""Pixels at most: twice the 560 of the letter's column, for dense screens, and no endless column."""
_MOST_PIXELS = 40_000_000
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
_QUALITIES = (82, 74, 66, 58, 50)
_SCALES = (1.0, 0.8, 0.64, 0.5, 0.35, 0.2)


class UnusableError(ValueError):
    """The octets are no picture that can be used."""


def shrink_picture(octets: bytes) -> tuple[Thumbnail, bytes]:
    """Give a thumbnail of a picture, and its octets: always the same for the same octets.

    Not thread-safe, for Python's warnings are not.

    Raises:
        UnusableError: It is no picture, is broken, or has too many pixels.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # broken metadata, which is thrown away
            warnings.simplefilter("error", Images.DecompressionBombWarning)
            canvas = _read(octets)
    except Exception as error:  # the decoders raise a dozen kinds, struct.error and SyntaxError among them
        raise UnusableError(str(error)) from error
    for width, height, ending, small in _tries(canvas):
        if len(small) <= BUDGET:
            name = f"p-{hashlib.sha256(small).hexdigest()[:16]}.{ending}"
            return Thumbnail(name=name, width=width, height=height), small
    raise UnusableError("it does not shrink")


def _read(octets: bytes) -> Canvas:
    """Unpack a picture: upright, in the colours of screens, as small as is needed, with nothing beside its pixels."""
    with Images.open(BytesIO(octets), formats=_FORMATS) as opened:
        if opened.width * opened.height > _MOST_PIXELS:
            raise UnusableError("too many pixels")
        opened.draft("RGB", (max(_BOX), max(_BOX)))  # a JPEG is unpacked at a half, a quarter or an eighth of its size
        upright = ImageOps.exif_transpose(opened)
        canvas = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    canvas.info.clear()
    canvas.thumbnail(_BOX, Images.Resampling.LANCZOS)
    return canvas


def _scaled(canvas: Canvas, scale: float) -> Canvas:
    size = (max(round(canvas.width * scale), 1), max(round(canvas.height * scale), 1))
    return canvas.resize(size, Images.Resampling.LANCZOS)


def _tries(canvas: Canvas) -> Iterator[tuple[int, int, str, bytes]]:
    """Give the picture ever lighter: as PNG where it has holes, then as JPEG on white."""
    if _has_holes(canvas):
        yield canvas.width, canvas.height, "png", _saved(canvas, "PNG", optimize=True)
    flat = _flat(canvas)
    for scale in _SCALES:
        fitted = _scaled(flat, scale)
        for quality in _QUALITIES:
            octets = _saved(fitted, "JPEG", quality=quality, optimize=True, progressive=True)
            yield fitted.width, fitted.height, "jpg", octets


def _has_holes(canvas: Canvas) -> bool:
    return canvas.mode == "RGBA" and canvas.getchannel("A").histogram()[255] < canvas.width * canvas.height


def _flat(canvas: Canvas) -> Canvas:
    if canvas.mode != "RGBA":
        return canvas
    ground = Images.new("RGB", canvas.size, "white")
    ground.paste(canvas, mask=canvas.getchannel("A"))
    return ground


def _saved(canvas: Canvas, form: str, **how: object) -> bytes:
    stream = BytesIO()
    canvas.save(stream, form, **how)
    return stream.getvalue()
