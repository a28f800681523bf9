"""A session with a mail relay opened, secured and authenticated, by `smtplib`; what follows is `smtp`'s.

Without TLS whose certificate holds, nothing is said to a host that is not this machine: no fallback, no downgrade. On
this machine a server is taken as it is, but a password goes through TLS wherever TLS is offered. The password is
offered once, by one mechanism: a second try with the same password locks accounts.
"""

import base64
import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field

from digest.config.servers import is_loopback
from digest.delivery.redact import SecretRedactor
from digest.delivery.smtp.protocol import ConnectionDroppedError, SmtpConnection, SmtpTimeouts, say_loss
from digest.delivery.transport import ConnectionLostError
from digest.locale import _


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpServer:
    """Where messages are handed over, and who hands them over.

    Attributes:
        port: 0 for the usual one: 465 with `is_implicit`, else 587, or 25 on this machine.
        user: Empty where nobody logs in.
        is_implicit: Whether TLS begins with the connection (RFC 8314), instead of STARTTLS.
        greets_as: The name we give ourselves; empty for that of the machine.
    """

    host: str
    port: int = 0
    user: str = ""
    password: str = field(default="", repr=False)
    is_implicit: bool = False
    greets_as: str = ""

    @property
    def is_near(self) -> bool:
        """Whether it is this very machine: no one can listen between us."""
        return is_loopback(self.host)

    @property
    def at_port(self) -> int:
        """The port that is connected to."""
        return self.port or (465 if self.is_implicit else 25 if self.is_near and not self.user else 587)

    @property
    def place(self) -> str:
        """The host and port, for messages."""
        return f"{self.host}:{self.at_port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpSession:
    """An open session, and what the server offers in it.

    Attributes:
        size: The octets of a message it takes at most; None where it says nothing of sizes, 0 where there is no limit.
    """

    wire: SmtpConnection
    pipelines: bool
    size: int | None
    has_utf8: bool


def open_session(
    relay: SmtpServer, redactor: SecretRedactor, timeouts: SmtpTimeouts, trust: Callable[[], ssl.SSLContext]
) -> SmtpSession:
    """Connect, secure, log in.

    Args:
        relay: Where and as whom.
        redactor: What takes the password out of the server's words.
        timeouts: How long the relay is waited for.
        trust: Gives which certificates hold, where there is TLS at all.

    Raises:
        ConnectionLostError: It was not possible; final where it will not be a minute later either.
    """
    client = _Client(relay, timeouts, trust)
    try:
        return _open(client, relay)
    except (smtplib.SMTPException, OSError, ConnectionDroppedError, UnicodeError) as error:
        client.close()
        raise _loss_of(error, relay, redactor) from None
    except BaseException:
        client.close()
        raise


def _open(client: "_Client", relay: SmtpServer) -> SmtpSession:
    client.open()
    client.greet()
    if not relay.is_implicit and not (relay.is_near and client.may_stay_open()):
        client.secure()
    if relay.user:
        client.authenticate()
    return client.hand_over()


class _Client(smtplib.SMTP):
    """`smtplib`'s client, reading replies as strictly as we do afterwards."""

    def __init__(self, relay: SmtpServer, timeouts: SmtpTimeouts, trust: Callable[[], ssl.SSLContext]) -> None:
        super().__init__(local_hostname=relay.greets_as or "localhost", timeout=timeouts.connect)
        self._relay = relay
        self._timeouts = timeouts
        self._trust = trust
        self._wire: SmtpConnection | None = None
        self._awaits_greeting = True

    def open(self) -> None:
        """Connect, with TLS from the start where that is asked for, and hear the greeting."""
        code, text = self.connect(self._relay.host, self._relay.at_port)
        if code != 220:
            raise smtplib.SMTPConnectError(code, text)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        # smtplib's own class for TLS from the start hooks in here too.
        sock = socket.create_connection((host, port), timeout)
        if self._relay.is_implicit:
            sock = self._wrap(sock)
        if not self._relay.greets_as:
            self.local_hostname = _own_name(sock)
        return self._lay(sock)

    def _wrap(self, sock: socket.socket) -> socket.socket:
        try:
            return self._trust().wrap_socket(sock, server_hostname=self._relay.host)
        except BaseException:
            sock.close()
            raise

    def _lay(self, sock: socket.socket) -> socket.socket:
        self._wire = SmtpConnection(sock)
        return sock

    @property
    def wire(self) -> SmtpConnection:
        """The wire, once there is one."""
        if self._wire is None:
            raise smtplib.SMTPServerDisconnected
        return self._wire

    def send(self, s: object) -> None:
        """Write a command; `smtplib` calls this for each."""
        octets = s.encode("ascii") if isinstance(s, str) else bytes(s)  # type: ignore[call-overload]
        self.wire.write(octets, timeout=self._timeouts.block)

    def getreply(self) -> tuple[int, bytes]:
        """Read a reply; `smtplib` calls this after each command."""
        timeout = self._timeouts.greeting if self._awaits_greeting else self._timeouts.command
        self._awaits_greeting = False
        reply = self.wire.read(timeout=timeout)
        return reply.code, reply.text

    def greet(self) -> None:
        """Report EHLO, or HELO to those who know nothing else."""
        self.ehlo_or_helo_if_needed()

    def may_stay_open(self) -> bool:
        """Whether a server on this machine is spoken to without TLS: nobody logs in, or it offers none."""
        return not self._relay.user or not self.has_extn("starttls")

    def secure(self) -> None:
        """Begin TLS (RFC 3207), or say why there is none."""
        if not self.has_extn("starttls"):
            raise self._refusal(_("it offers no TLS (STARTTLS), so nothing is sent to it"))
        code, text = self.docmd("STARTTLS")
        if code != 220:
            raise smtplib.SMTPResponseException(code, text)
        if self.wire.has_unread():
            raise self._refusal(_("something was said before TLS began; somebody may be listening in"))
        self.sock = self._lay(self._wrap(self.wire.release(self._timeouts.connect)))
        self.helo_resp = self.ehlo_resp = None
        self.esmtp_features, self.does_esmtp = {}, False
        self.greet()

    def authenticate(self) -> None:
        """Log in, by one mechanism, once."""
        offered = self.esmtp_features.get("auth", "").upper().split()
        user, password = self._relay.user, self._relay.password
        if "PLAIN" in offered:
            code, text = self.docmd("AUTH", "PLAIN " + _encode(f"\0{user}\0{password}"))
        elif "LOGIN" in offered:
            code, text = self._say_in_turn("AUTH LOGIN", _encode(user), _encode(password))
        else:
            raise self._refusal(_("it offers no way to log in that is known here (AUTH PLAIN or LOGIN)"))
        if code != 235:
            raise smtplib.SMTPAuthenticationError(code, text)

    def _say_in_turn(self, *words: str) -> tuple[int, bytes]:
        """Report one word after the other as long as the server asks for more."""
        code, text = 334, b""
        for one in words:
            if code == 334:
                code, text = self.docmd(one)
        return code, text

    def _refusal(self, words: str) -> ConnectionLostError:
        return ConnectionLostError(f"{self._relay.place}: {words}", is_final=True)

    def hand_over(self) -> SmtpSession:
        """Return the session with what is offered in it."""
        size = self.esmtp_features.get("size", "")
        self.sock, wire, self._wire = None, self.wire, None
        return SmtpSession(
            wire=wire,
            pipelines=self.has_extn("pipelining"),
            size=(int(size) if size.isdecimal() and len(size) < 19 else 0) if self.has_extn("size") else None,
            has_utf8=self.has_extn("smtputf8"),
        )


def _loss_of(error: Exception, relay: SmtpServer, redactor: SecretRedactor) -> ConnectionLostError:
    words, is_final = _say_failure(error, redactor)
    return ConnectionLostError(f"{relay.place}: {words}", is_final=is_final)


def _say_failure(error: Exception, redactor: SecretRedactor) -> tuple[str, bool]:
    """Return in words why no session came about, and whether that is final."""
    if isinstance(error, smtplib.SMTPResponseException):
        return _say_answer(error, redactor)
    if isinstance(error, ConnectionDroppedError):
        return str(error), False
    if isinstance(error, ssl.SSLCertVerificationError):
        return _("its certificate does not hold: {reason}").format(reason=error.verify_message), True
    if isinstance(error, ssl.SSLError):
        is_cut = isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError | ssl.SSLSyscallError)
        return _("no secured connection came about"), not is_cut
    if isinstance(error, socket.gaierror | UnicodeError):
        return _("there is no host of this name, or no network"), False
    if isinstance(error, ConnectionRefusedError):
        return _("nobody answers at this port"), False
    return (say_loss(error), False) if isinstance(error, OSError) else (_("the session broke off"), False)


def _say_answer(error: smtplib.SMTPResponseException, redactor: SecretRedactor) -> tuple[str, bool]:
    text = error.smtp_error if isinstance(error.smtp_error, bytes) else str(error.smtp_error)
    said = f"{error.smtp_code} {redactor.clean(text)}".rstrip()
    if isinstance(error, smtplib.SMTPAuthenticationError):
        is_final = error.smtp_code >= 500
        return _("it does not accept user and password: {words}").format(words=said), is_final
    is_greeting = isinstance(error, smtplib.SMTPConnectError)
    return _("it refuses: {words}").format(words=said), error.smtp_code >= 500 and not is_greeting


def _own_name(sock: socket.socket) -> str:
    """Return the name we greet with: the machine's, or its address where that is no whole name (RFC 5321 4.1.3)."""
    name = socket.gethostname()
    if "." in name and name.isascii() and name.replace(".", "").replace("-", "").isalnum():
        return name
    address = sock.getsockname()[0].partition("%")[0]
    return f"[IPv6:{address}]" if ":" in address else f"[{address}]"


def _encode(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
