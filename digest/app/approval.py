"""Whether an edition may leave: who approved just this letter, and how long their word holds.

Whatever changes the letter, its templates or the rule of its list makes every approval void; so does time.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path

from digest.app.paths import edition_file, name_for_person
from digest.config.model import Config
from digest.errors import UnapprovedError
from digest.locale import _
from digest.store.editions import Approval
from digest.text.dates.format import format_instant

# What a person approves, as fingerprints: the letter's octets, its templates, its settings, the rule of its list.

_OURS = "letter."
_ENDINGS = (".j2", ".css")
_BOUND = ("message", "templates", "settings", "list")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """All that goes to the members, in a few characters: `parts` by their names."""

    parts: Mapping[str, str]

    @property
    def whole(self) -> str:
        """Return the one fingerprint of all that is bound."""
        return _hash("\n".join(f"{name} {self.parts[name]}" for name in _BOUND).encode())


def take_fingerprint(config: Config, *, message: bytes, text: str, templates: Path | None) -> Fingerprint:
    """Take the fingerprint of a letter.

    Args:
        config: Who sends it, and to whom.
        message: The letter as it was rendered.
        text: What is in the edition's file.
        templates: The project's own templates; None where it has none.
    """
    return Fingerprint(
        parts={
            "message": _hash(message),
            "templates": _hash_templates(templates),
            "settings": _hash_values(_settings(config)),
            "list": _hash_values(_list_rule(config)),
            "edition": hash_text(text),
        }
    )


def say_changes(before: Mapping[str, str], after: Mapping[str, str], *, edition: str) -> str:
    """Return in words which files changed between two fingerprints, `edition` being the name of the edition's."""
    names = {"edition": edition, "templates": "templates/", "settings": "feeds.yaml", "list": "feeds.yaml"}
    changed = dict.fromkeys(name for part, name in names.items() if before.get(part) != after.get(part))
    return ", ".join(changed) or _("what its sources say, or digest itself")


def hash_text(text: str) -> str:
    """Return the fingerprint of a text."""
    return _hash(text.encode("utf-8", "replace"))


def _settings(config: Config) -> Mapping[str, object]:
    """Return what feeds.yaml says of the letter and its headers; how fast it leaves, and by which way, binds nobody."""
    send = config.send
    return {
        "letter": asdict(config.letter),
        "web": config.web,
        "dkim": asdict(send.dkim) if send.dkim else None,
        "return_path": send.return_path,
    }


def _list_rule(config: Config) -> Mapping[str, object]:
    return {"members": config.members, "themes": [theme.name for theme in config.themes]}


def _hash_templates(folder: Path | None) -> str:
    """Take the effective source of each template of the letter: the project's own, or else ours; and what they use."""
    ours = {one.name: one.read_bytes() for one in files("digest.templates").iterdir() if one.name.endswith(_ENDINGS)}
    own = {str(file.relative_to(folder)): file.read_bytes() for file in _own_files(folder)} if folder else {}
    effective = {name: octets for name, octets in {**ours, **own}.items() if name.startswith(_OURS) or name not in ours}
    return _hash_values({name: _hash(octets) for name, octets in effective.items()})


def _own_files(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.name.endswith(_ENDINGS) and file.is_file()]


def _hash_values(values: Mapping[str, object]) -> str:
    return _hash(json.dumps(values, sort_keys=True, ensure_ascii=False, default=str).encode())


def _hash(octets: bytes) -> str:
    return hashlib.sha256(octets).hexdigest()


_NEEDED = {"none": 0, "required": 1, "two": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalStatus:
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
        """Whether the edition may leave."""
        return len(self.valid) >= self.needed

    @property
    def since(self) -> datetime | None:
        """Return since when those that are needed hold, the newest that will do; None where there are none."""
        newest = sorted((one.given for one in self.valid), reverse=True)
        return newest[max(self.needed, 1) - 1] if len(newest) >= max(self.needed, 1) else None


def weigh_approvals(
    approvals: Sequence[Approval], config: Config, *, fingerprint: str, now: datetime
) -> ApprovalStatus:
    """Return which approvals hold for a letter, now."""
    same = [one for one in approvals if one.fingerprint == fingerprint]
    # One from the future was given by a clock that was wrong, or for a rehearsal with --as-of.
    fresh = [one for one in same if timedelta(0) <= now - one.given <= config.send.approval_lasts]
    return ApprovalStatus(
        valid=tuple(fresh),
        changed=tuple(one for one in approvals if one.fingerprint != fingerprint),
        expired=tuple(one for one in same if one not in fresh),
        needed=_NEEDED[config.send.approval],
    )


def require_approval(
    approvals: Sequence[Approval], config: Config, *, number: int, fingerprint: Fingerprint, now: datetime
) -> ApprovalStatus:
    """Return the approvals that let an edition leave.

    Raises:
        UnapprovedError: There are not enough; the message says why, and what to do.
    """
    standings = weigh_approvals(approvals, config, fingerprint=fingerprint.whole, now=now)
    if standings.is_enough:
        return standings
    place = name_for_person(config, edition_file(config, number))
    problem = _say_lack(standings, number, _changes(standings, fingerprint, place), config)
    command = f'digest approve {number} --by "…"'
    hint = _("Look at it (digest preview {number}), then: {command}").format(number=number, command=command)
    raise UnapprovedError(problem, where=place, hint=hint)


def _changes(standings: ApprovalStatus, fingerprint: Fingerprint, place: str) -> str:
    return say_changes(standings.changed[-1].parts, fingerprint.parts, edition=place) if standings.changed else ""


def _say_lack(standings: ApprovalStatus, number: int, changes: str, config: Config) -> str:
    if standings.valid:
        return _("edition {number} is approved by {name}; a second person has to approve it").format(
            number=number, name=standings.valid[-1].name
        )
    if standings.expired:
        one = standings.expired[-1]
        return _("the approval of edition {number} by {name} does not hold at this time: it was given on {day}").format(
            number=number, name=one.name, day=format_instant(one.given, config.letter.timezone)
        )
    if standings.changed:
        one = standings.changed[-1]
        return _("edition {number} changed since {name} approved it on {day}: {changes}").format(
            number=number, name=one.name, day=format_instant(one.given, config.letter.timezone), changes=changes
        )
    return _("nobody has approved edition {number}").format(number=number)
