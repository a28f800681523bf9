"""What the readers of files share: ids, keys, provenances and problems of what they found.

A reader makes an article or event without an id; `name_article` and `name_event` give it the id that stays the same as
long as it is the same thing.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice
from urllib.parse import urlsplit

from digest.model import Article, Event, Link, Problem, Provenance, Status, day_of
from digest.sources.types import ReadContext
from digest.text.normalize import strip_accents
from digest.text.sanitize import plain_text
from digest.text.urls import page_key, safe_address, short_id

_FIRST_WORDS = 12
_STATUSES = (
    (re.compile(r"\b(?:annulee?s?|cancell?ed)\b|^annulation\b"), Status.CANCELLED),
    (re.compile(r"\b(?:reportee?s?|postponed)\b|^report\b(?! (?:of|on)\b)"), Status.POSTPONED),
    # "Programme complet" is no full house: the word stands alone, in brackets, or first or last after a stop.
    (re.compile(r"^complete?s?(?: ?[:!–-]|$)|[:(\[–-] ?complete?s? ?[)\]!]*$|\bsold out\b|^full$"), Status.FULL),
)
_ADDRESS = re.compile(r"\b(?:https?://|www\.)[^\s<>\"«»“”]+", re.IGNORECASE)

_AT_MOST_ADDRESSES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundAddress:
    """A web address in a text: where it begins, as it is written, and what it leads to."""

    start: int
    words: str
    address: str


def fold_title(text: str) -> str:
    """Set case, accents, apostrophes and kinds of white space aside, for comparing."""
    bare = strip_accents(unicodedata.normalize("NFKD", text))
    return " ".join(bare.casefold().replace("’", "'").split())


def found_at(reading: ReadContext, line: int | None = None) -> Provenance:
    """Report where something was found."""
    return Provenance(source=reading.source.name, where=reading.where, line=line)


def problem_at(reading: ReadContext, message: str, *, line: int | None = None, hint: str = "") -> Problem:
    """Report what is wrong in a file, with its line where there is one."""
    return Problem(source=reading.source.name, where=str(found_at(reading, line)), message=message, hint=hint)


def name_article(article: Article, reading: ReadContext) -> Article:
    """Return an article its id, of its address or else of its source and file, and what its source adds to it."""
    host = urlsplit(reading.source.url or "").hostname or ""
    keys = (page_key(article.url, same_as=reading.source.same_as, host=host),) if article.url else ()
    return replace(
        article,
        id=short_id("a", *(keys or (reading.source.name, reading.where))),
        title=sentence_case(_apply_replacements(article.title, reading), plain_text(article.body) or article.summary),
        summary=_apply_replacements(article.summary, reading),
        body=_apply_replacements(article.body, reading),
        tags=_tags(article.tags, reading),
        theme=article.theme or reading.source.theme,
        keys=(*article.keys, reading.where, _content_key(article)),
    )


def _content_key(article: Article) -> str:
    """Return what identifies an own text wherever it lies: its title, its first words and its day."""
    day = day_of(article.published).isoformat() if article.published else ""
    words = " ".join(fold_title(article.summary).split()[:_FIRST_WORDS])
    return f"text {fold_title(article.title)} {words} {day}".strip()


def name_event(event: Event, reading: ReadContext) -> Event:
    """Return an event its id, of its folded title and its first day, and what its source adds to it."""
    title = sentence_case(_apply_replacements(event.title, reading), event.summary)
    keys = (fold_title(title), event.first_day.isoformat())
    return replace(
        event,
        id=short_id("e", *keys),
        title=title,
        summary=_apply_replacements(event.summary, reading),
        tags=_tags(event.tags, reading),
        theme=event.theme or reading.source.theme,
        keys=(*event.keys, " ".join(keys)),
    )


def distinguish_items(events: Iterable[Event]) -> tuple[Event, ...]:
    """Return each event once: sittings of one day get an id each, a day gives way to the same day with hours."""
    found: dict[str, Event] = {}
    for event in events:
        other = found.get(event.id)
        if other is not None and other.start != event.start and not (other.all_day or event.all_day):
            event = replace(event, id=short_id("e", *event.keys[-1:], str(event.start)))
            other = found.get(event.id)
        if other is None or (other.all_day and not event.all_day):
            found[event.id] = event
    return tuple(found.values())


def _apply_replacements(text: str, reading: ReadContext) -> str:
    for fault, right in reading.source.replace.items():
        text = text.replace(fault, right)
    return text


def _tags(tags: Iterable[str], reading: ReadContext) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*(_apply_replacements(tag, reading) for tag in tags), *reading.source.tags)))


def web_address(text: str) -> str | None:
    """Return an http(s) address that a reader can open; `www.` alone is taken for https; None for anything else."""
    address = safe_address(re.sub(r"^www\.", "https://www.", text.strip(), flags=re.IGNORECASE))
    return address if address and address.lower().startswith(("http://", "https://")) else None


def find_addresses(text: str) -> tuple[FoundAddress, ...]:
    """Find the web addresses in a text, in order; the full stop or bracket after them is cut. At most two hundred."""
    found = []
    for match in islice(_ADDRESS.finditer(text), _AT_MOST_ADDRESSES):
        words = match[0].rstrip(".,;:!?'’…*")
        if words.endswith(")") and "(" not in words:
            words = words.rstrip(").,;")
        if address := web_address(words):
            found.append(FoundAddress(start=match.start(), words=words, address=address))
    return tuple(found)


def find_links(texts: Iterable[str]) -> tuple[Link, ...]:
    """Return the web addresses of paragraphs, each once, with the words that lead to it where they are short."""
    links: dict[str, Link] = {}
    above = ""
    for text in texts:
        for found in find_addresses(text):
            lead = _lead(text[max(0, found.start - 200) : found.start] or (above if above.endswith(":") else ""))
            links.setdefault(found.address, Link(url=found.address, title=lead))
        above = text[-200:]
    return tuple(links.values())[:_AT_MOST_ADDRESSES]


def _lead(before: str) -> str:
    """Return the last clause before an address, where it is short enough to stand for it."""
    lead = re.split(r"[.!?;,»)]\s", before.rstrip())[-1].strip(" \u00a0:–-,(")
    return lead if 3 < len(lead) <= 90 else ""


def status_in(words: str) -> Status:
    """Read whether an event takes place from its title or status column: ANNULÉ, reporté, complet."""
    folded = fold_title(words)
    return next((status for pattern, status in _STATUSES if pattern.search(folded)), Status.CONFIRMED)


# Titles set all in capitals, as sentences.

_COMMON_WORDS = (
    "à des les la le du de et en aux au sur par pour un une dans avec sans vers ou dont l d s n qu ses leur leurs"
    " nos notre élus élues forum colloque rencontres rencontre journée journées séminaire atelier ateliers"
    " conférence réunion assises congrès programme session sessions assemblée générale bureau comité conseil"
    " commission groupe travail table ronde coopération décentralisée internationale international territoires"
    " collectivités villes régions départements communes jumelage jumelages eau climat jeunesse culture éducation"
    " santé fonds appel projets compte rendu rapport exécutif mondial mondiale réseau"
)
_SPELLINGS = {fold_title(word): word for word in _COMMON_WORDS.split()}
_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST_TITLE = 8


def sentence_case(title: str, text: str = "") -> str:
    """Return a title set all in capitals as a sentence, each word spelt as the text below it or a short list spells it.

    Names keep the capital that they have in the text. Where a word stands in neither, and any other title, nothing is
    changed: capitals are better than a name without its own.
    """
    letters = [character for character in title if character.isalpha()]
    if len(letters) < _SHORTEST_TITLE or not all(character.isupper() for character in letters):
        return title
    words = _WORD.findall(text)
    known = {fold_title(word): word for word in (*words, *reversed([word for word in words if not word.isupper()]))}
    known |= _SPELLINGS
    spelt = [known.get(fold_title(word)) for word in _WORD.findall(title)]
    if not all(spelt):
        return title
    rest = iter(spelt)
    sentence = _WORD.sub(lambda _found: str(next(rest)), title)
    return sentence[:1].upper() + sentence[1:]
