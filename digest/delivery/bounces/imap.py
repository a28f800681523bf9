"""The mailbox that mail comes back to, over IMAP (RFC 3501): read without a trace, marked once it is dealt with.

A message is fetched so that it stays unread, and only its beginning where it is large. What was dealt with is marked as
read, and with a keyword of ours where the server keeps keywords; nothing is ever deleted or moved. TLS is verified, and
required but on this machine itself.
"""

import imaplib
import re
import ssl
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from types import TracebackType
from typing import Self

from digest.config.servers import ServerLogin, is_loopback
from digest.delivery.redact import SecretRedactor
from digest.errors import DigestError, LaterError
from digest.locale import _
from digest.locale.reasons import say_reason

HANDLED = "$DigestHandled"
"""The keyword of a message that was dealt with (RFC 5788 has `$` for keywords with one meaning everywhere)."""

TIMEOUT = 60
"""Seconds that the server may be silent (RFC 3501 gives it thirty minutes, but nobody waits for them here)."""

_PORT, _TLS_PORT = 143, 993
_AT_ONCE = 20
_LARGEST_LITERAL = 4_000_000
_NO_FOLDER = "INBOX"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMessage:
    """A message of the mailbox; `octets` is all of it, or its beginning."""

    uid: int
    octets: bytes


class _Guarded:
    """What both kinds of connection share: no literal is believed that is larger than what was asked for."""

    def read(self, size: int) -> bytes:
        if size > _LARGEST_LITERAL:
            raise imaplib.IMAP4.abort(_("it sends more than it was asked for"))
        octets: bytes = super().read(size)  # type: ignore[misc] # it stands before IMAP4 among the bases
        return octets


class _Plain(_Guarded, imaplib.IMAP4):
    pass


class _Secure(_Guarded, imaplib.IMAP4_SSL):
    pass


class ImapMailbox:
    """An open folder of a mailbox; closed at the end of a `with`.

    Attributes:
        name: What it is called in messages: scheme, host and folder, without who logs in.
        validity: The server's mark of the folder's numbering: with another one, all numbers are others.
        next_uid: The number that the next message to arrive had when the folder was opened; 0 where it is not said.
    """

    def __init__(self, login: ServerLogin, *, timeout: float = TIMEOUT) -> None:
        self.name = (
            f"{login.scheme}://{login.host}{f':{login.port}' if login.port else ''}/{login.folder or _NO_FOLDER}"
        )
        self._redactor = SecretRedactor(login.user, (login.password,))
        with _saying(self):
            self._connection = _connect(login, timeout)
        try:
            with _saying(self):
                self._enter(login)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Report goodbye, whatever the server thinks of it."""
        with suppress(OSError, imaplib.IMAP4.error):
            self._connection.logout()
        with suppress(OSError):
            self._connection.shutdown()  # a server that breaks off says nothing to LOGOUT

    def new_uids(self, since: int | None, *, oldest: date) -> tuple[int, ...]:
        """Return the numbers of the messages to look at, in order.

        Args:
            since: The first number that was never looked at; None where nothing is known of the folder: then those that
                nobody has read yet.
            oldest: The first day to look at where nothing is known of the folder.
        """
        unhandled = ("UNKEYWORD", HANDLED) if self._keeps_keywords else ()
        if since is None:
            asked: tuple[str, ...] = ("UNSEEN", "SINCE", _written(oldest), *unhandled)
        else:
            asked = ("UID", f"{since}:*", *unhandled)
        with _saying(self):
            answer = self._ask("SEARCH", *asked)
        numbers = {int(word) for line in answer if isinstance(line, bytes) for word in line.split() if word.isdigit()}
        return tuple(sorted(uid for uid in numbers if since is None or uid >= since))

    def fetch(self, uids: Sequence[int], *, most_octets: int) -> Iterator[StoredMessage]:
        """Give the messages of some numbers, some at once, each unread as it was; those that are gone are left out."""
        for start in range(0, len(uids), _AT_ONCE):
            wanted = set(uids[start : start + _AT_ONCE])
            with _saying(self):
                answer = self._ask("FETCH", ",".join(map(str, sorted(wanted))), f"(UID BODY.PEEK[]<0.{most_octets}>)")
            yield from (mail for mail in _mails(answer) if mail.uid in wanted)

    def mark(self, uids: Sequence[int]) -> None:
        """Mark messages as dealt with: read, and with our keyword where the server keeps it."""
        flags = f"(\\Seen {HANDLED})" if self._keeps_keywords else "(\\Seen)"
        for start in range(0, len(uids), _AT_ONCE):
            with _saying(self):
                self._ask("STORE", ",".join(map(str, uids[start : start + _AT_ONCE])), "+FLAGS.SILENT", flags)

    def _enter(self, login: ServerLogin) -> None:
        _authenticate(self._connection, login)
        folder = encode_folder(login.folder or _NO_FOLDER)
        kind, answer = self._connection.select(folder)
        if kind != "OK":
            raise imaplib.IMAP4.error(_first(answer))
        self.validity = int(_first(self._connection.response("UIDVALIDITY")[1]) or 0)
        self.next_uid = int(_first(self._connection.response("UIDNEXT")[1]) or 0)
        flags = _first(self._connection.response("PERMANENTFLAGS")[1])
        self._keeps_keywords = "\\*" in flags or HANDLED.lower() in flags.lower()

    def _ask(self, command: str, *words: str) -> list[object]:
        kind, answer = self._connection.uid(command, *words)
        if kind != "OK":
            raise imaplib.IMAP4.error(_first(answer))
        return list(answer)

    def refuse(self, error: Exception) -> DigestError:
        """Report why the mailbox cannot be read, in the server's own words where it has some; never the password."""
        if isinstance(error, ssl.SSLCertVerificationError):
            problem = _("its certificate cannot be trusted ({reason})").format(reason=error.verify_message)
            return DigestError(
                problem, where=self.name, hint=_("Look at the host's name, and at the clock of this machine.")
            )
        is_final = isinstance(error, imaplib.IMAP4.readonly) or not isinstance(error, imaplib.IMAP4.abort)
        if isinstance(error, imaplib.IMAP4.error) and is_final:
            words = self._words(error)
            return DigestError(
                _("the mailbox refuses: {words}").format(words=words),
                where=self.name,
                hint=_("Look at inbox.imap in feeds.yaml: name, password, folder."),
            )
        reason = self._words(error) if isinstance(error, imaplib.IMAP4.abort) else say_reason(error)
        problem = _("the mailbox cannot be reached ({reason})").format(reason=reason)
        return LaterError(problem, where=self.name, hint=_("Run digest mailbox again later; nothing is lost."))

    def _words(self, error: Exception) -> str:
        said = error.args[0] if error.args else ""
        text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        text = text.rpartition(" => ")[2]  # imaplib puts the name of its command in front
        return self._redactor.clean(text)


@contextmanager
def _saying(inbox: ImapMailbox) -> Iterator[None]:
    """Turn what the connection raises into words for the person."""
    try:
        yield
    except (OSError, imaplib.IMAP4.error, ValueError, EOFError) as error:
        raise inbox.refuse(error) from error


def _connect(login: ServerLogin, timeout: float) -> imaplib.IMAP4:
    """Connect, and secure the connection: from the start, or by STARTTLS, which only this machine itself may lack."""
    context = ssl.create_default_context()
    if login.scheme == "imaps":
        return _Secure(login.host, login.port or _TLS_PORT, ssl_context=context, timeout=timeout)
    connection = _Plain(login.host, login.port or _PORT, timeout=timeout)
    if is_loopback(login.host):
        return connection
    try:
        _secure(connection, context)
    except BaseException:
        connection.shutdown()
        raise
    return connection


def _secure(connection: imaplib.IMAP4, context: ssl.SSLContext) -> None:
    if "STARTTLS" not in connection.capabilities:
        raise imaplib.IMAP4.error(_("it offers no STARTTLS; nothing is said without encryption"))
    connection.starttls(context)


def _authenticate(connection: imaplib.IMAP4, login: ServerLogin) -> None:
    """Log in by SASL PLAIN where it is offered (any characters), else by LOGIN (plain ASCII)."""
    if "AUTH=PLAIN" in connection.capabilities:
        connection.authenticate("PLAIN", lambda _asked: f"\0{login.user}\0{login.password}".encode())
    elif "LOGINDISABLED" in connection.capabilities:
        raise imaplib.IMAP4.error(_("it lets nobody log in this way"))
    elif not (login.user + login.password).isascii() or re.search(r"[\x00-\x1f]", login.user + login.password):
        raise imaplib.IMAP4.error(_("it takes names and passwords of plain characters only"))
    else:
        connection.login(quoted_word(login.user), login.password)


def quoted_word(text: str) -> str:
    """Return a word as IMAP quotes it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def encode_folder(name: str) -> str:
    """Return the name of a folder as it goes over the wire: modified UTF-7, quoted (RFC 3501 section 5.1.3)."""
    pieces = re.split(r"([^\x20-\x7e]+)", name.replace("&", "&-"))
    return quoted_word("".join(_shifted(piece) if place % 2 else piece for place, piece in enumerate(pieces)))


def _shifted(piece: str) -> str:
    return f"&{b64encode(piece.encode('utf-16-be')).decode().rstrip('=').replace('/', ',')}-"


def _mails(answer: Sequence[object]) -> Iterator[StoredMessage]:
    """Read what FETCH answered: pairs of a line and a literal, with the number in the line or behind the literal."""
    for place, piece in enumerate(answer):
        if isinstance(piece, tuple):
            behind = answer[place + 1] if place + 1 < len(answer) else b""
            lines = piece[0] + b" " + (behind if isinstance(behind, bytes) else b"")
            found = re.search(rb"UID (\d{1,10})", lines)
            if found:
                yield StoredMessage(uid=int(found[1]), octets=piece[1])


def _first(answer: Sequence[object] | None) -> str:
    said = answer[-1] if answer else b""
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said or "")


def _written(day: date) -> str:
    """Write a day as IMAP does, whatever the locale."""
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return f"{day.day}-{months[day.month - 1]}-{day.year}"
