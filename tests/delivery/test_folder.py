from pathlib import Path

import pytest

from digest.delivery.maildir import MaildirTransport
from tests.delivery.contract import ListOffice, TransportContract, carried


class Arriving:
    """A maildir and what lies in it."""

    def __init__(self, folder: Path) -> None:
        self.transport = MaildirTransport(folder)
        self._folder = folder

    def arrived(self) -> dict[str, list[bytes]]:
        found: dict[str, list[bytes]] = {}
        for file in sorted(self._folder.glob("new/*.eml")):
            octets = file.read_bytes()
            found.setdefault(octets.partition(b"\r\n")[0].decode().removeprefix("To: "), []).append(octets)
        return found


class TestFolder(TransportContract):
    @pytest.fixture
    def way(self, tmp_path: Path) -> Arriving:
        return Arriving(tmp_path / "maildir")


def test_a_message_laid_down_twice_is_one_file(tmp_path: Path) -> None:
    way = Arriving(tmp_path)
    for _turn in range(2):
        way.transport.carry(ListOffice(("a@x.example",)))

    assert [len(them) for them in way.arrived().values()] == [1]


def test_nothing_half_written_is_left(tmp_path: Path) -> None:
    Arriving(tmp_path).transport.carry(ListOffice(("a@x.example", "b@x.example")))

    assert list(tmp_path.glob("tmp/*")) == []


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    office = ListOffice(("a@x.example",))

    lost = carried(MaildirTransport(tmp_path / "file" / "maildir"), office)

    assert lost == f"final: {tmp_path}/file/maildir cannot be written to: a part of its path is no folder"
    assert office.back == ["a@x.example"]


def test_the_octets_are_those_that_were_handed_out(tmp_path: Path) -> None:
    office = ListOffice(("a@x.example",))
    way = Arriving(tmp_path)

    way.transport.carry(office)

    assert way.arrived() == {"a@x.example": [bytes(office.parcels[0])]}
