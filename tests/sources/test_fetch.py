import base64
import gzip
import tracemalloc
from collections.abc import Iterator
from datetime import timedelta

import pytest

from digest.config import Fetch, Source, SourceType
from digest.model import Problem, SourceState
from digest.sources.http.client import HttpClient, HttpResponse, request_url, without_secret
from digest.sources.http.guard import is_public
from tests.servers import HANG, Reply, Site, Stopwatch


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        yield running


def get(
    address: str, *, allow: tuple[str, ...] = ("127.0.0.1",), seconds: float = 5, at_most: int = 100_000
) -> HttpResponse | Problem:
    limits = Fetch(allow=allow, deadline=timedelta(seconds=seconds), at_most=at_most)
    return HttpClient(limits=limits, agent="digest-newsletter/0").get(
        Source(name="Portail", type=SourceType.FEED, url=address)
    )


def message(result: HttpResponse | Problem) -> str:
    return result.message if isinstance(result, Problem) else f"answered {result.body[:50]!r}"


def test_an_address_gives_its_octets_and_headers(site: Site) -> None:
    site.replies["/feed"] = Reply(body=b"<rss/>", headers={"Content-Type": "text/xml"}, etag='"1"')

    answer = get(site.url("/feed"))

    assert isinstance(answer, HttpResponse)
    assert (answer.url, answer.body, answer.headers["content-type"], answer.headers["etag"]) == (
        site.url("/feed"),
        b"<rss/>",
        "text/xml",
        '"1"',
    )


def test_the_server_is_told_who_asks_and_gets_no_cookie_back(site: Site) -> None:
    site.replies["/a"] = Reply(status=302, headers={"Location": "/b", "Set-Cookie": "a=1"})
    site.replies["/b"] = Reply(body=b"b")

    get(site.url("/a"))

    assert [(sent["user-agent"], sent.get("cookie")) for sent in site.requests] == [("digest-newsletter/0", None)] * 2


def test_what_did_not_change_is_not_sent_again(site: Site) -> None:
    site.replies["/feed"] = Reply(body=b"<rss/>", etag='"1"')
    source = Source(name="Portail", type=SourceType.FEED, url=site.url("/feed"))

    answer = HttpClient(limits=Fetch(allow=("127.0.0.1",)), agent="d").get(
        source, remembered=SourceState(etag='"1"', last_modified="Mon")
    )

    assert isinstance(answer, HttpResponse)
    assert (answer.is_unchanged, answer.body, site.requests[0]["if-modified-since"]) == (True, b"", "Mon")


def test_proxies_of_the_environment_are_ignored(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    site.replies["/feed"] = Reply(body=b"ok")

    assert message(get(site.url("/feed"))) == "answered b'ok'"


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        pytest.param(Reply(status=500), "the site answers with an error of its own (500)", id="500"),
        pytest.param(Reply(status=404), "the site knows no such address (404)", id="404"),
        pytest.param(Reply(status=410), "the address is gone for good (410)", id="410"),
        pytest.param(Reply(status=403), "the site refuses to show it (403)", id="403"),
        pytest.param(Reply(status=429), "the site says it is asked too often (429)", id="429"),
        pytest.param(Reply(status=304), "the site gives an answer that is no content (304)", id="304 unasked"),
        pytest.param(Reply(status=204), "the site gives an answer that is no content (204)", id="204"),
        pytest.param(Reply(body=b"x" * 200_000), "the answer is longer than 0.1 MB", id="too long"),
        pytest.param(Reply(body=b"x" * 1000, is_endless=True), "the answer is longer than 0.1 MB", id="endless"),
        pytest.param(
            Reply(body=b"x" * 1000, cut_after=10), "the connection broke before the answer was complete", id="truncated"
        ),
        pytest.param(
            Reply(body=b"no gzip", headers={"Content-Encoding": "gzip"}),
            "the answer is packed in a way that cannot be unpacked",
            id="not gzip",
        ),
        pytest.param(
            Reply(status=302, headers={"Location": "file:///etc/passwd"}),
            '"file" addresses are not read',
            id="to a file",
        ),
        pytest.param(
            Reply(status=302, headers={"Location": "ftp://127.0.0.1/x"}), '"ftp" addresses are not read', id="to ftp"
        ),
        pytest.param(
            Reply(status=302, headers={"Location": "/feed"}),
            "the address leads from one to the next more than 10 times",
            id="in a circle",
        ),
    ],
)
def test_what_goes_wrong_is_a_problem_in_clear_words(site: Site, reply: Reply, said: str) -> None:
    site.replies["/feed"] = reply

    assert message(get(site.url("/feed"))) == said


def test_a_site_that_asks_to_wait_is_quoted(site: Site) -> None:
    site.replies["/feed"] = Reply(status=503, headers={"Retry-After": "120"})

    problem = get(site.url("/feed"))

    assert str(problem) == (
        f"{site.url('/feed')}: the site answers with an error of its own (503)\n  The site asks to wait: 120 seconds."
    )


def test_a_closed_port_and_an_unknown_host_are_told_apart() -> None:
    with Site() as gone:
        address = gone.url("/")

    said = [message(get(address)), message(get("http://no-such-host.invalid/"))]

    assert said == ["the site accepts no connection", "there is no such host"]


def test_a_plain_server_under_https_is_a_problem_of_encryption(site: Site) -> None:
    problem = get(site.url("/").replace("http:", "https:"))

    assert message(problem).startswith("its certificate or encryption is not in order")


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(Reply(body=b"x" * 1000, drip=0.05), id="an octet at a time"),
        pytest.param(Reply(body=b"late", pause=30), id="no answer at all"),
    ],
)
def test_the_deadline_holds_for_the_whole_fetch(site: Site, reply: Reply) -> None:
    site.replies["/feed"] = reply

    with Stopwatch() as watch:
        said = message(get(site.url("/feed"), seconds=0.4))

    assert (said, watch.seconds < HANG) == ("no complete answer within 0.4 seconds", True)


def test_the_deadline_holds_for_many_slow_redirects_together(site: Site) -> None:
    for hop in range(10):
        site.replies[f"/{hop}"] = Reply(status=302, headers={"Location": f"/{hop + 1}"}, pause=0.2)

    said = message(get(site.url("/0"), seconds=0.5))

    assert (said, len(site.asked) < 10) == ("no complete answer within 0.5 seconds", True)


def test_a_gzip_bomb_stops_at_the_cap_and_takes_little_memory(site: Site) -> None:
    bomb = gzip.compress(b"\0" * 200_000_000)
    site.replies["/feed"] = Reply(body=bomb, headers={"Content-Encoding": "gzip"})

    tracemalloc.start()
    said = message(get(site.url("/feed"), at_most=1_000_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert (said, peak < 10_000_000) == ("the answer is longer than 1 MB", True)


def test_a_compressed_answer_is_unpacked(site: Site) -> None:
    site.replies["/feed"] = Reply(body=gzip.compress(b"<rss/>"), headers={"Content-Encoding": "gzip"})

    assert message(get(site.url("/feed"))) == "answered b'<rss/>'"


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]", "localhost", "0.0.0.0"])
def test_a_private_network_is_not_connected_to_by_any_of_its_names(site: Site, host: str) -> None:
    problem = get(f"http://{host}:{site.port}/", allow=())

    assert ("leads into a private network" in message(problem), site.connections) == (True, 0)


def test_a_redirect_into_a_private_network_is_refused_without_a_connection(site: Site) -> None:
    with Site({"/secret": Reply(body=b"secret")}) as canary:
        site.replies["/feed"] = Reply(status=302, headers={"Location": canary.url("/secret")})
        said = message(get(site.url("/feed"), allow=(site.host,)))

    assert (said, canary.connections) == ('"127.0.0.1" leads into a private network (127.0.0.1)', 0)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("9.9.9.9", True),
        ("2620:fe::fe", True),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("127.8.8.8", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("ff02::1", False),
        ("::ffff:10.0.0.1", False),
        ("::10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("64:ff9b::909:909", True),
        ("2002:a00:1::", False),
        ("no address", False),
    ],
)
def test_an_address_is_public_or_not_whatever_it_is_wrapped_in(address: str, expected: bool) -> None:
    assert is_public(address) is expected


def test_an_address_that_moved_for_good_says_where(site: Site) -> None:
    site.replies |= {
        "/old": Reply(status=301, headers={"Location": "/new"}),
        "/new": Reply(status=302, headers={"Location": "/today"}),
        "/today": Reply(body=b"ok"),
    }

    answer = get(site.url("/old"))

    assert isinstance(answer, HttpResponse)
    assert (answer.moved_to, answer.url) == (site.url("/new"), site.url("/today"))


def test_a_name_and_password_go_to_their_own_host_only_and_into_no_message(site: Site) -> None:
    with Site({"/there": Reply(status=404)}) as other:
        site.replies["/feed"] = Reply(status=302, headers={"Location": other.url("/there")})
        problem = get(site.url("/feed").replace("://", "://lettre:secret@"))

    sent = [one.get("authorization") for one in (*site.requests, *other.requests)]
    assert (sent, "secret" in str(problem)) == (["Basic " + base64.b64encode(b"lettre:secret").decode(), None], False)


@pytest.mark.parametrize(
    "address",
    ["", "feeds", "http://", "http://[::1", "http://a b/", "http://x:99999/", "gopher://x/", "http://é..é/", "//x"],
)
def test_what_is_no_web_address_is_a_problem(address: str) -> None:
    assert isinstance(get(address, seconds=1), Problem)


def test_webcal_is_https_and_feed_is_nothing_of_its_own() -> None:
    given = [
        "webcal://exemple.org/a.ics",
        "feed://exemple.org/rss",
        "feed:https://exemple.org/rss",
        "http://exemple.org",
    ]

    assert [request_url(address) for address in given] == [
        "https://exemple.org/a.ics",
        "https://exemple.org/rss",
        "https://exemple.org/rss",
        "http://exemple.org",
    ]


def test_a_password_is_left_out_of_an_address() -> None:
    assert without_secret("https://a:b@exemple.org/c@d") == "https://exemple.org/c@d"
