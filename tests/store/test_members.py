"""The members in the store: in, out, never again, and what each of them wants."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from digest.errors import DigestError
from digest.model import Consent, Delivery, DeliveryState, Member, MemberRow, MemberStatus
from digest.store import Store
from digest.store.database import FILE_NAME
from digest.store.member_import import ImportOptions
from digest.text.email_address import mailbox_key

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
JO = Member(
    id="",
    address="Jo@Mairie.exemple",
    name="Jo",
    language="en",
    themes=("Monde", "Eau"),
    paused_until=date(2026, 12, 1),
    consent=Consent(given=date(2026, 3, 4), how="site", text="Je veux\nla lettre"),
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path) as store:
        yield store


def reasons(store: Store, today: date = TODAY) -> list[tuple[str, str]]:
    return [(member.address, why) for member, why in store.roll().recipients(today=today)]


def test_a_member_is_found_as_they_were_added_by_address_and_by_id(store: Store) -> None:
    added = store.roll().add(JO, now=NOW)

    assert (store.roll().find("jo@MAIRIE.exemple"), store.roll().get(added.id), len(added.id)) == (
        replace(JO, id=added.id, address="Jo@mairie.exemple"),
        added,
        16,
    )


def test_nobody_is_a_member_twice(store: Store) -> None:
    store.roll().add(JO, now=NOW)

    with pytest.raises(DigestError, match="a member's already"):
        store.roll().add(replace(JO, address="jo@mairie.exemple"), now=NOW)


def test_who_left_is_added_again_only_where_they_asked_and_keeps_their_id(store: Store) -> None:
    roll = store.roll()
    first = roll.add(JO, now=NOW)
    found = [roll.unsubscribe(first.id, now=NOW, how="page"), roll.unsubscribe(first.id, now=NOW, how="page")]
    with pytest.raises(DigestError, match="they left the letter on 22\u00a0November 2026"):
        roll.add(JO, now=NOW)
    back = roll.add(replace(JO, consent=Consent(how="by phone")), now=NOW, again=True)

    assert (found, back.id, back.standing, back.consent.how, roll.suppression(JO.address)) == (
        [True, False],
        first.id,
        MemberStatus.ACTIVE,
        "by phone",
        None,
    )


def test_what_a_member_chose_is_written_and_their_standing_is_not(store: Store) -> None:
    roll = store.roll()
    added = roll.add(JO, now=NOW)
    wished = replace(added, name="Joëlle", language="fr", themes=(), paused_until=None)
    done = roll.change(replace(wished, standing=MemberStatus.BOUNCED), now=NOW)

    assert (done, roll.get(added.id), roll.change(replace(JO, id="nobody"), now=NOW)) == (True, wished, False)


def test_who_is_removed_leaves_no_trace_in_the_file_but_stays_out(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        added = store.roll().add(replace(JO, address="jocaste@mairie.exemple", name="Jocaste"), now=NOW)
        freeze(store, added, DeliveryState.SENT)
        done = store.roll().remove("JOCASTE@mairie.exemple", now=NOW)
        known = store.roll().suppression("jocaste@mairie.exemple")
        kept = [(one.member, one.address, one.state) for one in store.outbox().deliveries(1)]

    assert (done, known and known.reason, kept, b"ocaste" in (tmp_path / FILE_NAME).read_bytes().lower()) == (
        True,
        "removed",
        [(added.id, "removed", DeliveryState.SENT)],
        False,
    )


def freeze(store: Store, member: Member, state: DeliveryState) -> None:
    delivery = Delivery(place=1, member=member.id, address=member.address, name=member.name, state=state)
    rows = [(delivery, mailbox_key(member.address))]
    store.outbox().freeze(1, fingerprint="f", record={}, moulds={}, rows=rows, now=NOW)


def test_an_address_that_was_never_a_members_can_be_kept_out(store: Store) -> None:
    done = store.roll().remove("jo@mairie.exemple", now=NOW)

    with pytest.raises(DigestError, match="they were removed for good on 22\u00a0November 2026"):
        store.roll().add(JO, now=NOW)
    assert done is False


@pytest.mark.parametrize(
    ("numbers", "standing"),
    [
        pytest.param((1, 2, 3), MemberStatus.BOUNCED, id="three in a row"),
        pytest.param((1, 1, 1, 2), MemberStatus.ACTIVE, id="one edition counts once"),
        pytest.param((1, 2, 4, 5), MemberStatus.ACTIVE, id="one came through between"),
        pytest.param((2, 3, 1), MemberStatus.ACTIVE, id="an older one comes back late"),
        pytest.param((1, 2, 4, 5, 6), MemberStatus.BOUNCED, id="three in a row in the end"),
    ],
)
def test_soft_bounces_count_by_editions_in_a_row(
    store: Store, numbers: tuple[int, ...], standing: MemberStatus
) -> None:
    member = store.roll().add(JO, now=NOW)
    for number in numbers:
        last = store.roll().note_bounce(member.id, number=number, is_hard=False, words="4.2.2", limit=3, now=NOW)

    found = store.roll().get(member.id)

    assert (last, found and found.standing) == (standing, standing)


def test_a_hard_bounce_counts_at_once_and_keeps_the_address_out(store: Store) -> None:
    roll = store.roll()
    member = roll.add(replace(JO, paused_until=None), now=NOW)
    roll.note_bounce(member.id, number=1, is_hard=True, words="550 5.1.1 no such user", limit=3, now=NOW)
    gone = roll.suppression(JO.address)

    assert (gone and gone.reason, reasons(store)) == (
        "bounced",
        [("Jo@mairie.exemple", "the address does not work: 550 5.1.1 no such user")],
    )


def test_the_words_of_a_server_are_one_clean_line(store: Store) -> None:
    member = store.roll().add(replace(JO, paused_until=None), now=NOW)
    words = "550 5.1.1\r\n\x1b[31mno such\u202e user" + "!" * 9999
    store.roll().note_bounce(member.id, number=1, is_hard=True, words=words, limit=3, now=NOW)

    assert reasons(store)[0][1][:58] == "the address does not work: 550 5.1.1 [31mno such user!!!!!"


def test_the_list_says_of_everybody_why_nothing_is_sent(store: Store) -> None:
    roll = store.roll()
    for name in ("a", "b", "c"):
        roll.add(Member(id="", address=f"{name}@x.exemple"), now=NOW)
    left = roll.find("b@x.exemple")
    assert left
    roll.unsubscribe(left.id, now=NOW, how="page")
    roll.add(replace(JO, paused_until=TODAY), now=NOW)

    assert (reasons(store), reasons(store, TODAY + timedelta(days=1))[-1]) == (
        [
            ("a@x.exemple", ""),
            ("b@x.exemple", "left the letter on 22\u00a0November 2026"),
            ("c@x.exemple", ""),
            ("Jo@mairie.exemple", "pauses until 22\u00a0November 2026"),
        ],
        ("Jo@mairie.exemple", ""),
    )


def test_two_connections_change_the_members_one_after_the_other(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store, Store.open(tmp_path) as web:
        rows = (MemberRow(address=f"m{place}@x.exemple") for place in range(2500))
        store.roll().take(rows, ImportOptions(), now=NOW)
        members = list(store.roll().members())
        streamed = store.roll().recipients(today=TODAY)
        first = next(streamed)[0]
        web.roll().unsubscribe(members[-1].id, now=NOW, how="one click")
        rest = list(streamed)

    assert (first, len(rest), rest[-1][1]) == (members[0], 2499, "left the letter on 22\u00a0November 2026")
