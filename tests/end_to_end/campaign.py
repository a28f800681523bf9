"""The rig of the command itself: `digest send` against a relay that outlives it and knows what it accepted."""

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from digest.model import DeliveryState
from tests.delivery.faults import Rig
from tests.end_to_end.commands import digest
from tests.end_to_end.letters import approve, build_letter, change
from tests.mail_server import Fault, MailServer

_NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


class Relays:
    """A relay for each folder that is tried.

    Args:
        seconds: How long each takes over a message that it has accepted already.
    """

    def __init__(self, seconds: float = 0.0) -> None:
        self._faults = (Fault(at="END", pause=seconds, takes=True),) if seconds else ()
        self._running: dict[Path, MailServer] = {}
        self._stack = ExitStack()

    def of(self, folder: Path) -> MailServer:
        """Return the relay of a folder, started where it is not."""
        if folder not in self._running:
            self._running[folder] = self._stack.enter_context(MailServer(self._faults))
        return self._running[folder]

    def close(self) -> None:
        """Let all of them end."""
        self._stack.close()

    def copies(self, folder: Path) -> dict[str, set[bytes]]:
        """Return the different messages that each member was sent; one each where repeats are the same to the octet."""
        found: dict[str, set[bytes]] = {}
        for letter in self.of(folder).accepted:
            found.setdefault(letter.recipient, set()).add(letter.octets)
        return found


@contextmanager
def command_rig(count: int, policy: str, *, connections: int = 1, seconds: float = 0.0) -> Iterator[tuple[Rig, Relays]]:
    """Make the rig of `digest send 1` for so many members, and the relays it sends to."""
    relays = Relays(seconds)
    members = tuple(f"membre.{rank}@commune-{rank % 7}.example" for rank in range(1, count + 1))

    def prepare(folder: Path) -> None:
        build_letter(folder)
        terms = f"  smtp: ${{DIGEST_SMTP}}\n  connections: {connections}\n  in_doubt: {policy}\n"
        change(folder / "feeds.yaml", "  via: folder\n  folder: envois\n", terms)
        (folder / "membres.csv").write_text("\n".join(("courriel", *members, "")), encoding="utf-8")
        assert approve(folder).code == 0

    def command(folder: Path, run: int) -> list[str]:
        moment = (_NOON + timedelta(minutes=run)).strftime("%Y-%m-%dT%H:%M")
        variables = ("env", f"DIGEST_SMTP={relays.of(folder).address}", "PYTHONDONTWRITEBYTECODE=1")
        place = ("--config", str(folder / "feeds.yaml"), "--as-of", moment)
        return [*variables, sys.executable, "-m", "digest", *place, "send", "1"]

    def states(folder: Path) -> Mapping[str, DeliveryState]:
        said = json.loads(digest(folder, "--json", "report", "1").out)
        return {one["address"]: DeliveryState(one["state"]) for one in said["deliveries"]}

    rig = Rig(
        members=members,
        prepare=prepare,
        command=command,
        taken=lambda folder: Counter(relays.of(folder).recipients()),
        states=states,
    )
    try:
        yield rig, relays
    finally:
        relays.close()
