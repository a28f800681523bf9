"""A folder instead of a relay: each message a file of a maildir, for rehearsals and for programs that send them on.

The name of a file is made of the message's key, so that the same message laid down twice is one file. A message is
written beside (`tmp`), forced to the disk and renamed (`new`), so that no reader ever sees half of one.
"""

import hashlib
import os
from pathlib import Path

from digest.delivery.transport import ConnectionLostError, DeliveryQueue, DeliveryResult, Outcome, OutgoingMessage
from digest.locale import _
from digest.locale.reasons import say_reason


class MaildirTransport:
    """Messages laid into a maildir.

    Args:
        folder: The maildir; made where it is missing.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def carry(self, office: DeliveryQueue) -> None:
        """Lay down one message after the other.

        Raises:
            ConnectionLostError: The folder cannot be used.
        """
        while (parcel := office.take()) is not None:
            try:
                self._make_folders()
                office.commit(parcel)
            except OSError as error:
                office.put_back(parcel)
                raise self._loss_of(error) from error
            except BaseException:
                office.put_back(parcel)
                raise
            self._deliver(office, parcel)

    def _deliver(self, office: DeliveryQueue, parcel: OutgoingMessage) -> None:
        try:
            self._lay(parcel)
        except OSError as error:
            # Laid down once more under the same name, it is the same file: nothing is in doubt.
            office.put_back(parcel)
            raise self._loss_of(error) from error
        except BaseException:
            office.settle(parcel, DeliveryResult(outcome=Outcome.UNKNOWN, words=_("interrupted")))
            raise
        office.settle(parcel, DeliveryResult(outcome=Outcome.TAKEN))

    def _make_folders(self) -> None:
        for name in ("tmp", "new", "cur"):
            (self._folder / name).mkdir(parents=True, exist_ok=True)

    def _lay(self, parcel: OutgoingMessage) -> None:
        name = file_name(parcel)
        beside, file = self._folder / "tmp" / name, self._folder / "new" / name
        with beside.open("wb") as opened:
            opened.writelines(parcel.octets)
            opened.flush()
            os.fsync(opened.fileno())
        beside.replace(file)
        _force(file.parent)

    def _loss_of(self, error: OSError) -> ConnectionLostError:
        words = _("{folder} cannot be written to: {reason}")
        return ConnectionLostError(words.format(folder=self._folder, reason=say_reason(error)), is_final=True)


def file_name(parcel: OutgoingMessage) -> str:
    """Name the file of a message: its place for those who look, its key for those who count."""
    return f"{parcel.place:07}.{hashlib.sha256(parcel.key.encode()).hexdigest()[:24]}.eml"


def _force(folder: Path) -> None:
    """Have a folder's names on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
