"""A real Postfix of a test's own: another configuration, queue and port than the machine's, from `with` to its end.

Debian names the package postfix; its master has to be started by root. Where one of both is missing the tests that need
it are skipped.
"""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

_NOBODY = 65534
_MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mydestination =
myhostname = relay.test
mynetworks = 127.0.0.0/8
message_size_limit = 1000000
virtual_mailbox_domains = commune.example
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = static:all/
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_recipient_restrictions = check_recipient_access inline:{{{{inconnu@commune.example = 550 5.1.1 unknown}},
  {{plein@commune.example = 452 4.2.2 full}}}}, permit_mynetworks, reject
maillog_file = {folder}/data/log
maillog_file_prefixes = {folder}
"""
_MASTER = """\
{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
proxymap unix - - n - - proxymap
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True)
class Postfix:
    """A running Postfix that takes mail for commune.example; `inconnu` is refused there, `plein` put off."""

    port: int
    folder: Path

    def wait_for(self, count: int) -> list[bytes]:
        """Return the delivered messages, in no order, once there are so many, or after some seconds those there are."""
        deadline = time.monotonic() + 20
        while len(files := list(self.folder.glob("mail/all/new/*"))) < count and time.monotonic() < deadline:
            time.sleep(0.05)
        return [file.read_bytes() for file in files]


@contextmanager
def open_postfix() -> Iterator[Postfix]:
    """Start a Postfix; skip the test where that is not possible."""
    program = shutil.which("postfix", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None or os.geteuid() != 0:
        pytest.skip("needs Postfix (Debian: apt install postfix) and root, who alone may start it")
    folder = Path(tempfile.mkdtemp(prefix="postfix-"))
    folder.chmod(0o755)  # its daemons run as somebody else
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    _prepare(folder, port)
    command = [program, "-c", str(folder / "conf")]
    try:
        subprocess.run([*command, "start"], check=True, capture_output=True, timeout=30)
        _wait_until_it_answers(port)
        yield Postfix(port, folder)
    finally:
        subprocess.run([*command, "stop"], check=False, capture_output=True, timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


def _prepare(folder: Path, port: int) -> None:
    for name in ("conf", "queue", "data", "mail"):
        (folder / name).mkdir()
    os.chown(folder / "data", pwd.getpwnam("postfix").pw_uid, -1)
    os.chown(folder / "mail", _NOBODY, _NOBODY)
    (folder / "conf" / "main.cf").write_text(_MAIN.format(folder=folder))
    (folder / "conf" / "master.cf").write_text(_MASTER.format(port=port))


def _wait_until_it_answers(port: int) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
