"""What titles announce about events: the status is said once, and what moved stands on its new day alone."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from digest.edition.views import join_event_titles
from digest.model import Article, Event, Provenance, Status
from digest.selection.events import settle_announcements

PARIS = ZoneInfo("Europe/Paris")
DAY = date(2026, 3, 12)


def _event(title: str, *, day: date = DAY, source: str = "Agenda") -> Event:
    where = Provenance(source=source, where="https://example.org", line=1)
    return Event(id=f"e-{source}", title=title, start=day, provenance=where)


def _article(title: str, *, source: str = "Actualités") -> Article:
    where = Provenance(source=source, where="https://example.org", line=1)
    published = datetime(2026, 3, 2, 8, tzinfo=UTC)
    return Article(id="a-1", title=title, url="https://example.org/1", published=published, provenance=where)


@pytest.mark.parametrize(
    ("title", "printed", "status"),
    [
        ("ANNULÉ – Atelier eau et climat", "Atelier eau et climat", Status.CANCELLED),
        ("Atelier eau et climat (ANNULÉ)", "Atelier eau et climat", Status.CANCELLED),
        ("[Annulé] Atelier eau et climat", "Atelier eau et climat", Status.CANCELLED),
        ("ANNULÉ Atelier eau et climat", "Atelier eau et climat", Status.CANCELLED),
        ("Annulation de l’atelier eau et climat", "Atelier eau et climat", Status.CANCELLED),
        ("L’atelier eau et climat est annulé", "L’atelier eau et climat", Status.CANCELLED),
        ("REPORTÉ – Café des maires", "Café des maires", Status.POSTPONED),
        ("Formation finances – complet", "Formation finances", Status.FULL),
        ("Un programme complet", "Un programme complet", Status.CONFIRMED),
        ("Atelier eau, sauf annulation", "Atelier eau, sauf annulation", Status.CONFIRMED),
        ("Rapport annuel", "Rapport annuel", Status.CONFIRMED),
    ],
)
def test_the_mark_is_read_out_of_the_title(title: str, printed: str, status: Status) -> None:
    (settled,) = settle_announcements((_event(title),), zone=PARIS)

    assert (settled.title, settled.status, settled.start) == (printed, status, DAY)


@pytest.mark.parametrize(
    "title",
    [
        "REPORTÉ au 19 mars – Café des maires du 12 mars",
        "Café des maires du 12 mars reporté au 19 mars",
        "Café des maires : report au 19 mars",
    ],
)
def test_what_moved_stands_on_its_new_day_alone(title: str) -> None:
    (settled,) = settle_announcements((_event(title),), zone=PARIS)

    assert (settled.title, settled.status, settled.start) == ("Café des maires", Status.CONFIRMED, date(2026, 3, 19))


def test_what_one_source_moves_moves_for_all() -> None:
    events = (_event("Café des maires de France"), _event("REPORTÉ au 19 mars – Café des maires de France", source="B"))

    settled = settle_announcements(events, zone=PARIS)

    assert [event.start for event in settled] == [date(2026, 3, 19), date(2026, 3, 19)]


def test_an_article_cancels_the_event_that_it_names_with_its_day() -> None:
    article = _article("ANNULATION ! Atelier eau et climat du 12 mars")

    (settled,) = settle_announcements((_event("Atelier eau et climat"),), (article,), zone=PARIS)

    assert settled.status is Status.CANCELLED


@pytest.mark.parametrize(
    "title",
    [
        "ANNULATION ! Atelier eau et climat du 13 mars",
        "ANNULATION ! Atelier eau et climat",
        "ANNULATION ! Atelier jeunesse et sport du 12 mars",
        "Atelier eau et climat du 12 mars",
    ],
)
def test_an_article_of_another_day_or_thing_leaves_the_event_alone(title: str) -> None:
    event = _event("Atelier eau et climat")

    assert settle_announcements((event,), (_article(title),), zone=PARIS) == (event,)


def test_what_is_cancelled_is_no_title_of_the_preheader() -> None:
    cancelled = replace(_event("Atelier eau et climat"), status=Status.CANCELLED)

    assert join_event_titles((cancelled, _event("Café des maires"))) == "Café des maires"


TITLES = (
    "Atelier eau et climat", "Café des maires de France", "Forum des collectivités sahéliennes",
    "Webinaire sur le fonds vert", "Réunion du groupe-pays Mauritanie", "Séminaire coopération décentralisée",
    "Journée Jeunesse et mobilité", "Formation aux finances locales", "Comité de pilotage Jérusalem-Est",
)  # fmt: skip
CANCELLING = (
    "ANNULATION ! {} du 12 mars", "Annulé : {} (12 mars)", "{} du 12 mars : annulé", "ANNULÉ – {}, jeudi 12 mars 2026",
    "Annulation de la {} du 12 mars", "La {} du 12 mars est annulée", "Attention : {} du 12 mars annulée",
)  # fmt: skip
MOVING = (
    "{} du 12 mars reporté au 19 mars", "REPORTÉ au 19 mars – {} du 12 mars",
    "Report de {} du 12 mars : nouvelle date le 19 mars",
)  # fmt: skip


@pytest.mark.parametrize("title", TITLES)
def test_an_announcement_is_joined_with_its_event_and_no_other(title: str) -> None:
    others = tuple(_event(other) for other in TITLES if other != title)
    unlike = (*others, _event(title, day=date(2026, 3, 13)), _event(f"Bilan : {title}"), _event(f"{title} – session 2"))

    for words in (*CANCELLING, *MOVING):
        event, *rest = settle_announcements((_event(title), *unlike), (_article(words.format(title)),), zone=PARIS)
        joined = event.start == date(2026, 3, 19) if words in MOVING else event.status is Status.CANCELLED
        assert (joined, tuple(rest)) == (True, unlike)
