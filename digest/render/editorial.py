"""The édito: Markdown as the person wrote it, once as safe HTML, once as plain text (CommonMark).

HTML inside it is shown, not obeyed; its headings start below the letter's own.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from digest.locale import current_language
from digest.text.sanitize import clean_html, clean_text
from digest.text.typography import NO_BREAK, typeset, wrap

_HEADINGS = {"h1": "h3", "h2": "h3", "h3": "h4", "h4": "h4", "h5": "h4", "h6": "h4"}


def edito_html(markdown: str) -> str:
    """Return the édito as safe HTML; empty where there is none."""
    parser = _parser()
    return clean_html(parser.renderer.render(_read(markdown), parser.options, {}))


def edito_text(markdown: str) -> str:
    """Return the édito as plain text in columns, a blank line between paragraphs, each link followed by its number."""
    text = ""
    marker, after_item = "", False
    tokens = _read(markdown)
    numbers = {address: number for number, address in enumerate(_addresses(tokens), start=1)}
    for token in tokens:
        if token.type == "list_item_open":
            marker = f"{token.info}. " if token.info else "- "
        elif token.type in ("inline", "code_block", "fence"):
            words = "".join(_words(token.children, numbers)) if token.children else token.content.strip()
            gap = "\n" if marker and after_item else "\n\n"
            text += (gap if text else "") + wrap(words, first=marker)
            marker, after_item = "", bool(marker)
    return text


def edito_links(markdown: str) -> tuple[str, ...]:
    """Return the addresses that the édito's plain text numbers, the first is number 1."""
    return _addresses(_read(markdown))


def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False})


def _read(markdown: str) -> list[Token]:
    """Parse, lower the headings and typeset the words, but not code and addresses."""
    tokens = _parser().parse(clean_text(markdown))
    for token in tokens:
        token.tag = _HEADINGS.get(token.tag, token.tag)
        for child in token.children or ():
            if child.type == "text":
                child.content = typeset(child.content, language=current_language())
    return tokens


def _addresses(tokens: Iterable[Token]) -> tuple[str, ...]:
    """Return the addresses behind words, each once; an address that is its own words needs no number."""
    found: dict[str, None] = {}
    for token in tokens:
        children = token.children or []
        for link, words in pairwise(children):
            address = str(link.attrGet("href") or "")
            if link.type == "link_open" and address and words.content != address.removeprefix("mailto:"):
                found[address] = None
    return tuple(found)


def _words(tokens: Iterable[Token], numbers: Mapping[str, int]) -> Iterator[str]:
    """Return the words of a paragraph."""
    address, before = "", ""
    for token in tokens:
        if token.type == "link_open":
            address = str(token.attrGet("href") or "")
        elif token.type == "link_close":
            is_said = before == address.removeprefix("mailto:") or address not in numbers
            yield "" if is_said else f"{NO_BREAK}[{numbers[address]}]"
        elif token.type in ("softbreak", "hardbreak"):
            yield " " if token.type == "softbreak" else "\n"
        else:
            yield token.content
        before = token.content
