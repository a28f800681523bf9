"""Folded text in, tokens out: numbers, words, clocks, numeric dates, punctuation, each with its symbol and its place.

The stretches themselves are for `lexemes`; here words get their meaning from `vocabulary`, a number glued to an
unknown word ("COP26") loses its own, and the words of a phrase become one token.
"""

import re
from typing import Any, NamedTuple

from digest.text.dates.folding import Folded
from digest.text.dates.lexemes import LEXEME, WORTH
from digest.text.dates.vocabulary import (
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
from digest.text.dates.zones import ABBREVIATIONS as ZONES
from digest.text.dates.zones import zone_of_name


class Token(NamedTuple):
    """A piece of the text.

    Attributes:
        name: Its symbol in the grammar.
        text: The folded letters.
        value: What it is worth: a number, a `Day`, a `Clock`, a zone, later `Hours` and `Days`.
        start: Where it begins in the folded text; `end` is one past its last character.
        gap: What stands before it: 0 nothing, 1 a space, 2 a line end.
    """

    name: str
    text: str
    value: Any
    start: int
    end: int
    gap: int


_PLACE_WORDS = {"est", "art", "cat", "ast", "tu", "ut", "eat", "cet", "west", "bst", "z", "mst", "hec"}
"""Abbreviations of zones that are also words: only in capitals, right after a clock."""


def read_tokens(folded: Folded, original: str) -> list[Token]:
    """Give the tokens of a folded text, in order; spaces are only kept as gaps."""
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
    """Tell the number from the month: "dix-sept", "sept heures", "sept mai", but "12 sept"."""
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
    place = 0
    while place < len(tokens):
        token = tokens[place]
        length, name = _phrase_at(tokens, place) if token.text in PHRASES else (0, "")
        if length:
            last = tokens[place + length - 1]
            text = " ".join([piece.text for piece in tokens[place : place + length]])
            joined.append(Token(name, text, None, token.start, last.end, token.gap))
            place += length
        else:
            joined.append(token)
            place += 1
    return joined


def _phrase_at(tokens: list[Token], place: int) -> tuple[int, str]:
    for words, name in PHRASES[tokens[place].text]:
        if place + len(words) <= len(tokens) and all(
            tokens[place + step].text == word for step, word in enumerate(words)
        ):
            return len(words), name
    return 0, ""
