"""What the readers of files share: ids, keys, provenances and problems of what they found.

A reader makes an article or event without an id; `name_article` and `name_event` give it the id that stays the same as
long as it is the same thing.
"""

import re
import unicodedata
from dataclasses import replace
from urllib.parse import urlsplit

from digest.model import Article, Event, Problem, Provenance, Status
from digest.sources.reading import Reading
from digest.text.addresses import page_key, safe_address, short_id

_STATUSES = (
    (re.compile(r"\b(?:annulee?s?|cancell?ed)\b|^annulation\b"), Status.CANCELLED),
    (re.compile(r"\b(?:reportee?s?|postponed)\b|^report\b(?! (?:of|on)\b)"), Status.POSTPONED),
    # "Programme complet" is no full house: the word stands alone, in brackets, or first or last after a stop.
    (re.compile(r"^complete?s?(?: ?[:!–-]|$)|[:(\[–-] ?complete?s? ?[)\]!]*$|\bsold out\b|^full$"), Status.FULL),
)
_ADDRESS = re.compile(r"\b(?:https?://|www\.)[^\s<>\"«»“”]+", re.IGNORECASE)


def fold(text: str) -> str:
    """Set case, accents, apostrophes and kinds of white space aside, for comparing."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.sub(r"\s+", " ", bare.casefold().replace("’", "'")).strip()


def found_at(reading: Reading, line: int | None = None) -> Provenance:
    """Say where something was found."""
    return Provenance(source=reading.source.name, where=reading.where, line=line)


def problem_at(reading: Reading, message: str, *, line: int | None = None, mend: str = "") -> Problem:
    """Say what is wrong in a file, with its line where there is one."""
    return Problem(source=reading.source.name, where=str(found_at(reading, line)), message=message, mend=mend)


def name_article(article: Article, reading: Reading) -> Article:
    """Give an article its id: of its address, else of the source and the file."""
    host = urlsplit(reading.source.url or "").hostname or ""
    if article.url:
        key = page_key(article.url, same_as=reading.source.same_as, host=host)
        return replace(article, id=short_id("a", key), keys=(*article.keys, reading.where))
    return replace(article, id=short_id("a", reading.source.name, reading.where), keys=(*article.keys, reading.where))


def name_event(event: Event) -> Event:
    """Give an event its id: of its folded title and its first day."""
    keys = (fold(event.title), event.first_day.isoformat())
    return replace(event, id=short_id("e", *keys), keys=(*event.keys, " ".join(keys)))


def web_address(text: str) -> str | None:
    """Give an http(s) address that a reader can open; `www.` alone is taken for https; None for anything else."""
    address = safe_address(re.sub(r"^www\.", "https://www.", text.strip(), flags=re.IGNORECASE))
    return address if address and address.lower().startswith(("http://", "https://")) else None


def find_addresses(text: str) -> tuple[tuple[str, str], ...]:
    """Find the web addresses in a text: the words as written and the address, in order, the full stop after them cut."""
    found = []
    for match in _ADDRESS.finditer(text):
        words = match[0].rstrip(".,;:!?'’…*")
        if words.endswith(")") and "(" not in words:
            words = words.rstrip(").,;")
        if address := web_address(words):
            found.append((words, address))
    return tuple(found)


def status_in(words: str) -> Status:
    """Read whether an event takes place from its title or status column: ANNULÉ, reporté, complet."""
    folded = fold(words)
    return next((status for pattern, status in _STATUSES if pattern.search(folded)), Status.CONFIRMED)
