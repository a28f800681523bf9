"""The mailbox over IMAP: a real Dovecot is read without a trace; servers that lie or stall end in words."""

import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from secrets import token_hex

import pytest

from digest.config.servers import ServerLogin
from digest.delivery.bounces.imap import HANDLED, ImapMailbox, encode_folder
from digest.errors import DigestError, LaterError
from tests.certificates import Authority
from tests.imap_server import PASSWORD, USER, Post, run_post

OLD = date.today() - timedelta(days=60)  # noqa: DTZ011 - the server's clock is this machine's


@pytest.fixture(scope="module")
def server() -> Iterator[Post]:
    with run_post() as running:
        yield running


@pytest.fixture
def post(server: Post) -> Post:
    """Return a mailbox that nobody has used."""
    return replace(server, user=token_hex(8))


def login(port: int, **more: str) -> ServerLogin:
    values = {"scheme": "imap", "host": "127.0.0.1", "user": USER, "password": PASSWORD, **more}
    return ServerLogin(port=port, **values)


def enter(post: Post, **more: str) -> ServerLogin:
    return login(post.port, user=post.user, **more)


def mail(number: int, text: str = "Bonjour") -> bytes:
    return f"Subject: {number}\r\n\r\n{text}\r\n".encode()


def test_messages_are_read_without_a_trace_and_marked_when_told(post: Post) -> None:
    for number in range(3):
        post.drop(mail(number))

    with ImapMailbox(enter(post)) as inbox:
        uids = inbox.new_uids(None, oldest=OLD)
        read = [one.octets for one in inbox.fetch(uids, most_octets=1000)]
        before = post.flags()
        inbox.mark(uids[1:2])

    assert (read, before, post.flags()) == (
        [mail(0), mail(1), mail(2)],
        [set(), set(), set()],
        [set(), {"\\Seen", HANDLED}, set()],
    )


def test_without_a_bookmark_what_somebody_read_is_passed_over_and_with_one_it_is_not(post: Post) -> None:
    for number in range(3):
        post.drop(mail(number))
    with post.reading() as person:
        person.select()
        person.store("2", "+FLAGS", "(\\Seen)")

    with ImapMailbox(enter(post)) as inbox:
        found = inbox.new_uids(None, oldest=OLD), inbox.new_uids(2, oldest=OLD), inbox.new_uids(9, oldest=OLD)

    assert found == ((1, 3), (2, 3), ())


def test_only_the_beginning_of_a_large_message_is_read(post: Post) -> None:
    post.drop(mail(1, "x" * 500_000))

    with ImapMailbox(enter(post)) as inbox:
        read = [len(one.octets) for one in inbox.fetch((1,), most_octets=1000)]

    assert read == [1000]


def test_many_messages_are_read_some_at_a_time(post: Post) -> None:
    with post.reading() as person:
        for number in range(45):
            person.append("INBOX", "", "", mail(number))

    with ImapMailbox(enter(post)) as inbox:
        uids = inbox.new_uids(None, oldest=OLD)
        read = [one.uid for one in inbox.fetch((*uids, 4000), most_octets=100)]
        inbox.mark(uids)

    assert (read, inbox.next_uid, {frozenset(flags) for flags in post.flags()}) == (
        list(range(1, 46)),
        46,
        {frozenset({"\\Seen", HANDLED})},
    )


def test_a_folder_with_an_accent_and_a_space_is_found(post: Post) -> None:
    post.drop(mail(7), into=encode_folder("Retours & été").strip('"').join('""'))

    with ImapMailbox(enter(post, folder="Retours & été")) as inbox:
        assert [one.octets for one in inbox.fetch((1,), most_octets=100)] == [mail(7)]


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("INBOX", '"INBOX"'),
        ("Retours & été", '"Retours &- &AOk-t&AOk-"'),
        ("日本語", '"&ZeVnLIqe-"'),
        ('a"b\\c', '"a\\"b\\\\c"'),
    ],
)
def test_names_of_folders_go_over_the_wire_in_their_own_way(name: str, written: str) -> None:
    assert encode_folder(name) == written


def test_a_wrong_password_is_said_without_it(post: Post) -> None:
    with pytest.raises(DigestError) as caught:
        ImapMailbox(enter(post, password="wr0ng"))

    assert ("wr0ng" in str(caught.value), caught.value.exit_code, "[AUTHENTICATIONFAILED]" in caught.value.problem) == (
        False,
        1,
        True,
    )


def test_a_folder_that_is_not_there_is_named(post: Post) -> None:
    with pytest.raises(DigestError) as caught:
        ImapMailbox(enter(post, folder="Ailleurs"))

    assert (caught.value.where, caught.value.exit_code) == (f"imap://127.0.0.1:{post.port}/Ailleurs", 1)


def test_tls_is_verified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = Authority(tmp_path)
    with run_post(certificate=authority.lay()) as post:
        secure = login(post.tls_port, scheme="imaps", host="localhost")
        with pytest.raises(DigestError) as caught:
            ImapMailbox(secure)
        monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
        with ImapMailbox(secure) as inbox:
            trusted = inbox.new_uids(None, oldest=OLD)

    assert (caught.value.exit_code, "certificate cannot be trusted" in caught.value.problem, trusted) == (1, True, ())


def test_a_certificate_for_another_host_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    with run_post(certificate=authority.lay("imap.exemple.org")) as post, pytest.raises(DigestError) as caught:
        ImapMailbox(login(post.tls_port, scheme="imaps", host="localhost"))

    assert "certificate cannot be trusted" in caught.value.problem


class Talker:
    """A server that says what it is told to, line by line, TAG for the tag it heard, and remembers all it heard."""

    def __init__(self, *answers: bytes) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.heard = b""
        self._answers = answers
        self._thread = threading.Thread(target=self._talk, daemon=True)
        self._thread.start()

    def _talk(self) -> None:
        connection, _address = self._listener.accept()
        with connection:
            connection.settimeout(5)
            for answer in self._answers:
                tag = self.heard.rsplit(b"\r\n", 2)[-2:][0].split(b" ")[0]
                connection.sendall(answer.replace(b"TAG", tag))
                heard = connection.recv(4096)
                self.heard += heard
                if not heard:
                    break

    def close(self) -> None:
        self._listener.close()
        self._thread.join(10)


HELLO = b"* OK hello\r\n"


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        pytest.param((), "the mailbox cannot be reached", id="cut at once"),
        pytest.param((b"* BYE too busy\r\n",), "the mailbox", id="busy"),
        pytest.param((b"220 smtp.exemple.org ESMTP\r\n",), "the mailbox", id="no IMAP at all"),
        pytest.param((b"\x16\x03\x01\x00",), "the mailbox", id="octets"),
        pytest.param((b"* OK hello\r\n", b"x" * 1_100_000), "the mailbox", id="a line without an end"),
    ],
)
def test_a_server_that_talks_nonsense_ends_in_words(answers: tuple[bytes, ...], words: str) -> None:
    talker = Talker(*answers)
    with pytest.raises(DigestError) as caught:
        ImapMailbox(login(talker.port), timeout=2)
    talker.close()

    assert (caught.value.problem.startswith(words), PASSWORD in str(caught.value)) == (True, False)


def test_a_silent_server_is_left_for_later() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, pytest.raises(LaterError) as caught:
        ImapMailbox(login(listener.getsockname()[1]), timeout=0.3)

    assert caught.value.problem == "the mailbox cannot be reached (no answer came in time)"


def test_no_server_is_left_for_later() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(LaterError) as caught:
        ImapMailbox(login(port))

    assert caught.value.problem == "the mailbox cannot be reached (the connection is refused)"


def test_a_server_that_is_not_called_this_machine_hears_nothing_without_starttls() -> None:
    talker = Talker(HELLO, b"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\nTAG OK done\r\n")
    with pytest.raises(DigestError) as caught:
        ImapMailbox(login(talker.port, host="127.1"), timeout=2)  # the system knows it as this machine, we do not
    talker.close()

    assert (caught.value.problem, talker.heard.split()[1:]) == (
        "the mailbox refuses: it offers no STARTTLS; nothing is said without encryption",
        [b"CAPABILITY"],
    )


def test_a_literal_larger_than_what_was_asked_for_is_not_read() -> None:
    talker = Talker(
        HELLO,
        b"* CAPABILITY IMAP4rev1\r\nTAG OK done\r\n",
        b"TAG OK done\r\n",
        b"* OK [UIDVALIDITY 1] x\r\n* OK [UIDNEXT 2] x\r\nTAG OK done\r\n",
        b"* 1 FETCH (UID 1 BODY[]<0> {999999999999}\r\n",
    )
    inbox = ImapMailbox(login(talker.port), timeout=2)
    with pytest.raises(LaterError) as caught:
        list(inbox.fetch((1,), most_octets=1000))
    inbox.close()
    talker.close()

    assert caught.value.problem == "the mailbox cannot be reached (it sends more than it was asked for)"


@pytest.mark.parametrize(
    ("password", "said"),
    [
        pytest.param("plain", b'LOGIN "lettre" "plain"', id="plain"),
        pytest.param('a "b" \\', b'LOGIN "lettre" "a \\"b\\" \\\\"', id="quotes"),
    ],
)
def test_a_server_without_plain_is_told_by_login(password: str, said: bytes) -> None:
    talker = Talker(HELLO, b"* CAPABILITY IMAP4rev1\r\nTAG OK done\r\n", b"TAG NO wrong\r\n")
    with pytest.raises(DigestError):
        ImapMailbox(login(talker.port, password=password), timeout=2)
    talker.close()

    assert said in talker.heard


@pytest.mark.parametrize("password", ["é", "a\r\nX LOGOUT"])
def test_what_login_cannot_say_is_not_sent(password: str) -> None:
    talker = Talker(HELLO, b"* CAPABILITY IMAP4rev1\r\nTAG OK done\r\n")
    with pytest.raises(DigestError) as caught:
        ImapMailbox(login(talker.port, password=password), timeout=2)
    talker.close()

    assert (caught.value.exit_code, b"LOGIN" in talker.heard) == (1, False)


def test_a_password_that_the_server_repeats_is_masked() -> None:
    talker = Talker(HELLO, b"* CAPABILITY IMAP4rev1\r\nTAG OK done\r\n", b"TAG NO not S3CRET, sorry\r\n")
    with pytest.raises(DigestError) as caught:
        ImapMailbox(login(talker.port), timeout=2)
    talker.close()

    assert caught.value.problem == "the mailbox refuses: not …, sorry"
