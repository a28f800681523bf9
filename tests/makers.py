"""Articles, events and configurations made in one line, for the tests of the rooms that choose and print them."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from digest.config import Config, Letter, Mailbox, Source, SourceType, Theme
from digest.model import Article, Event, Provenance, SeenArticle, SeenEvent

PARIS = ZoneInfo("Europe/Paris")
WEDNESDAY = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
THEMES = (
    Theme(name="Réseau Monde & Europe", tags=("CGLU",), words=("jumelage", "Platforma")),
    Theme(name="Crises et réhabilitation", tags=("Crises",), words=("fonds de solidarité", "séisme")),
    Theme(name="Autres nouvelles"),
)


def make_article(name: str, **more: Any) -> Article:
    """Make an article whose id, address and source follow from its name and source."""
    source = more.pop("source", "Portail")
    values: dict[str, Any] = {
        "id": f"a-{name}",
        "title": f"Titre {name}",
        "url": f"https://portail.example/{name}",
        "provenance": Provenance(source=source, where="https://portail.example/flux"),
    }
    return Article(**{**values, **more})


def make_event(name: str, **more: Any) -> Event:
    """Make an event of one day, which follows the day the tests begin on."""
    source = more.pop("source", "Agenda")
    values: dict[str, Any] = {
        "id": f"e-{name}",
        "title": f"Rencontre {name}",
        "start": date(2026, 11, 25),
        "provenance": Provenance(source=source, where="https://portail.example/agenda.ics"),
    }
    return Event(**{**values, **more})


def seen(article: Article, *, at: datetime = WEDNESDAY, number: int | None = None) -> SeenArticle:
    """Make an article that was seen at an instant."""
    return SeenArticle(article=article, first_seen=at, number=number)


def seen_event(event: Event, *, at: datetime = WEDNESDAY) -> SeenEvent:
    """Make an event that was seen at an instant."""
    return SeenEvent(event=event, first_seen=at)


def make_config(**more: Any) -> Config:
    """Make the configuration of a small letter."""
    values: dict[str, Any] = {
        "path": Path("feeds.yaml"),
        "letter": Letter(title="La lettre du réseau", sender=Mailbox(address="lettre@exemple.org"), language="en"),
        "sources": (Source(name="Portail", type=SourceType.FEED, url="https://portail.example/flux"),),
        "themes": THEMES,
    }
    return Config(**{**values, **more})
