"""A session document as text: the programme sheet of a meeting, an event and an article in one.

Such sheets come out of word processors: a running header on each page, lines cut at the margin, page breaks inside
sentences, typed bullets, a title in capitals, a date over its hours, a registration link, contacts.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from digest.locale import _
from digest.model import Article, Event, SourceResult
from digest.sources.portal.items import (
    distinguish_items,
    find_addresses,
    find_links,
    found_at,
    name_article,
    name_event,
    problem_at,
    status_in,
)
from digest.sources.portal.lines import (
    DocBlock,
    DocLine,
    has_day,
    has_hours,
    has_year,
    is_capitals,
    is_date_line,
    is_kind_line,
    is_label,
    is_page_number,
    is_section,
    join_lines,
    opens_context,
    opens_programme,
    place_in,
    prose_of,
    render_blocks,
    says_when,
    speaks_of_registering,
    starts_with_kind,
    without_date_label,
    without_page,
)
from digest.sources.types import ReadContext
from digest.text.dates import event_times, read_date
from digest.text.sanitize import excerpt

_SURE = 3
_FRONT = 30
_Slot = tuple[int, str]
"""A date with its hours as written, after the line it begins on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionDoc:
    """The document taken apart.

    Attributes:
        lines: Its lines without running headers and page numbers.
        headers: The running headers.
        blocks: Its paragraphs and items.
        front: Those before the running text: title, kind, dates, labels.
        slots: When it takes place, as written.
    """

    lines: tuple[DocLine, ...]
    headers: tuple[str, ...]
    blocks: tuple[DocBlock, ...]
    front: tuple[DocBlock, ...]
    slots: tuple[_Slot, ...]


def looks_like_session(lines: Sequence[DocLine]) -> bool:
    """Whether lines are a session document: a dated front, and the marks of such a sheet."""
    sheet = _take_apart(lines)
    dated = [text for _line, text in sheet.slots if has_year(text)]
    if not dated:
        return False
    texts = [block.text for block in sheet.blocks]
    marks = (
        2 * any(has_hours(text) for text in dated),
        bool(sheet.headers),
        any(starts_with_kind(text) for text in texts[:12]),
        min(2, sum(is_section(text) for text in texts)),
        any(speaks_of_registering(text) for text in texts),
        any(is_capitals(block.text) and len(block.text) > 30 for block in sheet.front),
        any(is_label(text) for text in texts[:12]),
        any(line.tops_page for line in lines),
    )
    return sum(marks) >= _SURE


def read_session(lines: Sequence[DocLine], reading: ReadContext) -> SourceResult:
    """Read a session document: one article, and one event for each of its slots."""
    sheet = _take_apart(lines)
    article = _article(sheet, reading)
    events = _events(sheet, article, reading)
    if events:
        return SourceResult(source=reading.source.name, articles=(article,), events=events)
    problem = problem_at(
        reading,
        _('the day of the meeting "{title}" cannot be told').format(title=article.title),
        line=article.provenance.line,
        hint=_("Write it on a line of its own, as in 18 mai 2021, 12h00-13h30."),
    )
    return SourceResult(source=reading.source.name, articles=(article,), problems=(problem,))


def _take_apart(lines: Sequence[DocLine]) -> SessionDoc:
    headers = _running_headers(lines)
    kept = tuple(line for line in lines if without_page(line.text) not in headers and not is_page_number(line.text))
    blocks = join_lines(kept)
    front = _front(blocks)
    return SessionDoc(lines=kept, headers=headers, blocks=blocks, front=front, slots=_slots(kept, front))


def _running_headers(lines: Sequence[DocLine]) -> tuple[str, ...]:
    """Find the lines that come back at the tops or the feet of pages; the numbers of pages are set aside."""
    counts = Counter(without_page(line.text) for line in lines)
    has_feeds = any(line.tops_page for line in lines)
    tops = [at for at, line in enumerate(lines) if not at or line.tops_page or (not has_feeds and line.gap >= 2)]
    edges = {without_page(line.text): None for at in tops for line in lines[max(0, at - 2) : at + 3]}
    return tuple(text for text in edges if counts[text] >= 2 and _may_be_header(text))


def _may_be_header(text: str) -> bool:
    return len(text) >= 6 and text[0].isalnum() and not is_date_line(text) and not text.endswith((";", ","))


def _front(blocks: Sequence[DocBlock]) -> tuple[DocBlock, ...]:
    """Return the paragraphs before the running text, at most the first thirty; the first is always among them."""
    for at, block in enumerate(blocks[:_FRONT]):
        is_text = block.is_prose and not is_capitals(block.text) and not is_label(block.text)
        if at and (is_text or is_section(block.text) or _opens_programme(block)):
            return tuple(blocks[:at])
    return tuple(blocks[:_FRONT])


def _opens_programme(block: DocBlock) -> bool:
    return opens_programme(block.text) and not is_date_line(block.text)


def _slots(lines: Sequence[DocLine], front: Sequence[DocBlock]) -> tuple[_Slot, ...]:
    """Return the dates of the front, each with the hours that stand on a line below it."""
    last = front[-1].line if front else 0
    slots: list[_Slot] = []
    for line in lines:
        text = without_date_label(line.text)
        if line.number > last or not _may_be_slot(text):
            continue
        if has_day(text):
            slots.append((line.number, text))
        elif slots and not has_hours(slots[-1][1]):
            slots[-1] = (slots[-1][0], f"{slots[-1][1]}, {text}")
    return tuple(slot for slot in slots if is_date_line(slot[1])) or tuple(slots)


def _may_be_slot(text: str) -> bool:
    return is_date_line(text) or (len(text) <= 120 and has_day(text) and has_year(text))


def _article(sheet: SessionDoc, reading: ReadContext) -> Article:
    title = _title(sheet)
    blocks = tuple(block for block in sheet.blocks if block not in sheet.front or _stays(block, title))
    text = tuple(block for block in blocks if block not in sheet.front)
    article = Article(
        id="",
        title=title.text,
        summary=_summary(_from_context(text or blocks)),
        body=render_blocks(blocks),
        links=find_links([block.text for block in sheet.blocks]),
        language=_language(sheet),
        provenance=found_at(reading, title.line),
    )
    return name_article(article, reading)


def _summary(blocks: Sequence[DocBlock]) -> str:
    """Return the first running text, or the list where there is none; a running order and contacts are no summary."""
    return excerpt(prose_of(blocks)) if any(block.is_prose or block.is_item for block in blocks) else ""


def _stays(block: DocBlock, title: DocBlock) -> bool:
    """Whether a paragraph of the front belongs into the text too: all but the title, the kind and the dates."""
    return (
        block.line != title.line and not is_kind_line(block.text) and not is_date_line(without_date_label(block.text))
    )


def _language(sheet: SessionDoc) -> str:
    words = re.findall(
        r"\b(?:the|and|of|with|les|des|et|une|dans)\b", " ".join(b.text for b in sheet.blocks).casefold()
    )
    english = sum(word in ("the", "and", "of", "with") for word in words)
    return "en" if english * 2 > len(words) else "fr"


def _title(sheet: SessionDoc) -> DocBlock:
    """Choose the title: what follows the kind's line, what is in capitals, else the first words that are no label."""
    candidates = [block for block in sheet.front if _may_be_title(block)]
    if candidates:
        return max(candidates, key=lambda block: (_title_rank(block, sheet), -block.line))
    first = next(iter(sheet.front or sheet.blocks), DocBlock(line=1, text="?"))
    named = next((block for block in sheet.front if starts_with_kind(block.text)), first)
    return DocBlock(line=first.line, text=sheet.headers[0]) if sheet.headers and named is first else named


def _may_be_title(block: DocBlock) -> bool:
    text = block.text
    is_other = is_date_line(text) or is_kind_line(text) or is_label(text) or is_section(text)
    return not block.is_item and 8 <= len(text) <= 300 and not is_other and "@" not in text and not find_addresses(text)


def _title_rank(block: DocBlock, sheet: SessionDoc) -> int:
    at = sheet.front.index(block)
    is_named = at > 0 and is_kind_line(sheet.front[at - 1].text)
    is_quoted = block.text.startswith(("«", "“", '"'))
    is_loud = is_capitals(block.text) and len(block.text) > 24
    return 3 * is_loud + 2 * is_named + is_quoted + starts_with_kind(block.text)


def _from_context(blocks: Sequence[DocBlock]) -> Sequence[DocBlock]:
    """Return the paragraphs from "Contexte et objectifs" on; all of them where there is no such heading."""
    start = next((at for at, block in enumerate(blocks) if len(block.text) < 90 and opens_context(block.text)), -1)
    following = blocks[start + 1 :]
    return following if any(block.is_prose for block in following) else blocks


def _registration(sheet: SessionDoc) -> str | None:
    """Return the address to register at: the one that stands with such words, or right below them."""
    before = ""
    for block in sheet.blocks:
        found = find_addresses(block.text)
        if found and speaks_of_registering(f"{before} {block.text}"):
            return found[0].address
        before = block.text
    return None


def _events(sheet: SessionDoc, article: Article, reading: ReadContext) -> tuple[Event, ...]:
    found: list[Event] = []
    for line, text in sheet.slots or _slot_in_prose(sheet):
        when = read_date(text, reference=reading.today, zone=reading.zone)
        if when.kind in ("publication", "imprecise", "ambiguous", "deadline"):
            continue
        for time in event_times(when):
            if time.start is not None:
                event = Event(
                    id="",
                    title=article.title,
                    **time._asdict(),
                    place=_place(sheet),
                    url=_registration(sheet),
                    summary=article.summary,
                    status=status_in(article.title),
                    links=article.links,
                    keys=(reading.where,),
                    provenance=found_at(reading, line),
                )
                found.append(name_event(event, reading))
    return distinguish_items(found)


def _slot_in_prose(sheet: SessionDoc) -> tuple[_Slot, ...]:
    """A sheet without a date on a line of its own: the first sentence that says when it takes place."""
    sentences = ((block.line, words) for block in sheet.blocks for words in re.split(r"(?<=[.!?]) ", block.text))
    dated = (
        slot
        for slot in sentences
        if len(slot[1]) <= 400 and has_day(slot[1]) and has_year(slot[1]) and says_when(slot[1])
    )
    return tuple(slot for slot in (next(dated, None),) if slot)


def _place(sheet: SessionDoc) -> str:
    places = (place_in(line.text) for line in sheet.lines[:40])
    return next((place for place in places if 0 < len(place) <= 120), "")
