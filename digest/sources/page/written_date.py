"""The day a page or a box of a list was published, as the page writes it for people.

`<time>` elements often belong to something else on the page, so words of publication ("Publié le 3 novembre 2026") go
first. Then come the dates for machines of the main text, then a line that holds little but a date, as themes of
WordPress, Drupal and SPIP print one below the title. An update ("Mis à jour le") is no publication.
"""

import re
from datetime import date, timedelta

from digest.model import day_of
from digest.sources.content import Fragment
from digest.sources.page.structured_data import stamp_in
from digest.sources.types import ReadContext
from digest.text.dates import read_date

_PUBLISHED = re.compile(
    r"\b(?:publi[ée]e?s?|mise?s? en ligne|parue?s?|post[ée]e?s?|r[ée]dig[ée]e?s?|[ée]crite?s?"
    r"|date de (?:publication|parution)"
    r"|actualit[ée] du|article du|published|posted)\b(?:\s+(?:le|on|:|-|–|du|par\b.{1,60}?\ble))*\s*:?\s*",
    re.IGNORECASE,
)
_UPDATED = re.compile(
    r"\b(?:mise?s? [àa] jour|modifi[ée]e?s?|actualis[ée]e?s?|updated|modified|derni[èe]re)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_AUTHOR = re.compile(r"\s+(?:par|by|dans|in)\s.*|\s[|•·]\s.*|\s–\s.*", re.IGNORECASE | re.DOTALL)
_DATE_CLASS = (
    "contains(@class,'date') or contains(@class,'meta') or contains(@class,'publi') or contains(@class,'posted')"
    " or contains(@class,'created') or contains(@class,'time') or contains(@class,'day') or contains(@class,'jour')"
    " or contains(@class,'info') or contains(@class,'detail')"
)
_DIGIT_OR_MONTH = re.compile(r"\d")
_LONGEST_LINE = 90
_SHORT_WORDS = 12


def published_day(node: Fragment, reading: ReadContext, *, title: Fragment | None = None) -> str:
    """Return the day of publication that an article or a box states, for `RawArticle.published`; empty where none does.

    Args:
        node: The main text of a page, or a box of a list, without what stands around it.
        reading: Says the day of the reading and the zone.
        title: Its heading: a date in it is what the text is about.
    """
    return _from_words(node, reading) or _from_time(node) or _from_line(node, reading, title)


def strip_date_lines(node: Fragment) -> None:
    """Take out of a text, in place, the lines that say when it was published or updated and nothing more."""
    for line in node.xpath(".//p|.//div[not(*)]|.//span|.//small|.//time")[:200]:
        words = " ".join(line.text_content().split())
        rest = _UPDATED.sub("", _PUBLISHED.sub("", words, count=1))
        is_stated = rest != words and len(words) <= _LONGEST_LINE and "." not in words.rstrip(".")
        if is_stated and len(rest.split()) <= _SHORT_WORDS // 2 and line.getparent() is not None:
            line.drop_tree()


def stated_day(words: str, reading: ReadContext) -> date | None:
    """Return the one day that a short text is, give or take a weekday or an author; None where it is more or less."""
    words = _AUTHOR.sub("", _UPDATED.sub("", " ".join(words.split())))[:_LONGEST_LINE]
    if not _DIGIT_OR_MONTH.search(words) or len(words.split()) > _SHORT_WORDS:
        return None
    said = read_date(words, reference=reading.today, zone=reading.zone)
    starts = {day_of(found.start) for found in said.occurrences if found.start is not None}
    return starts.pop() if len(starts) == 1 and said.kind in (None, "publication") else None


def _from_words(node: Fragment, reading: ReadContext) -> str:
    text = " ".join(" ".join(node.itertext()).split())[:20_000]
    for found in list(_PUBLISHED.finditer(text))[:20]:
        day = _leading_day(text[found.end() : found.end() + _LONGEST_LINE], reading)
        if day is not None and day <= reading.today + timedelta(days=1):
            return day.isoformat()
    return ""


def _leading_day(text: str, reading: ReadContext) -> date | None:
    """Return the day that a text begins with: its first words, one more at a time, until they are a day with a year."""
    words = text.split()
    best = None
    for count in range(1, min(len(words), 6) + 1):
        head = " ".join(words[:count]).rstrip(",;.")
        day = stated_day(head, reading)
        if day is None and best is not None:
            break
        best = day if day is not None else best
        if best is not None and re.search(r"\d{4}\b|/\d{2}\Z", head):
            break
    return best


def _from_time(node: Fragment) -> str:
    for found in node.xpath(".//time|.//abbr[contains(@class,'published')]|.//*[@itemprop='datePublished']")[:20]:
        around = found.getparent()
        before = " ".join((around.text or "").split()) if around is not None else ""
        kind = " ".join(filter(None, (found.get("class"), found.get("itemprop"), before)))
        if not re.search(r"updat|modif|mis[e]? [àa] jour", kind, re.IGNORECASE):
            return stamp_in(found, "self::*")
    return ""


def _from_line(node: Fragment, reading: ReadContext, title: Fragment | None) -> str:
    for found in node.xpath(f".//*[{_DATE_CLASS}]")[:40]:
        if title is not None and (found is title or title in found.iterdescendants()):
            continue
        day = stated_day(_spaced(found), reading)
        if day is not None:
            return day.isoformat()
    for found in node.xpath(".//p|.//span|.//div|.//small|.//em|.//i|.//td|.//dt|.//li")[:40]:
        words = _spaced(found)
        day = stated_day(words, reading) if len(words) <= _LONGEST_LINE // 2 else None
        if day is not None:
            return day.isoformat()
    own = stated_day(node.text or "", reading)
    return own.isoformat() if own is not None else ""


def _spaced(node: Fragment) -> str:
    """Return the words of an element, those of its children apart from each other: day, month, year in three spans."""
    return " ".join(" ".join(node.itertext()).split())[:200]
