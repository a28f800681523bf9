"""What one unattended run came to: what is said, what the officer hears of, what is wrong, the exit code.

No name and no address of a member is written here: it goes to cron's mail, to the health check, to the journal.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from digest.errors import DigestError, LaterError, LockedError
from digest.locale import _
from digest.model import DeliveryState, Problem
from digest.render.state_words import say_counts

if TYPE_CHECKING:
    from digest.app.send import SendResult

INTERRUPTED, WITH_PROBLEMS = 130, 3
_WORST_FIRST = (INTERRUPTED, 1, 78, 2, 4, LockedError.exit_code, LaterError.exit_code, WITH_PROBLEMS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """Something the officer hears of once.

    Attributes:
        key: The same for the same event, whichever run meets it.
        words: One line.
    """

    key: str
    words: str


@dataclass(slots=True, kw_only=True)
class RunLog:
    """What one run came to, written as it goes.

    Attributes:
        lines: What it did, a line each.
        events: What the officer hears of, once.
        problems: What is worth reading.
        errors: What somebody has to mend.
        sent: What each mailing came to.
        has_rest: Whether members are left for a later run.
        is_interrupted: Whether it was asked to stop.
        known: The keys of what earlier runs told already.
    """

    lines: list[str] = field(default_factory=list)
    events: list[Notification] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    errors: list[DigestError] = field(default_factory=list)
    sent: list["SendResult"] = field(default_factory=list)
    has_rest: bool = False
    is_interrupted: bool = False
    known: frozenset[str] = frozenset()

    def note_error(self, error: DigestError) -> None:
        """Note what somebody has to mend; the same from two steps is one."""
        if str(error) not in map(str, self.errors):
            self.errors.append(error)

    def note_sent(self, sent: "SendResult") -> None:
        """Note what a mailing came to."""
        accounts = sent.accounts
        self.sent.append(sent)
        if sent.waits:
            self.lines.append(sent.waits)
            return
        self.lines.append(_say_accounts(sent))
        self.problems.extend(sent.problems)
        self.problems.extend(_open_matters(sent))
        self.events.extend(_events_of(sent))
        if sent.lost:
            self.note_error(sent.lost)
        self.has_rest = self.has_rest or bool(accounts.left)
        self.is_interrupted = self.is_interrupted or (sent.is_interrupted and bool(accounts.left))

    @property
    def code(self) -> int:
        """Return the exit code: the worst of all that happened."""
        codes = {error.exit_code for error in self.errors}
        codes |= {INTERRUPTED} if self.is_interrupted else set()
        codes |= {WITH_PROBLEMS} if self.problems else set()
        codes |= {LaterError.exit_code} if self.has_rest else set()
        return next((code for code in _WORST_FIRST if code in codes), 0)

    @property
    def failure(self) -> int:
        """Give the exit code where the run could not do what it should; 0 where it could, whatever is worth reading."""
        failed = any(not isinstance(error, LockedError) for error in self.errors)
        return self.code if failed or self.is_interrupted else 0

    @property
    def summary(self) -> str:
        """Return the run in one line, for the health check; what went wrong is only in our own log."""
        failed = [_("Failed with exit code {code}.").format(code=self.failure)] if self.failure else []
        return " ".join((*self.lines, *failed)) or _("Nothing to do.")

    def wrongs(self) -> Iterator[str]:
        """Return the keys of all that is wrong."""
        yield from map(key_of, self.problems)
        yield from map(key_of, self.errors)

    def is_news(self, one: Problem | DigestError) -> bool:
        """Whether an earlier run has not said this already."""
        return key_of(one) not in self.known


def key_of(one: Problem | DigestError) -> str:
    """Return what stands for something that is wrong; how long and how often makes no other thing of it.

    A source's words change from day to day ("failing for 3 days", "asked again on Monday"): its name and place count.
    """
    words = re.sub(r"\d+", "#", str(one))
    if isinstance(one, Problem) and one.source:
        words = f"{one.source}\n{one.where}"
    return "problem:" + hashlib.sha256(words.encode()).hexdigest()[:24]


def _say_accounts(sent: "SendResult") -> str:
    return _("Edition {number}: {counts}.").format(number=sent.accounts.number, counts=say_counts(sent.accounts.counts))


def _open_matters(sent: "SendResult") -> Iterator[Problem]:
    accounts = sent.accounts
    number, refused = accounts.number, accounts.counts.get(DeliveryState.REFUSED, 0)
    where = _('"digest report {number}" names them').format(number=number)
    if refused > sent.before.get(DeliveryState.REFUSED, 0):
        words = _("edition {number}: {counts}").format(
            number=number, counts=say_counts({DeliveryState.REFUSED: refused})
        )
        yield Problem(source="", where="", message=words, hint=where)
    if accounts.undecided:
        words = _("edition {number}: {counts}").format(
            number=number, counts=say_counts({DeliveryState.IN_DOUBT: accounts.undecided})
        )
        hint = _("{where}; decide: digest send {number} --in-doubt resend, or skip").format(where=where, number=number)
        yield Problem(source="", where="", message=words, hint=hint)


def _events_of(sent: "SendResult") -> Iterator[Notification]:
    accounts = sent.accounts
    mailing, counts = str(accounts.record.get("mailing", "")), accounts.counts
    is_over = accounts.mailing is not None and accounts.mailing.finished is not None
    is_tried = (
        bool(counts[DeliveryState.SENT]) and not counts[DeliveryState.TO_SEND] and not counts[DeliveryState.IN_FLIGHT]
    )
    facts = {"number": accounts.number, "counts": say_counts(counts)}
    if is_over or is_tried:
        yield Notification(key=f"left:{mailing}", words=_("Edition {number} has left: {counts}.").format(**facts))
    if is_over and sent.before.get(DeliveryState.DEFERRED):
        yield Notification(key=f"over:{mailing}", words=_("Edition {number} is done: {counts}.").format(**facts))
    if accounts.undecided:
        words = _("Edition {number} has members in doubt, who wait for your decision: {counts}.").format(**facts)
        yield Notification(key=f"doubt:{mailing}:{accounts.undecided}", words=words)
