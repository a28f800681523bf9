"""Lines that are nothing but a date: "18 MAI 2021", "12:00-13:30 (CEST)", "Du 18/11/2024 au 21/11/2024".

Only the shape is told here, so that documents can be taken apart; what day is meant is read by `digest.text.dates`.
"""

import re

from digest.sources.findings import fold

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
    """Give the months a word may stand for, 1 to 12: "avr" is (4,), "jui" is (6, 7), anything else is empty."""
    word = fold(word).rstrip(".")
    if len(word) < 3:
        return ()
    if word in _CUT_MONTHS:
        return _CUT_MONTHS[word]
    return tuple(n for n, names in enumerate(_MONTHS, 1) if any(name.startswith(word) for name in names))


def has_year(text: str) -> bool:
    """Tell whether a year is written out."""
    return _YEAR.search(text) is not None


def has_hours(text: str) -> bool:
    """Tell whether an hour is written: 17h30, 12:00, 3 pm."""
    return _HOURS.search(fold(text)) is not None


def has_day(text: str) -> bool:
    """Tell whether a day of a month is written: "18 mai", "May 18", "18/11"."""
    folded = fold(text)
    named = (m[2] for m in _NUMBERED_DAY.finditer(folded))
    before = (m[1] for m in _DAY_AFTER.finditer(folded))
    return bool(_NUMERIC.search(folded)) or any(month_numbers(word) for word in (*named, *before)) or _is_span(folded)


def is_date_line(line: str) -> bool:
    """Tell whether a line holds a date or hours and no other word, but for one after the hours: "heure de Dakar"."""
    folded = fold(line)
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
    """Tell whether a line is a weekday with its day and year, as above the previous and the next article."""
    words = fold(line).split()
    return len(words) >= 4 and words[0] in _WEEKDAYS and is_date_line(line) and has_year(line) and not has_hours(line)


def _belongs(word: str) -> bool:
    if word.isdigit():
        return len(word) <= 4
    if word.isalpha():
        return word in _JOINTS or word in _WEEKDAYS or bool(month_numbers(word))
    return word in ",./:-–—−()|+;'&"


def _is_span(folded: str) -> bool:
    """Tell whether a first number has no month of its own: "18 et 19 mai", "18-19 mai"."""
    return any(month_numbers(found[1]) for found in _SPAN.finditer(folded))
