"""The test sent from the page: to the test addresses, by the relay, and nowhere else."""

from pathlib import Path

from digest.preview.view import read_message
from tests.mail_server import Fault, MailServer
from tests.preview.letters import built, served
from tests.preview.test_changing import post

OWN = "Vous recevez cette lettre"  # what follows in the footer is the reader's own
ADDRESSES = ["communication@exemple.org", "presidence@exemple.org"]


def with_relay(folder: Path, port: int, *, test_to: str = ", ".join(ADDRESSES)) -> Path:
    """Make the sample letter leave by a relay, tests to some addresses."""
    file = built(folder) / "feeds.yaml"
    send = f"\nsend:\n  smtp: smtp://127.0.0.1:{port}\n  test_to: [{test_to}]\n"
    text = file.read_text(encoding="utf-8")
    kept = text[: text.index("\nsend:")] if "\nsend:" in text else text
    file.write_text(kept + send, encoding="utf-8")
    return folder


def test_the_test_goes_to_the_test_addresses_and_the_page_says_so(tmp_path: Path) -> None:
    with MailServer() as relay, served(with_relay(tmp_path, relay.port)) as server:
        status, page = post(server, path="/test")

    assert (status, relay.recipients(), [address in page for address in ADDRESSES]) == (200, ADDRESSES, [True, True])


def test_the_message_of_the_test_holds_the_very_html_that_the_page_shows(tmp_path: Path) -> None:
    with MailServer() as relay, served(with_relay(tmp_path, relay.port)) as server:
        post(server, path="/test")
        shown = server.desk.view.parts

    sent = read_message(relay.letters_to(ADDRESSES[0])[0])
    assert shown is not None
    assert sent.html.partition(OWN)[0] == shown.html.partition(OWN)[0]


def test_two_tests_are_two_messages_for_a_mailbox_drops_what_it_had_already(tmp_path: Path) -> None:
    with MailServer() as relay, served(with_relay(tmp_path, relay.port)) as server:
        post(server, path="/test")
        post(server, path="/test")
        names = {read_message(octets).header("Message-ID") for octets in relay.letters_to(ADDRESSES[0])}

    assert len(names) == 2


def test_an_address_that_is_refused_is_said_beside_its_words(tmp_path: Path) -> None:
    fault = Fault(at="RCPT", to=ADDRESSES[0], say="550 5.1.1 nobody of this name")
    with MailServer(faults=(fault,)) as relay, served(with_relay(tmp_path, relay.port)) as server:
        _status, page = post(server, path="/test")

    assert (relay.recipients(), "nobody of this name" in page) == (ADDRESSES[1:], True)


def test_a_relay_that_is_not_there_is_said_and_the_page_stays(tmp_path: Path) -> None:
    with MailServer() as relay:
        port = relay.port
    with served(with_relay(tmp_path, port)) as server:
        status, page = post(server, path="/test")

    assert (status, "data-refusal" in page) == (422, True)


def test_without_a_test_address_nothing_leaves(tmp_path: Path) -> None:
    with MailServer() as relay, served(with_relay(tmp_path, relay.port, test_to="")) as server:
        status, _page = post(server, path="/test")

    assert (status, relay.recipients()) == (422, [])


def test_a_form_without_the_token_sends_nothing(tmp_path: Path) -> None:
    with MailServer() as relay, served(with_relay(tmp_path, relay.port)) as server:
        status, _page = post(server, path="/test", token="")

    assert (status, relay.recipients()) == (403, [])
