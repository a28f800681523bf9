"""Thumbnails of the pictures that sources show: each is read once, through the one client, and shrunk.

Several are read at once and shrunk one after the other, so that only one is unpacked at any time. A picture that cannot
be had is a problem; so is one that no time was left for.
"""

import hashlib
import threading
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, replace
from datetime import timedelta
from io import BytesIO

from PIL import Image as Images
from PIL import ImageOps
from PIL.Image import Image as Canvas

from digest.config.model import Config, Source, SourceType
from digest.locale import _
from digest.model import Problem, Thumbnail
from digest.sources.collect import agent_of
from digest.sources.http.client import FetchFailure, HttpClient, without_secret
from digest.sources.http.guard import ConnectionPool

# A picture's octets in, a thumbnail under a byte budget out; needs Pillow, the extra `[images]`.

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
    """Return a thumbnail of a picture, and its octets: always the same for the same octets.

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
    """Return the picture ever lighter: as PNG where it has holes, then as JPEG on white."""
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


Keep = Callable[[str, Thumbnail, bytes], None]
"""What is done with the thumbnail of an address."""
_AT_ONCE = 4
_AT_MOST = 12_000_000
"""Octets; photographs of a telephone are smaller."""
_LONGEST = timedelta(seconds=15)
_WHOLE = 120.0
"""Seconds for all pictures of a letter."""


def make_thumbnails(
    addresses: Iterable[str], *, config: Config, keep: Keep, whole: float = _WHOLE
) -> tuple[Problem, ...]:
    """Read pictures and hand their thumbnails on, one at a time; return what could not be had, in the addresses' order.

    Args:
        addresses: http and https addresses.
        config: Who asks, and how addresses are read.
        keep: Takes each thumbnail.
        whole: Seconds after which no further picture is asked for.
    """
    limits = replace(
        config.fetch,
        deadline=min(config.fetch.deadline, _LONGEST),
        at_most=min(config.fetch.at_most, _AT_MOST),
    )
    with (
        ConnectionPool(allow=limits.allow) as connections,
        ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix="picture") as workers,
    ):
        client = HttpClient(limits=limits, agent=agent_of(config), connections=connections)
        making = _Making(client=client, keep=keep, end=time.monotonic() + whole, turn=threading.Lock())
        # What went wrong is worded in the language of whoever asks, which is the context's.
        waiting = [workers.submit(copy_context().run, making.make, url) for url in dict.fromkeys(addresses)]
        return tuple(problem for one in waiting if (problem := one.result()))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Making:
    """One round: the client, who takes the thumbnails, the instant (monotonic) of its end, whose turn it is."""

    client: HttpClient
    keep: Keep
    end: float
    turn: threading.Lock

    def make(self, url: str) -> Problem | None:
        """Make one thumbnail; return what is wrong where there is none."""
        if time.monotonic() >= self.end:
            return _problem(url, _("no time was left for it"))
        found = self.client.get(Source(name="", type=SourceType.PAGE, url=url))
        if isinstance(found, FetchFailure):
            return _problem(url, found.message)
        try:
            with self.turn:
                self.keep(url, *shrink_picture(found.body))
        except UnusableError:
            return _problem(url, _("it is broken, too large, or of another kind than JPEG, PNG, GIF and WebP"))
        return None


def _problem(url: str, reason: str) -> Problem:
    return Problem(
        source="",
        where=without_secret(url)[:200],
        message=_("this picture has no thumbnail, and the letter shows it from its own place: {reason}").format(
            reason=reason
        ),
        hint=_("Build again later, or give the article another picture."),
    )
