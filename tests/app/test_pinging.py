"""The health check, against a real server: what it hears, and what is said when it does not."""

from dataclasses import replace

import pytest

from digest.app.notify import HealthcheckPing
from digest.config import Config, Fetch
from tests.makers import make_config
from tests.servers import Reply, Site, Stopwatch


def watched(address: str, *allow: str) -> Config:
    config = make_config()
    return replace(config, send=replace(config.send, ping=address), fetch=Fetch(allow=allow))


def said(config: Config, code: int = 0, summary: str = "", **environ: str) -> list[str]:
    pinger = HealthcheckPing(config, environ)
    pinger.begin()
    pinger.end(code, summary)
    return [one.message for one in pinger.problems]


@pytest.mark.parametrize(("code", "end"), [(0, "/uuid"), (1, "/uuid/1"), (75, "/uuid/75")])
def test_it_hears_of_the_beginning_and_of_the_end_with_its_code(code: int, end: str) -> None:
    with Site({"/uuid/start": Reply(), end: Reply()}) as site:
        problems = said(watched("${PING}", site.host), code, "Édition 1", PING=site.url("/uuid/"))

    assert (problems, site.asked, site.bodies) == ([], ["/uuid/start", end], [b"", "Édition 1".encode()])


def test_without_an_address_nobody_is_told() -> None:
    assert said(make_config()) == []


def test_an_address_on_a_private_network_is_asked_only_where_feeds_yaml_names_it() -> None:
    with Site({"/uuid": Reply()}) as site:
        problems = said(watched(site.url("/uuid")))

    assert (site.asked, len(problems)) == ([], 1)
    assert "its host is on a private network" in problems[0]


@pytest.mark.parametrize(
    "address",
    ["ftp://s3cret.example/uuid", "https://s3cret", "s3cret", "http://[s3cret", "http://127.0.0.1:1/s3cret", "${NONE}"],
)
def test_whatever_the_address_is_it_is_not_said(address: str) -> None:
    (words,) = said(watched(address, "127.0.0.1"))

    assert words.startswith("the health check could not be told: ")
    assert "s3cret" not in words


def test_a_redirect_is_not_followed() -> None:
    with Site({"/uuid": Reply(status=302, headers={"Location": "/elsewhere"})}) as site:
        problems = said(watched(site.url("/uuid"), site.host))

    assert (len(problems), "/elsewhere" in site.asked) == (1, False)


def test_a_check_that_never_answers_costs_a_run_a_few_seconds() -> None:
    with Site({"/uuid/start": Reply(pause=30)}) as site, Stopwatch() as watch:
        pinger = HealthcheckPing(watched(site.url("/uuid"), site.host), {})
        pinger.begin()

    assert (len(pinger.problems), watch.seconds < 7) == (1, True)


def test_the_end_is_told_although_the_beginning_could_not_be() -> None:
    with Site({"/uuid": Reply()}) as site:
        problems = said(watched(site.url("/uuid"), site.host))

    assert (len(problems), site.asked) == (1, ["/uuid/start", "/uuid"])


def test_the_summary_has_a_bounded_length() -> None:
    with Site({"/uuid": Reply(), "/uuid/start": Reply()}) as site:
        said(watched(site.url("/uuid"), site.host), 0, "é" * 100_000)

    assert len(site.bodies[1]) == 10_000
