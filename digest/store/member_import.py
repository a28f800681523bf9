"""A list of members written down: who is new, who changed, who stays out whatever the list says.

What members chose themselves stands, and so does a record of consent. A list that would cost more than half of the
members (a file cut short, a wrong column) is refused unless that is meant.
"""

import json
import secrets
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from digest.errors import DigestError
from digest.locale import _, ngettext
from digest.model import Consent, Member, MemberRow, MemberStatus
from digest.text.email_address import key_hash, mailbox_key

# Members as rows of the store, and back; each function inside a transaction of the caller's.

FIELDS = "number, id, address, name, language, themes, standing, paused_until, consent, why, since"


def new_id() -> str:
    """Return 16 characters out of `A-Za-z0-9_-` from chance: 96 bits."""
    return secrets.token_urlsafe(12)


def member_of(row: tuple[str, ...]) -> Member:
    """Return the member of a row of `FIELDS`."""
    _number, member_id, address, name, language, themes, standing, paused, consent, _why, _since = row
    return Member(
        id=member_id,
        address=address,
        name=name,
        language=language,
        themes=tuple(json.loads(themes)),
        standing=MemberStatus(standing),
        paused_until=date.fromisoformat(paused) if paused else None,
        consent=_read_consent(consent),
    )


def themes_text(themes: tuple[str, ...]) -> str:
    """Write themes down."""
    return json.dumps(themes, ensure_ascii=False) if themes else "[]"


def day_text(day: date | None) -> str | None:
    """Write a day down."""
    return day.isoformat() if day else None


def consent_text(consent: Consent) -> str:
    """Write the record of a consent down."""
    said = {"given": day_text(consent.given), "how": consent.how, "text": consent.text}
    kept = {key: value for key, value in said.items() if value}
    return json.dumps(kept, ensure_ascii=False) if kept else "{}"


def _read_consent(text: str) -> Consent:
    said = json.loads(text)
    given = said.get("given")
    return Consent(
        given=date.fromisoformat(given) if given else None, how=said.get("how", ""), text=said.get("text", "")
    )


def write_member(connection: sqlite3.Connection, member: Member, key: str, *, now: datetime) -> None:
    """Write a member who is new, or who is back; then what the store knew of them gives way."""
    connection.execute(
        "INSERT INTO members (id, key, address, name, language, themes, since, paused_until, consent)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (key) DO UPDATE SET address = excluded.address, name = excluded.name,"
        " language = excluded.language, themes = excluded.themes, standing = 'active', since = excluded.since,"
        " paused_until = excluded.paused_until, consent = excluded.consent, is_listed = 1, bounces = 0,"
        " bounced_in = NULL, why = ''",
        (
            member.id,
            key,
            member.address,
            member.name,
            member.language,
            themes_text(member.themes),
            now.isoformat(),
            day_text(member.paused_until),
            consent_text(member.consent),
        ),
    )


def leave(connection: sqlite3.Connection, member_id: str, standing: MemberStatus, *, why: str, now: datetime) -> bool:
    """Write that a member is written to no more, and keep their address out; return whether that changed anything."""
    row = connection.execute("SELECT key, standing FROM members WHERE id = ?", (member_id,)).fetchone()
    if row is None or row[1] in (standing, MemberStatus.UNSUBSCRIBED):
        return False
    connection.execute(
        "UPDATE members SET standing = ?, since = ?, why = ? WHERE id = ?",
        (standing.value, now.isoformat(), why, member_id),
    )
    suppress(connection, row[0], standing.value, now=now)
    return True


def suppress(connection: sqlite3.Connection, key: str, reason: str, *, now: datetime) -> None:
    """Keep an address out of every list to come."""
    connection.execute(
        "INSERT INTO suppressed (hash, reason, since) VALUES (?, ?, ?)"
        " ON CONFLICT DO UPDATE SET reason = excluded.reason",
        (key_hash(key), reason, now.isoformat()),
    )


_SHOWN = 100
_TABLE = (
    "CREATE TEMP TABLE IF NOT EXISTS taken (key TEXT PRIMARY KEY, line INTEGER NOT NULL) WITHOUT ROWID",
    "DELETE FROM taken",
)
_KNOWN = (
    "SELECT id, standing, name, language, themes, paused_until, has_chosen, consent, is_listed"
    " FROM members WHERE key = ?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """How a list is taken.

    Attributes:
        name: What the list is called in messages.
        is_whole: Whether whoever is not in it is not on the list any more.
        may_shrink: Whether it may cost more than half of the members.
        over_choices: Whether it also changes the language and themes that members chose themselves.
    """

    name: str = ""
    is_whole: bool = False
    may_shrink: bool = False
    over_choices: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult:
    """What became of the rows of a list.

    Attributes:
        new: Members nobody knew.
        kept_out: People nobody knew of whom the list itself says that they left, or whose address fails.
        changed: Members the list says something new about, or who are back on it.
        same: Members the list says nothing new about.
        doubles: Rows whose address another row before them had.
        double_lines: Of the first hundred of them the line, and the line before.
        left: How many of the list left the letter and stay out.
        bounced: How many have an address that does not work and stay out.
        removed: How many were removed for good and stay out.
        dropped: Members who are not in the list any more.
        left_now: Active members whom the list itself says to have left, or to bounce.
        own_choices: Members whose own language or themes stood against the list.
    """

    new: int = 0
    kept_out: int = 0
    changed: int = 0
    same: int = 0
    doubles: int = 0
    double_lines: tuple[tuple[int, int], ...] = ()
    left: int = 0
    bounced: int = 0
    removed: int = 0
    dropped: int = 0
    left_now: int = 0
    own_choices: int = 0


class MemberImporter:
    """Writes one list inside a transaction of the caller's.

    Args:
        connection: The store.
        rules: How.
        now: The instant.
    """

    def __init__(self, connection: sqlite3.Connection, rules: ImportOptions, *, now: datetime) -> None:
        self._connection = connection
        self._rules = rules
        self._now = now
        self._count = dict.fromkeys(
            (
                "new",
                "kept_out",
                "changed",
                "same",
                "doubles",
                "left",
                "bounced",
                "removed",
                "dropped",
                "left_now",
                "own_choices",
            ),
            0,
        )
        self._double_lines: list[tuple[int, int]] = []

    def take(self, rows: Iterable[MemberRow]) -> ImportResult:
        """Write the rows down; return what became of them.

        Raises:
            DigestError: It would cost more than half of the list.
        """
        for statement in _TABLE:
            self._connection.execute(statement)
        before = self._number("SELECT count(*) FROM members WHERE is_listed AND standing = 'active'")
        for row in rows:
            self._take(row)
        if self._rules.is_whole:
            self._count["dropped"] = self._number(
                "SELECT count(*) FROM members WHERE is_listed AND standing = 'active'"
                " AND key NOT IN (SELECT key FROM taken)"
            )
        self._refuse_loss(before)
        if self._rules.is_whole:
            self._connection.execute("UPDATE members SET is_listed = 0 WHERE key NOT IN (SELECT key FROM taken)")
        return ImportResult(**self._count, double_lines=tuple(self._double_lines))

    def _number(self, query: str) -> int:
        number: int = self._connection.execute(query).fetchone()[0]
        return number

    def _refuse_loss(self, before: int) -> None:
        lost = self._count["dropped"] + self._count["left_now"]
        if self._rules.may_shrink or lost * 2 <= before:
            return
        raise DigestError(
            ngettext(
                "with this list the letter would lose {lost} of its {count} member",
                "with this list the letter would lose {lost} of its {count} members",
                before,
            ).format(lost=lost, count=before),
            where=self._rules.name,
            hint=_(
                "Nothing was changed. Look whether the file is whole; if this is meant, say so: digest members import "
                "{name} --shrink"
            ).format(name=self._rules.name),
        )

    def _take(self, row: MemberRow) -> None:
        key = mailbox_key(row.address)
        known = self._connection.execute(_KNOWN, (key,)).fetchone()
        if row.is_doubtful and not known:
            return
        if not self._connection.execute("INSERT OR IGNORE INTO taken VALUES (?, ?)", (key, row.line)).rowcount:
            self._note_double(key, row)
            self._take_leave(row, known)
        elif known:
            self._change(row, known)
        else:
            self._add(row, key)

    def _note_double(self, key: str, row: MemberRow) -> None:
        first = self._connection.execute("SELECT line FROM taken WHERE key = ?", (key,)).fetchone()[0]
        self._count["doubles"] += 1
        if len(self._double_lines) < _SHOWN:
            self._double_lines.append((row.line, first))

    def _take_leave(self, row: MemberRow, known: tuple[str, ...] | None) -> bool:
        """Write to a member no more if the row says so; a second row of theirs may say it, too."""
        if known is None or known[1] != MemberStatus.ACTIVE or row.standing in (None, MemberStatus.ACTIVE):
            return False
        return leave(self._connection, known[0], row.standing, why=self._rules.name, now=self._now)

    def _add(self, row: MemberRow, key: str) -> None:
        gone = self._connection.execute("SELECT reason FROM suppressed WHERE hash = ?", (key_hash(key),)).fetchone()
        if gone:
            self._stays_out(gone[0])
            return
        member = Member(
            id=new_id(),
            address=row.address,
            name=row.name or "",
            language=row.language or "",
            themes=row.themes or (),
            paused_until=row.paused_until,
            consent=row.consent or Consent(),
        )
        write_member(self._connection, member, key, now=self._now)
        if row.standing not in (None, MemberStatus.ACTIVE):
            leave(self._connection, member.id, row.standing, why=self._rules.name, now=self._now)
            self._count["kept_out"] += 1
        else:
            self._count["new"] += 1

    def _stays_out(self, reason: str) -> None:
        name = {MemberStatus.UNSUBSCRIBED.value: "left", MemberStatus.BOUNCED.value: "bounced"}.get(reason, "removed")
        self._count[name] += 1

    def _change(self, row: MemberRow, known: tuple[str, ...]) -> None:
        member_id, standing, *_more, is_listed = known
        if not is_listed:
            self._connection.execute("UPDATE members SET is_listed = 1 WHERE id = ?", (member_id,))
        if standing != MemberStatus.ACTIVE:
            self._stays_out(standing)
            return
        if self._take_leave(row, known):
            self._count["left_now"] += 1
            return
        has_changed = not row.is_doubtful and self._write_news(row, known)
        self._count["changed" if has_changed or not is_listed else "same"] += 1

    def _write_news(self, row: MemberRow, known: tuple[str, ...]) -> bool:
        """Write what the row says and the store does not; return whether that is anything."""
        member_id, _standing, name, language, themes, paused_until, has_chosen, consent, _is_listed = known
        said = {"name": row.name or name, "consent": consent}
        if row.consent and not json.loads(consent):
            said["consent"] = consent_text(row.consent)
        wishes = {
            "language": language if row.language is None else row.language,
            "themes": themes if row.themes is None else themes_text(row.themes),
            "paused_until": day_text(row.paused_until) or paused_until,
        }
        before = {"language": language, "themes": themes, "paused_until": paused_until}
        if has_chosen and not self._rules.over_choices and wishes != before:
            self._count["own_choices"] += 1
            wishes = before
        if {**said, **wishes} == {"name": name, "consent": consent, **before}:
            return False
        self._connection.execute(
            "UPDATE members SET name = :name, consent = :consent, language = :language, themes = :themes,"
            " paused_until = :paused_until WHERE id = :id",
            {**said, **wishes, "id": member_id},
        )
        return True
