"""The pictures of an edition as thumbnails of our own, where feeds.yaml asks for them (`letter.images`).

Making them asks the network, at a build; showing them asks only the state folder, so that preview, check and archive
show the letter that was built.
"""

from importlib import import_module
from pathlib import Path

from digest.config.model import Config
from digest.edition import Edition
from digest.edition.views import own_files, public_pictures, with_thumbnails
from digest.errors import DigestError
from digest.locale import _
from digest.locale.reasons import say_reason
from digest.model import Problem, Thumbnail
from digest.render.headers import online_address
from digest.store.caches import keep_picture, known_pictures, read_picture


def make_pictures(edition: Edition, config: Config, state: Path) -> tuple[Problem, ...]:
    """Make the thumbnails of an edition that there are not yet; return what could not be had.

    Raises:
        DigestError: The disk refuses.
    """
    if config.letter.images != "thumbnails":
        return ()
    hindrance = _hindrance(config)
    if hindrance:
        return (hindrance,)
    from digest.sources.http.thumbnails import make_thumbnails

    known = known_pictures(state)
    missing = [url for url in public_pictures(edition) if url not in known]

    def keep(url: str, thumbnail: Thumbnail, octets: bytes) -> None:
        keep_picture(state, url, thumbnail, octets)

    try:
        return make_thumbnails(missing, config=config, keep=keep) if missing else ()
    except OSError as error:
        raise _refused(error, state) from error


def with_pictures(edition: Edition, config: Config, state: Path) -> Edition:
    """Give the edition of a letter with the thumbnails there are; other pictures stay where their sources have them."""
    return with_own_pictures(edition, config, state) if config.letter.images == "thumbnails" else edition


def with_own_pictures(edition: Edition, config: Config, state: Path) -> Edition:
    """Return an edition of the archive, which shows what an earlier letter may show, however letters are made now."""
    page = online_address(edition, config)
    return with_thumbnails(edition, known_pictures(state), page=page) if page else edition


def picture_files(edition: Edition, config: Config, state: Path) -> dict[str, bytes]:
    """Return the thumbnails that the page of an edition shows, by their path in the archive.

    Raises:
        DigestError: The disk refuses.
    """
    names = own_files(edition, known_pictures(state)) if config.web else ()
    try:
        return {f"{edition.number}/{name}": read_picture(state, name) for name in names}
    except OSError as error:
        raise _refused(error, state) from error


def _refused(error: OSError, state: Path) -> DigestError:
    problem = _("the pictures cannot be read or written ({reason})").format(reason=say_reason(error))
    return DigestError(
        problem, where=str(state), hint=_("Check the rights of its folder and the room left on the disk.")
    )


def _hindrance(config: Config) -> Problem | None:
    """Report what is missing for thumbnails at all."""
    linked = _("images: thumbnails cannot be done, and the letter shows the sources' own pictures: {reason}")
    if not config.web:
        reason = _("web.address is missing, beside whose pages they lie")
        hint = _("Write the address of the archive under web: address:, or images: linked under letter:.")
    elif not _has_pillow():
        reason = _("Pillow is missing, which shrinks pictures")
        hint = _("Install it: pip install 'digest-newsletter[images]'.")
    else:
        return None
    return Problem(source="", where=config.path.name, message=linked.format(reason=reason), hint=hint)


def _has_pillow() -> bool:
    try:
        import_module("PIL.Image")
    except ImportError:
        return False
    return True
