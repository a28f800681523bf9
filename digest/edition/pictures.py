"""The pictures of an edition as our own thumbnails: which may be made, under which address, how large they are shown.

Only pictures that the archive shows can lie beside its pages: one that is for members only stays where its source has
it, for whatever lies on the web can be read by anybody.
"""

from collections.abc import Mapping
from dataclasses import replace

from digest.edition.data import Edition, Placed
from digest.edition.public import public_edition
from digest.model import Image, Thumbnail

_WIDEST = 560
"""CSS pixels; the width of the letter."""


def public_pictures(edition: Edition) -> tuple[str, ...]:
    """Give the addresses of the pictures that anybody may see, each once, in print order."""
    articles = (placed.article for chapter in public_edition(edition).chapters for placed in chapter.articles)
    return tuple(dict.fromkeys(article.image.url for article in articles if article.image))


def own_files(edition: Edition, thumbnails: Mapping[str, Thumbnail]) -> tuple[str, ...]:
    """Give the names of the files that the page of an edition shows, each once."""
    known = (thumbnails[url].name for url in public_pictures(edition) if url in thumbnails)
    return tuple(dict.fromkeys(known))


def with_thumbnails(edition: Edition, thumbnails: Mapping[str, Thumbnail], *, page: str) -> Edition:
    """Put thumbnails in the place of the sources' pictures; a picture without one stays as it is.

    Args:
        edition: The edition.
        thumbnails: Those that there are, by the picture's own address.
        page: The address of the edition's page on the web, beside which they lie.
    """
    allowed = {url: thumbnails[url] for url in public_pictures(edition) if url in thumbnails}
    chapters = (
        replace(chapter, articles=tuple(_with_thumbnail(placed, allowed, page) for placed in chapter.articles))
        for chapter in edition.chapters
    )
    return replace(edition, chapters=tuple(chapters))


def _with_thumbnail(placed: Placed, thumbnails: Mapping[str, Thumbnail], page: str) -> Placed:
    image = placed.article.image
    if image is None or image.url not in thumbnails:
        return placed
    return replace(placed, article=replace(placed.article, image=_shown(image, thumbnails[image.url], page)))


def _shown(image: Image, thumbnail: Thumbnail, page: str) -> Image:
    """Show a thumbnail as wide as its source shows the picture, never wider than it is or than the letter."""
    width = min(image.width or thumbnail.width, thumbnail.width, _WIDEST)
    height = max(round(thumbnail.height * width / thumbnail.width), 1)
    return Image(url=f"{page.rstrip('/')}/{thumbnail.name}", alt=image.alt, width=width, height=height)
