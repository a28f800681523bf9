"""`digest doctor` as a person or cron runs it."""

import json
from pathlib import Path

from tests.end_to_end.commands import digest, feeds_yaml, write
from tests.mail_server import MailServer
from tests.name_server import NameServer

RECORDS = {
    "exemple.org TXT": ['"v=spf1 mx ~all"'],
    "_dmarc.exemple.org TXT": ['"v=DMARC1; p=none"'],
    "exemple.org MX": ["10 mx.exemple.org."],
}


def letter(folder: Path, more: str = "") -> Path:
    write(folder, {"feeds.yaml": feeds_yaml("{name: Textes, path: contenu}", more=more), "contenu/a.md": "# A\n\nB\n"})
    assert digest(folder, "--quiet", "collect").code == 0
    for file in (folder / ".digest").iterdir():
        file.chmod(0o600)
    (folder / ".digest").chmod(0o700)
    return folder


def test_a_letter_in_order_ends_with_zero_and_cron_hears_nothing(tmp_path: Path) -> None:
    with MailServer() as relay, NameServer(RECORDS) as names:
        folder = letter(tmp_path, f"send:\n  smtp: smtp://127.0.0.1:{relay.port}\n")
        said = digest(folder, "--language", "en", "doctor", "--name-server", names.address)
        quiet = digest(folder, "--quiet", "doctor", "--name-server", names.address)
        at = f"127.0.0.1:{relay.port}"

    lines = said.out.splitlines()
    assert (
        said.code,
        said.err,
        lines[0],
        f"ok         smtp {at}: it answers; nobody logs in" in lines,
    ) == (
        0,
        "",
        "ok         feeds.yaml: 1 source, 2 themes",
        True,
    )
    assert (quiet.code, quiet.out, quiet.err) == (0, "", "")


def test_what_is_not_in_order_ends_with_three_and_its_mend(tmp_path: Path) -> None:
    with NameServer({}) as names:
        result = digest(letter(tmp_path), "--language", "en", "--quiet", "doctor", "--name-server", names.address)

    assert (result.code, 'Add to the DNS: exemple.org. TXT "v=spf1 mx ~all"' in result.out) == (3, True)


def test_the_object_has_a_level_a_place_a_word_and_a_mend_for_each(tmp_path: Path) -> None:
    result = digest(letter(tmp_path), "--json", "doctor", "--offline")
    found = json.loads(result.out)["findings"]

    assert (result.code, {tuple(one) for one in found}, {one["level"] for one in found}) == (
        0,
        {("level", "place", "what", "mend")},
        {"ok"},
    )


def test_no_secret_is_said(tmp_path: Path) -> None:
    with MailServer() as relay, NameServer({}) as names:
        folder = letter(tmp_path, f"send:\n  smtp: smtp://lettre:${{WORD}}@localhost:{relay.port}\n")
        runs = [
            digest(folder, option, "doctor", "--name-server", names.address, WORD="S3CRET")
            for option in ("--verbose", "--json")
        ]

    assert [(run.code, "S3CRET" in run.out + run.err) for run in runs] == [(3, False)] * 2
