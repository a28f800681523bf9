"""The whole way by a real Postfix into mailboxes: whoever is said to have the letter has it, once, as it was made."""

from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path

from tests.end_to_end.letters import approve, build_letter, change, send, states
from tests.postfix import open_postfix

MEMBERS = tuple(f"membre.{rank}@commune.example" for rank in range(20))
UNKNOWN, FULL = "inconnu@commune.example", "plein@commune.example"
WEB = "web:\n  address: https://lettre.exemple.org/\n"


def test_who_is_said_to_have_the_letter_has_it_in_their_mailbox_once(tmp_path: Path) -> None:
    letter = build_letter(tmp_path / "lettre")
    change(letter / "feeds.yaml", "  via: folder\n  folder: envois\n", "  smtp: ${DIGEST_SMTP}\n  connections: 3\n")
    change(letter / "feeds.yaml", "send:\n", f"{WEB}send:\n")
    addresses = (*MEMBERS[:7], UNKNOWN, *MEMBERS[7:], FULL)
    (letter / "membres.csv").write_text("\n".join(("courriel", *addresses, "")), encoding="utf-8")
    approve(letter)
    with open_postfix() as postfix:
        result = send(letter, DIGEST_SMTP=f"smtp://127.0.0.1:{postfix.port}")
        delivered = [BytesParser(policy=default).parsebytes(octets) for octets in postfix.wait_for(len(MEMBERS))]

    letters = {str(one["To"]): one for one in delivered}
    links = {to: link_of(one) for to, one in letters.items()}
    assert (result.code, len(delivered), sorted(letters)) == (75, len(MEMBERS), sorted(MEMBERS))
    assert states(letter) == {**dict.fromkeys(MEMBERS, "sent"), UNKNOWN: "refused", FULL: "deferred"}
    assert len(set(links.values())) == len({one["Message-ID"] for one in delivered}) == len(MEMBERS)
    assert [to for to, one in letters.items() if links[to] not in html_of(one)] == []


def link_of(message: EmailMessage) -> str:
    """Return the address by which a member leaves."""
    return str(message["List-Unsubscribe"]).partition("<")[2].partition(">")[0]


def html_of(message: EmailMessage) -> str:
    """Return the letter as it is shown."""
    part = message.get_body(("html",))
    assert part is not None
    return str(part.get_content())
