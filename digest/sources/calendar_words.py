"""The words of a calendar's event: escaped, marked-up, foreign texts in, plain and safe ones out.

Also what only the words tell: that an event is cancelled, postponed or full, and the address that stands in its text.
"""

import re
import unicodedata
from collections.abc import Mapping

from digest.model import Status
from digest.sources.calendar_lines import Property
from digest.text.addresses import safe_address
from digest.text.cleaning import clean_line, clean_text, excerpt, plain_text
from digest.text.folding import without_marks

_ESCAPED = re.compile(r"\\([nN\\;,:\"])")
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>|&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});")
_HREF = re.compile(r"""href\s{0,3}=\s{0,3}["']?(https?://[^\s"'<>]+)""", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>\"«»]+", re.IGNORECASE)
_LONGEST_TITLE = 300
# Six times what a letter prints of it: of a text made of empty paragraphs, cleaning costs a millisecond per kB.
_LONGEST_TEXT = 2_000
# "Dossier complet" is no full event, "annulation de la dette" no cancelled one: the word opens or closes the title.
_EDGE = r"(?:^[\W_]*|[\[(]\s?)"
_CANCELLED = re.compile(
    rf"{_EDGE}(?:annul(?:e|es|ee|ees)|cancell?ed)\b|\bannul(?:e|es|ee|ees)[\W_]*$|{_EDGE}annulation\b(?!.{{0,40}}\bdettes?\b)"
)
_POSTPONED = re.compile(
    rf"{_EDGE}(?:report(?:e|es|ee|ees)|postponed)\b|\breport(?:e|es|ee|ees)[\W_]*$|{_EDGE}report\s(?:d|a)[eu']"
)
_FULL = re.compile(r"^[\W_]*complet\s?(?:\W|$)|[\[(]\s?complet\s?[\])]|[-–—:!|]\s?complet[\W_]*$")
_STATUSES = {"CANCELLED": Status.CANCELLED, "CANCELED": Status.CANCELLED}


def plain_value(one: Property | None) -> str:
    """Give a text as a person would type it, on lines of its own; empty without a property."""
    if one is None:
        return ""
    text = _ESCAPED.sub(lambda m: "\n" if m[1] in "nN" else m[1], one.value[:_LONGEST_TEXT])
    return plain_text(text) if _MARKUP.search(text) else clean_text(text).strip()


def one_line(one: Property | None, *, limit: int = _LONGEST_TITLE) -> str:
    """Give a text on one line."""
    line = clean_line(plain_value(one).strip("\n"))
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def read_title(properties: Mapping[str, Property]) -> str:
    """Give the title, or without one the beginning of the description; empty where there is neither."""
    title = one_line(properties.get("SUMMARY"))
    return title or excerpt(plain_value(properties.get("DESCRIPTION")).partition("\n")[0], limit=80)


def read_summary(properties: Mapping[str, Property]) -> str:
    """Give the description, cut to what a letter bears; of two, the plain one."""
    text = plain_value(properties.get("DESCRIPTION")) or plain_value(properties.get("X-ALT-DESC"))
    return excerpt(text)


def read_address(properties: Mapping[str, Property]) -> str | None:
    """Give the event's address: its URL, or the first one in its description."""
    texts = [
        properties[name].value[:_LONGEST_TEXT]
        for name in ("URL", "DESCRIPTION", "X-ALT-DESC", "LOCATION")
        if name in properties
    ]
    for text in texts:
        found = _HREF.search(text) or _ADDRESS.search(_ESCAPED.sub(lambda m: " " if m[1] in "nN" else m[1], text))
        if found:
            words = found[1] if found.re is _HREF else found[0].rstrip(".,;:!?)]}'’")
            return safe_address(clean_line(words.replace("&amp;", "&")))
    return None


def read_place(properties: Mapping[str, Property]) -> str:
    """Give the place on one line, commas where it had lines; an address alone is no place."""
    lines = (clean_line(line).strip(" ,") for line in plain_value(properties.get("LOCATION")).split("\n"))
    place = ", ".join(line for line in lines if line)
    return "" if _ADDRESS.fullmatch(place) else place[:_LONGEST_TITLE]


def read_status(properties: Mapping[str, Property], *, method: str, title: str) -> Status:
    """Tell whether it takes place: by the calendar's METHOD, its own STATUS, or what only its title says."""
    told = _STATUSES.get(properties["STATUS"].value.strip().upper()) if "STATUS" in properties else None
    return Status.CANCELLED if method == "CANCEL" else told or status_in_title(title)


def status_in_title(title: str) -> Status:
    """Tell what a title says of its event: "ANNULÉ – …", "Annulation des …", "… (reporté)", "COMPLET : …"."""
    folded = unicodedata.normalize("NFKD", title[:_LONGEST_TITLE]).casefold()
    plain = without_marks(folded).replace("’", "'").replace("·", "")
    for status, said in ((Status.CANCELLED, _CANCELLED), (Status.POSTPONED, _POSTPONED), (Status.FULL, _FULL)):
        if said.search(plain):
            return status
    return Status.CONFIRMED


def read_tags(lines: tuple[Property, ...]) -> tuple[str, ...]:
    """Give the categories, each once, in their order."""
    parts = (part for one in lines if one.name == "CATEGORIES" for part in re.split(r"(?<!\\),", one.value))
    tags = (clean_line(_ESCAPED.sub(lambda m: " " if m[1] in "nN" else m[1], part)) for part in parts)
    return tuple(dict.fromkeys(tag[:100] for tag in tags if tag))[:50]


def read_sequence(properties: Mapping[str, Property]) -> int:
    """Give the revision number; 0 where there is none that makes sense."""
    text = properties["SEQUENCE"].value.strip() if "SEQUENCE" in properties else ""
    return int(text) if re.fullmatch(r"\d{1,9}", text, re.ASCII) else 0
