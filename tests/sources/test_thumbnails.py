"""Thumbnails of the pictures of a real server: how they are asked for, and what is said of those that fail."""

import pytest

from digest.config import Config, Fetch
from digest.model import Thumbnail
from digest.sources.http.thumbnails import make_thumbnails
from tests.makers import make_config
from tests.pictures import photograph
from tests.servers import Reply, Site


def allowing(site: Site) -> Config:
    """Allow the site, which stands on a private network."""
    return make_config(fetch=Fetch(allow=(site.host,)))


class Kept(dict[str, Thumbnail]):
    """Takes thumbnails."""

    def keep(self, url: str, thumbnail: Thumbnail, _octets: bytes) -> None:
        self[url] = thumbnail


def test_each_picture_is_asked_for_once_with_get() -> None:
    kept = Kept()
    with Site({"/a.jpg": Reply(body=photograph(800, 400))}) as site:
        problems = make_thumbnails([site.url("/a.jpg")] * 2, config=allowing(site), keep=kept.keep)

    sizes = [(one.width, one.height) for one in kept.values()]
    assert (problems, sizes, site.methods) == ((), [(800, 400)], ["GET"])


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(status=404), "the site knows no such address (404)"),
        (Reply(body=b"<svg/>"), "it is broken, too large, or of another kind than JPEG, PNG, GIF and WebP"),
        (Reply(body=b"x" * 1_000_000, is_endless=True), "the answer is longer than 12 MB"),
    ],
)
def test_a_picture_that_cannot_be_had_is_said_with_its_reason(reply: Reply, reason: str) -> None:
    kept = Kept()
    with Site({"/a.jpg": reply}) as site:
        problems = make_thumbnails([site.url("/a.jpg")], config=allowing(site), keep=kept.keep)

    message = f"this picture has no thumbnail, and the letter shows it from its own place: {reason}"
    assert ([(one.where, one.message) for one in problems], kept) == ([(site.url("/a.jpg"), message)], {})


def test_a_private_host_that_is_not_allowed_is_not_asked() -> None:
    kept = Kept()
    with Site({"/a.jpg": Reply(body=photograph(80, 40))}) as site:
        problems = make_thumbnails([site.url("/a.jpg")], config=make_config(), keep=kept.keep)

    assert (len(problems), site.asked, kept) == (1, [], {})


def test_when_the_time_is_over_nothing_more_is_asked_for() -> None:
    kept = Kept()
    with Site({"/a.jpg": Reply(body=photograph(80, 40))}) as site:
        problems = make_thumbnails([site.url("/a.jpg")], config=allowing(site), keep=kept.keep, whole=0)

    assert (["no time was left" in one.message for one in problems], site.asked) == ([True], [])
