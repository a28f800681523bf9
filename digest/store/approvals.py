"""Who approved which edition, when, and what exactly: a name bound to a fingerprint.

The store keeps what was said and judges nothing; `digest.pipeline.approvals` tells which approvals still hold.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from digest.store.drawers import Drawer
from digest.text.folding import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """One person's word for one edition.

    Attributes:
        number: The edition.
        name: As the person wrote it.
        fingerprint: Of all that was approved.
        parts: The fingerprints of what it is made of, by their names, to say later what changed.
        given: When.
    """

    number: int
    name: str
    fingerprint: str
    given: datetime
    parts: Mapping[str, str] = field(default_factory=dict)


class Approvals(Drawer):
    """The approvals of one letter."""

    def of(self, number: int) -> tuple[Approval, ...]:
        """Give all approvals of an edition, the oldest first."""
        with self._reading():
            rows = self._connection.execute(
                "SELECT name, fingerprint, parts, given FROM approvals WHERE number = ? ORDER BY given, key", (number,)
            ).fetchall()
        return tuple(
            Approval(
                number=number,
                name=name,
                fingerprint=fingerprint,
                parts=json.loads(parts),
                given=datetime.fromisoformat(given),
            )
            for name, fingerprint, parts, given in rows
        )

    def keep(self, approval: Approval) -> None:
        """Write an approval down, in the place of what the same person said before; case and accents make no other."""
        row = (
            approval.number,
            fold(approval.name),
            approval.name,
            approval.fingerprint,
            json.dumps(dict(approval.parts)),
            approval.given.isoformat(),
        )
        with self._writing():
            self._connection.execute(
                "INSERT OR REPLACE INTO approvals (number, key, name, fingerprint, parts, given)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                row,
            )
