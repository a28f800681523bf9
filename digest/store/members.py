"""Who receives the letter: the members, their wishes, and whoever left and must never be written to again.

Members change from the web, too, while a run holds the letter's lock; so nothing here asks for it, and every change is
one transaction that waits for its turn. Of who left a hash of the address stays for good, and every list that names
them again is told so.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from digest.errors import DigestError
from digest.locale import _
from digest.model import Member, MemberRow, MemberStatus
from digest.store.database import Repository
from digest.store.member_import import (
    FIELDS,
    ImportOptions,
    ImportResult,
    MemberImporter,
    day_text,
    leave,
    member_of,
    new_id,
    suppress,
    themes_text,
    write_member,
)
from digest.text.dates.format import format_day
from digest.text.email_address import key_hash, mailbox_key, tidy_address
from digest.text.sanitize import clean_line

_AT_ONCE = 1000
REMOVED = "removed"
_LONGEST_WORDS = 500
# What was sent to them stays counted, without saying to whom; a message in flight is erased by removing once more.
_FORGET = (
    "UPDATE outbox SET address = :address, name = '', key = :hash, words = '' WHERE key = :key AND state <> 'in flight'"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """Why nothing is sent to an address, whatever a list says: `unsubscribed`, `bounced` or `removed`, since when."""

    reason: str
    since: datetime


class MemberRepository(Repository):
    """The members of one letter."""

    def add(self, member: Member, *, now: datetime, again: bool = False) -> Member:
        """Add a member and give them back with their id; an empty id is filled in from chance.

        Args:
            member: Who; their address is tidied.
            now: The instant.
            again: Whether somebody who left or bounced is written to again, because they asked for it.

        Raises:
            DigestError: The address is a member's already, or left and did not ask again.
        """
        member = replace(member, address=tidy_address(member.address))
        key = mailbox_key(member.address)
        with self._writing():
            known, gone = self._known(key), self._suppression(key)
            _refuse_double(member.address, known, gone, again=again)
            member = replace(member, id=known.id if known else member.id or new_id(), standing=MemberStatus.ACTIVE)
            self._connection.execute("DELETE FROM suppressed WHERE hash = ?", (key_hash(key),))
            write_member(self._connection, member, key, now=now)
        return member

    def find(self, address: str) -> Member | None:
        """Return the member with an address; None where there is none."""
        with self._reading():
            return self._known(mailbox_key(address))

    def get(self, member_id: str) -> Member | None:
        """Return the member with an id; None where there is none."""
        with self._reading():
            return self._one("id = ?", member_id)

    def members(self, *, standing: MemberStatus | None = None) -> Iterator[Member]:
        """Return every member, or those of one standing, in the order they came; streamed."""
        condition = "standing = ?" if standing else "? IS NULL"
        for row in self._stream(condition, standing.value if standing else None):
            yield member_of(row)

    def count(self) -> Mapping[MemberStatus, int]:
        """Count the members of each standing."""
        with self._reading():
            rows = self._connection.execute("SELECT standing, count(*) FROM members GROUP BY standing").fetchall()
        return {standing: dict(rows).get(standing.value, 0) for standing in MemberStatus}

    def suppression(self, address: str) -> Suppression | None:
        """Report why an address is never written to; None where it may be."""
        with self._reading():
            return self._suppression(mailbox_key(address))

    def unsubscribe(self, member_id: str, *, now: datetime, how: str) -> bool:
        """Write that a member left; return whether that changed anything.

        Args:
            member_id: Who.
            now: The instant.
            how: By which way, in a few words: `one click`, `page`, `mail`.
        """
        with self._writing():
            return leave(self._connection, member_id, MemberStatus.UNSUBSCRIBED, why=how, now=now)

    def leave_by_address(self, address: str, *, why: str, day: date) -> bool:
        """Write that whoever has an address left on a day; return whether they were a member. No list brings it back.

        Args:
            address: Whose.
            why: How they asked, in a few words.
            day: When they did.
        """
        key, now = mailbox_key(address), datetime.combine(day, time(12), UTC)
        with self._writing():
            known = self._known(key)
            if known is not None:
                leave(self._connection, known.id, MemberStatus.UNSUBSCRIBED, why=why, now=now)
            suppress(self._connection, key, MemberStatus.UNSUBSCRIBED.value, now=now)
        return known is not None

    def letters(self, address: str) -> list[tuple[int, str, str, str]]:
        """Return what became of each letter to an address: edition, state, instant of the change, server's words."""
        query = "SELECT number, state, changed, words FROM outbox WHERE key = ? ORDER BY number"
        with self._reading():
            return self._connection.execute(query, (mailbox_key(address),)).fetchall()

    def change(self, member: Member, *, now: datetime) -> bool:
        """Write a member's name and wishes: language, themes, pause; return whether there is such a member.

        From then on no list changes their language and themes. Standing, address and consent stay.
        """
        wishes = (member.name, member.language, themes_text(member.themes), day_text(member.paused_until), member.id)
        with self._writing():
            done = self._connection.execute(
                "UPDATE members SET name = ?, language = ?, themes = ?, paused_until = ?, has_chosen = 1 WHERE id = ?",
                wishes,
            )
        del now  # the day of a wish is nobody's business
        return done.rowcount > 0

    def remove(self, address: str, *, now: datetime) -> bool:
        """Erase all that is known of an address but a hash that keeps it out; return whether it was a member's."""
        key = mailbox_key(address)
        with self._writing():
            self._connection.execute("PRAGMA secure_delete = ON")
            done = self._connection.execute("DELETE FROM members WHERE key = ?", (key,))
            self._connection.execute(_FORGET, {"key": key, "hash": key_hash(key), "address": REMOVED})
            suppress(self._connection, key, REMOVED, now=now)
        return done.rowcount > 0

    def take(self, rows: Iterable[MemberRow], rules: ImportOptions, *, now: datetime) -> ImportResult:
        """Write a list down, whole or not at all, in bounded memory.

        Raises:
            DigestError: It would cost more than half of the list, and nobody said that this is meant.
        """
        with self._writing():
            return MemberImporter(self._connection, rules, now=now).take(rows)

    def list_all(self) -> None:
        """Let everybody in the store be on the list, where no file says who is."""
        with self._writing():
            self._connection.execute("UPDATE members SET is_listed = 1 WHERE is_listed = 0")

    def note_bounce(
        self, member_id: str, *, number: int, is_hard: bool, words: str, limit: int, now: datetime
    ) -> MemberStatus:
        """Write that an edition came back; return the member's standing after it.

        Args:
            member_id: Who; nothing is done about one that is not there, and `unsubscribed` is the answer.
            number: The edition; the same one counts once.
            is_hard: Whether the address will never work: nothing is sent to it from now on.
            words: What the server said.
            limit: After how many editions in a row that came back softly nothing is sent either.
            now: The instant.
        """
        with self._writing():
            row = self._connection.execute(
                "SELECT standing, bounces, bounced_in FROM members WHERE id = ?", (member_id,)
            ).fetchone()
            if row is None or row[0] != MemberStatus.ACTIVE:
                return MemberStatus(row[0]) if row else MemberStatus.UNSUBSCRIBED
            bounces = _in_a_row(number, bounces=row[1], last=row[2])
            self._connection.execute(
                "UPDATE members SET bounces = ?, bounced_in = max(?, coalesce(bounced_in, 0)) WHERE id = ?",
                (bounces, number, member_id),
            )
            if is_hard or bounces >= limit:
                leave(
                    self._connection, member_id, MemberStatus.BOUNCED, why=clean_line(words)[:_LONGEST_WORDS], now=now
                )
                return MemberStatus.BOUNCED
        return MemberStatus.ACTIVE

    def recipients(self, *, today: date) -> Iterator[tuple[Member, str]]:
        """Return every member on the list in the order they came, with why nothing is sent; "" where something is."""
        for row in self._stream("is_listed = 1 AND ? IS NULL", None):
            member = member_of(row)
            yield member, _why_not(member, why=row[9], since=row[10], today=today)

    def _known(self, key: str) -> Member | None:
        return self._one("key = ?", key)

    def _one(self, condition: str, value: str) -> Member | None:
        query = f"SELECT {FIELDS} FROM members WHERE {condition}"  # noqa: S608 - both parts are written in this module
        row = self._connection.execute(query, (value,)).fetchone()
        return member_of(row) if row else None

    def _stream(self, condition: str, value: str | None) -> Iterator[tuple[str, ...]]:
        """Return rows in pieces, so that neither memory nor a transaction grows with their number."""
        query = (
            f"SELECT {FIELDS} FROM members WHERE {condition} AND number > ?"  # noqa: S608 - written in this module
            " ORDER BY number LIMIT ?"
        )
        last = 0
        while True:
            with self._reading():
                rows = self._connection.execute(query, (value, last, _AT_ONCE)).fetchall()
            yield from rows
            if len(rows) < _AT_ONCE:
                return
            last = rows[-1][0]

    def _suppression(self, key: str) -> Suppression | None:
        row = self._connection.execute(
            "SELECT reason, since FROM suppressed WHERE hash = ?", (key_hash(key),)
        ).fetchone()
        return Suppression(reason=row[0], since=datetime.fromisoformat(row[1])) if row else None


def _in_a_row(number: int, *, bounces: int, last: int | None) -> int:
    """Count the editions in a row that came back; an older one that comes back late changes nothing."""
    if last is None or number > last + 1:
        return 1
    return bounces + 1 if number == last + 1 else bounces


def _why_not(member: Member, *, why: str, since: str, today: date) -> str:
    day = format_day(date.fromisoformat(since[:10])) if since else ""
    if member.standing is MemberStatus.UNSUBSCRIBED:
        return _("left the letter on {day}").format(day=day)
    if member.standing is MemberStatus.BOUNCED:
        return _("the address does not work: {words}").format(words=why or day)
    if member.paused_until and member.paused_until >= today:
        return _("pauses until {day}").format(day=format_day(member.paused_until))
    return ""


def _refuse_double(address: str, known: Member | None, gone: Suppression | None, *, again: bool) -> None:
    if gone and not again:
        raise DigestError(
            say_gone(gone), where=address, hint=_("If they asked for the letter again, say so: --again, with how.")
        )
    if known and known.standing is MemberStatus.ACTIVE:
        raise DigestError(_("this address is a member's already"), where=address)


def say_gone(gone: Suppression) -> str:
    """Return in words why an address is never written to, in one clause."""
    words = {
        MemberStatus.UNSUBSCRIBED.value: _("they left the letter on {day}"),
        MemberStatus.BOUNCED.value: _("this address does not work: what was sent to it came back on {day}"),
    }
    removed = _("they were removed for good on {day}")
    return words.get(gone.reason, removed).format(day=format_day(gone.since.date()))
