import base64
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from digest.delivery.smtp.client import SmtpTransport
from digest.delivery.smtp.protocol import SmtpTimeouts
from digest.delivery.smtp.session import SmtpServer
from tests.certificates import Authority
from tests.delivery.contract import LETTER, ListOffice, TransportContract, carried
from tests.mail_server import Fault, MailServer, Manners

THREE = ("a@x.example", "b@x.example", "c@x.example")
SENDER = "lettre@exemple.org"
QUICK = SmtpTimeouts().scaled(0.001)
"""The final dot is waited for 0.6 s, other answers 0.3 s."""


def transport_to(server: MailServer, *, timeouts: SmtpTimeouts | None = None, **relay: object) -> SmtpTransport:
    values = {"host": "127.0.0.1", "port": server.port, **relay}
    return SmtpTransport(SmtpServer(**values), sender=SENDER, timeouts=timeouts)  # type: ignore[arg-type]


def send(*faults: Fault, to: tuple[str, ...] = THREE, **manners: object) -> tuple[MailServer, ListOffice, str]:
    """Send to three members; return the server, the office and why the connection was lost."""
    office = ListOffice(to)
    with MailServer(faults, Manners(**manners)) as server:  # type: ignore[arg-type]
        lost = carried(transport_to(server, timeouts=QUICK), office)
    assert office.in_hand == set()
    return server, office, lost


class Arriving:
    """A relay and what it took."""

    def __init__(self, server: MailServer, transport: SmtpTransport) -> None:
        self.server, self.transport = server, transport

    def arrived(self) -> dict[str, list[bytes]]:
        return {one: self.server.letters_to(one) for one in self.server.recipients()}


class TestPipelined(TransportContract):
    @pytest.fixture
    def way(self) -> Iterator[Arriving]:
        with MailServer() as server:
            yield Arriving(server, transport_to(server))


class TestInTurn(TransportContract):
    @pytest.fixture
    def way(self) -> Iterator[Arriving]:
        with MailServer(manners=Manners(pipelines=False)) as server:
            yield Arriving(server, transport_to(server))


class TestSecured(TransportContract):
    @pytest.fixture
    def way(self, tmp_path: Path) -> Iterator[Arriving]:
        authority = Authority(tmp_path)
        with MailServer(manners=Manners(tls=authority.serving(), users={"lettre": "s"})) as server:
            relay = SmtpServer(host="localhost", port=server.port, user="lettre", password="s")
            yield Arriving(server, SmtpTransport(relay, sender=SENDER, context=authority.trusting()))


class TestSecuredFromTheStart(TransportContract):
    @pytest.fixture
    def way(self, tmp_path: Path) -> Iterator[Arriving]:
        authority = Authority(tmp_path)
        with MailServer(manners=Manners(tls=authority.serving(), is_implicit=True)) as server:
            relay = SmtpServer(host="localhost", port=server.port, is_implicit=True)
            yield Arriving(server, SmtpTransport(relay, sender=SENDER, context=authority.trusting()))


@pytest.mark.parametrize("pipelines", [True, False], ids=["pipelined", "in turn"])
@pytest.mark.parametrize("at", ["MAIL", "RCPT", "DATA", "END"])
@pytest.mark.parametrize(
    ("say", "outcome"),
    [
        ("450 4.2.1 busy", "later"),
        ("451 4.3.0 later", "later"),
        ("452 4.2.2 full", "later"),
        ("550 5.1.1 unknown", "never"),
        ("552 5.3.4 too big", "never"),
        ("554 5.7.1 no", "never"),
    ],
)
def test_a_refusal_of_one_message_is_about_that_message_alone(pipelines: bool, at: str, say: str, outcome: str) -> None:
    fault = Fault(at=at, number=2, times=1, say=say)

    server, office, lost = send(fault, pipelines=pipelines)

    assert (office.outcomes, office.words["b@x.example"], server.recipients(), lost) == (
        {"a@x.example": "taken", "b@x.example": outcome, "c@x.example": "taken"},
        say,
        ["a@x.example", "c@x.example"],
        "",
    )


def test_a_message_without_recipient_is_ended_by_a_lone_dot() -> None:
    server, office, lost = send(Fault(at="RCPT", to="b@x.example", say="550 5.1.1 unknown"), is_easy=True)

    assert (office.words["b@x.example"], server.recipients(), server.connections, lost) == (
        "550 5.1.1 unknown",
        ["a@x.example", "c@x.example"],
        1,
        "",
    )


@pytest.mark.parametrize(
    ("at", "outcomes", "back"),
    [
        ("MAIL", {"a@x.example": "taken"}, ["b@x.example", "c@x.example"]),
        ("RCPT", {"a@x.example": "taken", "b@x.example": "later"}, ["c@x.example"]),
        ("DATA", {"a@x.example": "taken", "b@x.example": "later"}, ["c@x.example"]),
        ("END", {"a@x.example": "taken", "b@x.example": "later"}, ["c@x.example"]),
    ],
)
def test_where_the_server_closes_each_message_is_accounted_for(
    at: str, outcomes: dict[str, str], back: list[str]
) -> None:
    server, office, lost = send(Fault(at=at, number=2, say="421 4.3.2 going down", cuts=True))

    assert (office.outcomes, office.back, server.recipients()) == (outcomes, back, ["a@x.example"])
    assert lost.endswith(": 421 4.3.2 going down")


@pytest.mark.parametrize("pipelines", [True, False], ids=["pipelined", "in turn"])
@pytest.mark.parametrize("at", ["CONNECT", "EHLO", "MAIL", "RCPT", "DATA"])
def test_a_message_that_did_not_leave_is_given_back(at: str, pipelines: bool) -> None:
    server, office, lost = send(Fault(at=at, cuts=True), to=THREE[:1], pipelines=pipelines)

    assert (office.outcomes, office.back, server.recipients()) == ({}, ["a@x.example"], [])
    assert lost != ""


@pytest.mark.parametrize(
    ("fault", "arrived"),
    [
        pytest.param(Fault(at="END", cuts=True, takes=True), ["a@x.example"], id="taken, then cut"),
        pytest.param(Fault(at="END", cuts=True), [], id="not taken, then cut"),
        pytest.param(Fault(at="END", pause=5, takes=True), ["a@x.example"], id="silent after the dot"),
        pytest.param(Fault(at="END", drip=0.1, takes=True), ["a@x.example"], id="dripping after the dot"),
        pytest.param(Fault(at="END", raw=b"hello\r\n"), [], id="no answer but words"),
        pytest.param(Fault(at="END", say="354 again"), [], id="an answer that does not fit"),
    ],
)
def test_an_answer_that_is_lost_leaves_one_message_in_doubt(fault: Fault, arrived: list[str]) -> None:
    server, office, lost = send(fault)

    assert (office.outcomes, office.back, server.recipients()[:1]) == (
        {"a@x.example": "unknown"},
        ["b@x.example", "c@x.example"],
        arrived,
    )
    assert office.words["a@x.example"] in lost


def test_a_refusal_before_the_dot_counts_though_the_connection_is_cut() -> None:
    office = ListOffice(("a@x.example",), letter=LETTER * 200_000)
    fault = Fault(at="CONTENT", after=1000, say="552 5.3.4 too big", cuts=True)
    with MailServer((fault,)) as server:
        carried(transport_to(server), office)

    assert office.words.get("a@x.example", "back") in ("552 5.3.4 too big", "back")


def test_a_message_cut_before_its_dot_is_not_in_doubt() -> None:
    office = ListOffice(("a@x.example",), letter=LETTER * 200_000)
    with MailServer((Fault(at="CONTENT", after=1000, cuts=True),)) as server:
        carried(transport_to(server), office)

    assert (office.outcomes, office.back) == ({}, ["a@x.example"])


@pytest.mark.parametrize("at", ["CONNECT", "EHLO", "MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("how", [Fault(at="", pause=5), Fault(at="", drip=0.1)], ids=["silent", "dripping"])
def test_a_server_is_not_waited_for_beyond_its_time(at: str, how: Fault) -> None:
    fault = Fault(at=at, pause=how.pause, drip=how.drip)

    _server, office, lost = send(fault, to=THREE[:1])

    assert (office.back, lost.partition(": ")[2]) == (["a@x.example"], "the server did not answer in time")


@pytest.mark.parametrize("greeting", ["421 4.7.0 too many", "554 5.7.1 not you"])
def test_a_server_that_does_not_want_us_now_is_tried_later(greeting: str) -> None:
    _server, office, lost = send(Fault(at="CONNECT", say=greeting))

    assert (office.back, lost.partition(": ")[2]) == (["a@x.example"], f"it refuses: {greeting}")


def test_a_refused_sender_is_about_us_and_no_member_pays_for_it() -> None:
    _server, office, lost = send(Fault(at="MAIL", say="553 5.7.1 not your address"))

    assert (office.outcomes, office.back, lost.startswith("final: ")) == ({}, ["a@x.example", "b@x.example"], True)


def test_who_is_greylisted_is_tried_later() -> None:
    _server, office, _lost = send(greylists=True)

    assert set(office.outcomes.values()) == {"later"}


def test_a_message_larger_than_the_server_takes_is_not_offered() -> None:
    server, office, lost = send(size=50)

    assert (set(office.outcomes.values()), lost) == ({"never"}, "")
    assert not [one for one in server.commands if one.startswith("MAIL")]


def test_the_size_is_said_where_the_server_asks_for_it() -> None:
    server, office, _lost = send(size=10_000)

    assert server.accepted[0].parameters == f"SIZE={office.parcels[0].size}"


@pytest.mark.parametrize(
    ("has_utf8", "outcome", "parameters"),
    [(True, "taken", ["SMTPUTF8"]), (False, "never", [])],
    ids=["offered", "not offered"],
)
def test_an_accent_before_the_at_needs_a_server_that_bears_it(
    has_utf8: bool, outcome: str, parameters: list[str]
) -> None:
    server, office, _lost = send(to=("élue@x.example",), has_utf8=has_utf8)

    assert (list(office.outcomes.values()), [one.parameters for one in server.accepted]) == ([outcome], parameters)


def test_an_accent_in_the_domain_needs_nothing() -> None:
    server, _office, _lost = send(to=("elue@région.example",))

    assert server.recipients() == ["elue@xn--rgion-bsa.example"]


@pytest.mark.parametrize("address", ["a@x.example>\r\nRCPT TO:<b@x.example", "a b@x.example", "a", "<a@x.example>"])
def test_what_is_no_address_is_never_written_to_a_server(address: str) -> None:
    server, office, _lost = send(to=(address,))

    assert (list(office.outcomes.values()), server.recipients()) == (["never"], [])


def test_a_message_costs_one_round_trip() -> None:
    office = ListOffice([f"m{rank}@x.example" for rank in range(50)])
    with MailServer() as server:
        transport_to(server).carry(office)

    assert server.commands[1:7] == [
        f"MAIL FROM:<{SENDER}>", "RCPT TO:<m0@x.example>", "DATA",
        f"MAIL FROM:<{SENDER}>", "RCPT TO:<m1@x.example>", "DATA",
    ]  # fmt: skip


def relay_with(authority: Authority, **manners: object) -> MailServer:
    values: dict[str, object] = {"tls": authority.serving(), "users": {"lettre": "S3CRET"}, **manners}
    return MailServer(manners=Manners(**values))  # type: ignore[arg-type]


def logged_in(server: MailServer, authority: Authority, *, password: str = "S3CRET") -> tuple[ListOffice, str]:
    """Send to one member as somebody with a password."""
    office = ListOffice(THREE[:1])
    relay = SmtpServer(host="localhost", port=server.port, user="lettre", password=password)
    transport = SmtpTransport(relay, sender=SENDER, timeouts=QUICK.scaled(10), context=authority.trusting())
    return office, carried(transport, office)


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
def test_one_logs_in_once_and_only_under_tls(tmp_path: Path, mechanism: str) -> None:
    authority = Authority(tmp_path)
    with relay_with(authority, mechanisms=(mechanism,)) as server:
        office, lost = logged_in(server, authority)

    assert (server.logins, server.secured, office.outcomes, lost) == (["lettre"], 1, {"a@x.example": "taken"}, "")


def test_a_wrong_password_is_offered_once_and_final(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    with relay_with(authority) as server:
        _office, lost = logged_in(server, authority, password="an0ther")

    assert (server.logins, lost.startswith("final: "), "an0ther" in lost) == (["lettre"], True, False)


@pytest.mark.parametrize(
    "echo", ["{}", base64.b64encode(b"S3CRET").decode(), base64.b64encode(b"\0lettre\0S3CRET").decode()]
)
def test_a_server_that_repeats_the_password_is_not_quoted(tmp_path: Path, echo: str) -> None:
    authority = Authority(tmp_path)
    said = f"535 5.7.8 {echo.format('S3CRET')} is wrong"
    server = MailServer((Fault(at="AUTH", say=said),), Manners(tls=authority.serving(), users={"lettre": "S3CRET"}))
    with server:
        _office, lost = logged_in(server, authority)

    assert lost.endswith("it does not accept user and password: 535 5.7.8 … is wrong")


def test_a_password_shows_in_no_representation() -> None:
    transport = SmtpTransport(SmtpServer(host="relay.example", user="lettre", password="S3CRET"), sender=SENDER)

    assert "S3CRET" not in repr(transport) + repr(vars(transport))


@pytest.mark.parametrize("names", [("127.0.0.1",), ("other.example",)])
def test_a_certificate_for_another_host_ends_everything_before_a_word_is_said(
    tmp_path: Path, names: tuple[str, ...]
) -> None:
    authority = Authority(tmp_path)
    with relay_with(authority, tls=authority.serving(*names)) as server:
        office, lost = logged_in(server, authority)

    assert (office.back, server.logins, "final: " in lost, "certificate" in lost) == (["a@x.example"], [], True, True)


def test_a_certificate_that_has_ended_or_is_signed_by_a_stranger_does_not_hold(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    authority, stranger = Authority(tmp_path), Authority(tmp_path / "other")
    said = []
    for context in (authority.serving("localhost", days=-1), stranger.serving()):
        with relay_with(authority, tls=context) as server:
            said.append(logged_in(server, authority)[1])

    assert [("final: " in one, "certificate" in one) for one in said] == [(True, True)] * 2


def test_words_slipped_in_before_tls_end_the_session(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    with relay_with(authority, injects=b"250 injected\r\n") as server:
        office, lost = logged_in(server, authority)

    assert (office.back, server.logins, lost.startswith("final: ")) == (["a@x.example"], [], True)


def test_a_password_goes_without_tls_to_a_server_on_this_machine_that_offers_none() -> None:
    office = ListOffice(THREE[:1])
    with MailServer(manners=Manners(users={"lettre": "S3CRET"})) as server:
        relay = SmtpServer(host="localhost", port=server.port, user="lettre", password="S3CRET")
        lost = carried(SmtpTransport(relay, sender=SENDER), office)

    assert (server.recipients(), lost) == (["a@x.example"], "")


def test_only_this_machine_is_near() -> None:
    hosts = ("localhost", "127.0.0.1", "127.8.0.1", "::1", "relay.localhost", "localhost.example", "10.0.0.1", "127.x")

    assert [SmtpServer(host=host).is_near for host in hosts] == [True] * 5 + [False] * 3


def test_several_connections_share_a_list() -> None:
    office = ListOffice([f"m{rank:03}@x.example" for rank in range(200)])
    with MailServer() as server:
        transport = transport_to(server)
        threads = [threading.Thread(target=transport.carry, args=(office,)) for _rank in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert (server.recipients(), server.connections) == (sorted(office.answers), 4)
