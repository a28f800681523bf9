"""The DNS, asked for what the operating system cannot give: TXT and MX. Needs `dnspython`, the extra [doctor]."""

from collections.abc import Sequence

from digest.locale import _

_MOST = 50


class NamesError(Exception):
    """The DNS could not be asked; its text says why, in one clause."""


class Names:
    """A resolver: the machine's own, or one name server.

    Args:
        server: `192.0.2.53` or `127.0.0.1:5353`; empty for those of the machine.
        seconds: For one question, all tries together.

    Raises:
        NamesError: dnspython is not installed, or there is no name server to ask.
    """

    def __init__(self, server: str = "", *, seconds: float = 6) -> None:
        self._seconds = seconds
        self._is_mute = False
        try:
            import dns.exception
            import dns.resolver
        except ImportError as error:
            raise NamesError(_("dnspython is not installed")) from error
        try:
            self._resolver = dns.resolver.Resolver(configure=not server)
        except dns.exception.DNSException as error:
            raise NamesError(_("this machine knows no name server")) from error
        if server:
            self._ask_only(server)

    def _ask_only(self, server: str) -> None:
        host, _colon, port = server.partition(":")
        try:
            self._resolver.nameservers = [host]
            self._resolver.port = range(65536).index(int(port or 53))
        except ValueError as error:
            raise NamesError(_("{server} is no address of a name server").format(server=server)) from error

    def texts(self, name: str) -> tuple[str, ...]:
        """Give the TXT records of a name, each put together; nothing where there is none.

        Raises:
            NamesError: No answer came.
        """
        return tuple(b"".join(record.strings).decode("utf-8", "replace") for record in self._ask(name, "TXT"))  # type: ignore[attr-defined] # dnspython types records as their base

    def mail_hosts(self, name: str) -> tuple[str, ...]:
        """Give the hosts that take mail for a domain, the best first; `.` alone takes none (RFC 7505).

        Raises:
            NamesError: No answer came.
        """
        found = sorted((record.preference, str(record.exchange)) for record in self._ask(name, "MX"))  # type: ignore[attr-defined] # as above
        return tuple(host for _preference, host in found)

    def has_address(self, name: str) -> bool:
        """Tell whether a name is a host.

        Raises:
            NamesError: No answer came.
        """
        return bool(self._ask(name, "A") or self._ask(name, "AAAA"))

    def _ask(self, name: str, kind: str) -> Sequence[object]:
        import dns.exception
        import dns.resolver

        if self._is_mute:
            raise NamesError(_("the name server does not answer"))
        try:
            return list(self._resolver.resolve(name, kind, lifetime=self._seconds, search=False))[:_MOST]
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return ()
        except dns.exception.Timeout as error:
            self._is_mute = True  # whoever waits for one answer in vain need not wait for five
            raise NamesError(_("the name server does not answer")) from error
        except (dns.exception.DNSException, OSError, ValueError) as error:
            raise NamesError(_("the DNS gave no answer for {name}").format(name=name)) from error
