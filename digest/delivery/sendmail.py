"""The machine's own `sendmail`: each message handed to the program that every mail server installs under this name."""

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from digest.delivery.redact import SecretRedactor
from digest.delivery.transport import ConnectionLostError, DeliveryQueue, DeliveryResult, Outcome, OutgoingMessage
from digest.locale import _
from digest.locale.reasons import say_reason

PLACES = ("/usr/sbin/sendmail", "/usr/lib/sendmail")
_LONGEST = 600.0
_NEVER = {64, 65, 67, 68}
"""What sysexits.h calls usage, data, no user, no host: it will be no other tomorrow. All other failures may pass."""


def find_sendmail(environ: Mapping[str, str]) -> str:
    """Return the program: the first in PATH, else at the usual places, where cron does not look."""
    found = shutil.which("sendmail", path=environ.get("PATH", ""))
    return found or next((one for one in PLACES if Path(one).exists()), PLACES[0])


class SendmailTransport:
    """Messages handed to a program, on its standard input.

    Args:
        sender: Where bounces go.
        command: The program, with what it is always told.
        timeout: Seconds after which it is given up.
    """

    def __init__(self, *, sender: str, command: Sequence[str], timeout: float = _LONGEST) -> None:
        self._command = tuple(command)
        self._sender = sender
        self._timeout = timeout
        self._redactor = SecretRedactor()

    def carry(self, office: DeliveryQueue) -> None:
        """Hand over one message after the other, each to a process of its own.

        Raises:
            ConnectionLostError: The program cannot be started.
        """
        while (parcel := office.take()) is not None:
            try:
                if fault := _fault_of(parcel):
                    office.settle(parcel, fault)
                    continue
                office.commit(parcel)
            except BaseException:
                office.put_back(parcel)
                raise
            self._deliver(office, parcel)

    def _deliver(self, office: DeliveryQueue, parcel: OutgoingMessage) -> None:
        try:
            answer = self._hand_over(parcel)
        except OSError as error:
            office.put_back(parcel)
            words = _("{command} cannot be started: {reason}")
            raise ConnectionLostError(
                words.format(command=self._command[0], reason=say_reason(error)), is_final=True
            ) from error
        except BaseException:
            office.settle(parcel, DeliveryResult(outcome=Outcome.UNKNOWN, words=_("interrupted")))
            raise
        office.settle(parcel, answer)

    def _hand_over(self, parcel: OutgoingMessage) -> DeliveryResult:
        # `-i`: a dot alone does not end the message. Never `-t`: it would write to whom the headers name, and the
        # address of the envelope is the one that counts. Programs want line ends of this system.
        command = [*self._command, "-oi", "-f", self._sender, "--", parcel.address]
        octets = bytes(parcel).replace(b"\r\n", b"\n")
        try:
            done = subprocess.run(  # noqa: S603 - no shell, and an address cannot be an option after `--`
                command, input=octets, capture_output=True, timeout=self._timeout, check=False, start_new_session=True
            )
        except subprocess.TimeoutExpired:
            return DeliveryResult(
                outcome=Outcome.UNKNOWN, words=_("{command} did not end").format(command=self._command[0])
            )
        return self._judge(done)

    def _judge(self, done: "subprocess.CompletedProcess[bytes]") -> DeliveryResult:
        said = self._redactor.clean(done.stderr or done.stdout)
        if done.returncode < 0:
            name = signal.Signals(-done.returncode).name if -done.returncode in set(signal.Signals) else ""
            return DeliveryResult(outcome=Outcome.UNKNOWN, words=f"{name} {said}".strip())
        if not done.returncode:
            return DeliveryResult(outcome=Outcome.TAKEN, words=said)
        outcome = Outcome.NEVER if done.returncode in _NEVER else Outcome.LATER
        return DeliveryResult(outcome=outcome, words=f"{_name_of(done.returncode)} {said}".strip())


def _name_of(code: int) -> str:
    """Return the name of an exit code (sysexits.h), or its number."""
    names = {getattr(os, name): name for name in dir(os) if name.startswith("EX_")}
    return str(names.get(code, code))


def _fault_of(parcel: OutgoingMessage) -> DeliveryResult | None:
    """Report why an address is not handed to a program."""
    if "@" in parcel.address and not any(sign.isspace() or sign in "<>,;\0" for sign in parcel.address):
        return None
    return DeliveryResult(outcome=Outcome.NEVER, words=_("this is no mail address"))
