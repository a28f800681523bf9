"""The letter on the desk as a member gets it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from digest.app.personalise import TESTER
from digest.model import Member
from digest.preview.audience import PreviewAudience, ViewOptions
from digest.preview.session import PreviewSession
from digest.preview.view import MessageView
from digest.store import Store
from tests.preview.letters import built, newsroom

NOW = datetime(2026, 3, 4, 11, tzinfo=UTC)
CRISES = ("Crises et réhabilitation",)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> PreviewSession:
    """Look at the sample letter once, with three members who made two choices."""
    folder: Path = built(tmp_path_factory.mktemp("letter"))
    with Store.open(folder / ".digest") as store:
        for place, (address, themes) in enumerate((("a@exemple.org", ()), ("b@exemple.org", ()), ("c@ex.org", CRISES))):
            member = Member(id=f"member-{place:09}", address=address, name=f"Nom {place}", themes=themes)
            store.roll().add(member, now=NOW)
    desk = PreviewSession(lambda: newsroom(folder))
    desk.start()
    desk.close()
    return desk


def read(desk: PreviewSession, choice: ViewOptions) -> tuple[MessageView, PreviewAudience]:
    return desk.read_as(desk.view, choice)


def test_without_a_choice_the_letter_is_the_one_that_build_wrote(desk: PreviewSession) -> None:
    view, audience = read(desk, ViewOptions())

    assert (view.message, audience.reader, audience.problem) == (desk.view.message, None, "")


def test_the_choices_of_members_are_counted_those_of_the_most_first(desk: PreviewSession) -> None:
    _view, audience = read(desk, ViewOptions())

    assert [(one.themes, one.members) for one in audience.readings] == [((), 2), (CRISES, 1)]


def test_a_members_message_is_addressed_to_them_with_links_that_are_nobodys(desk: PreviewSession) -> None:
    view, _audience = read(desk, ViewOptions(reader="a@exemple.org"))
    parts = view.parts

    assert parts is not None
    assert (parts.header("To"), TESTER in view.message.decode("ascii"), "member-" in view.message.decode("ascii")) == (
        "Nom 0 <a@exemple.org>",
        True,
        False,
    )


@pytest.mark.parametrize("choice", [ViewOptions(reader="c@ex.org"), ViewOptions(reading=2)], ids=["member", "choice"])
def test_only_the_chosen_themes_are_in_it(desk: PreviewSession, choice: ViewOptions) -> None:
    view, _audience = read(desk, choice)
    headings = [
        name
        for name in ("Crises et réhabilitation", "Réseau Monde &amp; Europe")
        if view.parts and f">{name}</h2>" in view.parts.html
    ]

    assert headings == ["Crises et réhabilitation"]


def test_an_address_that_nobody_has_is_said_and_the_letter_stays(desk: PreviewSession) -> None:
    view, audience = read(desk, ViewOptions(reader="personne@exemple.org"))

    assert (view.message, "personne@exemple.org" in audience.problem) == (desk.view.message, True)
