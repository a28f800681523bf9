"""What members have read already, beside the edition on the desk."""

from datetime import timedelta
from pathlib import Path

from digest.app.build import EditionService
from digest.app.delivery import DeliveryService
from digest.model import Member
from digest.preview.session import PreviewSession
from digest.store import Store
from tests.mail_server import MailServer
from tests.preview.letters import newsroom
from tests.preview.test_testing import with_relay


def sent_once(folder: Path) -> EditionService:
    """Send the sample letter to one member; return the newsroom of the day after."""
    with MailServer() as relay:
        feeds = with_relay(folder, relay.port) / "feeds.yaml"
        feeds.write_text(feeds.read_text(encoding="utf-8") + "  approval: none\n", encoding="utf-8")
        today = newsroom(folder)
        with Store.open(today.state) as store:
            store.roll().add(Member(id="m-0123456789abcd", address="maire@exemple.org"), now=today.now)
        DeliveryService(today.config, state=today.state, now=today.now, environ={}).send(1)
    return EditionService(today.config, state=today.state, now=today.now + timedelta(days=1))


def test_before_anything_was_sent_there_is_nothing_beside_the_edition(tmp_path: Path) -> None:
    with_relay(tmp_path, 25)
    desk = PreviewSession(lambda: newsroom(tmp_path))
    desk.start()
    desk.close()

    assert desk.since_sent(desk.view) is None


def test_the_events_of_the_last_letter_are_told_apart_from_the_new_ones(tmp_path: Path) -> None:
    tomorrow = sent_once(tmp_path)
    tomorrow.build()
    desk = PreviewSession(lambda: tomorrow)
    desk.start()
    desk.close()
    found = desk.since_sent(desk.view)

    assert found is not None
    assert (desk.view.edition and desk.view.edition.number, found.number, len(found.again) > 0, found.differences) == (
        2,
        1,
        True,
        (),
    )
