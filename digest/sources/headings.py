"""The words by which a session document is known: kinds of meetings, labels, headings, page numbers; in two languages.

Everything is matched folded (no case, no accents), because such sheets write capitals without accents.
"""

import re

from digest.sources.findings import fold

_KIND = (
    r"(?:"
    r"(?:cycle de )?(?:sessions?|webinaires?|webinars?|ateliers?|workshops?|seances?|seminaires?|seminars?|"
    r"conferences?|reunions?|meetings?|tables? rondes?|round ?tables?|journees?|plenieres?|visioconferences?|"
    r"evenements?|events?)"
    r"(?: (?:thematiques?|paralleles?|plenieres?|en ligne|virtuel(?:le)?s?|techniques?|de travail|d'information|"
    r"thematic|parallel|plenary|online|virtual))?(?: n?[°o]? ?\d{1,2})?"
    r"|(?:thematic|policy|parallel|plenary|online|learning) (?:sessions?|meetings?|councils?|events?|workshops?)"
    r"|notes? (?:conceptuelle|de cadrage|d'information|de concept)|concept note|background (?:note|paper)"
    r"|programme(?: (?:preliminaire|provisoire))?|(?:draft |provisional |preliminary )?(?:agenda|program(?:me)?)"
    r"|ordre du jour|invitation|termes de reference|terms of reference|projet|draft|save the date"
    r"|document de (?:session|travail|reference))"
)
_KIND_LINE = re.compile(rf"^{_KIND}(?: ?[:–-])?$")
# "SESSION D'APPRENTISSAGE", "Atelier technique": a kind and a word or two, and no subject.
_SHORT_KIND = re.compile(
    r"^(?:sessions?|webinaires?|ateliers?|seances?|seminaires?|reunions?|workshops?|meetings?)"
    r"(?: (?:d'|de |of )?[a-z-]{4,20}){1,2}(?: ?[:–-])?$"
)
_KIND_START = re.compile(rf"^{_KIND}\b")
_LABEL = re.compile(
    r"^(?:dates?|quand|when|horaires?|heures?|time|lieu|place|venue|where|ou|location|format|langues?|languages?|"
    r"interpretation|inscriptions?|registration|register|lien|link|contacts?|public|modalites?|duree|duration|"
    r"plateforme|platform|moderation|partenaires?|partners?|zoom|tel|e-?mail|site|intervenant(?:e?s|·e·s)?|speakers?)"
    r"\b[^:]{0,40}:"
)
_CREDIT = re.compile(
    r"^(?:(?:co-?)?organi[sz]|moderat|a l'initiative|sous l'egide|under the auspices|en partenariat|avec le soutien|"
    r"en collaboration|in (?:partnership|collaboration)|with the support|hosted by|propose[es]? par|anime[es]? par)"
)
_SECTION = re.compile(
    r"^(?:\d{1,2}[.)] |[ivx]{1,4}[.)] )?(?:contexte|objectifs?|introduction|presentation|description|background|"
    r"context|objectives?|rationale|pourquoi|questions? (?:d'orientation|cles?|directrices?)|(?:guiding|key) questions|"
    r"deroule|programme|resultats|intervenant|speakers|format de|structure)[a-z' ,&·.-]{0,60}:?$"
)
_CONTEXT = re.compile(
    r"^(?:\d{1,2}[.)] |[ivx]{1,4}[.)] )?(?:contexte|objectifs?|introduction|presentation|background|context|"
    r"objectives?|rationale)\b.{0,80}$"
)
_PAGE_NUMBER = re.compile(r"^(?:[-–|] ?)?(?:page|p\.)? ?\d{1,3} ?(?:(?:/|sur|of|de) ?\d{1,3})?(?: ?[-–|])?$")
_PAGE_TAIL = re.compile(
    r"[ |–-]{0,5}(?:(?:page|p\.) ?\d{1,3}(?: ?(?:/|sur|of) ?\d{1,3})?|\b\d{1,3} ?/ ?\d{1,3})$", re.IGNORECASE
)
_PAGE_HEAD = re.compile(r"^(?:page ?)?\d{1,3} ?/ ?\d{1,3}[ |–-]{0,5}", re.IGNORECASE)
_DATE_LABEL = re.compile(
    r"^(?:dates?|quand|when|horaires?|heures?|time|date (?:et|and|&|/) [a-zé]{4,8}|jour \d|day \d|session \d) ?[:–-] ?",
    re.IGNORECASE,
)
_PLACE_LABEL = re.compile(r"^(?:lieu|place|venue|where|location|plateforme|platform|format) ?: ?(?=\S)", re.IGNORECASE)
_POSTAL = re.compile(r"\b\d{5} [A-ZÀ-Ý]")
_RUNNING = re.compile(
    r"^(?:de )?\d{1,2} ?[h:.] ?(?:\d{2})?(?: ?(?:-|–|a) ?\d{1,2} ?[h:.] ?(?:\d{2})?)? ?[:–|-]? ?[a-z]{3}"
)
_ONLINE = re.compile(
    r"^(?:en ligne|online|en distanciel|(?:en |par )?visioconference)(?:,? (?:sur|via|on|par) \w{3,20})?$"
)
_REGISTERS = re.compile(
    r"\b(?:inscri|s'inscrire|regist|enregistre|confirm|zoom|pour participer|to join|pour rejoindre)"
)
_TAKES_PLACE = re.compile(
    r"\b(?:aura lieu|auront lieu|se tiendra|se tiendront|se deroulera|will (?:take place|be held)|est prevue?)\b"
)


def is_kind_line(text: str) -> bool:
    """Tell whether a line says only what kind of thing it is: "SESSION THEMATIQUE", "Note conceptuelle"."""
    folded = fold(text)
    return _KIND_LINE.match(folded) is not None or _SHORT_KIND.match(folded) is not None


def starts_with_kind(text: str) -> bool:
    """Tell whether a line begins with the kind: "Webinaire sur …"."""
    return _KIND_START.match(fold(text)) is not None


def is_label(text: str) -> bool:
    """Tell whether a line is a name and its value: "Lieu : Paris"; or says who organises: "Organisée par …"."""
    folded = fold(text)
    return _LABEL.match(folded) is not None or _CREDIT.match(folded) is not None


def is_section(text: str) -> bool:
    """Tell whether a line is one of the usual headings: "Contexte et objectifs", "Guiding questions"."""
    return _SECTION.match(fold(text)) is not None


def opens_context(text: str) -> bool:
    """Tell whether a line heads the paragraphs that say what it is about."""
    return _CONTEXT.match(fold(text)) is not None


def is_page_number(text: str) -> bool:
    """Tell whether a line is the number of its page: "3", "- 3 -", "Page 2/5"."""
    return _PAGE_NUMBER.match(fold(text)) is not None


def without_page(text: str) -> str:
    """Give a running header without the number of its page."""
    return _PAGE_HEAD.sub("", _PAGE_TAIL.sub("", text)).strip() or text


def without_date_label(text: str) -> str:
    """Give a line without "Date :" or "Horaire :" before the date."""
    return _DATE_LABEL.sub("", text)


def place_in(text: str) -> str:
    """Give the place that a line names, as "Lieu : Paris" or "En ligne sur Zoom"; empty for any other line."""
    found = _PLACE_LABEL.match(text)
    if found:
        return text[found.end() :]
    return text if _ONLINE.match(fold(text)) or _POSTAL.search(text) else ""


def opens_programme(text: str) -> bool:
    """Tell whether a line is one of a running order: "14h30 – 14h45 : Accueil"."""
    return _RUNNING.match(fold(text)) is not None


def speaks_of_registering(text: str) -> bool:
    """Tell whether words lead to a registration."""
    return _REGISTERS.search(fold(text)) is not None


def says_when(text: str) -> bool:
    """Tell whether a sentence says when it takes place: "aura lieu", "will be held"."""
    return _TAKES_PLACE.search(fold(text)) is not None
