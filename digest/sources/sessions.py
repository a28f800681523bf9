"""A session document as text: the programme sheet of a meeting, an event and an article in one.

Such sheets come out of word processors: a running header on each page, lines cut at the margin, page breaks inside
sentences, typed bullets, a title in capitals, a date over its hours, a registration link, contacts.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from digest.locale import _
from digest.model import Article, Event, Link, Problem, Yield
from digest.sources.datelines import has_day, has_hours, has_year, is_date_line
from digest.sources.findings import find_addresses, fold, found_at, name_article, name_event, problem_at, status_in
from digest.sources.paragraphs import Block, Line, is_capitals, join_lines, prose_of, render_blocks
from digest.sources.portal import find_links
from digest.sources.reading import Reading
from digest.text.cleaning import excerpt
from digest.text.dates import read_date

_KINDS = (
    r"(?:(?:cycle de )?(?:sessions?|webinaires?|webinars?|ateliers?|workshops?|seminaires?|seminars?|conferences?|reunions?|meetings?|"
    r"tables? rondes?|round ?tables?|journees?|plenieres?|evenements?|events?)(?: (?:thematique|paralleles?|plenieres?|en ligne|"
    r"virtuel(?:le)?|technique|de travail|thematic|parallel|plenary|online|virtual))?s?(?: n?[°o]? ?\d{1,2})?|"
    r"thematic (?:session|meeting)|policy (?:session|council)|notes? (?:conceptuelle|de cadrage|d'information|de concept)|concept note|"
    r"programme(?: (?:preliminaire|provisoire))?|(?:draft |provisional |preliminary )?(?:agenda|program(?:me)?)|ordre du jour|invitation|"
    r"termes de reference|terms of reference|projet|draft|save the date|background (?:note|paper)|document de (?:session|travail))"
)
_KIND_LINE = re.compile(rf"^(?:{_KINDS})(?: ?[:–-])?$")
_LABEL = re.compile(
    r"^(?:date|dates|quand|when|horaires?|heures?|time|date (?:et|&|/) (?:heure|horaires?)|date (?:and|&|/) time|lieu|place|venue|where|ou|"
    r"location|format|langues?|languages?|interpretation|inscriptions?|registration|register|lien[a-z' ]{0,30}|link|contacts?|public|modalites?|"
    r"duree|duration|plateforme|platform|organis[a-z.·()]{1,12}|organi[sz]ed by|co-?organis[a-z.·()]{1,12}|moderation|moderat[a-z.·()]{1,12}|"
    r"a l'initiative|sous l'egide|en partenariat|avec le soutien|in partnership|with the support|hosted by|partenaires?|zoom|tel|e-?mail|site) ?\b"
)
_CONTEXT = re.compile(
    r"^(?:\d{1,2}[.)] |[ivx]{1,4}[.)] )?(?:contexte|objectifs?|introduction|presentation|description|background|context|objectives?|rationale|"
    r"pourquoi|questions? (?:d'orientation|cles?|directrices?)|guiding questions|key questions|deroule|programme|resultats|intervenant)"
    r"[a-z' ,&·.-]{0,60}:?$"
)
_SUBJECT = re.compile(
    r"^(?:\d{1,2}[.)] )?(?:contexte|objectifs?|introduction|presentation|background|context|objectives?|rationale)\b"
)
_PAGE_NUMBER = re.compile(r"^(?:-|–|page|p\.)? ?\d{1,3} ?(?:(?:/|sur|of|de) ?\d{1,3})? ?(?:-|–)?$")
_PAGE_MARK = re.compile(
    r"(?:[ |–-]*(?:page|p\.)?\s*\d{1,3}\s*(?:/|sur|of)\s*\d{1,3}|[ |–-]+(?:page|p\.)\s*\d{1,3})\s*$|^(?:page\s*)?\d{1,3}\s*/\s*\d{1,3}[ |–-]*",
    re.IGNORECASE,
)
_DATE_LABEL = re.compile(
    r"^(?:dates?|quand|when|horaires?|heures?|time|date (?:et|and|&|/) [a-zé]{4,8}|jour \d|day \d|session \d)\s*[:–-]\s*",
    re.IGNORECASE,
)
_PLACE_LABEL = re.compile(r"^(?:lieu|place|venue|where|location|plateforme|platform|format)\s*:\s*(?=\S)", re.IGNORECASE)
_REGISTERS = re.compile(r"\b(?:inscri|s'inscrire|regist|enregistre|zoom|participer|join)")
_TAKES_PLACE = re.compile(
    r"\b(?:aura lieu|auront lieu|se tiendra|se tiendront|se deroulera|will (?:take place|be held)|est prevue?)\b"
)
_FRONT_BLOCKS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The document taken apart: its lines without running headers, its paragraphs, and those before the running text."""

    lines: tuple[Line, ...]
    headers: tuple[str, ...]
    blocks: tuple[Block, ...]
    front: tuple[Block, ...]
    dates: tuple[tuple[int, str], ...]


def looks_like_session(lines: Sequence[Line]) -> bool:
    """Tell whether lines are a session document: a dated front, and the marks of such a sheet."""
    sheet = _take_apart(lines)
    dated = [text for _line, text in sheet.dates if has_year(text)]
    if not dated:
        return False
    folded = [fold(block.text) for block in sheet.blocks]
    marks = (
        2 * any(has_hours(text) for text in dated),
        bool(sheet.headers),
        any(_KIND_LINE.match(text) or re.match(rf"{_KINDS} ?[:–-]", text) for text in folded[:12]),
        min(2, sum(_CONTEXT.match(text) is not None for text in folded)),
        any(_REGISTERS.search(text) for text in folded),
        any(is_capitals(block.text) and len(block.text) > 30 for block in sheet.front),
        any(_LABEL.match(text) and ":" in text for text in folded[:12]),
        any(line.tops_page for line in lines),
    )
    return sum(marks) >= 3


def read_session(lines: Sequence[Line], reading: Reading) -> Yield:
    """Read a session document: one article, and one event for each of its slots."""
    sheet = _take_apart(lines)
    article = _article(sheet, reading)
    events = _events(sheet, article, reading)
    problems = () if events else (_undated(article, reading),)
    return Yield(source=reading.source.name, articles=(article,), events=events, problems=problems)


def _take_apart(lines: Sequence[Line]) -> Sheet:
    headers = _running_headers(lines)
    kept = tuple(
        line
        for line in lines
        if _without_page(line.text) not in headers and not _PAGE_NUMBER.match(line.text.casefold())
    )
    blocks = join_lines(kept)
    front = _front(blocks)
    return Sheet(lines=kept, headers=headers, blocks=blocks, front=front, dates=_date_groups(kept, front))


def _running_headers(lines: Sequence[Line]) -> tuple[str, ...]:
    """Find the lines that come back at the tops (or the feet) of pages; numbers of pages are set aside."""
    counts = Counter(_without_page(line.text) for line in lines)
    has_feeds = any(line.tops_page for line in lines)
    edges = {
        _without_page(lines[near].text)
        for i, line in enumerate(lines)
        if i == 0 or line.tops_page or (not has_feeds and line.gap >= 2)
        for near in (i - 1, i, i + 1)
        if 0 <= near < len(lines)
    }
    return tuple(
        text
        for text in edges
        if counts[text] >= 2 and len(text) >= 6 and not is_date_line(text) and text[0] not in "➢●•-"
    )


def _without_page(text: str) -> str:
    return _PAGE_MARK.sub("", text).strip()


def _front(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Give the paragraphs before the running text: at most the first thirty."""
    for at, block in enumerate(blocks[:_FRONT_BLOCKS]):
        is_text = block.is_prose and not is_capitals(block.text) and not _LABEL.match(fold(block.text))
        if at and (is_text or _CONTEXT.match(fold(block.text))):
            return tuple(blocks[:at])
    return tuple(blocks[:_FRONT_BLOCKS])


def _date_groups(lines: Sequence[Line], front: Sequence[Block]) -> tuple[tuple[int, str], ...]:
    """Give the slots as written, a date with the hours that stand below it, with the line each begins on."""
    last = front[-1].line if front else 0
    groups: list[tuple[int, str]] = []
    for line in lines:
        text = _DATE_LABEL.sub("", line.text)
        if line.number > last or not (is_date_line(text) or (has_day(text) and has_year(text) and len(text) <= 120)):
            continue
        if has_day(text):
            groups.append((line.number, text))
        elif groups and not has_hours(groups[-1][1]):
            groups[-1] = (groups[-1][0], f"{groups[-1][1]}, {text}")
    alone = [group for group in groups if is_date_line(group[1])]
    return tuple(alone or groups)


def _article(sheet: Sheet, reading: Reading) -> Article:
    title = _title(sheet)
    rest = tuple(block for block in sheet.blocks if block.line not in {b.line for b in sheet.front})
    article = Article(
        id="",
        title=title.text,
        summary=excerpt(prose_of(_from_context(rest or sheet.blocks))),
        body=render_blocks(rest or sheet.blocks),
        links=_links(sheet),
        language=_language(sheet),
        provenance=found_at(reading, title.line),
    )
    return name_article(article, reading)


def _language(sheet: Sheet) -> str:
    words = Counter(
        re.findall(r"\b(?:the|and|of|with|les|des|et|une|dans)\b", " ".join(b.text for b in sheet.blocks).casefold())
    )
    english = sum(words[word] for word in ("the", "and", "of", "with"))
    return "en" if english > words.total() - english else "fr"


def _title(sheet: Sheet) -> Block:
    """Choose the title: what follows the kind's line, what is in capitals, else the first words that are no label."""
    candidates = [block for block in sheet.front if _may_be_title(block)]
    if not candidates:
        first = sheet.front[0] if sheet.front else sheet.blocks[0] if sheet.blocks else None
        text = sheet.headers[0] if sheet.headers else first.text if first else "?"
        return Block(line=first.line if first else 1, text=text)
    return max(candidates, key=lambda block: (_title_rank(block, sheet), -block.line))


def _may_be_title(block: Block) -> bool:
    text = fold(block.text)
    return (
        not block.is_item
        and 8 <= len(text) <= 300
        and not is_date_line(block.text)
        and not _KIND_LINE.match(text)
        and not _LABEL.match(text)
        and not _CONTEXT.match(text)
        and not find_addresses(block.text)
        and "@" not in text
    )


def _title_rank(block: Block, sheet: Sheet) -> int:
    at = sheet.front.index(block)
    before = fold(sheet.front[at - 1].text) if at else ""
    is_named = bool(_KIND_LINE.match(before))
    quoted = block.text.startswith(("«", "“", '"'))
    names_kind = re.match(rf"{_KINDS}\b", fold(block.text)) is not None
    return 3 * (is_capitals(block.text) and len(block.text) > 24) + 2 * is_named + quoted + names_kind


def _from_context(blocks: Sequence[Block]) -> Sequence[Block]:
    """Give the paragraphs from "Contexte et objectifs" on, up to the first list; all of them where there is no such heading."""
    start = next((i for i, block in enumerate(blocks) if _SUBJECT.match(fold(block.text)) and len(block.text) < 90), -1)
    following = blocks[start + 1 :]
    return following if any(block.is_prose for block in following) else blocks


def _links(sheet: Sheet) -> tuple[Link, ...]:
    return find_links([block.text for block in sheet.blocks])


def _registration(sheet: Sheet) -> str | None:
    """Give the address to register at: the one that stands with such words, or right below them."""
    before = ""
    for block in sheet.blocks:
        found = find_addresses(block.text)
        if found and (_REGISTERS.search(fold(block.text)) or _REGISTERS.search(fold(before))):
            return found[0][1]
        before = block.text
    return None


def _events(sheet: Sheet, article: Article, reading: Reading) -> tuple[Event, ...]:
    found = {}
    for line, text in sheet.dates or _in_prose(sheet):
        when = read_date(text, reference=reading.today, zone=reading.zone)
        for occurrence in when.occurrences:
            if occurrence.start is None or when.kind in ("publication", "imprecise", "ambiguous"):
                continue
            event = Event(
                id="",
                title=article.title,
                start=occurrence.start,
                end=occurrence.end,
                place=_place(sheet),
                url=_registration(sheet),
                summary=article.summary,
                status=status_in(article.title),
                links=article.links,
                keys=(reading.where,),
                provenance=found_at(reading, line),
            )
            named = name_event(event)
            found[named.id, str(named.start)] = named
    return tuple(found.values())


def _in_prose(sheet: Sheet) -> tuple[tuple[int, str], ...]:
    """A sheet without a date of its own line: the first sentence that says when it takes place."""
    sentences = (
        (b.line, s) for b in sheet.blocks for s in re.split(r"(?<=[.!?]) ", b.text) if has_day(s) and has_year(s)
    )
    return next((((line, text),) for line, text in sentences if _TAKES_PLACE.search(fold(text))), ())


def _place(sheet: Sheet) -> str:
    places = (line.text[m.end() :] for line in sheet.lines[:40] if (m := _PLACE_LABEL.match(line.text)))
    return next((place for place in places if len(place) <= 120), "")


def _undated(article: Article, reading: Reading) -> Problem:
    return problem_at(
        reading,
        _('the day of the meeting "{title}" cannot be told').format(title=article.title),
        line=article.provenance.line,
        mend=_("Write it on a line of its own, as in 18 mai 2021, 12h00-13h30."),
    )
