"""Sources under https, with real certificates: the good one is read, a bad one is named and never spoken to."""

import ssl
from pathlib import Path

import pytest

from tests.certificates import Authority
from tests.end_to_end.commands import NOON, Result, digest, feeds_yaml, write
from tests.servers import Reply, Site

FEED = Reply(
    body=b"<rss version='2.0'><channel><title>Portail</title><item><title>Eau</title>"
    b"<link>https://portail.exemple.org/eau</link></item></channel></rss>"
)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


def collect(folder: Path, tls: ssl.SSLContext, trusted: Path) -> tuple[Result, list[str]]:
    """Collect one source under https; return what was said, and what the server was asked."""
    with Site({"/feed": FEED}, tls=tls) as site:
        config = feeds_yaml(f"{{name: Portail, url: '{site.url('/feed')}'}}", more="fetch: {allow: [127.0.0.1]}\n")
        write(folder, {"feeds.yaml": config.replace("letter:", "letter:\n  language: en", 1)})
        result = digest(folder, "--as-of", NOON, "collect", SSL_CERT_FILE=str(trusted))
        return result, site.asked


def test_a_source_with_a_good_certificate_is_read(tmp_path: Path, authority: Authority) -> None:
    result, asked = collect(tmp_path, authority.serving(), authority.file)

    assert (result.code, result.out, asked) == (0, "New: 1 article, 0 events.\n", ["/feed"])


@pytest.mark.parametrize(
    ("names", "days", "said"),
    [
        pytest.param(("autre.exemple.org",), 30, "IP address mismatch", id="of another host"),
        pytest.param(("127.0.0.1",), -1, "certificate has expired", id="that has ended"),
    ],
)
def test_a_bad_certificate_is_named_and_its_site_is_not_spoken_to(
    tmp_path: Path, authority: Authority, names: tuple[str, ...], days: int, said: str
) -> None:
    result, asked = collect(tmp_path, authority.serving(*names, days=days), authority.file)

    assert (result.code, "certificate or encryption" in result.err, said in result.err, asked) == (3, True, True, [])


def test_a_certificate_that_nobody_known_signed_is_named(tmp_path: Path, authority: Authority) -> None:
    stranger = tmp_path / "stranger"
    stranger.mkdir()

    result, asked = collect(tmp_path, authority.serving(), Authority(stranger).file)

    assert (result.code, "certificate or encryption" in result.err, asked) == (3, True, [])
