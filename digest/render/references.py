"""Words for the addresses of an article or an event: what its source calls them, else the host and the kind of file."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar
from urllib.parse import unquote, urlsplit

from digest.locale import _
from digest.model import Link
from digest.render.view import ArticleView, EventView, LetterView, Reference
from digest.text.normalize import fold_for_search, is_vague
from digest.text.sanitize import clean_line, cut_at_word
from digest.text.urls import safe_address

_Item = TypeVar("_Item", ArticleView, EventView)


_LONGEST_WORD = 24


_LONGEST_TITLE = 80


_LIKE_A_FILE = re.compile(r"[_%=\\]|\.[A-Za-z0-9]{2,5}$|://|^www\.|[a-z][A-Z].*[a-z][A-Z]")


_ENDS = " \u00a0\u202f:;,–-"


def list_references(links: Iterable[Link], *, but: str | None) -> tuple[Reference, ...]:
    """Return the links worth printing, each address once, no two with the same words.

    Args:
        links: As the source gave them.
        but: The address that the title leads to already.
    """
    found: dict[str, Reference] = {}
    for link in links:
        url = safe_address(clean_line(link.url))
        if url and url != but and url not in found:
            words = _unlike(_words(url, link.title), {one.words for one in found.values()})
            found[url] = Reference(url=url, words=words)
    return tuple(found.values())


def distinguish_titles(sheet: LetterView) -> LetterView:
    """Add the title above them to the words that lead to different places in one letter: "S'inscrire – Assemblée".

    Whoever goes from link to link hears nothing else.
    """
    leads: dict[str, set[str]] = {}
    for item in sheet.items:
        for link in item.references:
            leads.setdefault(fold_for_search(link.words), set()).add(link.url)
    same = frozenset(words for words, urls in leads.items() if len(urls) > 1)
    return _with_titles(sheet, same) if same else sheet


def _with_titles(sheet: LetterView, same: frozenset[str]) -> LetterView:
    def told(items: Iterable[_Item]) -> tuple[_Item, ...]:
        return tuple(_with_title(item, same) for item in items)

    return replace(
        sheet,
        pinned=_with_title(sheet.pinned, same) if sheet.pinned else None,
        sections=tuple(replace(section, stories=told(section.stories)) for section in sheet.sections),
        ongoing=told(sheet.ongoing),
        days=tuple(replace(day, meetings=told(day.meetings)) for day in sheet.days),
        deadlines=told(sheet.deadlines),
    )


def _with_title(item: _Item, same: frozenset[str]) -> _Item:
    title = cut_at_word(item.title, limit=_LONGEST_TITLE)
    references = (
        replace(link, words=f"{link.words} – {title}") if fold_for_search(link.words) in same else link
        for link in item.references
    )
    return replace(item, references=tuple(references))


def _words(url: str, title: str) -> str:
    words = clean_line(title).strip(_ENDS)
    says_something = words and not is_vague(words) and not _is_file_name(words)
    return words if says_something else _name(url)


def _is_file_name(words: str) -> bool:
    """Whether these are no words but the name of a file or an address: one run of signs that nobody would say."""
    return len(words.split()) == 1 and (len(words) > _LONGEST_WORD or bool(_LIKE_A_FILE.search(words)))


def _name(url: str) -> str:
    """Name an address by its host, and by what kind of file lies there; a mailbox or a number by itself."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    if not host:
        return unquote(parts.path)
    kind = _kinds().get(parts.path.rpartition("/")[2].rpartition(".")[2].lower())
    return f"{host} ({kind})" if kind else host


def _kinds() -> dict[str, str]:
    """Return the words for kinds of files by the ending of their names."""
    return {
        "pdf": "PDF",
        "zip": "ZIP",
        **dict.fromkeys(("doc", "docx", "odt", "rtf"), _("text document")),
        **dict.fromkeys(("xls", "xlsx", "ods", "csv"), _("spreadsheet")),
        **dict.fromkeys(("ppt", "pptx", "odp"), _("slides")),
        **dict.fromkeys(("jpg", "jpeg", "png", "gif", "webp"), _("image")),
        **dict.fromkeys(("mp3", "ogg", "m4a"), _("sound")),
        **dict.fromkeys(("mp4", "webm", "mov"), _("video")),
    }


def _unlike(words: str, taken: set[str]) -> str:
    """Number words that another link of the same article has already."""
    number, tried = 1, words
    while tried in taken:
        number += 1
        tried = f"{words} – {number}"
    return tried
