"""A password in the environment shows up nowhere else: in no output, no file, no page and no list of processes."""

import os
import signal
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from subprocess import PIPE, Popen
from urllib.request import urlopen

import pytest

from tests.certificates import Authority
from tests.end_to_end.commands import COMMAND, NOON, Result, digest, environment
from tests.end_to_end.letters import approve, build_letter, change
from tests.mail_server import Fault, MailServer, Manners
from tests.name_server import NameServer
from tests.servers import Reply, Site

SECRET = "S3CRET"
TERMS = """  smtp: ${DIGEST_SMTP}
  ping: ${DIGEST_PING}
  report_to: [moi@exemple.org]
"""
SIGNED = '  dkim: {domain: exemple.org, selector: lettre, key: "${DIGEST_DKIM}"}\n'
PROVIDER = "  via: brevo\n  api: %s\n  api_key: ${DIGEST_KEY}\n  ping: ${DIGEST_PING}\n"
MORE = "inbox:\n  imap: ${DIGEST_IMAP}\nweb:\n  address: https://lettre.exemple.org/\nfetch:\n  allow: [127.0.0.1]\n"
WHOLE = bool(os.environ.get("DIGEST_FAULTS"))
USING = (("test",), ("send", "1"), ("--json", "send", "1"), ("run",), ("mailbox",), ("report",))
OTHERS = (
    *(("config", "--show"), ("collect",), ("build",), ("check", "--no-links"), ("send", "1", "--dry-run")),
    *(("approve", "1", "--by", "Zoé", "--no-links"), ("report", "--html"), ("archive",), ("send", "--frobnicate")),
)
REST = (
    *(("config",), ("edit", "1"), ("members", "list"), ("sources", "list"), ("explain", "jumelage"), ("links",)),
    *(("dates",), ("completion", "bash"), ("send", "99"), ("frobnicate",), ("init", "."), ("init", "neuf")),
    *(("members", "add", "eve@exemple.org"), ("sources", "check"), ("links", "--new-key"), ("doctor", "--offline")),
    *(("--json", *one) for one in (*USING, *OTHERS)),
)


def secrets(relay: str, site: Site) -> dict[str, str]:
    """Return an environment in which every secret is the same word."""
    return {
        "DIGEST_SMTP": relay,
        "DIGEST_IMAP": f"imap://lettre:{SECRET}@127.0.0.1:9/INBOX",
        "DIGEST_PING": site.url(f"/{SECRET}"),
        "DIGEST_KEY": SECRET,
        "DIGEST_DKIM": SECRET,
        "EDITOR": "true",
    }


@pytest.fixture
def site() -> Iterator[Site]:
    """Return a provider and a health check that want nothing of us, and say why in our own words."""
    body = f'{{"code": "unauthorized", "message": "the key {SECRET} is not known"}}'.encode()
    paths = [*(f"/{SECRET}{more}" for more in ("", "/start", "/1", "/75", "/78")), "/smtp/email"]
    with Site({path: Reply(status=401, body=body, headers={"X-Key": SECRET}) for path in paths}) as running:
        yield running


def letter(folder: Path, terms: str) -> Path:
    """Return a letter that leaves on these terms; what makes it may not know the secrets yet."""
    made = build_letter(folder)
    change(made / "feeds.yaml", "  via: folder\n  folder: envois\n", terms)
    with (made / "feeds.yaml").open("a", encoding="utf-8") as file:
        file.write(MORE)
    approve(made)
    return made


def leaks(folder: Path, results: Mapping[tuple[str, ...], Result]) -> list[object]:
    """Name the commands that said the secret, and the files that hold it."""
    files = [file for file in folder.rglob("*") if file.is_file() and SECRET.encode() in file.read_bytes()]
    return [*files, *(command for command, one in results.items() if SECRET in one.out + one.err)]


def run_all(
    folder: Path, commands: tuple[tuple[str, ...], ...], variables: dict[str, str]
) -> dict[tuple[str, ...], Result]:
    return {one: digest(folder, "--verbose", "--as-of", NOON, *one, **variables) for one in commands}


def test_every_command_keeps_every_secret_to_itself(tmp_path: Path, site: Site) -> None:
    authority = Authority(tmp_path)
    manners = Manners(tls=authority.serving(), users={"lettre": "another"})
    folder = letter(tmp_path / "lettre", TERMS)
    refusal = Fault(at="AUTH", say=f"535 5.7.8 {SECRET} is wrong")
    with MailServer((refusal,), manners=manners) as server, NameServer({}) as names:
        variables = secrets(f"smtp://lettre:{SECRET}@127.0.0.1:{server.port}", site)
        variables["SSL_CERT_FILE"] = str(authority.file)
        doctor = ("doctor", "--name-server", names.address)
        results = run_all(folder, (*USING, doctor, *OTHERS, *(REST if WHOLE else ())), variables)

    assert (leaks(folder, results), results[("send", "1")].code) == ([], 1)
    assert (server.logins[:1], f"/{SECRET}/start" in site.asked) == (["lettre"], True)


@pytest.mark.parametrize(
    "relay",
    [
        pytest.param(f"smtp//lettre:{SECRET}@relais.exemple.org", id="no address"),
        pytest.param(f"smtp://lettre:{SECRET}@relais.exemple.org:x", id="no port"),
        pytest.param(f"{SECRET}", id="nothing but the password"),
        pytest.param(f"smtp://lettre:{SECRET}@127.0.0.1:25@", id="two at signs"),
        pytest.param(f"smtp://{SECRET}:{SECRET}@127.0.0.1:9/{SECRET}?{SECRET}#{SECRET}", id="everywhere but the host"),
    ],
)
def test_an_address_that_makes_no_sense_is_not_repeated(tmp_path: Path, site: Site, relay: str) -> None:
    folder = letter(tmp_path / "lettre", TERMS)

    results = run_all(folder, (("test",), ("doctor", "--offline")), secrets(relay, site))

    assert leaks(folder, results) == []
    assert results[("test",)].code in (1, 75, 78)


def test_a_key_that_cannot_sign_is_not_repeated_and_nothing_is_frozen_for_it(tmp_path: Path, site: Site) -> None:
    folder = letter(tmp_path / "lettre", TERMS + SIGNED)

    results = run_all(folder, (("test",), ("send", "1"), ("report",)), secrets("smtp://127.0.0.1:9", site))

    assert (leaks(folder, results), results[("send", "1")].code) == ([], 78)
    assert "Edition 1 has not been sent." in results[("report",)].out


def test_the_key_of_a_provider_is_not_repeated_even_where_it_is(tmp_path: Path, site: Site) -> None:
    folder = letter(tmp_path / "lettre", PROVIDER % site.url(""))

    results = run_all(folder, USING[:4], secrets("", site))

    assert (leaks(folder, results), results[("send", "1")].code) == ([], 1)
    assert any(SECRET in one.get("api-key", "") for one in site.requests)


def test_while_a_letter_leaves_its_password_is_in_no_list_of_processes(tmp_path: Path, site: Site) -> None:
    authority = Authority(tmp_path)
    folder = letter(tmp_path / "lettre", TERMS)
    manners = Manners(tls=authority.serving(), users={"lettre": SECRET})
    with MailServer((Fault(at="END", pause=60),), manners=manners) as server:
        variables = secrets(f"smtp://lettre:{SECRET}@127.0.0.1:{server.port}", site)
        command = [*COMMAND, "--verbose", "--as-of", NOON, "send", "1"]
        settings = environment(SSL_CERT_FILE=str(authority.file), **variables)
        with Popen(command, cwd=folder, env=settings, stdout=PIPE, stderr=PIPE) as process:
            wait_for(server.logins)
            listed = [file.read_bytes() for file in command_lines()]
            process.kill()
            out, err = process.communicate()

    assert [one for one in (*listed, out, err) if SECRET.encode() in one] == []
    assert any(b"--verbose\0--as-of" in one for one in listed)


def command_lines() -> Iterator[Path]:
    """Return what every user of the machine may read about each process and thread."""
    for place in (*Path("/proc").glob("[0-9]*"), *Path(f"/proc/{os.getpid()}/task").iterdir()):
        yield from (place / name for name in ("cmdline", "comm") if os.access(place / name, os.R_OK))


def wait_for(found: list[str]) -> None:
    end = time.monotonic() + 30
    while not found and time.monotonic() < end:
        time.sleep(0.01)


@pytest.mark.parametrize(
    "command", [("preview", "--no-browser", "--port", "18766"), ("serve", "--listen", "127.0.0.1:0")]
)
def test_no_page_shows_a_secret(tmp_path: Path, site: Site, command: tuple[str, ...]) -> None:
    folder = letter(tmp_path / "lettre", TERMS)
    digest(folder, "archive")
    settings = environment(PYTHONUNBUFFERED="1", **secrets(f"smtp://lettre:{SECRET}@127.0.0.1:9", site))
    with Popen([*COMMAND, "--verbose", *command], cwd=folder, env=settings, stdout=PIPE, stderr=PIPE) as process:
        assert process.stdout is not None
        address = next(word for word in process.stdout.readline().decode().split() if word.startswith("http://127"))
        pages = [visit(f"{address.rstrip('/')}/{path}") for path in ("", "message", "u/x", "p/x", "archive/")]
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)

    assert [one for one in (*pages, out, err) if SECRET.encode() in one] == []
    assert any(pages)


def visit(address: str) -> bytes:
    """Return a page, whatever its status."""
    try:
        with urlopen(address, timeout=10) as answer:
            page: bytes = answer.read()
    except OSError as error:
        page = error.read() if hasattr(error, "read") else b""
    return page
