"""What the DNS must say of the sender's domain, so that letters arrive: SPF, DKIM, DMARC, MX.

Pure: the DNS is asked through what is handed in. Each answer is a verdict with the record to add where one is missing.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from digest.delivery.diagnose.probe import Diagnosis, doubtful, good, wrong
from digest.locale import _

# The DNS, asked for what the operating system cannot give: TXT and MX. Needs `dnspython`, the extra [doctor].

_MOST = 50


class ResolverError(Exception):
    """The DNS could not be asked; its text says why, in one clause."""


class Resolver:
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
            raise ResolverError(_("dnspython is not installed")) from error
        try:
            self._resolver = dns.resolver.Resolver(configure=not server)
        except dns.exception.DNSException as error:
            raise ResolverError(_("this machine knows no name server")) from error
        if server:
            self._ask_only(server)

    def _ask_only(self, server: str) -> None:
        host, _colon, port = server.partition(":")
        try:
            self._resolver.nameservers = [host]
            self._resolver.port = range(65536).index(int(port or 53))
        except ValueError as error:
            raise ResolverError(_("{server} is no address of a name server").format(server=server)) from error

    def texts(self, name: str) -> tuple[str, ...]:
        """Return the TXT records of a name, each put together; nothing where there is none.

        Raises:
            NamesError: No answer came.
        """
        return tuple(b"".join(record.strings).decode("utf-8", "replace") for record in self._ask(name, "TXT"))  # type: ignore[attr-defined] # dnspython types records as their base

    def mail_hosts(self, name: str) -> tuple[str, ...]:
        """Return the hosts that take mail for a domain, the best first; `.` alone takes none (RFC 7505).

        Raises:
            NamesError: No answer came.
        """
        found = sorted((record.preference, str(record.exchange)) for record in self._ask(name, "MX"))  # type: ignore[attr-defined] # as above
        return tuple(host for _preference, host in found)

    def has_address(self, name: str) -> bool:
        """Whether a name is a host.

        Raises:
            NamesError: No answer came.
        """
        return bool(self._ask(name, "A") or self._ask(name, "AAAA"))

    def _ask(self, name: str, kind: str) -> Sequence[object]:
        import dns.exception
        import dns.resolver

        if self._is_mute:
            raise ResolverError(_("the name server does not answer"))
        try:
            return list(self._resolver.resolve(name, kind, lifetime=self._seconds, search=False))[:_MOST]
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return ()
        except dns.exception.Timeout as error:
            self._is_mute = True  # whoever waits for one answer in vain need not wait for five
            raise ResolverError(_("the name server does not answer")) from error
        except (dns.exception.DNSException, OSError, ValueError) as error:
            raise ResolverError(_("the DNS gave no answer for {name}").format(name=name)) from error


_MOST_LOOKUPS = 10
"""That a receiver does for one SPF record before it gives up (RFC 7208 section 4.6.4)."""
_MOST_LEVELS = 8
_TERM = re.compile(
    r"(?i)[+~?-]?(?:all|(?:include|exists):\S+|(?:a|mx|ptr)(?:[:/]\S+)?|ip4:[0-9./]+|ip6:[0-9a-f:./]+)|[a-z][\w.-]*=\S*"
)


class DomainRecords(Protocol):
    """Who is asked: `names` does it over the network."""

    def texts(self, name: str) -> tuple[str, ...]:
        """Return the TXT records of a name."""

    def mail_hosts(self, name: str) -> tuple[str, ...]:
        """Return the hosts that take mail for a domain."""

    def has_address(self, name: str) -> bool:
        """Whether a name is a host."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicKey:
    """Where the DNS has the key that messages are signed with, and what it must say; empty where it is not known."""

    domain: str
    selector: str
    record: str = ""

    @property
    def name(self) -> str:
        """The name of the record."""
        return f"{self.selector}._domainkey.{self.domain}"


def examine_spf(domain: str, records: DomainRecords, *, sent_by: str) -> Diagnosis:
    """Look at who may send for a domain (RFC 7208).

    Args:
        domain: Of the address that bounces go to.
        records: Who is asked.
        sent_by: The mechanism to add where there is no record, such as `include:spf.exemple.org`.
    """
    place = f"SPF {domain}"
    found = [text for text in records.texts(domain) if re.match(r"(?i)v=spf1(?: |$)", text)]
    sample = f'{domain}. TXT "v=spf1 {sent_by} ~all"'
    if not found:
        what = _("the domain does not say who may send for it; many receivers refuse or sort out such mail")
        return wrong(place, what, _("Add to the DNS: {record}").format(record=sample))
    if len(found) > 1:
        what = _("there are {count} records, and receivers then heed none").format(count=len(found))
        return wrong(place, what, _("Make one of them."))
    return _judge_spf(place, found[0], records)


def _judge_spf(place: str, text: str, records: DomainRecords) -> Diagnosis:
    terms = text.split()[1:]
    strange = next((term for term in terms if not _TERM.fullmatch(term)), None)
    if strange:
        what = _('"{term}" is no part of such a record, and receivers then heed none of it').format(term=strange[:60])
        return wrong(place, what, _("Correct or remove it: {record}").format(record=text[:300]))
    if _count_lookups(terms, records) > _MOST_LOOKUPS:
        what = _("it makes receivers look up more than {count} names, and then they give up").format(
            count=_MOST_LOOKUPS
        )
        return wrong(place, what, _("Remove what no longer sends for you: {record}").format(record=text[:300]))
    last = next((term.lower() for term in terms if term.lower().lstrip("+~?-") == "all"), "")
    if last in ("all", "+all"):
        return wrong(place, _("it lets everybody send for the domain"), _("Write ~all or -all at its end."))
    if last == "?all" or not (last or any(term.lower().startswith("redirect=") for term in terms)):
        return doubtful(place, _("it leaves open whether others may send"), _("Write ~all or -all at its end."))
    return good(place, text[:200])


def _count_lookups(terms: list[str], records: DomainRecords) -> int:
    """Count what a receiver looks up, as far as one over the limit; what is not there is not followed."""
    waiting, count = list(terms), 0
    while waiting and count <= _MOST_LOOKUPS:
        term = waiting.pop().lower().lstrip("+~?-")
        found = re.match(r"(include:|redirect=|exists:|a(?=[:/]|$)|mx(?=[:/]|$)|ptr(?=[:/]|$))(.*)", term)
        count += bool(found)
        if found and found[1] in ("include:", "redirect=") and "%" not in found[2]:
            inner = (text for text in records.texts(found[2]) if text.lower().startswith("v=spf1"))
            waiting += next(inner, "").split()[1:]
    return count


def examine_dkim(key: PublicKey | None, records: DomainRecords, *, sender: str) -> Iterator[Diagnosis]:
    """Look at the public key of the signature (RFC 6376 section 3.6).

    Args:
        key: Where it is; None where feeds.yaml signs nothing.
        records: Who is asked.
        sender: The domain of the letter's sender.
    """
    if key is None:
        yield good("DKIM", _("left to the relay; a test message shows whether it signs"))
        return
    place = f"DKIM {key.name}"
    found = [_tags(text) for text in records.texts(key.name)]
    if not _is_aligned(key.domain, sender):
        what = _("the signature is of {domain}, and the sender is at {sender}").format(domain=key.domain, sender=sender)
        yield doubtful(place, what, _("Sign for the sender's own domain, else DMARC does not count it."))
    yield _judge_key(place, key, found)


def _judge_key(place: str, key: PublicKey, found: list[Mapping[str, str]]) -> Diagnosis:
    add = _("Add to the DNS: {record}").format(record=f'{key.name}. TXT "{key.record or "v=DKIM1; p=…"}"')
    if not found:
        return wrong(place, _("the DNS has no public key there, so no signature holds"), add)
    if len(found) > 1:
        return wrong(place, _("there are {count} records, and there must be one").format(count=len(found)), add)
    published = re.sub(r"\s", "", found[0].get("p", ""))
    if not published:
        return wrong(place, _("the key there is withdrawn (p= is empty)"), add)
    if key.record and published != _tags(key.record)["p"]:
        return wrong(place, _("the key there is not that of feeds.yaml, so no signature holds"), add)
    return good(place, _("the public key is there"))


def examine_dmarc(domain: str, records: DomainRecords, *, report_to: str) -> Diagnosis:
    """Look at what receivers do with what fails both (RFC 7489); a domain above counts for those below it."""
    place = f"DMARC {domain}"
    labels = domain.split(".")
    for start in range(min(max(1, len(labels) - 1), _MOST_LEVELS)):
        name = "_dmarc." + ".".join(labels[start:])
        found = [text for text in records.texts(name) if re.match(r"(?i)v=DMARC1\s*(?:;|$)", text)]
        if found:
            return _judge_dmarc(place, name, found)
    record = f'_dmarc.{domain}. TXT "v=DMARC1; p=none; rua=mailto:{report_to}"'
    what = _("the domain does not say what to do with forged mail; large providers ask for it")
    return doubtful(place, what, _("Add to the DNS: {record}").format(record=record))


def _judge_dmarc(place: str, name: str, found: list[str]) -> Diagnosis:
    if len(found) > 1:
        what = _("there are {count} records, and receivers then heed none").format(count=len(found))
        return wrong(place, what, _("Make one of them."))
    policy = _tags(found[0]).get("p", "").lower()
    if policy not in ("none", "quarantine", "reject"):
        what = _("the record {name} has no valid p=").format(name=name)
        return wrong(place, what, _("Write p=none, p=quarantine or p=reject behind v=DMARC1;."))
    return good(place, found[0][:200])


def examine_mx(domain: str, records: DomainRecords) -> Diagnosis:
    """Look whether a domain takes mail: answers and bounces come back to it (RFC 5321 section 5.1)."""
    place = f"MX {domain}"
    hosts = records.mail_hosts(domain)
    if hosts == (".",):
        what = _("the domain says that it takes no mail, so answers and bounces are lost, and many refuse its letters")
        return wrong(
            place, what, _("Write an address in feeds.yaml whose domain takes mail, or remove this MX record.")
        )
    if hosts:
        return good(place, ", ".join(host.rstrip(".") for host in hosts[:5]))
    if records.has_address(domain):
        what = _("no MX record; mail goes to the host of that name")
        return doubtful(place, what, _("Add to the DNS: {record}").format(record=f"{domain}. MX 10 mx.{domain}."))
    what = _("no host takes mail for the domain, so answers and bounces are lost, and many refuse its letters")
    return wrong(place, what, _("Add to the DNS: {record}").format(record=f"{domain}. MX 10 mx.{domain}."))


def _tags(text: str) -> Mapping[str, str]:
    """Read `v=DKIM1; k=rsa; p=…` (RFC 6376 section 3.2)."""
    pairs = (part.partition("=") for part in text[:4000].split(";"))
    return {name.strip().lower(): value.strip() for name, sign, value in pairs if sign}


def _is_aligned(signed: str, sender: str) -> bool:
    """Whether one domain is the other or lies below it (RFC 7489 section 3.1.1, without a list of suffixes)."""
    return f".{sender}".endswith(f".{signed}") or f".{signed}".endswith(f".{sender}")


__all__ = ["DomainRecords", "PublicKey", "ResolverError", "examine_dkim", "examine_dmarc", "examine_mx", "examine_spf"]
