"""A small letter without a flaw, written by hand, and ways to spoil it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from digest.checks import CheckInput, check_letter
from digest.checks.base import Check
from digest.config import Brand, Config, Letter, Mailbox
from digest.edition import Edition, PlacedArticle, ThemeSection
from digest.model import Article, Event, LinkCheckResult, LinkStatus, Problem, Window
from tests.makers import PARIS, THEMES, make_article, make_config, make_event

TODAY = date(2026, 11, 18)
OUT = "mailto:lettre@exemple.org?subject=unsubscribe"
POSTAL = "1 rue de l'Exemple, 75000 Paris"
ARTICLE = make_article("0000000001", title="Deux communes se jumellent", summary="Elles signent en mai.")
EVENT = make_event("0000000002", title="Bureau exécutif", url="https://agenda.example/bureau")
CONFIG = make_config(
    letter=Letter(
        title="La lettre du réseau",
        sender=Mailbox(address="lettre@exemple.org"),
        address=POSTAL,
        why="Vous recevez cette lettre comme membre du réseau.",
        timezone=PARIS,
    ),
    themes=THEMES[:1],
)
EDITION = Edition(
    number=17,
    title="La lettre du réseau",
    day=TODAY,
    window=Window(first_day=date(2026, 11, 11), last_day=TODAY),
    subject="La lettre du réseau, no 17",
    preheader="Deux communes se jumellent, et le bureau exécutif se réunit.",
    chapters=(ThemeSection(name=THEMES[0].name, articles=(PlacedArticle(article=ARTICLE),)),),
    agenda=(EVENT,),
)
HTML = f"""<!DOCTYPE html><html lang="fr"><head><title>La lettre</title></head>
<body><div lang="fr" style="color:#1a1a1a;background-color:#ffffff">
<h1>La lettre du réseau</h1>
<p><img src="https://portail.example/logo.png" alt="Le réseau" width="160"></p>
<p><a href="#monde">Monde</a></p>
<h2 id="monde">Monde</h2>
<h3><a href="{ARTICLE.url}">Deux communes se jumellent</a></h3>
<p>Elles signent en mai.</p>
<h3><a href="{EVENT.url}">Bureau exécutif</a></h3>
<p>1 rue de l&#39;Exemple, 75000 Paris</p>
<p><a href="{OUT}">Se désabonner</a></p>
</div></body></html>
"""
CLEAN = CheckInput(
    edition=EDITION,
    config=CONFIG,
    html=HTML,
    text=f"La lettre du réseau\n\n-- \n{POSTAL}\nlettre@exemple.org\n",
    message=b"Subject: La lettre\r\nList-Unsubscribe: <mailto:lettre@exemple.org?subject=unsubscribe>\r\n\r\n",
    today=TODAY,
    lines={ARTICLE.id: 12, EVENT.id: 20},
)


def with_html(markup: str) -> CheckInput:
    """Add some markup at the end of the letter."""
    return replace(CLEAN, html=HTML.replace("</div></body>", f"{markup}</div></body>"))


def with_edition(**more: Any) -> CheckInput:
    """Change the edition."""
    return replace(CLEAN, edition=replace(EDITION, **more))


def with_article(**more: Any) -> CheckInput:
    """Change the one article."""
    return with_articles(replace(ARTICLE, **more))


def with_articles(*articles: Article) -> CheckInput:
    """Print these articles under the one theme."""
    placed = tuple(PlacedArticle(article=article) for article in articles)
    return with_edition(chapters=(ThemeSection(name=THEMES[0].name, articles=placed),))


def with_event(**more: Any) -> CheckInput:
    """Change the one event."""
    return with_events(replace(EVENT, **more))


def with_events(*events: Event) -> CheckInput:
    """Print these events in the agenda."""
    return with_edition(agenda=events)


def with_letter(**more: Any) -> CheckInput:
    """Change the letter's configuration."""
    return with_config(letter=replace(CONFIG.letter, **more))


def with_brand(**more: Any) -> CheckInput:
    """Change the brand."""
    return with_letter(brand=Brand(**more))


def with_config(**more: Any) -> CheckInput:
    """Change the configuration."""
    config: Config = replace(CONFIG, **more)
    return replace(CLEAN, config=config)


def with_answer(reach: LinkStatus, **more: Any) -> CheckInput:
    """Let the article's address give an answer."""
    url = ARTICLE.url or ""
    return replace(CLEAN, links={url: LinkCheckResult(url=url, reach=reach, **more)})


def codes(material: CheckInput) -> list[str]:
    """Return the codes of everything that is found."""
    return [finding.code for finding in check_letter(material)]


def places(check: Check, material: CheckInput) -> list[str]:
    """Return the places that one rule finds."""
    return [flaw.place for flaw in check(material)]


def said(check: Check, material: CheckInput) -> list[str]:
    """Return what one rule says."""
    return [flaw.what for flaw in check(material)]


def at(day: int, hour: int) -> datetime:
    """Return an hour of November 2026 in Paris."""
    return datetime(2026, 11, day, hour, tzinfo=PARIS)


PROBLEM = Problem(source="Portail", where="https://portail.example/flux", message="no such host", hint="Check it.")
Spoil = Callable[[], CheckInput]
