"""The witness beside an edition, `editions/N.sent.json`: what was sent, outside the store that says so.

A store that was restored from a copy, deleted or damaged and made anew knows less than its witnesses, and nothing is
sent on its word: each member it believes unwritten to may have the letter already. It is written before the first
message of a run leaves, while it goes on, and at its end.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from digest.app.paths import name_for_person
from digest.config.model import Config
from digest.disk import replace_file
from digest.errors import DigestError
from digest.locale import _, ngettext
from digest.locale.reasons import say_reason
from digest.store import Store
from digest.store.notifications import MarkerVersion

_SUFFIX = ".sent.json"
_LARGEST = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SentMarker:
    """What is known of an edition's mailing outside the store.

    Attributes:
        number: The edition.
        mailing: The mailing's own name, from chance: another freeze has another.
        fingerprint: Of what was approved.
        members: How long its list is.
        counts: The members in each state, when it was written.
        generation: How often it was written.
    """

    number: int
    mailing: str
    fingerprint: str
    members: int
    generation: int
    counts: Mapping[str, int] = field(default_factory=dict)


def witness_file(config: Config, number: int) -> Path:
    """Return where the witness of an edition is, or will be."""
    return config.folder / "editions" / f"{number}{_SUFFIX}"


def write_witness(config: Config, witness: SentMarker) -> None:
    """Write a witness, whole or not at all.

    Raises:
        DigestError: The disk refuses: then nothing may be sent.
    """
    file = witness_file(config, witness.number)
    try:
        replace_file(file, json.dumps(asdict(witness), indent=1).encode() + b"\n")
    except OSError as error:
        raise DigestError(
            _("the witness of what is sent cannot be written ({reason})").format(reason=say_reason(error)),
            where=name_for_person(config, file),
            hint=_("Check the rights of its folder and the room left on the disk."),
        ) from error


def check_witnesses(config: Config, store: Store, *, is_trusted: bool) -> None:
    """Refuse a store that knows less than the witnesses beside the editions.

    Args:
        config: Which letter.
        store: Its store; whoever calls holds its lock.
        is_trusted: Whether the person says that the store is right nevertheless; then the witnesses count as known.

    Raises:
        DigestError: It knows less.
    """
    known = store.witnesses().known()
    for witness in _read_witnesses(config, is_trusted=is_trusted):
        mark = known.get(witness.number)
        if mark and mark.mailing == witness.mailing and mark.generation >= witness.generation:
            continue
        if not is_trusted:
            raise _knows_less(config, witness)
        store.witnesses().accept(witness.number, MarkerVersion(mailing=witness.mailing, generation=witness.generation))


def _read_witnesses(config: Config, *, is_trusted: bool) -> list[SentMarker]:
    """Read all witnesses; those that cannot be read count as nothing only where the person trusts the store."""
    witnesses = []
    for file in sorted((config.folder / "editions").glob(f"*{_SUFFIX}")):
        try:
            witnesses.append(_read_witness(file))
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            if not is_trusted:
                raise _unreadable(config, file) from error
    return witnesses


def _read_witness(file: Path) -> SentMarker:
    with file.open("rb") as stream:
        said = json.loads(stream.read(_LARGEST))
    return SentMarker(
        number=int(said["number"]),
        mailing=str(said["mailing"]),
        fingerprint=str(said["fingerprint"]),
        members=int(said["members"]),
        generation=int(said["generation"]),
        counts={str(state): int(count) for state, count in said["counts"].items()},
    )


def _knows_less(config: Config, witness: SentMarker) -> DigestError:
    sent = witness.counts.get("sent", 0)
    known = ngettext(
        "edition {number} went to {count} of {members} members or more, and the store does not know it",
        "edition {number} went to {count} of {members} members or more, and the store does not know it",
        sent,
    )
    return DigestError(
        known.format(number=witness.number, count=sent, members=witness.members),
        where=name_for_person(config, witness_file(config, witness.number)),
        hint=_hint(),
    )


def _unreadable(config: Config, file: Path) -> DigestError:
    problem = _("the witness of what was sent cannot be read, and nothing is sent without it")
    return DigestError(problem, where=name_for_person(config, file), hint=_hint())


def _hint() -> str:
    return _(
        "Was the state folder restored from a copy, moved or deleted? Put back the newest one there is. Only where you"
        " are sure that it is right, or that nobody minds a second letter: digest send --trust-state."
    )
