"""Links asked of a real server: what is alive, what is dead, what cannot be known, and how politely it is asked."""

from dataclasses import replace
from datetime import timedelta

import pytest

from digest.config import Config, Fetch
from digest.model import LinkCheckResult, LinkStatus
from digest.sources.http.link_check import ask_links
from tests.makers import make_config
from tests.servers import HANG, Reply, Site, Stopwatch


def allowing(site: Site, **more: object) -> Config:
    """Allow the site, which stands on a private network."""
    return make_config(fetch=replace(Fetch(allow=(site.host,)), **more))  # type: ignore[arg-type]  # chosen by each test


def ask(site: Site, *paths: str) -> list[LinkStatus]:
    answers = ask_links([site.url(path) for path in paths], config=allowing(site))
    return [answers[site.url(path)].reach for path in paths]


def test_a_page_that_is_there_is_alive_after_one_question_without_its_body() -> None:
    with Site({"/page": Reply(body=b"long")}) as site:
        answers = ask_links([site.url("/page")], config=allowing(site))

    actual = (answers[site.url("/page")], site.methods)
    assert actual == (LinkCheckResult(url=site.url("/page"), reach=LinkStatus.ALIVE), ["HEAD"])


@pytest.mark.parametrize("status", [400, 403, 404, 405, 500, 501])
def test_a_server_that_does_not_know_head_is_asked_with_get(status: int) -> None:
    with Site({"/page": Reply(head=status, body=b"there")}) as site:
        reaches = ask(site, "/page")

    assert (reaches, site.methods) == ([LinkStatus.ALIVE], ["HEAD", "GET"])


def test_a_page_whose_body_never_ends_is_alive_and_not_read() -> None:
    with Site({"/page": Reply(head=405, body=b"x" * 1000, is_endless=True)}) as site, Stopwatch() as watch:
        reaches = ask(site, "/page")

    assert (reaches, watch.seconds < HANG) == ([LinkStatus.ALIVE], True)


@pytest.mark.parametrize(
    ("status", "reach"), [(404, LinkStatus.DEAD), (410, LinkStatus.DEAD), (401, LinkStatus.UNSURE)]
)
def test_only_what_the_site_says_is_not_there_is_dead(status: int, reach: LinkStatus) -> None:
    with Site({"/page": Reply(status=status)}) as site:
        reaches = ask(site, "/page")

    assert reaches == [reach]


def test_a_dead_link_says_what_the_site_answered() -> None:
    with Site() as site:
        answers = ask_links([site.url("/page")], config=allowing(site))

    assert answers[site.url("/page")].words == "the site knows no such address (404)"


@pytest.mark.parametrize("status", [429, 503])
def test_a_site_that_wants_to_be_left_alone_is_not_asked_again(status: int) -> None:
    with Site({"/page": Reply(status=status)}) as site:
        reaches = ask(site, "/page")

    assert (reaches, site.methods) == ([LinkStatus.UNSURE], ["HEAD"])


def test_a_redirect_is_followed_and_a_permanent_one_is_told() -> None:
    with Site() as site:
        site.replies["/old"] = Reply(status=301, headers={"Location": "/new"})
        site.replies["/now"] = Reply(status=302, headers={"Location": "/new"})
        site.replies["/new"] = Reply()
        answers = ask_links([site.url("/old"), site.url("/now")], config=allowing(site))

    actual = [(answer.reach, answer.moved_to) for answer in answers.values()]
    assert actual == [(LinkStatus.ALIVE, site.url("/new")), (LinkStatus.ALIVE, None)]


def test_a_private_address_is_not_asked_and_said() -> None:
    with Site({"/page": Reply()}) as site:
        answers = ask_links([site.url("/page")], config=make_config())

    answer = answers[site.url("/page")]
    assert (answer.reach, "private network" in answer.words, site.asked) == (LinkStatus.PRIVATE, True, [])


def test_a_redirect_into_a_private_network_is_not_followed() -> None:
    with Site({"/secret": Reply()}) as inner, Site() as site:
        site.replies["/page"] = Reply(status=302, headers={"Location": inner.url("/secret")})
        reaches = ask(site, "/page")

    assert (reaches, inner.asked) == ([LinkStatus.PRIVATE], [])


def test_a_host_that_does_not_exist_is_told_from_a_dead_page() -> None:
    answers = ask_links(["https://nulle-part.invalid/"], config=make_config())

    assert [answer.reach for answer in answers.values()] == [LinkStatus.NO_HOST]


def test_a_host_that_is_too_slow_is_asked_no_further() -> None:
    with Site({f"/{n}": Reply(pause=30) for n in range(5)}) as site, Stopwatch() as watch:
        config = allowing(site, deadline=timedelta(seconds=0.3))
        answers = ask_links([site.url(f"/{n}") for n in range(5)], config=config)

    reaches = [answer.reach for answer in answers.values()]
    assert (reaches, len(site.asked), watch.seconds < HANG) == ([LinkStatus.UNSURE] * 5, 1, True)


def test_the_pages_of_one_host_are_asked_one_after_the_other() -> None:
    with Site({f"/{n}": Reply() for n in range(8)}) as site:
        ask(site, *(f"/{n}" for n in range(8)))

    assert site.asked == [f"/{n}" for n in range(8)]


def test_an_address_is_asked_once_however_often_it_stands_there() -> None:
    with Site({"/page": Reply()}) as site:
        ask_links([site.url("/page")] * 3, config=allowing(site))

    assert site.asked == ["/page"]


def test_nothing_is_asked_once_the_whole_time_is_over() -> None:
    with Site({"/page": Reply()}) as site:
        answers = ask_links([site.url("/page")], config=allowing(site), whole=0)

    assert (answers[site.url("/page")].reach, site.asked) == (LinkStatus.UNSURE, [])


@pytest.mark.parametrize("address", ["http://[::1", "https://exa mple.org/", "http://exemple.org:99999/", "https:///x"])
def test_what_is_no_address_is_an_answer_too(address: str) -> None:
    answers = ask_links([address], config=make_config())

    assert [answer.reach is LinkStatus.ALIVE for answer in answers.values()] == [False]
