"""`edition.json` has the keys that were promised, and says null for what is not known."""

import json
from datetime import date, datetime, timedelta, timezone

from hypothesis import given

from digest.edition.json_export import edition_json, edition_record
from digest.edition.model import Edition, LeftOut, PlacedArticle, ThemeSection
from digest.model import Image, Problem, Status, Window
from digest.selection.compose import Selection
from digest.selection.window import WindowDecision
from tests.edition.makers import SELECTIONS
from tests.makers import PARIS, make_article, make_event

EDITION = Edition(
    number=17,
    title="La lettre du réseau",
    day=date(2026, 11, 18),
    window=Window(first_day=date(2026, 11, 11), last_day=date(2026, 11, 18)),
    subject="La lettre – n° 17",
    preheader="Un jumelage",
    edito="Bonjour",
    signed="La rédaction",
    chapters=(
        ThemeSection(
            name="Réseau Monde & Europe",
            articles=(
                PlacedArticle(
                    article=make_article(
                        "1",
                        published=datetime(2026, 11, 12, 9, 30, tzinfo=timezone(timedelta(hours=1))),
                        summary="Une phrase.",
                        tags=("CGLU",),
                        image=Image(url="https://portail.example/x.jpg"),
                    ),
                    also_in=("Autres nouvelles",),
                    why='tag "CGLU"',
                ),
            ),
        ),
    ),
    agenda=(
        make_event("1", start=datetime(2026, 11, 25, 17, 30, tzinfo=PARIS), place="Paris"),
        make_event("2", start=date(2026, 12, 1), end=date(2026, 12, 3), status=Status.CANCELLED),
    ),
    deadlines=(make_event("3", start=None, end=date(2026, 11, 30), url="https://portail.example/appel"),),
    unclassified=(PlacedArticle(article=make_article("2", url=None)),),
    pinned="a-1",
    left_out=(LeftOut(id="a-3", title="Vieux", reason="dated 2026-01-01, before 2026-11-11"),),
    problems=(Problem(source="Portail", where="", message="it answers 500", hint="Wait."),),
)


def test_the_record_of_an_edition_is_as_promised() -> None:
    record = edition_record(EDITION)

    assert record == {
        "number": 17,
        "title": "La lettre du réseau",
        "subject": "La lettre – n° 17",
        "preheader": "Un jumelage",
        "window": {"first_day": "2026-11-11", "last_day": "2026-11-18"},
        "edito": "Bonjour",
        "themes": [
            {
                "name": "Réseau Monde & Europe",
                "articles": [
                    {
                        "id": "a-1",
                        "title": "Titre 1",
                        "url": "https://portail.example/1",
                        "date": "2026-11-12T09:30:00+01:00",
                        "summary": "Une phrase.",
                        "source": "Portail",
                        "tags": ["CGLU"],
                        "also_in": ["Autres nouvelles"],
                        "image": "https://portail.example/x.jpg",
                    }
                ],
            }
        ],
        "agenda": [
            {
                "id": "e-1",
                "title": "Rencontre 1",
                "url": None,
                "start": "2026-11-25T17:30:00+01:00",
                "end": None,
                "all_day": False,
                "place": "Paris",
                "status": "confirmed",
                "source": "Agenda",
            },
            {
                "id": "e-3",
                "title": "Rencontre 3",
                "url": "https://portail.example/appel",
                "start": None,
                "end": "2026-11-30",
                "all_day": True,
                "place": None,
                "status": "confirmed",
                "source": "Agenda",
            },
            {
                "id": "e-2",
                "title": "Rencontre 2",
                "url": None,
                "start": "2026-12-01",
                "end": "2026-12-03",
                "all_day": True,
                "place": None,
                "status": "cancelled",
                "source": "Agenda",
            },
        ],
        "unclassified": [
            {
                "id": "a-2",
                "title": "Titre 2",
                "url": None,
                "date": None,
                "summary": None,
                "source": "Portail",
                "tags": [],
                "also_in": [],
                "image": None,
            }
        ],
        "left_out": [{"id": "a-3", "title": "Vieux", "reason": "dated 2026-01-01, before 2026-11-11"}],
        "problems": [{"source": "Portail", "where": None, "message": "it answers 500"}],
        "deadlines": [
            {
                "id": "e-3",
                "title": "Rencontre 3",
                "url": "https://portail.example/appel",
                "closes": "2026-11-30",
                "source": "Agenda",
            }
        ],
        "account": {
            "read": 6, "printed": 4, "waiting": 0, "left_out": 1, "unclassified": 1, "merged": 0, "unreadable": 0,
        },
    }  # fmt: skip


@given(SELECTIONS)
def test_the_record_is_json_whatever_the_sources_say(selection: Selection) -> None:
    text = edition_json(selection.edition)

    assert json.loads(text) == edition_record(selection.edition)


@given(SELECTIONS)
def test_the_account_of_what_was_read_closes_and_leaves_nothing_out(selection: Selection) -> None:
    account = edition_record(selection.edition)["account"]
    open_articles = [one for one in selection.judged if one.verdict is not WindowDecision.DEALT]
    copies = sum(len(merge.merged) for merge in selection.merges)
    articles = account["read"] - len(selection.agenda.events) - len(selection.agenda.deadlines)
    articles -= len(selection.agenda.left_out) + sum(len(merge.merged) for merge in selection.agenda.merges)

    assert (account["read"], articles) == (
        sum(count for name, count in account.items() if name != "read"), len(open_articles) + copies,
    )  # fmt: skip
