"""Editions for the tests of the letter: a full one as a network would send it, and what breaks weaker letters."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from digest.config import Brand, Config, Letter, Mailbox
from digest.edition import Edition, PlacedArticle, ThemeSection
from digest.model import Article, Event, Image, Link, Moment, Provenance, Status, Window

PARIS = ZoneInfo("Europe/Paris")
PORTAL = Provenance(source="Portail du réseau", where="https://portail.exemple.org/rss.xml")
AGENDA = Provenance(source="Agenda du réseau", where="https://portail.exemple.org/agenda.ics")
SITE = "https://portail.exemple.org"


def at(day: int, hour: int, minute: int = 0, month: int = 4) -> datetime:
    return datetime(2024, month, day, hour, minute, tzinfo=PARIS)


CONFIG = Config(
    path=Path("/nulle/part/feeds.yaml"),
    letter=Letter(
        title="La lettre de la coopération décentralisée",
        sender=Mailbox(name="Réseau des villes partenaires", address="lettre@exemple.org"),
        reply_to=Mailbox(address="communication@exemple.org"),
        address="1 rue de l'Exemple, 75000 Paris",
        why="Vous recevez cette lettre comme membre du réseau.",
        contacts=(
            Mailbox(name="Camille Aubert, animation du réseau", address="camille.aubert@exemple.org"),
            Mailbox(address="communication@exemple.org"),
        ),
        brand=Brand(name="Réseau des villes partenaires"),
    ),
    web="https://lettre.exemple.org/",
)


def article(number: int, title: str, summary: str = "", **more: object) -> Article:
    plain = Article(
        id=f"a-{number:010x}",
        title=title,
        url=f"{SITE}/spip.php?article{number}",
        published=date(2024, 4, number % 14 + 1),
        summary=summary,
        provenance=PORTAL,
    )
    return replace(plain, **more)  # type: ignore[arg-type]  # the fields of an article, chosen by each test


def event(number: int, title: str, start: Moment | None, end: Moment | None = None, **more: object) -> Event:
    plain = Event(
        id=f"e-{number:010x}", title=title, start=start, end=end, provenance=AGENDA, keys=(f"{number}@agenda",)
    )
    return replace(plain, **more)  # type: ignore[arg-type]  # the fields of an event, chosen by each test


WATER = article(
    7,
    "Eau et assainissement : trois syndicats signent avec la région des Plateaux",
    "Pendant quatre ans, leurs technicien·ne·s et ceux de la région travailleront ensemble à l'entretien des forages "
    "ruraux. La convention prévoit un fonds commun, alimenté par le 1 % eau, et une évaluation publique chaque année.",
    image=Image(
        url=f"{SITE}/IMG/forage.jpg", alt="Deux techniciennes relèvent le compteur d'un forage", width=1200, height=600
    ),
    links=(Link(url=f"{SITE}/IMG/pdf/convention.pdf", title="La convention (PDF, 240 ko)"),),
)
CHAPTERS = (
    ThemeSection(
        name="Réseau Monde & Europe",
        articles=(
            PlacedArticle(
                article=article(
                    3,
                    "Bureau exécutif mondial : ce que les villes ont décidé à Lisbonne",
                    "Quatre résolutions ont été adoptées, dont une sur l'accès des petites communes aux financements "
                    "du climat. Le compte rendu complet paraîtra en mai.",
                ),
                also_in=("Climat et ressources",),
            ),
            PlacedArticle(
                article=article(
                    4,
                    "Call for partners: youth councils across the Mediterranean",
                    "Six cities look for partners in France. Answers are welcome until the end of May.",
                    language="en",
                )
            ),
        ),
    ),
    ThemeSection(
        name="Climat et ressources",
        articles=(
            PlacedArticle(article=WATER, also_in=("Solidarité",)),
            PlacedArticle(
                article=article(
                    9,
                    "Un guide pour les jumelages sobres",
                    "Voyager moins, se parler plus : douze communes racontent comment leur comité de jumelage a "
                    "changé ses habitudes, ce qui a marché et ce qui a manqué.",
                    links=(Link(url=f"{SITE}/IMG/pdf/guide.pdf"),),
                )
            ),
        ),
    ),
    ThemeSection(
        name="Solidarité",
        articles=(
            PlacedArticle(
                article=article(
                    11,
                    "Après le cyclone, le fonds de solidarité des collectivités reste ouvert",
                    "Trente-deux communes et deux départements ont versé 410 000 euros. Les premières écoles "
                    "rouvriront à la rentrée ; la réfection des adductions d'eau demande encore des contributions.",
                )
            ),
            PlacedArticle(
                article=article(
                    12, "Portrait d'une élue engagée", "Vingt ans de coopération, sans langue de bois.", url=None
                )
            ),
        ),
    ),
)
MEETINGS = (
    event(1, "Exposition « Frontières d'encre »", date(2024, 4, 2), date(2024, 5, 3), place="Hôtel de ville, Nantes"),
    event(
        3,
        "Atelier budget participatif",
        at(18, 9, 30),
        place="Lyon",
        status=Status.CANCELLED,
        url=f"{SITE}/spip.php?evenement3",
    ),
    event(
        2,
        "Groupe pays Madagascar : réunion de printemps",
        at(18, 14),
        at(18, 16, 30),
        place="En ligne",
        url=f"{SITE}/spip.php?evenement2",
        links=(Link(url="https://inscription.exemple.org/madagascar", title="S'inscrire"),),
    ),
    event(4, "Café des élues et élus", at(25, 17, 30), at(25, 18, 15), place="Visioconférence", status=Status.FULL),
    event(
        5,
        "Rencontres de l'action internationale",
        date(2024, 5, 28),
        date(2024, 5, 30),
        place="Palais des congrès, Strasbourg",
        url=f"{SITE}/spip.php?evenement5",
    ),
)
DEADLINES = (
    event(6, "Appel à projets « Jeunesse et climat »", None, at(30, 12), url=f"{SITE}/spip.php?evenement6"),
    event(7, "Inscription aux Rencontres", None, date(2024, 5, 3)),
)
FULL = Edition(
    number=17,
    title="La lettre de la coopération décentralisée",
    day=date(2024, 4, 15),
    window=Window(first_day=date(2024, 4, 9), last_day=date(2024, 4, 15)),
    subject="La lettre de la coopération décentralisée – du 9 au 15 avril 2024",
    preheader="Trois syndicats d'eau s'engagent, le fonds de solidarité reste ouvert, et sept dates à retenir.",
    edito=(
        "Une convention se signe en une matinée ; *elle se tient en quatre ans*. Les syndicats qui s'engagent cette "
        'semaine le savent : ils ont prévu "l\'après" avant de commencer.\n\n'
        "À vous de nous dire ce que vous attendez de ce réseau :\n\n"
        "- par [un court questionnaire](https://portail.exemple.org/questionnaire?edition=17&lang=fr),\n"
        "- ou de vive voix, le 25 avril à 17h30."
    ),
    signed="Camille Aubert",
    chapters=CHAPTERS,
    agenda=MEETINGS,
    deadlines=DEADLINES,
    pinned=WATER.id,
)
EMPTY = replace(FULL, edito="", signed="", chapters=(), agenda=(), deadlines=(), pinned=None, preheader="")
BARE_CONFIG = Config(
    path=Path("/nulle/part/feeds.yaml"),
    letter=Letter(title="Lettre", sender=Mailbox(address="lettre@exemple.org")),
)
