"""A real mailbox for tests: Dovecot on the loopback address, in a folder of its own, ended with the test.

Debian names the package dovecot-imapd; where it is missing the tests that need it are skipped. Every account is there,
empty, with the password `S3CRET`; with a certificate it offers TLS as well.
"""

import getpass
import grp
import imaplib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

USER, PASSWORD = "lettre", "S3CRET"
_PLACES = "/usr/sbin:/usr/local/sbin:/usr/bin"


@dataclass(frozen=True, kw_only=True)
class Post:
    """A running server: where it listens, and the mailbox of one account as a person sees it; any account is there."""

    port: int
    tls_port: int
    user: str = USER

    def drop(self, octets: bytes, *, into: str = "INBOX") -> None:
        """Lay a message into a folder, unread."""
        with self.reading() as mailbox:
            if into != "INBOX":
                mailbox.create(into)
            mailbox.append(into, "", imaplib.Time2Internaldate(time.time()), octets)

    def flags(self, *, of: str = "INBOX") -> list[set[str]]:
        """Return the marks of every message, in order; `\\Recent` set aside."""
        with self.reading() as mailbox:
            mailbox.select(of, readonly=True)
            _kind, answer = mailbox.fetch("1:*", "(FLAGS)")
        lines = [line for line in answer if isinstance(line, bytes)]
        return [{flag.decode() for flag in imaplib.ParseFlags(line)} - {"\\Recent"} for line in lines]

    @contextmanager
    def reading(self) -> Iterator[imaplib.IMAP4]:
        """Log in as a person does."""
        mailbox = imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
        mailbox.login(self.user, PASSWORD)
        try:
            yield mailbox
        finally:
            mailbox.logout()


@contextmanager
def run_post(*, certificate: Path | None = None) -> Iterator[Post]:
    """Run Dovecot during a `with`; skip the test where it is not installed.

    Args:
        certificate: A certificate and its key in one file, for TLS.
    """
    program = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:{_PLACES}")
    if not program or not Path("/usr/lib/dovecot/imap").exists():
        pytest.skip("dovecot is not installed (Debian: apt install dovecot-imapd)")
    with TemporaryDirectory(prefix="digest-post-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # the server's own user must come in
        yield from _serve(program, folder, certificate)


def _serve(program: str, folder: Path, certificate: Path | None) -> Iterator[Post]:
    process, port, tls_port = _start(program, folder, certificate)
    with process:
        try:
            yield Post(port=port, tls_port=tls_port)
        finally:
            process.terminate()


def _start(program: str, folder: Path, certificate: Path | None) -> tuple["subprocess.Popen[bytes]", int, int]:
    """Start the server; once more with other ports where somebody was faster with one."""
    for last in (False, False, True):
        port, tls_port = _free_port(), _free_port()
        configuration = folder / "dovecot.conf"
        configuration.write_text(_configuration(folder, port, tls_port, certificate))
        process = subprocess.Popen([program, "-F", "-c", str(configuration)], stderr=subprocess.PIPE)
        try:
            _wait(port, process, folder)
        except RuntimeError:
            process.terminate()
            process.communicate()
            if last:
                raise
        else:
            break
    return process, port, tls_port


def _configuration(folder: Path, port: int, tls_port: int, certificate: Path | None) -> str:
    user, group = getpass.getuser(), grp.getgrgid(os.getgid()).gr_name
    is_root = os.getuid() == 0
    (folder / "mail").mkdir(exist_ok=True)
    tls = f"ssl = yes\nssl_cert = <{certificate}\nssl_key = <{certificate}" if certificate else "ssl = no"
    internal = "" if is_root else f"default_internal_user = {user}\ndefault_login_user = {user}"
    owner = "mail_uid = dovecot\nmail_gid = dovecot" if is_root else ""
    if is_root:
        shutil.chown(folder / "mail", "dovecot", "dovecot")
    return f"""
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
{internal}
default_internal_group = {"dovecot" if is_root else group}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port if certificate else 0}
    ssl = yes
  }}
}}
{tls}
disable_plaintext_auth = no
auth_failure_delay = 0
first_valid_uid = 0
mail_location = maildir:{folder}/mail/%u
{owner}
passdb {{
  driver = static
  args = password={PASSWORD}
}}
userdb {{
  driver = static
  args = {"uid=dovecot gid=dovecot" if is_root else f"uid={os.getuid()} gid={os.getgid()}"} home={folder}/mail
}}
"""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _wait(port: int, process: "subprocess.Popen[bytes]", folder: Path) -> None:
    for _turn in range(200):
        if process.poll() is not None:
            said = process.stderr.read().decode() if process.stderr else ""
            log = folder / "dovecot.log"
            raise RuntimeError(said + (log.read_text() if log.exists() else ""))
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
                if connection.recv(4):
                    return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("dovecot does not answer")
