"""A name server for tests: real DNS over UDP and TCP on the loopback address, with the records it is given.

with NameServer({"exemple.org TXT": ['"v=spf1 mx -all"']}) as server:
    Names(server.address)
"""

import socket
import struct
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Self

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset


class NameServer:
    """Answers what it knows; names it does not know do not exist.

    Args:
        records: The values of a name and type, as zone files write them.
    """

    def __init__(self, records: Mapping[str, Sequence[str]] | None = None) -> None:
        self.records = dict(records or {})
        self.asked: list[str] = []
        self._udp, self._tcp = _pair()
        self.port: int = self._udp.getsockname()[1]
        self._threads = [threading.Thread(target=serve, daemon=True) for serve in (self._serve_udp, self._serve_tcp)]

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for waiting in (self._udp, self._tcp):
            with suppress(OSError):
                waiting.shutdown(socket.SHUT_RDWR)
            waiting.close()
        for thread in self._threads:
            thread.join(5)

    def _serve_udp(self) -> None:
        while True:
            try:
                octets, sender = self._udp.recvfrom(4096)
            except OSError:
                return
            if not octets:
                return
            answer = self._answer(octets)
            if len(answer) > 1232:
                reply = dns.message.make_response(dns.message.from_wire(octets))
                reply.flags |= dns.flags.TC
                answer = reply.to_wire()
            self._udp.sendto(answer, sender)

    def _serve_tcp(self) -> None:
        while True:
            try:
                connection, _sender = self._tcp.accept()
            except OSError:
                return
            with connection:
                length = struct.unpack("!H", connection.recv(2))[0]
                answer = self._answer(connection.recv(length))
                connection.sendall(struct.pack("!H", len(answer)) + answer)

    def _answer(self, octets: bytes) -> bytes:
        question = dns.message.from_wire(octets)
        asked = question.question[0]
        name, kind = asked.name.to_text(omit_final_dot=True).lower(), dns.rdatatype.to_text(asked.rdtype)
        self.asked.append(f"{name} {kind}")
        reply = dns.message.make_response(question)
        values = self.records.get(f"{name} {kind}")
        if values:
            reply.answer.append(dns.rrset.from_text(asked.name, 60, "IN", kind, *values))
        elif not any(known.split()[0] == name for known in self.records):
            reply.set_rcode(dns.rcode.NXDOMAIN)
        return reply.to_wire()


def _pair() -> tuple[socket.socket, socket.socket]:
    """Return sockets for datagrams and for connections at one port; a port that is free for one may not be for both."""
    for _turn in range(50):
        tcp = socket.create_server(("127.0.0.1", 0))
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            udp.bind(tcp.getsockname())
        except OSError:
            udp.close()
            tcp.close()
        else:
            return udp, tcp
    raise RuntimeError("no port is free for both kinds of sockets")
