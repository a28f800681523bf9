"""The furniture of a portal's page, told line by line: share bars, themes, agenda, news, neighbours, navigation.

The words are those of many sites, folded (no case, no accents); what stands between two landmarks is `portal`'s.
"""

import re
from collections.abc import Sequence
from enum import Enum, auto
from itertools import takewhile

from digest.sources.datelines import has_day, has_year, is_date_line, is_weekday_line, month_numbers
from digest.sources.findings import fold
from digest.sources.paragraphs import Line


class Part(Enum):
    """What a line of the page opens."""

    PUBLISHED = auto()
    SHARE = auto()
    THEMES = auto()
    AGENDA = auto()
    NEWS = auto()
    NEIGHBOUR = auto()
    OTHER = auto()


WEIGHT = {
    Part.PUBLISHED: 2,
    Part.SHARE: 2,
    Part.THEMES: 3,
    Part.AGENDA: 1,
    Part.NEWS: 1,
    Part.NEIGHBOUR: 1,
    Part.OTHER: 1,
}
"""How sure each part makes us that this is a portal's page; four are enough."""

_PUBLISHED = re.compile(
    r"^(?:article |page )?(?:publiee?|mise? en ligne|posted|published|date de publication)(?: le| on)? ?:? "
    r"(?=.{0,60}\d)"
)
_THEMES = re.compile(
    r"^(?:sur (?:ce|ces|le|les) (?:memes? )?themes?|themes?(?: associes?| lies?)?|thematiques?|mots[- ]cles)"
    r"(?: ?:(.*))?$"
)
_AGENDA = re.compile(
    r"^(?:l'|a l')?agenda(?: (?:du|de la|des|de l') ?[a-z ]{1,30})? ?:?$"
    r"|^(?:prochains )?(?:evenements|rendez-vous)(?: a venir)? ?:?$"
)
_NEWS = re.compile(
    r"^(?:(?:toutes? |dernieres? |les |l'|nos )*actualites?|actus?|a la une|dernieres nouvelles|en bref)(?: ?:)?$"
)
_OTHER = re.compile(
    r"^(?:(?:le )?centres? de ressources?|ressources|mediatheque|documents? joints?|documents? a telecharger|"
    r"plan du site|mentions legales|(?:article |page )?(?:precedente?|suivante?)s?|(?:a )?lire aussi|"
    r"dans la meme rubrique|haut de page|suivez[- ]nous|newsletter|lettre d'information|nous contacter|contact|"
    r"espace (?:membres?|adherents?)|partenaires|texte|photo|son|video)(?: ?:)?$"
)
_SHARE_WORDS = frozenset(
    word
    for words in (
        "facebook twitter x linkedin imprimer partager partage email e-mail courriel mail envoyer whatsapp mastodon",
        "bluesky telegram instagram youtube print share tweet tweeter pdf par sur cet article cette page la le",
    )
    for word in words.split()
)
_SHARES = frozenset(
    ["facebook", "twitter", "linkedin", "imprimer", "partager", "whatsapp", "tweeter", "print", "share"]
)
_SITE = re.compile(r"\b(?:site (?:web|internet|officiel)|portail|bienvenue)\b")
_NAVIGATION = re.compile(
    r"^(?:mise? a jour(?: le)?.{0,60}|derniere (?:mise a jour|modification).{0,60}|"
    r"accueil|menu|navigation|recherche|rechercher|connexion|se connecter|fr|en|fr ?\| ?en|ok|"
    r"aller au (?:contenu|menu).{0,40}|vous etes ici.{0,200}|accueil ?[>›»/|].{0,200}|image par defaut|logo)$"
)


def part_at(lines: Sequence[Line], at: int) -> Part | None:
    """Tell what the line at this place opens; None for a line that is no landmark."""
    text = fold(lines[at].text)
    if len(text) > 120:
        return None
    if _PUBLISHED.match(text):
        return Part.PUBLISHED
    if is_share_bar(text):
        return Part.SHARE
    if is_weekday_line(text):
        return Part.NEIGHBOUR
    named = ((_THEMES, Part.THEMES), (_AGENDA, Part.AGENDA), (_NEWS, Part.NEWS), (_OTHER, Part.OTHER))
    return next((part for pattern, part in named if pattern.match(text)), None)


def find_landmarks(lines: Sequence[Line]) -> list[tuple[int, Part]]:
    """Give every landmark with its place, in order."""
    return [(at, part) for at in range(len(lines)) if (part := part_at(lines, at)) is not None]


def is_published_line(text: str) -> bool:
    """Tell whether a line is "Publié le …" and nothing else."""
    return len(text) <= 120 and _PUBLISHED.match(fold(text)) is not None


def is_share_bar(text: str) -> bool:
    """Tell whether a line holds nothing but the names of places to share at: "Facebook twitter Imprimer"."""
    words = re.findall(r"[a-z-]+", fold(text))
    return bool(words) and _SHARE_WORDS.issuperset(words) and bool(_SHARES.intersection(words))


def is_furniture(text: str) -> bool:
    """Tell whether a line above or inside the text is none of it: menus, breadcrumbs, the publication line."""
    return _NAVIGATION.match(fold(text)) is not None or is_published_line(text) or is_share_bar(text)


def names_site(text: str) -> bool:
    """Tell whether a line is a site's name or slogan by its own words."""
    return len(text) <= 120 and _SITE.search(fold(text)) is not None


def opens_badge(lines: Sequence[Line], at: int) -> bool:
    """Tell whether a day over a month, or a line of nothing but days, stands there."""
    here = [line.text for line in lines[at : at + 2]]
    is_over = len(here) == 2 and re.fullmatch(r"\d{1,2}(?:er)?", here[0]) and month_numbers(here[1])
    return bool(is_over) or (bool(here) and is_date_line(here[0]) and has_day(here[0]))


def themes_of(lines: Sequence[Line]) -> tuple[str, ...]:
    """Give the themes that a heading and the lines below it name, each once."""
    heading = _THEMES.match(fold(lines[0].text)) if lines else None
    inline = re.split(r"[,;|]", lines[0].text.partition(":")[2]) if heading else []
    named = takewhile(lambda line: not (has_day(line.text) and has_year(line.text)), lines[1:])
    below = (words for line in named for words in re.split(r"[;|•]", line.text))
    names = (words.strip(" \u00a0-–•>") for words in (*inline, *below))
    return tuple(dict.fromkeys(name for name in names if 0 < len(name) <= 80))
