"""Plain text taken apart: lines with their numbers, then paragraphs and list items, joined where they were cut.

Saved pages and documents come with hard line ends, page breaks inside sentences and typed bullets. What is a title or a
date is for `portal`, `sessions` and `documents` to say.
"""

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from digest.sources.portal.items import find_addresses, fold_title
from digest.text.sanitize import clean_html, clean_line

# Lines that are nothing but a date: "18 MAI 2021", "12:00-13:30 (CEST)", "Du 18/11/2024 au 21/11/2024".

_MONTHS = (
    ("janvier", "january"),
    ("fevrier", "february"),
    ("mars", "march"),
    ("avril", "april"),
    ("mai", "may"),
    ("juin", "june"),
    ("juillet", "july"),
    ("aout", "august"),
    ("septembre", "september"),
    ("octobre", "october"),
    ("novembre", "november"),
    ("decembre", "december"),
)
_CUT_MONTHS = {"jul": (7,), "jun": (6,)}
_WEEKDAYS = frozenset(
    name
    for full in (
        "lundi mardi mercredi jeudi vendredi samedi dimanche",
        "monday tuesday wednesday thursday friday saturday sunday",
    )
    for day in full.split()
    for name in (day, day[:3])
)
_JOINTS = frozenset(
    word
    for words in (
        "du au aux le la les de d a et ou jusqu qu jusque entre er ere h hs heure heures min mn midi minuit",
        "from to at on the of and until between st nd rd th hrs hr am pm noon midnight local time locale",
        "cet cest utc gmt tu bst est edt wat eat cat paris",
    )
    for word in words.split()
)
_HOURS = re.compile(
    r"\b\d{1,2} ?(?:h|heures?|hrs?)(?![a-z])(?: ?\d{2})?|\b\d{1,2}h\d{2}|\b\d{1,2}[:.]\d{2} ?[ap]\.?m\b"
    r"|\b\d{1,2}:\d{2}\b|\b\d{1,2} ?[ap]\.?m\b"
)
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
_NUMERIC = re.compile(r"\b\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})\b|\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}/\d{1,2}\b")
_NUMBERED_DAY = re.compile(r"\b(\d{1,2})(?: ?er|st|nd|rd|th)?(?:[ .,-]| of ){1,5}([a-z]{3,9})\b")
_DAY_AFTER = re.compile(r"\b([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?\b")
_SPAN = re.compile(r"\b\d{1,2} ?(?:et|au|and|to|-|–|&) ?\d{1,2} ([a-z]{3,9})\b")
_TOKEN = re.compile(r"[a-z]+|\d+|[^\sa-z\d]")


def month_numbers(word: str) -> tuple[int, ...]:
    """Return the months a word may stand for, 1 to 12: "avr" is (4,), "jui" is (6, 7), anything else is empty."""
    word = fold_title(word).rstrip(".")
    if len(word) < 3:
        return ()
    if word in _CUT_MONTHS:
        return _CUT_MONTHS[word]
    return tuple(n for n, names in enumerate(_MONTHS, 1) if any(name.startswith(word) for name in names))


def has_year(text: str) -> bool:
    """Whether a year is written out."""
    return _YEAR.search(text) is not None


def has_hours(text: str) -> bool:
    """Whether an hour is written: 17h30, 12:00, 3 pm."""
    return _HOURS.search(fold_title(text)) is not None


def has_day(text: str) -> bool:
    """Whether a day of a month is written: "18 mai", "May 18", "18/11"."""
    folded = fold_title(text)
    named = (m[2] for m in _NUMBERED_DAY.finditer(folded))
    before = (m[1] for m in _DAY_AFTER.finditer(folded))
    return bool(_NUMERIC.search(folded)) or any(month_numbers(word) for word in (*named, *before)) or _is_span(folded)


def is_date_line(line: str) -> bool:
    """Whether a line holds a date or hours and no other word, but for one after the hours: "heure de Dakar"."""
    folded = fold_title(line)
    if len(folded) > 120 or not any(c.isdigit() for c in folded) or not (has_day(folded) or has_hours(folded)):
        return False
    words = _TOKEN.findall(folded)
    others = [word for word in words if not _belongs(word)]
    is_city = len(others) == 1 and others[0].isalpha() and words[0] != others[0] and _ends_with_city(folded, others[0])
    return not others or is_city


def _ends_with_city(folded: str, city: str) -> bool:
    return (
        has_hours(folded) and re.search(rf"(?:heure (?:de |locale )?|\(){city}\)?$|{city} time\)?$", folded) is not None
    )


def is_weekday_line(line: str) -> bool:
    """Whether a line is a weekday with its day and year, as above the previous and the next article."""
    words = fold_title(line).split()
    return len(words) >= 4 and words[0] in _WEEKDAYS and is_date_line(line) and has_year(line) and not has_hours(line)


def _belongs(word: str) -> bool:
    if word.isdigit():
        return len(word) <= 4
    if word.isalpha():
        return word in _JOINTS or word in _WEEKDAYS or bool(month_numbers(word))
    return word in ",./:-–—−()|+;'&"


def _is_span(folded: str) -> bool:
    """Whether a first number has no month of its own: "18 et 19 mai", "18-19 mai"."""
    return any(month_numbers(found[1]) for found in _SPAN.finditer(folded))


# The words by which a session document is known: kinds of meetings, labels, headings, page numbers; in two languages.

_KIND = (
    r"(?:"
    r"(?:cycle de )?(?:sessions?|webinaires?|webinars?|ateliers?|workshops?|seances?|seminaires?|seminars?|"
    r"conferences?|reunions?|meetings?|tables? rondes?|round ?tables?|journees?|plenieres?|visioconferences?|"
    r"evenements?|events?)"
    r"(?: (?:thematiques?|paralleles?|plenieres?|en ligne|virtuel(?:le)?s?|techniques?|de travail|d'information|"
    r"thematic|parallel|plenary|online|virtual))?(?: n?[°o]? ?\d{1,2})?"
    r"|(?:thematic|policy|parallel|plenary|online|learning) (?:sessions?|meetings?|councils?|events?|workshops?)"
    r"|notes? (?:conceptuelle|de cadrage|d'information|de concept)|concept note|background (?:note|paper)"
    r"|programme(?: (?:preliminaire|provisoire))?|(?:draft |provisional |preliminary )?(?:agenda|program(?:me)?)"
    r"|ordre du jour|invitation|termes de reference|terms of reference|projet|draft|save the date"
    r"|document de (?:session|travail|reference))"
)
_KIND_LINE = re.compile(rf"^{_KIND}(?: ?[:–-])?$")
# "SESSION D'APPRENTISSAGE", "Atelier technique": a kind and a word or two, and no subject.
_SHORT_KIND = re.compile(
    r"^(?:sessions?|webinaires?|ateliers?|seances?|seminaires?|reunions?|workshops?|meetings?)"
    r"(?: (?:d'|de |of )?[a-z-]{4,20}){1,2}(?: ?[:–-])?$"
)
_KIND_START = re.compile(rf"^{_KIND}\b")
_LABEL = re.compile(
    r"^(?:dates?|quand|when|horaires?|heures?|time|lieu|place|venue|where|ou|location|format|langues?|languages?|"
    r"interpretation|inscriptions?|registration|register|lien|link|contacts?|public|modalites?|duree|duration|"
    r"plateforme|platform|moderation|partenaires?|partners?|zoom|tel|e-?mail|site|intervenant(?:e?s|·e·s)?|speakers?)"
    r"\b[^:]{0,40}:"
)
_CREDIT = re.compile(
    r"^(?:(?:co-?)?organi[sz]|moderat|a l'initiative|sous l'egide|under the auspices|en partenariat|avec le soutien|"
    r"en collaboration|in (?:partnership|collaboration)|with the support|hosted by|propose[es]? par|anime[es]? par)"
)
_SECTION = re.compile(
    r"^(?:\d{1,2}[.)] |[ivx]{1,4}[.)] )?(?:contexte|objectifs?|introduction|presentation|description|background|"
    r"context|objectives?|rationale|pourquoi|questions? (?:d'orientation|cles?|directrices?)|(?:guiding|key) questions|"
    r"deroule|programme|resultats|intervenant|speakers|format de|structure)[a-z' ,&·.-]{0,60}:?$"
)
_CONTEXT = re.compile(
    r"^(?:\d{1,2}[.)] |[ivx]{1,4}[.)] )?(?:contexte|objectifs?|introduction|presentation|background|context|"
    r"objectives?|rationale)\b.{0,80}$"
)
_PAGE_NUMBER = re.compile(r"^(?:[-–|] ?)?(?:page|p\.)? ?\d{1,3} ?(?:(?:/|sur|of|de) ?\d{1,3})?(?: ?[-–|])?$")
_PAGE_TAIL = re.compile(
    r"[ |–-]{0,5}(?:(?:page|p\.) ?\d{1,3}(?: ?(?:/|sur|of) ?\d{1,3})?|\b\d{1,3} ?/ ?\d{1,3})$", re.IGNORECASE
)
_PAGE_HEAD = re.compile(r"^(?:page ?)?\d{1,3} ?/ ?\d{1,3}[ |–-]{0,5}", re.IGNORECASE)
_DATE_LABEL = re.compile(
    r"^(?:dates?|quand|when|horaires?|heures?|time|date (?:et|and|&|/) [a-zé]{4,8}|jour \d|day \d|session \d) ?[:–-] ?",
    re.IGNORECASE,
)
_PLACE_LABEL = re.compile(r"^(?:lieu|place|venue|where|location|plateforme|platform|format) ?: ?(?=\S)", re.IGNORECASE)
_POSTAL = re.compile(r"\b\d{5} [A-ZÀ-Ý]")
_RUNNING = re.compile(
    r"^(?:de )?\d{1,2} ?[h:.] ?(?:\d{2})?(?: ?(?:-|–|a) ?\d{1,2} ?[h:.] ?(?:\d{2})?)? ?[:–|-]? ?[a-z]{3}"
)
_ONLINE = re.compile(
    r"^(?:en ligne|online|en distanciel|(?:en |par )?visioconference)(?:,? (?:sur|via|on|par) \w{3,20})?$"
)
_REGISTERS = re.compile(
    r"\b(?:inscri|s'inscrire|regist|enregistre|confirm|zoom|pour participer|to join|pour rejoindre)"
)
_TAKES_PLACE = re.compile(
    r"\b(?:aura lieu|auront lieu|se tiendra|se tiendront|se deroulera|will (?:take place|be held)|est prevue?)\b"
)


def is_kind_line(text: str) -> bool:
    """Whether a line says only what kind of thing it is: "SESSION THEMATIQUE", "Note conceptuelle"."""
    folded = fold_title(text)
    return _KIND_LINE.match(folded) is not None or _SHORT_KIND.match(folded) is not None


def starts_with_kind(text: str) -> bool:
    """Whether a line begins with the kind: "Webinaire sur …"."""
    return _KIND_START.match(fold_title(text)) is not None


def is_label(text: str) -> bool:
    """Whether a line is a name and its value: "Lieu : Paris"; or says who organises: "Organisée par …"."""
    folded = fold_title(text)
    return _LABEL.match(folded) is not None or _CREDIT.match(folded) is not None


def is_section(text: str) -> bool:
    """Whether a line is one of the usual headings: "Contexte et objectifs", "Guiding questions"."""
    return _SECTION.match(fold_title(text)) is not None


def opens_context(text: str) -> bool:
    """Whether a line heads the paragraphs that say what it is about."""
    return _CONTEXT.match(fold_title(text)) is not None


def is_page_number(text: str) -> bool:
    """Whether a line is the number of its page: "3", "- 3 -", "Page 2/5"."""
    return _PAGE_NUMBER.match(fold_title(text)) is not None


def without_page(text: str) -> str:
    """Return a running header without the number of its page."""
    return _PAGE_HEAD.sub("", _PAGE_TAIL.sub("", text)).strip() or text


def without_date_label(text: str) -> str:
    """Return a line without "Date :" or "Horaire :" before the date."""
    return _DATE_LABEL.sub("", text)


def place_in(text: str) -> str:
    """Return the place that a line names, as "Lieu : Paris" or "En ligne sur Zoom"; empty for any other line."""
    found = _PLACE_LABEL.match(text)
    if found:
        return text[found.end() :]
    return text if _ONLINE.match(fold_title(text)) or _POSTAL.search(text) else ""


def opens_programme(text: str) -> bool:
    """Whether a line is one of a running order: "14h30 – 14h45 : Accueil"."""
    return _RUNNING.match(fold_title(text)) is not None


def speaks_of_registering(text: str) -> bool:
    """Whether words lead to a registration."""
    return _REGISTERS.search(fold_title(text)) is not None


def says_when(text: str) -> bool:
    """Whether a sentence says when it takes place: "aura lieu", "will be held"."""
    return _TAKES_PLACE.search(fold_title(text)) is not None


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
class DocLine:
    """A line that is not empty; `gap` is the number of empty lines before it, `tops_page` follows a form feed."""

    number: int
    text: str
    gap: int = 0
    tops_page: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DocBlock:
    """A paragraph or a list item, on one line of text; `line` is where it begins, `last` its last line as written."""

    line: int
    text: str
    is_item: bool = False
    last: str = ""

    @property
    def is_prose(self) -> bool:
        """Whether it is running text rather than a title or a label."""
        return len(self.text) >= _PROSE or (len(self.text) >= 60 and self.text.endswith((".", "…")))


def split_lines(text: str) -> tuple[DocLine, ...]:
    """Return the lines that hold something, cleaned, from 1."""
    found: list[DocLine] = []
    gap, tops_page = 0, False
    for number, whole in enumerate(text.split("\n"), 1):
        for place, part in enumerate(whole.split("\f")):
            tops_page = tops_page or place > 0
            words = clean_line(part)
            if not words:
                gap += place == 0
                continue
            found.append(DocLine(number=number, text=words, gap=gap, tops_page=tops_page))
            gap, tops_page = 0, False
    return tuple(found)


def join_lines(lines: Sequence[DocLine]) -> tuple[DocBlock, ...]:
    """Put paragraphs and items together from their lines."""
    width = _wrap_width(lines)
    words = frozenset(re.findall(r"\w+", " ".join(line.text for line in lines).casefold()))
    blocks: list[DocBlock] = []
    for line in lines:
        if blocks and _goes_on(blocks[-1], line, width):
            blocks[-1] = replace(blocks[-1], text=_join(blocks[-1].text, line.text, words), last=line.text)
        else:
            blocks.append(_open_block(line))
    return tuple(blocks)


def render_blocks(blocks: Iterable[DocBlock]) -> str:
    """Return the safe HTML of paragraphs and lists, addresses made links."""
    parts: list[str] = []
    in_list = False
    for block in blocks:
        if block.is_item != in_list:
            parts.append("<ul>" if block.is_item else "</ul>")
            in_list = block.is_item
        tag = "li" if block.is_item else "p"
        parts.append(f"<{tag}>{_linked(block.text)}</{tag}>")
    return clean_html("\n".join([*parts, "</ul>"] if in_list else parts))


def prose_of(blocks: Iterable[DocBlock]) -> str:
    """Return the running text among paragraphs, on one line; where there is none, the list, then whatever there is."""
    blocks = tuple(blocks)
    prose = [block.text for block in blocks if block.is_prose and not block.is_item]
    listed = [block.text for block in blocks if block.is_item]
    return " ".join(prose or listed or (block.text for block in blocks))


def is_capitals(text: str) -> bool:
    """Whether a text is written in capitals."""
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= 4 and sum(c.isupper() for c in letters) >= 0.9 * len(letters)


def _open_block(line: DocLine) -> DocBlock:
    bullet = _BULLET.match(line.text)
    words = line.text[bullet.end() :] if bullet else line.text
    return DocBlock(line=line.number, text=words, is_item=bullet is not None, last=line.text)


def _wrap_width(lines: Sequence[DocLine]) -> int:
    """Return the width at which somebody cut the lines; 0 where nobody did."""
    longest = max((len(line.text) for line in lines), default=0)
    near = sum(len(line.text) >= 0.75 * longest for line in lines)
    return longest if 40 <= longest <= _WIDEST_WRAP and near >= 3 else 0


def _goes_on(block: DocBlock, line: DocLine, width: int) -> bool:
    if len(block.text) > _LONGEST:
        return False
    if _goes_on_in_address(block, line):
        return True
    if _BULLET.match(line.text) or is_date_line(line.text) or is_date_line(block.last) or _is_address(line.text):
        return False
    if line.gap or line.tops_page:
        return _is_cut(block.text, line.text)
    return _is_wrapped(block, line, width)


def _goes_on_in_address(block: DocBlock, line: DocLine) -> bool:
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


def _is_wrapped(block: DocBlock, line: DocLine, width: int) -> bool:
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
