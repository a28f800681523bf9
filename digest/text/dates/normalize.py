"""Text as the grammar wants it: small letters without accents, one kind of space, dash and apostrophe.

`fold_date_text` keeps, for every character of the folded text, its place in the text given, so that a reading can point
at the very words. Almost every text folds character by character (the fast way); only entities, tags, decomposed
letters, mojibake and runs of spaces need the slow one.
"""

import html
import re
import unicodedata
from typing import NamedTuple

from digest.text.dates.lexicon import MONTHS, PHRASES, PLURAL_WEEKDAYS, WEEKDAYS

# UTF-8 that was read as Windows-1252, as the network's portal shows it: "fÃ©vrier". Only letters that French has.
_MOJIBAKE = {
    letter.encode().decode("cp1252", "ignore"): letter
    for letter in "éèêëàâäùûüôöîïçÉÈÊÀÂÛÔÎÇ’–—…"
    if len(letter.encode().decode("cp1252", "ignore")) == len(letter.encode())
}
_INLINE_NAMES = "sup|b|i|em|strong|span|u|small|a|font|abbr|time"
_ODD = re.compile(
    # Tags that some feeds escape once or twice: "1&amp;lt;sup&amp;gt;er".
    rf"(?P<escaped>(?i:&(?:amp;){{0,2}}lt;/?(?:{_INLINE_NAMES})\b[^<>&]{{0,300}}&(?:amp;){{0,2}}gt;))"
    r"|(?P<stray>\u00c2(?=[\s\u00b0\u00ab\u00bb\u00b7]))|(?P<run>(?<=[^\S\n\r])[^\S\n\r]+)"
    r"|(?P<entity>&(?:amp;){0,2}(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});?)"
    rf"|(?P<inline>(?i:</?(?:{_INLINE_NAMES})\b[^<>]{{0,300}}>))|(?P<tag></?[A-Za-z!][^<>]{{0,300}}>)"
    rf"|(?P<mojibake>{'|'.join(map(re.escape, sorted(_MOJIBAKE, key=len, reverse=True)))})"
    r"|(?P<marks>[\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff]+)"
)
_HINT = re.compile(r"[^\S\n\r]{2}|[&<ÃÂâ\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff]")
_SAME = {
    **dict.fromkeys(
        "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2192\u21d2\u27a1\u2794\u279c\u2b62\u2043\ufe58\ufe63\uff0d\u25ba\u25b6",
        "-",
    ),
    **dict.fromkeys("\u2018\u2019\u02bc\u2032`´ʹ", "'"),
    **dict.fromkeys("\u2044\u2215\uff0f", "/"),
    **dict.fromkeys("\r\v\f\u0085\u2028\u2029", "\n"),
    "°": "°",
    "º": "°",
    "œ": "o",
    "æ": "a",
}


class Folded(NamedTuple):
    """A folded text, and where each of its characters stands in the text given (None: at the same place)."""

    text: str
    places: tuple[int, ...] | None
    length: int

    def position(self, start: int, end: int) -> tuple[int, int]:
        """Return the place in the text given of a stretch of the folded text."""
        if self.places is None:
            return start, end
        last = self.places[end] if end < len(self.places) else self.length
        return self.places[start], last


class _Letters(dict[int, str]):
    """What each character folds to; filled as characters are met, up to the letters of Europe."""

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        if code < 0x3000:
            self[code] = folded
        return folded


def _fold_character(character: str) -> str:
    if character in _SAME:
        return _SAME[character]
    if character.isspace():
        return " "
    base = unicodedata.normalize("NFKD", character)[:1]
    if base.isalpha():
        return base.lower()[:1]
    if unicodedata.decomposition(character).startswith("<wide>"):
        return base
    # A raised or circled figure is a footnote or a list mark, never part of a date.
    return "*" if character != base and base.isdigit() else character


_letters = _Letters({code: chr(code) for code in range(10, 127)})
_letters.update({code: chr(code).lower() for code in range(65, 91)})
_letters.update({ord("`"): "'", 9: " ", 11: "\n", 12: "\n", 13: "\n"})


def fold_date_text(text: str) -> Folded:
    """Fold a text, whatever it holds."""
    if not _HINT.search(text):
        return Folded(text.translate(_letters), None, len(text))
    pieces: list[str] = []
    places: list[int] = []
    done = 0
    for odd in _ODD.finditer(text):
        _take(text[done : odd.start()], range(done, odd.start()), pieces, places)
        plain = _plain(odd)
        _take(plain, [odd.start()] * len(plain), pieces, places)
        done = odd.end()
    _take(text[done:], range(done, len(text)), pieces, places)
    return Folded("".join(pieces), tuple(places), len(text))


def _take(text: str, where: range | list[int], pieces: list[str], places: list[int]) -> None:
    pieces.append(text.translate(_letters))
    places.extend(where)


def _plain(odd: re.Match[str]) -> str:
    if odd.lastgroup == "entity":
        return _entity(odd[0])
    if odd.lastgroup == "mojibake":
        return _MOJIBAKE[odd[0]]
    return "\n" if odd.lastgroup == "tag" else ""


def _entity(written: str) -> str:
    plain = html.unescape(html.unescape(html.unescape(written)))  # some feeds escape twice
    return "" if plain in "\u00ad\u200b" else plain


# Whether a text can hold a plain day at all, at a glance: most titles cannot, and the grammar takes long to say so.

_CALENDAR = frozenset(
    {*MONTHS, *WEEKDAYS, *PLURAL_WEEKDAYS, "mar", "jui", "mois", "courant"}
    | {first for first, phrases in PHRASES.items() if any(symbol == "holiday" for _words, symbol in phrases)}
)
_FIGURES = re.compile(
    r"[0-9] ?[./-] ?[0-9]|[0-9]{8}|[0-9]{2} [0-9]{2} [0-9]{4}|[0-9]{4}-?w[0-9]|er ?/"
    r"|[0-9][a-z]{0,4}(?:janv|fev|mars|avr|mai|jui|aou|sept|oct|nov|dec)"
)
_WORD = re.compile("[a-z]+")


def may_hold_a_day(text: str) -> bool:
    """Whether it is worth asking `read_date` for a day that stands plainly in a text; "demain" does not."""
    folded = fold_date_text(text).text
    return not _CALENDAR.isdisjoint(_WORD.findall(folded)) or _FIGURES.search(folded) is not None
