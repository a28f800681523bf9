import gzip
import socket
import threading
import tracemalloc
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta

import pytest

from digest.config import Fetch, Source, SourceType
from digest.sources.http.client import HttpClient, HttpResponse
from digest.sources.http.guard import ConnectionPool
from tests.servers import HANG, Reply, Site, Stopwatch

LIMITS = Fetch(allow=("127.0.0.1", "portail.example"), deadline=timedelta(seconds=2), at_most=100_000)


def ask(connections: ConnectionPool, address: str, *, seconds: float = 2) -> str:
    limits = Fetch(allow=LIMITS.allow, deadline=timedelta(seconds=seconds), at_most=LIMITS.at_most)
    client = HttpClient(limits=limits, agent="digest", connections=connections)
    answer = client.get(Source(name="Portail", type=SourceType.FEED, url=address))
    return answer.body.decode() if isinstance(answer, HttpResponse) else answer.message


def test_sources_of_one_host_share_a_connection() -> None:
    with (
        Site({f"/{n}": Reply(body=b"%d" % n) for n in range(5)}, keeps=True) as site,
        ConnectionPool(allow=LIMITS.allow) as connections,
    ):
        bodies = [ask(connections, site.url(f"/{n}")) for n in range(5)]

    assert (bodies, site.connections) == (["0", "1", "2", "3", "4"], 1)


@pytest.mark.parametrize(
    "first",
    [
        pytest.param(Reply(status=302, headers={"Location": "/end"}), id="a redirect"),
        pytest.param(Reply(status=404, body=b"no"), id="an error"),
        pytest.param(Reply(body=b"there"), id="an answer"),
    ],
)
def test_a_connection_is_kept_after(first: Reply) -> None:
    with (
        Site({"/": first, "/end": Reply(body=b"end")}, keeps=True) as site,
        ConnectionPool(allow=LIMITS.allow) as connections,
    ):
        ask(connections, site.url("/"))
        body = ask(connections, site.url("/end"))

    assert (body, site.connections) == ("end", 1)


@pytest.mark.parametrize(
    "first",
    [
        pytest.param(Reply(body=b"x" * 1000, cut_after=10), id="cut short"),
        pytest.param(Reply(body=b"x" * 1000, is_endless=True), id="endless"),
        pytest.param(Reply(status=500, body=b"x" * 50_000), id="long and unread"),
    ],
)
def test_a_connection_that_is_not_whole_is_let_go_of(first: Reply) -> None:
    with (
        Site({"/": first, "/end": Reply(body=b"end")}, keeps=True) as site,
        ConnectionPool(allow=LIMITS.allow) as connections,
    ):
        ask(connections, site.url("/"))
        body = ask(connections, site.url("/end"))

    assert (body, site.connections) == ("end", 2)


def test_a_kept_connection_that_the_server_closed_meanwhile_is_opened_again() -> None:
    """The server answers one request and closes without a word, though it said that it would keep the connection."""
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    accepted = []

    def serve(listening: socket.socket) -> None:
        for _turn in range(2):
            one, _address = listening.accept()
            accepted.append(one)
            with one:
                one.recv(65_536)
                one.sendall(answer)
                if len(accepted) == 1:
                    one.recv(65_536)  # the second request comes, and finds the door shut

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, args=(listening,), daemon=True)
        thread.start()
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        with ConnectionPool(allow=LIMITS.allow) as connections:
            bodies = [ask(connections, address) for _time in range(2)]
        thread.join(5)

    assert (bodies, len(accepted)) == (["ok", "ok"], 2)


def test_the_deadline_of_a_second_fetch_holds_on_a_kept_connection() -> None:
    with (
        Site({"/": Reply(body=b"ok"), "/slow": Reply(body=b"x" * 500, drip=0.05)}, keeps=True) as site,
        ConnectionPool(allow=LIMITS.allow) as connections,
        Stopwatch() as watch,
    ):
        said = [ask(connections, site.url("/")), ask(connections, site.url("/slow"), seconds=0.4)]

    assert (said, watch.seconds < HANG) == (["ok", "no complete answer within 0.4 seconds"], True)


def test_a_host_to_which_redirects_of_many_lead_is_met_by_two_at_once() -> None:
    at_once, most, lock = [0], [0], threading.Lock()

    def count(_headers: Mapping[str, str]) -> Reply:
        with lock:
            at_once[0] += 1
            most[0] = max(most[0], at_once[0])
        target.closing.wait(0.05)
        with lock:
            at_once[0] -= 1
        return Reply(body=b"ok")

    with Site({"/": count}) as target, ConnectionPool(allow=LIMITS.allow) as connections:
        doors = [Site({"/": Reply(status=302, headers={"Location": target.url("/")})}) for _n in range(6)]
        for door in doors:
            door.__enter__()
        threads = [threading.Thread(target=ask, args=(connections, door.url("/"))) for door in doors]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(5)
        for door in doors:
            door.__exit__(None, None, None)

    assert (most, len(target.asked)) == ([2], 6)


class Names:
    """A resolver that answers what it is told, one answer a question, and counts."""

    def __init__(self, *answers: Iterable[str]) -> None:
        self._answers = list(answers)
        self.asked: list[str] = []

    def __call__(self, host: str, _port: int) -> Iterable[str]:
        self.asked.append(host)
        return self._answers.pop(0)


def test_a_name_is_looked_up_once_and_the_very_address_that_was_checked_is_connected_to() -> None:
    names = Names(["127.0.0.1"], ["127.0.0.2"])
    with Site({"/": Reply(body=b"ok")}) as site, ConnectionPool(allow=LIMITS.allow, resolve=names) as connections:
        said = ask(connections, f"http://portail.example:{site.port}/")

    assert (said, names.asked, site.requests[0]["host"]) == (
        "ok",
        ["portail.example"],
        f"portail.example:{site.port}",
    )


@pytest.mark.parametrize(
    "answer",
    [["127.0.0.1"], ["::ffff:127.0.0.1"], ["10.0.0.1"], ["169.254.169.254"], ["9.9.9.9", "127.0.0.1"], ["fd00::1"]],
    ids=lambda answer: " ".join(answer),
)
def test_a_name_with_a_private_address_is_refused_before_any_connection(answer: list[str]) -> None:
    with Site({"/": Reply(body=b"secret")}) as canary, ConnectionPool(allow=(), resolve=Names(answer)) as connections:
        said = ask(connections, f"http://rebinding.example:{canary.port}/")

    assert (said.startswith('"rebinding.example" leads into a private network'), canary.connections) == (True, 0)


def test_a_name_that_changes_its_address_between_two_connections_is_checked_again() -> None:
    """Rebinding: the first look-up is allowed to be anything, the second connection is judged by its own look-up."""
    names = Names(["127.0.0.1"], ["127.0.0.1"])
    with Site() as site:
        site.replies["/"] = Reply(status=302, headers={"Location": f"http://intern.example:{site.port}/secret"})
        with ConnectionPool(allow=("portail.example",), resolve=names) as connections:
            said = ask(connections, f"http://portail.example:{site.port}/")

    assert (said, names.asked, site.asked) == (
        '"intern.example" leads into a private network (127.0.0.1)',
        ["portail.example", "intern.example"],
        ["/"],
    )


def test_many_bombs_at_once_take_the_memory_of_two() -> None:
    bomb = gzip.compress(b"\0" * 100_000_000)
    replies = {f"/{n}": Reply(body=bomb, headers={"Content-Encoding": "gzip"}) for n in range(12)}
    doors = [Site(replies) for _n in range(6)]
    said: list[str] = []
    with ExitStack() as stack:
        connections = stack.enter_context(ConnectionPool(allow=LIMITS.allow))
        for door in doors:
            stack.enter_context(door)
        client = HttpClient(limits=replace(LIMITS, at_most=10_000_000), agent="digest", connections=connections)

        def get(address: str) -> None:
            answer = client.get(Source(name="Bombe", type=SourceType.FEED, url=address))
            said.append("read" if isinstance(answer, HttpResponse) else answer.message)

        threads = [threading.Thread(target=get, args=(door.url(f"/{n}"),)) for door in doors for n in range(2)]
        tracemalloc.start()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()

    assert (said, peak < 60_000_000) == (["the answer is longer than 10 MB"] * 12, True)
