"""The keys that members' personal links are signed with: made on first use, renewed, and forgotten in the end.

The newest key signs. An older one is accepted until its day; from then on the links it signed lead nowhere, and its
secret is deleted with the next renewal. `digest.members.tokens` does the signing.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from digest.model import LinkKey
from digest.store.database import Repository

_OCTETS = 32  # as long as what SHA-256 gives (RFC 2104 section 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredLinkKey:
    """A key as a person may see it: since when it is there, until when its links work; None where no end is set."""

    number: int
    made: datetime
    retired: datetime | None = None


class LinkKeyRepository(Repository):
    """The keys of one letter."""

    def current(self, now: datetime) -> LinkKey:
        """Return the key that signs; the first is made here."""
        with self._reading():
            newest = self._newest()
        if newest:
            return newest
        with self._writing():
            return self._newest() or self._make(now)  # another process may have been faster

    def accepted(self, now: datetime) -> tuple[LinkKey, ...]:
        """Return every key whose links work, the newest first; nothing where no link was ever made."""
        with self._reading():
            rows = self._connection.execute("SELECT number, secret, retired FROM link_keys ORDER BY number DESC")
            return tuple(LinkKey(number=number, secret=secret) for number, secret, end in rows if _holds(end, now))

    def rotate(self, now: datetime, keep: timedelta) -> LinkKey:
        """Make a new key that signs from now on; links of the older ones work for so long, or as was said before.

        Args:
            now: The instant.
            keep: How long; nothing at all where a secret has leaked.
        """
        end = _written(now + keep)
        with self._writing():
            self._connection.execute("PRAGMA secure_delete = ON")  # what is deleted is not left lying in the file
            self._connection.execute(
                "UPDATE link_keys SET retired = ? WHERE retired IS NULL OR retired > ?", (end, end)
            )
            self._connection.execute("DELETE FROM link_keys WHERE retired < ?", (_written(now - timedelta(days=1)),))
            return self._make(now)

    def known(self) -> tuple[StoredLinkKey, ...]:
        """Return what a person may know of the keys, the newest first; never a secret."""
        with self._reading():
            rows = self._connection.execute("SELECT number, made, retired FROM link_keys ORDER BY number DESC")
            return tuple(
                StoredLinkKey(
                    number=number,
                    made=datetime.fromisoformat(made),
                    retired=datetime.fromisoformat(retired) if retired else None,
                )
                for number, made, retired in rows
            )

    def _newest(self) -> LinkKey | None:
        row = self._connection.execute("SELECT number, secret FROM link_keys ORDER BY number DESC LIMIT 1").fetchone()
        return LinkKey(number=row[0], secret=row[1]) if row else None

    def _make(self, now: datetime) -> LinkKey:
        """Make the next key; numbers are given once, for the newest row is never deleted."""
        last: int = self._connection.execute("SELECT coalesce(max(number), 0) FROM link_keys").fetchone()[0]
        key = LinkKey(number=last + 1, secret=secrets.token_bytes(_OCTETS))
        self._connection.execute(
            "INSERT INTO link_keys (number, secret, made) VALUES (?, ?, ?)", (key.number, key.secret, _written(now))
        )
        return key


def _written(instant: datetime) -> str:
    """Write an instant so that texts compare as instants do."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds")


def _holds(end: str | None, now: datetime) -> bool:
    return end is None or now < datetime.fromisoformat(end)
