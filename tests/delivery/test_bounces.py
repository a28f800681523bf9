"""What mail that came back says: a museum of forms, ordinary mail that is left alone, and any octets at all."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from digest.delivery.bounces.parse import Bounce, OriginalMessage, ReturnedMail, UnsubscribeRequest, read_return

RETURNS = Path(__file__).resolve().parent.parent / "data" / "deliver" / "returns"
TOKEN = "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AB"
AWA = "a.diallo@mairie.exemple"
LETTER = OriginalMessage(ids=("<17.0123456789abcdef0123@exemple.org>",), tokens=(TOKEN,))


def bounce(status: str, words: str = "", *, hard: bool, delay: bool = False) -> Bounce:
    return Bounce(addresses=(AWA,), is_hard=hard, status=status, words=words, is_delay=delay)


def back(*bounces: Bounce, original: OriginalMessage = LETTER) -> ReturnedMail:
    return ReturnedMail(bounces=bounces, original=original)


MUSEUM = {
    "01-unknown": back(
        bounce("5.1.1", f"550 5.1.1 <{AWA}>: Recipient address rejected: User unknown", hard=True),
    ),
    "02-mailbox-full": back(bounce("5.2.2", "552 5.2.2 Mailbox full", hard=False)),
    "03-spam": back(bounce("5.7.1", "554 5.7.1 Message rejected as spam by content filtering", hard=False)),
    "04-given-up": back(bounce("4.4.7", "451 4.4.7 delivery time expired", hard=False)),
    "05-delayed": back(bounce("4.4.1", hard=False, delay=True)),
    "06-delivered": ReturnedMail(is_automatic=True, original=LETTER),
    "07-vague-status-precise-words": back(bounce("5.1.1", "550 5.1.1 No such user here", hard=True)),
    "08-vague-status-full": back(bounce("5.0.0", "550 the inbox is full", hard=False)),
    "09-no-such-domain": back(bounce("5.4.4", hard=True)),
    "10-forwarded": back(Bounce(addresses=(AWA, "awa@ancien.exemple"), is_hard=True, status="5.1.1")),
    "11-two-addresses": back(
        Bounce(addresses=("un@mairie.exemple",), is_hard=True, status="5.1.1"),
        Bounce(addresses=("deux@mairie.exemple",), is_hard=False, status="5.2.2"),
    ),
    "12-no-original": back(
        bounce("5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound", hard=True), original=OriginalMessage()
    ),
    "13-international": back(Bounce(addresses=("awa@collectivités.exemple",), is_hard=True, status="5.1.1")),
    "14-qmail": back(
        bounce(
            "5.1.1",
            f"{AWA}>: Sorry, no mailbox here by that name. (#5.1.1) --- Below this line is a copy of the message. "
            "From: =?utf-8?q?R=C3=A9seau?= <lettre@exemple.org> To: Awa Diallo <a.diallo@mairie.exemple> "
            "Subject: La lettre Message-ID: <17.0123456789abcdef0123@exemple.org> List-Unsubscribe: <ht",
            hard=True,
        )
    ),
    "15-exchange-french": back(
        bounce("5.1.1", "550 5.1.1 RESOLVER.ADR.RecipNotFound; not found", hard=True),
    ),
    "16-wish-with-token": ReturnedMail(leave=UnsubscribeRequest(address=AWA, tokens=(TOKEN,))),
    "17-wish-without-token": ReturnedMail(leave=UnsubscribeRequest(address="A.Diallo@mairie.exemple")),
    "18-wish-in-french": ReturnedMail(leave=UnsubscribeRequest(address=AWA)),
    "19-wish-of-a-machine": ReturnedMail(is_automatic=True),
    "20-two-senders": ReturnedMail(),
    "21-complaint": ReturnedMail(leave=UnsubscribeRequest(tokens=(TOKEN,), is_complaint=True), original=LETTER),
    "22-plain-words": back(
        bounce(
            "5.1.1",
            "mx.mairie.exemple [192.0.2.25] did not like our RCPT TO: 550 5.1.1 <a.diallo@mairie.exemple> unknown "
            "Message headers follow. Message-ID: <17.0123456789abcdef0123@exemple.org>",
            hard=True,
        ),
        original=OriginalMessage(ids=LETTER.ids),
    ),
    "23-failed-recipients": back(
        bounce(
            "5.1.1",
            f"{AWA} because the address couldn't be found. The response was: 550 5.1.1 The email account that you "
            "tried to reach does not exist.",
            hard=True,
        ),
        original=OriginalMessage(ids=LETTER.ids),
    ),
    "24-report-in-an-ordinary-multipart": back(
        bounce("5.2.2", "552 5.2.2 Mailbox full", hard=False), original=OriginalMessage(ids=LETTER.ids)
    ),
    "30-absence": ReturnedMail(is_automatic=True),
    "31-absence-without-marks": ReturnedMail(),
    "32-answer-that-quotes-a-bounce": ReturnedMail(),
    "33-bounce-passed-on": ReturnedMail(original=LETTER),
    "34-newsletter": ReturnedMail(),
    "35-answer-with-the-whole-letter": ReturnedMail(original=OriginalMessage(tokens=(TOKEN,))),
    "36-question-about-leaving": ReturnedMail(),
    "37-read-receipt": ReturnedMail(is_automatic=True),
    "38-not-a-message": ReturnedMail(),
    "39-hosts-and-no-address": ReturnedMail(),
    "40-report-of-a-forged-sender": ReturnedMail(is_automatic=True, original=LETTER),
    "41-report-that-it-is-no-spam": ReturnedMail(is_automatic=True, original=LETTER),
}


@pytest.mark.parametrize("name", sorted(MUSEUM))
def test_what_came_back_says_exactly_this(name: str) -> None:
    assert read_return((RETURNS / f"{name}.eml").read_bytes()) == MUSEUM[name]


@pytest.mark.parametrize("name", sorted(MUSEUM))
def test_line_ends_of_the_wire_change_nothing(name: str) -> None:
    octets = (RETURNS / f"{name}.eml").read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")

    assert read_return(octets) == MUSEUM[name]


def test_every_exhibit_has_its_meaning_beside_it() -> None:
    assert {file.stem for file in RETURNS.glob("*.eml")} == set(MUSEUM)


@pytest.mark.parametrize(
    ("subject", "is_wish"),
    [
        ("unsubscribe", True),
        ("Unsubscribe me!", True),
        ("  STOP ", True),
        ("Désabonnement", True),
        ("désinscription", True),
        ("Se désabonner", True),
        ("Désabonnez-moi", True),
        (f"unsubscribe {TOKEN}", True),
        (f"Désabonnement : {TOKEN}", True),
        ("Re: unsubscribe", False),
        ("unsubscribe from the other list", False),
        ("Désabonnement de M. Martin", False),
        ("stop au gaspillage", False),
        ("La lettre", False),
        ("", False),
    ],
)
def test_a_wish_to_leave_is_the_whole_subject(subject: str, is_wish: bool) -> None:
    octets = f"From: {AWA}\r\nSubject: {subject}\r\n\r\n".encode()

    assert (read_return(octets).leave is not None) is is_wish


@pytest.mark.parametrize(
    "octets",
    [
        pytest.param(b"Content-Type: multipart/mixed; boundary=a\n\n" * 9000, id="parts in parts"),
        pytest.param(b"From: mailer-daemon@a\nSubject: " + b"fail" * 60_000, id="a long subject"),
        pytest.param(b"From: mailer-daemon@a\n\n" + b"<a@b>: " * 40_000, id="addresses"),
        pytest.param(b"From: mailer-daemon@a\n\n" + b"-" * 262_000, id="hyphens"),
        pytest.param(b"From: mailer-daemon@a\n\n" + b"> Message-ID: <" * 20_000, id="identities"),
        pytest.param(b"From: mailer-daemon@a\n\n" + b"List-Unsubscribe: <\n " * 12_000, id="ways out"),
        pytest.param(b"From: mailer-daemon@a\n\n" + b" \n" * 130_000, id="lines of a space"),
        pytest.param(b"From: mailer-daemon@a\nSubject: failed delivery\n\n" + b"a.a." * 60_000, id="half an address"),
        pytest.param(b"From: mailer-daemon@a\n\n" + b"a@b (reason: 550 " * 15_000, id="reasons"),
    ],
)
def test_a_message_made_to_take_long_is_read_soon(octets: bytes) -> None:
    start = time.process_time()
    read_return(octets)

    assert time.process_time() - start < 5


PIECES = st.sampled_from(
    [
        *(line + b"\n" for file in sorted(RETURNS.glob("*.eml")) for line in file.read_bytes().split(b"\n")),
        b"Content-Type: message/delivery-status\n\n",
        b"Content-Type: text/plain; charset=none\n",
        b"Content-Transfer-Encoding: base64\n",
        b"Subject: =?utf-8?b?/?=\n",
        b"From: (((\n",
        b"\xff",
        b"\x00",
    ]
)


@given(octets=st.one_of(st.binary(), st.lists(PIECES, max_size=40).map(b"".join)))
@example(octets=b"Content-Type: multipart/report\n\n")
@example(octets=b"Content-Type: message/delivery-status\n\nAction: failed\n")
@example(octets=b"From: =?utf-8?b?!?= <@>\nSubject: unsubscribe")
@settings(max_examples=300)
def test_any_octets_at_all_are_read_without_an_error(octets: bytes) -> None:
    assert isinstance(read_return(octets), ReturnedMail)


def test_without_flufl_bounce_reports_and_plain_words_are_still_recognised() -> None:
    program = (
        "import sys; sys.modules['flufl.bounce'] = None\n"
        "from pathlib import Path\n"
        "from digest.delivery.bounces.parse import knows_notices, read_return\n"
        "found = [len(read_return(Path(file).read_bytes()).bounces) for file in sys.argv[1:]]\n"
        "print(knows_notices(), found)"
    )
    files = [str(RETURNS / f"{name}.eml") for name in ("01-unknown", "14-qmail", "22-plain-words", "30-absence")]
    done = subprocess.run([sys.executable, "-c", program, *files], capture_output=True, text=True, check=True)

    assert done.stdout == "False [1, 1, 1, 0]\n"


def test_a_token_that_begins_with_a_hyphen_is_read_whole() -> None:
    token = "-" + "a1B2_" * 6

    returned = read_return(f"From: x@y.example\r\nSubject: desabonnement {token}\r\n\r\n".encode())

    assert token in repr(returned)
