from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from digest.app.add_source import add_address, add_list
from digest.config import Config, load_config
from digest.errors import DigestError, UsageError
from tests.end_to_end.commands import feeds_yaml, write
from tests.servers import Reply, Site

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
ALLOW = "fetch:\n  allow: [127.0.0.1]\n"


@pytest.fixture
def site() -> Iterator[Site]:
    feed = b"<rss version='2.0'><channel><title>CGLU</title></channel></rss>"
    with Site({f"/{n}": Reply(body=feed) for n in range(3)}) as running:
        yield running


def letter(folder: Path, *sources: str) -> Config:
    return load_config(write(folder, {"feeds.yaml": feeds_yaml(*sources, more=ALLOW)}) / "feeds.yaml", environ={})


def add(config: Config, address: str, name: str | None = None) -> Config:
    add_address(config, address, name=name, now=NOW, environ={})
    return load_config(config.path, environ={})


def test_sources_that_call_themselves_the_same_are_numbered(tmp_path: Path, site: Site) -> None:
    config = letter(tmp_path, "name: cglu\n    url: https://a.example/")

    for n in range(2):
        config = add(config, site.url(f"/{n}"))

    assert [one.name for one in config.sources] == ["cglu", "CGLU 2", "CGLU 3"]


def test_a_name_that_is_given_is_kept_to_the_letter(tmp_path: Path, site: Site) -> None:
    config = add(
        letter(tmp_path, "name: A\n    url: https://a.example/"), site.url("/0"), name='L\'agenda: "oui" # non'
    )

    assert config.sources[-1].name == 'L\'agenda: "oui" # non'


def test_an_address_in_another_spelling_is_there_already(tmp_path: Path) -> None:
    config = letter(tmp_path, "name: A\n    url: webcal://a.example/cal.ics?b=1&a=2")

    with pytest.raises(UsageError) as raised:
        add(config, "https://www.a.example/cal.ics?a=2&b=1&utm_source=x")

    assert (raised.value.problem, raised.value.where) == ('source "A" has this address already', "feeds.yaml:5")


def test_a_list_is_added_once_each_and_a_second_time_not_at_all(tmp_path: Path) -> None:
    config = letter(tmp_path, "name: A\n    url: https://a.example/")
    rows = "".join(f'<outline text="Ville" xmlUrl="https://{host}.example/"/>' for host in ("a", "b", "c", "b"))
    file = write(tmp_path, {"liste.opml": f"<opml><body>{rows}</body></opml>"}) / "liste.opml"

    first = add_list(config, file, environ={})
    second = add_list(load_config(config.path, environ={}), file, environ={})

    assert [([one.name for one in added.sources], added.known) for added in (first, second)] == [
        (["Ville", "Ville 2"], 2),
        ([], 4),
    ]


def test_a_list_that_is_not_there_is_said(tmp_path: Path) -> None:
    config = letter(tmp_path, "name: A\n    url: https://a.example/")

    with pytest.raises(DigestError) as raised:
        add_list(config, tmp_path / "absent.opml", environ={})

    assert (raised.value.exit_code, raised.value.where) == (2, str(tmp_path / "absent.opml"))
