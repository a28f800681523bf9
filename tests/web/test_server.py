"""The pages behind the real server, on the loopback address."""

import http.client
import socket
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from wsgiref.types import StartResponse

import pytest

from digest.errors import DigestError
from digest.members.tokens import make_token
from digest.model import Member, MemberStatus
from digest.store import Store
from digest.web.server import WebServer
from tests.web.visitors import NOW, Visitor, visit

ONE_CLICK = b"List-Unsubscribe=One-Click"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@contextmanager
def serving(visitor: Visitor) -> Iterator[int]:
    with WebServer(visitor.application, host="127.0.0.1", port=0, threads=4) as server:
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        try:
            yield server.port
        finally:
            server.stop()
            thread.join(5)


def ask(port: int, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path, body=body or None, headers={**FORM, **headers})
        response = connection.getresponse()
        return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
    finally:
        connection.close()


def test_one_click_unsubscribes_over_the_wire(tmp_path: Path) -> None:
    visitor = visit(tmp_path)
    with serving(visitor) as port:
        shown = ask(port, "GET", visitor.leave)
        head = ask(port, "HEAD", visitor.leave)
        still = visitor.now().standing
        done = ask(port, "POST", visitor.leave, ONE_CLICK)

    found = (shown[0], head[0], head[2], still, done[0], "location" in done[1], visitor.now().standing)
    assert found == (200, 200, b"", MemberStatus.ACTIVE, 200, False, MemberStatus.UNSUBSCRIBED)


def test_a_member_leaves_while_a_letter_is_being_sent(tmp_path: Path) -> None:
    visitor = visit(tmp_path)
    with Store.open(tmp_path / ".digest") as sending, sending.lock(now=NOW), serving(visitor) as port:
        sending.keep_draft(17, "numéro 17")
        status = ask(port, "POST", visitor.leave, ONE_CLICK)[0]
        sending.keep_draft(17, "le numéro 17")

    assert (status, visitor.now().standing) == (200, MemberStatus.UNSUBSCRIBED)


def test_many_members_leave_at_once(tmp_path: Path) -> None:
    visitor = visit(tmp_path)
    with Store.open(tmp_path / ".digest") as store:
        keys, roll = store.link_keys(), store.roll()
        members = [roll.add(Member(id="", address=f"m{number}@ville.example"), now=NOW) for number in range(60)]
        key = keys.current(NOW)
    paths = [f"/u/{make_token(member.id, key)}" for member in members]
    with serving(visitor) as port, ThreadPoolExecutor(8) as pool:
        statuses = set(pool.map(lambda path: ask(port, "POST", path, ONE_CLICK)[0], paths * 2))
    with Store.open(tmp_path / ".digest") as store:
        count = store.roll().count()

    assert (statuses, count[MemberStatus.UNSUBSCRIBED], count[MemberStatus.ACTIVE]) == ({200}, 60, 1)


def test_nothing_of_a_request_is_logged(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    visitor = visit(tmp_path)
    caplog.set_level("WARNING")
    with serving(visitor) as port:
        ask(port, "GET", visitor.leave)
        ask(port, "POST", visitor.leave, ONE_CLICK)
        ask(port, "GET", visitor.leave + "x", Referer="https://mail.example/")
        (tmp_path / ".digest" / "digest.db").write_bytes(b"")
        ask(port, "POST", visitor.leave, ONE_CLICK)
    said = capfd.readouterr()

    assert (visitor.leave[3:] in said.out + said.err + caplog.text, "digest serve: " in said.err) == (False, True)


def test_a_body_in_pieces_is_read(tmp_path: Path) -> None:
    visitor = visit(tmp_path)
    pieces = b"%x\r\n%s\r\n0\r\n\r\n" % (len(ONE_CLICK), ONE_CLICK)
    with serving(visitor) as port, socket.create_connection(("127.0.0.1", port), timeout=10) as wire:
        head = f"POST {visitor.leave} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
        wire.sendall(head.encode() + pieces)
        answer = wire.makefile("rb").readline()

    assert (answer, visitor.now().standing) == (b"HTTP/1.1 200 OK\r\n", MemberStatus.UNSUBSCRIBED)


def test_a_place_that_is_taken_is_said(tmp_path: Path) -> None:
    visitor = visit(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(DigestError) as raised:
        WebServer(visitor.application, host="127.0.0.1", port=taken.getsockname()[1], threads=1)

    assert "it cannot listen there" in raised.value.problem


def test_a_host_that_is_none_of_this_machine_is_said(tmp_path: Path) -> None:
    with pytest.raises(DigestError) as raised:
        WebServer(visit(tmp_path).application, host="192.0.2.1", port=0, threads=1)

    assert raised.value.where == "192.0.2.1:0"


def test_an_answer_in_hand_is_given_when_the_server_ends(tmp_path: Path) -> None:
    visitor = visit(tmp_path)
    asked, answer = threading.Event(), threading.Event()

    def slow(environ: dict[str, object], start: StartResponse) -> Iterable[bytes]:
        asked.set()
        answer.wait(10)
        return visitor.application(environ, start)

    with WebServer(slow, host="127.0.0.1", port=0, threads=1) as server, ThreadPoolExecutor(2) as pool:
        running = pool.submit(server.run)
        got = pool.submit(ask, server.port, "POST", visitor.leave, ONE_CLICK)
        asked.wait(10)
        server.stop()
        answer.set()
        running.result(10)

        assert (got.result(10)[0], visitor.now().standing) == (200, MemberStatus.UNSUBSCRIBED)
