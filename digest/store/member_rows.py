"""Members as rows of the store, and back; each function inside a transaction of the caller's."""

import json
import secrets
import sqlite3
from datetime import date, datetime

from digest.model import Consent, Member, Standing
from digest.text.mail import key_hash

FIELDS = "number, id, address, name, language, themes, standing, paused_until, consent, why, since"


def new_id() -> str:
    """Give 16 characters out of `A-Za-z0-9_-` from chance: 96 bits."""
    return secrets.token_urlsafe(12)


def member_of(row: tuple[str, ...]) -> Member:
    """Give the member of a row of `FIELDS`."""
    _number, member_id, address, name, language, themes, standing, paused, consent, _why, _since = row
    return Member(
        id=member_id,
        address=address,
        name=name,
        language=language,
        themes=tuple(json.loads(themes)),
        standing=Standing(standing),
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


def leave(connection: sqlite3.Connection, member_id: str, standing: Standing, *, why: str, now: datetime) -> bool:
    """Write that a member is written to no more, and keep their address out; tell whether that changed anything."""
    row = connection.execute("SELECT key, standing FROM members WHERE id = ?", (member_id,)).fetchone()
    if row is None or row[1] in (standing, Standing.UNSUBSCRIBED):
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
