"""A page of a portal saved as text: one article, its agenda block's events, the dated announcements, no furniture.

The kind is told by its features, not by one site's words: a publication line after the text, a share bar, the page's
themes, an agenda of badges ("25" over "avr"), the news. `agenda` reads agenda and news.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from itertools import takewhile

from digest.locale import _
from digest.model import Article, Moment, SourceResult, day_of
from digest.sources.portal.agenda import read_agenda, read_announcements
from digest.sources.portal.items import find_addresses, find_links, fold_title, found_at, name_article, problem_at
from digest.sources.portal.lines import (
    DocLine,
    has_day,
    has_year,
    is_date_line,
    is_weekday_line,
    join_lines,
    month_numbers,
    prose_of,
    render_blocks,
)
from digest.sources.types import ReadContext
from digest.text.dates import read_date
from digest.text.sanitize import cut_at_word, excerpt

# The furniture of a portal's page, told line by line: share bars, themes, agenda, news, neighbours, navigation.


class PagePart(Enum):
    """What a line of the page opens."""

    PUBLISHED = auto()
    SHARE = auto()
    THEMES = auto()
    AGENDA = auto()
    NEWS = auto()
    NEIGHBOUR = auto()
    OTHER = auto()


WEIGHT = {
    PagePart.PUBLISHED: 2,
    PagePart.SHARE: 2,
    PagePart.THEMES: 3,
    PagePart.AGENDA: 1,
    PagePart.NEWS: 1,
    PagePart.NEIGHBOUR: 1,
    PagePart.OTHER: 1,
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


def part_at(lines: Sequence[DocLine], at: int) -> PagePart | None:
    """Return what the line at this place opens; None for a line that is no landmark."""
    text = fold_title(lines[at].text)
    if len(text) > 120:
        return None
    if _PUBLISHED.match(text):
        return PagePart.PUBLISHED
    if is_share_bar(text):
        return PagePart.SHARE
    if is_weekday_line(text):
        return PagePart.NEIGHBOUR
    named = ((_THEMES, PagePart.THEMES), (_AGENDA, PagePart.AGENDA), (_NEWS, PagePart.NEWS), (_OTHER, PagePart.OTHER))
    return next((part for pattern, part in named if pattern.match(text)), None)


def find_landmarks(lines: Sequence[DocLine]) -> list[tuple[int, PagePart]]:
    """Return every landmark with its place, in order."""
    return [(at, part) for at in range(len(lines)) if (part := part_at(lines, at)) is not None]


def is_published_line(text: str) -> bool:
    """Whether a line is "Publié le …" and nothing else."""
    return len(text) <= 120 and _PUBLISHED.match(fold_title(text)) is not None


def is_share_bar(text: str) -> bool:
    """Whether a line holds nothing but the names of places to share at: "Facebook twitter Imprimer"."""
    words = re.findall(r"[a-z-]+", fold_title(text))
    return bool(words) and _SHARE_WORDS.issuperset(words) and bool(_SHARES.intersection(words))


def is_furniture(text: str) -> bool:
    """Whether a line above or inside the text is none of it: menus, breadcrumbs, the publication line."""
    return _NAVIGATION.match(fold_title(text)) is not None or is_published_line(text) or is_share_bar(text)


def names_site(text: str) -> bool:
    """Whether a line is a site's name or slogan by its own words."""
    return len(text) <= 120 and _SITE.search(fold_title(text)) is not None


def opens_badge(lines: Sequence[DocLine], at: int) -> bool:
    """Whether a day over a month, or a line of nothing but days, stands there."""
    here = [line.text for line in lines[at : at + 2]]
    is_over = len(here) == 2 and re.fullmatch(r"\d{1,2}(?:er)?", here[0]) and month_numbers(here[1])
    return bool(is_over) or (bool(here) and is_date_line(here[0]) and has_day(here[0]))


def themes_of(lines: Sequence[DocLine]) -> tuple[str, ...]:
    """Return the themes that a heading and the lines below it name, each once."""
    heading = _THEMES.match(fold_title(lines[0].text)) if lines else None
    inline = re.split(r"[,;|]", lines[0].text.partition(":")[2]) if heading else []
    named = takewhile(lambda line: not (has_day(line.text) and has_year(line.text)), lines[1:])
    below = (words for line in named for words in re.split(r"[;|•]", line.text))
    names = (words.strip(" \u00a0-–•>") for words in (*inline, *below))
    return tuple(dict.fromkeys(name for name in names if 0 < len(name) <= 80))


_SURE = 4
_FEET = (PagePart.PUBLISHED, PagePart.SHARE, PagePart.THEMES)
_NAMES_ADDRESS = re.compile(
    r"^(?:url|adresse(?: de (?:la|cette) page| web)?|permalien|lien permanent|page) ?:? ?(?=https?://\S+$)"
)
_AUTHOR = re.compile(r"^(?:par|auteur\.?e?|texte)[ :] ?(.{3,60})$", re.IGNORECASE)
_SMALL_END = re.compile(r"(?:[,:]|\b[a-zà-ÿ]{1,3})$")
_Section = tuple[PagePart, list[DocLine]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalPage:
    """The page taken apart; `foot` holds its furniture's sections in order, with their headings."""

    title: str
    line: int
    body: tuple[DocLine, ...]
    published: str
    author: str
    url: str | None
    foot: tuple[_Section, ...]

    def all_of(self, wanted: PagePart) -> tuple[DocLine, ...]:
        """Return the lines of a kind of section, without headings."""
        return tuple(line for part, lines in self.foot if part is wanted for line in lines[1:])

    @property
    def themes(self) -> tuple[str, ...]:
        """The page's own themes, in its order."""
        named = (name for part, lines in self.foot if part is PagePart.THEMES for name in themes_of(lines))
        return tuple(dict.fromkeys(named))

    @property
    def neighbours(self) -> tuple[str, ...]:
        """The days of the previous and the next article, as written."""
        return tuple(lines[0].text for part, lines in self.foot if part is PagePart.NEIGHBOUR)


def looks_like_portal(lines: Sequence[DocLine]) -> bool:
    """Whether lines are a saved page of a portal: enough of its features, the sure ones counting more.

    An agenda counts by its badges; without them it may be the running order of a meeting.
    """
    foot = lines[_foot(lines) :]
    marks = find_landmarks(foot)
    badges = 2 * any(part is PagePart.AGENDA and opens_badge(foot, at + 1) for at, part in marks)
    return sum(WEIGHT[part] for part in {part for _at, part in marks}) + badges >= _SURE


def read_portal(lines: Sequence[DocLine], reading: ReadContext) -> SourceResult:
    """Read a saved page.

    Args:
        lines: Its lines.
        reading: `today` is the day it was captured: agenda days without a year are the first ones on or after it.
    """
    page = _take_apart(lines)
    untitled = () if page.title else (problem_at(reading, _("no title was found in it")),)
    agenda = read_agenda(page.all_of(PagePart.AGENDA), reading)
    news = read_announcements(page.all_of(PagePart.NEWS), reading, known=agenda.events)
    return SourceResult(
        source=reading.source.name,
        articles=(_article(page, reading),) if page.title else (),
        events=(*agenda.events, *news.events),
        problems=(*untitled, *agenda.problems, *news.problems),
    )


def _article(page: PortalPage, reading: ReadContext) -> Article:
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
        provenance=found_at(reading, page.line),
    )
    return name_article(article, reading)


def _published(page: PortalPage, reading: ReadContext) -> Moment | None:
    """The page's own day; one without a year takes it from its neighbours, which are dated before and after it."""
    if has_year(page.published):
        return _moment(page.published, reading.today, reading)
    days = [day_of(found) for line in page.neighbours if (found := _moment(line, reading.today, reading)) is not None]
    if not page.published or not days:
        return None
    tries = (_moment(f"{page.published} {year}", reading.today, reading) for year in {day.year for day in days})
    between = [found for found in tries if found is not None and min(days) <= day_of(found) <= max(days)]
    return between[0] if len(between) == 1 else None


def _moment(text: str, reference: date, reading: ReadContext) -> Moment | None:
    occurrences = read_date(text, reference=reference, zone=reading.zone).occurrences
    return occurrences[0].start if occurrences else None


def _foot(lines: Sequence[DocLine]) -> int:
    """Where the text ends and the furniture begins.

    A heading "Agenda" or "Actualités" inside a text is not the foot: what follows it is prose. A publication line, a
    share bar or the page's themes are the foot wherever they stand after the first prose.
    """
    prose = [at for at, line in enumerate(lines) if _is_prose(line)]
    first, last = (prose[0], prose[-1]) if prose else (0, 0)
    marks = [(at, part) for at, part in find_landmarks(lines) if at and not (at < last and _goes_on_as_text(lines, at))]
    sure = (at for at, part in marks if part in _FEET and at > first)
    agenda = (at for at, part in marks if part is PagePart.AGENDA and opens_badge(lines, at + 1))
    other = (at for at, part in marks if at > last and part is not PagePart.PUBLISHED)
    return min((*sure, *agenda), default=min(other, default=len(lines)))


def _goes_on_as_text(lines: Sequence[DocLine], at: int) -> bool:
    """Whether running text follows before any other landmark: then this one stood inside the text.

    One long line may be a neighbour's or an announcement's title; two are text.
    """
    following = lines[at + 1 : at + 8]
    stop = next((i for i in range(len(following)) if part_at(following, i) is not None), len(following))
    return sum(_is_prose(line) for line in following[:stop]) >= 2


def _is_prose(line: DocLine) -> bool:
    return len(line.text) >= 140 or (len(line.text) >= 70 and line.text.endswith("."))


def _take_apart(lines: Sequence[DocLine]) -> PortalPage:
    foot = _foot(lines)
    head, body = _split_head(lines[:foot])
    published = next((line.text for line in (*lines[foot:], *lines[:foot]) if is_published_line(line.text)), "")
    signed = next((line for line in (*body[:2], *body[-2:]) if _is_signature(line.text)), None)
    return PortalPage(
        title=cut_at_word(" ".join(line.text for line in head).rstrip(" ,"), limit=300),
        line=head[0].number if head else 1,
        body=tuple(line for line in body if line is not signed),
        published=published,
        author=_author(signed.text if signed else "", published),
        url=_own_address(lines, body),
        foot=tuple(_sections(lines[foot:])),
    )


def _split_head(lines: Sequence[DocLine]) -> tuple[Sequence[DocLine], Sequence[DocLine]]:
    """Return the lines of the title and those of the text; the site's name and slogan above are left away."""
    groups = _group(
        [line for line in lines if not is_furniture(line.text) and not _NAMES_ADDRESS.match(fold_title(line.text))]
    )
    for _name_then_slogan in range(2):
        if len(groups) > 1 and _is_site_header(groups[0], groups[1][0]):
            groups = groups[1:]
    if not groups:
        return (), ()
    title = _only_title(groups[0])
    return title, [line for group in groups for line in group if line.number > title[-1].number]


def _only_title(lines: Sequence[DocLine]) -> Sequence[DocLine]:
    """The first lines of its paragraph, as far as each goes on with the one before; a site's name above is dropped."""
    while len(lines) > 1 and names_site(lines[0].text):
        lines = lines[1:]
    end = 1
    while end < len(lines) and _continues(lines[end - 1].text, lines[end]):
        end += 1
    return lines[:end]


def _continues(before: str, line: DocLine) -> bool:
    is_cut = len(before) >= 25 or line.text[:1].islower() or _SMALL_END.search(before) is not None
    return is_cut and not before.endswith((".", "!", "?")) and not _is_prose(line)


def _is_site_header(first: Sequence[DocLine], second: DocLine) -> bool:
    """Return a site's name and slogan from a title on two lines, which goes on over the line's end.

    What stands right above the text is the title, whatever its words.
    """
    texts = [line.text for line in first]
    if len(second.text) >= 250 or second.text.endswith("."):
        return False
    if all(names_site(text) for text in texts) or (len(texts) < 3 and any(names_site(text) for text in texts)):
        return True
    is_pair = len(texts) == 2 and texts[1][:1].isupper() and not _SMALL_END.search(texts[0])
    return is_pair and len(texts[0]) < 60


def _group(lines: Sequence[DocLine]) -> list[list[DocLine]]:
    groups: list[list[DocLine]] = []
    for line in lines:
        if groups and not line.gap:
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _sections(lines: Sequence[DocLine]) -> list[_Section]:
    """Return the furniture's sections; a weekday's date among agenda or news belongs to them."""
    sections: list[_Section] = []
    for at, line in enumerate(lines):
        part = part_at(lines, at)
        is_inside = (
            bool(sections) and sections[-1][0] in (PagePart.AGENDA, PagePart.NEWS) and part is PagePart.NEIGHBOUR
        )
        if sections and (part is None or is_inside):
            sections[-1][1].append(line)
        elif part is not None:
            sections.append((part, [line]))
    return sections


def _own_address(lines: Sequence[DocLine], body: Sequence[DocLine]) -> str | None:
    """Return the page's own address: one that says so, or that stands alone outside the text."""
    inside = {line.number for line in body}
    outside = (line.text for line in lines if line.number not in inside)
    alone = (text for text in outside if _NAMES_ADDRESS.match(fold_title(text)) or " " not in text)
    return next((found.address for text in alone for found in find_addresses(text)), None)


def _is_signature(text: str) -> bool:
    found = _AUTHOR.match(text)
    return found is not None and found[1][:1].isupper() and not text.endswith(".") and len(found[1].split()) <= 6


def _author(signature: str, published: str) -> str:
    found = _AUTHOR.match(signature) or re.search(r"\bpar ([^,|]{3,60})", published)
    return found[1].strip() if found else ""
