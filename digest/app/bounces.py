"""What came back to the mailbox, applied: bounces and wishes to leave reach the members, all else stays as it was.

Whatever is done twice is as if it was done once, so that a run may break off at any point: a message is marked as dealt
with after its member was changed, and where the next run begins is written after that.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from digest.config.model import Config
from digest.config.servers import ServerLogin, read_login
from digest.delivery.bounces.imap import ImapMailbox, StoredMessage
from digest.delivery.bounces.parse import (
    MOST_OCTETS,
    Bounce,
    OriginalMessage,
    ReturnedMail,
    UnsubscribeRequest,
    read_return,
)
from digest.disk import replace_file
from digest.errors import ConfigError, DigestError
from digest.locale import _
from digest.locale.reasons import say_reason
from digest.members.tokens import read_token
from digest.model import Member, MemberStatus, Problem
from digest.render.headers import message_id
from digest.store import Store

FILE_NAME = "mailbox.json"
"""Where the next run begins; without it, it begins with what nobody has read yet."""

_MOST_AT_ONCE = 5_000
_STEP = 100
_FIRST_LOOK = timedelta(days=60)
_IDENTITY = re.compile(r"<(\d{1,6})\.[0-9a-f]{8,64}\.([A-Za-z0-9_-]{8,64})@[^>]+>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsubscribed:
    """A member who left: by a token that nobody can make up, or by the address their message came from."""

    address: str
    is_by_token: bool
    is_complaint: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounced:
    """A member whose letter came back; `standing` is what they are from now on, `number` the edition."""

    address: str
    number: int
    is_hard: bool
    status: str
    words: str
    standing: MemberStatus


@dataclass(slots=True, kw_only=True)
class MailboxResult:
    """What a run found in the mailbox and did about it.

    Attributes:
        mailbox: Which one, without who logs in.
        seen: How many messages were looked at.
        delayed: Addresses whose server still tries.
        strangers: How many bounces were about addresses that are no member's.
        automatic: How many other messages machines wrote; they stay unread, as all others do.
        others: How many messages are for a person.
        waiting: How many messages are left for the next run.
    """

    mailbox: str
    seen: int = 0
    left: list[Unsubscribed] = field(default_factory=list)
    came_back: list[Bounced] = field(default_factory=list)
    delayed: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    strangers: int = 0
    automatic: int = 0
    others: int = 0
    waiting: int = 0


def process_mailbox(
    config: Config,
    *,
    state: Path,
    now: datetime,
    environ: Mapping[str, str],
    report: Callable[[str], None] | None = None,
) -> MailboxResult:
    """Read what is new in the mailbox, and apply it.

    Raises:
        ConfigError: feeds.yaml names no mailbox, or a variable of it is not set.
        LaterError: The mailbox cannot be reached.
        DigestError: It cannot be opened.
    """
    if not config.inbox.imap:
        raise ConfigError(
            _("no mailbox is named"),
            where=config.path.name,
            hint=_("Write for example: {example}").format(example="inbox: {imap: ${DIGEST_IMAP}}"),
        )
    login = read_login(config.inbox.imap, environ, what="inbox.imap")
    with ImapMailbox(login) as inbox, Store.open(state) as store:
        place = ImapCursor(state / FILE_NAME, login, inbox.validity)
        uids = inbox.new_uids(place.read(), oldest=(now - _FIRST_LOOK).date())
        reader = _Reader(config, store, now=now, returns=MailboxResult(mailbox=inbox.name))
        reader.returns.waiting = max(0, len(uids) - _MOST_AT_ONCE)
        uids = uids[:_MOST_AT_ONCE]
        for start in range(0, len(uids), _STEP):
            if report:
                report(_("{done} of {count} messages").format(done=start, count=len(uids)))
            step = uids[start : start + _STEP]
            inbox.mark(reader.read(inbox.fetch(step, most_octets=MOST_OCTETS)))
            place.write(step[-1] + 1)
        if not reader.returns.waiting:
            place.write(inbox.next_uid)
    return reader.returns


class ImapCursor:
    """Where the next run begins, in a small file: by server, account and folder."""

    def __init__(self, file: Path, login: ServerLogin, validity: int) -> None:
        self._file = file
        self._key = f"{login.user}@{login.host}:{login.port or ''}/{login.folder}"
        self._validity = validity

    def read(self) -> int | None:
        """Return the first number that was not looked at; None where nothing holds that is known."""
        known = self._all().get(self._key)
        good = isinstance(known, dict) and known.get("validity") == self._validity
        following = known.get("next") if good and isinstance(known, dict) else None
        return following if isinstance(following, int) and following > 0 else None

    def write(self, following: int) -> None:
        """Write it down; never less than what is written already.

        Raises:
            DigestError: The disk refuses.
        """
        following = max(following, self.read() or 0)
        if not following:
            return
        everything = {**self._all(), self._key: {"validity": self._validity, "next": following}}
        try:
            replace_file(self._file, json.dumps(everything, indent=1).encode())
        except OSError as error:
            problem = _("the file cannot be written ({reason})").format(reason=say_reason(error))
            raise DigestError(
                problem, where=str(self._file), hint=_("Look at its path and its permissions.")
            ) from error

    def _all(self) -> dict[str, object]:
        try:
            known = json.loads(self._file.read_bytes())
        except (OSError, ValueError):
            return {}
        return known if isinstance(known, dict) else {}


class _Reader:
    def __init__(self, config: Config, store: Store, *, now: datetime, returns: MailboxResult) -> None:
        self._config = config
        self._roll = store.roll()
        self._keys = store.link_keys().accepted(now)
        sent = store.last_sent()
        self._newest = sent.number if sent else store.open_number()
        self._now = now
        self.returns = returns

    def read(self, mails: Iterable[StoredMessage]) -> list[int]:
        """Apply what messages say; return the numbers of those that are dealt with."""
        return [mail.uid for mail in mails if self._apply(read_return(mail.octets))]

    def _apply(self, returned: ReturnedMail) -> bool:
        self.returns.seen += 1
        if returned.leave:
            return self._leave(returned.leave)
        if returned.bounces:
            applied = [self._bounce(bounce, returned) for bounce in returned.bounces]
            return any(applied)
        self.returns.automatic += returned.is_automatic
        self.returns.others += not returned.is_automatic
        return False

    def _leave(self, leave: UnsubscribeRequest) -> bool:
        proven = self._by_token(leave.tokens)
        member = proven or (self._roll.find(leave.address) if leave.address else None)
        if member is None:
            self.returns.others += 1
            if leave.address:
                self.returns.problems.append(self._unknown(leave.address))
            return False
        self._roll.unsubscribe(member.id, now=self._now, how="complaint" if leave.is_complaint else "mail")
        self.returns.left.append(
            Unsubscribed(address=member.address, is_by_token=bool(proven), is_complaint=leave.is_complaint)
        )
        return True

    def _unknown(self, address: str) -> Problem:
        message = _("{address} asks to leave the letter, and is no member's address").format(address=address)
        hint = _(
            "The message stays unread in the mailbox: find out who wrote it, and under which address they are known."
        )
        return Problem(source="", where=self.returns.mailbox, message=message, hint=hint)

    def _by_token(self, tokens: Iterable[str]) -> Member | None:
        ids = (read_token(token, self._keys) for token in tokens)
        return next((member for known in ids if known and (member := self._roll.get(known))), None)

    def _bounce(self, bounce: Bounce, returned: ReturnedMail) -> bool:
        number, member = self._find(bounce, returned)
        if member is None:
            self.returns.strangers += 1
            return False
        if bounce.is_delay:
            self.returns.delayed.append(member.address)
            return True
        words = bounce.words or bounce.status
        standing = self._roll.note_bounce(
            member.id,
            number=number,
            is_hard=bounce.is_hard,
            words=words,
            limit=self._config.inbox.bounces,
            now=self._now,
        )
        self.returns.came_back.append(
            Bounced(
                address=member.address,
                number=number,
                is_hard=bounce.is_hard,
                status=bounce.status,
                words=bounce.words,
                standing=standing,
            )
        )
        return True

    def _find(self, bounce: Bounce, returned: ReturnedMail) -> tuple[int, Member | None]:
        """Find which edition came back, and whose it was.

        The message inside tells it best, by its identity or the token in it: mail may have been forwarded to an address
        that nobody here knows. Without it the address decides, and the edition is the newest.
        """
        number, written_to = self._by_identity(returned.original)
        if len(returned.bounces) == 1 and (written_to := written_to or self._by_token(returned.original.tokens)):
            return number, written_to
        known = (self._roll.find(address) for address in bounce.addresses)
        return number, next((one for one in known if one), None)

    def _by_identity(self, original: OriginalMessage) -> tuple[int, Member | None]:
        for found in filter(None, map(_IDENTITY.fullmatch, original.ids)):
            number, member = int(found[1]), self._roll.get(found[2])
            if member and message_id(number, self._config, member.id) == found[0]:
                return number, member
        return self._newest, None
