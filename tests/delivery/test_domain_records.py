"""What the DNS says of the sender's domain, asked of a real name server: each fault with the record to add."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from digest.delivery.diagnose.dns import (
    PublicKey,
    Resolver,
    ResolverError,
    examine_dkim,
    examine_dmarc,
    examine_mx,
    examine_spf,
)
from digest.delivery.diagnose.probe import DiagnosisLevel
from tests.name_server import NameServer

OK, ATTENTION, WRONG = DiagnosisLevel.OK, DiagnosisLevel.ATTENTION, DiagnosisLevel.WRONG


@pytest.fixture(scope="module")
def server() -> Iterator[NameServer]:
    with NameServer() as running:
        yield running


@pytest.fixture
def names(server: NameServer) -> Resolver:
    server.records.clear()
    server.asked.clear()
    return Resolver(server.address)


def texts(server: NameServer, name: str, *values: str) -> None:
    server.records[f"{name} TXT"] = [
        " ".join(f'"{text[at : at + 200]}"' for at in range(0, len(text), 200)) for text in values
    ]


@pytest.mark.parametrize(
    ("records", "level", "words"),
    [
        ((), WRONG, "the domain does not say who may send for it"),
        (("google-site-verification=x",), WRONG, "the domain does not say who may send for it"),
        (("v=spf1 mx -all",), OK, "v=spf1 mx -all"),
        (("v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 a:mail.exemple.org ~all",), OK, "v=spf1 ip4"),
        (("v=spf1 redirect=_spf.exemple.net",), OK, "v=spf1 redirect"),
        (("v=spf1 mx -all", "v=spf1 a -all"), WRONG, "there are 2 records"),
        (("v=spf1 mx +all",), WRONG, "it lets everybody send"),
        (("v=spf1 mx all",), WRONG, "it lets everybody send"),
        (("v=spf1 mx",), ATTENTION, "it leaves open"),
        (("v=spf1 mx ?all",), ATTENTION, "it leaves open"),
        (("v=spf1 mx; -all",), WRONG, '"mx;" is no part of such a record'),
        (("v=spf1 include: exemple.net -all",), WRONG, '"include:" is no part'),
        (("v=spf1 " + "a:h.exemple.org " * 11 + "-all",), WRONG, "it makes receivers look up more than 10 names"),
        (("v=spf1 " + "a:h.exemple.org " * 10 + "-all",), OK, "v=spf1 a:h"),
    ],
)
def test_spf(server: NameServer, names: Resolver, records: tuple[str, ...], level: DiagnosisLevel, words: str) -> None:
    texts(server, "exemple.org", *records)
    verdict = examine_spf("exemple.org", names, sent_by="mx")

    assert (verdict.level, verdict.what.startswith(words)) == (level, True)


def test_the_missing_spf_record_is_written_out(names: Resolver) -> None:
    verdict = examine_spf("exemple.org", names, sent_by="include:spf.exemple.net")

    assert verdict.hint == 'Add to the DNS: exemple.org. TXT "v=spf1 include:spf.exemple.net ~all"'


def test_look_ups_behind_includes_count_and_a_circle_ends(server: NameServer, names: Resolver) -> None:
    texts(server, "exemple.org", "v=spf1 include:a.exemple include:b.exemple -all")
    texts(server, "a.exemple", "v=spf1 a mx a:1.exemple a:2.exemple a:3.exemple -all")
    texts(server, "b.exemple", "v=spf1 mx a:1.exemple include:c.exemple -all")
    at_most = examine_spf("exemple.org", names, sent_by="mx").level
    texts(server, "c.exemple", "v=spf1 include:c.exemple -all")

    assert (at_most, examine_spf("exemple.org", names, sent_by="mx").level) == (OK, WRONG)


KEY = PublicKey(domain="exemple.org", selector="l26", record="v=DKIM1; k=rsa; p=" + "MIIB" * 90)


@pytest.mark.parametrize(
    ("records", "level", "words"),
    [
        ((), WRONG, "the DNS has no public key there, so no signature holds"),
        ((KEY.record,), OK, "the public key is there"),
        (("k=rsa; p=" + "MIIB " * 90,), OK, "the public key is there"),
        (("v=DKIM1; p=AAAA",), WRONG, "the key there is not that of feeds.yaml, so no signature holds"),
        (("v=DKIM1; p=",), WRONG, "the key there is withdrawn (p= is empty)"),
        ((KEY.record, "v=DKIM1; p=AAAA"), WRONG, "there are 2 records, and there must be one"),
    ],
)
def test_dkim(server: NameServer, names: Resolver, records: tuple[str, ...], level: DiagnosisLevel, words: str) -> None:
    texts(server, "l26._domainkey.exemple.org", *records)
    verdicts = [(one.level, one.what) for one in examine_dkim(KEY, names, sender="exemple.org")]

    assert verdicts == [(level, words)]


def test_the_missing_key_is_written_out(names: Resolver) -> None:
    (verdict,) = examine_dkim(KEY, names, sender="exemple.org")

    assert verdict.hint == f'Add to the DNS: l26._domainkey.exemple.org. TXT "{KEY.record}"'


@pytest.mark.parametrize(
    ("sender", "levels"),
    [
        ("exemple.org", [OK]),
        ("lettre.exemple.org", [OK]),
        ("org", [OK]),
        ("autre.example", [ATTENTION, OK]),
        ("unexemple.org", [ATTENTION, OK]),
    ],
)
def test_a_signature_counts_for_its_domain_and_those_below(
    server: NameServer, names: Resolver, sender: str, levels: list[DiagnosisLevel]
) -> None:
    texts(server, KEY.name, KEY.record)

    assert [one.level for one in examine_dkim(KEY, names, sender=sender)] == levels


def test_a_signature_left_to_the_relay_is_in_order(names: Resolver) -> None:
    assert [one.level for one in examine_dkim(None, names, sender="exemple.org")] == [OK]


@pytest.mark.parametrize(
    ("name", "records", "level"),
    [
        ("_dmarc.lettre.exemple.org", (), ATTENTION),
        ("_dmarc.lettre.exemple.org", ("v=DMARC1; p=none",), OK),
        ("_dmarc.lettre.exemple.org", ("v=DMARC1;p=REJECT;rua=mailto:a@exemple.org",), OK),
        ("_dmarc.exemple.org", ("v=DMARC1; p=quarantine",), OK),
        ("_dmarc.org", ("v=DMARC1; p=none",), ATTENTION),
        ("_dmarc.lettre.exemple.org", ("v=DMARC1",), WRONG),
        ("_dmarc.lettre.exemple.org", ("v=DMARC1; p=always",), WRONG),
        ("_dmarc.lettre.exemple.org", ("v=DMARC1; p=none", "v=DMARC1; p=reject"), WRONG),
        ("_dmarc.lettre.exemple.org", ("v=spf1 -all",), ATTENTION),
    ],
)
def test_dmarc(server: NameServer, names: Resolver, name: str, records: tuple[str, ...], level: DiagnosisLevel) -> None:
    texts(server, name, *records)

    assert examine_dmarc("lettre.exemple.org", names, report_to="lettre@exemple.org").level == level


@pytest.mark.parametrize(
    ("records", "level", "words"),
    [
        ({"exemple.org MX": ["20 b.exemple.org.", "10 a.exemple.org."]}, OK, "a.exemple.org, b.exemple.org"),
        ({"exemple.org MX": ["0 ."]}, WRONG, "the domain says that it takes no mail"),
        ({"exemple.org A": ["192.0.2.1"]}, ATTENTION, "no MX record; mail goes to the host of that name"),
        ({"exemple.org AAAA": ["2001:db8::1"]}, ATTENTION, "no MX record; mail goes to the host of that name"),
        ({}, WRONG, "no host takes mail for the domain"),
    ],
)
def test_mx(
    server: NameServer, names: Resolver, records: dict[str, list[str]], level: DiagnosisLevel, words: str
) -> None:
    server.records.update(records)
    verdict = examine_mx("exemple.org", names)

    assert (verdict.level, verdict.what.startswith(words)) == (level, True)


def test_an_answer_too_long_for_a_datagram_is_asked_for_again(server: NameServer, names: Resolver) -> None:
    texts(server, "exemple.org", *(f"{number} {'x' * 180}" for number in range(20)))

    assert (len(names.texts("exemple.org")), server.asked) == (20, ["exemple.org TXT", "exemple.org TXT"])


def test_a_server_that_does_not_answer_is_waited_for_once() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        names = Resolver(f"127.0.0.1:{silent.getsockname()[1]}", seconds=0.5)
        start = time.monotonic()
        said = [ask_in_vain(names) for _turn in range(10)]

    assert (set(said), time.monotonic() - start < 2) == ({"the name server does not answer"}, True)


def ask_in_vain(names: Resolver) -> str:
    with pytest.raises(ResolverError) as caught:
        names.texts("exemple.org")
    return str(caught.value)


@pytest.mark.parametrize("server", ["exemple", "127.0.0.1:x", "127.0.0.1:99999"])
def test_what_is_no_name_server_is_said(server: str) -> None:
    with pytest.raises(ResolverError):
        Resolver(server)


def test_a_name_that_cannot_be_one_is_no_answer(names: Resolver) -> None:
    with pytest.raises(ResolverError):
        names.texts("a" * 70 + ".exemple.org")


def test_without_dnspython_it_is_said_what_is_missing() -> None:
    program = (
        "import sys; sys.modules['dns'] = None\n"
        "from digest.delivery.diagnose.dns import Resolver, ResolverError\n"
        "try: Resolver()\n"
        "except ResolverError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout == "dnspython is not installed\n"
