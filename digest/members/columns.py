"""The columns of a member list: what each holds, by its title and its cells, and which of them say "no more".

Lists come from spreadsheets and from the exports of other tools. A title is looked up first; columns of addresses are
found by their cells. A title about leaving (`EMAIL_BLACKLISTED`, `Date de désinscription`) or about consent
(`Newsletter`, `Consentement RGPD`) decides over the row, so that whoever left another tool is not subscribed here.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from digest.model import MemberStatus
from digest.text.normalize import fold_for_search

ADDRESS, WEAK_ADDRESS = "address", "weak address"
NAME, FIRST_NAME, LAST_NAME = "name", "first name", "last name"
LANGUAGE, THEMES, STANDING, PAUSE = "language", "themes", "standing", "pause"
GIVEN, HOW, TEXT = "consent given", "consent how", "consent text"
CONSENT_FLAG, DENIAL, BOUNCE = "consent flag", "denial", "bounce"
OTHER = ""
"""A column that is not used; a cell in it that clearly says "unsubscribed" counts all the same."""

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
TOOLS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "brevo": {"firstname": FIRST_NAME, "lastname": LAST_NAME, "added time": OTHER},
        "buttondown": {"type": STANDING, "subscriber type": STANDING, "creation date": GIVEN, "notes": OTHER},
        "ghost": {"subscribed to emails": CONSENT_FLAG, "created at": OTHER, "deleted at": DENIAL},
        "listmonk": {"status": STANDING, "subscription status": STANDING},
        "mailchimp": {"optin time": GIVEN, "confirm time": OTHER, "member rating": OTHER},
        "mailman": {"delivery status": STANDING, "nomail": DENIAL, "display name": NAME},
        "mailpoet": {"global status": STANDING, "list status": STANDING, "subscribed on": GIVEN},
        "phplist": {"confirmed": CONSENT_FLAG, "blacklisted": DENIAL, "disabled": DENIAL, "htmlemail": OTHER},
        "sympa": {"gecos": NAME, "reception": STANDING, "subscribed": CONSENT_FLAG},
    }
)
"""What `members import --from TOOL` adds to the titles: the words of one tool that another one uses otherwise."""

_MAIL_TITLE = re.compile(r"\b(e ?mails?|mails?|mels?|courriels?|messagerie|courrier electronique)\b")
_LEAVING = re.compile(
    r"desabon|desinscr|unsub|\bopt(ed)? ?out|black ?list|block ?list|liste (noire|rouge|d exclusion)|\bbloqu|\bblocked"
    r"|bounc|\bclean|nettoy|\brejet|\brejected|\binvalid|\bnpai\b|\berreurs?\b|plainte|complain|\bspam\b|\bstop\b"
    r"|supprim|suppress|delet|\bretrait\b|\bretire|\bradie|radiation|\bexclu|\bdate de (depart|sortie|fin)\b"
    r"|\bsortie?s?\b|\bquitt|\bne (plus|pas)\b|\bdo not\b|\bno longer\b|\bleft\b|\bleave|\bremove|\brevo[qk]"
    r"|\boppos|\brefus|desactiv|\bdisabled\b|\barchive|\bno ?mail\b|withdr|resili|\bdecede"
    r"|\bdn[cd]\b|^parti(e|s|es)?( le| depuis)?$|^(date (de |du )?)?departs?( le)?$|^date (de )?fin$"
    r"|\bfin (d |de (l )?)?(abonnement|inscription|adhesion)|^ancien(ne)?s?( (abonne|membre|adherent)e?s?)?$"
)
_BOUNCING = re.compile(r"bounc|\bclean|nettoy|\brejet|\brejected|\binvalid|\bnpai\b|\berreurs?\b")
_HARD_BOUNCES = re.compile(r"\bhard bounces?\b(?! (date|reason))")
_CONSENT = re.compile(
    r"newsletter|info ?lettre|\blettre|\bbulletin|\babonn|\binscrit|subscri|consent|\baccord|\bopt(ed)? ?in"
    r"|\brgpd|\bgdpr"
    r"|marketing|\bmailing|\be ?mailing|\bautoris|\baccept|\bsouhait|\brecoit|\brecevoir|\bdiffusion|permission"
    r"|\bconfirm|\bverified|\bactif|\bactive|\benabled|\benvo[iy]|\breceive"
    r"|\bnl\b|\bcontactable|\ba contacter\b|^(e ?)?mails? ok$|^ok (pour|mail)"
)
_ABOUT_CONSENT = re.compile(
    r"\b(ip|par|by|sources?|origine|canal|id|url|pages?|formulaire|listes?|lists?|groupes?|groups?|categories?|types?"
    r"|frequence|segments?|noms?|names?)\b"
)
"""Titles of what goes with a consent and is none: who took it, from where, which list."""
_ANOTHER_WAY = re.compile(r"\b(sms|tel|telephone|phone|mobile|portable|whatsapp|postale?|papier|fax)\b")
_COUNTING = re.compile(r"\b(nombre|nb|count|total|taux|rate|score|bounces)\b|count$")
YES = frozenset(
    [
        "oui", "yes", "y", "o", "x", "1", "vrai", "true", "ok", "si", "on", "accepte", "acceptee", "accorde",
        "accordee", "abonne", "abonnee", "inscrit", "inscrite", "subscribed", "enabled", "confirmed", "confirme",
        "confirmee", "active", "actif", "verified", "opted in", "opt in", "consent",
    ]
)  # fmt: skip
NO = frozenset(
    [
        "non", "no", "n", "0", "faux", "false", "off", "none", "null", "nil", "na", "jamais", "never", "aucun",
        "aucune", "refus", "refuse", "refusee", "refused", "decline", "declined", "declinee", "retire", "retiree",
        "withdrawn", "revoque", "revoquee", "revoked", "desabonne", "desabonnee", "desinscrit", "desinscrite",
        "unsubscribed", "optout",
    ]
) | {
    "n a", "opt out", "opted out", "pas d accord", "ne souhaite pas", "pas de consentement", "0000 00 00 00 00 00",
}  # fmt: skip
_TICKS, _CROSSES = frozenset("✓✔☑✅"), frozenset("✗✘☐❌-–—")
_A_DAY = re.compile(r"\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}|\d{10,13}\Z")
_SAYS_NO = re.compile(
    r"\b(non|pas|ne|not|never|jamais|stop|stopped|aucune?|refus\w*|retir\w*|retrait|resili\w*|revo[qk]\w*|declin\w*"
    r"|oppos\w*|withdr\w*|termin\w*|suspend\w*|suspens\w*|annul\w*|cancel\w*|expir\w*|ended|until|jusqu)\b"
)
_FREE_WORDS = re.compile(r"\b(motifs?|raisons?|reasons?|comment\w*|cause|campaign|campagne|title|titre|note)\b")
_LONGEST = 60


@dataclass(slots=True)
class ColumnReport:
    """What was made of the columns of a list, filled in while it is read.

    Attributes:
        used: Titles of the columns that are read.
        unused: Titles of the columns that are not.
        unsaid: How many rows leave a column of consent empty.
    """

    used: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    unsaid: int = 0


class UnclearDenialError(ValueError):
    """A cell under a title about leaving that says neither yes nor no."""


def column_meaning(heading: str, own: Mapping[str, str] = MappingProxyType({})) -> str:
    """Return what a column holds by its title; `OTHER` where it is none of ours.

    Args:
        heading: The title, in French or English, with or without accents and capitals.
        own: Titles of the tool that the list comes from, folded; they go first.
    """
    if len(heading) > _LONGEST:
        return OTHER
    folded = fold_for_search(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading))
    if folded in own:
        return own[folded]
    if folded in _MEANINGS:
        return _MEANINGS[folded]
    if _HARD_BOUNCES.search(folded):
        return BOUNCE
    is_elsewhere = _ANOTHER_WAY.search(folded) and not _MAIL_TITLE.search(folded)
    if is_elsewhere or _COUNTING.search(folded):
        return OTHER
    if _LEAVING.search(folded):
        return BOUNCE if _BOUNCING.search(folded) else DENIAL
    return CONSENT_FLAG if _CONSENT.search(folded) and not _ABOUT_CONSENT.search(folded) else OTHER


def read_header(cells: Sequence[str], own: Mapping[str, str] = MappingProxyType({})) -> list[str] | None:
    """Return what each column holds; None where these cells are no header."""
    if any("@" in cell for cell in cells):
        return None
    meanings = [column_meaning(cell, own) for cell in cells]
    known = [meaning for meaning in meanings if meaning]
    is_header = ADDRESS in known or WEAK_ADDRESS in known or len(set(known)) > 1
    is_header = is_header or any(_MAIL_TITLE.search(fold_for_search(cell)) for cell in cells)
    return settle_columns(cells, meanings, ()) if is_header else None


def settle_columns(headings: Sequence[str], meanings: Sequence[str], sample: Sequence[Sequence[str]]) -> list[str]:
    """Return what the columns hold in the light of their cells and of each other.

    The columns of addresses are those whose cells are addresses. Of several, a title that says so plainly decides, then
    every title with a word for mail; "adresse" is a street beside them, "nom" half of a name beside "prénom".
    """
    counts = [sum("@" in row[place] for row in sample if place < len(row)) for place in range(len(meanings))]
    with_cells = [place for place, count in enumerate(counts) if count]
    plain = [place for place in with_cells if meanings[place] == ADDRESS]
    by_title = [place for place in with_cells if _MAIL_TITLE.search(fold_for_search(headings[place]))]
    weak = [place for place in with_cells if meanings[place] == WEAK_ADDRESS]
    most = [max(with_cells, key=lambda place: counts[place])] if with_cells else []
    if any(character.isdigit() for place in by_title for character in headings[place]):
        by_title = by_title[:1]  # "E-mail 1", "E-mail 2": one person with several addresses
    chosen = plain[:1] or by_title or weak[:1] or most
    if not with_cells:  # nothing but a header yet, or rows without any address
        chosen = [place for place, meaning in enumerate(meanings) if meaning in (ADDRESS, WEAK_ADDRESS)][:1]
    last = LAST_NAME if FIRST_NAME in meanings else NAME
    plainer = {WEAK_ADDRESS: OTHER, ADDRESS: OTHER, LAST_NAME: last}
    return [ADDRESS if place in chosen else plainer.get(meaning, meaning) for place, meaning in enumerate(meanings)]


def is_yes(cell: str) -> bool:
    """Whether a cell says yes, in a word, a figure or a tick."""
    return fold_for_search(cell) in YES or cell.strip() in _TICKS


def is_no(cell: str) -> bool:
    """Whether a cell says no, in a word, a figure or a cross."""
    return fold_for_search(cell) in NO or (bool(cell.strip()) and set(cell.strip()) <= _CROSSES)


def says_no(cell: str) -> bool:
    """Whether a cell about consent denies it, in a word, a figure, a cross or a sentence."""
    folded = fold_for_search(cell)
    is_nought = bool(re.fullmatch(r"[0\s.,]+", cell.strip()))
    return is_no(cell) or is_nought or bool(_SAYS_NO.search(folded) or _LEAVING.search(folded))


def says_yes(cell: str) -> bool:
    """Whether a cell about consent grants it: by a word or a tick, or by the day it was given."""
    return is_yes(cell) or (not says_no(cell) and bool(_A_DAY.search(cell.strip())))


def read_denial(heading: str, cell: str, meaning: str) -> MemberStatus | None:
    """Return what a cell under a title about leaving makes of the member; None where it denies nothing.

    Raises:
        UnclearDenialError: It says neither yes, no, a day, nor a reason.
    """
    text = cell.strip()
    if not text or is_no(text) or re.fullmatch(r"[0\s:/.-]+", text):
        return None
    status = MemberStatus.BOUNCED if meaning == BOUNCE else MemberStatus.UNSUBSCRIBED
    folded = fold_for_search(text)
    if is_yes(text) or _A_DAY.search(text) or _LEAVING.search(folded) or folded.isdigit():
        return status
    if _FREE_WORDS.search(fold_for_search(heading)):
        return status
    raise UnclearDenialError(text)


def ignore_columns(headings: Sequence[str], meanings: Sequence[str], ignored: Iterable[str]) -> list[str]:
    """Return the meanings with those columns taken out that the person said to ignore."""
    names = {fold_for_search(name) for name in ignored}
    return [
        OTHER if fold_for_search(heading) in names else meaning
        for heading, meaning in zip(headings, meanings, strict=True)
    ]
