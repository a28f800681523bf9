"""Folded text in, tokens out: numbers, words, clocks, numeric dates, punctuation, each with its symbol and its place.

Words get their meaning from `lexicon`, a number glued to an unknown word ("COP26") loses its own, and the words of a
phrase become one token.
"""

import re
from collections.abc import Callable
from typing import Any

from digest.text.dates.grammar import ClockPart, DayPart, HoursPart, Token
from digest.text.dates.lexicon import (
    ABBREVIATIONS,
    KNOWN,
    MONTHS,
    NUMBER_WORDS,
    ORDINAL_WORDS,
    PHRASES,
    PLURAL_WEEKDAYS,
    WEEKDAYS,
    WORDS,
)
from digest.text.dates.normalize import Folded
from digest.text.dates.timezones import ABBREVIATIONS as ZONES
from digest.text.dates.timezones import zone_of_name

# The lexemes of dated texts: what a stretch of folded characters is, and what it is worth.

_MONTHS = (
    "(?:janv(?:ier)?|fev(?:r(?:ier)?)?|mars|avr(?:il)?|mai|jui(?:n|l(?:let)?)?|aou(?:t)?|sept(?:embre)?"
    "|oct(?:obre)?|nov(?:embre)?|dec(?:embre)?)(?![a-z])"
)
_NO_MONTH = f"(?! ?(?:{_MONTHS}))"
_NO_LIST = f"(?! ?(?:et|au|a|-|,|&) ?[0-9]{{1,2}} ?(?:{_MONTHS}))"
_NO_HOUR = "(?! ?h(?![a-z]))"
_YEAR = "[12][0-9]{3}"
_FILES = "pdf|docx?|xlsx?|pptx?|od[tsp]|jpe?g|png|gif|zip|mp[34]|ics|html?|php|csv|txt|xml|fr|org|com|net|eu|int"
_UNIT = "(?:h(?:eures)?|j(?:ours)?)?"

_PATTERNS = {
    "space": r"\s+",
    "arrow": r"[-=]{1,3}>|-{2,3}",
    "address": r"(?:https?://|www\.)\S{1,3000}|[a-z0-9._%+-]{1,64}@[a-z0-9-][a-z0-9.-]{0,250}",
    "file": rf"[a-z0-9][\w().%-]{{0,99}}\.(?:{_FILES})(?!\w)\S{{0,500}}|[a-z0-9-]{{1,60}}_[\w-]{{0,199}}[a-z0-9]",
    # "24h/24", "7j/7"
    "service": rf"(?:24|7) ?{_UNIT} ?(?:/|sur) ?(?:24|7)(?![0-9]) ?{_UNIT}(?![a-z0-9])",
    "dotzone": r"(?:t\.u|u\.t(?:\.c)?|g\.m\.t)(?![a-z0-9])\.?",
    # The offset of RFC 2822, after a clock with colons.
    "offset": r"(?<=:[0-9][0-9] )[+-][0-9]{4}(?![0-9])|(?<=:[0-9][0-9] )\+[0-9]{2}:[0-9]{2}(?![0-9])",
    "telephone": (
        r"(?:\+|00(?=[1-9]))[0-9]{1,3}[ .()-]{0,2}[0-9](?:[ .()-]{0,2}[0-9]){6,13}"
        r"|0[0-9](?P<tsep>[ .-])[0-9]{2}(?:(?P=tsep)[0-9]{2}){3}(?![0-9])"
    ),
    "instant": (
        rf"(?P<iy>{_YEAR})(?P<idash>-?)(?P<im>[0-9]{{2}})(?P=idash)(?P<id>[0-9]{{2}})"
        r"(?:t| (?=[0-9]{2}:[0-9]{2}:))(?P<ih>[0-9]{2}):?(?P<imin>[0-9]{2})(?::?(?P<is>[0-9]{2})(?:[.,][0-9]{1,9})?)?"
        r" ?(?P<izone>(?:z|utc|gmt|tu|ut)(?![a-z0-9+-])|[+-][0-9]{2}:?(?:[0-9]{2})?(?![0-9]))?"
    ),
    "isoweek": rf"(?P<wy>{_YEAR})-?w(?P<ww>[0-9]{{2}})(?:-?(?P<wd>[1-7]))?(?![0-9a-z])",
    "ymd": (
        rf"(?P<y1>{_YEAR})(?P<ysep>[./-])(?P<m1>[0-9]{{1,2}})(?P=ysep)(?P<d1>[0-9]{{1,2}})"
        rf"(?![0-9]|/(?!{_YEAR}[./-])[0-9a-z])"
    ),
    # The basic form of ISO 8601, only where it is the whole text: elsewhere eight figures are anything.
    "basic": rf"\A(?P<y7>{_YEAR})(?P<m7>[01][0-9])(?P<d7>[0-3][0-9])\Z",
    # "25/04/2024", "25.04.24", "25 / 04 / 2024", "25 04 2024"; "15-16-17 avril" is three days.
    "dmy": (
        rf"(?P<d2>[0-9]{{1,2}})(?P<dsep>[./-]| / | - (?=[0-9]{{2}} - {_YEAR})| (?=[0-9]{{2}} {_YEAR}(?! ?[0-9])))"
        rf"(?P<m2>[0-9]{{1,2}})(?P=dsep)(?P<y2>{_YEAR}|[0-9]{{2}}{_NO_MONTH})(?![0-9]|(?P=dsep)[0-9]|-[a-z](?![a-z]))"
        rf"{_NO_HOUR}(?! ?eme)"
    ),
    # "18.11" only before a whole date: "18.11 - 21.11.2024"
    "dotted": r"(?P<d6>[0-9]{1,2})\.(?P<m6>[0-9]{1,2})\.?(?= ?(?:-|au|et|a|/) ?[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{2})",
    "spaced": (
        r"(?:(?<= a )|(?<= de )|(?<=, ))?(?P<h6>[0-9]{1,2}) : (?P<n6>[0-5][0-9])(?= (?:-|a) [0-9]{1,2} : [0-5][0-9])"
        r"|(?:(?<= : [0-5][0-9] - )|(?<= : [0-5][0-9] a )|(?<= a )|(?<= de ))(?P<h7>[0-9]{1,2}) : "
        r"(?P<n7>[0-5][0-9])(?![0-9])"
    ),
    # "à 17.30": an amount of money has its unit after it.
    "pointed": r"(?<= a )(?P<h8>[01]?[0-9]|2[0-3])\.(?P<n8>[0-5][05])(?![0-9.]| ?(?:[%€$]|eur|m|k))",
    # "9.30-12.30": minutes that no month can be.
    "dothours": (
        r"(?P<h9>[01]?[0-9]|2[0-3])\.(?P<n9>00|15|[2-5][05]) ?(?:-|a) ?"
        r"(?P<h10>[01]?[0-9]|2[0-4])\.(?P<n10>00|15|[2-5][05])(?![0-9.]| ?(?:[%€$]|eur|m|k))"
    ),
    "version": (
        r"[0-9]{1,4}(?P<vsep>[.-])[0-9]{1,5}(?:(?P=vsep)[0-9]{1,5}){1,6}(?![0-9])"
        rf"(?! ?(?:{_MONTHS}|h))"
    ),
    "amount": (
        rf"[0-9]{{1,3}}(?: [0-9]{{3}})+(?![0-9])"
        rf"|(?<![0-9],)[0-9]{{1,3}},[0-9]+(?![0-9,]| et [0-9]| ?&| ?h){_NO_MONTH}"
    ),
    "dotclock": r"(?P<h1>[0-9]{1,2})[.:](?P<n1>[0-5][0-9]) ?h(?:eures?)?(?![a-z])",
    "colon": (
        r"(?P<h2>[0-9]{1,2}):(?P<n2>[0-5][0-9])(?::(?P<s2>[0-5][0-9])(?:\.[0-9]{1,6})?)?(?![0-9:])"
        r"(?: ?(?P<p2>[ap])\.?m(?![a-z])\.?)?"
    ),
    "ampm": r"(?P<h3>[0-9]{1,2}) ?(?P<p3>[ap])\.?m(?![a-z])\.?",
    # After a space, minutes must not be a day: "à 14h 16 mai", "14h 25/04".
    "clock": (
        r"(?P<h4>[0-9]{1,2}) ?h(?:eures?|rs?|res?)?(?![a-z])[.:]?"
        rf"(?:(?P<n4>[0-9]{{2}}|[0-9](?![0-9a-z]))(?![0-9])"
        rf"| (?P<n5>[0-5][0-9])(?![0-9/]| ?-? ?[0-9]{{1,2}}[-/]){_NO_HOUR}{_NO_MONTH}{_NO_LIST})?"
        r"(?: ?(?:mn|min|minutes?)(?![a-z]))?"
    ),
    "dm": rf"(?P<d5>[0-9]{{1,2}})/(?P<m5>[0-9]{{1,2}})(?![0-9/]){_NO_HOUR}{_NO_MONTH}",
    "first": rf"(?:0?1(?: ?i?ers?|°|\(er\)|\^er)(?:(?![a-z])|(?=(?:{_MONTHS}))))|(?<![a-z0-9])ier(?= (?:{_MONTHS}))",
    "nth": r"(?P<o1>[0-9]{1,3}) ?(?:st|th|rd)(?![a-z])",
    "ordinal": r"(?P<o2>[0-9]{1,3})(?: ?(?:emes?|iemes?|eres?|res?)|e|es|d|de|nd|nde|er|°)(?![a-z0-9'])",
    "period": r"[tq] ?[1-4](?![0-9a-z])|[1-4] ?t(?![a-z0-9])|s ?[0-9]{1,2}(?![0-9a-z])",
    "number": r"[0-9]+",
    "word": r"n°|[a-z]+'?",
    "other": r".",
}
LEXEME = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _PATTERNS.items()), re.DOTALL)


def _opaque(_found: re.Match[str]) -> tuple[str, Any]:
    return "opaque", None


def _instant(found: re.Match[str]) -> tuple[str, Any]:
    day = DayPart(day=int(found["id"]), month=int(found["im"]), year=int(found["iy"]))
    clock = _checked(found["ih"], found["imin"], found["is"])
    if clock is None:
        return "opaque", None
    zone = found["izone"]
    return "instant", (day, clock, zone_of_name("utc", zone if zone[0] in "+-" else "") if zone else None)


def _iso_week(found: re.Match[str]) -> tuple[str, Any]:
    return "iso_week", (int(found["wy"]), int(found["ww"]), int(found["wd"]) if found["wd"] else None)


def _year_first(found: re.Match[str]) -> tuple[str, Any]:
    return "numeric", DayPart(day=int(found["d1"]), month=int(found["m1"]), year=int(found["y1"]))


_PIVOT = 70
"""Two figures for a year from here on are of the twentieth century."""


def _day_first(found: re.Match[str]) -> tuple[str, Any]:
    day, month, year = found["d2"], found["m2"], found["y2"]
    if len(year) == 4:
        return "numeric", DayPart(day=int(day), month=int(month), year=int(year))
    # Two figures for the year: with points or hyphens sure only if all parts have two, or versions would be dates.
    if int(month) > 12:
        return "opaque", None
    sure = found["dsep"] == "/" or len(day) == len(month) == 2
    return "numeric" if sure else "maybe_numeric", DayPart(
        day=int(day), month=int(month), year=int(year) + (1900 if int(year) >= _PIVOT else 2000)
    )


def _day_month(found: re.Match[str]) -> tuple[str, Any]:
    return "day_month", (int(found["d5"]), int(found["m5"]), len(found["d5"]) + len(found["m5"]))


_ENGLISH_HALF = {"a": 0, "p": 12}


def _checked(hour: str, minute: str | None, second: str | None = None, half: str | None = None) -> ClockPart | None:
    hours, minutes = int(hour), int(minute or 0)
    if half:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + _ENGLISH_HALF[half]
    if hours > 24 or minutes > 59 or (hours == 24 and minutes) or int(second or 0) > 60:
        return None
    return ClockPart(hour=hours, minute=minutes, second=min(int(second or 0), 59))  # a leap second is none of ours


def _clock(hour: str, minute: str, second: str = "", half: str = "") -> Callable[[re.Match[str]], tuple[str, Any]]:
    def read(found: re.Match[str]) -> tuple[str, Any]:
        clock = _checked(
            found[hour],
            found[minute] if minute else None,
            found[second] if second else None,
            found[half] if half else None,
        )
        return ("clock", clock) if clock else ("opaque", None)

    return read


def _hour_clock(found: re.Match[str]) -> tuple[str, Any]:
    clock = _checked(found["h4"], found["n4"] or found["n5"])
    return ("clock", clock) if clock else ("opaque", None)


def _spaced(found: re.Match[str]) -> tuple[str, Any]:
    clock = _checked(found["h6"] or found["h7"], found["n6"] or found["n7"])
    return ("clock", clock) if clock else ("opaque", None)


def _dotted_hours(found: re.Match[str]) -> tuple[str, Any]:
    start, end = _checked(found["h9"], found["n9"]), _checked(found["h10"], found["n10"])
    if start is None or end is None or (start.hour, start.minute) >= (end.hour, end.minute):
        return "opaque", None
    return "hours", HoursPart(start=start, end=end)


def _number(found: re.Match[str]) -> tuple[str, Any]:
    figures = found[0]
    if len(figures) <= 2:
        return "number", int(figures)
    if len(figures) == 4 and "1500" <= figures <= "2199":
        return "year", int(figures)
    return "big", None


def _period(found: re.Match[str]) -> tuple[str, Any]:
    letters = found[0].replace(" ", "")
    return "period", (letters.strip("0123456789"), int(letters.strip("tqs")))


_PUNCTUATION = {
    "-": "dash", "/": "slash", ",": "comma", ";": "semicolon", ".": "stop", "!": "stop", "?": "stop", ":": "colon",
    "(": "open_paren", ")": "close_paren", "[": "open_paren", "]": "close_paren", "&": "and", "+": "plus", "|": "bar",
    "@": "at_sign", "'": "quote", "\u2026": "stop", "~": "dash", "<": "bar", ">": "dash", "\u00b7": "bar",
    "\u2022": "bar",
}  # fmt: skip
WORTH: dict[str, Callable[[re.Match[str]], tuple[str, Any]]] = {
    **dict.fromkeys(("address", "file", "service", "telephone", "version", "amount"), _opaque),
    "offset": lambda found: ("zone", zone_of_name("utc", found[0])),
    "instant": _instant,
    "isoweek": _iso_week,
    "ymd": _year_first,
    "dmy": _day_first,
    "basic": lambda found: ("numeric", DayPart(day=int(found["d7"]), month=int(found["m7"]), year=int(found["y7"]))),
    "dotted": lambda found: ("numeric", DayPart(day=int(found["d6"]), month=int(found["m6"]))),
    "dm": _day_month,
    "dotclock": _clock("h1", "n1"),
    "colon": _clock("h2", "n2", "s2", "p2"),
    "spaced": _spaced,
    "pointed": _clock("h8", "n8"),
    "dothours": _dotted_hours,
    "arrow": lambda _found: ("dash", None),
    "dotzone": lambda _found: ("zone", zone_of_name("utc")),
    "ampm": _clock("h3", "", "", "p3"),
    "clock": _hour_clock,
    "first": lambda _found: ("first", 1),
    "nth": lambda found: ("nth", int(found["o1"])),
    "ordinal": lambda found: ("ordinal", int(found["o2"])),
    "period": _period,
    "number": _number,
    "word": lambda _found: ("word", None),
    "other": lambda found: (_PUNCTUATION.get(found[0], "mark"), None),
}


_PLACE_WORDS = {"est", "art", "cat", "ast", "tu", "ut", "eat", "cet", "west", "bst", "z", "mst", "hec"}
"""Abbreviations of zones that are also words: only in capitals, right after a clock."""


def read_tokens(folded: Folded, original: str) -> list[Token]:
    """Return the tokens of a folded text, in order; spaces are only kept as gaps."""
    tokens: list[Token] = []
    gap = 2
    end_of_last = 0
    for found in LEXEME.finditer(folded.text):
        name = found.lastgroup or "other"
        if name == "space":
            gap = max(gap, 2 if "\n" in found[0] else 1)
            continue
        start = found.start()
        if start < end_of_last:  # the full stop of an abbreviation, taken already
            continue
        symbol, value = WORTH[name](found)
        end = found.end()
        if symbol == "word":
            symbol, value, end = _word(found, tokens, folded, original)
        tokens.append(Token(symbol, folded.text[start:end], value, start, end, gap))
        if gap == 0:
            _part_glued(tokens)
        gap = 0
        end_of_last = end
    return _join_phrases(tokens)


def _word(found: re.Match[str], tokens: list[Token], folded: Folded, original: str) -> tuple[str, Any, int]:
    word, end = found[0], found.end()
    if word in ABBREVIATIONS and folded.text[end : end + 1] == ".":
        end += 1
    if word in MONTHS:
        return ("numeral", 7, end) if _is_seven(found, tokens, folded) else ("month", MONTHS[word], end)
    if word in ZONES:
        zone = _zone_word(found, tokens, folded, original)
        if zone is not None:
            return zone
    return _plain_word(word, end)


_AFTER_SEVEN = re.compile(r" (?:heure|janv|fev|mars|avril|mai|jui|aout|sept|oct|nov|dec)")


def _is_seven(found: re.Match[str], tokens: list[Token], folded: Folded) -> bool:
    """Return the number from the month: "dix-sept", "sept heures", "sept mai", but "12 sept"."""
    if found[0] != "sept":
        return False
    if tokens and tokens[-1].name == "dash" and len(tokens) > 1 and tokens[-2].name == "numeral":
        return True
    return bool(_AFTER_SEVEN.match(folded.text, found.end())) and not (tokens and tokens[-1].name == "number")


def _plain_word(word: str, end: int) -> tuple[str, Any, int]:
    if word in WORDS:
        return WORDS[word], None, end
    if word in WEEKDAYS:
        return "weekday", WEEKDAYS[word], end
    if word in ("mar", "jui"):
        return word, None, end
    if word in NUMBER_WORDS:
        return "numeral", NUMBER_WORDS[word], end
    if word in ORDINAL_WORDS:
        return "ordinal", ORDINAL_WORDS[word], end
    if word in PLURAL_WEEKDAYS:
        return "weekdays", PLURAL_WEEKDAYS[word], end
    return "other_word", None, end


_ZONE_OFFSET = re.compile(r" ?[+-] ?[0-9]{1,2}(?:[:h]?[0-9]{2})?(?![0-9])")


def _zone_word(found: re.Match[str], tokens: list[Token], folded: Folded, original: str) -> tuple[str, Any, int] | None:
    word, end = found[0], found.end()
    if word in _PLACE_WORDS:
        first, last = folded.position(found.start(), end - 1)[0], folded.position(end - 1, end)[0] + 1
        after_clock = bool(tokens) and tokens[-1].name in ("clock", "open_paren", "slash", "hours_word")
        if not (after_clock and original[first:last].isupper()):
            return None
    more = _ZONE_OFFSET.match(folded.text, end) if word in ("utc", "gmt", "tu", "ut") else None
    zone = zone_of_name(word, more[0] if more else "")
    return None if zone is None else ("zone", zone, more.end() if more else end)


def _part_glued(tokens: list[Token]) -> None:
    """Make opaque what is glued to a word we do not know: "COP26", "12kg", "Covid-19"."""
    last, before = tokens[-1], tokens[-2]
    figures = ("number", "first", "ordinal", "nth", "clock", "big", "year", "period")
    if (last.name in figures and before.name in ("other_word", "opaque", "label") and before.text not in KNOWN) or (
        last.name in figures and before.name == "label"
    ):
        tokens[-1] = last._replace(name="opaque", value=None)
    elif last.name in ("other_word", "label") and before.name in figures and last.text not in KNOWN:
        tokens[-2] = before._replace(name="opaque", value=None)
    elif last.name in figures and before.text == "-" and before.gap == 0 and len(tokens) > 2:
        if tokens[-3].name in ("other_word", "opaque", "label"):
            tokens[-1] = last._replace(name="opaque", value=None)
    elif last.name in ("numeric", "day_month") and len(before.text) == 1 and before.name in ("other_word", "label"):
        tokens[-1] = last._replace(name="opaque", value=None)  # "v1.12.2024"
    elif last.name == "other_word" and before.name == "month":
        tokens[-2] = before._replace(name="other_word", value=None)


def _join_phrases(tokens: list[Token]) -> list[Token]:
    """Replace the words of each known phrase by one token; the longest phrase wins."""
    joined: list[Token] = []
    texts = [token.text for token in tokens]
    place = 0
    while place < len(tokens):
        token = tokens[place]
        phrases = PHRASES.get(token.text, ())
        found = next((phrase for phrase in phrases if texts[place : place + len(phrase[0])] == phrase[0]), None)
        if found is None:
            joined.append(token)
            place += 1
            continue
        words, name = found
        joined.append(Token(name, " ".join(words), None, token.start, tokens[place + len(words) - 1].end, token.gap))
        place += len(words)
    return joined
