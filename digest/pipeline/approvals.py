"""Whether an edition may leave: who approved just this letter, and how long their word holds.

Whatever changes the letter, its templates or the rule of its list makes every approval void; so does time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from digest.config import Config
from digest.errors import UnapprovedError
from digest.locale import _
from digest.pipeline.fingerprints import Fingerprint, say_changes
from digest.pipeline.places import edition_file, name_for_person
from digest.store.approvals import Approval
from digest.text.instants import say_instant

_NEEDED = {"none": 0, "required": 1, "two": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standings:
    """The approvals of an edition as they stand now.

    Attributes:
        valid: Those of just this letter that still hold, the oldest first.
        changed: Those of another letter than this one.
        expired: Those of this one that were given too long ago.
        needed: How many persons must approve.
    """

    valid: tuple[Approval, ...]
    changed: tuple[Approval, ...]
    expired: tuple[Approval, ...]
    needed: int

    @property
    def is_enough(self) -> bool:
        """Tell whether the edition may leave."""
        return len(self.valid) >= self.needed

    @property
    def since(self) -> datetime | None:
        """Give since when those that are needed hold, the newest that will do; None where there are none."""
        newest = sorted((one.given for one in self.valid), reverse=True)
        return newest[max(self.needed, 1) - 1] if len(newest) >= max(self.needed, 1) else None


def weigh_approvals(approvals: Sequence[Approval], config: Config, *, fingerprint: str, now: datetime) -> Standings:
    """Tell which approvals hold for a letter, now."""
    same = [one for one in approvals if one.fingerprint == fingerprint]
    # One from the future was given by a clock that was wrong, or for a rehearsal with --as-of.
    fresh = [one for one in same if timedelta(0) <= now - one.given <= config.send.approval_lasts]
    return Standings(
        valid=tuple(fresh),
        changed=tuple(one for one in approvals if one.fingerprint != fingerprint),
        expired=tuple(one for one in same if one not in fresh),
        needed=_NEEDED[config.send.approval],
    )


def require_approval(
    approvals: Sequence[Approval], config: Config, *, number: int, fingerprint: Fingerprint, now: datetime
) -> Standings:
    """Give the approvals that let an edition leave.

    Raises:
        UnapprovedError: There are not enough; the message says why, and what to do.
    """
    standings = weigh_approvals(approvals, config, fingerprint=fingerprint.whole, now=now)
    if standings.is_enough:
        return standings
    place = name_for_person(config, edition_file(config, number))
    problem = _say_lack(standings, number, _changes(standings, fingerprint, place), config)
    command = f'digest approve {number} --by "…"'
    mend = _("Look at it (digest preview {number}), then: {command}").format(number=number, command=command)
    raise UnapprovedError(problem, where=place, mend=mend)


def _changes(standings: Standings, fingerprint: Fingerprint, place: str) -> str:
    return say_changes(standings.changed[-1].parts, fingerprint.parts, edition=place) if standings.changed else ""


def _say_lack(standings: Standings, number: int, changes: str, config: Config) -> str:
    if standings.valid:
        return _("edition {number} is approved by {name}; a second person has to approve it").format(
            number=number, name=standings.valid[-1].name
        )
    if standings.expired:
        one = standings.expired[-1]
        return _("the approval of edition {number} by {name} does not hold at this time: it was given on {day}").format(
            number=number, name=one.name, day=say_instant(one.given, config.letter.timezone)
        )
    if standings.changed:
        one = standings.changed[-1]
        return _("edition {number} changed since {name} approved it on {day}: {changes}").format(
            number=number, name=one.name, day=say_instant(one.given, config.letter.timezone), changes=changes
        )
    return _("nobody has approved edition {number}").format(number=number)
