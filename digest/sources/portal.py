"""A page of a portal saved as text: one article, its agenda block's events, the dated announcements, no furniture.

The kind is told by its features, not by one site's words: a publication line after the text, a share bar, the page's
themes, an agenda of badges ("25" over "avr"), the news. `announcements` reads the agenda and the news.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from digest.model import Article, Link, Moment, Yield, day_of
from digest.sources.announcements import read_agenda, read_news
from digest.sources.datelines import has_year, is_date_line, is_weekday_line, month_numbers
from digest.sources.findings import find_addresses, fold, found_at, name_article, web_address
from digest.sources.paragraphs import Line, join_lines, prose_of, render_blocks
from digest.sources.reading import Reading
from digest.text.cleaning import excerpt
from digest.text.dates import read_date


class Part(Enum):
    """What a line of the page opens."""

    PUBLISHED = auto()
    SHARE = auto()
    THEMES = auto()
    AGENDA = auto()
    NEWS = auto()
    NEIGHBOUR = auto()
    OTHER = auto()


_PUBLISHED = re.compile(
    r"^(?:article |page )?(?:publiee?|mise? en ligne|posted|published|date de publication)(?: le| on)? ?:? (?=.{0,60}\d)"
)
_THEMES = re.compile(
    r"^(?:sur (?:ce|ces|le|les) (?:memes? )?themes?|themes?(?: associes?| lies?)?|thematiques?|mots[- ]cles)(?: ?:(.*))?$"
)
_AGENDA = re.compile(
    r"^(?:l'|a l')?agenda(?: (?:du|de la|des) [a-z ]{1,30})? ?:?$|^(?:prochains )?(?:evenements|rendez-vous)(?: a venir)?$"
)
_NEWS = re.compile(r"^(?:(?:toutes? |dernieres? |les )*actualites?|a la une|dernieres nouvelles|en bref)(?: ?:)?$")
_OTHER = re.compile(
    r"^(?:(?:le )?centres? de ressources?|ressources|mediatheque|documents? joints?|plan du site|mentions legales|"
    r"(?:article |page )?(?:precedente?|suivante?)s?|lire aussi|a lire aussi|dans la meme rubrique|haut de page|"
    r"suivez[- ]nous|newsletter|lettre d'information|nous contacter|contact|espace (?:membres?|adherents?)|partenaires)(?: ?:)?$"
)
_SHARE_WORDS = frozenset(
    ["facebook", "twitter", "x", "linkedin", "imprimer", "partager", "partage", "email", "e-mail", "courriel", "mail", "envoyer", "whatsapp", "mastodon", "bluesky", "telegram", "instagram", "youtube", "print", "share", "par", "sur", "cet", "article", "cette", "page", "la", "tweet", "tweeter", "pdf"]
)
_SITE = re.compile(r"\b(?:site (?:web|internet|officiel)|portail|bienvenue|accueil)\b")
_NAVIGATION = re.compile(
    r"^(?:accueil|menu|navigation|recherche|rechercher|connexion|se connecter|fr|en|fr ?\| ?en|ok|"
    r"aller au (?:contenu|menu).*|vous etes ici.*|accueil ?[>›»/|].*|image par defaut|logo)$"
)
_NAMES_ADDRESS = re.compile(
    r"^(?:source|url|adresse(?: de (?:la|cette) page)?|permalien|lien permanent|page)? ?:? ?(?=https?://\S+$)"
)
_AUTHOR = re.compile(r"^par (?=[A-ZÀ-Ý])(?!exemple\b)(.{3,60})$", re.IGNORECASE)
_RANK = {
    Part.PUBLISHED: 2,
    Part.SHARE: 2,
    Part.THEMES: 3,
    Part.AGENDA: 3,
    Part.NEWS: 1,
    Part.NEIGHBOUR: 1,
    Part.OTHER: 1,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The page taken apart; the sections hold their lines without the heading."""

    title: str
    line: int
    body: tuple[Line, ...]
    published: str
    author: str
    url: str | None
    themes: tuple[str, ...]
    neighbours: tuple[str, ...]
    agenda: tuple[Line, ...]
    news: tuple[Line, ...]


def looks_like_portal(lines: Sequence[Line]) -> bool:
    """Tell whether lines are a saved page of a portal: at least two of its features, the sure ones counting more."""
    foot = _foot(lines)
    return sum(_RANK[part] for part in {part for _, part in _landmarks(lines[foot:])}) >= 4


def read_portal(lines: Sequence[Line], reading: Reading) -> Yield:
    """Read a saved page.

    Args:
        lines: Its lines.
        reading: `today` is the day it was captured: agenda days without a year are the first ones on or after it.
    """
    page = _take_apart(lines)
    agenda = read_agenda(page.agenda, reading)
    news = read_news(page.news, reading, known=agenda.events)
    return Yield(
        source=reading.source.name,
        articles=(_article(page, reading),) if page.title else (),
        events=(*agenda.events, *news.events),
        problems=(*agenda.problems, *news.problems),
    )


def find_links(texts: Sequence[str]) -> tuple[Link, ...]:
    """Give the web addresses of paragraphs, each once, with the words that lead to it where they are short."""
    links: dict[str, Link] = {}
    for text in texts:
        for words, address in find_addresses(text):
            lead = re.split(r"[.!?;,»]\s", text.partition(words)[0].rstrip())[-1].strip(" :–-,(")
            links.setdefault(address, Link(url=address, title=lead if 3 < len(lead) <= 90 else ""))
    return tuple(links.values())


def _article(page: Page, reading: Reading) -> Article:
    blocks = join_lines(page.body)
    article = Article(
        id="",
        title=page.title,
        url=page.url,
        published=_published(page, reading),
        summary=excerpt(prose_of(blocks)),
        body=render_blocks(blocks),
        tags=page.themes,
        author=page.author,
        links=find_links([block.text for block in blocks]),
        language="fr",
        provenance=found_at(reading, page.line),
    )
    return name_article(article, reading)


def _published(page: Page, reading: Reading) -> Moment | None:
    """The page's own day; one without a year takes it from its neighbours, which are dated before and after it."""
    if not page.published:
        return None
    if has_year(page.published):
        return _first_moment(page.published, reading.today, reading)
    days = [day_of(m) for line in page.neighbours if (m := _first_moment(line, reading.today, reading)) is not None]
    if not days:
        return None
    tries = (_first_moment(f"{page.published} {year}", reading.today, reading) for year in {d.year for d in days})
    between = [m for m in tries if m is not None and min(days) <= day_of(m) <= max(days)]
    return between[0] if len(between) == 1 else None


def _first_moment(text: str, reference: date, reading: Reading) -> Moment | None:
    occurrences = read_date(text, reference=reference, zone=reading.zone).occurrences
    return occurrences[0].start if occurrences else None


def _landmarks(lines: Sequence[Line]) -> list[tuple[int, Part]]:
    return [(i, part) for i in range(len(lines)) if (part := _part_at(lines, i)) is not None]


def _part_at(lines: Sequence[Line], at: int) -> Part | None:
    text = fold(lines[at].text)
    if len(text) > 120:
        return None
    if _PUBLISHED.match(text):
        return Part.PUBLISHED
    if _is_share_bar(text):
        return Part.SHARE
    if is_weekday_line(text):
        return Part.NEIGHBOUR
    named = ((_THEMES, Part.THEMES), (_AGENDA, Part.AGENDA), (_NEWS, Part.NEWS), (_OTHER, Part.OTHER))
    return next((part for pattern, part in named if pattern.match(text)), None)


def _is_share_bar(text: str) -> bool:
    words = re.findall(r"[a-z-]+", text)
    known = {word for word in words if word in _SHARE_WORDS}
    return bool(words) and len(known) == len(set(words)) and (len(known) > 1 or words[0] in ("imprimer", "facebook"))


def _foot(lines: Sequence[Line]) -> int:
    """Where the text ends and the furniture begins: after it no running text comes any more, but in other sections.

    A heading "Agenda" or "Actualités" inside a text is not the foot: what follows it is prose. A publication line, a
    share bar or the page's themes are the foot wherever they stand after the first prose.
    """
    prose = [i for i, line in enumerate(lines) if _is_prose(line)]
    first_prose, last_prose = (prose[0], prose[-1]) if prose else (0, 0)
    for at, part in _landmarks(lines):
        sure = part in (Part.PUBLISHED, Part.SHARE, Part.THEMES) and at > first_prose
        badge = part is Part.AGENDA and opens_badge(lines, at + 1)
        if at > 0 and (sure or badge) and not _goes_on_as_text(lines, at):
            return at
        if at > last_prose and at > 0 and part is not Part.PUBLISHED:
            return at
    return len(lines)


def _goes_on_as_text(lines: Sequence[Line], at: int) -> bool:
    """Tell whether two paragraphs of running text follow before any other landmark: then it stood inside the text."""
    following = lines[at + 1 : at + 6]
    stop = next((i for i in range(len(following)) if _part_at(following, i) is not None), len(following))
    return sum(_is_prose(line) for line in following[:stop]) >= 2


def opens_badge(lines: Sequence[Line], at: int) -> bool:
    """Tell whether a day over a month, or a line of dates alone, stands there."""
    here = [line.text for line in lines[at : at + 2]]
    over = len(here) == 2 and re.fullmatch(r"\d{1,2}(?:er)?", here[0]) is not None and bool(month_numbers(here[1]))
    return over or (bool(here) and is_date_line(here[0]))


def _is_prose(line: Line) -> bool:
    return len(line.text) >= 140 or (len(line.text) >= 70 and line.text.endswith("."))


def _take_apart(lines: Sequence[Line]) -> Page:
    foot = _foot(lines)
    head, body = _split_head(lines[:foot])
    sections = _sections(lines[foot:])
    published = [line.text for line in (*lines[foot:], *lines[:foot]) if _PUBLISHED.match(fold(line.text))]
    kept = tuple(line for line in body if not _is_furniture(line))
    author = next((m[1] for line in body[:3] if (m := _AUTHOR.match(line.text))), "")
    return Page(
        title=" ".join(line.text for line in head).rstrip(" ,"),
        line=head[0].number if head else 1,
        body=tuple(line for line in kept if not (author and line.text.endswith(author) and _AUTHOR.match(line.text))),
        published=published[0] if published else "",
        author=author or _author_of(published),
        url=_own_address((*lines[: max(1, foot - len(body))], *lines[foot:])),
        themes=_themes(sections),
        neighbours=tuple(line.text for part, lines_ in sections if part is Part.NEIGHBOUR for line in lines_[:1]),
        agenda=_all_of(sections, Part.AGENDA),
        news=_all_of(sections, Part.NEWS),
    )


def _split_head(lines: Sequence[Line]) -> tuple[Sequence[Line], Sequence[Line]]:
    """Give the lines of the title and the lines of the text; the site's name and slogan above are left away."""
    lines = [line for line in lines if not _is_furniture(line)]
    groups = _group(lines)
    if len(groups) > 1 and _is_site_header(groups):
        groups = groups[1:]
    if not groups:
        return (), ()
    title = [line for line in groups[0] if not _is_prose(line)] or list(groups[0][:1])
    title = _only_title(title)
    return title, [line for group in groups for line in group if line.number > title[-1].number]


def _only_title(lines: list[Line]) -> list[Line]:
    """The first lines of its paragraph, as far as each goes on with the one before it; a site's name above is dropped."""
    while len(lines) > 1 and _SITE.search(fold(lines[0].text)):
        lines = lines[1:]
    end = 1
    while end < len(lines) and _continues(lines[end - 1].text, lines[end].text):
        end += 1
    return lines[:end]


def _continues(before: str, after: str) -> bool:
    return not before.endswith((".", "!", "?")) and (len(before) >= 25 or after[:1].islower()) and len(after) < 140


def _is_site_header(groups: Sequence[Sequence[Line]]) -> bool:
    first, second = groups[0], groups[1]
    texts = [line.text for line in first]
    if any(_SITE.search(fold(text)) for text in texts):
        return True
    is_pair = len(texts) == 2 and texts[1][:1].isupper() and not re.search(r"(?:[,:]|\b[a-zà-ÿ]{1,3})$", texts[0])
    return is_pair and not _is_prose(second[0]) and len(texts[0]) < 60


def _group(lines: Sequence[Line]) -> list[list[Line]]:
    groups: list[list[Line]] = []
    for line in lines:
        if groups and not line.gap:
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _is_furniture(line: Line) -> bool:
    text = fold(line.text)
    return bool(_NAVIGATION.match(text) or _PUBLISHED.match(text) or _is_share_bar(text))


def _sections(lines: Sequence[Line]) -> list[tuple[Part, list[Line]]]:
    """Give the furniture's sections in order; what a publication line or a share bar is followed by belongs to nobody."""
    sections: list[tuple[Part, list[Line]]] = []
    for at, line in enumerate(lines):
        part = _part_at(lines, at)
        in_list = bool(sections) and sections[-1][0] in (Part.AGENDA, Part.NEWS)
        if part is None or (part is Part.NEIGHBOUR and in_list):
            if sections:
                sections[-1][1].append(line)
        else:
            keeps = part in (Part.NEIGHBOUR, Part.THEMES)
            sections.append((part, [line] if keeps else []))
    return sections


def _all_of(sections: Sequence[tuple[Part, list[Line]]], wanted: Part) -> tuple[Line, ...]:
    return tuple(line for part, lines in sections if part is wanted for line in lines)


def _themes(sections: Sequence[tuple[Part, list[Line]]]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for heading, *lines in (lines for part, lines in sections if part is Part.THEMES):
        _, _, inline = heading.text.partition(":")
        for words in (*re.split(r"[,;|]", inline), *(w for line in lines for w in re.split(r"[;|•]", line.text))):
            name = words.strip(" \u00a0-–•>")
            if name and len(name) <= 80:
                found.setdefault(name)
    return tuple(found)


def _own_address(lines: Sequence[Line]) -> str | None:
    for line in lines:
        if label := _NAMES_ADDRESS.match(fold(line.text)):
            del label
            return web_address(line.text[line.text.lower().find("http") :])
    return None


def _author_of(published: Sequence[str]) -> str:
    found = re.search(r"\bpar ([^,|]{3,60})", published[0]) if published else None
    return found[1].strip() if found else ""
