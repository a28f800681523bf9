"""Whether all is in place: real servers of every kind, and each thing that can be wrong with its mend."""

import os
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from digest.app.doctor import DoctorReport, examine
from digest.config import Config, Dkim, Letter, Mailbox, MailboxSettings, Send, Source, SourceType
from digest.config.model import Fetch
from digest.delivery.diagnose.probe import Diagnosis, DiagnosisLevel
from digest.model import CollectionResult, SourceResult
from digest.store import Store
from tests.certificates import Authority
from tests.mail_server import Fault, MailServer, Manners
from tests.makers import PARIS
from tests.name_server import NameServer
from tests.servers import Reply, Site

OK, ATTENTION, WRONG = DiagnosisLevel.OK, DiagnosisLevel.ATTENTION, DiagnosisLevel.WRONG
NOW = datetime.now(PARIS)
RECORDS = {
    "exemple.org TXT": ['"v=spf1 mx ~all"'],
    "_dmarc.exemple.org TXT": ['"v=DMARC1; p=none"'],
    "exemple.org MX": ["10 mx.exemple.org."],
}


@pytest.fixture(scope="module")
def dns() -> Iterator[NameServer]:
    with NameServer(RECORDS) as server:
        yield server


def letter(folder: Path, **more: Any) -> Config:
    values: dict[str, Any] = {
        "path": folder / "feeds.yaml",
        "letter": Letter(title="La lettre", sender=Mailbox(address="lettre@exemple.org"), language="en"),
        "sources": (Source(name="Textes", type=SourceType.FOLDER, path=folder),),
        **more,
    }
    return Config(**values)


def looked_at(config: Config, dns: NameServer | None = None, **more: Any) -> dict[str, Diagnosis]:
    """Examine a letter; return the verdicts by place, those about folders by the end of their path."""
    environ: Mapping[str, str] = more.pop("environ", {})
    values: dict[str, Any] = {"is_offline": dns is None, "name_server": dns.address if dns else "", "now": NOW, **more}
    what = DoctorReport(config=config, state=config.folder / ".digest", environ=environ, **values)
    return {one.place.removeprefix(f"{config.folder}/"): one for one in examine(what)}


def levels(verdicts: Mapping[str, Diagnosis], *places: str) -> list[DiagnosisLevel]:
    return [verdicts[place].level for place in places]


def collected(config: Config, when: datetime, *, failed: bool = False) -> Path:
    with Store.open(config.folder / ".digest") as store:
        store.record(CollectionResult(yields=(SourceResult(source="Textes", failed=failed),)), now=when)
    file = config.folder / ".digest" / "digest.db"
    file.chmod(0o600)
    return file


def test_a_letter_in_order_has_nothing_to_mend(tmp_path: Path, dns: NameServer) -> None:
    with MailServer() as relay:
        config = letter(tmp_path, send=Send(smtp=f"smtp://127.0.0.1:{relay.port}"))
        collected(config, NOW)
        verdicts = looked_at(config, dns)

    assert [one for one in verdicts.values() if one.level is not OK and "room" not in one.what] == []


def test_a_new_letter_has_no_store_and_is_not_given_one(tmp_path: Path) -> None:
    verdicts = looked_at(letter(tmp_path))

    assert (levels(verdicts, ".digest/digest.db"), (tmp_path / ".digest").exists()) == ([ATTENTION], False)


@pytest.mark.parametrize(
    ("ago", "failed", "expected"),
    [
        pytest.param(timedelta(hours=20), False, {"last collection": OK}, id="yesterday"),
        pytest.param(timedelta(days=3), False, {"last collection": ATTENTION}, id="three days ago"),
        pytest.param(timedelta(days=1), True, {"last collection": OK, 'source "Textes"': ATTENTION}, id="failing"),
        pytest.param(timedelta(days=9), True, {"last collection": ATTENTION, 'source "Textes"': WRONG}, id="for long"),
    ],
)
def test_runs_and_sources_are_judged_by_their_days(
    tmp_path: Path, ago: timedelta, failed: bool, expected: dict[str, DiagnosisLevel]
) -> None:
    config = letter(tmp_path)
    collected(config, NOW - ago, failed=failed)
    verdicts = looked_at(config)

    assert {place: one.level for place, one in verdicts.items() if place in (*expected, 'source "Textes"')} == expected


def test_a_damaged_store_is_wrong(tmp_path: Path) -> None:
    config = letter(tmp_path)
    file = collected(config, NOW)
    octets = bytearray(file.read_bytes())
    octets[4096:12288] = b"\xff" * 8192
    file.write_bytes(octets)
    verdicts = looked_at(config)

    assert [one.level for one in verdicts.values() if "digest.db" in one.place] == [WRONG]


def test_a_store_from_the_future_is_wrong(tmp_path: Path) -> None:
    config = letter(tmp_path)
    connection = sqlite3.connect(collected(config, NOW))
    connection.execute("PRAGMA user_version = 9999")
    connection.close()
    verdicts = looked_at(config)

    assert [one.level for one in verdicts.values() if "digest.db" in one.place] == [WRONG]


@pytest.mark.skipif(os.name != "posix", reason="rights of files are another thing elsewhere")
def test_a_store_that_everybody_can_read_is_worth_attention(tmp_path: Path) -> None:
    config = letter(tmp_path)
    file = collected(config, NOW)
    file.parent.chmod(0o755)
    file.chmod(0o644)
    verdicts = [one for one in looked_at(config).values() if "chmod" in one.hint]

    assert [one.level for one in verdicts] == [ATTENTION]


def test_a_folder_that_is_a_file_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "envois").touch()
    verdicts = looked_at(letter(tmp_path, send=Send(via="folder", folder=tmp_path / "envois")))

    assert levels(verdicts, "envois") == [WRONG]


@pytest.mark.parametrize(
    ("off", "level"),
    [(timedelta(0), OK), (timedelta(minutes=10), ATTENTION), (timedelta(hours=-5), WRONG)],
)
def test_the_clock_is_compared_with_the_sites_that_are_read(
    tmp_path: Path, dns: NameServer, off: timedelta, level: DiagnosisLevel
) -> None:
    with Site({"/flux": Reply(body=b"<rss/>")}) as site:
        source = Source(name="Portail", type=SourceType.FEED, url=site.url("/flux"))
        config = letter(tmp_path, sources=(source,), fetch=Fetch(allow=(site.host,)))
        verdicts = looked_at(config, dns, now=datetime.now(PARIS) + off)

    assert levels(verdicts, "clock") == [level]


def test_a_site_that_gives_no_answer_says_nothing_of_the_clock(tmp_path: Path, dns: NameServer) -> None:
    with Site() as site:
        source = Source(name="Portail", type=SourceType.FEED, url=site.url("/flux"))
        verdicts = looked_at(letter(tmp_path, sources=(source,), fetch=Fetch(allow=(site.host,))), dns)

    assert "clock" not in verdicts


@pytest.mark.parametrize(("days", "level"), [(40, OK), (5, ATTENTION)])
def test_the_relay_is_tried_with_tls_and_password_and_its_certificate_counted(
    tmp_path: Path, dns: NameServer, monkeypatch: pytest.MonkeyPatch, days: int, level: DiagnosisLevel
) -> None:
    authority = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    manners = Manners(tls=authority.serving(days=days), users={"lettre": "S3CRET"})
    with MailServer(manners=manners) as relay:
        config = letter(tmp_path, send=Send(smtp=f"smtp://lettre:${{WORD}}@localhost:{relay.port}"))
        verdicts = looked_at(config, dns, environ={"WORD": "S3CRET"})

    found = levels(verdicts, f"smtp localhost:{relay_port(verdicts)}", f"TLS localhost:{relay_port(verdicts)}")
    assert (found, relay.accepted, relay.logins, relay.commands[-1]) == ([OK, level], [], ["lettre"], "QUIT")


def relay_port(verdicts: Mapping[str, Diagnosis]) -> str:
    return next(place.rpartition(":")[2] for place in verdicts if place.startswith("smtp "))


def relay_verdict(folder: Path, dns: NameServer, address: str, **environ: str) -> Diagnosis:
    verdicts = looked_at(letter(folder, send=Send(smtp=address)), dns, environ=environ)
    return next(one for place, one in verdicts.items() if place.startswith(("smtp ", "send")))


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        pytest.param(Fault(at="CONNECT", say="554 no"), "it refuses: 554 no", id="refused"),
        pytest.param(Fault(at="CONNECT", cuts=True), "", id="cut"),
        pytest.param(Fault(at="EHLO", raw=b"\xff\xfe\r\n"), "", id="nonsense"),
    ],
)
def test_a_relay_that_does_not_answer_as_it_should_is_wrong(
    tmp_path: Path, dns: NameServer, fault: Fault, words: str
) -> None:
    with MailServer((fault,)) as relay:
        verdict = relay_verdict(tmp_path, dns, f"smtp://127.0.0.1:{relay.port}")

    assert (verdict.level, verdict.what.startswith(words)) == (WRONG, True)


def test_a_wrong_password_is_wrong_and_not_shown(
    tmp_path: Path, dns: NameServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    with MailServer(manners=Manners(tls=authority.serving(), users={"lettre": "other"})) as relay:
        verdict = relay_verdict(tmp_path, dns, f"smtp://lettre:${{WORD}}@localhost:{relay.port}", WORD="S3CRET")

    assert (verdict.level, "S3CRET" in repr(verdict)) == (WRONG, False)


def test_a_variable_that_is_not_set_is_wrong(tmp_path: Path, dns: NameServer) -> None:
    verdicts = looked_at(letter(tmp_path, send=Send(smtp="${HERE}"), inbox=MailboxSettings(imap="${THERE}")), dns)

    assert {place: one.what for place, one in verdicts.items() if place in ("send.smtp", "inbox.imap")} == {
        "send.smtp": "the environment variable HERE is not set",
        "inbox.imap": "the environment variable THERE is not set",
    }


@pytest.mark.parametrize(
    ("send", "environ", "level"),
    [
        pytest.param(Send(via="brevo", api_key="${KEY}"), {"KEY": "S3CRET"}, OK, id="a key"),
        pytest.param(Send(via="brevo", api_key="${KEY}"), {}, WRONG, id="no key"),
        pytest.param(Send(via="folder"), {}, WRONG, id="no folder"),
    ],
)
def test_other_ways_are_looked_at_without_sending(
    tmp_path: Path, dns: NameServer, send: Send, environ: dict[str, str], level: DiagnosisLevel
) -> None:
    verdict = looked_at(letter(tmp_path, send=send), dns, environ=environ)[f"via {send.via}"]

    assert verdict.level is level


def test_the_machines_own_mail_program_is_looked_for(tmp_path: Path, dns: NameServer) -> None:
    program = tmp_path / "sendmail"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    verdicts = looked_at(letter(tmp_path, send=Send(via="sendmail")), dns, environ={"PATH": str(tmp_path)})

    assert levels(verdicts, "via sendmail") == [OK]


def test_a_letter_without_a_relay_is_worth_attention(tmp_path: Path, dns: NameServer) -> None:
    assert levels(looked_at(letter(tmp_path), dns), "send") == [ATTENTION]


def test_the_key_in_the_dns_must_be_ours_and_the_record_is_written_out(tmp_path: Path) -> None:
    private = Ed25519PrivateKey.generate()
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    send = Send(dkim=Dkim(domain="exemple.org", selector="l26", key="${KEY}"))
    place = "DKIM l26._domainkey.exemple.org"
    with NameServer(RECORDS) as server:
        config = letter(tmp_path, send=send)
        missing = looked_at(config, server, environ={"KEY": pem.decode()})[place]
        record = missing.hint.partition(" TXT ")[2]
        server.records["l26._domainkey.exemple.org TXT"] = [record]
        present = looked_at(config, server, environ={"KEY": pem.decode()})[place]

    assert (missing.level, record.startswith('"v=DKIM1; k=ed25519; p='), present.level) == (WRONG, True, OK)


def test_every_domain_that_mail_comes_back_to_is_asked_for(tmp_path: Path) -> None:
    config = letter(tmp_path, send=Send(return_path="r@retours.example"))
    config = replace(config, letter=replace(config.letter, reply_to=Mailbox(address="c@collectivités.example")))
    with NameServer(RECORDS) as server:
        verdicts = looked_at(config, server)

    names = ("SPF retours.example", "DMARC exemple.org", "MX exemple.org", "MX xn--collectivits-leb.example")
    assert levels(verdicts, *names) == [WRONG, OK, OK, WRONG]


def test_a_dns_that_does_not_answer_is_worth_attention(tmp_path: Path) -> None:
    verdicts = looked_at(letter(tmp_path), None, is_offline=False, name_server="nobody")

    assert verdicts["DNS"].level is ATTENTION
