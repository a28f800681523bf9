"""What the columns of a list are called, in French or English, with or without accents and capitals."""

from collections.abc import Mapping
from types import MappingProxyType

from digest.text.folding import fold

ADDRESS, WEAK_ADDRESS = "address", "weak address"
NAME, FIRST_NAME, LAST_NAME = "name", "first name", "last name"
LANGUAGE, THEMES, STANDING, PAUSE = "language", "themes", "standing", "pause"
GIVEN, HOW, TEXT = "consent given", "consent how", "consent text"

_NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        ADDRESS: (
            "e mail", "email", "mail", "mel", "courriel", "messagerie", "adresse e mail", "adresse email",
            "adresse mail", "adresse mel", "adresse courriel", "adresse electronique", "adresse de messagerie",
            "adresse de courriel", "courrier electronique", "email address", "e mail address", "mail address",
            "e mails", "emails", "mails", "courriels", "e mail 1", "email 1", "mail 1", "e mail professionnel",
            "email professionnel", "mail professionnel", "courriel professionnel", "mail pro", "email pro",
        ),
        # Beside a column of mail addresses these are streets or persons.
        WEAK_ADDRESS: ("adresse", "adresses", "address", "addresses"),
        NAME: (
            "nom complet", "name", "full name", "display name", "nom affiche", "nom et prenom", "prenom et nom",
            "prenom nom", "nom prenom", "nom prenoms", "contact", "membre", "member", "personne",
        ),
        FIRST_NAME: ("prenom", "prenoms", "first name", "firstname", "given name"),
        LAST_NAME: ("nom", "nom de famille", "last name", "lastname", "surname", "family name"),
        LANGUAGE: ("langue", "langues", "language", "lang"),
        THEMES: ("theme", "themes", "thematique", "thematiques", "rubrique", "rubriques", "topics", "topic",
                 "interets", "centres d interet"),
        STANDING: ("statut", "status", "etat", "standing"),
        PAUSE: ("pause", "pause jusqu au", "en pause jusqu au", "paused until", "pauses until"),
        GIVEN: (
            "consentement", "consentement date", "date de consentement", "date du consentement", "date consentement",
            "consentement le", "consent", "consent date", "date of consent", "consent given", "consent on",
            "date d inscription", "date inscription", "inscrit le", "inscription", "subscribed on", "opt in",
        ),
        HOW: (
            "consentement mode", "mode de consentement", "mode du consentement", "consentement comment",
            "consent how", "consent mode", "mode consentement", "origine", "origine du consentement",
        ),
        TEXT: ("consentement texte", "texte du consentement", "texte de consentement", "consent text"),
    }
)  # fmt: skip
_MEANINGS = {name: meaning for meaning, names in _NAMES.items() for name in names}
_LONGEST = 60


def meaning_of(heading: str) -> str:
    """Tell what a column holds by its name; nothing where it is none of ours."""
    return _MEANINGS.get(fold(heading), "") if len(heading) <= _LONGEST else ""


def read_header(cells: list[str]) -> list[str] | None:
    """Tell what each column holds; None where these cells are no header."""
    if any("@" in cell for cell in cells):
        return None
    meanings = [meaning_of(cell) for cell in cells]
    known = [meaning for meaning in meanings if meaning]
    is_header = ADDRESS in known or WEAK_ADDRESS in known or len(set(known)) > 1
    return _settled(meanings) if is_header else None


def _settled(meanings: list[str]) -> list[str]:
    """Decide what one column means by the others: "adresse" is a street beside "courriel", "nom" half of a name."""
    weak = "" if ADDRESS in meanings else ADDRESS
    last = LAST_NAME if FIRST_NAME in meanings else NAME
    return [{WEAK_ADDRESS: weak, LAST_NAME: last}.get(meaning, meaning) for meaning in meanings]
