"""Plain text taken apart: lines with their numbers, then paragraphs and list items, joined where they were cut.

Saved pages and documents come with hard line ends, page breaks inside sentences and typed bullets. What is a title or a
date is for `portal`, `sessions` and `documents` to say.
"""

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from digest.sources.datelines import is_date_line
from digest.sources.findings import find_addresses
from digest.sources.headings import is_kind_line
from digest.text.cleaning import clean_html, clean_line

_BULLET = re.compile(r"^(?:[➢➤►▶●•◦▪■□❖✓✔·o*–—-]|\d{1,2}[.)])[ \t\u00a0]+(?=\S)")
_ENDED = re.compile(r"[.!?…:;»”\")\]]\s*$")
_OPEN_END = re.compile(
    r"(?:[,’'(«-]|\b(?:de|du|des|d|la|le|les|l|et|ou|à|au|aux|en|sur|pour|par|of|the|and|for|in|to))$", re.IGNORECASE
)
_WIDEST_WRAP = 130
_PROSE = 140
_LONGEST = 5_000
_TAIL = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line that is not empty; `gap` is the number of empty lines before it, `tops_page` follows a form feed."""

    number: int
    text: str
    gap: int = 0
    tops_page: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph or a list item, on one line of text; `line` is where it begins, `last` its last line as written."""

    line: int
    text: str
    is_item: bool = False
    last: str = ""

    @property
    def is_prose(self) -> bool:
        """Tell whether it is running text rather than a title or a label."""
        return len(self.text) >= _PROSE or (len(self.text) >= 60 and self.text.endswith((".", "…")))


def split_lines(text: str) -> tuple[Line, ...]:
    """Give the lines that hold something, cleaned, from 1."""
    found: list[Line] = []
    gap, tops_page = 0, False
    for number, whole in enumerate(text.split("\n"), 1):
        for place, part in enumerate(whole.split("\f")):
            tops_page = tops_page or place > 0
            words = clean_line(part)
            if not words:
                gap += place == 0
                continue
            found.append(Line(number=number, text=words, gap=gap, tops_page=tops_page))
            gap, tops_page = 0, False
    return tuple(found)


def join_lines(lines: Sequence[Line]) -> tuple[Block, ...]:
    """Put paragraphs and items together from their lines."""
    width = _wrap_width(lines)
    words = frozenset(re.findall(r"\w+", " ".join(line.text for line in lines).casefold()))
    blocks: list[Block] = []
    for line in lines:
        if blocks and _goes_on(blocks[-1], line, width):
            blocks[-1] = replace(blocks[-1], text=_join(blocks[-1].text, line.text, words), last=line.text)
        else:
            blocks.append(_open_block(line))
    return tuple(blocks)


def render_blocks(blocks: Iterable[Block]) -> str:
    """Give the safe HTML of paragraphs and lists, addresses made links."""
    parts: list[str] = []
    in_list = False
    for block in blocks:
        if block.is_item != in_list:
            parts.append("<ul>" if block.is_item else "</ul>")
            in_list = block.is_item
        tag = "li" if block.is_item else "p"
        parts.append(f"<{tag}>{_linked(block.text)}</{tag}>")
    return clean_html("\n".join([*parts, "</ul>"] if in_list else parts))


def prose_of(blocks: Iterable[Block]) -> str:
    """Give the running text among paragraphs, on one line; where there is none, the list, then whatever there is."""
    blocks = tuple(blocks)
    prose = [block.text for block in blocks if block.is_prose and not block.is_item]
    listed = [block.text for block in blocks if block.is_item]
    return " ".join(prose or listed or (block.text for block in blocks))


def is_capitals(text: str) -> bool:
    """Tell whether a text is written in capitals."""
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= 4 and sum(c.isupper() for c in letters) >= 0.9 * len(letters)


def _open_block(line: Line) -> Block:
    bullet = _BULLET.match(line.text)
    words = line.text[bullet.end() :] if bullet else line.text
    return Block(line=line.number, text=words, is_item=bullet is not None, last=line.text)


def _wrap_width(lines: Sequence[Line]) -> int:
    """Give the width at which somebody cut the lines; 0 where nobody did."""
    longest = max((len(line.text) for line in lines), default=0)
    near = sum(len(line.text) >= 0.75 * longest for line in lines)
    return longest if 40 <= longest <= _WIDEST_WRAP and near >= 3 else 0


def _goes_on(block: Block, line: Line, width: int) -> bool:
    if len(block.text) > _LONGEST:
        return False
    if _goes_on_in_address(block, line):
        return True
    if _BULLET.match(line.text) or is_date_line(line.text) or is_date_line(block.last) or _is_address(line.text):
        return False
    if line.gap or line.tops_page:
        return _is_cut(block.text, line.text)
    return _is_wrapped(block, line, width)


def _goes_on_in_address(block: Block, line: Line) -> bool:
    """An address that was broken at the right margin: "https://…/register/" over "WN_abc12"."""
    tail = block.text[-_TAIL:].rsplit(" ", 1)[-1]
    head = line.text.split(" ", 1)[0]
    if not find_addresses(tail) or line.gap > 1 or _is_address(line.text):
        return False
    looks_it = bool(re.search(r"[\d_=&%/?#]", head)) and not is_date_line(line.text)
    return looks_it and (tail.endswith(tuple("/-_=&?%#")) or " " not in line.text)


def _is_cut(before: str, after: str) -> bool:
    """A page break inside a sentence: it has not ended, and goes on in small letters."""
    if len(before) < 30 or _ENDED.search(before[-_TAIL:]):
        return False
    return after[:1].islower() or (_OPEN_END.search(before[-_TAIL:]) is not None and not is_capitals(after))


def _is_wrapped(block: Block, line: Line, width: int) -> bool:
    if is_capitals(block.last) != is_capitals(line.text) and line.text[:1].isupper():
        return False
    if is_capitals(block.last):
        return len(block.last) >= 12 and not is_kind_line(block.last)
    if line.text[:1].islower() and not _ENDED.search(block.last):
        return True
    return bool(_OPEN_END.search(block.last)) or (width > 0 and len(block.last) >= 0.7 * width)


def _join(before: str, after: str, words: frozenset[str]) -> str:
    tail = before[-_TAIL:]
    if find_addresses(tail.rsplit(" ", 1)[-1]) and re.search(r"[\d_=&%/?#]", after.split(" ", 1)[0]):
        return before + after
    if re.search(r"\w-$", tail) and after[:1].islower():
        whole = re.split(r"\W", tail[:-1])[-1] + re.split(r"\W", after)[0]
        return (before[:-1] if whole.casefold() in words else before) + after
    return f"{before} {after}"


def _is_address(text: str) -> bool:
    return " " not in text and bool(find_addresses(text))


def _linked(text: str) -> str:
    parts: list[str] = []
    end = 0
    for found in find_addresses(text):
        parts.append(html.escape(text[end : found.start]))
        parts.append(f'<a href="{html.escape(found.address)}">{html.escape(found.words)}</a>')
        end = found.start + len(found.words)
    return "".join([*parts, html.escape(text[end:])])
