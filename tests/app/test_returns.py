"""What came back reaches the members: hard at once, soft after editions in a row, and leaving by who may."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from secrets import token_hex

import pytest

from digest.app.bounces import FILE_NAME, MailboxResult, Unsubscribed, process_mailbox
from digest.config import Config, MailboxSettings
from digest.errors import ConfigError
from digest.members.tokens import make_token
from digest.model import Member, MemberStatus
from digest.render.headers import message_id
from digest.store import Store
from tests.imap_server import PASSWORD, Post, run_post
from tests.makers import PARIS, make_config

NOW = datetime.now(PARIS)
AWA, BEN = "a.diallo@mairie.exemple", "b.martin@mairie.exemple"


@pytest.fixture(scope="module")
def server() -> Iterator[Post]:
    with run_post() as running:
        yield running


class Place:
    """A letter with two members, and the mailbox that its mail comes back to."""

    def __init__(self, folder: Path, post: Post) -> None:
        self.post = post
        self.state = folder / ".digest"
        address = f"imap://{post.user}:${{WORD}}@127.0.0.1:{post.port}"
        self.config: Config = replace(
            make_config(), path=folder / "feeds.yaml", inbox=MailboxSettings(imap=address, bounces=3)
        )
        with Store.open(self.state) as store:
            self.awa, self.ben = (store.roll().add(Member(id="", address=one), now=NOW) for one in (AWA, BEN))
            self.token = make_token(self.awa.id, store.link_keys().current(NOW))

    def read(self) -> MailboxResult:
        return process_mailbox(self.config, state=self.state, now=NOW, environ={"WORD": PASSWORD})

    def standings(self) -> tuple[MemberStatus, MemberStatus]:
        with Store.open(self.state) as store:
            found = [store.roll().get(one.id) for one in (self.awa, self.ben)]
        first, second = (one.standing for one in found if one)
        return first, second

    def drop_bounce(self, status: str, *, address: str = AWA, number: int = 0, member: Member | None = None) -> None:
        identity = message_id(number, self.config, (member or self.awa).id) if number else "<x@exemple.org>"
        self.post.drop(
            (
                "From: MAILER-DAEMON@relais.exemple\r\nSubject: Undelivered\r\n"
                'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
                "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; relais.exemple\r\n\r\n"
                f"Final-Recipient: rfc822; {address}\r\nAction: failed\r\nStatus: {status}\r\n\r\n"
                f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {identity}\r\n\r\n--b--\r\n"
            ).encode()
        )

    def drop_mail(self, subject: str, *, sender: str = AWA, text: str = "") -> None:
        self.post.drop(f"From: {sender}\r\nSubject: {subject}\r\n\r\n{text}\r\n".encode())


@pytest.fixture
def place(tmp_path: Path, server: Post) -> Place:
    return Place(tmp_path, replace(server, user=token_hex(8)))


GONE, THERE = MemberStatus.BOUNCED, MemberStatus.ACTIVE


def test_a_hard_bounce_ends_at_once(place: Place) -> None:
    place.drop_bounce("5.1.1", number=17)
    returns = place.read()

    assert ([one.number for one in returns.came_back], place.standings()) == ([17], (GONE, THERE))


def test_soft_bounces_end_after_so_many_editions_in_a_row(place: Place) -> None:
    standings = []
    for number in (1, 2, 2, 3):
        place.drop_bounce("5.2.2", number=number)
        place.read()
        standings.append(place.standings()[0])

    assert standings == [THERE, THERE, THERE, GONE]


def test_a_bounce_of_an_address_that_mail_was_forwarded_to_is_its_members(place: Place) -> None:
    place.drop_bounce("5.1.1", address="awa@ailleurs.exemple", number=4, member=place.awa)
    place.read()

    assert place.standings() == (GONE, THERE)


def test_a_bounce_about_nobody_known_stays_unread(place: Place) -> None:
    place.drop_bounce("5.1.1", address="qui@ailleurs.exemple")
    returns = place.read()

    assert (returns.strangers, place.standings(), place.post.flags()) == (1, (THERE, THERE), [set()])


def test_a_token_makes_its_member_leave_whoever_sends_it(place: Place) -> None:
    place.drop_mail(f"desabonnement {place.token}", sender="awa.perso@fai.exemple")
    returns = place.read()

    assert (returns.left, place.standings()) == (
        [Unsubscribed(address=AWA, is_by_token=True)],
        (MemberStatus.UNSUBSCRIBED, THERE),
    )


@pytest.mark.parametrize("spot", [0, 20, 39])
def test_a_forged_token_makes_nobody_leave(place: Place, spot: int) -> None:
    other = "B" if place.token[spot] == "A" else "A"
    place.drop_mail(f"unsubscribe {place.token[:spot]}{other}{place.token[spot + 1 :]}", sender="x@ailleurs.exemple")
    returns = place.read()

    assert (place.standings(), len(returns.problems), place.post.flags()) == ((THERE, THERE), 1, [set()])


def test_without_a_token_the_members_own_address_is_enough(place: Place) -> None:
    place.drop_mail("Unsubscribe", sender="Ben <B.Martin@Mairie.exemple>")
    returns = place.read()

    assert (returns.left, place.standings()) == (
        [Unsubscribed(address=BEN, is_by_token=False)],
        (THERE, MemberStatus.UNSUBSCRIBED),
    )


def test_a_wish_from_an_unknown_address_is_said_once_and_stays_unread(place: Place) -> None:
    place.drop_mail("unsubscribe", sender="x@ailleurs.exemple")
    first, second = place.read(), place.read()

    assert ([one.message for one in first.problems], second.problems, place.post.flags()) == (
        ["x@ailleurs.exemple asks to leave the letter, and is no member's address"],
        [],
        [set()],
    )


def test_an_answer_that_quotes_the_letter_with_its_token_makes_nobody_leave(place: Place) -> None:
    place.drop_mail("Re: La lettre", text=f"Merci !\r\n> https://lettre.exemple.org/u/{place.token}")
    returns = place.read()

    assert (returns.others, place.standings(), place.post.flags()) == (1, (THERE, THERE), [set()])


def test_what_is_done_is_marked_and_not_looked_at_again(place: Place) -> None:
    place.drop_bounce("5.1.1")
    place.drop_mail("La lettre")
    counts = [place.read().seen, place.read().seen]
    place.drop_mail("Encore")

    assert ([*counts, place.read().seen], [bool(flags) for flags in place.post.flags()]) == (
        [2, 0, 1],
        [True, False, False],
    )


def test_a_message_that_somebody_read_first_is_seen_all_the_same(place: Place) -> None:
    place.drop_mail("La lettre")
    place.read()
    place.drop_bounce("5.1.1")
    with place.post.reading() as person:
        person.select()
        person.store("1:*", "+FLAGS", "(\\Seen)")
    place.read()

    assert place.standings() == (GONE, THERE)


def test_a_run_that_lost_its_bookmark_does_nothing_twice(place: Place) -> None:
    place.drop_bounce("5.2.2", number=1)
    place.read()
    with place.post.reading() as person:
        person.select()
        person.store("1:*", "FLAGS", "()")
    (place.state / FILE_NAME).write_text("[broken")
    for _turn in range(3):
        (place.state / FILE_NAME).unlink(missing_ok=True)
        place.read()

    assert place.standings() == (THERE, THERE)


def test_a_broken_message_stops_nothing(place: Place) -> None:
    place.post.drop(b"Content-Type: multipart/report; boundary=\r\n\r\n--\r\n\xff\x00".replace(b"\x00", b"\x01"))
    place.drop_bounce("5.1.1")
    place.read()

    assert place.standings() == (GONE, THERE)


def test_a_letter_without_a_mailbox_says_what_to_write(place: Place) -> None:
    config = replace(place.config, inbox=MailboxSettings())

    with pytest.raises(ConfigError) as caught:
        process_mailbox(config, state=place.state, now=NOW, environ={})

    assert caught.value.hint == "Write for example: inbox: {imap: ${DIGEST_IMAP}}"
