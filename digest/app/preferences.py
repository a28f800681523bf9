"""What a member asks for by a personal link: to leave, to pause, to choose, to come back.

The token of the link is all the authority there is. Whatever is wrong with one, the answer is the same: None. Every
wish is one transaction that waits for its turn beside a sending run, whose lock it does not need; said twice, it is
done once.
"""

from calendar import monthrange
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from digest.errors import DigestError
from digest.members.tokens import TEST_MARK, TokenPurpose, make_token, read_token
from digest.model import Consent, Member, MemberStatus
from digest.store import Store
from digest.store.database import FILE_NAME

Clock = Callable[[], datetime]
_PATIENCE = 120.0
"""Seconds that a wish waits for a run which is writing: an import of a million members holds the store for so long.

A proxy may give up before; the wish is done all the same.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkClaim:
    """What stood in the address of a personal link: the token, and what it is held up for."""

    token: str = field(repr=False)
    purpose: TokenPurpose

    @property
    def is_test(self) -> bool:
        """Whether it looks like that of a test message, whose id is nobody's; anybody can see that in it."""
        return self.token.startswith(TEST_MARK)


class PreferenceService:
    """The wishes of one letter's members; every request opens the store for itself.

    Args:
        state: The folder of the store.
        clock: Gives the instant, in the letter's zone.
        patience: How long a wish waits for a run that is writing, in seconds.
    """

    def __init__(self, state: Path, clock: Clock, *, patience: float = _PATIENCE) -> None:
        self._state = state
        self._patience = patience
        self._clock = clock
        self._checked: tuple[int, int] | None = None

    @property
    def today(self) -> date:
        """Return the day it is where the letter is."""
        return self._clock().date()

    def member(self, held: LinkClaim) -> Member | None:
        """Return the member a link was made for; None where it was not made by us, or they are no longer known."""
        with self._store() as store:
            return self._member(store, held)

    def leave(self, held: LinkClaim, *, how: str) -> Member | None:
        """Write to them no more; `how` says by which way they left."""
        with self._store() as store:
            member = self._member(store, held)
            if member:
                store.roll().unsubscribe(member.id, now=self._clock(), how=how)
            return member and store.roll().get(member.id)

    def come_back(self, held: LinkClaim, *, words: Callable[[Member], str]) -> Member | None:
        """Write again, and from now on, to somebody who left by mistake; where nobody left, nothing changes.

        Args:
            held: Their link.
            words: Gives what the button said to them, for the record of their consent.
        """
        with self._store() as store:
            member = self._member(store, held)
            if member is None or member.standing is not MemberStatus.UNSUBSCRIBED:
                return member
            consent = Consent(given=self.today, how="page", text=words(member))
            again = replace(member, consent=consent, paused_until=None)
            try:
                return store.roll().add(again, now=self._clock(), again=True)
            except DigestError:  # the same wish was faster on another connection
                return store.roll().get(member.id)

    def choose(self, held: LinkClaim, changed: Callable[[Member], Member]) -> Member | None:
        """Change what they chose: themes, language, pause."""
        with self._store() as store:
            member = self._member(store, held)
            if member is None:
                return None
            wished = changed(member)
            if wished != member:
                store.roll().change(wished, now=self._clock())
            return wished

    def token(self, member: Member, purpose: TokenPurpose) -> str:
        """Make a token for a link from one of their pages to another."""
        with self._store() as store:
            return make_token(member.id, store.link_keys().current(self._clock()), purpose=purpose)

    def _member(self, store: Store, held: LinkClaim) -> Member | None:
        keys = store.link_keys().accepted(self._clock())
        member_id = read_token(held.token, keys, purpose=held.purpose)
        return store.roll().get(member_id) if member_id else None

    @contextmanager
    def _store(self) -> Iterator[Store]:
        """Open the store; a file is read whole once, and again when another one was put in its place."""
        found = _identity(self._state / FILE_NAME)
        is_checked = found is not None and found == self._checked
        with Store.open(self._state, is_checked=is_checked, patience=self._patience) as store:
            self._checked = found or _identity(self._state / FILE_NAME)
            yield store


def months_after(day: date, months: int) -> date:
    """Return the same day some months later; the last of the month where that one is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _identity(file: Path) -> tuple[int, int] | None:
    try:
        known = file.stat()
    except OSError:
        return None
    return known.st_dev, known.st_ino
