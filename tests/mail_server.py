"""A mail relay on the loopback address that answers as it is told to; what it accepted is the truth of a test.

with MailServer(faults=(Fault(at="RCPT", to="b@x.example", say="550 5.1.1 nobody of this name"),)) as server:
    transport.carry(office)                       # smtp://127.0.0.1:{server.port}
assert server.recipients() == ["a@x.example", "c@x.example"]
"""

import base64
import socket
import ssl
import threading
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

_NEVER = 10**9


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Something that goes otherwise than it should.

    Attributes:
        at: When: `CONNECT` (the greeting), `EHLO`, `STARTTLS`, `AUTH`, `MAIL`, `RCPT`, `DATA`, `CONTENT` (before the
            final dot is read), `END` (after it), `RSET`, `QUIT`.
        to: Only for this recipient; for any where it is empty. MAIL is before anyone knows the recipient.
        number: From which such occasion on it happens, counted from 1 over all connections.
        times: On how many occasions it happens.
        say: What is answered instead; several lines are joined by CR LF; the usual answer where it is empty.
        raw: Octets that are answered instead, as they are.
        pause: Seconds before the answer.
        drip: Seconds between two octets of the answer.
        cuts: Whether the connection is closed after the answer, or instead of one where none is given.
        takes: At `END`: whether the message is accepted nevertheless.
        after: At `CONTENT`: after how many octets.
    """

    at: str
    to: str = ""
    number: int = 1
    times: int = _NEVER
    say: str = ""
    raw: bytes = b""
    pause: float = 0
    drip: float = 0
    cuts: bool = False
    takes: bool = False
    after: int = 0


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A message that was accepted: the envelope, the octets without stuffing, the connection it came by, from 1."""

    sender: str
    recipient: str
    octets: bytes
    connection: int
    parameters: str = ""


@dataclass(frozen=True, kw_only=True)
class Manners:
    """What the server offers and bears.

    Attributes:
        pipelines: Whether it offers PIPELINING.
        size: The octets of a message it takes at most; None where it says nothing of sizes.
        has_utf8: Whether it offers SMTPUTF8.
        tls: Its certificate; None where it has no TLS.
        is_implicit: Whether TLS begins with the connection.
        injects: Octets that somebody slips in behind the answer to STARTTLS.
        users: Who may log in, with which password; logging in is needed where there are any.
        mechanisms: How one may log in.
        messages: How many messages it takes by one connection; then it says 421.
        connections: How many connections it bears at once; others are greeted with 421.
        greylists: Whether it takes a recipient only on the second try (450 before).
        per_second: How many messages a second it takes; 450 to all beyond.
        is_easy: Whether it answers 354 to DATA though no recipient was accepted, as some do when pipelined to.
    """

    pipelines: bool = True
    size: int | None = None
    has_utf8: bool = False
    tls: ssl.SSLContext | None = None
    is_implicit: bool = False
    injects: bytes = b""
    users: Mapping[str, str] = field(default_factory=dict)
    mechanisms: tuple[str, ...] = ("PLAIN", "LOGIN")
    messages: int = _NEVER
    connections: int = _NEVER
    greylists: bool = False
    per_second: int = _NEVER
    is_easy: bool = False


class MailServer:
    """An SMTP server on 127.0.0.1 at a free port, from `with` to its end.

    Attributes:
        accepted: Every message that it took, in order: the truth.
        commands: Every command as it came, without its line end; what logs in is cut to its first two words.
        logins: The user of every try to log in.
        connections: How many were opened.
        secured: How many of them came to speak TLS.
    """

    def __init__(self, faults: Iterable[Fault] = (), manners: Manners | None = None) -> None:
        self.faults = tuple(faults)
        self.manners = manners or Manners()
        self.accepted: list[Letter] = []
        self.commands: list[str] = []
        self.logins: list[str] = []
        self.connections = 0
        self.secured = 0
        self.open = 0
        self.closing = threading.Event()
        self.lock = threading.Lock()
        self._occasions: Counter[int] = Counter()
        self._seen: set[str] = set()
        self._moments: list[float] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._socks: set[socket.socket] = set()
        self._thread = threading.Thread(target=self._listen, daemon=True)

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._listener.getsockname()[1])

    @property
    def address(self) -> str:
        """Its address, as `send.smtp` takes it."""
        return f"smtp://127.0.0.1:{self.port}"

    def recipients(self) -> list[str]:
        """Name who was written to, in order of their names; who was written to twice is named twice."""
        with self.lock:
            return sorted(letter.recipient for letter in self.accepted)

    def letters_to(self, recipient: str) -> list[bytes]:
        """Return what somebody was sent."""
        with self.lock:
            return [letter.octets for letter in self.accepted if letter.recipient == recipient]

    def fault(self, at: str, recipient: str = "") -> Fault | None:
        """Return what goes wrong now, if anything."""
        with self.lock:
            for rank, one in enumerate(self.faults):
                if one.at == at and one.to in ("", recipient):
                    self._occasions[rank] += 1
                    if one.number <= self._occasions[rank] < one.number + one.times:
                        return one
        return None

    def objection(self, recipient: str) -> str:
        """Return in words why a recipient is put off, if they are."""
        with self.lock:
            if self.manners.greylists and recipient not in self._seen:
                self._seen.add(recipient)
                return "450 4.2.0 greylisted, come back later"
            now = time.monotonic()
            self._moments = [one for one in self._moments if now - one < 1] + [now]
            return "450 4.7.1 too many, slow down" if len(self._moments) > self.manners.per_second else ""

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                sock, _address = self._listener.accept()
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                with self.lock:
                    self.connections += 1
                    self.open += 1
                    self._socks.add(sock)
                    talk = _Talk(self, sock, self.connections)
                threading.Thread(target=talk.run, daemon=True).start()

    def forget(self, sock: socket.socket) -> None:
        """Note that a connection has ended."""
        with self.lock:
            self.open -= 1
            self._socks.discard(sock)
        sock.close()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self.lock:
            socks = list(self._socks)
        for sock in socks:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)


class _EndError(Exception):
    """The conversation is over."""


class _Talk:
    """The conversation over one connection."""

    def __init__(self, server: MailServer, sock: socket.socket, number: int) -> None:
        self._server = server
        self._manners = server.manners
        self._raw = self._sock = sock
        self._number = number
        self._unread = b""
        self._taken = 0
        self._user = ""
        self._sender: str | None = None
        self._recipient = ""
        self._parameters = ""

    def run(self) -> None:
        """Talk until one of the two has enough."""
        try:
            if self._manners.is_implicit:
                self._secure()
            self._greet()
            while True:
                self._obey(self._read_line())
        except (_EndError, OSError):
            pass
        finally:
            self._sock.close()
            self._server.forget(self._raw)

    def _greet(self) -> None:
        if self._server.open > self._manners.connections:
            self._answer("CONNECT", "421 4.7.0 too many connections")
            raise _EndError
        self._answer("CONNECT", "220 relay.test ESMTP")

    def _obey(self, line: str) -> None:
        verb = line.partition(" ")[0].upper()
        with self._server.lock:
            self._server.commands.append(" ".join(line.split()[:2]) if verb == "AUTH" else line)
        known = {"EHLO": self._ehlo, "HELO": self._ehlo, "STARTTLS": self._starttls, "AUTH": self._auth}
        known |= {"MAIL": self._mail, "RCPT": self._rcpt, "DATA": self._data, "RSET": self._rset, "QUIT": self._quit}
        known.get(verb, lambda _line: self._answer("OTHER", "500 5.5.1 what?"))(line)

    def _ehlo(self, _line: str) -> None:
        manners = self._manners
        is_secured = isinstance(self._sock, ssl.SSLSocket)
        offers = ["relay.test", "8BITMIME", "ENHANCEDSTATUSCODES"]
        offers += ["PIPELINING"] if manners.pipelines else []
        offers += [] if manners.size is None else [f"SIZE {manners.size}"]
        offers += ["SMTPUTF8"] if manners.has_utf8 else []
        offers += ["STARTTLS"] if manners.tls and not is_secured else []
        offers += [f"AUTH {' '.join(manners.mechanisms)}"] if manners.users else []
        lines = [f"250-{one}" for one in offers[:-1]] + [f"250 {offers[-1]}"]
        self._answer("EHLO", "\r\n".join(lines))

    def _starttls(self, _line: str) -> None:
        if self._manners.tls is None:
            self._answer("STARTTLS", "502 5.5.1 no TLS here")
            return
        is_ready = self._answer("STARTTLS", "220 2.0.0 go on", more=self._manners.injects).startswith("220")
        if is_ready:
            self._secure()

    def _secure(self) -> None:
        assert self._manners.tls is not None
        self._sock = self._manners.tls.wrap_socket(self._sock, server_side=True)
        with self._server.lock:
            self._server.secured += 1

    def _auth(self, line: str) -> None:
        _verb, mechanism, *first = line.split(" ")
        if mechanism.upper() == "PLAIN":
            _none, user, password = _decode(first[0] if first else self._ask("")).split("\0")
        else:
            user, password = _decode(self._ask("VXNlcm5hbWU6")), _decode(self._ask("UGFzc3dvcmQ6"))
        with self._server.lock:
            self._server.logins.append(user)
        is_known = self._manners.users.get(user) == password
        said = self._answer("AUTH", "235 2.7.0 welcome" if is_known else "535 5.7.8 wrong user or password")
        self._user = user if said.startswith("235") else ""

    def _ask(self, words: str) -> str:
        self._sock.sendall(f"334 {words}\r\n".encode())
        return self._read_line()

    def _mail(self, line: str) -> None:
        if self._taken >= self._manners.messages:
            self._answer("MAIL", "421 4.7.0 enough for this connection")
            raise _EndError
        answer = "250 2.1.0 ok"
        if self._manners.users and not self._user:
            answer = "530 5.7.0 log in first"
        elif self._sender is not None:
            answer = "503 5.5.1 nested MAIL"
        if self._answer("MAIL", answer).startswith("2"):
            sender, _bracket, self._parameters = line.partition(":<")[2].partition(">")
            self._sender, self._recipient = sender, ""

    def _rcpt(self, line: str) -> None:
        recipient = line.partition(":<")[2].partition(">")[0]
        objection = "503 5.5.1 MAIL first" if self._sender is None else self._server.objection(recipient)
        answer = objection or "250 2.1.5 ok"
        if self._answer("RCPT", answer, recipient).startswith("2"):
            self._recipient = recipient

    def _data(self, _line: str) -> None:
        if not self._recipient and not self._manners.is_easy:
            self._answer("DATA", "503 5.5.1 RCPT first")
        elif self._answer("DATA", "354 go on", self._recipient).startswith("354"):
            self._take(self._read_content())

    def _take(self, octets: bytes) -> None:
        recipient, sender, self._sender = self._recipient, self._sender, None
        self._recipient = ""
        fault = self._server.fault("END", recipient)
        usual = "250 2.0.0 taken" if recipient else "554 5.5.1 no valid recipients"
        said = fault.say or usual if fault else usual
        is_answered = not fault or bool(fault.say or not (fault.cuts or fault.raw))
        if recipient and ((fault and fault.takes) or (is_answered and said.startswith("2"))):
            letter = Letter(
                sender=sender or "",
                recipient=recipient,
                octets=octets,
                connection=self._number,
                parameters=self._parameters.strip(),
            )
            with self._server.lock:
                self._server.accepted.append(letter)
            self._taken += 1
        self._utter(said, fault)

    def _read_content(self) -> bytes:
        fault = self._server.fault("CONTENT", self._recipient)
        while fault and len(self._unread) < fault.after:
            self._receive()
        if fault:
            self._utter(fault.say, fault)
        content = b"\r\n" + self._unread
        while (end := content.find(b"\r\n.\r\n")) < 0:
            content += self._receive_more()
        self._unread = content[end + 5 :]
        return (content[:end] + b"\r\n").replace(b"\r\n..", b"\r\n.")[2:]

    def _rset(self, _line: str) -> None:
        self._sender, self._recipient = None, ""
        self._answer("RSET", "250 2.0.0 ok")

    def _quit(self, _line: str) -> None:
        self._answer("QUIT", "221 2.0.0 bye")
        raise _EndError

    def _answer(self, at: str, usual: str, recipient: str = "", *, more: bytes = b"") -> str:
        """Answer, or do what a fault says instead; return what was said."""
        fault = self._server.fault(at, recipient)
        said = fault.say or usual if fault else usual
        self._utter(said, fault, more=more)
        return said

    def _utter(self, words: str, fault: Fault | None, *, more: bytes = b"") -> None:
        octets = words.encode() + b"\r\n" + more if words else b""
        if fault is None:
            self._sock.sendall(octets)
            return
        self._server.closing.wait(fault.pause)
        octets = fault.raw or (b"" if fault.cuts and not fault.say else octets)
        for one in [octets[i : i + 1] for i in range(len(octets))] if fault.drip else [octets]:
            self._sock.sendall(one)
            self._server.closing.wait(fault.drip)
        if fault.cuts:
            raise _EndError

    def _read_line(self) -> str:
        while b"\r\n" not in self._unread:
            self._receive()
        line, _end, self._unread = self._unread.partition(b"\r\n")
        return line.decode("utf-8", "replace")

    def _receive_more(self) -> bytes:
        self._unread = b""
        self._receive()
        return self._unread

    def _receive(self) -> None:
        received = self._sock.recv(262_144)
        if not received:
            raise _EndError
        self._unread += received


def _decode(text: str) -> str:
    return base64.b64decode(text).decode()
